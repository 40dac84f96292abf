"""One ticket, its connection cut after every byte: the printing alone, without kiosk and hub.

A ticket that was cut is confirmed only where it came out whole and the printer had said its id; it has failed only
where not one byte of it had left.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, Self
from unittest.mock import patch

from protocol.vocabulary import PrintOutcome
from terminal.emulator import EmulatedPrinter, NetworkPrinter, start_emulator
from terminal.emulator.stream import first_piece
from terminal.printing import Printer, PrinterConfig, PrinterProblem, Slip, Ticket, open_printer, printer, roll, samples
from terminal.printing.job import job
from terminal.printing.sheet import QrStyle
from tests.torture.judge import Fault, Finding, History, Sheet, Told, Word, judge
from tests.torture.tray import Tray

End = Literal["close_fin", "close_rst"]
ENDS: Sequence[End] = ("close_fin", "close_rst")
TICKET = samples.ticket("id", datetime(2026, 11, 23, 2, 15, tzinfo=UTC))
BEFORE = replace(TICKET, number="A-011")
WORKERS = 4
TIMEOUT_S = 5.0
"""A printer that has hung up doesn't keep us; nothing here waits for its time to pass."""
_QUESTION = b"\x10\x04"


@dataclass(frozen=True, slots=True)
class Paper:
    """What is cut. ``native``: the printer makes the QR code itself; otherwise it is a picture, and the ticket long.

    ``broken_at``: the ticket before it broke off after so many bytes, and the printer waits for the rest of a command.
    """

    width_mm: Literal[58, 80]
    native: bool
    broken_at: int = 0


SHORT, LONG = Paper(80, native=True), Paper(58, native=False)
AFTER_HALF = Paper(58, native=False, broken_at=4000)
"""In the middle of its picture."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What goes over the wire for one ticket: questions, then the ticket to its cut, then what asks for its id.

    ``questions``: bytes before the ticket. ``commands``: after how many bytes each command of it is complete.
    """

    questions: int
    length: int
    commands: Sequence[int]


def stream(paper: Paper) -> Stream:
    """As it is when nothing is cut."""
    with start_emulator(paper.width_mm) as emulated, _Wire(emulated) as wire:
        asyncio.run(_ticket(paper, usual_printer(paper, emulated), emulated, "none"))
        heard = wire.heard
    begin = next(at for at in range(0, len(heard), 3) if heard[at : at + 2] != _QUESTION)
    return Stream(begin, len(heard), [begin + end for end in _command_ends(heard[begin:])])


def command_places(wire: Stream) -> Iterator[int]:
    """Where a command ends, and the byte before and after."""
    for end in wire.commands:
        yield from range(max(0, end - 1), min(wire.length, end + 1) + 1)


def _command_ends(job: bytes) -> Iterator[int]:
    rest = job
    while (piece := first_piece(rest)) is not None:
        rest = rest[len(piece.raw) :]
        yield len(job) - len(rest)


Printers = Callable[[Paper, NetworkPrinter], Printer]


@dataclass(frozen=True, slots=True)
class Verdict:
    cuts: int
    outcomes: Counter[PrintOutcome]
    findings: Sequence[Finding]


def cut_at(paper: Paper, end: End, places: Iterable[int], printers: Printers | None = None) -> Verdict:
    """One ticket for each place, several beside each other. ``places`` are counted from the connection's begin."""
    every, questions = list(places), stream(paper).questions

    def work(worker: int) -> list[_Cut]:
        return asyncio.run(_worker(paper, end, every[worker::WORKERS], questions, printers or usual_printer))

    with _laid_out_once(), ThreadPoolExecutor(WORKERS) as workers:
        cuts = [cut for part in workers.map(work, range(WORKERS)) for cut in part]
    return Verdict(len(cuts), Counter(cut.outcome for cut in cuts), [found for cut in cuts for found in _judged(cut)])


@dataclass(frozen=True, slots=True)
class _Cut:
    """``place`` is the ticket's id for the judge. ``sent``: so many bytes of the ticket were heard."""

    place: int
    sent: int
    outcome: PrintOutcome
    answered: bool
    sheets: Sequence[Sheet]


