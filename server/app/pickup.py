"""Who comes for a card with the code from the message: a number in the handover's list."""

from dataclasses import replace

from protocol import errors, pickup
from protocol.messages import CaseUpdated, IssuePickup, TicketIssued, TicketPaper
from protocol.vocabulary import CaseState, TicketState
from server.app.issue_ticket import paper_of
from server.app.records import CaseRecord, TicketRecord
from server.app.reprint import copied
from server.app.work import Work
from server.domain.numbers import label

IN_LIST = frozenset({TicketState.READY, TicketState.HANDOVER_CALLED})
FREE_GUESSES = 5
LONGEST_WAIT_S = 30
FORGIVEN_AFTER_MS = 10 * 60 * 1000


def issue_pickup(command: IssuePickup, work: Work) -> TicketPaper:
    """The number of today, or a copy of its paper. Raises UnknownPickup, PickupDone, PickupNotReady."""
    case = _case_of(command.code, work)
    if case.state is CaseState.HANDED_OVER:
        raise errors.PickupDone
    if case.state is not CaseState.READY or case.pickup_day > work.day:
        raise errors.PickupNotReady(day=case.pickup_day or None)
    ticket = work.books.tickets.find(case.ticket) if case.ticket else None
    if ticket is not None and ticket.day == work.day and ticket.state in IN_LIST:
        return copied(ticket, work)
    return _first_paper(case, command.language, work)


class Guesses:
    """Slows down a kiosk at which codes are tried: a few slips are free, then each costs a longer wait.

    Kept in memory only. With eight letters there is nothing to be won by restarting the hub.
    """

    def __init__(self) -> None:
        self._wrong: dict[int, tuple[int, int]] = {}  # device -> (how many in a row, when the last was)

    def issue(self, command: IssuePickup, work: Work) -> TicketPaper:
        """As ``issue_pickup``. Raises TryLater too."""
        self._check(work)
        try:
            paper = issue_pickup(command, work)
        except errors.UnknownPickup:
            self._wrong[work.device.id] = (self._count(work) + 1, work.now)
            raise
        self._wrong.pop(work.device.id, None)
        return paper

    def _check(self, work: Work) -> None:
        _, last = self._wrong.get(work.device.id, (0, 0))
        wait_ms = last + wait_after(self._count(work)) * 1000 - work.now
        if wait_ms > 0:
            raise errors.TryLater(wait_s=-(-wait_ms // 1000))

    def _count(self, work: Work) -> int:
        count, last = self._wrong.get(work.device.id, (0, 0))
        return count if work.now - last < FORGIVEN_AFTER_MS else 0


def wait_after(wrong: int) -> int:
    """Seconds until this kiosk's next code is heard; never long, since honest people stand behind the guesser."""
    return min(LONGEST_WAIT_S, 1 << (wrong - FREE_GUESSES)) if wrong > FREE_GUESSES else 0


def _case_of(said: str, work: Work) -> CaseRecord:
    """Scanned as a link or typed as letters. Raises UnknownPickup."""
    code = pickup.read(said)
    found = work.books.cases.with_personal("pickup_code", code) if code else []
    case = work.books.cases.find(found[0]) if found else None
    if case is None or case.state in (CaseState.CANCELLED, CaseState.EXPIRED):
        raise errors.UnknownPickup
    return case


def _first_paper(case: CaseRecord, language: str, work: Work) -> TicketPaper:
    tickets, service = work.books.tickets, work.service(case.service)
    ticket = tickets.add(
        TicketRecord(
            id=0,
            day=work.day,
            service=service.id,
            number=label(service.pickup_prefix, tickets.next_number(service.id, work.day)),
            code=work.new_code(),
            arrived_at=work.now,
            changed_at=work.now,
            language=language if language in ("id", "jv", "en") else "id",
            state=TicketState.READY,
            case=case.id,
            paper_device=work.device.id,
        )
    )
    work.happened(TicketIssued(ticket=ticket.shown()))
    after = replace(case, ticket=ticket.id, number=ticket.number, version=case.version + 1, changed_at=work.now)
    work.books.cases.save(after)
    work.happened(CaseUpdated(case=after.shown()))
    return paper_of(ticket, work)
