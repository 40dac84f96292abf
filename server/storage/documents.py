"""Documents: pictures of pages, sealed in files beside the database, each under a key of its own.

The random key is wrapped by the office's personal key and stands in the row. Whoever takes the file has
noise; whoever removes the row's key has made noise of every copy of the file, in backups too. The file is
durable before the row tells of it, and is removed only after the row has forgotten it: a crash leaves a file
that nobody knows, which the next start sweeps away, and never a row without its pages.
"""

import logging
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import peewee
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol import errors
from server.app.records import DocumentRecord
from server.storage.keys import Keys, sync_folder

log = logging.getLogger(__name__)

NONCE_BYTES = 12
_LENGTH_BYTES = 4
_COLUMNS = '"id", "case", "requirement", "pages", "bytes", "at"'


class SqlDocuments:
    """Promises of ``server.app.books.DocumentBook``."""

    def __init__(self, database: peewee.Database, keys: Keys, folder: Path) -> None:
        self._database = database
        self._keys = AESGCM(keys.personal)
        self._folder = folder
        self._written: list[str] = []
        self._unknown: list[str] = []

    def add(self, case: int, requirement: str, pages: Sequence[bytes], at: int) -> DocumentRecord:
        name, key = secrets.token_hex(16), AESGCM.generate_key(256)
        content = b"".join(_sealed_pages(name, key, pages))
        self._write(name, content)
        size = sum(map(len, pages))
        row = (case, requirement, len(pages), size, at, name, wrapped(self._keys, name, case, key))
        sql = (
            'INSERT INTO "document" ("case", "requirement", "pages", "bytes", "at", "file", "wrapped") '
            'VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING "id"'
        )
        id: int = self._database.execute_sql(sql, row).fetchone()[0]
        return DocumentRecord(id=id, case=case, requirement=requirement, pages=len(pages), bytes=size, at=at)

    def of_case(self, case: int) -> list[DocumentRecord]:
        sql = f'SELECT {_COLUMNS} FROM "document" WHERE "case" = ? AND "wrapped" IS NOT NULL ORDER BY "id"'  # noqa: S608
        return [DocumentRecord(*row) for row in self._database.execute_sql(sql, (case,))]

    def find(self, id: int) -> DocumentRecord | None:
        sql = f'SELECT {_COLUMNS}, "wrapped" IS NULL FROM "document" WHERE "id" = ?'  # noqa: S608
        row = self._database.execute_sql(sql, (id,)).fetchone()
        return replace(DocumentRecord(*row[:6]), erased=bool(row[6])) if row else None

    def pages(self, id: int) -> list[bytes]:
        sql = 'SELECT "case", "pages", "file", "wrapped" FROM "document" WHERE "id" = ? AND "wrapped" IS NOT NULL'
        row = self._database.execute_sql(sql, (id,)).fetchone()
        if row is None:
            raise errors.PersonalGone
        case, count, name, sealed = row
        key = unwrapped(self._keys, name, case, bytes(sealed))
        return list(_opened_pages(name, key, (self._folder / name).read_bytes(), count))

    def sort(self, id: int, requirement: str) -> None:
        self._database.execute_sql('UPDATE "document" SET "requirement" = ? WHERE "id" = ?', (requirement, id))

    def erase(self, id: int) -> None:
        row = self._database.execute_sql('SELECT "file" FROM "document" WHERE "id" = ?', (id,)).fetchone()
        if row is None or not row[0]:
            return
        sql = 'UPDATE "document" SET "wrapped" = NULL, "file" = \'\', "requirement" = \'\' WHERE "id" = ?'
        self._database.execute_sql(sql, (id,))
        self._unknown.append(row[0])

    # --- Files follow the transaction -------------------------------------------------------------

    def mark(self) -> tuple[int, int]:
        return len(self._written), len(self._unknown)

    def back_to(self, mark: tuple[int, int]) -> None:
        """The command's rows were taken back: its files go, and what it erased stays."""
        written, unknown = mark
        self._remove(self._written[written:])
        del self._written[written:]
        del self._unknown[unknown:]

    def committed(self) -> None:
        """The rows are durable: what they have forgotten goes now."""
        self._remove(self._unknown)
        self._written, self._unknown = [], []

    def sweep(self) -> int:
        """Removes files that no row knows, after a crash; gives how many there were."""
        if not self._folder.is_dir():
            return 0
        known = {name for (name,) in self._database.execute_sql('SELECT "file" FROM "document"')}
        orphans = [file.name for file in self._folder.iterdir() if file.name not in known]
        self._remove(orphans)
        return len(orphans)

    def has_file(self, name: str) -> bool:
        return bool(name) and (self._folder / name).exists()

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._written.append(name)
        handle = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        sync_folder(self._folder)

    def _remove(self, names: Sequence[str]) -> None:
        """What cannot be removed now is swept at the next start; nobody has its key."""
        try:
            for name in names:
                (self._folder / name).unlink(missing_ok=True)
            if names and self._folder.is_dir():
                sync_folder(self._folder)
        except OSError:
            log.exception("a file that no document has any more was not removed")


def wrapped(keys: AESGCM, name: str, case: int, key: bytes) -> bytes:
    """The document's key, sealed for its row."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + keys.encrypt(nonce, key, _place(name, case))


def unwrapped(keys: AESGCM, name: str, case: int, sealed: bytes) -> bytes:
    """Raises cryptography's InvalidTag where the row was altered or stands for another case."""
    return keys.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(name, case))


def _place(name: str, case: int) -> bytes:
    return f"document/{name}/{case}".encode()


def _page_place(name: str, page: int, pages: int) -> bytes:
    return f"page/{name}/{page}/{pages}".encode()


def _sealed_pages(name: str, key: bytes, pages: Sequence[bytes]) -> Iterator[bytes]:
    """Each page with its length before it, bound to its place."""
    cipher = AESGCM(key)
    for page, picture in enumerate(pages, 1):
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + cipher.encrypt(nonce, picture, _page_place(name, page, len(pages)))
        yield len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed


def _opened_pages(name: str, key: bytes, content: bytes, pages: int) -> Iterator[bytes]:
    """Raises InvalidTag for a page that was altered, moved or cut off."""
    cipher, at = AESGCM(key), 0
    for page in range(1, pages + 1):
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(content[at:start], "big")
        nonce, sealed = content[start : start + NONCE_BYTES], content[start + NONCE_BYTES : at]
        yield cipher.decrypt(nonce, sealed, _page_place(name, page, pages))
