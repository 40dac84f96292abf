"""Looks on as the hub tells it, and waits for what must become so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from antrean.demo.house import House
from antrean.speech import Trouble
from terminal.link import Link, Mirror

T = TypeVar("T")

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Observer:
    """``mirror`` is what staff see of the office, now."""

    link: Link
    changed: asyncio.Event

    @property
    def mirror(self) -> Mirror:
        return self.link.mirror

    async def until(self, what: str, found: Callable[[Mirror], T | None]) -> T:
        """The first thing that is found and true. Raises Trouble when patience ends."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not (result := found(self.mirror)):
                    self.changed.clear()
                    await self.changed.wait()
                return result
        states = ", ".join(f"{ticket.number} {ticket.state}" for ticket in self.mirror.tickets.values()) or "–"
        raise Trouble("demo.stuck", 70, what=what, screen="hub", seen=states, log="logs/hub.log")


@asynccontextmanager
async def looking_on(house: House) -> AsyncIterator[Observer]:
    """An observer of this house."""
    changed = asyncio.Event()
    link = house.observer(changed.set)
    task = link.start()
    try:
        yield Observer(link, changed)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
