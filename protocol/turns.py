"""Who is called next, and why. The order can be explained to anybody who asks.

The hub decides by this rule, and a counter terminal shows by it beforehand whose turn it will be: one
rule for both, so that what the operator sees is what happens.

Inside a class (priority, ordinary) it is the order of arrival. Between them: N priority numbers,
then M ordinary ones are owed a turn. An ordinary number that has waited its bound is not overtaken
any more: from then on, whoever came first goes first, so the bound never puts priority last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from protocol.office import Priority
from protocol.vocabulary import ChosenBecause

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket in the queue. ``reserved_for``: the one counter that may call it."""

    id: int
    service: str
    arrived_at: int
    priority: bool = False
    reserved_for: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticket to call, and the reason that the operator sees."""

    ticket: int
    because: ChosenBecause


def choose_next(
    waiting: Sequence[Waiting],
    history: Sequence[bool],
    rules: Mapping[str, Priority],
    counter: str,
    now_ms: int,
) -> Choice | None:
    """The next ticket for this counter; None if nobody waits for it.

    ``waiting``: those of the counter's services and those reserved for it. ``history``: today's first calls
    of these services, oldest first, True for priority. ``rules``: each service's own.
    """
    if ours := [ticket for ticket in waiting if ticket.reserved_for == counter]:
        return Choice(min(ours, key=_arrival).id, ChosenBecause.RESERVED)
    free = sorted((ticket for ticket in waiting if ticket.reserved_for is None), key=_arrival)
    first = next((ticket for ticket in free if ticket.priority), None)
    ordinary = [ticket for ticket in free if not ticket.priority]
    if first is None or not ordinary:
        return Choice(free[0].id, ChosenBecause.FIRST_COME) if free else None
    return _between(first, ordinary, history, rules, now_ms)


def ordinary_owed(history: Iterable[bool], ratio: tuple[int, int]) -> bool:
    """Whether N priority calls in a row have been made and not yet their M ordinary ones."""
    in_a_row = owed = 0
    for priority in history:
        if priority:
            in_a_row += 1
            owed = ratio[1] if in_a_row >= ratio[0] else owed
        else:
            in_a_row, owed = 0, max(0, owed - 1)
    return owed > 0


def _between(
    priority: Waiting,
    ordinary: Sequence[Waiting],
    history: Sequence[bool],
    rules: Mapping[str, Priority],
    now_ms: int,
) -> Choice:
    """``priority`` and ``ordinary``: the first of each class, the latter with those behind it."""
    if any(_not_to_overtake(ticket, priority, rules, now_ms) for ticket in ordinary):
        return Choice(ordinary[0].id, ChosenBecause.ORDINARY_BOUND)
    if ordinary_owed(history, rules[priority.service].ratio):
        return Choice(ordinary[0].id, ChosenBecause.ORDINARY_TURN)
    overtakes = _arrival(ordinary[0]) < _arrival(priority)
    return Choice(priority.id, ChosenBecause.PRIORITY if overtakes else ChosenBecause.FIRST_COME)


def _not_to_overtake(ordinary: Waiting, priority: Waiting, rules: Mapping[str, Priority], now_ms: int) -> bool:
    bound_ms = rules[ordinary.service].bound_minutes * MINUTE_MS
    return now_ms - ordinary.arrived_at >= bound_ms and _arrival(ordinary) < _arrival(priority)


def _arrival(ticket: Waiting) -> tuple[int, int]:
    return ticket.arrived_at, ticket.id
