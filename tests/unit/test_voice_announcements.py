"""Every call is announced, in order, one after the other; a repeat makes no new number wait."""

from hypothesis import given
from hypothesis import strategies as st

from protocol.messages import Call
from protocol.vocabulary import Purpose
from terminal.voice.announcements import HOLD_SECONDS, HURRIED_SECONDS, KEPT, MANY, MISSED_MS, Announcements

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


def heard(*calls: Call, times: int = 1) -> Announcements:
    queue = Announcements(times)
    queue.hear(calls, book="e/1", now=NOW)
    return queue


def said(queue: Announcements) -> list[tuple[int, int]]:
    """Drives the queue as the screen does, until nothing waits: each call's id, and which time it was."""
    order = []
    while (begun := queue.begin()) is not None:
        assert queue.begin() is None  # never two at once
        order.append((begun.call.id, begun.time))
        queue.end()
    return order


def test_two_calls_in_the_same_second_are_announced_one_after_the_other_before_the_repeats() -> None:
    assert said(heard(call(1), call(2), times=2)) == [(1, 1), (2, 1), (1, 2), (2, 2)]


def test_a_call_keeps_the_big_place_until_it_has_been_said() -> None:
    queue = heard(call(1), call(2))
    queue.begin()
    assert queue.current == call(1)
    assert queue.begin() is None
    queue.end()
    assert queue.begin() is not None
    assert queue.current == call(2)


def test_a_repeat_shows_its_number_again_and_the_last_call_stays_after_it() -> None:
    queue = heard(call(1), call(2), times=2)
    for _ in range(2):
        queue.begin()
        queue.end()
    queue.begin()
    assert queue.current == call(1)
    queue.end()
    assert queue.current == call(2)


def test_twenty_calls_in_a_second_are_all_announced_in_order_and_in_short() -> None:
    queue, shorts, order = heard(*(call(name) for name in range(1, 21))), [], []
    while (begun := queue.begin()) is not None:
        order.append(begun.call.id)
        shorts.append(begun.short)
        assert begun.hold_seconds == (HURRIED_SECONDS if begun.short else HOLD_SECONDS)
        assert begun.follows == (begun.call.id > 1)
        queue.end()
    assert order == list(range(1, 21))
    assert shorts == [True] * (19 - MANY) + [False] * (MANY + 1)


def test_a_recall_jumps_the_repeats_but_nobodys_first_call() -> None:
    queue = heard(call(1), call(2), times=2)
    queue.begin()
    queue.end()
    queue.hear([call(1), call(2), call(3, ticket=1, repeat=1)], book="e/1", now=NOW)
    assert said(queue) == [(2, 1), (3, 1), (2, 2), (3, 2)]


def test_a_recall_while_its_number_is_being_said_replaces_the_repeat() -> None:
    queue = heard(call(1), times=2)
    queue.begin()
    queue.hear([call(1), call(2, ticket=1, repeat=1)], book="e/1", now=NOW)
    queue.end()
    assert said(queue) == [(2, 1), (2, 2)]


def test_nothing_is_repeated_for_somebody_who_has_come() -> None:
    queue = heard(call(1), call(2), times=3)
    assert queue.begin() is not None
    queue.end()
    assert queue.begin() is not None
    queue.end()
    begun = queue.begin(awaited=lambda one: one.id != 1)
    assert begun is not None
    assert (begun.call.id, begun.time) == (2, 2)


def test_a_new_call_is_given_even_if_nobody_is_awaited_any_more() -> None:
    queue = heard(call(1))
    assert queue.begin(awaited=lambda one: False) is not None


def test_what_was_not_said_is_not_repeated() -> None:
    queue = heard(call(1), times=3)
    queue.begin()
    queue.end(again=False)
    assert queue.begin() is None


def test_another_zones_calls_are_not_ours() -> None:
    queue = Announcements(1, frozenset({"serah"}))
    queue.hear([call(1), call(2, counter="serah"), call(3)], book="e/1", now=NOW)
    assert said(queue) == [(2, 1)]
    assert queue.before(6) == ()


def test_the_list_has_each_other_ticket_once_newest_first() -> None:
    queue = heard(call(1), call(2), call(3, ticket=1, repeat=1), call(4))
    said(queue)
    assert [line.id for line in queue.before(6)] == [3, 2]
    assert [line.id for line in queue.before(1)] == [3]


def test_calls_missed_while_away_are_announced_once_each() -> None:
    queue = heard(call(1))
    said(queue)
    snapshot = [call(1), call(2, at=NOW + 1000), call(3, at=NOW + 2000)]
    for _ in range(3):
        queue.hear(snapshot, book="e/1", now=NOW + 60_000)
    assert said(queue) == [(2, 1), (3, 1)]


def test_calls_missed_long_ago_stand_in_the_list_without_being_announced() -> None:
    queue = Announcements()
    queue.hear([call(1), call(2)], book="e/1", now=NOW + MISSED_MS + 1)
    assert queue.begin() is None
    assert queue.current == call(2)
    assert [line.id for line in queue.before(6)] == [1]


def test_another_day_or_a_restored_hub_starts_anew() -> None:
    queue = heard(call(1), call(2))
    queue.begin()
    queue.hear([], book="e/2", now=NOW)
    assert (queue.current, queue.waiting, queue.before(6), queue.under_way) == (None, 0, (), None)
    queue.end()
    queue.hear([call(1)], book="f/2", now=NOW)
    assert said(queue) == [(1, 1)]


def test_memory_stays_flat_over_a_long_day() -> None:
    queue = Announcements(2)
    for name in range(1, 2000):
        queue.hear([call(name)], book="e/1", now=NOW)
        said(queue)
    assert len(queue.before(10_000)) == KEPT - 1


@given(
    batches=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 8), st.booleans()), max_size=30),
    times=st.integers(1, 3),
)
def test_no_call_is_ever_lost_or_new_twice(batches: list[tuple[int, int, bool]], times: int) -> None:
    """Calls arrive in any bursts, some twice (snapshots); each is said so often, its first time in the hub's order."""
    queue, known, order = Announcements(times), [], []
    for many, turns, whole_snapshot in batches:
        fresh = [call(len(known) + 1 + index) for index in range(many)]
        known += fresh
        queue.hear(known if whole_snapshot else fresh, book="e/1", now=NOW)
        for _ in range(turns):
            if (begun := queue.begin()) is not None:
                order.append((begun.call.id, begun.time))
                queue.end()
    order += said(queue)
    assert [name for name, time in order if time == 1] == [made.id for made in known]
    assert sorted(order) == [(made.id, time) for made in known for time in range(1, times + 1)]


def test_what_comes_next_is_known_while_another_is_under_way() -> None:
    """So that it can be prepared: it is what ``begin`` gives afterwards, unless something new is heard meanwhile."""
    queue = heard(*(call(name) for name in range(1, 10)), times=2)
    begun, coming = [], []
    while (now := queue.begin()) is not None:
        begun.append((now.call.id, now.time))
        after = queue.coming()
        coming.append(after and (after.call.id, after.time))
        queue.end()
    assert len(begun) == 18
    assert coming == [*begun[1:], None]


def test_what_is_passed_over_is_in_the_list_and_is_not_announced() -> None:
    queue = heard(call(1), call(2))
    queue.pass_over()
    assert queue.begin() is None
    assert queue.current == call(2)
    queue.hear([call(1), call(2), call(3)], book="e/1", now=NOW)
    assert said(queue) == [(3, 1)]
