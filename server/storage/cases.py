"""The case book: cards on their way, the steps taken, the registers' numbers."""

from dataclasses import replace

import peewee

from protocol.vocabulary import CaseState, Result
from server.app.records import CaseRecord, NoteRecord, StepRecord
from server.domain.workflow import ENDED
from server.storage.models import Case, CaseNote, CaseStep
from server.storage.personal import PersonalFields
from server.storage.search import SearchIndex
from server.storage.tables import Table, words

_USE_SERIAL = (
    'INSERT INTO "card_serial" ("serial", "case", "spoiled", "at") VALUES (?, ?, ?, ?) '
    'ON CONFLICT ("serial") DO UPDATE SET "spoiled" = excluded."spoiled"'
)


class SqlCases:
    """Promises of ``server.app.books.CaseBook``."""

    def __init__(self, database: peewee.Database, personal: PersonalFields, search: SearchIndex) -> None:
        self._database = database
        self._cases = Table(database, Case, CaseRecord)
        self._steps = Table(database, CaseStep, StepRecord)
        self._notes = Table(database, CaseNote, NoteRecord)
        self._personal = personal
        self._search = search

    def add(self, case: CaseRecord) -> CaseRecord:
        return replace(case, id=self._cases.add(case))

    def save(self, case: CaseRecord) -> None:
        self._cases.save(case)

    def find(self, id: int) -> CaseRecord | None:
        return self._cases.first('WHERE "id" = ?', id)

    def shown(self, since: int) -> list[CaseRecord]:
        return self._cases.all(f'WHERE "state" NOT IN ({words(ENDED)}) OR "changed_at" >= ? ORDER BY "id"', since)

    def waits_for_applicant(self) -> list[CaseRecord]:
        return self._cases.all('WHERE "state" = ? ORDER BY "changed_at", "id"', str(CaseState.INCOMPLETE))

    def add_step(self, step: StepRecord) -> int:
        """Writes the step; its id names the personal text (the reason) that belongs to it."""
        return self._steps.add(step)

    def steps(self, case: int) -> list[tuple[int, StepRecord]]:
        return self._steps.numbered('WHERE "case" = ? ORDER BY "id"', case)

    def add_note(self, note: NoteRecord) -> int:
        """Its id names the personal text that belongs to it."""
        return self._notes.add(note)

    def notes(self, case: int) -> list[tuple[int, NoteRecord]]:
        return self._notes.numbered('WHERE "case" = ? ORDER BY "id"', case)

    def results_between(self, start: int, end: int) -> dict[Result, int]:
        sql = 'SELECT "result", COUNT(*) FROM "case_step" WHERE "at" >= ? AND "at" < ? GROUP BY "result"'
        rows = self._database.execute_sql(sql, (start, end)).fetchall()
        return {Result(result): count for result, count in rows}

    def serial_used(self, serial: str) -> bool:
        sql = 'SELECT 1 FROM "card_serial" WHERE "serial" = ?'
        return self._database.execute_sql(sql, (serial,)).fetchone() is not None

    def use_serial(self, serial: str, case: int, spoiled: bool, at: int) -> None:
        self._database.execute_sql(_USE_SERIAL, (serial, case, spoiled, at))

    def next_register_number(self, service: str, year: int) -> int:
        """The next number of this register, from 1 each year, without gaps or repeats."""
        sql = (
            'INSERT INTO "register_number" ("service", "year", "last") VALUES (?, ?, 1) '
            'ON CONFLICT ("service", "year") DO UPDATE SET "last" = "register_number"."last" + 1 RETURNING "last"'
        )
        number: int = self._database.execute_sql(sql, (service, year)).fetchone()[0]
        return number

    def write_personal(self, kind: str, id: int, field: str, text: str) -> str:
        if kind == "case":
            self._search.keep(id, field, text)
        return self._personal.write(kind, id, field, text)

    def read_personal(self, kind: str, id: int) -> dict[str, str]:
        return self._personal.read(kind, id)

    def with_personal(self, field: str, text: str) -> list[int]:
        return self._search.find(field, text)

    def with_number(self, number: str) -> list[int]:
        sql = (
            'SELECT "id" FROM "card_case" WHERE "number" = ? UNION '
            'SELECT "case" FROM "ticket" WHERE "number" = ? AND "case" IS NOT NULL ORDER BY 1 DESC'
        )
        return [id for (id,) in self._database.execute_sql(sql, (number, number))]

    def with_register_number(self, number: str) -> list[int]:
        sql = 'SELECT "id" FROM "card_case" WHERE "register_number" = ? ORDER BY "id" DESC'
        return [id for (id,) in self._database.execute_sql(sql, (number,))]

    def add_reading(self, case: int | None, at: int) -> int:
        sql = 'INSERT INTO "reading" ("case", "at") VALUES (?, ?) RETURNING "id"'
        id: int = self._database.execute_sql(sql, (case, at)).fetchone()[0]
        return id
