"""Names, NIKs and reasons in words: sealed with AES-256-GCM, one row a field, bound to its place.

The journal holds only ``commitment``: an HMAC over a salt and the text. It proves later what was
written, tells nothing by itself, and proves nothing any more once the row with the salt is erased. The salt
is sealed with the text: books of before that kept it open beside it, and are read all the same.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator

import peewee
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.storage.keys import Keys
from server.storage.models import Personal

SALT_BYTES = 16


class PersonalFields:
    """The personal table. Texts go in and come out in the clear; only sealed bytes reach the disk."""

    def __init__(self, database: peewee.Database, keys: Keys) -> None:
        self._database = database
        self._cipher = AESGCM(keys.personal)
        self._commitment_key = keys.commitment

    def write(self, kind: str, subject: int, field: str, text: str) -> str:
        """Seals the text in its place, replacing what stood there; gives the commitment."""
        salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(12)
        row = {
            "kind": kind,
            "subject": subject,
            "field": field,
            "salt": b"",
            "nonce": nonce,
            "sealed": self._cipher.encrypt(nonce, salt + text.encode(), _place(kind, subject, field)),
        }
        place_of = [Personal.kind, Personal.subject, Personal.field]
        Personal.insert(**row).on_conflict(conflict_target=place_of, update=row).execute(self._database)
        return hmac.new(self._commitment_key, salt + text.encode(), hashlib.sha256).hexdigest()

    def read(self, kind: str, subject: int) -> dict[str, str]:
        """The fields of one subject. Raises cryptography's InvalidTag where a row was moved or altered."""
        rows = Personal.select().where((Personal.kind == kind) & (Personal.subject == subject))
        return {row.field: self._open(row)[1] for row in rows.execute(self._database)}

    def all(self) -> Iterator[tuple[str, int, str, bytes, str]]:
        """Every row opened: kind, subject, field, salt, text."""
        for row in Personal.select().execute(self._database):
            yield str(row.kind), int(row.subject), str(row.field), *self._open(row)

    def erase(self, kind: str, subject: int) -> None:
        """All that is known of this subject. What the journal committed to proves nothing any more."""
        which = (Personal.kind == kind) & (Personal.subject == subject)
        Personal.delete().where(which).execute(self._database)

    def knows(self, kind: str, subject: int) -> bool:
        """Whether anything of this subject can still be read."""
        sql = 'SELECT 1 FROM "personal" WHERE "kind" = ? AND "subject" = ? LIMIT 1'
        return self._database.execute_sql(sql, (kind, subject)).fetchone() is not None

    def _open(self, row: Personal) -> tuple[bytes, str]:
        """The salt and the text."""
        place = _place(str(row.kind), row.subject, str(row.field))
        opened = bytes(row.salt) + self._cipher.decrypt(bytes(row.nonce), bytes(row.sealed), place)
        return opened[:SALT_BYTES], opened[SALT_BYTES:].decode()


def _place(kind: str, subject: int, field: str) -> bytes:
    return f"{kind}/{subject}/{field}".encode()
