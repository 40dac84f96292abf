"""Records as rows: every column has its field, and what is read is what was written."""

from dataclasses import fields, replace
from typing import Any

import peewee
import pytest

from protocol.vocabulary import CaseState, CounterState, LetterState
from server.app import records as r
from server.storage import models
from server.storage.tables import Table, marks, words

KEPT = (
    (models.Ticket, r.TicketRecord),
    (models.Call, r.CallRecord),
    (models.Case, r.CaseRecord),
    (models.CaseStep, r.StepRecord),
    (models.CaseNote, r.NoteRecord),
    (models.Staff, r.StaffRecord),
    (models.Device, r.DeviceRecord),
    (models.Printer, r.PrinterRecord),
    (models.Terminal, r.TerminalRecord),
    (models.Session, r.SessionRecord),
    (models.Counter, r.CounterRecord),
    (models.Delegation, r.DelegationRecord),
    (models.Incident, r.IncidentRecord),
)
CASE = r.CaseRecord(
    id=0,
    service="ktp",
    opened_at=1,
    changed_at=1 << 40,
    state=CaseState.INCOMPLETE,
    approvals=(("kasi", 3), ("kabid", 4)),
    refused=True,
    seen=("kk",),
    waited=((1, 2), (3, None)),
    told=LetterState.SENT,
)


@pytest.fixture
def database() -> peewee.Database:
    memory = peewee.SqliteDatabase(":memory:")
    with memory.bind_ctx(models.TABLES):
        memory.create_tables(models.TABLES)
    return memory


@pytest.mark.parametrize(("model", "record"), KEPT)
def test_no_column_is_forgotten(model: Any, record: Any) -> None:
    """Only a number that the database gives may be missing in the record."""
    assert set(model._meta.fields) - {field.name for field in fields(record)} <= {"id"}


def test_what_is_read_is_what_was_written(database: peewee.Database) -> None:
    """Words of the vocabulary, lists, yes and no, and nothing at all come back as they were."""
    cases = Table(database, models.Case, r.CaseRecord)
    kept = replace(CASE, id=cases.add(CASE))
    assert cases.first('WHERE "id" = ?', kept.id) == kept
    changed = replace(kept, state=CaseState.VERIFYING, told=None, approvals=(), refused=False, number="A-012")
    cases.save(changed)
    other = replace(CASE, id=cases.add(CASE))
    assert cases.all('ORDER BY "id"') == [changed, other]
    cases.remove('WHERE "id" = ?', kept.id)
    assert cases.first('WHERE "id" = ?', kept.id) is None


def test_a_row_is_put_in_the_place_of_the_one_with_its_key(database: peewee.Database) -> None:
    counters = Table(database, models.Counter, r.CounterRecord)
    counters.put(r.CounterRecord("1", CounterState.OPEN, 7))
    counters.put(r.CounterRecord("2"))
    counters.put(r.CounterRecord("1", CounterState.PAUSED))
    assert counters.all('ORDER BY "id"') == [r.CounterRecord("1", CounterState.PAUSED), r.CounterRecord("2")]


def test_rows_whose_records_have_no_number_are_given_with_theirs(database: peewee.Database) -> None:
    notes = Table(database, models.CaseNote, r.NoteRecord)
    note = r.NoteRecord(case=3, at=5)
    ids = [notes.add(note), notes.add(note)]
    assert notes.numbered('WHERE "case" = ? ORDER BY "id"', 3) == [(id, note) for id in ids]


def test_lists_in_sql() -> None:
    assert words((CounterState.PAUSED, CounterState.OPEN)) == "'open', 'paused'"
    assert marks("abc") == "?, ?, ?"
