"""The hall, heard at a desk whose officer wishes so: for a room that the loudspeakers do not reach.

Off until somebody at the desk switches it on, and off again with the next start of the program: no desk begins to
speak by itself.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from counters.presenter.bar import Ear
from protocol.messages import Call
from terminal.link import Link
from terminal.voice.announcements import Announcement, Announcements
from terminal.voice.announcer import Announcer


class Loudspeaker(Protocol):
    """What is needed of ``terminal.look.speaker.Speaker``."""

    @property
    def broken(self) -> bool: ...

    async def watch(self) -> None: ...

    def close(self) -> None: ...


class Hearing:
    """``times``: how often each call is said here. ``changed`` is called when the switch has been turned."""

    def __init__(
        self, link: Link, announcer: Announcer, speaker: Loudspeaker, times: int, changed: Callable[[], None]
    ) -> None:
        self._link = link
        self._announcer = announcer
        self._speaker = speaker
        self._times = times
        self._changed = changed
        self._calls = Announcements(times)
        self._on, self._off, self._news = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._off.set()

    @property
    def ear(self) -> Ear:
        if not self._on.is_set():
            return "off"
        return "deaf" if self._speaker.broken or self._announcer.silent else "on"

    def turn(self) -> None:
        """On or off. What was called before it is switched on is not made up for."""
        after, before = (self._off, self._on) if self._on.is_set() else (self._on, self._off)
        before.clear()
        after.set()
        self._calls = Announcements(self._times)
        self._hear()
        self._calls.pass_over()
        self._changed()

    def wake(self) -> None:
        """The hub has told something."""
        self._news.set()

    async def run(self) -> None:
        """Says what is called while it is switched on; for ever. The sound device is used only then."""
        while True:
            await self._on.wait()
            async with asyncio.TaskGroup() as beside:
                work = [beside.create_task(self._speaker.watch()), beside.create_task(self._say())]
                await self._off.wait()
                for task in work:
                    task.cancel()
            self._speaker.close()

    async def _say(self) -> None:
        while True:
            self._news.clear()
            self._hear()
            if (begun := self._calls.begin(self._awaited)) is not None:
                self._calls.end(again=self._awaited(begun.call) and await self._announce(begun))
            else:
                await self._news.wait()

    async def _announce(self, announcement: Announcement) -> bool:
        now = self._link.hub_now().time()
        return await self._announcer.announce(announcement, self._link.mirror.office, now)

    def _hear(self) -> None:
        mirror = self._link.mirror
        now = round(self._link.hub_now().timestamp() * 1000)
        self._calls.hear(mirror.calls, book=f"{mirror.epoch}/{mirror.day}", now=now)

    def _awaited(self, call: Call) -> bool:
        return self._link.mirror.awaits(call)
