"""What may not be kept is erased after its time, and looked for afterwards in every file of the hub."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

import assets
from antrean.__main__ import main
from protocol import errors
from protocol import messages as m
from protocol.office import Office
from protocol.vocabulary import CaseState, Letter, LetterState, PersonalKind, Result, Step
from server.app.records import CaseRecord, LetterRecord
from server.storage.audit import audit
from tests.support.office import MONDAY_NINE, WIB, HandClock, TestOffice, open_office, shipped_office, staffed_office

NIK = "3520115708920001"
PHONE = "081234567890"
REASON = "Pemohon menanyakan angka terakhir"
DAYS = {PersonalKind.APPLICANT: 1825, PersonalKind.DOCUMENT: 30, PersonalKind.MESSAGE: 90}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path)
    yield office
    await office.close()


async def ended(office: TestOffice, name: str = "Siti Aminah") -> int:
    """A case with everything personal that there is, handed over."""
    await office.issue()
    words = {"variant": "lost", "applicant_name": name, "nik": NIK, "seen": ("kk", "police-letter")}
    file = await office.step("1", await office.serve_next(), Step.VERIFY, Result.COMPLETE, **words)
    case = file.case.id
    file = await office.step("kasi", file, Step.APPROVE, Result.REFUSED, reason="Foto kabur sekali")
    file = await office.step("1", file, Step.VERIFY, Result.COMPLETE, **words)
    file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    file = await office.step("cetak", file, Step.PRINT, Result.PRINTED, card_serial=f"B{case}")
    await office.do("kasi", m.RevealNik, case=case, reason=REASON)
    await office.do("kasi", m.AddNote, case=case, text="Catatan tentang Siti")
    file = await office.step("cetak", file, Step.REGISTER, Result.REGISTERED)

    def more(books: Any) -> None:
        books.cases.write_personal("case", case, "phone", PHONE)
        books.documents.add(case, "kk", [b"picture of a family card"], office.clock())
        books.cases.save(replace(books.cases.find(case), documents=1))
        letter = LetterRecord(0, case, Letter.READY, LetterState.BY_HAND, office.clock(), office.clock())
        books.cases.write_personal("letter", books.letters.add(letter).id, "text", "KTP Siti sudah siap")

    await office.store.submit(more)
    file = await office.do("serah", m.OpenCase, case=case)
    await office.step("serah", file, Step.HAND_OVER, Result.RECEIVED, receiver="Siti Aminah")
    return case


def after(days: int, hour: int = 9) -> datetime:
    return MONDAY_NINE.replace(hour=hour) + timedelta(days=days)


def sealed_bytes(folder: Path) -> list[bytes]:
    """Everything sealed that the books hold of anybody, as it stands in the rows, and the documents' files."""
    with sqlite3.connect(folder / "antrean.db") as books:
        rows = books.execute("SELECT sealed FROM personal UNION ALL SELECT wrapped FROM document").fetchall()
        rows += books.execute("SELECT token FROM search_token UNION ALL SELECT answer FROM request").fetchall()
    files = [file.read_bytes() for file in (folder / "documents").iterdir()]
    return [bytes(value) for (value,) in rows if value is not None] + files


def disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def erase(office: TestOffice, **fields: Any) -> tuple[dict[PersonalKind, int], int]:
    answer: m.Erased = await office.do("admin", m.EraseExpired, **fields)
    return {one.kind: one.count for one in answer.kinds}, answer.left


async def test_nothing_is_erased_before_its_time(office: TestOffice) -> None:
    """To the day: the last day on which it is kept, and the first on which it is gone, at their first minute."""
    case = await ended(office)
    document = (await office.do("kasi", m.OpenCase, case=case)).documents[0].id
    office.clock.set(after(DAYS[PersonalKind.DOCUMENT], hour=0))
    await office.hub.tick()
    assert (await office.do("kasi", m.OpenCase, case=case)).documents
    office.clock.set(after(DAYS[PersonalKind.DOCUMENT] + 1, hour=0))
    await office.hub.tick()
    file: m.CaseFile = await office.do("kasi", m.OpenCase, case=case)
    assert (file.documents, file.case.documents, file.erased) == ((), 0, False)
    assert file.applicant_name == "Siti Aminah"
    with pytest.raises(errors.PersonalGone):
        await office.do("kasi", m.ReadDocument, case=case, document=document, reason=REASON)


