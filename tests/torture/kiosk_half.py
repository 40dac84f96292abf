"""A kiosk without its window, in a process of its own that can lose its power at any step and at any byte.

Link, journal, desk, reports, watch and printer are the real ones. Its owner speaks to it through a pipe (``pipe.py``).
"""

import asyncio
import errno
import logging
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kiosk.desk import Desk
from kiosk.owed import FILE, Owed, OwedPapers, Stage
from kiosk.reports import Reports
from protocol.errors import Refusal
from protocol.messages import IssueTicket, PrintOwed, TicketPaper
from protocol.vocabulary import DeviceKind, PrintOutcome
from terminal.link import HubSettings, Link, NotLive, Pace, new_request_id
from terminal.printing import Watch, open_printer, report_of
from terminal.printing.wires import network, wire
from tests.support.office import KTP
from tests.torture.pipe import (
    Answered,
    AskLeft,
    AskOffers,
    Done,
    Left,
    Live,
    News,
    Offers,
    Order,
    Place,
    PowerCut,
    Setup,
    Step,
    Take,
    Touch,
)

PACE = Pace(silence=5.0, connect=2.0, answer=3.0, search=0.1, steady=0.0, retries=(0.05, 0.1, 0.2), elsewhere=0.1)
BEGUN_ANEW = "papers.new"
"""What takes the journal's place when it is begun anew."""
SYNCED = "synced"
"""Beside the journal: inode and size of what of it has reached the disk itself."""

# --- the power


class Power:
    """Goes where it is told to: at once, and nothing is tidied up."""

    def __init__(self, state: Path) -> None:
        self._cut: PowerCut | None = None
        self._full = 0
        self._syncs = self._bytes = 0
        self._sends = False
        self._synced = os.open(state / SYNCED, os.O_WRONLY | os.O_CREAT, 0o600)
        self._fsync, self._push = os.fsync, wire.push

    def install(self) -> None:
        """Journal and printers are watched from now on."""
        os.fsync = self._watched_fsync  # type: ignore[assignment]
        vars(network).update(push=self._watched_push)

    def plan(self, cut: PowerCut | None, *, full: int = 0) -> None:
        """For the order that comes now."""
        self._cut, self._full, self._syncs, self._bytes, self._sends = cut, full, 0, 0, False

    def sends(self) -> None:
        """The ticket of this order goes to a printer: what was said to one before were questions of the watch."""
        self._sends = True

    def at(self, place: Place) -> None:
        """This place is reached."""
        if self._cut is not None and self._cut.place == place:
            self._go()

    def _watched_fsync(self, file: int) -> None:
        name = Path(f"/proc/self/fd/{file}").readlink().name
        self._syncs += name == FILE
        counted = name == FILE and self._cut is not None and self._syncs == self._cut.count
        if counted:
            self.at("before_sync")
        if self._full and self._syncs >= self._full and name in (FILE, BEGUN_ANEW):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._fsync(file)
        if name in (FILE, BEGUN_ANEW):
            self._note(file)
        if counted:
            self.at("after_sync")

    def _note(self, file: int) -> None:
        """A real power cut forgets what was not synced; the owner does it for us. Always as long, in one write."""
        state = os.fstat(file)
        os.pwrite(self._synced, b"%20d %20d" % (state.st_ino, state.st_size), 0)

    def _watched_push(self, line: int, data: bytes, deadline: float) -> None:
        if self._cut is None or self._cut.place != "byte" or not self._sends:
            self._push(line, data, deadline)
            return
        left = max(0, self._cut.count - self._bytes)
        self._bytes += len(data)
        self._push(line, data[:left], deadline)
        if left < len(data):
            self._go()

    @staticmethod
    def _go() -> None:
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)


# --- the papers


class ToldPapers(OwedPapers):
    """The real journal, whose steps its owner hears once they are so."""

    def __init__(self, state: Path, tell: Callable[[Step], None]) -> None:
        super().__init__(state, new_request_id)
        self._tell = tell

    def begin(self, epoch: str, ticket: int, copy: int = 0) -> Owed:
        return self._told(super().begin(epoch, ticket, copy))

    async def send(self, owed: Owed) -> Owed:
        return self._told(await super().send(owed))

    async def settle(self, owed: Owed, stage: Stage, problem: str = "") -> Owed:
        return self._told(await super().settle(owed, stage, problem))

    def tell_all(self, epoch: str) -> None:
        """What the last run left."""
        for owed in self.of(epoch):
            self._told(owed)

    def _told(self, owed: Owed) -> Owed:
        self._tell(Step(owed.key, owed.ticket, owed.copy, owed.stage, owed.problem, time.monotonic()))
        return owed


