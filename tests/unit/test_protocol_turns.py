"""Who is called next: order of arrival, bounded priority, reservations."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.office import Priority
from protocol.turns import MINUTE_MS, Choice, Waiting, choose_next, ordinary_owed
from protocol.vocabulary import ChosenBecause

RULES = {"ktp": Priority(ratio=(2, 1), bound_minutes=30), "kia": Priority(ratio=(1, 2), bound_minutes=10)}
O, P = False, True  # noqa: E741 - as one writes a queue on paper


def ordinary(number: int, minute: float = 0, service: str = "ktp") -> Waiting:
    return Waiting(number, service, int(minute * MINUTE_MS))


def priority(number: int, minute: float = 0, service: str = "ktp") -> Waiting:
    return replace(ordinary(number, minute, service), priority=True)


def chosen(waiting: list[Waiting], history: list[bool] | None = None, minute: float = 10) -> Choice | None:
    return choose_next(waiting, history or [], RULES, "1", int(minute * MINUTE_MS))


def test_nobody_waits() -> None:
    assert chosen([]) is None


def test_first_come_first_served() -> None:
    assert chosen([ordinary(2, 5), ordinary(1, 3)]) == Choice(1, ChosenBecause.FIRST_COME)
    assert chosen([priority(2, 5), priority(1, 3)]) == Choice(1, ChosenBecause.FIRST_COME)


def test_the_same_instant_is_decided_by_the_ticket() -> None:
    assert chosen([ordinary(9, 3), ordinary(8, 3)]) == Choice(8, ChosenBecause.FIRST_COME)


def test_priority_overtakes_and_says_so() -> None:
    assert chosen([ordinary(1, 1), priority(2, 9)]) == Choice(2, ChosenBecause.PRIORITY)
    assert chosen([priority(1, 1), ordinary(2, 9)]) == Choice(1, ChosenBecause.FIRST_COME)


def test_after_two_priority_calls_an_ordinary_number_has_its_turn() -> None:
    assert chosen([ordinary(1, 1), priority(2, 2)], [P, P]) == Choice(1, ChosenBecause.ORDINARY_TURN)
    assert chosen([priority(2, 2)], [P, P]) == Choice(2, ChosenBecause.FIRST_COME)


def test_at_the_bound_arrival_decides_and_not_a_millisecond_before() -> None:
    queue = [ordinary(1, 0), priority(2, 29)]
    assert choose_next(queue, [], RULES, "1", 30 * MINUTE_MS - 1) == Choice(2, ChosenBecause.PRIORITY)
    assert choose_next(queue, [], RULES, "1", 30 * MINUTE_MS) == Choice(1, ChosenBecause.ORDINARY_BOUND)


def test_the_bound_never_puts_priority_behind_those_who_came_later() -> None:
    assert chosen([priority(1, 0), ordinary(2, 5)], minute=60) == Choice(1, ChosenBecause.FIRST_COME)


def test_each_service_brings_its_own_rule_to_a_shared_counter() -> None:
    assert chosen([ordinary(1, 0, "kia"), priority(2, 5)], minute=10) == Choice(1, ChosenBecause.ORDINARY_BOUND)
    assert chosen([ordinary(1, 9), priority(2, 9, "kia")], [P]) == Choice(1, ChosenBecause.ORDINARY_TURN)
    assert chosen([ordinary(1, 9), priority(2, 9)], [P]) == Choice(2, ChosenBecause.PRIORITY)


def test_what_is_reserved_for_this_counter_comes_first_of_all() -> None:
    mine = replace(ordinary(3, 9), reserved_for="1")
    assert chosen([ordinary(1, 0), priority(2, 0), mine], minute=60) == Choice(3, ChosenBecause.RESERVED)


def test_what_is_reserved_for_another_counter_is_left_alone() -> None:
    theirs = replace(ordinary(1, 0), reserved_for="2")
    assert chosen([theirs]) is None
    assert chosen([theirs, priority(2, 5)], minute=60) == Choice(2, ChosenBecause.FIRST_COME)


@pytest.mark.parametrize(
    ("history", "ratio", "owed"),
    [
        ([], (2, 1), False),
        ([P], (2, 1), False),
        ([P, P], (2, 1), True),
        ([P, P, P], (2, 1), True),
        ([P, P, O], (2, 1), False),
        ([P, O, P], (2, 1), False),
        ([P, P, O, P, P], (2, 1), True),
        ([P, P, O], (2, 2), True),
        ([P, P, O, P], (2, 2), True),
        ([P, P, O, O], (2, 2), False),
        ([O, O, O], (1, 1), False),
        ([P], (1, 3), True),
    ],
)
def test_what_is_owed(history: list[bool], ratio: tuple[int, int], owed: bool) -> None:
    assert ordinary_owed(history, ratio) is owed


TICKETS = st.lists(
    st.builds(
        Waiting,
        id=st.integers(1, 10_000),
        service=st.sampled_from(["ktp", "kia"]),
        arrived_at=st.integers(0, 90 * MINUTE_MS),
        priority=st.booleans(),
        reserved_for=st.sampled_from([None, None, None, "1", "2"]),
    ),
    unique_by=lambda ticket: ticket.id,
    max_size=12,
)
HISTORY = st.lists(st.booleans(), max_size=12)
NOW = st.integers(60 * MINUTE_MS, 120 * MINUTE_MS)


def arrival(ticket: Waiting) -> tuple[int, int]:
    return ticket.arrived_at, ticket.id


@given(TICKETS, HISTORY, NOW)
def test_another_counters_reserved_number_is_never_called(
    waiting: list[Waiting], history: list[bool], now: int
) -> None:
    choice = choose_next(waiting, history, RULES, "1", now)
    callable_here = {ticket.id for ticket in waiting if ticket.reserved_for != "2"}
    assert (choice is None) == (not callable_here)
    assert choice is None or choice.ticket in callable_here


@given(TICKETS, HISTORY, NOW)
def test_inside_a_class_nobody_is_overtaken(waiting: list[Waiting], history: list[bool], now: int) -> None:
    choice = choose_next(waiting, history, RULES, "1", now)
    if choice is None:
        return
    taken = next(ticket for ticket in waiting if ticket.id == choice.ticket)
    alike = [t for t in waiting if t.reserved_for == taken.reserved_for and (t.priority == taken.priority)]
    assert choice.because is ChosenBecause.RESERVED or taken == min(alike, key=arrival)


def overtaken_beyond_bound(taken: Waiting, waiting: list[Waiting], now: int) -> list[Waiting]:
    """The promise: priority passes nobody who came earlier and has waited the bound of their service."""
    if not taken.priority or taken.reserved_for:
        return []
    return [
        ticket
        for ticket in waiting
        if not ticket.priority
        and ticket.reserved_for is None
        and arrival(ticket) < arrival(taken)
        and now - ticket.arrived_at >= RULES[ticket.service].bound_minutes * MINUTE_MS
    ]


@given(TICKETS, HISTORY, NOW)
def test_no_ordinary_number_waits_over_the_bound_because_of_priority(
    waiting: list[Waiting], history: list[bool], now: int
) -> None:
    choice = choose_next(waiting, history, RULES, "1", now)
    taken = [ticket for ticket in waiting if choice and ticket.id == choice.ticket]
    assert not any(overtaken_beyond_bound(ticket, waiting, now) for ticket in taken)


def test_the_promise_would_catch_priority_without_a_bound() -> None:
    waiting = [ordinary(1, 0), priority(2, 31)]
    assert overtaken_beyond_bound(waiting[1], waiting, 31 * MINUTE_MS) == [waiting[0]]


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 4), st.integers(1, 3))
def test_a_crowd_of_both_is_served_in_the_ratio(arrivals: list[bool], several: int, few: int) -> None:
    """With both classes always waiting inside the bound, every N + M calls hold exactly N priority ones."""
    rules = {"ktp": Priority(ratio=(several, few), bound_minutes=600)}
    waiting = [ordinary(number) for number in range(50)] + [priority(number + 50) for number in range(50)]
    history: list[bool] = []
    for _ in range(several + few):
        choice = choose_next(waiting, history, rules, "1", MINUTE_MS)
        assert choice is not None
        taken = next(ticket for ticket in waiting if ticket.id == choice.ticket)
        waiting.remove(taken)
        history.append(taken.priority)
    assert history == [P] * several + [O] * few
