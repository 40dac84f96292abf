"""What has come out of the emulated printer: slips, each from one cut to the next, and what stands on them. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from terminal.emulator.stream import Piece

LINE_DOTS = 30
"""Dots of a line of ordinary letters, spacing included."""
LETTER_DOTS = 12, 24
HEAD_TO_CUTTER_DOTS = 60
LONGEST_DOTS = 12_000
"""A metre and a half: of what is longer, only the beginning is read and drawn. Junk can be as long as the roll."""
MOST_DATA, MOST_UNDRAWN = 1 << 22, 1 << 16
TEAR_DOTS = 120
"""White paper after the last ink with which a slip can be torn off by hand: where no cutter is, it ends a slip."""

_COPY_MARK = re.compile(r"^ *(SALINAN|COPY)\b", re.MULTILINE)
"""At the beginning of a line: a list of papers may ask for a FOTOCOPY, or for a SALINAN of something."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One slip in somebody's hand.

    ``data`` are its very bytes, from its first command to its cut, without questions to the printer. ``whole``: begun
    by ESC @, ended by a cut (or feed and tear), all of it on one piece of paper. ``garbled``: commands that this
    printer doesn't know were in it. ``ids`` are the process ids that were answered after it. ``drawing`` is
    what was really printed, as plain ESC/POS that terminal.printing.picture draws.
    """

    number: int
    data: bytes
    whole: bool
    text: str
    codes: tuple[str, ...] = ()
    garbled: bool = False
    ids: tuple[str, ...] = ()
    dots: int = 0
    drawing: bytes = field(default=b"", repr=False)

    @property
    def truncated(self) -> bool:
        return not self.whole

    @property
    def copy(self) -> bool:
        """Whether it says of itself that it is a copy."""
        return bool(_COPY_MARK.search(self.text))


@dataclass(slots=True)
class _Strip:
    """The slip that is being printed."""

    data: bytearray = field(default_factory=bytearray)
    drawing: bytearray = field(default_factory=bytearray)
    lines: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    begun: bool = False
    garbled: bool = False
    ink: bool = False
    dots: int = 0
    fed: int = 0


@dataclass(slots=True)
class _Pen:
    """What commands have set for the letters that follow."""

    align: int = 0
    bold: int = 0
    reverse: int = 0
    smooth: int = 0
    size: int = 0
    spacing: int = LINE_DOTS
    module: int = 3
    level: int = 48
    content: bytes = b""

    @property
    def wide(self) -> int:
        return (self.size >> 4 & 7) + 1

    @property
    def tall(self) -> int:
        return (self.size & 7) + 1

    def commands(self) -> bytes:
        """What sets a drawing to this pen."""
        set_all = ((b"\x1ba", self.align), (b"\x1bE", self.bold), (b"\x1dB", self.reverse), (b"\x1db", self.smooth))
        return b"".join(command + bytes([value]) for command, value in (*set_all, (b"\x1d!", self.size)))


class Head:
    """Thermal head, cutter and roll. ``roll_dots`` is what is left on the roll, None for one that never ends."""

    def __init__(self, width_dots: int, roll_dots: float | None, finished: Callable[[Paper], None]) -> None:
        self.roll_dots = roll_dots
        self._width = width_dots
        self._finished = finished
        self._count = 0
        self._pen = _Pen()
        self._line = ""
        self._line_dots = 0
        self._line_tall = 1
        self._image_dots = 0
        self._undrawn = bytearray()
        self._strip = self._fresh_strip()

    @property
    def hanging(self) -> str:
        """What is printed on the slip that hangs out of the printer, neither cut nor torn off."""
        return "\n".join(self._strip.lines)

    @property
    def roll_empty(self) -> bool:
        return self.roll_dots is not None and self.roll_dots <= 0

    def obey(self, piece: Piece) -> None:
        """Do what one command says; letters and unknown commands too."""
        if piece.name == "ESC @":
            self._initialise()
        self._keep(piece.raw)
        self._strip.garbled |= not piece.known
        if act := _ACTS.get(piece.name):
            act(self, piece.parameters)

    def print_rows(self, width_bytes: int, rows: bytes) -> None:
        """Rows of a picture, as far as they have arrived: the head prints them as they come."""
        height = len(rows) // width_bytes if width_bytes else 0
        self._keep(rows)
        self._print_raster(width_bytes, height, rows[: width_bytes * height])

    def _keep(self, raw: bytes) -> None:
        """Of a slip without end, the beginning is kept."""
        if len(self._strip.data) < MOST_DATA:
            self._strip.data += raw

    def tear(self) -> None:
        """Somebody takes the slip, where it was fed out far enough for a hand."""
        if self._strip.ink and self._strip.fed >= TEAR_DOTS:
            self._finish(whole=self._strip.begun)

    def interrupt(self) -> None:
        """Power is gone or the roll is: what is printed is all there will be of this slip."""
        self._drop_line()
        if self._strip.ink:
            self._finish(whole=False)
        self._strip = self._fresh_strip()

    def forget_settings(self) -> None:
        """As after switching on."""
        self._pen = _Pen()
        self._strip = self._fresh_strip()

    def garble(self) -> None:
        """What is printed from here was not received as it was sent."""
        self._strip.garbled = True

    def _drop_line(self) -> None:
        """Letters that no line end has printed are forgotten."""
        self._line, self._line_dots, self._line_tall = "", 0, 1
        self._undrawn.clear()

    # What the commands do.

    def _initialise(self) -> None:
        """ESC @ forgets the unfinished line; what is printed above it is another slip."""
        self._drop_line()
        if self._strip.ink:
            self._finish(whole=self._strip.begun and self._strip.fed >= TEAR_DOTS)
        self._pen = _Pen()
        self._strip = self._fresh_strip()
        self._strip.begun = True

    def _letters(self, run: bytes) -> None:
        for letter in run.decode("latin-1"):
            cell = LETTER_DOTS[0] * self._pen.wide
            if self._line_dots + cell > self._width:
                self._end_line()
            shown = letter if " " <= letter <= "~" else "?"
            self._line += shown
            self._undrawn += shown.encode()
            self._line_dots += cell
            self._line_tall = max(self._line_tall, self._pen.tall)

    def _end_line(self, _: bytes = b"") -> None:
        line, tall = self._line, max(self._pen.spacing, LETTER_DOTS[1] * self._line_tall)
        above, self._image_dots = self._image_dots, 0
        self._line, self._line_dots, self._line_tall = "", 0, 1
        if above and not line:  # the end of a line of ESC *: its picture is part of the line
            rest = max(0, self._pen.spacing - above)
            self._advance(rest, drawing=b"\x1bJ" + bytes([rest]))
        elif line.strip():
            strip = self._strip
            if self._advance(tall, ink=True, drawing=b"\n") and strip.dots < LONGEST_DOTS:
                strip.lines.append(line)
        else:
            self._advance(tall, drawing=b"\n")

    def _feed_dots(self, parameters: bytes) -> None:
        self._flush()
        self._advance(parameters[0], drawing=b"\x1bJ" + parameters)

    def _feed_lines(self, parameters: bytes) -> None:
        self._flush()
        self._advance(parameters[0] * self._pen.spacing, drawing=b"\x1bd" + parameters)

    def _raster(self, parameters: bytes) -> None:
        width_bytes = int.from_bytes(parameters[2:4], "little")
        self._print_raster(width_bytes, int.from_bytes(parameters[4:6], "little"), parameters[6:])

    def _bit_image(self, parameters: bytes) -> None:
        """ESC *: columns from above, turned into rows."""
        count, deep = int.from_bytes(parameters[1:3], "little"), 3 if parameters[0] in (32, 33) else 1
        width_bytes = (count + 7) // 8
        rows = bytearray(width_bytes * deep * 8)
        for x in range(count):
            for y in range(deep * 8):
                if parameters[3 + x * deep + y // 8] & 0x80 >> y % 8:
                    rows[y * width_bytes + x // 8] |= 0x80 >> x % 8
        self._print_raster(width_bytes, deep * 8, bytes(rows))
        self._image_dots = deep * 8

    def _print_raster(self, width_bytes: int, height: int, rows: bytes) -> None:
        self._flush()
        kept = min(width_bytes, (self._width + 7) // 8)
        if not kept or not height:
            return
        left = height if self.roll_dots is None else min(height, int(self.roll_dots))
        rows = b"".join(rows[y * width_bytes : y * width_bytes + kept] for y in range(left))
        head = b"\x1dv0\x00" + kept.to_bytes(2, "little") + left.to_bytes(2, "little")
        self._advance(height, ink=any(rows), drawing=head + rows if left else b"")

    def _code(self, parameters: bytes) -> None:
        """GS ( k, symbol 49: a QR code that the printer makes itself."""
        match parameters[:2]:
            case b"1C" if len(parameters) > 2:
                self._pen.module = max(1, min(16, parameters[2]))
            case b"1E" if len(parameters) > 2 and 48 <= parameters[2] <= 51:
                self._pen.level = parameters[2]
            case b"1P":
                self._pen.content = parameters[3:]
            case b"1Q":
                self._print_code()

    def _print_code(self) -> None:
        self._flush()
        content, level = self._pen.content.decode("utf-8", "replace"), "lmqh"[self._pen.level - 48]
        modules = _modules(content, level)
        if not 0 < modules * self._pen.module <= self._width:
            return
        stored, strip = self._pen.content, self._strip
        drawing = b"\x1d(k\x03\x001C" + bytes([self._pen.module]) + b"\x1d(k\x03\x001E" + bytes([self._pen.level])
        drawing += b"\x1d(k" + (len(stored) + 3).to_bytes(2, "little") + b"1P0" + stored + b"\x1d(k\x03\x001Q0"
        if self._advance(modules * self._pen.module, ink=True, drawing=drawing) and strip.dots < LONGEST_DOTS:
            strip.codes.append(content)

    def _barcode(self, parameters: bytes) -> None:
        """Its letters stand for it: no client of ours prints any."""
        self._flush()
        content = parameters[2:] if parameters[0] >= 65 else parameters[1:-1]
        self._letters(b"|| " + content + b" ||")
        self._end_line()

    def _cut(self, parameters: bytes) -> None:
        if parameters[0] in (97, 98, 103, 104):
            return
        self._flush()
        if parameters[0] in (65, 66):
            self._advance(HEAD_TO_CUTTER_DOTS + parameters[1])
        if self._strip.ink:
            self._finish(whole=self._strip.begun)
        self._strip = self._fresh_strip()

    def _set(self, name: str, value: int) -> None:
        setattr(self._pen, name, value)
        if len(self._undrawn) < MOST_UNDRAWN:
            self._undrawn += self._pen.commands()

    def _mode(self, parameters: bytes) -> None:
        """ESC !: boldness and size in one byte."""
        bits = parameters[0]
        self._pen.size = (0x10 if bits & 0x20 else 0) | (0x01 if bits & 0x10 else 0)
        self._set("bold", int(bool(bits & 0x08)))

    # Paper that moves.

    def _flush(self) -> None:
        """Letters without a line end are printed before anything else moves the paper."""
        if self._line:
            self._end_line()

    def _advance(self, dots: int, *, drawing: bytes = b"", ink: bool = False) -> bool:
        """Move the paper; false where the roll ended on the way. Its end is the end of the slip."""
        strip = self._strip
        if strip.dots < LONGEST_DOTS:
            strip.drawing += self._undrawn + drawing
        self._undrawn.clear()
        strip.dots += dots
        strip.ink |= ink
        strip.fed = 0 if ink else strip.fed + dots
        if self.roll_dots is None:
            return True
        self.roll_dots = max(0.0, self.roll_dots - dots)
        if not self.roll_empty:
            return True
        self.interrupt()
        return False

    def _finish(self, *, whole: bool) -> None:
        strip, self._strip = self._strip, self._fresh_strip()
        self._count += 1
        self._finished(
            Paper(
                number=self._count,
                data=bytes(strip.data),
                whole=whole,
                text="\n".join(strip.lines),
                codes=tuple(strip.codes),
                garbled=strip.garbled,
                dots=strip.dots,
                drawing=bytes(strip.drawing) + b"\x1dV\x01",
            )
        )

    def _fresh_strip(self) -> _Strip:
        """The pen keeps what was set: only ESC @ and a power cycle forget it."""
        return _Strip(drawing=bytearray(b"\x1b@" + self._pen.commands()))


@lru_cache(maxsize=64)
def _modules(content: str, level: str) -> int:
    """Width of the code; none where there is nothing to say, or too much for any code: a printer prints nothing."""
    import segno

    try:
        return len(segno.make_qr(content, error=level, boost_error=False).matrix)
    except ValueError:
        return 0


_Act = Callable[[Head, bytes], None]


def _setting(name: str, mask: int = 1) -> _Act:
    return lambda head, parameters: head._set(name, parameters[0] & mask)


def _align(head: Head, parameters: bytes) -> None:
    head._set("align", min(2, parameters[0] & 3))


def _spacing(head: Head, parameters: bytes) -> None:
    head._pen.spacing = parameters[0] if parameters else LINE_DOTS


_ACTS: dict[str, _Act] = {
    "letters": Head._letters,
    "LF": Head._end_line,
    "ESC J": Head._feed_dots,
    "ESC d": Head._feed_lines,
    "GS v": Head._raster,
    "ESC *": Head._bit_image,
    "GS ( k": Head._code,
    "GS k": Head._barcode,
    "GS V": Head._cut,
    "ESC i": lambda head, _: head._cut(b"\x00"),
    "ESC m": lambda head, _: head._cut(b"\x01"),
    "ESC a": _align,
    "ESC E": _setting("bold"),
    "ESC G": _setting("bold"),
    "ESC !": Head._mode,
    "GS B": _setting("reverse"),
    "GS b": _setting("smooth"),
    "GS !": _setting("size", 0x77),
    "ESC 2": _spacing,
    "ESC 3": _spacing,
}
