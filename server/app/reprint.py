"""A copy of a ticket's paper. It says that it is one, and the original's code stays the valid one."""

from protocol.messages import Reprint, TicketPaper
from protocol.vocabulary import PrintOutcome, TicketChange
from server.app.change_ticket import tell, written
from server.app.issue_ticket import paper_of
from server.app.records import TicketRecord
from server.app.work import Work


def reprint(command: Reprint, work: Work) -> TicketPaper:
    """Raises UnknownTicket."""
    return copied(work.ticket(command.ticket), work)


def copied(ticket: TicketRecord, work: Work) -> TicketPaper:
    """One more copy."""
    copy = written(ticket, work, copies=ticket.copies + 1, copy_paper=PrintOutcome.PENDING)
    tell(copy, TicketChange.REPRINTED, work)
    return paper_of(copy, work)
