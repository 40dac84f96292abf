"""All books on one database: what a use case holds inside its transaction."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import peewee
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol import errors
from server.storage.cases import SqlCases
from server.storage.documents import SqlDocuments
from server.storage.journal import Mark, SqlJournal
from server.storage.keys import Keys
from server.storage.letters import SqlLetters
from server.storage.people import SqlCounters, SqlPeople
from server.storage.personal import PersonalFields
from server.storage.registers import SqlRegisters
from server.storage.retention import SqlRetention
from server.storage.search import SearchIndex, rebuild
from server.storage.stock import SqlStock
from server.storage.supervision import SqlDelegations, SqlIncidents
from server.storage.tickets import SqlTickets


class SqlAnswers:
    """Promises of ``server.app.books.Answers``. Answers may hold a name or a token, so they are sealed;
    of what was asked, which may hold a PIN, only a keyed digest is kept.
    """

    def __init__(self, database: peewee.Database, keys: Keys) -> None:
        self._database = database
        self._cipher = AESGCM(keys.personal)
        self._digest_key = keys.commitment

    def recall(self, device: int, request_id: str, content: bytes) -> bytes | None:
        sql = 'SELECT "content", "answer" FROM "request" WHERE "device" = ? AND "request_id" = ?'
        row = self._database.execute_sql(sql, (device, request_id)).fetchone()
        if row is None:
            return None
        if not hmac.compare_digest(bytes(row[0]), self._digest(content)):
            raise errors.RequestReused
        return self._open(device, request_id, bytes(row[1]))

    def remember(self, device: int, request_id: str, content: bytes, answer: bytes, at: int) -> None:
        sealed = self._sealed(device, request_id, answer)
        sql = 'INSERT INTO "request" ("device", "request_id", "content", "answer", "at") VALUES (?, ?, ?, ?, ?)'
        self._database.execute_sql(sql, (device, request_id, self._digest(content), sealed, at))

    def _digest(self, content: bytes) -> bytes:
        return hmac.digest(self._digest_key, content, hashlib.sha256)

    def forget_before(self, at: int) -> None:
        self._database.execute_sql('DELETE FROM "request" WHERE "at" < ?', (at,))

    def forget_those(self, unwanted: Callable[[bytes], bool]) -> None:
        rows = self._database.execute_sql('SELECT "device", "request_id", "answer" FROM "request"').fetchall()
        for device, request_id, sealed in rows:
            if unwanted(self._open(device, request_id, bytes(sealed))):
                sql = 'DELETE FROM "request" WHERE "device" = ? AND "request_id" = ?'
                self._database.execute_sql(sql, (device, request_id))

    def seal_anew(self, old: "SqlAnswers") -> int:
        """Seals every answer that the old keys open. The digests of what was asked stay: they need the first secret."""
        rows = self._database.execute_sql('SELECT "device", "request_id", "answer" FROM "request"').fetchall()
        for device, request_id, sealed in rows:
            answer = self._sealed(device, request_id, old._open(device, request_id, bytes(sealed)))
            sql = 'UPDATE "request" SET "answer" = ? WHERE "device" = ? AND "request_id" = ?'
            self._database.execute_sql(sql, (answer, device, request_id))
        return len(rows)

    def _sealed(self, device: int, request_id: str, answer: bytes) -> bytes:
        nonce = secrets.token_bytes(12)
        return nonce + self._cipher.encrypt(nonce, answer, _place(device, request_id))

    def _open(self, device: int, request_id: str, sealed: bytes) -> bytes:
        return self._cipher.decrypt(sealed[:12], sealed[12:], _place(device, request_id))


KEY, INDEX, INDEX_VERSION = "key", "search_index", "1"


class WrongKey(ValueError):
    """The key beside the books is not the one that they were sealed with."""


def _place(device: int, request_id: str) -> bytes:
    return f"answer/{device}/{request_id}".encode()


class SqlFacts:
    """Promises of ``server.app.books.Facts``."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database

    def read(self, name: str) -> str | None:
        row = self._database.execute_sql('SELECT "value" FROM "fact" WHERE "name" = ?', (name,)).fetchone()
        return str(row[0]) if row else None

    def write(self, name: str, value: str) -> None:
        sql = (
            'INSERT INTO "fact" ("name", "value") VALUES (?, ?) '
            'ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value"'
        )
        self._database.execute_sql(sql, (name, value))


@dataclass(frozen=True, slots=True)
class Marks:
    """Where the books stood before a command."""

    journal: Mark
    documents: tuple[int, int]


class SqlBooks:
    """Promises of ``server.app.books.Books``."""

    def __init__(self, database: peewee.Database, keys: Keys, documents: Path) -> None:
        self.tickets = SqlTickets(database)
        self.counters = SqlCounters(database)
        personal, search = PersonalFields(database, keys), SearchIndex(database, keys)
        self.cases = SqlCases(database, personal, search)
        self.documents = SqlDocuments(database, keys, documents)
        self.retention = SqlRetention(database, personal, search, self.documents)
        self.stock = SqlStock(database)
        self.registers = SqlRegisters(database)
        self.delegations = SqlDelegations(database)
        self.incidents = SqlIncidents(database)
        self.people = SqlPeople(database)
        self.letters = SqlLetters(database, keys)
        self.journal = SqlJournal(database, keys.journal)
        self.answers = SqlAnswers(database, keys)
        self.facts = SqlFacts(database)
        self._database = database
        self._keys = keys
        self.personal = personal
        self._search = search

    def prepare(self) -> None:
        """Once, when the books are opened: their key is the right one, the index is there, no file is left over.

        Raises WrongKey.
        """
        noted = self.facts.read(KEY)
        if noted not in (None, self._keys.id):
            raise WrongKey("the key file belongs to other books")
        if noted is None or self.facts.read(INDEX) != INDEX_VERSION:
            self._take_over()
        self.documents.sweep()
        self.scrub()

    def _take_over(self) -> None:
        """New books, or those of a version that had no index and did not write over what it deleted."""
        with self._database.atomic("IMMEDIATE"):
            texts = rebuild(self._search, self.personal)
            self.facts.write(INDEX, INDEX_VERSION)
            self.facts.write(KEY, self._keys.id)
        if texts:
            self._database.execute_sql("VACUUM")

    def scrub(self) -> bool:
        """Writes the log into the database and empties it; whoever still reads keeps it, and is not waited for."""
        self._database.execute_sql("PRAGMA busy_timeout = 0")
        busy = self._database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        self._database.execute_sql("PRAGMA busy_timeout = 5000")
        return not busy

    def mark(self) -> Marks:
        """Where the books stand before a command."""
        return Marks(self.journal.mark(), self.documents.mark())

    def back_to(self, marks: Marks) -> None:
        """A command's savepoint was rolled back; what is kept in memory and in files follows."""
        self.journal.back_to(marks.journal)
        self.documents.back_to(marks.documents)
        self.tickets.read_again()

    def committed(self) -> None:
        """The transaction is durable."""
        self.documents.committed()

    def read_again(self) -> None:
        """The whole transaction was rolled back."""
        self.journal.take_lines()
        self.journal.read_head()
        self.documents.back_to((0, 0))
        self.tickets.read_again()
