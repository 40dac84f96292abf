"""Blank cards in the safe, as the print room sees them: how many, what was moved today, what may be entered."""

from typing import Final

from assets.texts import text
from counters.presenter.case_file import local_time
from counters.presenter.phrases import say
from counters.presenter.seat import Seat
from counters.presenter.sheet import SheetButton, SheetView, Tone
from protocol.messages import BlankStock, RegisterPage
from protocol.vocabulary import BlankMove, Right

MOVES: Final[dict[str, BlankMove]] = {
    "t": BlankMove.RECEIVED,
    "k": BlankMove.RETURNED,
    "r": BlankMove.SPOILED,
}
"""What is entered by hand, by its key: Terima, Kembalikan, Rusak."""
COUNT_KEY: Final = "h"
COUNT: Final = "count"
_ICONS: Final = {
    BlankMove.RECEIVED: "arrow-collapse-down",
    BlankMove.RETURNED: "undo",
    BlankMove.SPOILED: "card-remove",
}


def stock_is_out(stock: BlankStock) -> bool:
    """Whether nothing can be printed, by the book."""
    return stock.kept and stock.balance <= 0


def stock_tone(stock: BlankStock) -> Tone:
    if stock_is_out(stock):
        return "danger"
    return "warn" if stock.kept and stock.low else "good"


def stock_text(seat: Seat) -> str:
    """One sentence about the stock."""
    stock, language = seat.mirror.blanks, seat.language
    if not stock.kept:
        return say(language, "blanks.not_kept")
    if stock_is_out(stock):
        since = local_time(stock.out_since, seat) if stock.out_since is not None else ""
        return say(language, "blanks.out", since=since) if since else say(language, "blanks.none")
    return say(language, "blanks.low" if stock.low else "blanks.fine", count=stock.balance)


def blanks_view(seat: Seat, moves: RegisterPage | None = None) -> SheetView:
    """The stock at this instant. ``moves``: today's, as the register has them."""
    stock, language = seat.mirror.blanks, seat.language
    return SheetView(
        title=say(language, "do.blanks"),
        note=stock_text(seat),
        tone=stock_tone(stock),
        big=str(stock.balance) if stock.kept else "–",
        columns=tuple(text(language, "registers", column) for column in moves.columns) if moves else (),
        table=tuple(line.cells for line in moves.lines) if moves else (),
        empty=say(language, "blanks.no_moves"),
        foot=_closed(seat),
        buttons=_buttons(seat),
    )


def _closed(seat: Seat) -> str:
    stock, language = seat.mirror.blanks, seat.language
    if not stock.kept:
        return ""
    if stock.closed_day == seat.mirror.day:
        return say(language, "blanks.closed_today")
    return say(language, "blanks.not_closed")


def _buttons(seat: Seat) -> tuple[SheetButton, ...]:
    """Nothing is given back, spoiled or counted before any came in; the day is closed once."""
    if not seat.may(Right.STOCK):
        return ()
    stock, language = seat.mirror.blanks, seat.language
    hindrance = seat.hindrance()
    unkept = hindrance or ("" if stock.kept else "stock_not_kept")
    empty = unkept or ("" if stock.balance > 0 else "no_blanks")
    moves = tuple(
        SheetButton(
            move.value,
            say(language, f"blanks.do.{move}"),
            key,
            icon=_ICONS[move],
            why=hindrance if move is BlankMove.RECEIVED else empty,
            kind="danger" if move is BlankMove.SPOILED else "plain",
        )
        for key, move in MOVES.items()
    )
    return (*moves, SheetButton(COUNT, say(language, "blanks.do.count"), COUNT_KEY, icon="clipboard-list", why=unkept))


def count_of(typed: str) -> int | None:
    """A number of cards as typed; None where it is none."""
    digits = typed.replace(".", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else None
