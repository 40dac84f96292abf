"""The stock book: every move of blank cards, with the balance after it. The table itself refuses one below zero."""

import peewee

from protocol.vocabulary import BlankMove
from server.app.records import BlankMoveRecord

_COLUMNS = '"at", "day", "move", "change", "balance", "staff", "counter", "case"'
_INSERT = f'INSERT INTO "blank_move" ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING "id"'  # noqa: S608
_SHORTAGES = """
    SELECT * FROM (
        SELECT "out"."at" AS "since", (
            SELECT "in"."at" FROM "blank_move" "in"
            WHERE "in"."id" > "out"."id" AND "in"."balance" > 0 ORDER BY "in"."id" LIMIT 1
        ) AS "until"
        FROM "blank_move" "out" WHERE "out"."balance" = 0 AND "out"."change" < 0 ORDER BY "out"."id"
    ) WHERE "until" IS NULL OR "until" > ?
"""


class SqlStock:
    """Promises of ``server.app.books.StockBook``."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database

    def add(self, move: BlankMoveRecord) -> int:
        row = (move.at, move.day, move.move.value, move.change, move.balance, move.staff, move.counter, move.case)
        id: int = self._database.execute_sql(_INSERT, row).fetchone()[0]
        return id

    def last(self) -> BlankMoveRecord | None:
        return self._first('ORDER BY "id" DESC')

    def last_count(self) -> BlankMoveRecord | None:
        return self._first("""WHERE "move" = 'counted' ORDER BY "id" DESC""")

    def shortages(self, since: int) -> list[tuple[int, int | None]]:
        return [(first, until) for first, until in self._database.execute_sql(_SHORTAGES, (since,)).fetchall()]

    def between(self, first_day: str, last_day: str) -> list[int]:
        sql = 'SELECT "id" FROM "blank_move" WHERE "day" BETWEEN ? AND ? ORDER BY "id"'
        return [id for (id,) in self._database.execute_sql(sql, (first_day, last_day)).fetchall()]

    def find(self, id: int) -> BlankMoveRecord | None:
        return self._first('WHERE "id" = ?', id)

    def _first(self, rest: str, *values: int) -> BlankMoveRecord | None:
        sql = f'SELECT {_COLUMNS} FROM "blank_move" {rest} LIMIT 1'  # noqa: S608
        row = self._database.execute_sql(sql, values).fetchone()
        return _record(*row) if row else None


def _record(
    at: int, day: str, move: str, change: int, balance: int, staff: int | None, counter: str, case: int | None
) -> BlankMoveRecord:
    return BlankMoveRecord(at, day, BlankMove(move), change, balance, staff, counter, case)
