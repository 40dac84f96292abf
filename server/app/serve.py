"""The citizen stands at the counter: their case opens, or the returned one goes on."""

from dataclasses import replace

from protocol.messages import CaseAdvanced, CaseFile, StartServing
from protocol.vocabulary import Result, Step, TicketChange
from server.app.case_file import case_file
from server.app.change_ticket import moved, tell
from server.app.records import CaseRecord, StepRecord, TicketRecord
from server.app.work import Work
from server.domain.ticket import TicketMove


def start_serving(command: StartServing, work: Work) -> CaseFile:
    """Raises TicketElsewhere, TicketMoved."""
    ticket = work.ticket_in_hand(command.ticket)
    case = work.books.cases.find(ticket.case) if ticket.case else None
    serving = moved(ticket, TicketMove.SERVE, work, served_at=work.now, case=case.id if case else None)
    if case is None:
        case, serving = _open_case(serving, work)
    tell(serving, TicketChange.SERVING, work)
    return case_file(case, work)


def _open_case(ticket: TicketRecord, work: Work) -> tuple[CaseRecord, TicketRecord]:
    officer = work.signed_in()
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
    work.books.cases.add_step(StepRecord(case.id, Step.OPEN, Result.OPENED, officer.id, officer.counter, work.now))
    work.happened(
        CaseAdvanced(case=case.shown(), step=Step.OPEN, result=Result.OPENED, staff=officer.id, counter=officer.counter)
    )
    return case, serving
