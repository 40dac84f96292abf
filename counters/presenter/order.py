"""Who the hub will call next from this counter's queue, so that the operator sees it beforehand.

A preview of ``server.domain.queue``: a terminal may not import the hub, and the hub has the last word. A test
holds the two together.
"""

from collections.abc import Iterable, Sequence

from counters.presenter.seat import Seat
from counters.presenter.timing import MINUTE_MS
from protocol.messages import Ticket
from protocol.vocabulary import ChosenBecause, Purpose

Upcoming = tuple[Ticket, ChosenBecause]


def next_of(seat: Seat, waiting: Sequence[Ticket]) -> Upcoming | None:
    """The first of these, which are in order of arrival, and why; None if nobody waits."""
    for ticket in waiting:
        if ticket.reserved_for == seat.counter:
            return ticket, ChosenBecause.RESERVED
    first = next((ticket for ticket in waiting if ticket.priority), None)
    ordinary = next((ticket for ticket in waiting if not ticket.priority), None)
    if first is None or ordinary is None:
        return (waiting[0], ChosenBecause.FIRST_COME) if waiting else None
    return _between(seat, first, ordinary, waiting)


def _between(seat: Seat, first: Ticket, ordinary: Ticket, waiting: Sequence[Ticket]) -> Upcoming:
    """Which of the two classes has its turn: ``first`` is the first with priority, ``ordinary`` the first without."""
    ahead = waiting[: waiting.index(first)]
    if any(_bound_reached(seat, ticket) for ticket in ahead):
        return ordinary, ChosenBecause.ORDINARY_BOUND
    if _ordinary_owed(_history(seat), _ratio(seat, first)):
        return ordinary, ChosenBecause.ORDINARY_TURN
    return first, ChosenBecause.PRIORITY if ahead else ChosenBecause.FIRST_COME


def _bound_reached(seat: Seat, ticket: Ticket) -> bool:
    service = seat.mirror.office.service(ticket.service)
    return service is not None and seat.now_ms - ticket.arrived_at >= service.priority.bound_minutes * MINUTE_MS


def _ratio(seat: Seat, ticket: Ticket) -> tuple[int, int]:
    service = seat.mirror.office.service(ticket.service)
    return service.priority.ratio if service else (1, 1)


def _history(seat: Seat) -> Iterable[bool]:
    """Today's first calls from these queues, oldest first: was it a priority ticket?"""
    for call in seat.mirror.calls:
        ticket = seat.mirror.tickets.get(call.ticket)
        if call.purpose is Purpose.SERVICE and call.repeat == 0 and ticket and ticket.service in seat.services:
            yield ticket.priority


def _ordinary_owed(history: Iterable[bool], ratio: tuple[int, int]) -> bool:
    """N priority calls in a row earn M ordinary ones."""
    in_a_row = owed = 0
    for priority in history:
        if priority:
            in_a_row += 1
            owed = ratio[1] if in_a_row >= ratio[0] else owed
        else:
            in_a_row, owed = 0, max(0, owed - 1)
    return owed > 0
