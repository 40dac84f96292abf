"""Played time: everybody acts in its order, one at a time, so that a day can be played again.

An actor is a coroutine that only ever waits here (``pass_minutes``, ``Tray.take``) or for the hub's answer.
While one acts nobody else does; what each does next depends on the plan alone, never on who was faster.
"""

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class PlayedTime:
    """``reach`` waits until the hub's clock has come to a played minute."""

    def __init__(self, reach: Callable[[float], Awaitable[None]]) -> None:
        self.minute = 0.0
        self._reach = reach
        self._agenda: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._rested = asyncio.Event()

    async def pass_minutes(self, minutes: float) -> None:
        await self._wake_at(self.minute + minutes)

    async def play(self, *actors: Coroutine[Any, Any, None]) -> None:
        """Until nobody has anything left to do. Raises what an actor raised."""
        tasks = [asyncio.create_task(self._enter(actor)) for actor in actors]
        await asyncio.sleep(0)  # each has put itself on the agenda
        try:
            while self._agenda:
                self.minute, _, actor = heapq.heappop(self._agenda)
                await self._reach(self.minute)
                await self._one_acts(actor, tasks)
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ended:
            if isinstance(end, Exception):
                raise end

    def wake(self, actor: asyncio.Future[None]) -> None:
        """Has its turn at this minute, after those that wait for it already."""
        heapq.heappush(self._agenda, (self.minute, next(self._order), actor))

    def rest(self) -> None:
        """The one who acts has nothing to do now."""
        self._rested.set()

    async def _enter(self, actor: Coroutine[Any, Any, None]) -> None:
        await self._wake_at(0.0)
        try:
            await actor
        finally:
            self.rest()

    async def _wake_at(self, minute: float) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._agenda, (minute, next(self._order), turn))
        self.rest()
        await turn

    async def _one_acts(self, actor: asyncio.Future[None], tasks: list[asyncio.Task[None]]) -> None:
        self._rested.clear()
        actor.set_result(None)
        await self._rested.wait()
        for task in tasks:
            if task.done() and not task.cancelled() and (fault := task.exception()):
                raise fault


class Tray(Generic[T]):
    """What one officer lays down and another takes, first in first out."""

    def __init__(self, time: PlayedTime) -> None:
        self._time = time
        self._papers: deque[T] = deque()
        self._waiting: deque[asyncio.Future[None]] = deque()

    def lay(self, paper: T, *, on_top: bool = False) -> None:
        """Whoever waits longest takes it; ``on_top``: before all that lie there."""
        if on_top:
            self._papers.appendleft(paper)
        else:
            self._papers.append(paper)
        if self._waiting:
            self._time.wake(self._waiting.popleft())

    async def take(self) -> T:
        while not self._papers:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            self._time.rest()
            await turn
        return self._papers.popleft()
