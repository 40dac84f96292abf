"""Documents and what is masked: sealed on the disk, read with a reason only, and gone when they are removed."""

import hmac
import json
import os
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import PersonalKind, PersonalPart, Result, Step
from server.app.records import DocumentRecord
from server.storage.keys import load_or_make
from tests.support.office import TestOffice, open_office, staffed_office

NIK = "3520115708920001"
PAGES = [b"\xff\xd8 CANARY first page " + bytes(5000), b"\xff\xd8 CANARY second page"]
REASON = "Pemohon menanyakan angka terakhir"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path / "books")
    yield office
    await office.close()


@pytest.fixture
async def file(office: TestOffice) -> m.CaseFile:
    await office.issue()
    words = {"variant": "lost", "applicant_name": "Siti Aminah", "nik": NIK, "seen": ("kk", "police-letter")}
    return await office.step("1", await office.serve_next(), Step.VERIFY, Result.COMPLETE, **words)


async def add(office: TestOffice, case: int, pages: list[bytes] = PAGES) -> DocumentRecord:
    return await office.store.submit(lambda books: books.documents.add(case, "kk", pages, office.clock()))


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "antrean.db") as books:
        return books.execute(sql).fetchall()


def documents(folder: Path) -> list[Path]:
    return sorted((folder / "documents").iterdir())


