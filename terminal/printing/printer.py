"""The printer as the kiosk and the counters see it."""

import asyncio
import itertools
import secrets
import string
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from terminal.printing.answers import Status
from terminal.printing.config import PrinterConfig
from terminal.printing.conversation import Conversation, Printed
from terminal.printing.cups import CupsQueue
from terminal.printing.job import job
from terminal.printing.paper import MissingList, Ticket
from terminal.printing.sheet import Sheet
from terminal.printing.virtual import VirtualPrinter
from terminal.printing.wires import FileWire, NetworkWire, Opener, SerialWire, UsbWire

T = TypeVar("T")


class Way(Protocol):
    """How jobs get to a printer. Both calls block, in bounded time, and raise PrinterProblem."""

    def status(self) -> Status:
        """What the printer says of itself, now."""

    def print(self, job: bytes) -> Printed:
        """Deliver one job."""


class Printer:
    """One printer and its only writer: jobs go one after the other, each over a connection of its own."""

    def __init__(self, way: Way, sheet: Sheet) -> None:
        self.sheet = sheet
        self._way = way
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="printer")

    async def status(self) -> Status:
        """What the printer says now; PrinterProblem when it cannot be asked."""
        return await self._alone(self._way.status)

    async def print(self, job: bytes) -> Printed:
        """Print bytes that ``job()`` made; PrinterProblem when the paper is not, or perhaps not, there."""
        return await self._alone(lambda: self._way.print(job))

    async def print_ticket(self, ticket: Ticket) -> Printed:
        """Print a ticket as laid out for this printer's paper."""
        return await self._alone(lambda: self._way.print(job(ticket, self.sheet)))

    async def print_missing(self, missing: MissingList) -> Printed:
        """Print the list of papers that a citizen still has to bring."""
        return await self._alone(lambda: self._way.print(job(missing, self.sheet)))

    async def _alone(self, work: Callable[[], T]) -> T:
        """In the writer's thread, after what was asked before, so that the window keeps drawing meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    def close(self) -> None:
        """Forget the jobs that have not begun; the running one ends by itself."""
        self._writer.shutdown(wait=False, cancel_futures=True)


def open_printer(config: PrinterConfig) -> Printer:
    """The printer of this config. Nothing is touched yet: a printer that is off is met when it is used."""
    return Printer(_way(config), config.sheet())


def _way(config: PrinterConfig) -> Way:
    if config.kind == "virtual":
        assert config.folder is not None  # PrinterConfig saw to it, here and below
        return VirtualPrinter(config.folder, config.sheet())
    if config.kind == "cups":
        assert config.queue is not None
        return CupsQueue(config.queue, config.timeout_s)
    answers = False if config.kind == "file" else config.answers
    return Conversation(_opener(config), config.timeout_s, answers, ticket_ids())


def _opener(config: PrinterConfig) -> Opener:
    host, path, vendor, product = config.host, config.path, config.vendor, config.product
    if config.kind == "network" and host is not None:
        return lambda: NetworkWire(host, config.port, config.timeout_s)
    if config.kind == "serial" and path is not None:
        return lambda: SerialWire(path, config.baud, config.timeout_s)
    if config.kind == "file" and path is not None:
        return lambda: FileWire(path, config.timeout_s)
    assert vendor is not None
    assert product is not None
    return lambda: UsbWire(vendor, product, config.timeout_s)


def ticket_ids() -> Callable[[], str]:
    """Four letters a ticket, starting anywhere: an answer left over from before a restart matches nothing new."""
    letters = string.digits + string.ascii_letters
    everywhere = len(letters) ** 4
    counter = itertools.count(secrets.randbelow(everywhere))

    def next_id() -> str:
        number = next(counter) % everywhere
        return "".join(letters[number // len(letters) ** place % len(letters)] for place in range(4))

    return next_id
