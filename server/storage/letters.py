"""The letter book: what applicants are written, how far it got, and which of their messages were heard."""

import hashlib
import hmac
from dataclasses import replace

import peewee

from protocol.vocabulary import Letter, LetterState
from server.app.records import IncomingRecord, LetterRecord
from server.storage.keys import Keys

DIGEST_BYTES = 16

_LETTER = '"id", "case", "letter", "state", "at", "changed_at", "staff", "tries", "next_at"'
_INCOMING = '"id", "case", "at", "media", "tries", "next_at"'


class SqlLetters:
    """Promises of ``server.app.books.LetterBook``, on SQL."""

    def __init__(self, database: peewee.Database, keys: Keys) -> None:
        self._database = database
        self._key = keys.commitment

    def add(self, letter: LetterRecord) -> LetterRecord:
        sql = (
            'INSERT INTO "letter" ("case", "letter", "state", "at", "changed_at", "staff", "tries", "next_at") '
            'VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING "id"'
        )
        values = (
            letter.case,
            str(letter.letter),
            str(letter.state),
            letter.at,
            letter.changed_at,
            letter.staff,
            letter.tries,
            letter.next_at,
        )
        id: int = self._database.execute_sql(sql, values).fetchone()[0]
        return replace(letter, id=id)

    def save(self, letter: LetterRecord) -> None:
        sql = 'UPDATE "letter" SET "state" = ?, "changed_at" = ?, "tries" = ?, "next_at" = ? WHERE "id" = ?'
        values = (str(letter.state), letter.changed_at, letter.tries, letter.next_at, letter.id)
        self._database.execute_sql(sql, values)

    def find(self, id: int) -> LetterRecord | None:
        return next(iter(self._letters('WHERE "id" = ?', id)), None)

    def of_case(self, case: int) -> list[LetterRecord]:
        return self._letters('WHERE "case" = ? ORDER BY "id"', case)

    def due(self, now: int, limit: int) -> list[LetterRecord]:
        return self._letters('WHERE "next_at" <= ? ORDER BY "next_at", "id" LIMIT ?', now, limit)

    def sent_as(self, letter: int, message: str) -> None:
        self._database.execute_sql('UPDATE "letter" SET "message" = ? WHERE "id" = ?', (self._digest(message), letter))

    def by_message(self, message: str) -> LetterRecord | None:
        return next(iter(self._letters('WHERE "message" = ?', self._digest(message))), None)

    def last_at(self, case: int, letter: Letter) -> int | None:
        sql = 'SELECT MAX("at") FROM "letter" WHERE "case" = ? AND "letter" = ?'
        at: int | None = self._database.execute_sql(sql, (case, str(letter))).fetchone()[0]
        return at

    def was_heard(self, message: str) -> bool:
        sql = 'SELECT 1 FROM "incoming" WHERE "message" = ?'
        return self._database.execute_sql(sql, (self._digest(message),)).fetchone() is not None

    def hear(self, message: str, incoming: IncomingRecord) -> None:
        sql = 'INSERT INTO "incoming" ("message", "case", "at", "media", "tries", "next_at") VALUES (?, ?, ?, ?, ?, ?)'
        values = (
            self._digest(message),
            incoming.case,
            incoming.at,
            incoming.media,
            incoming.tries,
            incoming.next_at,
        )
        self._database.execute_sql(sql, values)

    def save_incoming(self, incoming: IncomingRecord) -> None:
        sql = 'UPDATE "incoming" SET "media" = ?, "tries" = ?, "next_at" = ? WHERE "id" = ?'
        self._database.execute_sql(sql, (incoming.media, incoming.tries, incoming.next_at, incoming.id))

    def find_incoming(self, id: int) -> IncomingRecord | None:
        return next(iter(self._incoming('WHERE "id" = ?', id)), None)

    def media_due(self, now: int, limit: int) -> list[IncomingRecord]:
        return self._incoming('WHERE "next_at" <= ? ORDER BY "next_at", "id" LIMIT ?', now, limit)

    def heard_last(self, case: int) -> int | None:
        sql = 'SELECT MAX("at") FROM "incoming" WHERE "case" = ?'
        at: int | None = self._database.execute_sql(sql, (case,)).fetchone()[0]
        return at

    def _letters(self, rest: str, *values: object) -> list[LetterRecord]:
        sql = f'SELECT {_LETTER} FROM "letter" {rest}'  # noqa: S608 - our own words
        rows = self._database.execute_sql(sql, values).fetchall()
        return [
            LetterRecord(id, case, Letter(letter), LetterState(state), *others)
            for id, case, letter, state, *others in rows
        ]

    def _incoming(self, rest: str, *values: object) -> list[IncomingRecord]:
        sql = f'SELECT {_INCOMING} FROM "incoming" {rest}'  # noqa: S608 - our own words
        return [IncomingRecord(*row) for row in self._database.execute_sql(sql, values).fetchall()]

    def _digest(self, message: str) -> bytes:
        """A message's id spells the telephone number of who sent it, so it stands nowhere as it is."""
        return hmac.digest(self._key, b"message\0" + message.encode(), hashlib.sha256)[:DIGEST_BYTES]
