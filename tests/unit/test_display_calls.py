"""Every call is shown, in order, one after the other, and is new only once."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from display.calls import HOLD_SECONDS, HURRIED_SECONDS, KEPT, MISSED_MS, CallQueue
from protocol.messages import Call
from protocol.vocabulary import Purpose

NOW = 1_800_000_000_000


def call(name: int, *, ticket: int | None = None, counter: str = "1", at: int = NOW, repeat: int = 0) -> Call:
    ticket = name if ticket is None else ticket
    return Call(
        id=name,
        ticket=ticket,
        number=f"A-{ticket:03d}",
        counter=counter,
        purpose=Purpose.SERVICE,
        at=at,
        repeat=repeat,
    )


def heard(*calls: Call) -> CallQueue:
    queue = CallQueue()
    queue.hear(calls, book="e/1", now=NOW)
    return queue


def shown_in_turn(queue: CallQueue, start: float = 0.0) -> list[tuple[float, int]]:
    """Drives the queue as the screen does: ask, wait as long as it says, ask again."""
    at, shown = start, []
    while (wait := queue.next_turn(at)) is not None:
        at += wait
        call = queue.turn(at)
        assert call is not None
        shown.append((at, call.id))
    return shown


def test_two_calls_in_the_same_second_are_shown_one_after_the_other() -> None:
    assert shown_in_turn(heard(call(1), call(2))) == [(0.0, 1), (HOLD_SECONDS, 2)]


def test_a_call_keeps_its_place_until_its_time_is_over() -> None:
    queue = heard(call(1), call(2))
    assert queue.turn(0.0) is not None
    assert queue.turn(HOLD_SECONDS - 0.01) is None
    assert queue.current == call(1)
    assert queue.turn(HOLD_SECONDS) == call(2)


def test_a_call_after_a_quiet_time_is_shown_at_once() -> None:
    queue = heard(call(1))
    queue.turn(0.0)
    queue.hear([call(1), call(2)], book="e/1", now=NOW)
    assert queue.next_turn(60.0) == 0.0


def test_twenty_calls_in_a_second_are_all_shown_in_order_and_hurried() -> None:
    shown = shown_in_turn(heard(*(call(name) for name in range(1, 21))))
    assert [name for _, name in shown] == list(range(1, 21))
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(shown)]
    assert set(gaps) == {HURRIED_SECONDS, HOLD_SECONDS}
    assert gaps[0] == HURRIED_SECONDS
    assert gaps[-1] == HOLD_SECONDS


def test_a_recall_of_the_shown_number_is_new_again() -> None:
    queue = heard(call(1))
    queue.turn(0.0)
    queue.hear([call(1), call(2, ticket=1, repeat=1)], book="e/1", now=NOW)
    assert queue.turn(HOLD_SECONDS) == call(2, ticket=1, repeat=1)


def test_the_list_has_each_other_ticket_once_newest_first() -> None:
    queue = heard(call(1), call(2), call(3, ticket=1, repeat=1), call(4))
    shown_in_turn(queue)
    assert [line.id for line in queue.before(6)] == [3, 2]
    assert [line.id for line in queue.before(1)] == [3]


def test_a_recall_stands_in_the_big_place_and_not_in_the_list() -> None:
    queue = heard(call(1), call(2), call(3, ticket=2, repeat=1))
    shown_in_turn(queue)
    assert queue.current == call(3, ticket=2, repeat=1)
    assert [line.number for line in queue.before(6)] == ["A-001"]


def test_calls_missed_while_away_are_shown_once_each() -> None:
    queue = heard(call(1))
    shown_in_turn(queue)
    snapshot = [call(1), call(2, at=NOW + 1000), call(3, at=NOW + 2000)]
    for _ in range(3):
        queue.hear(snapshot, book="e/1", now=NOW + 60_000)
    assert [name for _, name in shown_in_turn(queue, 100.0)] == [2, 3]


def test_calls_missed_long_ago_stand_in_the_list_without_being_announced() -> None:
    queue = CallQueue()
    queue.hear([call(1), call(2)], book="e/1", now=NOW + MISSED_MS + 1)
    assert queue.turn(0.0) is None
    assert queue.current == call(2)
    assert [line.id for line in queue.before(6)] == [1]


def test_another_day_or_a_restored_hub_starts_anew() -> None:
    queue = heard(call(1), call(2))
    queue.turn(0.0)
    queue.hear([], book="e/2", now=NOW)
    assert (queue.current, queue.waiting, queue.before(6)) == (None, 0, ())
    queue.hear([call(1)], book="f/2", now=NOW)
    assert queue.turn(0.0) == call(1)


def test_memory_stays_flat_over_a_long_day() -> None:
    queue = CallQueue()
    for name in range(1, 2000):
        queue.hear([call(name)], book="e/1", now=NOW)
        assert queue.turn(name * HOLD_SECONDS) is not None
    assert len(queue.before(10_000)) == KEPT - 1


@given(
    batches=st.lists(st.tuples(st.integers(0, 6), st.floats(0, 20), st.booleans()), max_size=30),
)
def test_no_call_is_ever_lost_or_new_twice(batches: list[tuple[int, float, bool]]) -> None:
    """Calls arrive in any bursts at any times, some twice (snapshots); every one is given once, in order."""
    queue, known, given_out, at = CallQueue(), [], [], 0.0
    for many, pause, whole_snapshot in batches:
        fresh = [call(len(known) + 1 + index) for index in range(many)]
        known += fresh
        queue.hear(known if whole_snapshot else fresh, book="e/1", now=NOW)
        if (turn := queue.turn(at)) is not None:
            given_out.append(turn.id)
        at += pause
    given_out += [name for _, name in shown_in_turn(queue, at)]
    assert given_out == [made.id for made in known]
