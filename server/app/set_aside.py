"""Numbers that nobody answered, that wait aside, come back, go elsewhere, or were taken by mistake."""

from protocol import errors
from protocol.messages import BringBack, CancelTicket, Done, MarkNoShow, Park, Transfer
from protocol.vocabulary import CaseState, TicketChange, TicketState
from server.app.change_ticket import moved, tell
from server.app.records import TicketRecord
from server.app.work import Work
from server.domain.ticket import TicketMove, no_show, under_way

_NO_SHOW_IS: dict[TicketMove, TicketChange] = {
    TicketMove.NO_SHOW: TicketChange.NO_SHOW,
    TicketMove.BACK_TO_READY: TicketChange.READY,
    TicketMove.BACK_TO_PROCESS: TicketChange.IN_PROCESS,
}


def mark_no_show(command: MarkNoShow, work: Work) -> Done:
    """Raises TicketElsewhere, RecallFirst, TicketMoved."""
    ticket = work.ticket_in_hand(command.ticket)
    needed = work.office.settings.recalls_before_no_show
    if ticket.recalls < needed and ticket.state in (TicketState.CALLED, TicketState.HANDOVER_CALLED):
        raise errors.RecallFirst(recalls=ticket.recalls, needed=needed)
    step = no_show(ticket.state, _case_of(ticket, work))
    tell(moved(ticket, step, work), _NO_SHOW_IS[step], work)
    return Done()


def park(command: Park, work: Work) -> Done:
    """Raises TicketMoved, TicketElsewhere."""
    tell(moved(_mine_if_called(command.ticket, work), TicketMove.PARK, work), TicketChange.PARKED, work)
    return Done()


def bring_back(command: BringBack, work: Work) -> Done:
    """The number waits again at the place of its arrival. Raises TicketMoved."""
    back = moved(work.ticket(command.ticket), TicketMove.BRING_BACK, work, counter=None, recalls=0)
    tell(back, TicketChange.BROUGHT_BACK, work)
    return Done()


def transfer(command: Transfer, work: Work) -> Done:
    """Number and arrival stay. Raises UnknownService, UnknownCounter, NotServedThere, TicketMoved."""
    ticket = _mine_if_called(command.ticket, work)
    service = _service_after(ticket, command, work)
    there = moved(
        ticket, TicketMove.TRANSFER, work, service=service, reserved_for=command.counter, counter=None, recalls=0
    )
    tell(there, TicketChange.TRANSFERRED, work)
    return Done()


def cancel_ticket(command: CancelTicket, work: Work) -> Done:
    """Raises TicketMoved (also for one whose case is under way), TicketElsewhere."""
    ticket = _mine_if_called(command.ticket, work)
    _check_no_case(ticket)
    tell(moved(ticket, TicketMove.CANCEL, work), TicketChange.CANCELLED, work)
    return Done()


def _service_after(ticket: TicketRecord, command: Transfer, work: Work) -> str:
    """The queue it goes to. Exactly one target must be given, and a counter must serve the ticket's service."""
    if (command.service is None) == (command.counter is None):
        raise errors.FieldNeeded(field="service")
    if command.service is not None:
        _check_no_case(ticket)
        if not work.service(command.service).gives_numbers:
            raise errors.GivesNoNumber
        return command.service
    counter = work.office.counter(command.counter or "")
    if counter is None:
        raise errors.UnknownCounter
    if ticket.service not in counter.services:
        raise errors.NotServedThere(counter=counter.id)
    return ticket.service


def _case_of(ticket: TicketRecord, work: Work) -> CaseState | None:
    case = work.books.cases.find(ticket.case) if ticket.case else None
    return case.state if case else None


def _check_no_case(ticket: TicketRecord) -> None:
    """A case belongs to one service and ends by its own step. Raises TicketMoved."""
    if ticket.case is not None:
        raise errors.TicketMoved(number=ticket.number, state=ticket.state.value)


def _mine_if_called(id: int, work: Work) -> TicketRecord:
    """A waiting ticket belongs to everybody, a called one to the counter that called it."""
    ticket = work.ticket(id)
    if under_way(_case_of(ticket, work)) and ticket.state is TicketState.CALLED:
        raise errors.TicketMoved(number=ticket.number, state=ticket.state.value)
    return work.ticket_in_hand(id) if ticket.state is TicketState.CALLED else ticket