async def test_messages_have_their_own_time(office: TestOffice) -> None:
    await ended(office)

    async def letters() -> list[str]:
        opened = await office.store.submit(lambda books: list(books.personal.all()))
        return [text for kind, _, _, _, text in opened if kind == "letter"]

    office.clock.set(after(DAYS[PersonalKind.MESSAGE], hour=0))
    await office.hub.tick()
    assert await letters() == ["KTP Siti sudah siap"]
    office.clock.set(after(DAYS[PersonalKind.MESSAGE] + 1, hour=0))
    await office.hub.tick()
    assert await letters() == []


async def test_afterwards_nothing_can_be_read_and_no_sealed_byte_is_on_the_disk(
    office: TestOffice, tmp_path: Path
) -> None:
    case = await ended(office)
    held = sealed_bytes(tmp_path)
    assert len(held) > 30
    assert all(value in disk(tmp_path) for value in held), "the control: before, each of them is found"
    office.clock.set(after(DAYS[PersonalKind.APPLICANT] + 1))
    await office.hub.tick()
    on_disk = disk(tmp_path)
    assert [value for value in held if value in on_disk] == []
    file: m.CaseFile = await office.do("kasi", m.OpenCase, case=case)
    assert file.erased
    assert (file.applicant_name, file.nik, file.phone, file.receiver, file.documents) == ("", "", "", "", ())
    assert {step.reason for step in file.history} | {note.text for note in file.notes} == {""}
    assert file.case.register_number, "what is not personal stays"
    for text in (NIK, PHONE):
        assert (await office.do("kasi", m.FindCases, text=text)).cases == ()
    assert (await office.do("kasi", m.FindCases, text="aminah")).cases == ()
    with pytest.raises(errors.PersonalGone):
        await office.do("kasi", m.RevealNik, case=case, reason=REASON)


async def test_the_journal_tells_of_it_and_still_holds(office: TestOffice, tmp_path: Path) -> None:
    await ended(office)
    before = audit(tmp_path)
    office.clock.set(after(DAYS[PersonalKind.APPLICANT] + 1))
    await office.hub.tick()
    found = audit(tmp_path, printed=before.head)
    assert found.first_broken is None
    assert found.printed is not None
    with sqlite3.connect(tmp_path / "antrean.db") as books:
        bodies = [row[0] for row in books.execute("SELECT body FROM journal WHERE body LIKE '%personal_erased%'")]
    told = [msgspec.json.decode(body, type=m.PersonalErased) for body in bodies]
    assert {(event.kind, event.count) for event in told} == {(kind, 1) for kind in DAYS}


async def test_the_administrator_may_count_before_and_erase_at_once(office: TestOffice, tmp_path: Path) -> None:
    """Under a shorter rule than the one of last midnight. Counting changes nothing; what is left is measured."""
    case = await ended(office)
    running = await office.issue()
    office.clock.set(after(1))
    await office.hub.tick()
    assert await erase(office) == ({PersonalKind.APPLICANT: 0, PersonalKind.DOCUMENT: 0, PersonalKind.MESSAGE: 0}, 0)
    office.hub.office = shorter(office.hub.office)
    counted = dict.fromkeys(DAYS, 1)
    assert await erase(office, only_count=True) == (counted, 3)
    assert (await office.do("kasi", m.OpenCase, case=case)).applicant_name == "Siti Aminah"
    assert await erase(office) == (counted, 0)
    assert (await office.do("kasi", m.OpenCase, case=case)).erased
    assert running.ticket.number == "A-002"
    assert (tmp_path / "antrean.db-wal").stat().st_size == 0


def shorter(office: Office) -> Office:
    settings = msgspec.structs.replace(office.settings, applicant_days=0, document_days=0, message_days=0)
    return msgspec.structs.replace(office, settings=settings)


async def test_a_running_case_is_kept_however_old(office: TestOffice) -> None:
    await office.issue()
    file = await office.verify("1", await office.serve_next(), name="Budi Santoso")
    office.clock.set(after(DAYS[PersonalKind.APPLICANT] + 400))
    await office.hub.tick()
    assert (await office.do("kasi", m.OpenCase, case=file.case.id)).applicant_name == "Budi Santoso"


async def test_whoever_still_reads_keeps_the_bytes_and_that_is_said(office: TestOffice, tmp_path: Path) -> None:
    """An auditor's reading holds the log: the erased cases count as left, until the next tick finds it free."""
    await ended(office)
    office.clock.set(after(1))
    await office.hub.tick()
    office.hub.office = shorter(office.hub.office)
    reader = sqlite3.connect(tmp_path / "antrean.db")
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM journal").fetchone()
    counts, left = await erase(office)
    assert (counts[PersonalKind.APPLICANT], left) == (1, 3)
    await office.hub.tick()
    assert (tmp_path / "antrean.db-wal").stat().st_size > 0
    reader.close()
    await office.hub.tick()
    assert (tmp_path / "antrean.db-wal").stat().st_size == 0


