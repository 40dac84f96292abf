"""The clock of a case stands while the office cannot work, and no wait is counted twice."""

from hypothesis import given
from hypothesis import strategies as st

from protocol.clocks import due, paused_ms, runs, stood
from protocol.messages import Case, Pause
from protocol.vocabulary import CaseState, PauseCause

COMPLETE, PROMISED = 1_000, 900
LATE = 100_000


def case(*waited: Pause, complete_at: int | None = COMPLETE) -> Case:
    return Case(
        id=1,
        version=1,
        service="ktp",
        state=CaseState.AWAITING_APPROVAL,
        opened_at=0,
        changed_at=0,
        complete_at=complete_at,
        due_at=None if complete_at is None else complete_at + PROMISED,
        waited=waited,
    )


def pause(since: int, until: int | None, cause: PauseCause = PauseCause.INCIDENT) -> Pause:
    return Pause(cause=cause, since=since, until=until)


def test_nothing_is_due_before_the_files_are_complete() -> None:
    assert due(case(complete_at=None), [pause(0, None)], LATE) is None
    assert stood(case(complete_at=None), [pause(0, None)], LATE) == []


def test_without_pauses_the_promise_stands() -> None:
    assert due(case(), [], LATE) == 1_900


def test_a_pause_moves_the_end_by_its_length() -> None:
    assert due(case(), [pause(1_200, 1_500)], LATE) == 2_200


def test_what_paused_before_the_files_were_complete_does_not_count() -> None:
    assert due(case(), [pause(0, 1_000)], LATE) == 1_900
    assert due(case(), [pause(0, 1_100)], LATE) == 2_000


def test_overlapping_causes_count_once_in_the_promise_and_each_in_the_figures() -> None:
    office = [pause(1_200, 1_500), pause(1_300, 1_600, PauseCause.NO_BLANKS)]
    assert due(case(), office, LATE) == 2_300
    assert paused_ms(case(), office, LATE) == {PauseCause.INCIDENT: 300, PauseCause.NO_BLANKS: 300}


def test_a_running_pause_counts_up_to_now() -> None:
    assert due(case(), [pause(1_200, None)], 1_300) == 2_000
    assert not runs(case(), [pause(1_200, None)])
    assert runs(case(pause(1, 2)), [pause(1_200, 1_300)])


def test_a_pause_after_the_promise_was_broken_does_not_mend_it() -> None:
    assert due(case(), [pause(1_900, 5_000)], LATE) == 1_900
    assert due(case(), [pause(1_899, 5_000)], LATE) == 1_900 + 3_101


def test_a_second_pause_within_the_time_that_the_first_has_added_counts_too() -> None:
    assert due(case(), [pause(1_800, 2_000), pause(2_050, 2_150)], LATE) == 2_200


INSTANTS = st.integers(0, 4_000)
PAUSES = st.lists(
    st.builds(lambda since, length: pause(since, since + length), INSTANTS, st.integers(0, 800)), max_size=6
)


@given(PAUSES, PAUSES)
def test_the_clock_runs_for_just_the_promised_time(own: list[Pause], office: list[Pause]) -> None:
    """Told by counting every millisecond in which nobody paused: an independent, slower way."""
    paused = {at for p in (*own, *office) for at in range(p.since, p.until or 0)}
    at, ran = COMPLETE, 0
    while ran < PROMISED:
        ran += at not in paused
        at += 1
    ends = due(case(*own), office, LATE)
    assert ends is not None
    worked = sum(1 for moment in range(COMPLETE, ends) if moment not in paused)
    assert worked == PROMISED
    assert ends == at
