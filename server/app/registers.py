"""The registers as offices keep them: opened by days, searched, and taken out as a file with a reason.

Lines are read a few at a time between other people's commands, and files are rendered elsewhere: nobody in the hall
waits for somebody's register of a whole year.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol, TypeVar

from msgspec.structs import replace

from assets.texts import DEFAULT, LANGUAGES, Language, hour, text
from protocol import errors
from protocol.messages import ExportRegister, FileReady, OpenRegister, PersonalRead, RegisterLine, RegisterPage
from protocol.office import Office
from protocol.vocabulary import FileFormat, PersonalPart, Register
from server.app.books import Books
from server.app.register_lines import COLUMNS, Line, Scribe
from server.app.reveal import note_reading
from server.app.sheet import Column, Kind, Press, Sheet, day_said
from server.app.work import Work
from server.domain.hours import day_after, start_of
from server.domain.nik import masked

PAGE_LINES = 50
MOST_LINES = 10_000
AT_ONCE = 50  # lines read between two commands of others
NIK_DIGITS = 16
T = TypeVar("T")


class Read(Protocol):
    """Reads in the books, behind what was asked before and before what is asked later."""

    def __call__(self, reading: Callable[[Books], T]) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: of this register, on these days, with this text."""

    register: Register
    first_day: str
    last_day: str
    text: str = ""

    def ids(self, office: Office, books: Books) -> list[int]:
        """Every line of these days, oldest first."""
        if self.register is Register.BLANKS:
            return books.stock.between(self.first_day, self.last_day)
        since, until = start_of(self.first_day, office.timezone), start_of(day_after(self.last_day), office.timezone)
        return books.registers.between(self.register, since, until)


async def open_register(command: OpenRegister, office: Office, read: Read) -> RegisterPage:
    """Raises UnknownRegister, DaysImpossible, Malformed, and for a search RegisterTooLong."""
    wanted, scribe = _wanted(command), Scribe(office, _language(command.language))
    if command.after < 0:
        raise errors.Malformed(at="$.after")
    ids = await read(partial(wanted.ids, office))
    here = slice(command.after, command.after + PAGE_LINES)
    if wanted.text:
        _check_length(ids)
        found = await _lines(wanted, ids, scribe, read)
        total, lines = len(found), found[here]
    else:
        total, lines = len(ids), await _lines(wanted, ids[here], scribe, read)
    return RegisterPage(
        register=command.register,
        columns=tuple(COLUMNS[command.register]),
        lines=tuple(RegisterLine(id=line.id, cells=_shown(line), case=line.case) for line in lines),
        total=total,
        after=here.stop if here.stop < total else 0,
    )


def export_register(command: ExportRegister, work: Work, read: Read, press: Press) -> FileReady:
    """The journal has who took which register out; the file is made when it is fetched.

    Raises UnknownRegister, DaysImpossible, Malformed, FieldNeeded without a reason, RegisterTooLong.
    """
    wanted, language = _wanted(command), _language(command.language)
    if command.format not in _ENDINGS:
        raise errors.Malformed(at="$.format")
    ids = wanted.ids(work.office, work.books)
    _check_length(ids)
    note_reading(PersonalRead(what=PersonalPart.REGISTER, register=command.register), command.reason, work)
    head = _head(wanted, language, work)

    async def make() -> bytes:
        lines = await _lines(wanted, ids, Scribe(work.office, language), read)
        return await press(_filled(head, wanted, lines), command.format)

    return work.files.offer_made(_file_name(wanted, language, command.format), make, work.device.id)


def _wanted(command: OpenRegister | ExportRegister) -> Wanted:
    if command.register not in COLUMNS:
        raise errors.UnknownRegister
    if not (_is_day(command.first_day) and _is_day(command.last_day) and command.first_day <= command.last_day):
        raise errors.DaysImpossible
    return Wanted(command.register, command.first_day, command.last_day, command.text.strip())


