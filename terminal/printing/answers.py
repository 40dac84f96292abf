"""What a printer says of itself: its bytes framed into answers, and answers read as a status. No I/O.

Answers have no common frame. Fixed bits tell them apart: a real-time status is 0..1..10, an automatic
status starts with 0..1..00, GS r has bits 7 and 4 clear, a response block runs from 37 to 00, and so does what
its plate says, from 5F; the latter only where it was asked for, since 5F is no status of anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

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


ASK_SENSOR = b"\x1dr\x01"
"""GS r 1: the paper sensor, answered in its turn: everything before it has been dealt with. Offline: no answer."""


class Plate(IntEnum):
    """What GS I can ask for in words."""

    FIRMWARE = 65
    MAKER = 66
    MODEL = 67
    SERIAL = 68


def ask_plate(plate: Plate) -> bytes:
    """GS I: answered in its turn, by printers that know it."""
    return bytes((0x1D, 0x49, plate))


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
class Words:
    """The answer to GS I: what stands on the printer's plate."""

    text: str


@dataclass(frozen=True, slots=True)
class Noise:
    """A byte that is none of these."""

    byte: int


Answer = RealTime | Automatic | Sensor | Reached | Words | Noise


class Framer:
    """Cuts a stream of bytes into answers; keeps what is not complete yet. ``words``: GS I was asked."""

    def __init__(self) -> None:
        self._pending = b""
        self.words = False

    def feed(self, data: bytes) -> Iterator[Answer]:
        """Every answer that is complete with these bytes."""
        self._pending += data
        while (size := _size(self._pending, self.words)) is not None:
            frame, self._pending = self._pending[:size], self._pending[size:]
            yield _answer(frame)


_BLOCK, _WORDS, _END, _LONGEST_BLOCK = 0x37, 0x5F, 0x00, 80


def _size(pending: bytes, words: bool) -> int | None:
    """How many bytes the first answer takes; None while it isn't complete."""
    if not pending:
        return None
    if pending[0] == _BLOCK or (words and pending[0] == _WORDS):
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
    if first == _WORDS and len(frame) > 1:
        return Words(frame[1:-1].decode("ascii", "replace").strip())
    if len(frame) == 4:
        return Automatic(frame)
    if first & 0x93 == 0x12:
        return RealTime(first)
    return Sensor(first) if first & 0x90 == 0 else Noise(first)


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a printer now. A mute one says nothing, and nothing is assumed for it.

    ``problem``: why nothing prints at all. ``spare``: the second printer prints in the first one's stead, and
    ``first_problem`` is why. ``tickets_left``: an estimate of what the roll still gives, None where nobody can tell.
    """

    mute: bool = False
    paper_low: bool = False
    problem: type[PrinterProblem] | None = None
    spare: bool = False
    first_problem: type[PrinterProblem] | None = None
    tickets_left: int | None = None


MUTE = Status(mute=True)


def read_status(printer: int, cause: int, paper: int, error: int = 0x12) -> Status:
    """The status from the answers to DLE EOT 1, 2, 4 and, where 2 says error, 3."""
    return Status(paper_low=bool(paper & 0x0C), problem=_problem(printer, cause, paper, error))


def plausible(bits: Mapping[int, int]) -> bool:
    """Whether these answers to DLE EOT 1, 2 and 4 belong together.

    A byte that was left over makes every question get the answer of the one before it. Then a printer is online
    that names a cause for being offline, or only one of the sensor's two bits is set, which is never so.
    """
    idle = not bits[ASK_PRINTER] & 0x08 and not bits[ASK_OFFLINE_CAUSE] & 0x6C
    stopped = bool(bits[ASK_PRINTER] & 0x08)
    pairs = (bits[ASK_PAPER] & pair in (0, pair) for pair in (0x0C, 0x60))
    return (idle or stopped) and all(pairs)


def has_paper(sensor: int) -> bool:
    """Whether this byte says, as GS r 1 does of a printer that prints, that paper is there, little or much.

    Nearly any byte could be an answer to GS r, also one of a block that broke. Each sensor sets two bits; a printer
    without paper is offline and does not answer, but some clones do.
    """
    return sensor in (0x00, 0x03)


def read_automatic(frame: bytes) -> Status:
    """The status from the four bytes that a printer sends by itself (ASB)."""
    first, second, third = frame[0], frame[1], frame[2]
    out = bool(third & 0x0C)
    cause = (0x04 if first & 0x20 else 0) | (0x20 if out else 0) | (0x40 if second & 0x68 else 0)
    error = (0x08 if second & 0x08 else 0) | (0x60 if second & 0x60 else 0)
    return Status(paper_low=bool(third & 0x03), problem=_problem(first & 0x08, cause, 0x60 if out else 0, error))


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
