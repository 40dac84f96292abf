"""Begins a window anew at night when it has grown too large, so that it never does so while people wait.

Only under a service manager, which starts it again within seconds. A window that does not grow is never ended: this is
for a fault that nobody knows of yet, in a driver or a library, and the log line is how somebody comes to know.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

log = logging.getLogger(__name__)

MOST_MIB = 800
"""Twice what a display holds that speaks and plays videos (docs/decisions/bench-what-was-tried.md)."""

NIGHT_BEGINS, NIGHT_ENDS = time(1), time(4)
LOOK_SECONDS = 3600.0
"""There is a look in every night, and none in a window's first hour: one that begins too large is left alone."""


def is_due(now: datetime, mib: float) -> bool:
    """Whether to begin anew at this local time, with so much memory in use."""
    return NIGHT_BEGINS <= now.time() < NIGHT_ENDS and mib > MOST_MIB


def resident_mib() -> float:
    """What this process holds; 0 where the system does not tell it as Linux does."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0.0
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def watch(
    end: Callable[[], None],
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    memory: Callable[[], float] = resident_mib,
    every: float = LOOK_SECONDS,
) -> None:
    """Looks every so many seconds; when it is due, calls ``end`` once and returns."""
    while True:
        await asyncio.sleep(every)
        mib = memory()
        if is_due(now(), mib):
            log.warning("the window holds %.0f MiB, more than %d: it begins anew while nobody waits", mib, MOST_MIB)
            return end()