def last_line(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    ((body, commitments),) = rows(folder, "SELECT body, commitments FROM journal ORDER BY seq DESC LIMIT 1")
    return json.loads(body), json.loads(commitments)


# --- The NIK in full ---------------------------------------------------------------------------------


async def test_the_whole_nik_is_told_for_a_reason_and_journaled(
    office: TestOffice, file: m.CaseFile, tmp_path: Path
) -> None:
    answer = await office.do("kasi", m.RevealNik, case=file.case.id, reason=f"  {REASON} ")
    assert answer == m.NikRevealed(nik=NIK)
    event, commitments = last_line(tmp_path / "books")
    assert (event["type"], event["what"], event["case"]) == ("personal_read", PersonalPart.NIK, file.case.id)
    assert REASON not in json.dumps([event, commitments])
    ((staff, case),) = rows(tmp_path / "books", 'SELECT staff, "case" FROM journal ORDER BY seq DESC LIMIT 1')
    assert (staff, case) == (office.staff["karim"], file.case.id)


async def test_the_commitment_proves_the_reason(office: TestOffice, file: m.CaseFile, tmp_path: Path) -> None:
    """Whoever holds the key can show that just this reason was given; another reason does not fit."""
    await office.do("kasi", m.RevealNik, case=file.case.id, reason=REASON)
    _, commitments = last_line(tmp_path / "books")
    opened = await office.store.submit(lambda books: list(books.personal.all()))
    salt = next(salt for kind, _, _, salt, text in opened if (kind, text) == ("read", REASON))
    key = load_or_make(tmp_path / "books" / "office.key").commitment
    assert hmac.new(key, salt + REASON.encode(), "sha256").hexdigest() == commitments["reason"]
    assert hmac.new(key, salt + b"another", "sha256").hexdigest() != commitments["reason"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
async def test_nothing_is_told_without_a_reason(office: TestOffice, file: m.CaseFile, reason: str) -> None:
    document = await add(office, file.case.id)
    for command in (m.ReadDocument, m.RemoveDocument):
        with pytest.raises(errors.FieldNeeded):
            await office.do("1", command, case=file.case.id, document=document.id, reason=reason)
    with pytest.raises(errors.FieldNeeded):
        await office.do("kasi", m.RevealNik, case=file.case.id, reason=reason)


async def test_a_case_without_a_nik_has_none_to_tell(office: TestOffice) -> None:
    await office.issue()
    file = await office.verify("1", await office.serve_next())
    with pytest.raises(errors.PersonalGone):
        await office.do("kasi", m.RevealNik, case=file.case.id, reason=REASON)


async def test_machines_of_the_hall_may_not_ask(office: TestOffice, file: m.CaseFile) -> None:
    document = await add(office, file.case.id)
    for place in ("kiosk", "display"):
        with pytest.raises(errors.NotAllowed):
            await office.do(place, m.RevealNik, case=file.case.id, reason=REASON)
        with pytest.raises(errors.NotAllowed):
            await office.do(place, m.ReadDocument, case=file.case.id, document=document.id, reason=REASON)
        with pytest.raises(errors.NotAllowed):
            await office.do(place, m.FindCases, text=NIK)


# --- Documents ---------------------------------------------------------------------------------------


async def test_pages_are_sealed_in_a_file_of_ours_only(office: TestOffice, file: m.CaseFile, tmp_path: Path) -> None:
    document = await add(office, file.case.id)
    (sealed,) = documents(tmp_path / "books")
    assert sealed.stat().st_mode & 0o777 == 0o600
    assert sealed.parent.stat().st_mode & 0o777 == 0o700
    assert b"CANARY" not in sealed.read_bytes()
    assert await office.store.submit(lambda books: books.documents.pages(document.id)) == PAGES
    opened: m.CaseFile = await office.do("kasi", m.OpenCase, case=file.case.id)
    assert opened.documents == (document.shown(),)
    assert (document.pages, document.bytes) == (2, sum(map(len, PAGES)))


async def test_pages_go_to_the_terminal_that_asked_and_the_journal_says_so(
    office: TestOffice, file: m.CaseFile, tmp_path: Path
) -> None:
    document = await add(office, file.case.id)
    ready = await office.do("kasi", m.ReadDocument, case=file.case.id, document=document.id, reason=REASON)
    assert ready.pages == 2
    token = ready.path.rsplit("/", 1)[1]
    fetched = [await office.hub.files.fetch(token, page, office.devices["kasi"].id) for page in (1, 2)]
    assert [one.content for one in fetched] == PAGES
    with pytest.raises(errors.UnknownFile):
        await office.hub.files.fetch(token, 1, office.devices["1"].id)
    event, commitments = last_line(tmp_path / "books")
    assert (event["what"], event["document"]) == (PersonalPart.DOCUMENT, document.id)
    assert list(commitments) == ["reason"]


async def test_a_document_of_another_case_is_unknown(office: TestOffice, file: m.CaseFile) -> None:
    document = await add(office, file.case.id)
    await office.issue()
    other = await office.serve_next("2")
    for command in (m.ReadDocument, m.RemoveDocument):
        with pytest.raises(errors.UnknownDocument):
            await office.do("1", command, case=other.case.id, document=document.id, reason=REASON)
        with pytest.raises(errors.UnknownDocument):
            await office.do("1", command, case=other.case.id, document=999, reason=REASON)


async def test_a_removed_document_is_gone_from_the_disk(office: TestOffice, file: m.CaseFile, tmp_path: Path) -> None:
    gone, kept = await add(office, file.case.id), await add(office, file.case.id)
    folder = tmp_path / "books"
    ((name, wrapped),) = rows(folder, f"SELECT file, wrapped FROM document WHERE id = {gone.id}")
    answer = await office.do("1", m.RemoveDocument, case=file.case.id, document=gone.id, reason="Salah kirim")
    assert [document.id for document in answer.documents] == [kept.id]
    assert answer.case.documents == 1
    assert name not in [file.name for file in documents(folder)]
    assert bytes(wrapped) not in b"".join(file.read_bytes() for file in folder.glob("antrean.db*"))
    with pytest.raises(errors.PersonalGone):
        await office.do("1", m.ReadDocument, case=file.case.id, document=gone.id, reason=REASON)
    lines = rows(folder, "SELECT body, commitments FROM journal ORDER BY seq DESC LIMIT 2")
    event, commitments = json.loads(lines[1][0]), json.loads(lines[1][1])
    assert (event["kind"], event["count"], event["document"]) == (PersonalKind.DOCUMENT, 1, gone.id)
    assert list(commitments) == ["reason"]


async def test_a_file_that_was_touched_or_moved_is_not_opened(
    office: TestOffice, file: m.CaseFile, tmp_path: Path
) -> None:
    """Changed bytes, a page cut off, another document's file, a row that claims another case."""
    first, second = await add(office, file.case.id), await add(office, file.case.id, PAGES[::-1])
    folder = tmp_path / "books" / "documents"
    names = dict(rows(tmp_path / "books", "SELECT id, file FROM document"))
    whole = (folder / names[first.id]).read_bytes()
    for content in (whole[:-1], whole[:3000], whole[:40] + b"!" + whole[41:], (folder / names[second.id]).read_bytes()):
        (folder / names[first.id]).write_bytes(content)
        with pytest.raises(InvalidTag):
            await office.store.submit(lambda books: books.documents.pages(first.id))
    (folder / names[first.id]).write_bytes(whole)
    assert await office.store.submit(lambda books: books.documents.pages(first.id)) == PAGES
    with sqlite3.connect(tmp_path / "books" / "antrean.db") as books:
        books.execute(f'UPDATE document SET "case" = 77 WHERE id = {first.id}')
    with pytest.raises(InvalidTag):
        await office.store.submit(lambda books: books.documents.pages(first.id))


async def test_a_command_that_fails_leaves_no_file_and_takes_none(
    office: TestOffice, file: m.CaseFile, tmp_path: Path
) -> None:
    kept = await add(office, file.case.id)
    before = documents(tmp_path / "books")

    def fails(books: Any) -> None:
        books.documents.add(file.case.id, "", PAGES, 1)
        books.documents.erase(kept.id)
        raise errors.UnknownCase

    with pytest.raises(errors.UnknownCase):
        await office.store.submit(fails)
    assert documents(tmp_path / "books") == before
    assert await office.store.submit(lambda books: books.documents.pages(kept.id)) == PAGES


async def test_what_a_crash_left_behind_is_swept_at_the_next_start(tmp_path: Path) -> None:
    """A file whose row never became durable, and one whose row has forgotten it."""
    office = await staffed_office(tmp_path)
    document = await add(office, 1)
    await office.close()
    folder = tmp_path / "documents"
    (folder / ("ab" * 16)).write_bytes(b"a page of nobody")
    again = await open_office(tmp_path)
    (kept,) = documents(tmp_path)
    assert kept.name != "ab" * 16
    assert await again.store.submit(lambda books: books.documents.pages(document.id)) == PAGES
    await again.close()


async def test_a_full_disk_refuses_the_document_and_keeps_the_books(
    office: TestOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            await add(office, 1)
    assert documents(tmp_path / "books") == []
    assert (await add(office, 1)).id == 1