def without_memory(state: Path) -> None:
    """What a kiosk without a journal knows after a crash."""
    (state / FILE).unlink(missing_ok=True)


# --- the kiosk


class KioskHalf:
    """``tell`` carries news to the owner."""

    def __init__(self, setup: Setup, tell: Callable[[News], None]) -> None:
        self.setup, self.tell = setup, tell
        self.power = Power(setup.state)
        self.power.install()
        if not setup.journal:
            without_memory(setup.state)
        self.link = Link(
            HubSettings(state_dir=setup.state, url=setup.url), DeviceKind.KIOSK, on_change=self._changed, pace=PACE
        )
        self.papers = ToldPapers(setup.state, self._stepped)
        self.reports = Reports(self.link, self.papers, pause=0.1)
        self.printer = open_printer(setup.printer, setup.spare, setup.state)
        self.watch = Watch(self.printer, lambda status: self.reports.tell(report_of(status)))
        self.desk = Desk(self.link, self.printer, self.papers, self.reports)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._live = False

    def _changed(self) -> None:
        self.reports.wake()
        if self.link.status.live and self.link.mirror.loaded and not self._live:
            self._live = True
            self.tell(Live())

    def _stepped(self, step: Step) -> None:
        if step.stage is Stage.SENT:
            self.power.sends()
        self.tell(step)

    async def run(self, pipe: Connection) -> None:
        """For ever."""
        self.papers.tell_all(self.setup.epoch)
        for work in (self.link.run(), self.reports.run(), self.papers.run(), self.watch.run()):
            self._keep(work)
        orders: asyncio.Queue[Order] = asyncio.Queue()
        asyncio.get_running_loop().add_reader(pipe.fileno(), lambda: orders.put_nowait(_received(pipe)))
        while True:
            self.tell(await self._obey(await orders.get()))

    async def _obey(self, order: Order) -> News:
        match order:
            case AskOffers():
                return Offers(tuple(ticket.id for ticket in self.link.mirror.owed_papers()))
            case AskLeft():
                return Left(len(self.papers.of(self.setup.epoch)))
        self.power.plan(order.cut, full=order.full if isinstance(order, Take) else 0)
        if isinstance(order, Take) and order.hurried:
            done, _ = await asyncio.gather(self._served(order), self._served(order, waits=not order.leaves))
        else:
            done = await self._served(order)
        self.power.plan(None)
        return done

    async def _served(self, order: Take | Touch, *, waits: bool = True) -> Done:
        try:
            paper = await self._asked(order)
        except (Refusal, NotLive) as problem:
            return Done(refused=problem.code)
        self.tell(Answered(paper.ticket.id, paper.ticket.number, paper.copies))
        self.power.at("answer")
        return await self._printed(paper, waits=waits)

    async def _asked(self, order: Take | Touch) -> TicketPaper:
        """As at the window: whoever stays touches "try again", and whoever leaves gives the paper back."""
        if isinstance(order, Touch):
            touch = PrintOwed(request_id=new_request_id(), ticket=order.ticket)
            try:
                return await self.desk.ask(touch, PACE.answer if not order.leaves else 0.05)
            except NotLive:
                self._keep(self._given_back(touch))
                raise
        wish = IssueTicket(request_id=new_request_id(), service=KTP)
        while True:
            try:
                return await self.desk.ask(wish, PACE.answer)
            except NotLive:
                continue

    async def _given_back(self, touch: PrintOwed) -> None:
        try:
            await self.desk.give_back(touch)
        except (Refusal, NotLive):
            return

    async def _printed(self, paper: TicketPaper, *, waits: bool) -> Done:
        came = await self.desk.print(paper, "", "id", wanted=lambda: waits)
        if came.outcome is PrintOutcome.UNKNOWN and not self.setup.journal:
            came = await self.desk.print(paper, "", "id")  # the careless kiosk thinks: once more can do no harm
        self.watch.look_now()
        return Done(shown=came.outcome, spare=came.spare)

    def _keep(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """A part that ends by an exception takes the kiosk with it: its owner sees a death that nobody planned."""
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            logging.getLogger(__name__).error("a part of the kiosk broke", exc_info=problem)
            os._exit(70)


def _received(pipe: Connection) -> Order:
    """The owner's next order; without an owner there is no kiosk."""
    try:
        order: Order = pipe.recv()
    except (EOFError, OSError):
        os._exit(0)
    return order


def main(pipe: Connection, setup: Setup) -> None:
    """The process's own main function."""
    logging.basicConfig(filename=setup.state / "kiosk.log", level=logging.ERROR, force=True)

    async def run() -> None:
        await KioskHalf(setup, pipe.send).run(pipe)

    asyncio.run(run())
