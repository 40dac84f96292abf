"""Blank cards: what came in, what a print took, what the day's count found. The balance is never below zero.

Until somebody enters the first ones, no stock is kept, and nothing is refused for want of it.
"""

from protocol import errors
from protocol.messages import BlanksChanged, BlankStock, CloseBlanks, Done, MoveBlanks, Pause
from protocol.office import Office
from protocol.vocabulary import BlankMove, PauseCause
from server.app.books import Books
from server.app.records import BlankMoveRecord, CaseRecord
from server.app.work import Work

MOST_AT_ONCE = 1_000_000  # more than any safe holds: a slip of the keyboard
LONGEST_NOTE = 500
_SIGN = {BlankMove.RECEIVED: 1, BlankMove.RETURNED: -1, BlankMove.SPOILED: -1}


def move_blanks(command: MoveBlanks, work: Work) -> Done:
    """Raises Malformed, FieldNeeded, StockNotKept, StockNegative."""
    sign, note = _SIGN.get(command.move), _note(command.note)
    if sign is None:
        raise errors.Malformed(at="$.move")
    if not 0 < command.count <= MOST_AT_ONCE:
        raise errors.Malformed(at="$.count")
    balance = 0 if command.move is BlankMove.RECEIVED and not is_kept(work.books) else _balance(work)
    if sign * command.count + balance < 0:
        raise errors.StockNegative(balance=balance)
    _write(command.move, sign * command.count, balance, work, note=note)
    return Done()


def close_blanks(command: CloseBlanks, work: Work) -> Done:
    """The book follows what was counted by hand. Raises Malformed, StockNotKept, FieldNeeded.

    A day can be counted again: every count stays in the register, and the last one closes the day.
    """
    balance, note = _balance(work), _note(command.note)
    if not 0 <= command.counted <= MOST_AT_ONCE:
        raise errors.Malformed(at="$.counted")
    if command.counted != balance and not note:
        raise errors.FieldNeeded(field="note")
    _write(BlankMove.COUNTED, command.counted - balance, balance, work, note=note)
    return Done()


def use_blank(case: CaseRecord, spoiled: bool, work: Work) -> None:
    """Takes the blank card that met the printer out of the stock. Raises NoBlanks."""
    if not work.service(case.service).uses_blanks or not is_kept(work.books):
        return
    balance = _balance(work)
    if balance == 0:
        raise errors.NoBlanks
    _write(BlankMove.SPOILED if spoiled else BlankMove.USED, -1, balance, work, case=case.id)


def is_kept(books: Books) -> bool:
    return books.stock.last() is not None


def stock_now(office: Office, books: Books) -> BlankStock:
    """What is in the safe, as the book says."""
    last, count = books.stock.last(), books.stock.last_count()
    if last is None:
        return BlankStock()
    out = [since for since, until in books.stock.shortages(last.at) if until is None]
    return BlankStock(
        kept=True,
        balance=last.balance,
        low=last.balance <= office.settings.low_blanks,
        out_since=out[-1] if out else None,
        changed_at=last.at,
        closed_day=count.day if count else "",
    )


def shortages(books: Books, since: int) -> tuple[Pause, ...]:
    """The times without a single blank card that lasted after this instant."""
    return tuple(
        Pause(cause=PauseCause.NO_BLANKS, since=first, until=until) for first, until in books.stock.shortages(since)
    )


def _balance(work: Work) -> int:
    """Raises StockNotKept."""
    last = work.books.stock.last()
    if last is None:
        raise errors.StockNotKept
    return last.balance


def _note(said: str) -> str:
    """Raises FieldNeeded for one that is longer than a note."""
    note = said.strip()
    if len(note) > LONGEST_NOTE:
        raise errors.FieldNeeded(field="note")
    return note


def _write(move: BlankMove, change: int, balance: int, work: Work, *, note: str = "", case: int | None = None) -> None:
    """One line of the book, its note sealed apart, and the news of it."""
    officer = work.signed_in()
    record = BlankMoveRecord(work.now, work.day, move, change, balance + change, officer.id, officer.counter, case)
    id = work.books.stock.add(record)
    commitments = {"note": work.books.cases.write_personal("blank", id, "note", note)} if note else {}
    stock = stock_now(work.office, work.books)
    work.happened(BlanksChanged(move=move, count=change, stock=stock, case=case), commitments)
