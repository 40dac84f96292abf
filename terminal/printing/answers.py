"""What a printer says of itself: its bytes framed into answers, and answers read as a status. No I/O.

Answers have no common frame. Fixed bits tell them apart: a real-time status is 0..1..10, an automatic
status starts with 0..1..00, GS r has bits 7 and 4 clear, a response block runs from 37 to 00.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.printing.problems import (
    CoverOpen,
    CutterJammed,
    Faulty,
    Offline,
    PaperOut,
    PrinterProblem,
)

ASK_PRINTER, ASK_OFFLINE_CAUSE, ASK_ERROR, ASK_PAPER = 1, 2, 3, 4


def ask(question: int) -> bytes:
    """DLE EOT n: answered at once, even when the printer is offline or busy."""
    return bytes((0x10, 0x04, question))


def ask_id(ident: str) -> bytes:
    """GS ( H 48: answered with this id of four letters when everything before it is printed."""
    spelled = ident.encode("ascii")
    if len(spelled) != 4 or not all(0x20 <= letter <= 0x7E for letter in spelled):
        raise ValueError(f"an id has four printable letters, not {ident!r}")
    return b"\x1d(H\x06\x0000" + spelled


@dataclass(frozen=True, slots=True)
class RealTime:
    """One byte that answers DLE EOT; it does not say which question."""

    bits: int


@dataclass(frozen=True, slots=True)
class Automatic:
    """Four bytes that a printer sends by itself when its state changes (ASB)."""

    frame: bytes


@dataclass(frozen=True, slots=True)
class Sensor:
    """One byte that answers GS r."""

    bits: int


@dataclass(frozen=True, slots=True)
class Reached:
    """The answer to GS ( H: everything before this id is on paper."""

    ident: str


@dataclass(frozen=True, slots=True)
class Noise:
    """A byte that is none of these."""

    byte: int


Answer = RealTime | Automatic | Sensor | Reached | Noise


class Framer:
    """Cuts a stream of bytes into answers; keeps what is not complete yet."""

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> Iterator[Answer]:
        """Every answer that is complete with these bytes."""
        self._pending += data
        while (size := _size(self._pending)) is not None:
            frame, self._pending = self._pending[:size], self._pending[size:]
            yield _answer(frame)


_BLOCK, _END, _LONGEST_BLOCK = 0x37, 0x00, 80


def _size(pending: bytes) -> int | None:
    """How many bytes the first answer takes; None while it isn't complete."""
    if not pending:
        return None
    if pending[0] == _BLOCK:
        return _block_size(pending)
    if pending[0] & 0x93 == 0x10:
        return _frame_size(pending)
    return 1


def _block_size(pending: bytes) -> int | None:
    end = pending.find(_END)
    if end >= 0:
        return end + 1
    return 1 if len(pending) > _LONGEST_BLOCK else None


def _frame_size(pending: bytes) -> int | None:
    """Three more bytes with bits 7 and 4 clear, or the first one was noise."""
    if any(byte & 0x90 for byte in pending[1:4]):
        return 1
    return 4 if len(pending) >= 4 else None


def _answer(frame: bytes) -> Answer:
    first = frame[0]
    if first == _BLOCK and len(frame) == 7 and frame[1] == 0x22:
        return Reached(frame[2:6].decode("ascii", "replace"))
    if len(frame) == 4:
        return Automatic(frame)
    if first & 0x93 == 0x12:
        return RealTime(first)
    return Sensor(first) if first & 0x90 == 0 else Noise(first)


@dataclass(frozen=True, slots=True)
class Status:
    """What the printer says. A mute one says nothing, and nothing is assumed for it."""

    mute: bool = False
    paper_low: bool = False
    problem: type[PrinterProblem] | None = None


MUTE = Status(mute=True)


def read_status(printer: int, cause: int, paper: int, error: int = 0x12) -> Status:
    """The status from the answers to DLE EOT 1, 2, 4 and, where 2 says error, 3."""
    return Status(paper_low=bool(paper & 0x0C), problem=_problem(printer, cause, paper, error))


def _problem(printer: int, cause: int, paper: int, error: int) -> type[PrinterProblem] | None:
    if cause & 0x04:
        return CoverOpen
    if paper & 0x60 or cause & 0x20:
        return PaperOut
    if error & 0x08:
        return CutterJammed
    if cause & 0x40 or error & 0x60:
        return Faulty
    return Offline if printer & 0x08 else None
