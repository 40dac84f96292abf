"""A place where a kiosk stands: its process, its printers, its disk, and the hand at the switch."""

import asyncio
import random
import signal
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any, TypeVar

from kiosk.owed import FILE
from terminal.emulator import RunningPrinter
from tests.torture import kiosk_half
from tests.torture.pipe import Answered, Done, Left, Live, News, Offers, Order, Setup, Step
from tests.torture.records import Records

PATIENCE_S = 60.0
"""Nothing that a kiosk is asked takes so long; what takes longer is a fault of the torture or of the product."""
Reply = TypeVar("Reply", Done, Offers, Left)


class Broken(RuntimeError):
    """The torture can't go on: a kiosk ended that nobody had killed, or says nothing any more."""


def ready_context() -> ForkServerContext:
    """Kiosks are born of a process that has read all their code: a power cut costs milliseconds, not a second."""
    context = get_context("forkserver")
    context.set_forkserver_preload([kiosk_half.__name__])
    return context


class Seat:
    """One kiosk. ``trouble`` names what is wrong while an order is carried out, for the records."""

    def __init__(
        self,
        name: str,
        context: ForkServerContext,
        setup: Setup,
        printers: Sequence[RunningPrinter],
        records: Records,
        chance: random.Random,
    ) -> None:
        self.name, self.setup, self.printers = name, setup, printers
        self.trouble = ""
        self._context, self.records, self._chance = context, records, chance
        self._process: ForkServerProcess | None = None
        self._pipe: Connection | None = None
        self._reply: asyncio.Future[News | None] | None = None
        self._live = asyncio.Event()
        self._dark = asyncio.Event()
        self._dark.set()
        self._problem: Broken | None = None
        self._unbegun: dict[int, Answered] = {}

    # The switch.

    @property
    def on(self) -> bool:
        return not self._dark.is_set()

    async def switch_on(self) -> None:
        """Until it follows the hub. Where the power goes before that, it is simply off again."""
        ours, its = self._context.Pipe()
        self._dark.clear()
        self._live.clear()
        self._process = self._context.Process(target=kiosk_half.main, args=(its, self.setup), daemon=True)
        self._process.start()
        its.close()
        self._pipe = ours
        asyncio.get_running_loop().add_reader(ours.fileno(), self._hear)
        async with asyncio.timeout(PATIENCE_S):
            await _first(self._live.wait(), self._dark.wait())
        self._check()

    def cut_power(self) -> None:
        """Now; what its disk had not taken for good is gone."""
        if self.on and self._process is not None:
            self._process.kill()

    async def went_dark(self) -> None:
        """After its power has gone."""
        async with asyncio.timeout(PATIENCE_S):
            await self._dark.wait()
        self._check()

    def _check(self) -> None:
        if self._problem is not None:
            raise self._problem

    # The citizen.

    async def order(self, order: Order, kind: type[Reply]) -> Reply | None:
        """What became of it; None where the power went."""
        if not self.on or self._pipe is None:
            return None
        self._reply = asyncio.get_running_loop().create_future()
        with suppress(BrokenPipeError):
            self._pipe.send(order)
        try:
            async with asyncio.timeout(PATIENCE_S):
                reply = await self._reply
        except TimeoutError:
            raise Broken(f"{self.name} says nothing to {order} under {self.trouble}") from None
        self._check()
        assert reply is None or isinstance(reply, kind)
        return reply

    # What the kiosk says.

    def _hear(self) -> None:
        assert self._pipe is not None
        try:
            while self._pipe.poll():
                self._take(self._pipe.recv())
        except (EOFError, OSError):
            self._gone()
        except AssertionError as problem:
            self._problem = Broken(str(problem))
            self.cut_power()

    def _take(self, news: News) -> None:
        match news:
            case Live():
                self._live.set()
            case Answered():
                self._unbegun[news.ticket] = news
                self.records.answered(news, self.trouble)
            case Step():
                self._unbegun.pop(news.ticket, None)
                self.records.stepped(news)
            case _ if self._reply is not None and not self._reply.done():
                self._reply.set_result(news)

    def _gone(self) -> None:
        assert self._pipe is not None
        assert self._process is not None
        asyncio.get_running_loop().remove_reader(self._pipe.fileno())
        self._pipe.close()
        self._process.join()
        if self._process.exitcode != -signal.SIGKILL:
            self._problem = Broken(f"{self.name} ended with {self._process.exitcode}: {self._log()}")
        self.records.power_cuts += 1
        for answered in self._unbegun.values():
            self.records.never_begun(answered)
        self._unbegun.clear()
        self._forget_unsynced()
        self._dark.set()
        if self._reply is not None and not self._reply.done():
            self._reply.set_result(None)

    def _log(self) -> str:
        file = self.setup.state / "kiosk.log"
        return file.read_text()[-2000:] if file.exists() else ""

    def _forget_unsynced(self) -> None:
        """Killing a process leaves what it wrote with the system; a power cut leaves any part of it, or zeros."""
        file, note = self.setup.state / FILE, self.setup.state / kiosk_half.SYNCED
        if not file.exists() or not note.exists() or not (noted := note.read_text().split()):
            return
        inode, size = map(int, noted)
        state = file.stat()
        if state.st_ino != inode or state.st_size <= size:
            return
        content = file.read_bytes()
        kept = self._chance.randint(size, len(content))
        rest = len(content) - kept if self._chance.random() < 0.3 else 0
        with file.open("r+b") as disk:
            disk.truncate(kept)
            disk.seek(kept)
            disk.write(b"\0" * rest)


async def _first(*waits: Coroutine[Any, Any, object]) -> None:
    """Until one of these has come."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
