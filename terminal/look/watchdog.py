"""Tells the service manager that the window stands, and as long as it lives, that it does.

Alive is a window whose frames and whose event loop both go on. The word is sent by a task of the event loop, and only
when Kivy's clock has come round since the last one; no thread could send it for a window that stands still.
"""

import asyncio
from collections.abc import Callable

from kivy.clock import Clock
from kivy.core.window import Window

from assets.service_manager import ALIVE, READY, STOPPING, ServiceManager, status

LOOK_SECONDS = 2.5
LOOKS_WITHIN_WATCHDOG = 4
"""So a look or two may be late, on a busy machine, before the window counts as stuck."""


class Watchdog:
    """``standing``: how the terminal stands, in one line that holds nothing personal."""

    def __init__(self, manager: ServiceManager, standing: Callable[[], str]) -> None:
        self._manager, self._standing = manager, standing
        self._flipped = asyncio.Event()
        self._told = ""
        Window.bind(on_flip=self._on_flip)

    def _on_flip(self, *_: object) -> None:
        Window.unbind(on_flip=self._on_flip)
        self._flipped.set()

    async def run(self) -> None:
        """For ever. Kivy asks before it flips; who waits on the loop goes on right after it."""
        await self._flipped.wait()
        self._manager.tell(READY)
        while True:
            self._tell_status()
            before = Clock.frames
            await asyncio.sleep(self._seconds())
            if Clock.frames != before:
                self._manager.tell(ALIVE)

    def _seconds(self) -> float:
        watchdog = self._manager.watchdog_seconds
        return LOOK_SECONDS if watchdog is None else min(LOOK_SECONDS, watchdog / LOOKS_WITHIN_WATCHDOG)

    def _tell_status(self) -> None:
        if (told := self._standing()) != self._told:
            self._told = told
            self._manager.tell(status(told))

    def end(self) -> None:
        """The window closes, on purpose or of a fault."""
        Window.unbind(on_flip=self._on_flip)
        self._manager.tell(STOPPING)
