"""The blind index: finds a case by a name, NIK or telephone number without any of them on the disk.

A row is an HMAC of what somebody may look for, cut to 16 bytes, and the case. Without the key it says only
that two cases have the same thing in common; docs/decisions/storage-search.md says what that gives away.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable

import peewee

from server.domain.name_words import beginnings, name_words, sought
from server.domain.phone import normal_phone
from server.storage.keys import Keys
from server.storage.personal import PersonalFields

TOKEN_BYTES = 16

_ADD = 'INSERT OR IGNORE INTO "search_token" ("token", "case", "field") VALUES (?, ?, ?)'


def _code(text: str) -> str:
    return "".join(text.split()).upper()


def _kept_name(text: str) -> tuple[str, ...]:
    return tuple(part for word in name_words(text) for part in beginnings(word))


_KEPT: dict[str, Callable[[str], Iterable[str]]] = {
    "nik": lambda text: (_code(text),),
    "phone": lambda text: (normal_phone(text),),
    "pickup_code": lambda text: (_code(text),),
    "applicant_name": _kept_name,
}
_SOUGHT: dict[str, Callable[[str], Iterable[str]]] = {
    **_KEPT,
    "applicant_name": lambda text: tuple(sought(word) for word in name_words(text)),
}


class SearchIndex:
    """Keeps in step with the personal table, in the same transaction."""

    def __init__(self, database: peewee.Database, keys: Keys) -> None:
        self._database = database
        self._key = keys.search

    def keep(self, case: int, field: str, text: str) -> None:
        """The case is found by this text, and by what stood in this field before no more."""
        if field not in _KEPT:
            return
        self._database.execute_sql('DELETE FROM "search_token" WHERE "case" = ? AND "field" = ?', (case, field))
        rows = [(self._token(field, part), case, field) for part in _KEPT[field](text) if part]
        self._database.connection().executemany(_ADD, rows)

    def find(self, field: str, text: str) -> list[int]:
        """The cases in which all of the text is found, newest first; none for a text that says nothing."""
        parts = [part for part in _SOUGHT[field](text) if part] if field in _SOUGHT else []
        found = [self._cases(self._token(field, part)) for part in parts]
        return sorted(set.intersection(*found), reverse=True) if found else []

    def forget(self, case: int) -> None:
        self._database.execute_sql('DELETE FROM "search_token" WHERE "case" = ?', (case,))

    def clear(self) -> None:
        self._database.execute_sql('DELETE FROM "search_token"')

    def knows(self, case: int) -> bool:
        """Whether anything still leads to this case."""
        sql = 'SELECT 1 FROM "search_token" WHERE "case" = ? LIMIT 1'
        return self._database.execute_sql(sql, (case,)).fetchone() is not None

    def _cases(self, token: bytes) -> set[int]:
        rows = self._database.execute_sql('SELECT "case" FROM "search_token" WHERE "token" = ?', (token,))
        return {case for (case,) in rows}

    def _token(self, field: str, part: str) -> bytes:
        return hmac.digest(self._key, f"{field}\0{part}".encode(), hashlib.sha256)[:TOKEN_BYTES]


def rebuild(index: SearchIndex, personal: PersonalFields) -> int:
    """Makes the whole index anew from what is sealed; gives how many texts were read. Raises InvalidTag."""
    index.clear()
    texts = 0
    for kind, subject, field, _, text in personal.all():
        texts += 1
        if kind == "case":
            index.keep(subject, field, text)
    return texts
