"""Names, NIKs and reasons in words: sealed with AES-256-GCM, one row a field, bound to its place.

The journal holds only ``commitment``: an HMAC over a salt and the text. It proves later what was
written, tells nothing by itself, and proves nothing any more once the row with the salt is erased.
"""

import hashlib
import hmac
import secrets

import peewee
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.storage.keys import Keys
from server.storage.models import Personal


class PersonalFields:
    """The personal table. Texts go in and come out in the clear; only sealed bytes reach the disk."""

    def __init__(self, database: peewee.Database, keys: Keys) -> None:
        self._database = database
        self._cipher = AESGCM(keys.personal)
        self._commitment_key = keys.commitment

    def write(self, kind: str, subject: int, field: str, text: str) -> str:
        """Seals the text in its place, replacing what stood there; gives the commitment."""
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        row = {
            "kind": kind,
            "subject": subject,
            "field": field,
            "salt": salt,
            "nonce": nonce,
            "sealed": self._cipher.encrypt(nonce, text.encode(), _place(kind, subject, field)),
        }
        place_of = [Personal.kind, Personal.subject, Personal.field]
        Personal.insert(**row).on_conflict(conflict_target=place_of, update=row).execute(self._database)
        return hmac.new(self._commitment_key, salt + text.encode(), hashlib.sha256).hexdigest()

    def read(self, kind: str, subject: int) -> dict[str, str]:
        """The fields of one subject. Raises cryptography's InvalidTag where a row was moved or altered."""
        rows = Personal.select().where((Personal.kind == kind) & (Personal.subject == subject))
        return {row.field: self._open(row) for row in rows.execute(self._database)}

    def _open(self, row: Personal) -> str:
        place = _place(str(row.kind), row.subject, str(row.field))
        return self._cipher.decrypt(bytes(row.nonce), bytes(row.sealed), place).decode()


def _place(kind: str, subject: int, field: str) -> bytes:
    return f"{kind}/{subject}/{field}".encode()
