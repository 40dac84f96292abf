"""Pauses, the hub's time, and silence, on clocks set by hand."""

import asyncio
import random
from datetime import timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.link.pace import HubClock, Pace
from terminal.link.silence import SilenceWatch
from tests.support.hand_clock import NOON, HandClock


@given(st.integers(0, 2**32))
def test_the_first_retry_is_fast_and_no_minute_has_more_than_sixty(seed: int) -> None:
    pauses = list(islice(Pace().delays(random.Random(seed)), 40))
    assert pauses[0] <= 0.3
    assert max(pauses) <= 10
    for start in range(len(pauses)):
        assert sum(pauses[start : start + 4]) >= 3
    assert sum(pauses[:3]) <= 3.6


def test_terminals_that_lost_the_hub_together_do_not_come_back_together() -> None:
    firsts = {next(Pace().delays(random.Random(seed))) for seed in range(100)}
    assert len(firsts) > 90


def test_the_hubs_time_runs_on_by_the_clock_that_nobody_sets() -> None:
    clock = HandClock()
    hub = HubClock(clock)
    assert hub.now("UTC") == NOON
    hub.heard(int((NOON + timedelta(hours=3)).timestamp() * 1000))
    clock.shown -= timedelta(days=9000)
    clock.ran += 90
    assert hub.now("Asia/Jakarta") == NOON + timedelta(hours=3, seconds=90)
    assert f"{hub.now('Asia/Jakarta'):%H:%M:%S}" == "15:01:30"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "\0"])
def test_a_zone_that_this_machine_does_not_know_is_shown_as_utc(zone: str) -> None:
    assert HubClock(HandClock()).now(zone).utcoffset() == timedelta()


async def test_silence_is_told_once_and_only_after_its_time() -> None:
    clock, silent = HandClock(), asyncio.Event()
    with SilenceWatch(0.01, clock, silent.set) as watch:
        clock.ran = 0.0105
        await asyncio.wait_for(silent.wait(), 30)
        assert watch.silent


async def test_who_speaks_in_time_is_not_silent() -> None:
    clock, told = HandClock(), list[str]()
    with SilenceWatch(0.01, clock, lambda: told.append("silent")) as watch:
        clock.ran = 0.009
        watch.heard()
        clock.ran = 0.0105
        watch._look()
        assert not watch.silent
    assert told == []


async def test_after_this_process_stood_still_the_hub_gets_one_more_moment() -> None:
    clock, told = HandClock(), list[str]()
    with SilenceWatch(5, clock, lambda: told.append("silent")) as watch:
        clock.ran = 20.0  # a window was dragged for so long; the timer fires late
        watch._look()
        assert told == []
        clock.ran = 21.1
        watch._look()
        assert told == ["silent"]


async def test_what_lies_in_the_socket_is_heard_before_the_hub_counts_as_silent() -> None:
    """However little this process was late."""
    clock, told = HandClock(), list[str]()
    with SilenceWatch(5, clock, lambda: told.append("silent")) as watch:
        clock.ran = 5.3
        watch._look()
        assert told == []
        watch.heard()
        clock.ran = 5.4
        watch._look()
        assert told == []
        clock.ran = 10.21
        watch._look()
        assert told == []
        clock.ran = 10.3
        watch._look()
        assert told == ["silent"], "five seconds after its last word, not later"
