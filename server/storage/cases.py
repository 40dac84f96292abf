"""The case book: cards on their way, the steps taken, the registers' numbers."""

from dataclasses import asdict, replace
from typing import Any

import peewee

from protocol.vocabulary import CaseState, Result
from server.app.records import CaseRecord, NoteRecord, StepRecord
from server.domain.workflow import ENDED
from server.storage.models import CardSerial, Case, CaseNote, CaseStep, Reading
from server.storage.personal import PersonalFields
from server.storage.search import SearchIndex


class SqlCases:
    """Promises of ``server.app.books.CaseBook``, on peewee."""

    def __init__(self, database: peewee.Database, personal: PersonalFields, search: SearchIndex) -> None:
        self._database = database
        self._personal = personal
        self._search = search

    def add(self, case: CaseRecord) -> CaseRecord:
        row = asdict(case)
        del row["id"]
        return replace(case, id=Case.insert(**row).execute(self._database))

    def save(self, case: CaseRecord) -> None:
        Case.update(**asdict(case)).where(Case.id == case.id).execute(self._database)

    def find(self, id: int) -> CaseRecord | None:
        rows = Case.select().where(Case.id == id).dicts().execute(self._database)
        return next((CaseRecord(**row) for row in rows), None)

    def shown(self, since: int) -> list[CaseRecord]:
        query = Case.select().where(Case.state.not_in(list(ENDED)) | (Case.changed_at >= since)).order_by(Case.id)
        return [CaseRecord(**row) for row in query.dicts().execute(self._database)]

    def waits_for_applicant(self) -> list[CaseRecord]:
        query = Case.select().where(Case.state == CaseState.INCOMPLETE).order_by(Case.changed_at, Case.id)
        return [CaseRecord(**row) for row in query.dicts().execute(self._database)]

    def add_step(self, step: StepRecord) -> int:
        """Writes the step; its id names the personal text (the reason) that belongs to it."""
        id: int = CaseStep.insert(**asdict(step)).execute(self._database)
        return id

    def steps(self, case: int) -> list[tuple[int, StepRecord]]:
        query: Any = CaseStep.select().where(CaseStep.case == case).order_by(CaseStep.id).dicts()
        return [(row.pop("id"), StepRecord(**row)) for row in query.execute(self._database)]

    def add_note(self, note: NoteRecord) -> int:
        """Its id names the personal text that belongs to it."""
        id: int = CaseNote.insert(**asdict(note)).execute(self._database)
        return id

    def notes(self, case: int) -> list[tuple[int, NoteRecord]]:
        query: Any = CaseNote.select().where(CaseNote.case == case).order_by(CaseNote.id).dicts()
        return [(row.pop("id"), NoteRecord(**row)) for row in query.execute(self._database)]

    def results_between(self, start: int, end: int) -> dict[Result, int]:
        sql = 'SELECT "result", COUNT(*) FROM "case_step" WHERE "at" >= ? AND "at" < ? GROUP BY "result"'
        rows = self._database.execute_sql(sql, (start, end)).fetchall()
        return {Result(result): count for result, count in rows}

    def serial_used(self, serial: str) -> bool:
        query = CardSerial.select().where(CardSerial.serial == serial).limit(1)
        return bool(len(query.execute(self._database)))

    def use_serial(self, serial: str, case: int, spoiled: bool, at: int) -> None:
        insert = CardSerial.insert(serial=serial, case=case, spoiled=spoiled, at=at)
        insert.on_conflict(conflict_target=[CardSerial.serial], update={"spoiled": spoiled}).execute(self._database)

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
        rows = Case.select(Case.id).where(Case.register_number == number).order_by(Case.id.desc())
        return [id for (id,) in rows.tuples().execute(self._database)]

    def add_reading(self, case: int | None, at: int) -> int:
        id: int = Reading.insert(case=case, at=at).execute(self._database)
        return id
