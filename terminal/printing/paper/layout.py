"""What stands on paper: a ticket or a list of missing papers, laid out for a width in columns.

Pure: no printer, no clock, no file but the translations. A slip of paper carries neither a name nor a
NIK: there is no field for them.
"""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from assets.texts import hour, text
from protocol.office import HOUSE_STYLE, PaperStyle
from terminal.printing.lettering import pair, printable, wrapped
from terminal.printing.paper.elements import LARGEST, Cut, Element, Gap, Line, QrCode, Rule
from terminal.printing.paper.slips import MissingList, Slip, Ticket


def lay_out(slip: Slip, columns: int, style: PaperStyle = HOUSE_STYLE) -> tuple[Element, ...]:
    """The slip from its top edge to the cut, every line at most ``columns`` wide."""
    match slip:
        case Ticket():
            body = _ticket(slip, columns)
        case MissingList():
            body = _missing_list(slip, columns)
        case _:
            raise TypeError(f"no layout for {type(slip).__name__}")
    return (*_heading(slip, columns), *body, Gap(16), Cut())


def _ticket(ticket: Ticket, columns: int) -> Iterator[Element]:
    yield Gap(14)
    yield from _centred(_say(ticket, "ticket.number"), columns)
    yield from _big_number(ticket.number, columns)
    if ticket.priority:
        yield Gap(8)
        yield _label(_say(ticket, "ticket.priority"), columns)
    yield Gap(14)
    yield from _enlarged(ticket.service_title, columns)
    yield Gap(6)
    yield from _moment(ticket, columns)
    yield from _ruled()
    yield from _queue(ticket, columns)
    yield from _ruled()
    if ticket.requirements:
        yield from _checklist(ticket, columns)
        yield from _ruled()
    yield from _state_code(ticket, columns)
    yield from _centred(_say(ticket, "ticket.please_wait"), columns, bold=True)
    yield Gap(6)
    yield from _centred(_say(ticket, "thanks"), columns)


def _missing_list(slip: MissingList, columns: int) -> Iterator[Element]:
    yield Gap(14)
    yield from _enlarged(_say(slip, "missing.title"), columns)
    yield Gap(8)
    yield from _centred(slip.service_title, columns)
    yield from _centred(_say(slip, "missing.number", number=slip.number), columns)
    yield from _moment(slip, columns)
    yield from _ruled()
    yield from _left(_say(slip, "missing.intro"), columns)
    for paper in slip.missing:
        yield Gap(10)
        yield from _left(f"[ ] {paper.title}", columns, hanging=4, bold=True)
        if paper.advice:
            yield from _left(f"    {paper.advice}", columns, hanging=4)
    yield from _ruled()
    yield from _centred(_say(slip, "missing.come_back"), columns, bold=True)
    yield Gap(6)
    yield from _centred(_say(slip, "thanks"), columns)


def _heading(slip: Slip, columns: int) -> Iterator[Element]:
    if slip.demo:
        yield _label(_say(slip, "demo"), columns)
        yield Gap(10)
    yield from _centred(slip.office_name, columns, tall=2, bold=True)
    yield Gap(4)
    yield from _centred(slip.office_address, columns)
    yield Gap(8)
    yield Rule()
    if slip.copy:
        yield Gap(14)
        yield _label(_say(slip, "copy", count=slip.copy), columns)


def _big_number(number: str, columns: int) -> Iterator[Element]:
    letters = printable(number).strip()
    size = max(1, min(LARGEST, columns // len(letters)))
    for part in wrapped(letters, columns // size):
        yield Line(part, "center", size, size, bold=True)


def _enlarged(words: str, columns: int) -> Iterator[Element]:
    """Double size where that takes two lines at most, double height otherwise."""
    wide = 2 if len(wrapped(words, columns // 2)) <= 2 else 1
    yield from _centred(words, columns, wide=wide, tall=2, bold=True)


def _moment(slip: Slip, columns: int) -> Iterator[Element]:
    """Weekday, date and hour of the office: in one line, or the hour below where the paper is narrow."""
    local = slip.issued_at.astimezone(ZoneInfo(slip.zone))
    day = printable(format_datetime(local, "EEEE, d MMMM yyyy", locale=slip.language))
    clock = f"{hour(slip.language, local)} {local.tzname()}"
    joined = f"{day}  {clock}"
    if len(joined) <= columns:
        yield Line(joined, "center")
        return
    yield from _centred(day, columns)
    yield from _centred(clock, columns)


def _queue(ticket: Ticket, columns: int) -> Iterator[Element]:
    yield from (Line(line) for line in pair(_say(ticket, "ticket.ahead"), str(ticket.ahead), columns))
    if ticket.wait is None:
        yield from _left(_say(ticket, "ticket.wait_unknown"), columns)
        return
    yield from (Line(line) for line in pair(_say(ticket, "ticket.wait"), _wait(ticket, *ticket.wait), columns))


def _wait(ticket: Ticket, low: int, high: int) -> str:
    """Never one exact minute: that would be a promise nobody can keep."""
    if low == 0:
        return _say(ticket, "ticket.wait_below", high=max(high, 1))
    return _say(ticket, "ticket.wait_range" if low < high else "ticket.wait_about", low=low, high=high)


def _checklist(ticket: Ticket, columns: int) -> Iterator[Element]:
    yield from _left(_say(ticket, "ticket.requirements"), columns, bold=True)
    yield Gap(4)
    for requirement in ticket.requirements:
        yield from _left(f"[ ] {requirement}", columns, hanging=4)


def _state_code(ticket: Ticket, columns: int) -> Iterator[Element]:
    yield Gap(6)
    yield QrCode(ticket.url)
    yield Gap(14)
    yield from _centred(_say(ticket, "ticket.scan"), columns)
    yield Gap(14)


def _ruled() -> Iterator[Element]:
    yield Gap(10)
    yield Rule()
    yield Gap(14)


def _label(words: str, columns: int) -> Line:
    """White on black, one line, as large as fits."""
    letters = f" {printable(words).strip()} "
    if 2 * len(letters) <= columns:
        return Line(letters, "center", 2, 2, reverse=True)
    return Line(letters[:columns], "center", 1, 2, reverse=True)


def _centred(words: str, columns: int, *, wide: int = 1, tall: int = 1, bold: bool = False) -> Iterator[Line]:
    yield from (Line(line, "center", wide, tall, bold) for line in _balanced(words, columns // wide))


def _balanced(words: str, columns: int) -> Sequence[str]:
    """As many lines as needed, of about the same length: no single word left alone in the middle."""
    lines = wrapped(words, columns)
    narrower = columns
    while len(lines) > 1 and narrower > 1 and len(wrapped(words, narrower - 1)) == len(lines):
        narrower -= 1
    return wrapped(words, narrower)


def _left(words: str, columns: int, *, hanging: int = 0, bold: bool = False) -> Iterator[Line]:
    yield from (Line(line, bold=bold) for line in wrapped(words, columns, hanging))


def _say(slip: Slip, key: str, **values: object) -> str:
    return text(slip.language, "paper", key, **values)
