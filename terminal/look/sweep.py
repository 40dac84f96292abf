"""Sweeps up what has died in a window, between its frames and in its own thread.

Python sweeps in whichever thread happens to ask for memory: a printer's, a disk's. Widgets die in circles, so a sweep
is what ends them, and Kivy then takes their rules off what they followed. In another thread the window can come in
between and obey the rule of a widget that is gone: a ReferenceError where a colour changes, once in weeks.
"""

import asyncio
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

YOUNG = 2
"""Of Python's three generations."""

LOOK_SECONDS = 0.1
"""In so long a busy window leaves some thousands of things: a sweep of the young takes about a millisecond."""

EVERYTHING_SECONDS = 10.0
"""What has grown old and holds much, as a sentence does that was said, waits no longer to be found."""

REST = 100
"""A sweep of everything is followed by a rest of so many times its length: one percent of the time at most."""


def due(counts: Sequence[int], thresholds: Sequence[int]) -> int | None:
    """The oldest generation that Python itself would sweep by now, from ``gc.get_count`` and ``gc.get_threshold``."""
    over = (age for age, (count, most) in enumerate(zip(counts, thresholds, strict=True)) if count > most > 0)
    return max(over, default=None)


def set_apart() -> None:
    """What stands by now stands until the end: no sweep looks at it again. Of programs, once all is imported."""
    gc.collect()
    gc.freeze()


async def between_frames() -> None:
    """For ever: Python leaves the sweeping to this, until it is cancelled."""
    rested = perf_counter() + EVERYTHING_SECONDS
    with _by_hand():
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            begun = perf_counter()
            if begun >= rested:
                gc.collect()
                rested = begun + max(EVERYTHING_SECONDS, REST * (perf_counter() - begun))
            elif (age := due(gc.get_count()[:YOUNG], gc.get_threshold()[:YOUNG])) is not None:
                gc.collect(age)


@contextmanager
def _by_hand() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
