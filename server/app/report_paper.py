"""What the printer said of a paper. A failed one is seen by every officer."""

from protocol.messages import Done, ReportPaper
from protocol.vocabulary import TicketChange
from server.app.change_ticket import tell, written
from server.app.work import Work


def report_paper(command: ReportPaper, work: Work) -> Done:
    """Raises UnknownTicket."""
    ticket = work.ticket(command.ticket)
    if ticket.paper is not command.outcome:
        tell(written(ticket, work, paper=command.outcome), TicketChange.PAPER, work)
    return Done()
