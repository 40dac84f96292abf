"""What became of a paper, as its printer or an officer says. Staff see every failed and unknown one."""

from dataclasses import replace

from protocol import errors
from protocol.messages import Done, ReportPaper
from protocol.vocabulary import DeviceKind, TicketChange
from server.app.change_ticket import tell, written
from server.app.records import TicketRecord
from server.app.work import Work
from server.domain.paper import after, problem_of


def report_paper(command: ReportPaper, work: Work) -> Done:
    """News that are older or less certain than what is known are answered, and change nothing.

    Raises UnknownTicket; NotSignedIn or Locked where a counter speaks of a paper that it has not.
    """
    ticket = work.ticket(command.ticket)
    known = _copy_after(ticket, command) if command.copy else _original_after(ticket, command, work)
    if known != ticket:
        tell(written(known, work), TicketChange.PAPER, work)
    return Done()


def _original_after(ticket: TicketRecord, command: ReportPaper, work: Work) -> TicketRecord:
    has_it = ticket.paper_device in (None, work.device.id)
    if not has_it:
        _check_somebody_looked(work)
    paper = after(ticket.paper, command.outcome, has_it=has_it)
    if paper is ticket.paper:
        return ticket
    return replace(ticket, paper=paper, paper_problem=problem_of(paper, command.problem))


def _copy_after(ticket: TicketRecord, command: ReportPaper) -> TicketRecord:
    """Of copies the last one counts. None of them says anything of the original."""
    if command.copy != ticket.copies:
        return ticket
    return replace(ticket, copy_paper=after(ticket.copy_paper, command.outcome, has_it=True))


def _check_somebody_looked(work: Work) -> None:
    """A kiosk speaks for its printer; a counter speaks of another's paper only through an officer who is there."""
    if work.device.kind is DeviceKind.COUNTER and work.signed_in().locked:
        raise errors.Locked
