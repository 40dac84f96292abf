"""Which lines stand in which register: steps and cases, found by their time."""

import peewee

from protocol.vocabulary import Register, Result, Step
from server.app.records import StepRecord

_BY_STEP = {Register.CARDS: Result.REGISTERED, Register.HANDOVER: Result.RECEIVED}


class SqlRegisters:
    """Promises of ``server.app.books.RegisterBook``."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database

    def between(self, register: Register, since: int, until: int) -> list[int]:
        if register in _BY_STEP:
            sql = 'SELECT "id" FROM "case_step" WHERE "at" >= ? AND "at" < ? AND "result" = ? ORDER BY "id"'
            rows = self._database.execute_sql(sql, (since, until, _BY_STEP[register].value)).fetchall()
        else:
            days = '"received_at" >= ? AND "received_at" < ?'
            sql = f'SELECT "id" FROM "card_case" WHERE {days} ORDER BY "received_at", "id"'  # noqa: S608
            rows = self._database.execute_sql(sql, (since, until)).fetchall()
        return [id for (id,) in rows]

    def step(self, id: int) -> StepRecord | None:
        sql = 'SELECT "case", "step", "result", "staff", "counter", "at" FROM "case_step" WHERE "id" = ?'
        row = self._database.execute_sql(sql, (id,)).fetchone()
        if row is None:
            return None
        case, step, result, *rest = row
        return StepRecord(case, Step(step), Result(result), *rest)
