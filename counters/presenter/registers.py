"""A register on the screen: which book, of which days, a page of its lines, and what can be done with it."""

from dataclasses import dataclass, replace
from typing import Final

from assets.texts import Language, text
from counters.presenter.delegation import days
from counters.presenter.phrases import say
from counters.presenter.seat import Seat
from counters.presenter.sheet import SheetButton, SheetView
from protocol.messages import RegisterPage
from protocol.vocabulary import FileFormat, Register, Right

BOOKS: Final = tuple(register for register in Register if register is not Register.UNKNOWN)
FORMATS: Final = tuple(kind for kind in FileFormat if kind is not FileFormat.UNKNOWN)
KEEPERS: Final = (Right.SUPERVISE, Right.REGISTER, Right.STOCK, Right.HAND_OVER, Right.INTAKE)
"""Who may take one out, with the whole NIK in it."""
PAGE: Final = 50
"""Lines that the hub gives at a time."""

BOOK, DAYS, SEARCH, BEFORE, AFTER, EXPORT, PRINT = "book", "days", "search", "before", "after", "export", "print"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: the book, its days, the text that lines must have, and the first line of the page."""

    register: Register = Register.CARDS
    first_day: str = ""
    last_day: str = ""
    text: str = ""
    start: int = 0

    def turned(self, by: int) -> "Wanted":
        """The page before or after."""
        return replace(self, start=max(0, self.start + by * PAGE))


def register_title(language: Language, register: Register) -> str:
    return text(language, "registers", f"title.{register}")


def registers_view(seat: Seat, wanted: Wanted, page: RegisterPage | None) -> SheetView:
    """The page as the hub gave it; nothing yet while it has not."""
    language = seat.language
    return SheetView(
        title=register_title(language, wanted.register),
        note=_note(language, wanted, page),
        tone="action",
        columns=tuple(text(language, "registers", column) for column in page.columns) if page else (),
        table=tuple(line.cells for line in page.lines) if page else (),
        empty=say(language, "register.empty"),
        foot=say(language, "register.foot"),
        buttons=_buttons(seat, wanted, page),
    )


def _note(language: Language, wanted: Wanted, page: RegisterPage | None) -> str:
    parts = [days(language, wanted.first_day, wanted.last_day)]
    if wanted.text:
        parts.append(say(language, "register.search", text=wanted.text))
    if page is not None and page.total:
        last = wanted.start + len(page.lines)
        parts.append(say(language, "register.lines", first=wanted.start + 1, last=last, total=page.total))
    return " · ".join(parts)


def _taking_out(seat: Seat, page: RegisterPage | None) -> str:
    """What keeps a file from being made; "" when nothing does."""
    if not seat.may(*KEEPERS):
        return "why.no_right"
    return seat.hindrance() or ("" if page is not None and page.total else "why.no_lines")


def _buttons(seat: Seat, wanted: Wanted, page: RegisterPage | None) -> tuple[SheetButton, ...]:
    """What asks something of the hub is hindered while that is away; paging, where there is no further page."""
    hindrance = seat.hindrance()
    nothing = _taking_out(seat, page)
    before = hindrance or ("" if wanted.start else "why.first_page")
    after = hindrance or ("" if page is not None and page.after else "why.last_page")
    rows = (
        (BOOK, "b", "book-open-variant", hindrance),
        (DAYS, "t", "calendar-clock", hindrance),
        (SEARCH, "c", "card-search", hindrance),
        (BEFORE, "left", "chevron-left", before),
        (AFTER, "right", "chevron-right", after),
        (EXPORT, "x", "arrow-collapse-down", nothing),
        (PRINT, "p", "printer", nothing),
    )
    return tuple(
        SheetButton(name, say(seat.language, f"register.do.{name}"), key, icon=icon, why=why)
        for name, key, icon, why in rows
    )
