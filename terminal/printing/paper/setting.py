"""Setting words into measured lines: everything here fits the columns that it is given."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from assets.texts import Language, hour
from terminal.printing.lettering import apart, printable, wrapped
from terminal.printing.paper.elements import LARGEST, Element, Gap, Line, Pair, Rule
from terminal.printing.paper.slips import Slip


def centred(words: str, columns: int, *, wide: int = 1, tall: int = 1, bold: bool = False) -> Iterator[Line]:
    """In the middle, in lines of about the same length: no single word is left alone."""
    yield from (Line(line, "center", wide, tall, bold) for line in _balanced(words, columns // wide))


def left(words: str, columns: int, *, hanging: int = 0, bold: bool = False) -> Iterator[Line]:
    """At the left edge; lines after the first stand ``hanging`` columns further in."""
    yield from (Line(line, bold=bold) for line in wrapped(words, columns, hanging))


def enlarged(words: str, columns: int) -> Iterator[Line]:
    """In the middle, twice as large where that takes two lines at most, ordinary and bold otherwise."""
    size = 2 if len(wrapped(words, columns // 2)) <= 2 else 1
    yield from centred(words, columns, wide=size, tall=size, bold=True)


def big(number: str, columns: int, largest: int = LARGEST) -> Iterator[Line]:
    """The number as large as the paper allows, ``largest`` at most."""
    letters = printable(number).strip()
    size = max(1, min(largest, columns // max(1, len(letters))))
    yield from (Line(part, "center", size, size, bold=True) for part in wrapped(letters, columns // size))


def label(words: str, columns: int) -> Iterator[Line]:
    """White on black: in one line, twice as large where that fits."""
    letters = printable(words).strip()
    if 2 * (len(letters) + 2) <= columns:
        yield Line(f" {letters} ", "center", 2, 2, reverse=True)
        return
    lines = _balanced(letters, columns - 2)
    width = max(map(len, lines), default=0)
    yield from (Line(f" {line.center(width)} ", "center", 1, 2, reverse=True) for line in lines)


def pair(name: str, value: str, columns: int) -> Iterator[Element]:
    """Label at the left edge and value at the right, below each other where one line is too short."""
    yield from (Line(line) for line in apart(name, value, columns))


def figure(name: str, value: str, columns: int) -> Iterator[Element]:
    """A label with a value that is seen at first glance: twice as large, beside the label or below it."""
    name, value = printable(name).strip(), printable(value).strip()
    room = columns - 2 * len(value) - len(name)
    if value and room > 0:
        yield Pair(name + " " * room, value, 2)
        return
    yield from left(name, columns)
    yield from (Line(line, "right", 2, 2, bold=True) for line in wrapped(value, columns // 2))


def checklist(things: Iterable[str], columns: int, *, bold: bool = False) -> Iterator[Element]:
    """A box to tick before each."""
    for place, thing in enumerate(things):
        if place:
            yield Gap(4)
        yield from left(f"[ ] {thing}", columns, hanging=4, bold=bold)


def to_sign(who: str, columns: int) -> Iterator[Element]:
    """Room for a signature, a line to sign on, and whose it is."""
    yield Gap(104)
    yield Rule(0.75)
    yield Gap(8)
    yield from centred(who, columns)


def ruled() -> Iterator[Element]:
    """A line between two parts of the paper, with air on both sides."""
    yield Gap(10)
    yield Rule()
    yield Gap(14)


def together(first: str, second: str, columns: int, *, gap: int = 1, bold: bool = False) -> Iterator[Line]:
    """In the middle, in one line or one below the other: neither is broken before that."""
    first, second = printable(first).strip(), printable(second).strip()
    joined = first + " " * gap + second
    if len(joined) <= columns:
        yield Line(joined, "center", bold=bold)
        return
    yield from centred(first, columns, bold=bold)
    yield from centred(second, columns, bold=bold)


def moment(slip: Slip, at: datetime, columns: int, *, bold: bool = False) -> Iterator[Line]:
    """Weekday, date and hour of the office."""
    yield from together(day(slip, at), clock_time(slip, at), columns, gap=2, bold=bold)


def printed(what: str, slip: Slip, at: datetime, columns: int) -> Iterator[Line]:
    """When a paper was printed, in short."""
    yield from together(what, f"{short_day(slip, at)}, {clock_time(slip, at)}", columns)


def day(slip: Slip, at: datetime) -> str:
    """``Senin, 23 November 2026``, as the office counts its days."""
    return _dated(slip.language, _local(slip, at), "EEEE, d MMMM yyyy")


def short_day(slip: Slip, at: datetime) -> str:
    """``23 Nov 2026``"""
    return _dated(slip.language, _local(slip, at), "d MMM yyyy")


def clock_time(slip: Slip, at: datetime) -> str:
    """``09.15 WIB``"""
    local = _local(slip, at)
    return printable(f"{hour(slip.language, local)} {local.tzname()}")


def _local(slip: Slip, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(slip.zone))


def _dated(language: Language, local: datetime, form: str) -> str:
    return printable(format_datetime(local, form, locale=language))


def _balanced(words: str, columns: int) -> Sequence[str]:
    """As many lines as needed, as narrow as they can be without breaking a word."""
    lines = wrapped(words, columns)
    longest = max((len(word) for word in printable(words).split()), default=0)
    narrower = columns
    while len(lines) > 1 and narrower > longest and len(wrapped(words, narrower - 1)) == len(lines):
        narrower -= 1
    return wrapped(words, narrower)
