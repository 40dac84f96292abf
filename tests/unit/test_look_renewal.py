"""A window that has grown too large begins anew, at night only."""

from datetime import UTC, datetime

import pytest

from terminal.look.renewal import MOST_MIB, is_due, resident_mib, watch

NIGHT, DAY = datetime(2026, 11, 24, 2, 30, tzinfo=UTC), datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "mib", "due"),
    [
        (NIGHT, MOST_MIB + 1, True),
        (NIGHT, MOST_MIB, False),
        (DAY, 10 * MOST_MIB, False),
        (NIGHT.replace(hour=0, minute=59), MOST_MIB + 1, False),
        (NIGHT.replace(hour=4, minute=0), MOST_MIB + 1, False),
    ],
)
def test_it_is_due_at_night_and_above_the_limit(now: datetime, mib: float, due: bool) -> None:
    assert is_due(now, mib) is due


def test_this_process_holds_something() -> None:
    assert 10 < resident_mib() < 10_000


async def test_the_window_ends_once_when_it_is_due(caplog: pytest.LogCaptureFixture) -> None:
    memory = iter([100.0, 900.0])
    times = iter([NIGHT, NIGHT])
    ended: list[bool] = []
    await watch(lambda: ended.append(True), lambda: next(times), lambda: next(memory), every=0)
    assert ended == [True]
    assert "holds 900 MiB" in caplog.text
