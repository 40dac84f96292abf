"""Keeps a window alive through a fault in one callback, and ends it when the fault keeps coming back.

A screen that goes on after one odd touch is better than an empty one; a screen that fails on every frame
is better restarted by its supervisor.
"""

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from traceback import extract_tb

from kivy.base import ExceptionHandler, ExceptionManager

log = logging.getLogger(__name__)


class Repeats:
    """Counts how often the same thing happened lately."""

    def __init__(self, limit: int = 5, within: float = 10.0) -> None:
        self.limit, self.within = limit, within
        self._times: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=limit))

    def too_many(self, what: str, now: float) -> bool:
        """Note that ``what`` happened now; true when it happened ``limit`` times within the span."""
        times = self._times[what]
        times.append(now)
        return len(times) == self.limit and now - times[0] <= self.within


def place(fault: BaseException) -> str:
    """Where a fault came from: its type and innermost line, without values, which might be personal."""
    frames = extract_tb(fault.__traceback__)
    return f"{type(fault).__name__} at {frames[-1].filename}:{frames[-1].lineno}" if frames else type(fault).__name__


class Guard(ExceptionHandler):
    """Logs what a callback raised and passes, until the same fault repeats too often."""

    def __init__(self, repeats: Repeats | None = None, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._repeats, self._clock = repeats or Repeats(), clock

    def handle_exception(self, inst: BaseException) -> int:
        if not isinstance(inst, Exception):
            return int(ExceptionManager.RAISE)  # cancelled, interrupted, told to exit
        where = place(inst)
        if self._repeats.too_many(where, self._clock()):
            log.critical("%s keeps happening, the window ends", where)
            return int(ExceptionManager.RAISE)
        log.error("%s: the window goes on", where)
        log.debug("the fault in full", exc_info=inst)
        return int(ExceptionManager.PASS)


@contextmanager
def guarded() -> Iterator[None]:
    """What Kivy's main loop does around a frame, for one that is drawn out of turn: the window's guard decides whether
    a fault ends here.
    """
    try:
        yield
    except Exception as fault:
        if ExceptionManager.handle_exception(fault) == ExceptionManager.RAISE:
            raise
