"""A new key for the books: nothing is lost on the way, wherever it is cut short, and the old key opens nothing."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import peewee
import pytest
from click.testing import CliRunner
from cryptography.exceptions import InvalidTag

from antrean.__main__ import main
from protocol import messages as m
from protocol.vocabulary import Result, Step
from server.storage import rotation
from server.storage.audit import audit
from server.storage.books import SqlBooks, WrongKey
from server.storage.folder import DURABLE, DataFolderInUse, locked
from server.storage.keys import Keys, from_secret, load_or_make
from server.storage.personal import PersonalFields
from server.storage.rotation import NoBooks, keys_of, rotate
from tests.support.office import TestOffice, open_office, staffed_office

NIK = "3520115708920001"
PAGES = [b"first page", b"second page"]
STORAGE = str(Path(rotation.__file__).parent)
KILLED = 9


@dataclass(frozen=True)
class Kept:
    """All that must be there after a rotation, in the clear."""

    texts: list[tuple[Any, ...]]
    pages: list[bytes]
    found: list[int]
    answers: list[bytes]
    head: str
    first_broken: int | None


async def filled(folder: Path) -> TestOffice:
    """Books with texts, a document, an index, a reason, remembered answers."""
    office = await staffed_office(folder)
    await office.issue()
    words = {"variant": "lost", "applicant_name": "Siti Aminah", "nik": NIK, "seen": ("kk", "police-letter")}
    file = await office.step("1", await office.serve_next(), Step.VERIFY, Result.COMPLETE, **words)
    await office.do("kasi", m.RevealNik, case=file.case.id, reason="Untuk diuji")
    await office.store.submit(lambda books: books.documents.add(file.case.id, "kk", PAGES, 1))
    return office


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    office = await filled(tmp_path / "books")
    await office.close()
    return tmp_path / "books"


@contextmanager
def opened(folder: Path) -> Iterator[SqlBooks]:
    """The books as a starting hub opens them."""
    with locked(folder):
        keys = keys_of(folder)
        database = peewee.SqliteDatabase(str(folder / "antrean.db"), pragmas=DURABLE)
        with database.connection_context():
            books = SqlBooks(database, keys, folder / "documents")
            books.prepare()
            yield books


def kept(folder: Path) -> Kept:
    with opened(folder) as books:
        rows = books.documents._database.execute_sql(
            'SELECT "device", "request_id", "answer" FROM "request"'
        ).fetchall()
        return Kept(
            texts=sorted(books.personal.all()),
            pages=books.documents.pages(1),
            found=books.cases.with_personal("nik", NIK) + books.cases.with_personal("applicant_name", "amin"),
            answers=sorted(books.answers._open(device, id, bytes(sealed)) for device, id, sealed in rows),
            head=books.journal.head.hex(),
            first_broken=books.journal.first_broken(),
        )


def secrets_in(folder: Path) -> list[tuple[str, int, int]]:
    """Every key file: name, mode, length."""
    files = sorted(folder.glob("office.key*"))
    return [(file.name, file.stat().st_mode & 0o777, file.stat().st_size) for file in files]


def test_everything_is_there_under_the_new_key(folder: Path) -> None:
    before, old = kept(folder), load_or_make(folder / "office.key")
    assert len(before.texts) >= 3
    assert before.answers
    done = rotate(folder)
    new = load_or_make(folder / "office.key")
    assert kept(folder) == before
    assert (new.personal != old.personal, new.search != old.search, new.id != old.id) == (True, True, True)
    assert (new.journal, new.commitment) == (old.journal, old.commitment)
    assert (done.texts, done.documents, done.answers) == (len(before.texts), 1, len(before.answers))
    assert secrets_in(folder) == [("office.key", 0o600, 64)]


def test_a_head_printed_before_is_still_in_the_chain(folder: Path) -> None:
    printed = audit(folder).head
    rotate(folder)
    found = audit(folder, printed)
    assert (found.first_broken, found.printed is not None) == (None, True)


def test_it_can_be_done_again_and_again(folder: Path) -> None:
    before = kept(folder)
    keys = {rotate(folder).key for _ in range(3)}
    assert len(keys) == 3
    assert kept(folder) == before
    assert secrets_in(folder) == [("office.key", 0o600, 64)]


def test_the_old_key_opens_nothing_and_no_old_byte_is_left(folder: Path) -> None:
    old = load_or_make(folder / "office.key")
    sealed = every_sealed(folder)
    assert all(value in disk(folder) for value in sealed), "the control"
    rotate(folder)
    assert [value for value in sealed if value in disk(folder)] == []
    database = peewee.SqliteDatabase(str(folder / "antrean.db"))
    with database.connection_context(), pytest.raises(InvalidTag):
        list(PersonalFields(database, old).all())


def every_sealed(folder: Path) -> list[bytes]:
    with sqlite3.connect(folder / "antrean.db") as books:
        rows = books.execute(
            "SELECT sealed FROM personal UNION ALL SELECT wrapped FROM document "
            "UNION ALL SELECT token FROM search_token UNION ALL SELECT answer FROM request"
        ).fetchall()
    return [bytes(value) for (value,) in rows]


def disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("antrean.db*"))


async def test_a_hub_works_on_with_the_new_key(folder: Path) -> None:
    """The same request gets the answer that it got under the old key; what is written now is read."""
    rotate(folder)
    office = await open_office(folder)
    file = await office.store.submit(lambda books: books.cases.read_personal("case", 1))
    assert (file["applicant_name"], file["nik"]) == ("Siti Aminah", NIK)
    await office.store.submit(lambda books: books.cases.write_personal("case", 1, "phone", "081234567890"))
    assert await office.store.submit(lambda books: books.cases.with_personal("phone", "+62 812 3456 7890")) == [1]
    await office.close()


# --- Cut short ---------------------------------------------------------------------------------------


def test_killed_at_every_step_it_loses_nothing(folder: Path, tmp_path: Path) -> None:
    """The process ends before each line of the storage that a rotation passes, the first and the last time.

    Then the books are opened as a hub opens them: all is there, one key file is left, and a new rotation works.
    """
    before = kept(folder)
    steps = sorted(set(passed(copied(folder, tmp_path / "whole"))))
    assert len(steps) > 80
    outcomes: set[str] = set()
    for number in steps:
        copy = copied(folder, tmp_path / "cut")
        assert run_until(copy, number) == KILLED
        assert kept(copy) == before, f"killed before step {number}"
        ((name, mode, length),) = secrets_in(copy)
        assert (name, mode) == ("office.key", 0o600)
        outcomes.add("old" if length == 32 else "new")
    assert outcomes == {"old", "new"}, "some were cut before the commit, some after it"
    rotate(copy)
    assert kept(copy) == before


def copied(folder: Path, copy: Path) -> Path:
    shutil.rmtree(copy, ignore_errors=True)
    return shutil.copytree(folder, copy)


class _Steps:
    """Counts the lines of our storage as they are passed; calls ``at`` before each, with its number and place."""

    def __init__(self, at: Any) -> None:
        self.count = 0
        self._at = at

    def __call__(self, frame: FrameType, event: str, argument: object) -> Any:
        if not frame.f_code.co_filename.startswith(STORAGE):
            return None
        if event == "line":
            self.count += 1
            self._at(self.count, (frame.f_code.co_filename, frame.f_lineno))
        return self


def passed(folder: Path) -> list[int]:
    """The numbers of the steps at which a line is passed for the first and for the last time."""
    first: dict[tuple[str, int], int] = {}
    last: dict[tuple[str, int], int] = {}

    def note(number: int, line: tuple[str, int]) -> None:
        first.setdefault(line, number)
        last[line] = number

    sys.settrace(_Steps(note))
    try:
        rotate(folder)
    finally:
        sys.settrace(None)
    return [*first.values(), *last.values()]


def run_until(folder: Path, step: int) -> int:
    """A rotation in a process of its own, that is gone before this step; its exit code."""

    def end(number: int, line: tuple[str, int]) -> None:
        if number == step:
            os._exit(KILLED)

    child = os.fork()
    if child == 0:
        sys.settrace(_Steps(end))
        rotate(folder)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# --- Files -------------------------------------------------------------------------------------------


def test_the_first_key_file_of_32_bytes_gives_the_same_keys_as_ever() -> None:
    """Pinned: an office's journal and names hang on it."""
    keys = from_secret(bytes(range(32)))
    assert keys.personal.hex() == PERSONAL
    assert keys.commitment.hex() == COMMITMENT
    assert keys.journal.hex() == JOURNAL
    assert isinstance(keys, Keys)
    assert keys.personal.hex() not in repr(keys)


