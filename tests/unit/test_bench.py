"""The benchmark itself: its quick run works from end to end, and its table says what was measured."""

import asyncio
import re
import sys

import pytest

from bench.__main__ import Figure, line
from bench.limits import percentile


def test_percentile_is_the_nearest_rank() -> None:
    assert percentile([3.0], 0.99) == 3.0
    assert percentile([float(n) for n in range(1, 102)], 0.5) == 51.0
    assert percentile([float(n) for n in range(1, 102)], 0.99) == 100.0


def test_a_missed_goal_is_said() -> None:
    figure = Figure("tickets", "10/s", "100/s", "0.10", ">= 0.4", False)
    assert "MISSED" in line(figure)
    assert "reached" not in line(figure)


@pytest.mark.timeout(90)
async def test_the_quick_run_measures_everything_but_the_window() -> None:
    run = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench", "--quick", stdout=asyncio.subprocess.PIPE)
    told = (await run.communicate())[0].decode()
    assert run.returncode == 0
    assert told.startswith("python -m bench --quick: ")
    assert len(re.findall(r"0 numbers doubled", told)) == 2
    assert re.search(r"call -> display, displays: 2 .*\n.*p50 \d+\.\d, p99 \d+\.\d ms; 0 missed", told)
    assert re.search(r"touch -> printer, no window .*\n    p50 \d+\.\d, p99 \d+\.\d ms; 5 of 5 confirmed", told)
    assert re.search(r"hub with 2 clients .*\n    \d+ MiB", told)
