"""A number is called: the next one, a chosen one, the same again, or a ready card's."""

from protocol import errors
from protocol.messages import CallMade, CallNext, CallTicket, CallToHandover, Recall, TicketCalled
from protocol.turns import Choice, choose_next
from protocol.vocabulary import CaseState, ChosenBecause, CounterState, Purpose, TicketState
from server.app.change_ticket import moved
from server.app.records import CallRecord, TicketRecord
from server.app.work import Work
from server.domain.ticket import TicketMove


def call_next(command: CallNext, work: Work) -> CallMade:
    """Calls whose turn it is. Raises CounterNotOpen, CounterBusy, NobodyWaiting."""
    _check_hands_free(work)
    choice = next_in_line(work)
    if choice is None:
        raise errors.NobodyWaiting
    return _call(work.ticket(choice.ticket), TicketMove.CALL, Purpose.SERVICE, choice.because, work)


def call_ticket(command: CallTicket, work: Work) -> CallMade:
    """Calls this very number. Raises CounterNotOpen, CounterBusy, NotServedThere, TicketMoved."""
    _check_hands_free(work)
    ticket = work.ticket(command.ticket)
    if ticket.service not in work.counter().services:
        raise errors.NotServedThere(counter=work.device.place)
    if ticket.state is TicketState.IN_PROCESS:
        _check_returned(ticket, work)
    return _call(ticket, TicketMove.CALL, Purpose.SERVICE, ChosenBecause.ASKED_FOR, work)


def recall(command: Recall, work: Work) -> CallMade:
    """Announces the same call again. Raises TicketElsewhere, TicketMoved."""
    ticket = work.ticket_in_hand(command.ticket)
    handover = ticket.state is TicketState.HANDOVER_CALLED
    purpose = Purpose.HANDOVER if handover else Purpose.SERVICE
    return _call(ticket, TicketMove.RECALL, purpose, ChosenBecause.ASKED_FOR, work, repeat=ticket.recalls + 1)


def call_to_handover(command: CallToHandover, work: Work) -> CallMade:
    """Calls a ready card's owner to this counter. Raises CounterNotOpen, CounterBusy, TicketMoved."""
    _check_hands_free(work)
    ticket = work.ticket(command.ticket)
    return _call(ticket, TicketMove.CALL_HANDOVER, Purpose.HANDOVER, ChosenBecause.ASKED_FOR, work)


def next_in_line(work: Work) -> Choice | None:
    """Whose turn it is at this counter, and why."""
    services = work.counter().services
    waiting = work.books.tickets.waiting(services, work.device.place)
    history = work.books.tickets.priority_history(services, work.day)
    rules = {service.id: service.priority for service in work.office.services}
    return choose_next(waiting, history, rules, work.device.place, work.now)


def _call(
    ticket: TicketRecord,
    step: TicketMove,
    purpose: Purpose,
    because: ChosenBecause,
    work: Work,
    repeat: int = 0,
) -> CallMade:
    called = moved(ticket, step, work, counter=work.device.place, recalls=repeat, reserved_for=None)
    call = work.books.tickets.add_call(
        CallRecord(
            id=0,
            ticket=called.id,
            number=called.number,
            service=called.service,
            counter=work.device.place,
            purpose=purpose,
            at=work.now,
            day=work.day,
            priority=called.priority,
            repeat=repeat,
        )
    )
    work.happened(TicketCalled(call=call.shown(), ticket=called.shown()))
    return CallMade(call=call.shown(), ticket=called.shown(), because=because)


def _check_hands_free(work: Work) -> None:
    if work.books.counters.find(work.device.place).state is not CounterState.OPEN:
        raise errors.CounterNotOpen
    in_hand = work.books.tickets.in_hand(work.device.place)
    if in_hand is not None:
        raise errors.CounterBusy(number=in_hand.number)


def _check_returned(ticket: TicketRecord, work: Work) -> None:
    """A citizen whose case is under way is called to a counter only if the approver sent the case back."""
    case = work.books.cases.find(ticket.case) if ticket.case else None
    if case is None or case.state is not CaseState.VERIFYING:
        raise errors.TicketMoved(number=ticket.number, state=ticket.state.value)
