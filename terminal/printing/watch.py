"""Keeps an eye on the printer, so that trouble is known before somebody is promised a paper."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from terminal.printing.answers import Status
from terminal.printing.problems import Interrupted, NotAllowed, Silent, Unreachable

WELL_SECONDS = 5.0
TROUBLE_SECONDS = 2.0
"""Staff who have put in a roll want to see that it is well."""
MUTE_SECONDS = 30.0
"""Asking costs a printer that never answers more than it tells."""

_NOBODY_THERE = (Unreachable, Silent, Interrupted, NotAllowed)
"""What a printer looks like that has no time for us, because it is at another machine's paper."""


class Watched(Protocol):
    """What can be watched: a Printer."""

    async def status(self) -> Status:
        """How it is now."""


class Watch:
    """Asks how the printer is, again and again, and tells ``on_change`` whenever that is another than before.

    That nobody is there any more is told when it is so twice: it may have been another machine's turn.
    """

    def __init__(
        self,
        printer: Watched,
        on_change: Callable[[Status], None],
        *,
        well_s: float = WELL_SECONDS,
        trouble_s: float = TROUBLE_SECONDS,
        mute_s: float = MUTE_SECONDS,
    ) -> None:
        self._printer = printer
        self._on_change = on_change
        self._well_s, self._trouble_s, self._mute_s = well_s, trouble_s, mute_s
        self._look = asyncio.Event()
        self._told: Status | None = None
        self._is_gone = False

    def look_now(self) -> None:
        """Something has just been printed or tried."""
        self._look.set()

    async def run(self) -> None:
        """For ever; ends only by cancellation."""
        while True:
            self._look.clear()
            status = await self._printer.status()
            doubtful = self._doubtful(status)
            if status != self._told and not doubtful:
                self._told = status
                self._on_change(status)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause(status)):
                    await self._look.wait()

    def _doubtful(self, status: Status) -> bool:
        was_gone, self._is_gone = self._is_gone, (status.problem or status.first_problem) in _NOBODY_THERE
        return self._is_gone and not was_gone and self._told is not None

    def _pause(self, status: Status) -> float:
        if status.problem or status.spare:
            return self._trouble_s
        return self._mute_s if status.mute else self._well_s
