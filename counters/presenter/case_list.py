"""The lists of cases that wait for somebody: for approval, for print and register, for handover."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assets.texts import Language
from counters.presenter.actions import Action, Desk
from counters.presenter.blanks import stock_is_out
from counters.presenter.case_file import FileView, file_view, local_time, person, step_offers, variant_title
from counters.presenter.delegation import standing_in
from counters.presenter.hall import absence_hindrance, call_hindrance, counter_offers, set_counter
from counters.presenter.phrases import hindrance, role_titles, say, service_title
from counters.presenter.seat import Seat
from counters.presenter.timing import CaseClock, by_urgency, case_clock, minutes_since
from protocol.messages import (
    AnyCommand,
    ApproveCases,
    CallToHandover,
    Case,
    CaseFile,
    CasesApproved,
    CaseSeen,
    MarkNoShow,
    Recall,
    Ticket,
)
from protocol.vocabulary import CaseState, CounterState, Right, TicketState

STATES: Final[Mapping[Desk, tuple[CaseState, ...]]] = {
    Desk.APPROVAL: (CaseState.AWAITING_APPROVAL,),
    Desk.PRINT: (CaseState.AWAITING_PRINT, CaseState.AWAITING_REGISTER),
    Desk.HANDOVER: (CaseState.READY,),
}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One row. ``age``: minutes since the files were complete. ``note``: a phrase key of what it waits for.

    ``since``: when it came here, with the day where that was another one. ``due``: the hour of the promise.
    """

    case: Case
    ticket: Ticket | None
    service: str
    variant: str
    verifier: str
    approved: str
    age: int
    clock: CaseClock | None
    note: str
    since: str = ""
    due: str = ""
    marked: bool = False

    @property
    def key(self) -> int:
        return self.case.id


@dataclass(frozen=True, slots=True)
class CaseDeskView:
    """A desk of cases. ``file``: the one that lies open. ``hand``: the number called to this handover counter.

    ``standing_in``: in whose place this person sits here today, in words.
    """

    desk: Desk
    lines: tuple[CaseLine, ...]
    chosen: CaseLine | None
    file: FileView | None
    hand: Ticket | None
    counter_state: CounterState
    receipt: str
    offers: Mapping[Action, str]
    standing_in: str = ""

    @property
    def marked(self) -> tuple[CaseLine, ...]:
        """Those that are to be approved together."""
        return tuple(line for line in self.lines if line.marked)


def case_desk_view(
    seat: Seat,
    desk: Desk,
    chosen: int | None,
    file: CaseFile | None,
    receipt: str = "",
    marks: Collection[int] = (),
) -> CaseDeskView:
    """The desk at this instant. ``file`` counts only while it is the file of the chosen case, as it is now.

    ``receipt``: the number whose card was handed over last, while its receipt can be printed again.
    ``marks``: the cases to be approved together.
    """
    lines = case_lines(seat, desk, marks)
    line = next((line for line in lines if line.key == chosen), None)
    open_file = file if file and line and file.case.id == line.key else None
    hand = seat.mirror.in_hand(seat.counter) if desk is Desk.HANDOVER else None
    return CaseDeskView(
        desk=desk,
        lines=lines,
        chosen=line,
        file=file_view(seat, open_file) if open_file else None,
        hand=hand if hand and hand.state is TicketState.HANDOVER_CALLED else None,
        counter_state=seat.counter_state,
        receipt=receipt,
        offers=_offers(seat, desk, line, open_file, hand)
        | _marks(seat, desk, lines)
        | _papers(desk, open_file, receipt),
        standing_in=standing_in(seat) if desk is Desk.APPROVAL else "",
    )


def case_lines(seat: Seat, desk: Desk, marks: Collection[int] = ()) -> tuple[CaseLine, ...]:
    """Those that wait at this desk, the most urgent first. A card whose owner has no number lies below at handover:
    nobody has come for it yet.
    """
    cases = by_urgency(seat, seat.mirror.cases_in(*STATES[desk]))
    lines = (_line(seat, case, case.id in marks) for case in cases)
    return tuple(sorted(lines, key=lambda line: desk is Desk.HANDOVER and line.ticket is None))


def _line(seat: Seat, case: Case, marked: bool) -> CaseLine:
    ticket = seat.mirror.tickets.get(case.ticket) if case.ticket is not None else None
    clock = case_clock(seat, case)
    return CaseLine(
        case=case,
        ticket=ticket,
        service=service_title(seat.language, seat.mirror.office, case.service),
        variant=variant_title(seat, case),
        verifier=person(seat, case.verified_by),
        approved=role_titles(seat.language, seat.mirror.office, case.approved_by),
        age=minutes_since(case.complete_at or case.opened_at, seat.now_ms),
        clock=clock,
        note=_note(seat, case, ticket),
        since=local_time(case.changed_at, seat),
        due=local_time(clock.due_at, seat) if clock else "",
        marked=marked,
    )


def _note(seat: Seat, case: Case, ticket: Ticket | None) -> str:
    """What is the matter with this one beyond its place in the list."""
    if ticket is not None and ticket.state is TicketState.HANDOVER_CALLED:
        return "note.called"
    if case.state is CaseState.AWAITING_REGISTER:
        return "note.register"
    if case.state is CaseState.AWAITING_PRINT and case.spoiled:
        return "note.again"
    if ticket is not None and case.state is CaseState.READY and ticket.day < seat.mirror.day:
        return "note.earlier"
    return "note.mine" if case.assigned_to == seat.session.staff else ""


def number(case: Case) -> str:
    """What the case is called: its number, or its own where no number was given."""
    return case.number or f"#{case.id}"


# --- several at once -------------------------------------------------------------------------------

