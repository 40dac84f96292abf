"""Names, NIKs and reasons in words: sealed with AES-256-GCM, one row a field, bound to its place.

The journal holds only ``commitment``: an HMAC over a salt and the text. It proves later what was
written, tells nothing by itself, and proves nothing any more once the row with the salt is erased. The salt
is sealed with the text: books of before that kept it open beside it, and are read all the same.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import peewee
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.storage.keys import Keys

SALT_BYTES = 16
PAGE_ROWS = 500  # so many are in memory at once

_OF_SUBJECT = 'SELECT "field", "salt", "nonce", "sealed" FROM "personal" WHERE "kind" = ? AND "subject" = ?'
_PUT = (
    'INSERT INTO "personal" ("kind", "subject", "field", "salt", "nonce", "sealed") VALUES (?, ?, ?, ?, ?, ?) '
    'ON CONFLICT ("kind", "subject", "field") DO UPDATE '
    'SET "salt" = excluded."salt", "nonce" = excluded."nonce", "sealed" = excluded."sealed"'
)
_PAGE = (
    'SELECT "rowid", "kind", "subject", "field", "salt", "nonce", "sealed" FROM "personal" '
    'WHERE "rowid" > ? ORDER BY "rowid" LIMIT ?'
)


class PersonalFields:
    """The personal table. Texts go in and come out in the clear; only sealed bytes reach the disk."""

    def __init__(self, database: peewee.Database, keys: Keys) -> None:
        self._database = database
        self._cipher = AESGCM(keys.personal)
        self._commitment_key = keys.commitment

    def write(self, kind: str, subject: int, field: str, text: str) -> str:
        """Seals the text in its place, replacing what stood there; gives the commitment."""
        salt = secrets.token_bytes(SALT_BYTES)
        self._put(kind, subject, field, salt, text)
        return hmac.new(self._commitment_key, salt + text.encode(), hashlib.sha256).hexdigest()

    def seal_anew(self, old: "PersonalFields") -> int:
        """Seals every row that the old keys open, with its salt, so that what was committed to stays provable."""
        count = 0
        for kind, subject, field, salt, text in old.all():
            self._put(kind, subject, field, salt, text)
            count += 1
        return count

    def _put(self, kind: str, subject: int, field: str, salt: bytes, text: str) -> None:
        nonce = secrets.token_bytes(12)
        sealed = self._cipher.encrypt(nonce, salt + text.encode(), _place(kind, subject, field))
        self._database.execute_sql(_PUT, (kind, subject, field, b"", nonce, sealed))

    def read(self, kind: str, subject: int) -> dict[str, str]:
        """The fields of one subject. Raises cryptography's InvalidTag where a row was moved or altered."""
        rows = self._database.execute_sql(_OF_SUBJECT, (kind, subject)).fetchall()
        return {
            field: self._opened((kind, subject, field), bytes(salt), bytes(nonce), bytes(sealed))[1]
            for field, salt, nonce, sealed in rows
        }

    def all(self) -> Iterator[tuple[str, int, str, bytes, str]]:
        """Every row opened: kind, subject, field, salt, text. What is read may be written anew meanwhile."""
        last = 0
        while page := self._database.execute_sql(_PAGE, (last, PAGE_ROWS)).fetchall():
            for _, *place, salt, nonce, sealed in page:
                kind, subject, field = place
                yield kind, subject, field, *self._opened(place, bytes(salt), bytes(nonce), bytes(sealed))
            last = page[-1][0]

    def erase(self, kind: str, subject: int) -> None:
        """All that is known of this subject. What the journal committed to proves nothing any more."""
        self._database.execute_sql('DELETE FROM "personal" WHERE "kind" = ? AND "subject" = ?', (kind, subject))

    def knows(self, kind: str, subject: int) -> bool:
        """Whether anything of this subject can still be read."""
        sql = 'SELECT 1 FROM "personal" WHERE "kind" = ? AND "subject" = ? LIMIT 1'
        return self._database.execute_sql(sql, (kind, subject)).fetchone() is not None

    def _opened(self, place: Sequence[Any], salt: bytes, nonce: bytes, sealed: bytes) -> tuple[bytes, str]:
        """The salt and the text."""
        opened = salt + self._cipher.decrypt(nonce, sealed, _place(*place))
        return opened[:SALT_BYTES], opened[SALT_BYTES:].decode()


def _place(kind: str, subject: int, field: str) -> bytes:
    return f"{kind}/{subject}/{field}".encode()
