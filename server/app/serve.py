"""The citizen stands at the counter: their case opens, or the one they came for goes on."""

from dataclasses import replace

from protocol.messages import CaseFile, StartServing
from protocol.vocabulary import CaseState, Result, Step, TicketChange
from server.app.case_file import case_file
from server.app.change_ticket import moved, tell
from server.app.hub_steps import note_step, resubmitted
from server.app.records import CaseRecord, TicketRecord
from server.app.work import Work
from server.domain.ticket import TicketMove


def start_serving(command: StartServing, work: Work) -> CaseFile:
    """Whose papers were incomplete has brought the others. Raises TicketElsewhere, TicketMoved."""
    ticket = work.ticket_in_hand(command.ticket)
    case = work.books.cases.find(ticket.case) if ticket.case else None
    serving = moved(ticket, TicketMove.SERVE, work, served_at=work.now, case=case.id if case else None)
    if case is None:
        case, serving = _open_case(serving, work)
    elif case.state is CaseState.INCOMPLETE:
        case = resubmitted(case, work)
    tell(serving, TicketChange.SERVING, work)
    return case_file(case, work)


def _open_case(ticket: TicketRecord, work: Work) -> tuple[CaseRecord, TicketRecord]:
    case = work.books.cases.add(
        CaseRecord(
            id=0,
            service=ticket.service,
            opened_at=work.now,
            changed_at=work.now,
            ticket=ticket.id,
            number=ticket.number,
        )
    )
    serving = replace(ticket, case=case.id)
    work.books.tickets.save(serving)
    note_step(case, Step.OPEN, Result.OPENED, work)
    return case, serving