REFUSALS_SHOWN: Final = 7
"""As many as a dialog holds; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of cases that were approved together: how many, how many not, and these in a line each."""

    approved: int
    left: int
    refused: tuple[str, ...]


def batch(language: Language, lines: Sequence[CaseLine], answer: CasesApproved) -> Batch:
    numbers = {line.key: number(line.case) for line in lines}
    refused = [outcome for outcome in answer.outcomes if outcome.refused]
    told = [
        say(language, "batch.line", number=numbers.get(o.case, f"#{o.case}"), why=hindrance(language, o.refused))
        for o in refused[:REFUSALS_SHOWN]
    ]
    if more := len(refused) - len(told):
        told.append(say(language, "batch.more", count=more))
    return Batch(len(answer.outcomes) - len(refused), len(refused), tuple(told))


def marked(view: CaseDeskView) -> frozenset[int]:
    """The marks with the chosen case's turned."""
    chosen = {view.chosen.key} if view.chosen else set()
    return frozenset({line.key for line in view.marked} ^ chosen)


def all_marked(view: CaseDeskView) -> frozenset[int]:
    """Every case; none, when all are marked already."""
    return frozenset() if len(view.marked) == len(view.lines) else frozenset(line.key for line in view.lines)


# --- what may be done ------------------------------------------------------------------------------


def _offers(
    seat: Seat, desk: Desk, line: CaseLine | None, file: CaseFile | None, hand: Ticket | None
) -> dict[Action, str]:
    offers = step_offers(seat, file)
    if line is not None and file is None:
        offers[Action.OPEN_FILE] = seat.hindrance()
    if desk is Desk.APPROVAL and file is not None and file.documents:
        offers[Action.DOCUMENTS] = seat.hindrance()
    if desk is Desk.HANDOVER:
        offers |= {action: seat.hindrance() or why for action, why in _handover(seat, line, hand).items()}
    if Action.PRINTED in offers:
        offers[Action.SERIAL] = ""
    if Action.HAND_OVER in offers:
        offers |= {Action.RECEIVER: "", Action.HIMSELF: "", Action.REPRESENTATIVE: offers[Action.HAND_OVER]}
    return _without_blanks(seat, file, offers)


def _without_blanks(seat: Seat, file: CaseFile | None, offers: dict[Action, str]) -> dict[Action, str]:
    """Said before anybody tries: with no blank card in the safe nothing is printed, and nothing can be spoiled."""
    service = seat.mirror.office.service(file.case.service) if file is not None else None
    if service is None or not service.uses_blanks or not stock_is_out(seat.mirror.blanks):
        return offers
    return {a: why or ("no_blanks" if a in (Action.PRINTED, Action.SPOILED) else "") for a, why in offers.items()}


def _marks(seat: Seat, desk: Desk, lines: tuple[CaseLine, ...]) -> dict[Action, str]:
    """Cases are picked out here, and approved together by one command."""
    if desk is not Desk.APPROVAL or not lines:
        return {}
    offers = {Action.MARK: "", Action.MARK_ALL: ""}
    return offers | ({Action.APPROVE_MARKED: seat.hindrance()} if any(line.marked for line in lines) else {})


def _papers(desk: Desk, file: CaseFile | None, receipt: str) -> dict[Action, str]:
    """What can be printed here: a slip for whoever fetches the card later, a receipt for whoever has taken it.

    The slip's code needs the file, which says where it leads. Neither asks anything of the hub.
    """
    if desk is not Desk.HANDOVER:
        return {}
    slip = {Action.PICKUP_SLIP: ""} if file is not None and file.case.number else {}
    return slip | ({Action.RECEIPT: ""} if receipt else {})


def _handover(seat: Seat, line: CaseLine | None, hand: Ticket | None) -> dict[Action, str]:
    # A desk that also calls to service has these at its queue.
    offers = {} if seat.may(Right.CALL, Right.VERIFY) else counter_offers(seat)
    if line is not None and line.ticket is not None and line.ticket.state is TicketState.READY:
        offers[Action.CALL_HANDOVER] = call_hindrance(seat, hand)
    if hand is not None and hand.state is TicketState.HANDOVER_CALLED:
        offers |= {Action.RECALL: "", Action.ABSENT: absence_hindrance(seat, hand)}
    return offers


def command(action: Action, view: CaseDeskView, request_id: str) -> AnyCommand | None:
    """What this action asks of the hub about the hall; steps of a case are ``case_file.recorded``."""
    if asked := set_counter(action, request_id):
        return asked
    if action is Action.CALL_HANDOVER and view.chosen and view.chosen.ticket:
        return CallToHandover(request_id=request_id, ticket=view.chosen.ticket.id)
    if action is Action.APPROVE_MARKED and view.marked:
        seen = tuple(CaseSeen(case=line.case.id, expected_version=line.case.version) for line in view.marked)
        return ApproveCases(request_id=request_id, cases=seen)
    if action is Action.RECALL and view.hand:
        return Recall(request_id=request_id, ticket=view.hand.id)
    if action is Action.ABSENT and view.hand:
        return MarkNoShow(request_id=request_id, ticket=view.hand.id)
    return None


# --- moving about ----------------------------------------------------------------------------------


def moved(view: CaseDeskView, by: int) -> int | None:
    """The row above or below; from none to the first."""
    keys = [line.key for line in view.lines]
    if not keys:
        return None
    at = keys.index(view.chosen.key) if view.chosen else -1
    return keys[max(0, min(len(keys) - 1, at + by))]


def kept(seat: Seat, desk: Desk, chosen: int | None) -> int | None:
    """The chosen case while it is on the list; the most urgent one when it has gone on."""
    keys = [line.key for line in case_lines(seat, desk)]
    if chosen in keys:
        return chosen
    return keys[0] if keys else None
