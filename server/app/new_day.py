"""Local midnight: numbers start again, what nobody took up expires, cards under way go on."""

from protocol.messages import DayStarted
from protocol.vocabulary import TicketChange
from server.app.change_ticket import follow_case, moved, tell
from server.app.delegation import tell_takers
from server.app.erase import erase_what_is_over
from server.app.hub_steps import expired
from server.app.records import TicketRecord
from server.app.work import Work
from server.domain.hours import start_of
from server.domain.ticket import TicketMove, at_midnight

REMEMBERED_MS = 2 * 24 * 3600 * 1000

_DAY_ENDS: dict[TicketMove, TicketChange] = {
    TicketMove.EXPIRE: TicketChange.EXPIRED,
    TicketMove.CLOSE_PICKUP: TicketChange.EXPIRED,
    TicketMove.BACK_TO_PROCESS: TicketChange.IN_PROCESS,
    TicketMove.BACK_TO_READY: TicketChange.READY,
}


def start_day(work: Work) -> None:
    """Opens the day ``work.day``. Called once for each day that the office's clock reaches.

    It begins before anything ends in it: a case that expires at midnight is one that ended today.
    """
    tell_takers(work.books.facts.read("day") or work.day, work)
    work.books.facts.write("day", work.day)
    work.happened(DayStarted(day=work.day))
    _end_waiting(work)
    for ticket in work.books.tickets.left_over(work.day):
        _end_of_day(ticket, work)
    erase_what_is_over(work)
    work.books.answers.forget_before(work.now - REMEMBERED_MS)


def _end_waiting(work: Work) -> None:
    """Applicants whose time is over: their case ends, and the number with it."""
    begins = start_of(work.day, work.office.timezone)
    for case in work.books.cases.waits_for_applicant():
        if case.expires_at is None or case.expires_at <= begins:
            follow_case(expired(case, work), work)


def _end_of_day(ticket: TicketRecord, work: Work) -> None:
    """Whoever was called and did not come goes home, but a card under way is still on its way."""
    case = work.books.cases.find(ticket.case) if ticket.case else None
    service = work.office.service(ticket.service)
    step = at_midnight(ticket.state, case.state if case else None, only_collects=bool(service and service.is_remote))
    if step is not None:
        tell(moved(ticket, step, work), _DAY_ENDS[step], work)
