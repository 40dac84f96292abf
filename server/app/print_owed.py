"""A kiosk fetches the original of a paper of which nothing was ever printed. Once it has it, nobody else may."""

from protocol import errors
from protocol.messages import PrintOwed, TicketPaper
from protocol.vocabulary import PrintOutcome, TicketChange
from server.app.change_ticket import tell, written
from server.app.issue_ticket import paper_of
from server.app.work import Work


def print_owed(command: PrintOwed, work: Work) -> TicketPaper:
    """The paper is this kiosk's from now on. Raises UnknownTicket, PaperNotOwed."""
    ticket = work.ticket(command.ticket)
    if not ticket.paper_owed:
        raise errors.PaperNotOwed(number=ticket.number)
    given = written(ticket, work, paper=PrintOutcome.PENDING, paper_problem="", paper_device=work.device.id)
    tell(given, TicketChange.PAPER, work)
    return paper_of(given, work)
