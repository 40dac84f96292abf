"""Local midnight: numbers start again, what nobody took up expires, cards under way go on."""

from protocol.messages import DayStarted
from protocol.vocabulary import TicketChange
from server.app.change_ticket import moved, tell
from server.app.records import TicketRecord
from server.app.work import Work
from server.domain.ticket import TicketMove

REMEMBERED_MS = 2 * 24 * 3600 * 1000


def start_day(work: Work) -> None:
    """Opens the day ``work.day``. Called once for each day that the office's clock reaches."""
    for ticket in work.books.tickets.left_over(work.day):
        _end_of_day(ticket, work)
    work.books.facts.write("day", work.day)
    work.books.answers.forget_before(work.now - REMEMBERED_MS)
    work.happened(DayStarted(day=work.day))


def _end_of_day(ticket: TicketRecord, work: Work) -> None:
    """A citizen called back for a returned case goes home, but the card is still on its way."""
    if ticket.case is not None:
        tell(moved(ticket, TicketMove.BACK_TO_PROCESS, work), TicketChange.IN_PROCESS, work)
    else:
        tell(moved(ticket, TicketMove.EXPIRE, work), TicketChange.EXPIRED, work)
