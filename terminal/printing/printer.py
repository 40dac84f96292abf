"""The printer as the kiosk and the counters see it: one, or a first and a second one that stands in for it."""

import asyncio
import itertools
import logging
import secrets
import string
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from protocol.messages import ReportPrinter
from protocol.office import HOUSE_STYLE, PaperStyle
from terminal.printing.answers import Plate, Status
from terminal.printing.config import PrinterConfig
from terminal.printing.conversation import Conversation, Printed
from terminal.printing.cups import CupsQueue
from terminal.printing.job import job
from terminal.printing.paper import Slip
from terminal.printing.problems import BadJob, Faulty, PrinterProblem
from terminal.printing.roll import Roll
from terminal.printing.sheet import Sheet, profile_of, sheet
from terminal.printing.virtual import VirtualPrinter
from terminal.printing.wires import FileWire, NetworkWire, Opener, SerialWire, UsbWire

_log = logging.getLogger(__name__)
LOOK_S = 1.5
"""Whoever asks only how the printer is gives up after so long: the next job waits behind the question."""
ROLL, SPARE_ROLL = "roll.json", "roll-spare.json"
"""The files in a terminal's state folder that keep how much paper is left."""
T = TypeVar("T")


class Way(Protocol):
    """How jobs get to a printer. Both calls block, in bounded time, and raise PrinterProblem."""

    def status(self) -> Status:
        """What the printer says of itself, now."""

    def print(self, job: bytes) -> Printed:
        """Deliver one job."""


class Machine:
    """One printer with its paper. Every call blocks, in bounded time, and raises PrinterProblem."""

    def __init__(self, config: PrinterConfig, roll_file: Path | None = None, *, keeps_roll: bool = True) -> None:
        self.config = config
        self.sheet = config.sheet()
        self.way = _way(config)
        self._roll = Roll(config.roll_m, config.near_end_m, roll_file, keeps=keeps_roll)
        self._measured = config.profile is not None

    def status(self) -> Status:
        """What it says now, and how many tickets its roll still gives."""
        status = self.way.status()
        if not status.mute:
            self._roll.felt(status.paper_low, status.problem)
            if status.problem is None:
                self._measure()
        return replace(status, tickets_left=self._roll.tickets_left)

    def print(self, slip: Slip, style: PaperStyle) -> Printed:
        """Lay out for this printer's paper, and print."""
        laid_out = self._lay_out(slip, style)
        printed = self.way.print(laid_out)
        self._roll.fed(laid_out)
        return printed

    def _lay_out(self, slip: Slip, style: PaperStyle) -> bytes:
        """BadJob, of which nothing was sent, whatever is wrong with the slip: nobody's number is lost for it."""
        try:
            return job(slip, self.sheet, style)
        except PrinterProblem:
            raise
        except Exception as problem:
            _log.exception("a %s cannot be laid out", type(slip).__name__)
            raise BadJob(f"{type(slip).__name__}: {type(problem).__name__}") from problem

    def _measure(self) -> None:
        """Once: a printer that tells its model gets that model's profile, unless the settings name one."""
        if self._measured or not isinstance(self.way, Conversation):
            return
        config = self.config
        model = self.way.words(Plate.MODEL)
        self._measured = True
        if profile := profile_of(model, config.width_mm):
            _log.info("the printer says it is a %s", profile)
            self.sheet = sheet(config.width_mm, profile, config.qr, config.cutter)