def _is_day(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said and said < date.max.isoformat()
    except ValueError:
        return False


def _language(said: str) -> Language:
    return next((language for language in LANGUAGES if language == said), DEFAULT)


def _check_length(ids: Sequence[int]) -> None:
    if len(ids) > MOST_LINES:
        raise errors.RegisterTooLong(lines=len(ids), limit=MOST_LINES)


# --- Lines ----------------------------------------------------------------------------------------------


async def _lines(wanted: Wanted, ids: Sequence[int], scribe: Scribe, read: Read) -> list[Line]:
    """Those with the text that was looked for, read a few at a time."""
    lines: list[Line] = []
    for at in range(0, len(ids), AT_ONCE):
        lines += await read(partial(_some, wanted, ids[at : at + AT_ONCE], scribe))
    return lines


def _some(wanted: Wanted, ids: Sequence[int], scribe: Scribe, books: Books) -> list[Line]:
    lines = (scribe.line(wanted.register, id, books) for id in ids)
    return [line for line in lines if line is not None and _has(line, wanted.text)]


def _has(line: Line, text: str) -> bool:
    """Whether the text stands in what is shown of the line. A NIK is found whole: nobody feels for its digits."""
    if not text:
        return True
    text, digits = text.casefold(), "".join(text.split())
    whole = len(digits) == NIK_DIGITS and digits == line.cells.get("nik")
    return whole or any(text in cell.casefold() for cell in _shown(line))


def _shown(line: Line) -> tuple[str, ...]:
    """The cells as they stand on a screen."""
    return tuple(_said(name, cell) for name, cell in line.cells.items())


def _said(name: str, cell: str | int | None) -> str:
    if cell is None:
        return ""
    if name == "nik":
        return masked(str(cell))
    return day_said(cell) if isinstance(cell, str) and name in _DATES and cell else str(cell)


_DATES = frozenset(name for columns in COLUMNS.values() for name, kind in columns.items() if kind is Kind.DATE)


# --- The file -------------------------------------------------------------------------------------------

_ENDINGS = {FileFormat.PDF: "pdf", FileFormat.XLSX: "xlsx", FileFormat.CSV: "csv"}


def _file_name(wanted: Wanted, language: Language, into: FileFormat) -> str:
    name = text(language, "registers", f"file.{wanted.register}")
    return f"{name}_{wanted.first_day}_{wanted.last_day}.{_ENDINGS[into]}"


def _head(wanted: Wanted, language: Language, work: Work) -> Sheet:
    """The sheet without its lines."""

    def say(key: str, **values: str) -> str:
        return text(language, "registers", key, **values)

    office, columns = work.office, COLUMNS[wanted.register]
    today = day_said(work.local.date().isoformat())
    return Sheet(
        language=language,
        office=office.name,
        address=office.address,
        title=say(f"title.{wanted.register}"),
        period=say("period", first=day_said(wanted.first_day), last=day_said(wanted.last_day)),
        made=say("made", date=today, time=hour(language, work.local), name=work.signed_in().name),
        day=today,
        columns=tuple(Column(say(name), kind) for name, kind in columns.items()),
        rows=(),
        note=say("search", text=wanted.text) if wanted.text else "",
        mark=say("demo") if office.demo else "",
    )


def _filled(head: Sheet, wanted: Wanted, lines: Sequence[Line]) -> Sheet:
    rows = tuple(tuple(line.cells.values()) for line in lines)
    totals = tuple((text(head.language, "registers", key), said) for key, said in _totals(wanted.register, lines))
    return replace(head, rows=rows, totals=totals)


def _totals(register: Register, lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    yield "total.lines", str(len(lines))
    if register is Register.BLANKS:
        for name in ("in", "out", "spoiled"):
            amounts = (line.cells[name] for line in lines)
            yield f"total.{name}", str(sum(amount for amount in amounts if isinstance(amount, int)))
        if lines:
            yield "total.balance", str(lines[-1].cells["balance"])
