"""Whatever is done to the journal in the database, ``antrean audit verify`` finds it, against a printed head.

Exhaustive over the lines of a played morning: every column of every line, every line taken out, every pair
swapped, every end cut off, every line doubled.
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from antrean.__main__ import main
from protocol import messages as m
from protocol.vocabulary import Result, Step
from server.app.records import DocumentRecord
from server.storage.audit import Audit, audit
from server.storage.books import SqlBooks
from server.storage.keys import load_or_make
from tests.support.office import staffed_office

COLUMNS = ("seq", "at", "device", "staff", "counter", "ticket", "case", "public", "body", "commitments", "mac")
FEWEST_LINES = 30


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Closed books of a morning with all sorts of lines."""
    folder = tmp_path_factory.mktemp("played") / "data"
    asyncio.run(_play(folder))
    return folder


async def _play(folder: Path) -> None:
    office = await staffed_office(folder)
    for number in range(3):
        await office.issue()
        words = {"variant": "lost", "applicant_name": f"Siti {number}", "nik": "3520115708920001"}
        file = await office.serve_next()
        file = await office.step("1", file, Step.VERIFY, Result.COMPLETE, seen=("kk", "police-letter"), **words)
        file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
        await office.do("kasi", m.RevealNik, case=file.case.id, reason="Untuk diuji")
        file = await office.step("cetak", file, Step.PRINT, Result.PRINTED, card_serial=f"B{number}")
        document = await office.store.submit(partial(_document, file.case.id))
        await office.do("1", m.RemoveDocument, case=file.case.id, document=document.id, reason="Salah kirim")
    await office.close()


def _document(case: int, books: SqlBooks) -> DocumentRecord:
    return books.documents.add(case, "kk", [b"a page"], 1)


@pytest.fixture
def books(played: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(played, tmp_path / "data"))


@contextmanager
def tampered(folder: Path) -> Iterator[tuple[sqlite3.Connection, Callable[[str], Audit]]]:
    """The journal, to be changed inside; whatever was done is taken back at the end."""
    kept = (folder / "antrean.db").read_bytes()
    database = sqlite3.connect(folder / "antrean.db")
    database.execute("PRAGMA journal_mode = delete")

    def look(printed: str) -> Audit:
        database.commit()
        return audit(folder, printed)

    try:
        yield database, look
    finally:
        database.close()
        (folder / "antrean.db").write_bytes(kept)


def lines(folder: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "antrean.db")) as database:
        return database.execute(f"SELECT {', '.join(map(quoted, COLUMNS))} FROM journal ORDER BY seq").fetchall()


def quoted(name: str) -> str:
    return f'"{name}"'


def put(database: sqlite3.Connection, seq: int, column: str, value: object) -> None:
    database.execute(f"UPDATE journal SET {quoted(column)} = ? WHERE seq = ?", (value, seq))


def edits(column: str, value: Any) -> list[Any]:
    """Other values that this column could be given, small and large changes."""
    match column:
        case "body":
            spaced = value.replace(":", ": ", 1)
            return [spaced, value.replace("1", "2", 1), "{}", "", value.encode()]
        case "commitments":
            return ["{}", value[:-3] + "00}" if value else '{"reason": "00"}', value.encode()]
        case "mac":
            return [bytes(32), value[:-1] + bytes([value[-1] ^ 1]), value[:16], None, value.hex()]
        case "public":
            return [1 - value]
        case "counter":
            return [value + "x", value.encode()]
        case "seq":
            return [value + 10_000]
        case "ticket" | "case" | "staff":
            return [None if value is not None else 1, (value or 0) + 1, b"1"]
        case _:
            return [value + 1, str(value) + "x", b"1"]


def test_untouched_books_are_whole_and_there_is_enough_of_them(books: Path) -> None:
    found = audit(books, audit(books).head)
    assert (found.first_broken, found.printed is not None) == (None, True)
    written = lines(books)
    assert len(written) >= FEWEST_LINES
    assert {bool(row[COLUMNS.index("public")]) for row in written} == {True, False}
    assert any(row[COLUMNS.index("commitments")] for row in written)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_edit_of_every_line_is_found(books: Path, column: str) -> None:
    """And it is the edited line that is named."""
    head, written = audit(books).head, lines(books)
    allowed = writable(books, column)
    tried = 0
    with tampered(books) as (database, look):
        for row in written:
            seq, value = row[0], row[COLUMNS.index(column)]
            for edited in edits(column, value):
                if edited == value or (edited is None and not allowed):
                    continue
                put(database, seq, column, edited)
                found = look(head)
                assert found.first_broken is not None, (seq, column, edited)
                if column != "seq":
                    assert found.first_broken == seq, (seq, column, edited)
                put(database, seq if column != "seq" else edited, column, value)
                tried += 1
        assert look(head).first_broken is None, "all taken back"
    assert tried >= len(written)


