"""Reads the journal as an auditor would: beside a running hub, without touching anything.

The one connection besides the hub's own is opened read-only: it can neither write nor checkpoint, which
is what SQLite's WAL-reset bug needs two connections for.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import peewee

from server.storage.journal import SqlJournal
from server.storage.keys import load_or_make


class NoBooks(Exception):
    """There are no books with their key in this folder."""


@dataclass(frozen=True, slots=True)
class Audit:
    """``head``: the last line's HMAC, to compare with the printed one. ``first_broken``: None if the chain holds."""

    lines: int
    head: str
    first_broken: int | None


def audit(folder: Path) -> Audit:
    """The whole chain, recomputed, as of one instant. Raises NoBooks, OSError, ValueError, peewee.DatabaseError."""
    file, key = folder / "antrean.db", folder / "office.key"
    if not (file.exists() and key.exists()):
        raise NoBooks(str(folder))
    database = peewee.SqliteDatabase(f"file:{quote(str(file.resolve()))}?mode=ro", uri=True)
    with database.connection_context(), database.atomic("DEFERRED"):
        journal = SqlJournal(database, load_or_make(key).journal)
        lines: int = database.execute_sql('SELECT COUNT(*) FROM "journal"').fetchone()[0]
        return Audit(lines, journal.head.hex(), journal.first_broken())
