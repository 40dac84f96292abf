"""Notices that the hub has fallen silent, though the connection looks whole."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from terminal.link.pace import Clock


class SilenceWatch:
    """Calls ``on_silence`` once when nothing was heard for ``seconds``. A context manager; one timer, not one a frame.

    It looks twice, shortly before the time is over and at its end. A timer that fires late means that this very
    process stood still: what the hub said meanwhile still lies in the socket, and is heard between the two.
    """

    def __init__(self, seconds: float, clock: Clock, on_silence: Callable[[], None]) -> None:
        self._seconds = seconds
        self._moment = seconds / 50
        self._clock = clock
        self._on_silence = on_silence
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._doubts = False
        self.silent = False
        self.heard_at = clock.monotonic()

    def heard(self) -> None:
        """The hub said something just now."""
        self.heard_at = self._clock.monotonic()

    def __enter__(self) -> Self:
        self._wait(self._seconds - self._moment)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _wait(self, seconds: float) -> None:
        self._due = self._clock.monotonic() + seconds
        self._timer = asyncio.get_running_loop().call_later(seconds, self._look)

    def _look(self) -> None:
        now = self._clock.monotonic()
        left = self._seconds - (now - self.heard_at)
        stood_still = now - self._due > self._seconds / 5
        if left > self._moment:
            self._doubts = False
            self._wait(left - self._moment)
        elif stood_still or not self._doubts:
            self._doubts = True
            self._wait(max(left, self._seconds / 5 if stood_still else self._moment))
        else:
            self._timer = None
            self.silent = True
            self._on_silence()