PERSONAL = "509286e4a77e1cd4d29649e72c53fc5f16b4dd46d11ba6ca18681ea7f6479e37"
COMMITMENT = "b8b5267de05e40043d2a76863080f9d4e9c65ebfa99df405d4726bfe722ee7e5"
JOURNAL = "eb8c7846398186be54c9e9d81b5824ba2be8689c801fd97d90bb893a3af3d713"


def test_a_key_of_other_books_is_refused_before_anything_is_written(folder: Path) -> None:
    (folder / "office.key").unlink()
    load_or_make(folder / "office.key")
    before = disk(folder)
    with pytest.raises(WrongKey):
        rotate(folder)
    assert disk(folder) == before


@pytest.mark.parametrize("noted", [True, False])
def test_half_a_new_key_file_is_thrown_away(folder: Path, noted: bool) -> None:
    """Also where the books are of a time when they did not say which key they have."""
    before = kept(folder)
    if not noted:
        with sqlite3.connect(folder / "antrean.db") as books:
            books.execute("DELETE FROM fact WHERE name = 'key'")
    (folder / "office.key.next").write_bytes(b"half")
    assert kept(folder) == before
    assert [name for name, _, _ in secrets_in(folder)] == ["office.key"]


def test_a_running_hub_keeps_its_key(folder: Path) -> None:
    with locked(folder), pytest.raises(DataFolderInUse):
        rotate(folder)


def test_without_books_or_without_a_key_there_is_nothing_to_rotate(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NoBooks):
        rotate(tmp_path / "nowhere")
    (folder / "office.key").unlink()
    with pytest.raises(NoBooks):
        rotate(folder)
    assert not list(folder.glob("office.key*"))


def test_the_command_says_what_was_done(folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "hub.toml"
    config.write_text('data_dir = "books"\n')
    done = CliRunner().invoke(main, ["keys", "rotate", "--config", str(config)])
    assert done.exit_code == 0, done.output
    assert load_or_make(folder / "office.key").id in done.output
    with locked(folder):
        busy = CliRunner().invoke(main, ["keys", "rotate", "--config", str(config)])
    assert busy.exit_code == 69
    config.write_text('data_dir = "nowhere"\n')
    assert CliRunner().invoke(main, ["keys", "rotate", "--config", str(config)]).exit_code == 66
