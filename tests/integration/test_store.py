"""The store on real files: durable order, a full disk, two hubs on one folder, migrations."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import peewee
import pytest
from cryptography.exceptions import InvalidTag
from playhouse import migrations

from protocol import errors
from protocol.messages import DayStarted
from protocol.vocabulary import View
from server.storage import keys, models, schema
from server.storage.books import SqlBooks, WrongKey
from server.storage.journal import Line
from server.storage.personal import PersonalFields
from server.storage.store import DURABLE, DataFolderInUse, Store


def write_line(day: str) -> Any:
    def work(books: SqlBooks) -> int:
        return books.journal.append(
            DayStarted(day=day), at=1, device=0, staff=None, counter="", commitments={"filler": day * 50}
        )

    return work


async def fill(store: Store) -> int:
    """Writes until the store refuses; gives how many lines were acknowledged."""
    for n in range(5000):
        try:
            await store.submit(write_line(f"day {n}" * 20))
        except errors.Busy:
            return n
    raise AssertionError("the disk never got full")


async def test_news_comes_before_answers_and_looks_see_exactly_what_was_told(tmp_path: Path) -> None:
    """Between a look's result and the next news there is neither a gap nor an overlap."""
    store = Store(tmp_path, asyncio.get_running_loop())
    told: list[int] = []
    seen: list[tuple[int, int]] = []

    def listen(lines: Sequence[Line]) -> None:
        told.extend(line.seq for line in lines)

    def looked(last: int) -> None:
        seen.append((last, told[-1] if told else 0))

    store.on_committed(listen)
    writes = []
    for n in range(200):
        writes.append(store.submit(write_line(f"day {n}")))
        store.look(lambda books: books.journal.last_seq(View.STAFF), looked)
    answers = await asyncio.gather(*writes)
    await store.look(lambda books: books.journal.last_seq(View.STAFF), looked)
    assert answers == list(range(1, 201)) == told
    assert all(last == heard for last, heard in seen)
    assert len(seen) == 201
    await store.close()


async def test_one_bad_command_takes_back_only_itself(tmp_path: Path) -> None:
    store = Store(tmp_path, asyncio.get_running_loop())

    def fails_after_writing(books: SqlBooks) -> None:
        write_line("lost")(books)
        raise errors.NobodyWaiting

    results = await asyncio.gather(
        store.submit(write_line("one")),
        store.submit(fails_after_writing),
        store.submit(write_line("two")),
        return_exceptions=True,
    )
    assert isinstance(results[1], errors.NobodyWaiting)
    days = await store.submit(lambda books: [line.event.day for line in books.journal.lines()])
    assert days == ["one", "two"]
    assert await store.submit(lambda books: books.journal.first_broken()) is None
    await store.close()


async def test_a_full_disk_refuses_loses_nothing_and_recovers(tmp_path: Path) -> None:
    """SQLite is told that the disk ends soon; what was acknowledged before stays, what comes after is refused."""
    store = Store(tmp_path, asyncio.get_running_loop(), pragmas={**DURABLE, "max_page_count": 80})
    kept = await fill(store)
    await store.close()
    again = Store(tmp_path, asyncio.get_running_loop())
    assert await again.submit(lambda books: sum(1 for _ in books.journal.lines())) == kept
    assert await again.submit(lambda books: books.journal.first_broken()) is None
    await again.submit(write_line("there is room again"))
    await again.close()


async def test_a_full_disk_does_not_end_the_hub(tmp_path: Path) -> None:
    """The same store goes on as soon as there is room."""
    store = Store(tmp_path, asyncio.get_running_loop(), pragmas={**DURABLE, "max_page_count": 80})
    await fill(store)

    def make_room(books: SqlBooks) -> None:
        books.facts._database.execute_sql("PRAGMA max_page_count = 100000")

    await store.look(make_room, lambda _: None)
    before = await store.submit(lambda books: books.journal.last_seq(View.STAFF))
    assert await store.submit(write_line("room")) > before - 1
    assert await store.submit(lambda books: books.journal.first_broken()) is None
    await store.close()


async def test_two_hubs_never_share_a_folder(tmp_path: Path) -> None:
    store = Store(tmp_path, asyncio.get_running_loop())
    with pytest.raises(DataFolderInUse):
        Store(tmp_path, asyncio.get_running_loop())
    await store.close()
    again = Store(tmp_path, asyncio.get_running_loop())
    await again.close()


async def test_files_are_for_the_owner_only(tmp_path: Path) -> None:
    store = Store(tmp_path / "books", asyncio.get_running_loop())
    await store.close()
    assert (tmp_path / "books").stat().st_mode & 0o077 == 0
    assert (tmp_path / "books" / "office.key").stat().st_mode & 0o777 == 0o600


async def test_a_damaged_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "office.key").write_bytes(b"short")
    with pytest.raises(ValueError, match="not a key file"):
        Store(tmp_path, asyncio.get_running_loop())


async def test_the_books_stay_shut_without_their_key(tmp_path: Path) -> None:
    """What was sealed with one key is not opened with another, nor written to with it."""
    store = Store(tmp_path, asyncio.get_running_loop())
    await store.submit(lambda books: books.cases.write_personal("case", 1, "applicant_name", "Siti"))
    await store.close()
    (tmp_path / "office.key").unlink()
    with pytest.raises(WrongKey):
        Store(tmp_path, asyncio.get_running_loop())
    key = keys.load_or_make(tmp_path / "office.key")
    database = peewee.SqliteDatabase(str(tmp_path / "antrean.db"))
    with pytest.raises(InvalidTag):
        PersonalFields(database, key).read("case", 1)
    database.close()


def test_migrations_build_the_tables_of_the_models(tmp_path: Path) -> None:
    """The frozen copy in the first migration and today's models describe the same tables."""
    migrated, created = tmp_path / "migrated.db", tmp_path / "created.db"
    database = peewee.SqliteDatabase(str(migrated))
    assert schema.migrate(database) == [file.stem for file in sorted(schema.FOLDER.glob("0*.py"))]
    assert schema.migrate(database) == []
    database.close()
    other = peewee.SqliteDatabase(str(created))
    with other.bind_ctx(models.TABLES):
        other.create_tables(models.TABLES)
    other.close()
    assert tables_of(migrated) == tables_of(created)


def test_each_migration_can_be_taken_back(tmp_path: Path) -> None:
    """Books of any age can be made, and are what that age's migrations made."""
    file = tmp_path / "books.db"
    database = peewee.SqliteDatabase(str(file))
    runner = migrations.Runner(database, str(schema.FOLDER))
    made = {name: (runner.up(name), tables_of(file))[1] for name in (step.name for step in runner.migrations())}
    assert len(made) > 1
    for name in reversed(made):
        assert tables_of(file) == made[name]
        runner.down()
    assert tables_of(file) == {}
    database.close()


def tables_of(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    with sqlite3.connect(file) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: database.execute(f"PRAGMA table_info({name})").fetchall()
            + sorted(row[2:] for row in database.execute(f"PRAGMA index_list({name})"))
            for name in names
            if name not in ("schema_migration", "sqlite_sequence")
        }


def test_the_four_keys_differ_and_stay_the_same() -> None:
    made = keys.from_secret(bytes(32))
    assert made == keys.from_secret(bytes(32))
    assert len({made.personal, made.search, made.commitment, made.journal}) == 4
    assert "personal" not in repr(made)
