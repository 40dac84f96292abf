"""Reads ESC/POS back into commands: the subset that we send, and not a byte more.

Strict on purpose: a real printer swallows half a command or prints it as letters, and the ticket is
spoiled. Here an unknown or truncated command, or a slip without its end, is a BadJob with its place.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from terminal.printing.problems import BadJob

ESC, GS, LF = 0x1B, 0x1D, 0x0A


@dataclass(frozen=True, slots=True)
class Initialise:
    """ESC @"""


@dataclass(frozen=True, slots=True)
class Letters:
    """A run of printable ASCII."""

    text: str


@dataclass(frozen=True, slots=True)
class EndLine:
    """LF: print the line and go to the next."""


@dataclass(frozen=True, slots=True)
class Align:
    """ESC a"""

    to: Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Bold:
    """ESC E"""

    on: bool


@dataclass(frozen=True, slots=True)
class Reverse:
    """GS B"""

    on: bool


@dataclass(frozen=True, slots=True)
class Smooth:
    """GS b"""

    on: bool


@dataclass(frozen=True, slots=True)
class Size:
    """GS !"""

    wide: int
    tall: int


@dataclass(frozen=True, slots=True)
class CodePage:
    """ESC t"""

    number: int


@dataclass(frozen=True, slots=True)
class FeedDots:
    """ESC J"""

    dots: int


@dataclass(frozen=True, slots=True)
class FeedLines:
    """ESC d"""

    lines: int


@dataclass(frozen=True, slots=True)
class Raster:
    """GS v 0 at full density: rows of ``width_bytes`` bytes, one bit a dot, 1 is black."""

    width_bytes: int
    height: int
    rows: bytes


@dataclass(frozen=True, slots=True)
class QrModel:
    """GS ( k 65"""

    model: int


@dataclass(frozen=True, slots=True)
class QrModule:
    """GS ( k 67"""

    dots: int


@dataclass(frozen=True, slots=True)
class QrLevel:
    """GS ( k 69"""

    level: Literal["l", "m", "q", "h"]


@dataclass(frozen=True, slots=True)
class QrStore:
    """GS ( k 80"""

    content: str


@dataclass(frozen=True, slots=True)
class QrPrint:
    """GS ( k 81"""


@dataclass(frozen=True, slots=True)
class CutPaper:
    """GS V"""

    whole: bool
    feeds: bool


@dataclass(frozen=True, slots=True)
class AskProcessId:
    """GS ( H 48: answer with this id once everything before is printed."""

    ident: str


Command = (
    Initialise
    | Letters
    | EndLine
    | Align
    | Bold
    | Reverse
    | Smooth
    | Size
    | CodePage
    | FeedDots
    | FeedLines
    | Raster
    | QrModel
    | QrModule
    | QrLevel
    | QrStore
    | QrPrint
    | CutPaper
    | AskProcessId
)


def slip(data: bytes) -> Sequence[Command]:
    """The commands of one whole slip: starts by initialising, ends by cutting or feeding to the tear bar."""
    commands = list(decode(data))
    if not commands or not isinstance(commands[0], Initialise):
        raise BadJob("the slip does not start with ESC @")
    if not isinstance(commands[-1], CutPaper | FeedLines):
        raise BadJob("the slip ends before its cut")
    return commands


def decode(data: bytes) -> Iterator[Command]:
    """One command after the other, until the bytes end or make no sense."""
    stream = _Stream(data)
    while not stream.at_end:
        yield _command(stream)


class _Stream:
    """Bytes and a place in them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.place = 0

    @property
    def at_end(self) -> bool:
        return self.place >= len(self._data)

    def byte(self) -> int:
        return self.take(1)[0]

    def take(self, count: int) -> bytes:
        if self.place + count > len(self._data):
            raise BadJob(f"truncated at byte {len(self._data)}: {count} expected from {self.place}")
        taken = self._data[self.place : self.place + count]
        self.place += count
        return taken

    def rest(self) -> bytes:
        return self.take(len(self._data) - self.place)

    def word(self) -> int:
        return int.from_bytes(self.take(2), "little")

    def letters(self) -> str:
        end = self.place
        while end < len(self._data) and 0x20 <= self._data[end] <= 0x7E:
            end += 1
        return self.take(end - self.place).decode("ascii")


def _command(stream: _Stream) -> Command:
    start = stream.place
    first = stream.byte()
    if first == LF:
        return EndLine()
    if 0x20 <= first <= 0x7E:
        stream.place = start
        return Letters(stream.letters())
    if first not in (ESC, GS):
        raise BadJob(f"unknown byte {first:#04x} at {start}")
    second = stream.byte()
    read = _READERS.get((first, chr(second)))
    if read is None:
        raise BadJob(f"unknown command {first:02x} {second:02x} at {start}")
    try:
        return read(stream)
    except (LookupError, UnicodeDecodeError) as problem:
        raise BadJob(f"unknown value in command {first:02x} {second:02x} at {start}") from problem


def _align(stream: _Stream) -> Align:
    return Align({0: "left", 1: "center", 2: "right"}[stream.byte() & 0x0F])  # type: ignore[arg-type]


def _size(stream: _Stream) -> Size:
    packed = stream.byte()
    return Size((packed >> 4 & 7) + 1, (packed & 7) + 1)


def _raster(stream: _Stream) -> Raster:
    _expect(stream, b"0", "GS v")
    _expect(stream, b"\x00", "GS v 0 density")
    width_bytes, height = stream.word(), stream.word()
    return Raster(width_bytes, height, stream.take(width_bytes * height))


def _cut(stream: _Stream) -> CutPaper:
    mode = stream.byte()
    if mode in (65, 66):
        stream.byte()
        return CutPaper(whole=mode == 65, feeds=True)
    return CutPaper(whole={0: True, 48: True, 1: False, 49: False}[mode], feeds=False)


def _parenthesis(stream: _Stream) -> Command:
    """GS ( x pL pH: the group says how long it is, and must be."""
    group, length = chr(stream.byte()), stream.word()
    inner = _Stream(stream.take(length))
    if group == "k":
        read = _qr(inner)
    elif group == "H":
        _expect(inner, b"00", "GS ( H")
        read = AskProcessId(inner.take(4).decode("ascii"))
    else:
        raise BadJob(f"unknown command GS ( {group}")
    if not inner.at_end:
        raise BadJob(f"GS ( {group} is longer than its meaning")
    return read


def _qr(inner: _Stream) -> Command:
    _expect(inner, b"1", "GS ( k symbol")
    match inner.byte():
        case 65:
            model = QrModel(inner.byte() - 48)
            inner.byte()
            return model
        case 67:
            return QrModule(inner.byte())
        case 69:
            return QrLevel({48: "l", 49: "m", 50: "q", 51: "h"}[inner.byte()])  # type: ignore[arg-type]
        case 80:
            _expect(inner, b"0", "GS ( k store")
            return QrStore(inner.rest().decode("utf-8"))
        case 81:
            _expect(inner, b"0", "GS ( k print")
            return QrPrint()
        case other:
            raise BadJob(f"unknown function {other} of GS ( k")


def _expect(stream: _Stream, wanted: bytes, what: str) -> None:
    found = stream.take(len(wanted))
    if found != wanted:
        raise BadJob(f"{what} with {found.hex(' ')} is not one of ours")


_READERS: dict[tuple[int, str], Callable[[_Stream], Command]] = {
    (ESC, "@"): lambda stream: Initialise(),
    (ESC, "t"): lambda stream: CodePage(stream.byte()),
    (ESC, "a"): _align,
    (ESC, "E"): lambda stream: Bold(bool(stream.byte() & 1)),
    (ESC, "J"): lambda stream: FeedDots(stream.byte()),
    (ESC, "d"): lambda stream: FeedLines(stream.byte()),
    (GS, "!"): _size,
    (GS, "B"): lambda stream: Reverse(bool(stream.byte() & 1)),
    (GS, "b"): lambda stream: Smooth(bool(stream.byte() & 1)),
    (GS, "v"): _raster,
    (GS, "V"): _cut,
    (GS, "("): _parenthesis,
}