@contextmanager
def _laid_out_once() -> Iterator[None]:
    """It is always the same two tickets: most of the time would go into setting its lines again and again."""
    jobs: dict[tuple[bool, object], bytes] = {}

    def once(slip: Slip, sheet: object, *look: Any) -> bytes:
        if (slip is TICKET, sheet) not in jobs:
            jobs[slip is TICKET, sheet] = job(slip, sheet, *look)  # type: ignore[arg-type]
        return jobs[slip is TICKET, sheet]

    with patch.object(printer, "job", once), patch.object(roll, "length_mm", lambda _: 0.0):
        yield


async def _worker(paper: Paper, end: End, places: Sequence[int], questions: int, printers: Printers) -> list[_Cut]:
    cuts = []
    with start_emulator(paper.width_mm) as emulated:
        for place in places:
            printing = printers(paper, emulated)
            outcome = await _ticket(paper, printing, emulated, f"{end}={place}")
            printing.close()
            emulated.power_cycle()  # what hangs out of the printer is a paper too
            with emulated.changed:
                answered, emulated.core.reached[:] = bool(emulated.core.reached), []
                found = Tray(emulated).sheets({TICKET.number: place})
                emulated.core.papers.clear()
            cuts.append(_Cut(place, max(0, place - questions), outcome, answered, found))
    return cuts


async def _ticket(paper: Paper, printing: Printer, emulated: NetworkPrinter, fault: str) -> PrintOutcome:
    """The one that is judged, under this fault; after another that broke off, where the paper says so."""
    if paper.broken_at:
        emulated.set_fault(f"half_command+close_fin={paper.broken_at}")
        await _printed(printing, BEFORE)
        emulated.wait_free()
        fault = f"half_command+{fault}"
    emulated.set_fault(fault)
    outcome = await _printed(printing, TICKET)
    emulated.wait_free()
    emulated.set_fault("none")
    return outcome


async def _printed(printing: Printer, ticket: Ticket) -> PrintOutcome:
    try:
        printed = await printing.print_paper(ticket)
    except PrinterProblem as problem:
        return PrintOutcome.UNKNOWN if problem.sent else PrintOutcome.FAILED
    return PrintOutcome.CONFIRMED if printed.confirmed else PrintOutcome.UNKNOWN


def usual_printer(paper: Paper, emulated: NetworkPrinter) -> Printer:
    """As a kiosk opens it."""
    qr: QrStyle = "native" if paper.native else "image"
    return open_printer(
        PrinterConfig(
            kind="network", host="127.0.0.1", port=emulated.port, width_mm=paper.width_mm, qr=qr, timeout_s=TIMEOUT_S
        )
    )


def _judged(cut: _Cut) -> Iterator[Finding]:
    told = Told(cut.outcome, 0.0, owed=cut.outcome is PrintOutcome.FAILED)
    word = Word(cut.place, cut.outcome, 0.0)
    yield from judge(History(sheets=cut.sheets, words=[word], hub={cut.place: told}, staff={cut.place: [told]}))
    if cut.outcome is PrintOutcome.FAILED and cut.sent:
        yield Finding(Fault.FALSE_FAILURE, cut.place, f"failed, and {cut.sent} bytes of the ticket had left")
    if cut.outcome is PrintOutcome.CONFIRMED and not cut.answered:
        yield Finding(Fault.LOSS, cut.place, "confirmed, and the printer never came to its id")


class _Wire:
    """Hears what the printer hears in its last conversation."""

    def __init__(self, emulated: NetworkPrinter) -> None:
        self.heard = b""
        self._core = emulated.core

    def __enter__(self) -> Self:
        self._core.call, self._core.hear = self._call, self._hear  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        del self._core.call, self._core.hear

    def _call(self) -> None:
        self.heard = b""
        EmulatedPrinter.call(self._core)

    def _hear(self, data: bytes) -> None:
        self.heard += data
        EmulatedPrinter.hear(self._core, data)
