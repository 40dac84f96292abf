"""Looks for what is personal where it must not be: in every byte of the books, of the log, and of the hall's frames."""

import re
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from tests.support.week_plan import Person

SUSPECT = re.compile(rb"(?i)kanari[0-9]{3}|[0-9]{16}|62857[0-9]{8}")


class Canaries:
    """Names, NIKs and telephone numbers of these people, which nobody else has."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._known = {word.lower().encode() for one in people for word in (one.name.split()[-1], one.nik, one.phone)}

    def found_in(self, content: bytes) -> set[bytes]:
        return {word for word in map(bytes.lower, SUSPECT.findall(content)) if word in self._known}

    def found_on_disk(self, *folders: Path) -> set[bytes]:
        """In all files, write-ahead log and all, as somebody would read them who took the disk away."""
        files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
        return {word for file in files for word in self.found_in(file.read_bytes())}


def back_up(books: Path, to: Path) -> None:
    """As docs/operation.md says: SQLite's own copy of the running books, key apart."""
    to.mkdir()
    with sqlite3.connect(books / "antrean.db") as source, sqlite3.connect(to / "antrean.db") as copy:
        source.backup(copy)
    shutil.copy(books / "antrean.db", to / "raw.db")