def writable(folder: Path, column: str) -> bool:
    """Whether the table takes NULL there."""
    with closing(sqlite3.connect(folder / "antrean.db")) as database:
        rows = database.execute("PRAGMA table_info(journal)").fetchall()
    return not next(row[3] for row in rows if row[1] == column)


def test_every_line_taken_out_is_found(books: Path) -> None:
    """Any line, also where those behind it move up to close the gap."""
    head, written = audit(books).head, lines(books)
    for row in written[:-1]:
        for close in (False, True):
            with tampered(books) as (database, look):
                database.execute("DELETE FROM journal WHERE seq = ?", (row[0],))
                if close:
                    database.execute("UPDATE journal SET seq = -seq WHERE seq > ?", (row[0],))
                    database.execute("UPDATE journal SET seq = -seq - 1 WHERE seq < 0")
                found = look(head)
                assert found.first_broken == row[0] + (not close), (row[0], close)
                assert found.printed is None


def test_every_end_cut_off_is_found_by_the_printed_head_and_by_nothing_else(books: Path) -> None:
    written = lines(books)
    heads = {row[0]: row[-1].hex() for row in written}
    for seq in range(len(written) - 1, 0, -1):
        with tampered(books) as (database, look):
            database.execute("DELETE FROM journal WHERE seq > ?", (seq,))
            assert look("").first_broken is None, "a chain that ends early is a whole chain"
            assert look(heads[len(written)]).printed is None
            older = look(heads[seq]).printed
            assert older is not None
            assert older.seq == seq


def test_every_swap_of_neighbours_and_of_far_ones_is_found(books: Path) -> None:
    head, written = audit(books).head, lines(books)
    pairs = [(seq, seq + 1) for seq in range(1, len(written))]
    pairs += [(seq, len(written) + 1 - seq) for seq in range(1, len(written) // 2)]
    for one, other in pairs:
        with tampered(books) as (database, look):
            for old, new in ((one, -1), (other, one), (-1, other)):
                put(database, old, "seq", new)
            found = look(head)
            assert found.first_broken == one
            assert found.printed is None


def test_every_line_doubled_or_made_up_is_found(books: Path) -> None:
    head, written = audit(books).head, lines(books)
    marks = ", ".join("?" * len(COLUMNS))
    for row in written:
        with tampered(books) as (database, look):
            end = len(written) + 1
            database.execute(
                f"INSERT INTO journal ({', '.join(map(quoted, COLUMNS))}) VALUES ({marks})", (end, *row[1:])
            )
            found = look(head)
            assert found.first_broken == end or (row[0] == len(written) and found.first_broken == end)


def test_words_of_one_line_in_another_are_found(books: Path) -> None:
    """Two lines trade what they say, with all that belongs to it but their places in the chain."""
    head, written = audit(books).head, lines(books)
    for one in range(len(written) - 1):
        first, second = written[one], written[one + 1]
        with tampered(books) as (database, look):
            for column, here, there in zip(COLUMNS[1:], first[1:], second[1:], strict=True):
                put(database, first[0], column, there)
                put(database, second[0], column, here)
            assert look(head).first_broken == first[0]


def test_another_offices_key_proves_nothing(books: Path, tmp_path: Path) -> None:
    (books / "office.key").unlink()
    load_or_make(books / "office.key")
    assert audit(books).first_broken == 1


def test_the_command_says_so_and_ends_with_1(books: Path, tmp_path: Path) -> None:
    """The same by the words of the command line, for one of each kind."""
    config = tmp_path / "hub.toml"
    config.write_text('data_dir = "data"\n')
    head = audit(books).head
    whole = CliRunner().invoke(main, ["audit", "verify", "--head", head, "--config", str(config)])
    assert whole.exit_code == 0, whole.output
    for sql in (
        "UPDATE journal SET staff = staff + 1 WHERE seq = 20",
        "UPDATE journal SET public = 1 - public WHERE seq = 20",
        "UPDATE journal SET body = x'00' WHERE seq = 20",
        "DELETE FROM journal WHERE seq = 20",
        "DELETE FROM journal WHERE seq > 20",
        "DELETE FROM journal",
    ):
        with tampered(books) as (database, _):
            database.execute(sql)
            database.commit()
            said = CliRunner().invoke(main, ["audit", "verify", "--head", head, "--config", str(config)])
            assert said.exit_code == 1, (sql, said.output)
