"""What a terminal tells the hub of its own accord, beside everything else: how its printer is, what became of papers.

Nobody waits for it: no citizen, no officer, no printer. Needs ``terminal.printing``, so a display leaves it alone.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import msgspec

from protocol.errors import Busy, Internal, Refusal, TooFast
from protocol.messages import AnyCommand, ReportPrinter
from terminal.link import Link, NotLive, new_request_id
from terminal.printing import Status, report_of

_log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0
"""Between a report that the hub could not take and the next try."""
FOR_NOW: tuple[type[Refusal], ...] = (Busy, Internal, TooFast)
"""Refusals that say nothing of the matter."""


async def closed(link: Link, report: AnyCommand) -> bool:
    """Whether the hub took this, or knows better. False: the same again later. Raises NotLive."""
    try:
        await link.ask(report)
    except Refusal as refusal:
        _log.info("a %s was refused: %s", type(report).__name__, refusal.code)
        return not isinstance(refusal, FOR_NOW)
    return True


class Reports:
    """Tells how the printer is, then ``papers``, whenever it is woken. ``papers`` as ``closed``: False tries again.

    ``wake`` after anything has changed here or on the link; ``run`` for the life of the program.
    """

    def __init__(self, link: Link, papers: Callable[[], Awaitable[bool]], pause: float = PAUSE_SECONDS) -> None:
        self._link = link
        self._papers = papers
        self._pause = pause
        self._news = asyncio.Event()
        self._printer: Status | None = None
        self._printer_told: ReportPrinter | None = None

    def wake(self) -> None:
        """There may be something to tell. After a lost connection the printer is told anew."""
        if not self._link.status.live:
            self._printer_told = None
        self._news.set()

    def printer(self, status: Status) -> None:
        """The printer is now so."""
        self._printer = status
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
            printer = await self._printer_is_told()
            return await self._papers() and printer
        except NotLive:
            return False

    async def _printer_is_told(self) -> bool:
        if self._printer is None:
            return True
        report = report_of(self._printer, "")
        if report == self._printer_told:
            return True
        self._printer_told = report  # before the answer: a connection lost meanwhile takes it back
        told = False
        try:
            told = await closed(self._link, msgspec.structs.replace(report, request_id=new_request_id()))
        finally:
            if not told:
                self._printer_told = None
        return told
