"""What a terminal tells the hub of its own accord: how it and its printer are, what became of papers.

Nobody waits for it: no citizen, no officer, no printer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

import msgspec

from protocol.errors import Busy, Internal, Refusal, TooFast
from protocol.messages import AnyCommand, ReportPrinter, ReportTroubles
from protocol.vocabulary import Trouble
from terminal.link import Link, NotLive, new_request_id

_log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0
"""Between a report that the hub could not take and the next try."""
LOOK_SECONDS = 5.0
"""Between two looks at the terminal itself."""
FOR_NOW: tuple[type[Refusal], ...] = (Busy, Internal, TooFast)
"""Refusals that say nothing of the matter."""

State = ReportPrinter | ReportTroubles
"""A report of how something is now: the last one of its type counts."""


async def closed(link: Link, report: AnyCommand) -> bool:
    """Whether the hub took this, or knows better. False: the same again later. Raises NotLive."""
    try:
        await link.ask(report)
    except Refusal as refusal:
        _log.info("a %s was refused: %s", type(report).__name__, refusal.code)
        return not isinstance(refusal, FOR_NOW)
    return True


async def no_papers() -> bool:
    """Of a terminal that prints none."""
    return True


class Reports:
    """Tells how things are, then ``papers``, whenever it is woken. ``papers`` as ``closed``: False tries again.

    ``wake`` after anything has changed here or on the link; ``run`` for the life of the program.
    """

    def __init__(
        self, link: Link, papers: Callable[[], Awaitable[bool]] = no_papers, pause: float = PAUSE_SECONDS
    ) -> None:
        self._link = link
        self._papers = papers
        self._pause = pause
        self._news = asyncio.Event()
        self._states: dict[type[State], State] = {}
        self._states_told: dict[type[State], State] = {}

    def wake(self) -> None:
        """There may be something to tell. After a lost connection how things are is told anew."""
        if not self._link.status.live:
            self._states_told.clear()
        self._news.set()

    def tell(self, state: State) -> None:
        """It is now so. ``request_id`` is given to it when it is sent."""
        self._states[type(state)] = msgspec.structs.replace(state, request_id="")
        self.wake()

    async def run(self) -> None:
        """For ever; ends only by cancellation."""
        while True:
            await self._news.wait()
            self._news.clear()
            if self._link.status.live and not await self._all_told():
                await asyncio.sleep(self._pause)
                self._news.set()

    async def _all_told(self) -> bool:
        """One round. False where something is left that should be tried again."""
        try:
            states = [await self._is_told(state) for state in tuple(self._states.values())]
            return await self._papers() and all(states)
        except NotLive:
            return False

    async def _is_told(self, state: State) -> bool:
        kind = type(state)
        if self._states_told.get(kind) == state:
            return True
        self._states_told[kind] = state  # before the answer: a connection lost meanwhile takes it back
        told = False
        try:
            told = await closed(self._link, msgspec.structs.replace(state, request_id=new_request_id()))
        finally:
            if not told:
                self._states_told.pop(kind, None)
        return told


async def watch_troubles(look: Callable[[], Iterable[Trouble]], reports: Reports) -> None:
    """Looks what is wrong with this terminal and has it told, for ever. The first time also when nothing is."""
    while True:
        troubles = frozenset(look())
        in_order = tuple(trouble for trouble in Trouble if trouble in troubles)
        reports.tell(ReportTroubles(request_id="", troubles=in_order))
        await asyncio.sleep(LOOK_SECONDS)
