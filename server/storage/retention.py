"""What is still known of cases that ended long ago, and its end.

To be due is a matter of what can be read, never of what was noted: a row that comes in late is found the next
time. The trace in ``erasure`` only tells a reader of the file why it is empty.
"""

from collections.abc import Iterator, Sequence

import peewee

from protocol.vocabulary import PersonalKind
from server.domain.workflow import ENDED
from server.storage.documents import SqlDocuments
from server.storage.personal import PersonalFields
from server.storage.search import SearchIndex
from server.storage.tables import words

# Which personal rows belong to a case, by retention: the kind of row, and the table of its subjects.
SUBJECTS: dict[PersonalKind, dict[str, str]] = {
    PersonalKind.APPLICANT: {"case": "card_case", "step": "case_step", "note": "case_note", "read": "reading"},
    PersonalKind.DOCUMENT: {},
    PersonalKind.MESSAGE: {"letter": "letter"},
}
_ERASED = (
    'INSERT INTO "erasure" ("case", "kind", "at") VALUES (?, ?, ?) '
    'ON CONFLICT ("case", "kind") DO UPDATE SET "at" = excluded."at"'
)
_OF_NO_CASE = (
    'SELECT "id" FROM "reading" WHERE "case" IS NULL AND "at" < ? '
    'AND EXISTS (SELECT 1 FROM "personal" WHERE "kind" = \'read\' AND "subject" = "reading"."id")'
)


class SqlRetention:
    """Promises of ``server.app.books.RetentionBook``, on SQL."""

    def __init__(
        self, database: peewee.Database, personal: PersonalFields, search: SearchIndex, documents: SqlDocuments
    ) -> None:
        self._database = database
        self._personal = personal
        self._search = search
        self._documents = documents

    def due(self, kind: PersonalKind, before: int) -> list[int]:
        sql = (
            f'SELECT "id" FROM "card_case" WHERE "state" IN ({words(ENDED)}) AND "changed_at" < ? '  # noqa: S608
            f'AND ({_something_left(kind)}) ORDER BY "id"'
        )
        return self._ids(sql, before)

    def erase(self, kind: PersonalKind, case: int, at: int) -> None:
        for row_kind, subject in self._subjects(kind, case):
            self._personal.erase(row_kind, subject)
        if kind is PersonalKind.APPLICANT:
            self._search.forget(case)
        if kind is PersonalKind.DOCUMENT:
            for document in self._documents.of_case(case):
                self._documents.erase(document.id)
            self._database.execute_sql('UPDATE "card_case" SET "documents" = 0 WHERE "id" = ?', (case,))
        self._database.execute_sql(_ERASED, (case, str(kind), at))

    def left(self, kind: PersonalKind, cases: Sequence[int]) -> int:
        return sum(self._knows(kind, case) for case in cases)

    def erased(self, case: int) -> bool:
        sql = 'SELECT 1 FROM "erasure" WHERE "case" = ? AND "kind" = ?'
        return self._database.execute_sql(sql, (case, str(PersonalKind.APPLICANT))).fetchone() is not None

    def readings_due(self, before: int) -> list[int]:
        return self._ids(_OF_NO_CASE, before)

    def erase_reading(self, reading: int) -> None:
        self._personal.erase("read", reading)

    def _knows(self, kind: PersonalKind, case: int) -> bool:
        """Looks again at everything, each row by itself, and on the disk."""
        if any(self._personal.knows(row_kind, subject) for row_kind, subject in self._subjects(kind, case)):
            return True
        if kind is PersonalKind.DOCUMENT:
            return bool(self._documents.of_case(case))
        return kind is PersonalKind.APPLICANT and self._search.knows(case)

    def _subjects(self, kind: PersonalKind, case: int) -> Iterator[tuple[str, int]]:
        for row_kind, table in SUBJECTS[kind].items():
            column = "id" if row_kind == "case" else "case"
            for subject in self._ids(f'SELECT "id" FROM "{table}" WHERE "{column}" = ?', case):  # noqa: S608
                yield row_kind, subject

    def _ids(self, sql: str, *values: object) -> list[int]:
        return [id for (id,) in self._database.execute_sql(sql, values).fetchall()]


def _something_left(kind: PersonalKind) -> str:
    """SQL: whether this ended case has anything of this kind that can be read."""
    if kind is PersonalKind.DOCUMENT:
        return 'EXISTS (SELECT 1 FROM "document" WHERE "case" = "card_case"."id" AND "wrapped" IS NOT NULL)'
    return " OR ".join(_row_left(row_kind, table) for row_kind, table in SUBJECTS[kind].items()) or "0"


def _row_left(row_kind: str, table: str) -> str:
    if row_kind == "case":
        return 'EXISTS (SELECT 1 FROM "personal" WHERE "kind" = \'case\' AND "subject" = "card_case"."id")'
    return (
        f'EXISTS (SELECT 1 FROM "{table}" JOIN "personal" ON "kind" = \'{row_kind}\' AND "subject" = "{table}"."id" '  # noqa: S608
        f'WHERE "{table}"."case" = "card_case"."id")'
    )
