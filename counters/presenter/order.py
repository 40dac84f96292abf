"""Who the hub will call next from this counter's queue, so that the operator sees it beforehand."""

from collections.abc import Iterator, Sequence

from counters.presenter.seat import Seat
from protocol.messages import Ticket
from protocol.turns import Waiting, choose_next
from protocol.vocabulary import ChosenBecause, Purpose

Upcoming = tuple[Ticket, ChosenBecause]


def next_of(seat: Seat, waiting: Sequence[Ticket]) -> Upcoming | None:
    """The one of these whose turn it is, and why; None if nobody waits. The hub has the last word."""
    places = [Waiting(t.id, t.service, t.arrived_at, t.priority, t.reserved_for) for t in waiting]
    rules = {service.id: service.priority for service in seat.mirror.office.services}
    choice = choose_next(places, list(_history(seat)), rules, seat.counter, seat.now_ms)
    return (seat.mirror.tickets[choice.ticket], choice.because) if choice else None


def _history(seat: Seat) -> Iterator[bool]:
    """Today's first calls from these queues, oldest first: was it a priority ticket?"""
    for call in seat.mirror.calls:
        ticket = seat.mirror.tickets.get(call.ticket)
        if call.purpose is Purpose.SERVICE and call.repeat == 0 and ticket and ticket.service in seat.services:
            yield ticket.priority