class Printer:
    """The first printer, the second where there is one, and their only writer: one job after the other.

    A job goes to the second only if nothing of it was sent to the first. While the first is known to be in trouble
    the second is asked first; ``status`` finds out when the first is well again.
    """

    def __init__(
        self, first: Machine, spare: Machine | None = None, *, style: Callable[[], PaperStyle] = lambda: HOUSE_STYLE
    ) -> None:
        self._first, self._spare = first, spare
        self._style = style
        self._first_problem: type[PrinterProblem] | None = None
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="printer")

    @property
    def sheet(self) -> Sheet:
        """The first printer's paper."""
        return self._first.sheet

    async def status(self) -> Status:
        """How it is now, never raising: ``problem`` says why nothing prints."""
        return await self._alone(self._status)

    async def print_paper(self, slip: Slip) -> Printed:
        """Print this slip as the office's papers look; PrinterProblem when it is not, or perhaps not, there."""
        style = self._style()
        return await self._alone(lambda: self._print(slip, style))

    def close(self) -> None:
        """Forget the jobs that have not begun; the running one ends by itself."""
        self._writer.shutdown(wait=False, cancel_futures=True)

    async def _alone(self, work: Callable[[], T]) -> T:
        """In the writer's thread, after what was asked before, so that the window keeps drawing meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    def _status(self) -> Status:
        first = _status_of(self._first)
        self._first_problem = first.problem
        if first.problem is None or self._spare is None:
            return first
        second = _status_of(self._spare)
        if second.problem is not None:
            return first
        return replace(second, spare=True, first_problem=first.problem)

    def _print(self, slip: Slip, style: PaperStyle) -> Printed:
        problems: list[PrinterProblem] = []
        machines = self._in_turn()
        for machine in machines:
            try:
                printed = machine.print(slip, style)
            except PrinterProblem as problem:
                problems.append(problem)
                if machine is self._first:
                    self._first_problem = type(problem)
                if problem.sent:
                    raise
            else:
                if machine is self._first:
                    self._first_problem = None
                return replace(printed, spare=machine is not self._first)
        raise problems[machines.index(self._first)]

    def _in_turn(self) -> list[Machine]:
        machines = [self._first] if self._spare is None else [self._first, self._spare]
        return machines if self._first_problem is None else machines[::-1]


def _status_of(machine: Machine) -> Status:
    try:
        return machine.status()
    except PrinterProblem as problem:
        return Status(problem=type(problem))
    except Exception:  # a driver's surprise must not stop the watch over the printer
        _log.exception("the printer's status cannot be asked for")
        return Status(problem=Faulty)


def report_of(status: Status) -> ReportPrinter:
    """What the hub is told of a printer that is so. Whoever sends it gives it its ``request_id``."""
    return ReportPrinter(
        request_id="",
        problem=status.problem.code if status.problem else "",
        paper_low=status.paper_low,
        tickets_left=status.tickets_left,
        spare=status.spare,
        mute=status.mute,
    )


def open_printer(
    config: PrinterConfig,
    spare: PrinterConfig | None = None,
    state_dir: Path | None = None,
    *,
    style: Callable[[], PaperStyle] = lambda: HOUSE_STYLE,
) -> Printer:
    """The printers of these configs. Nothing is touched yet: a printer that is off is met when it is used.

    ``style`` is asked at each print. ``state_dir`` keeps the estimates of the rolls; None: they live in memory.
    """
    first = Machine(config, state_dir / ROLL if state_dir else None)
    second = Machine(spare, state_dir / SPARE_ROLL if state_dir else None) if spare else None
    return Printer(first, second, style=style)


def _way(config: PrinterConfig) -> Way:
    if config.kind == "virtual":
        assert config.folder is not None  # PrinterConfig saw to it, here and below
        return VirtualPrinter(config.folder, config.sheet())
    if config.kind == "cups":
        assert config.queue is not None
        return CupsQueue(config.queue, config.timeout_s)
    return Conversation(
        _opener(config, config.timeout_s),
        config.timeout_s,
        False if config.kind == "file" else config.answers,
        ticket_ids(),
        proof=config.proof,
        keeps_line=config.kind in ("serial", "usb"),
        look=_opener(config, min(config.timeout_s, LOOK_S)),
    )


def _opener(config: PrinterConfig, timeout_s: float) -> Opener:
    host, path, vendor, product = config.host, config.path, config.vendor, config.product
    if config.kind == "network" and host is not None:
        return lambda: NetworkWire(host, config.port, timeout_s)
    if config.kind == "serial" and path is not None:
        return lambda: SerialWire(path, config.baud, timeout_s, config.flow)
    if config.kind == "file" and path is not None:
        return lambda: FileWire(path, timeout_s)
    assert vendor is not None
    assert product is not None
    return lambda: UsbWire(vendor, product, timeout_s, config.serial_number)


def ticket_ids() -> Callable[[], str]:
    """Four letters a ticket, starting anywhere: an answer left over from before a restart matches nothing new."""
    letters = string.digits + string.ascii_letters
    everywhere = len(letters) ** 4
    counter = itertools.count(secrets.randbelow(everywhere))

    def next_id() -> str:
        number = next(counter) % everywhere
        return "".join(letters[number // len(letters) ** place % len(letters)] for place in range(4))

    return next_id
