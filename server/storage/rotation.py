"""A new secret for books that lie still: everything sealed is sealed anew, and nothing is lost on the way.

The new key file is durable beside the old one before anything is sealed with it. One transaction seals all
anew and notes which key opens the books; so at every moment the books themselves say which of the two files is
theirs, and whoever opens them next, also after a power cut, takes that one and removes the other.
"""

from dataclasses import dataclass
from pathlib import Path

import peewee
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.storage import schema
from server.storage.books import KEY, SqlAnswers, SqlFacts, WrongKey
from server.storage.documents import unwrapped, wrapped
from server.storage.folder import DURABLE, locked
from server.storage.keys import (
    KEY_FILE,
    NEXT_KEY_FILE,
    Keys,
    load_or_make,
    of_content,
    sync_folder,
    with_new_secret,
    write_secret,
)
from server.storage.personal import PersonalFields
from server.storage.search import SearchIndex, rebuild

BOOKS_FILE = "antrean.db"


class NoBooks(Exception):
    """There are no books with their key in this folder."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """How much was sealed anew. ``key``: what the new key is known by."""

    texts: int
    documents: int
    answers: int
    key: str


def rotate(folder: Path) -> Rotated:
    """Seals the books of a stopped hub with a new secret. Raises NoBooks, WrongKey, DataFolderInUse, OSError."""
    key_file, next_file = folder / KEY_FILE, folder / NEXT_KEY_FILE
    if not (folder / BOOKS_FILE).exists() or not (key_file.exists() or next_file.exists()):
        raise NoBooks(str(folder))
    with locked(folder):
        old = keys_of(folder)
        if _noted_key(folder / BOOKS_FILE) not in (None, old.id):
            raise WrongKey(str(key_file))
        write_secret(next_file, with_new_secret(key_file.read_bytes()))
        new = of_content(next_file.read_bytes(), next_file)
        database = peewee.SqliteDatabase(str(folder / BOOKS_FILE), pragmas=DURABLE)
        with database.connection_context():
            schema.migrate(database)
            with database.atomic("IMMEDIATE"):
                rotated = _seal_anew(database, old, new)
            _become(next_file, key_file)
            _leave_nothing_old(database)
        return rotated


def keys_of(folder: Path) -> Keys:
    """The keys of these books, which we hold locked; ends a rotation that was cut short. Raises OSError, ValueError."""
    key_file, next_file = folder / KEY_FILE, folder / NEXT_KEY_FILE
    if next_file.exists():
        noted = _noted_key(folder / BOOKS_FILE)
        if noted is not None and noted == _id_of(next_file):
            _become(next_file, key_file)
        elif key_file.exists():
            next_file.unlink()
            sync_folder(folder)
    return load_or_make(key_file)


def _id_of(file: Path) -> str | None:
    """None for a file that was not written to its end."""
    try:
        return of_content(file.read_bytes(), file).id
    except ValueError:
        return None


def _noted_key(books: Path) -> str | None:
    """Which key the books say that they are sealed with."""
    if not books.exists():
        return None
    database = peewee.SqliteDatabase(str(books))
    with database.connection_context():
        return SqlFacts(database).read(KEY) if database.table_exists("fact") else None


def _become(next_file: Path, key_file: Path) -> None:
    next_file.replace(key_file)
    sync_folder(key_file.parent)


def _seal_anew(database: peewee.Database, old: Keys, new: Keys) -> Rotated:
    """Inside one transaction."""
    personal = PersonalFields(database, new)
    texts = personal.seal_anew(PersonalFields(database, old))
    documents = _wrap_anew(database, AESGCM(old.personal), AESGCM(new.personal))
    answers = SqlAnswers(database, new).seal_anew(SqlAnswers(database, old))
    rebuild(SearchIndex(database, new), personal)
    SqlFacts(database).write(KEY, new.id)
    return Rotated(texts, documents, answers, new.id)


def _wrap_anew(database: peewee.Database, old: AESGCM, new: AESGCM) -> int:
    """The documents' files stay as they are: only the keys in their rows change."""
    sql = 'SELECT "id", "case", "file", "wrapped" FROM "document" WHERE "wrapped" IS NOT NULL'
    rows = database.execute_sql(sql).fetchall()
    for id, case, name, sealed in rows:
        key = wrapped(new, name, case, unwrapped(old, name, case, bytes(sealed)))
        database.execute_sql('UPDATE "document" SET "wrapped" = ? WHERE "id" = ?', (key, id))
    return len(rows)


def _leave_nothing_old(database: peewee.Database) -> None:
    """Free pages of before that time may hold what the old key opens: the file is written anew, the log emptied."""
    database.execute_sql("VACUUM")
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
