"""The benchmark itself: its quick run works from end to end, and its table says what was measured."""

import asyncio
import re
import sys

import pytest

from bench.__main__ import Figure, line
from bench.limits import percentile
from bench.smooth import longest_gap
from bench.soak import slope, warm


def test_percentile_is_the_nearest_rank() -> None:
    assert percentile([3.0], 0.99) == 3.0
    assert percentile([float(n) for n in range(1, 102)], 0.5) == 51.0
    assert percentile([float(n) for n in range(1, 102)], 0.99) == 100.0


def test_a_missed_goal_is_said() -> None:
    figure = Figure("tickets", "10/s", "100/s", "0.10", ">= 0.4", False)
    assert "MISSED" in line(figure)
    assert "reached" not in line(figure)


def test_a_film_that_stood_still_is_seen_in_its_longest_gap() -> None:
    assert longest_gap([0.0, 0.04, 0.08, 0.58, 0.62]) == pytest.approx(0.5)
    assert longest_gap([0.0]) == float("inf")


def test_memory_that_grows_has_a_slope_and_flat_memory_has_none() -> None:
    assert slope([(0, 200.0), (10, 201.0), (20, 202.0)]) == pytest.approx(0.1)
    assert slope([(0, 200.0), (10, 201.0), (20, 200.0)]) == 0


def test_what_fills_while_it_is_warming_up_is_no_slope() -> None:
    samples = [(0.0, 100.0), (5.0, 200.0), (10.0, 250.0), (50.0, 250.0), (100.0, 250.0)]
    assert warm(samples) == samples[2:]
    assert slope(warm(samples)) == 0


async def test_the_quick_run_measures_everything_but_the_window() -> None:
    run = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench", "--quick", stdout=asyncio.subprocess.PIPE)
    told = (await run.communicate())[0].decode()
    assert run.returncode == 0
    assert told.startswith("python -m bench --quick: ")
    assert len(re.findall(r"0 numbers doubled", told)) == 2
    assert re.search(r"call -> display, displays: 2 .*\n.*p50 \d+\.\d, p99 \d+\.\d ms; 0 missed", told)
    assert re.search(r"touch -> printer, no window .*\n    p50 \d+\.\d, p99 \d+\.\d ms; 5 of 5 confirmed", told)
    assert re.search(r"hub with 2 clients .*\n    \d+ MiB", told)