async def test_a_reason_that_belongs_to_no_case_is_erased_too(office: TestOffice, tmp_path: Path) -> None:
    """Who took a register out, and why: the reason goes as old as the applicants' words."""

    def read(books: Any) -> None:
        reading = books.cases.add_reading(None, office.clock())
        books.cases.write_personal("read", reading, "reason", REASON)

    await office.store.submit(read)
    office.clock.set(after(DAYS[PersonalKind.APPLICANT]))
    await office.hub.tick()
    assert len(await office.store.submit(lambda books: list(books.personal.all()))) == 1
    office.clock.set(after(DAYS[PersonalKind.APPLICANT] + 1))
    await office.hub.tick()
    assert await office.store.submit(lambda books: list(books.personal.all())) == []


async def test_power_lost_between_the_erasing_and_the_cleaning(tmp_path: Path) -> None:
    """The rows are gone, the log still holds them: the next start cleans it."""
    office = await staffed_office(tmp_path)
    await ended(office)
    held = [value for value in sealed_bytes(tmp_path) if len(value) > 40]
    erased = shorter(office.hub.office)
    await office.store.submit(lambda books: erase_all(books))
    copy = tmp_path / "after"
    copy_of_a_crash(tmp_path, copy)
    assert any(value in disk(copy) for value in held), "the control"
    await office.close()
    again = await open_office(copy, clock=HandClock(after(1)), office=erased)
    on_disk = disk(copy)
    assert [value for value in held if value in on_disk] == []
    await again.close()


def erase_all(books: Any) -> None:
    for kind in PersonalKind:
        if kind is not PersonalKind.UNKNOWN:
            for case in books.retention.due(kind, 2**62):
                books.retention.erase(kind, case, 1)
    books.answers.forget_those(lambda kept: True)


def copy_of_a_crash(folder: Path, copy: Path) -> None:
    """The files as they are this moment, as after a power cut."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != "hub.lock"]
    for file in files:
        target = copy / file.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())


async def with_a_cancelled_case(folder: Path) -> None:
    """Three days ago, with a document."""
    office = await staffed_office(folder, HandClock(datetime.now(WIB) - timedelta(days=3)))

    def add(books: Any) -> None:
        case = books.cases.add(replace(CANCELLED, changed_at=office.clock(), documents=1)).id
        books.documents.add(case, "kk", [b"picture of a family card"], 1)

    await office.store.submit(add)
    await office.close()


def test_the_command_counts_erases_and_says_that_nothing_is_left(tmp_path: Path) -> None:
    """By the words of the command line, in an office that has shortened its rule for documents."""
    asyncio.run(with_a_cancelled_case(tmp_path / "data"))
    config = tmp_path / "hub.toml"
    config.write_text('data_dir = "data"\n')
    assert said(config, "erase", "--count") == (0, {"data pemohon": 0, "dokumen": 0, "pesan": 0})
    shipped = assets.path("catalogue", "magetan.toml").read_text()
    assert "document_days = 30" in shipped
    (tmp_path / "short.toml").write_text(shipped.replace("document_days = 30", "document_days = 1"))
    config.write_text('data_dir = "data"\ncatalogue = "short.toml"\n')
    for words, count in ((("erase", "--count"), 1), (("erase",), 1), (("erase",), 0)):
        assert said(config, *words) == (0, {"data pemohon": 0, "dokumen": count, "pesan": 0})
    assert list((tmp_path / "data" / "documents").iterdir()) == []


CANCELLED = CaseRecord(id=0, service="ktp-hilang-rusak", opened_at=1, changed_at=1, state=CaseState.CANCELLED)


def said(config: Path, *words: str) -> tuple[int, dict[str, int]]:
    """The exit code and the table."""
    done = CliRunner().invoke(main, [*words, "--config", str(config)])
    rows = [line.rsplit(None, 1) for line in done.stdout.splitlines()[1:]]
    return done.exit_code, {row[0].strip(): int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


def test_the_shipped_office_keeps_as_long_as_the_decision_page_says() -> None:
    settings = shipped_office().settings
    assert {
        PersonalKind.APPLICANT: settings.applicant_days,
        PersonalKind.DOCUMENT: settings.document_days,
        PersonalKind.MESSAGE: settings.message_days,
    } == DAYS
