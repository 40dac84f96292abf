"""A table's rows as records, asked for in statements that are written once.

peewee writes a query anew each time it runs, and that was half of what a command cost the hub. It still says what the
tables are, and how a value stands in them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from enum import StrEnum
from typing import Any, Generic, TypeVar

import peewee

from server.storage.models import ListField, WordField

Record = TypeVar("Record")

_DRESSED = (WordField, ListField, peewee.BooleanField)
"""What stands in the database as something simpler."""


class Table(Generic[Record]):
    """The rows of ``model`` as records of this class, whose fields are its columns.

    ``made`` makes a record of the columns' values, where the class itself does not. ``rest`` is the SQL that follows
    the table's name.
    """

    def __init__(
        self,
        database: peewee.Database,
        model: Any,
        record: Callable[..., Record],
        made: Callable[..., Record] | None = None,
    ) -> None:
        self._database = database
        self._made = made or record
        self._columns: list[Any] = [model._meta.fields[field.name] for field in fields(record)]  # type: ignore[arg-type]
        self._written = [column for column in self._columns if not isinstance(column, peewee.AutoField)]
        # Of all others SQLite gives what was written, as it was.
        self._read = [
            (at, column.python_value) for at, column in enumerate(self._columns) if isinstance(column, _DRESSED)
        ]
        self._sql = _Statements(model._meta.table_name, model._meta.primary_key.name, self._columns, self._written)

    def first(self, rest: str, *values: object) -> Record | None:
        row = self._database.execute_sql(f"{self._sql.select} {rest} LIMIT 1", values).fetchone()
        return self._record(row) if row else None

    def all(self, rest: str, *values: object) -> list[Record]:
        return [
            self._record(row) for row in self._database.execute_sql(f"{self._sql.select} {rest}", values).fetchall()
        ]

    def numbered(self, rest: str, *values: object) -> list[tuple[int, Record]]:
        """The same with each row's id, where the record has none."""
        rows = self._database.execute_sql(f"{self._sql.select_numbered} {rest}", values).fetchall()
        return [(row[0], self._record(row[1:])) for row in rows]

    def add(self, record: Record) -> int:
        """Writes a new row; gives its id."""
        id: int = self._database.execute_sql(self._sql.add, self._values(record, self._written)).fetchone()[0]
        return id

    def put(self, record: Record) -> None:
        """Writes a row in the place of the one with its key."""
        self._database.execute_sql(self._sql.put, self._values(record, self._columns))

    def save(self, record: Record) -> None:
        """Writes over the row with this record's id."""
        values = self._values(record, self._written)
        self._database.execute_sql(self._sql.save, (*values, record.id))  # type: ignore[attr-defined]

    def remove(self, rest: str, *values: object) -> None:
        self._database.execute_sql(f"{self._sql.delete} {rest}", values)

    def _record(self, row: Sequence[Any]) -> Record:
        values = list(row)
        for at, read in self._read:
            values[at] = read(values[at])
        return self._made(*values)

    def _values(self, record: Record, columns: Iterable[Any]) -> list[Any]:
        return [column.db_value(getattr(record, column.name)) for column in columns]


class _Statements:
    """What is said to a table, as far as it is always the same."""

    def __init__(self, table: str, key: str, columns: list[Any], written: list[Any]) -> None:
        names, new = _quoted(columns), _quoted(written)
        self.select = f'SELECT {", ".join(names)} FROM "{table}"'  # noqa: S608 - names of our own, here and below
        self.select_numbered = f'SELECT "id", {", ".join(names)} FROM "{table}"'  # noqa: S608
        self.add = f'{_insert(table, new)} RETURNING "id"'
        overwritten = ", ".join(f"{name} = excluded.{name}" for name in names)
        self.put = f'{_insert(table, names)} ON CONFLICT ("{key}") DO UPDATE SET {overwritten}'
        self.save = f'UPDATE "{table}" SET {", ".join(f"{name} = ?" for name in new)} WHERE "id" = ?'  # noqa: S608
        self.delete = f'DELETE FROM "{table}"'  # noqa: S608


def _quoted(columns: Iterable[Any]) -> list[str]:
    return [f'"{column.column_name}"' for column in columns]


def _insert(table: str, names: list[str]) -> str:
    return f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608


def words(vocabulary: Iterable[StrEnum]) -> str:
    """These words of ours as a list in SQL."""
    return ", ".join(f"'{word}'" for word in sorted(vocabulary))


def marks(values: Sequence[object]) -> str:
    """A place for each of these values in a list in SQL."""
    return ", ".join("?" * len(values))
