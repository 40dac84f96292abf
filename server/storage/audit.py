"""Reads the journal as an auditor would: beside a running hub, without touching anything.

The one connection besides the hub's own is opened read-only: it can neither write nor checkpoint, which
is what SQLite's WAL-reset bug needs two connections for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import peewee

from protocol.messages import CaseAdvanced
from protocol.vocabulary import Result, Step
from server.storage.journal import Link, SqlJournal
from server.storage.keys import load_or_make


class NoBooks(Exception):
    """There are no books with their key in this folder."""


@dataclass(frozen=True, slots=True)
class Audit:
    """``head``: the last line's HMAC, to be printed and kept. ``first_broken``: None if the chain holds.

    ``printed``: the line that a printed head stands at, None if it is in no sound part of the chain.
    """

    lines: int
    head: str
    first_broken: int | None
    printed: Link | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of a case, as the journal has it. ``at``: milliseconds UTC. ``who``: the officer's name."""

    seq: int
    at: int
    case: int
    number: str
    step: Step
    result: Result
    who: str
    counter: str


def audit(folder: Path, printed: str = "") -> Audit:
    """The whole chain, recomputed, as of one instant; ``printed`` is a head from paper, or how it begins.

    Raises NoBooks, OSError, ValueError, peewee.DatabaseError.
    """
    with _opened(folder) as (database, journal):
        lines: int = database.execute_sql('SELECT COUNT(*) FROM "journal"').fetchone()[0]
        found = journal.find_head(printed) if printed else None
        return Audit(lines, journal.head.hex(), journal.first_broken(), found)


def steps_of(folder: Path, number: str) -> list[Taken]:
    """Every step of the cases of this ticket or register number, oldest first. Raises as ``audit``."""
    with _opened(folder) as (database, journal):
        names = dict(database.execute_sql('SELECT "id", "name" FROM "staff"').fetchall())
        taken = [(line, line.event) for line in journal.lines() if isinstance(line.event, CaseAdvanced)]
        cases = {event.case.id for _, event in taken if number in (event.case.number, event.case.register_number)}
        return [
            Taken(
                seq=line.seq,
                at=line.at,
                case=event.case.id,
                number=event.case.number,
                step=event.step,
                result=event.result,
                who=names.get(event.staff, "?"),
                counter=event.counter or "",
            )
            for line, event in taken
            if event.case.id in cases
        ]


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[peewee.Database, SqlJournal]]:
    """The books of this folder at one instant, read-only."""
    file, key = folder / "antrean.db", folder / "office.key"
    if not (file.exists() and key.exists()):
        raise NoBooks(str(folder))
    database = peewee.SqliteDatabase(f"file:{quote(str(file.resolve()))}?mode=ro", uri=True)
    with database.connection_context(), database.atomic("DEFERRED"):
        yield database, SqlJournal(database, load_or_make(key).journal)
