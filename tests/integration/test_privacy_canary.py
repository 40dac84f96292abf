"""A handful of cases of people whom nobody else is called like, played through a served hub; then a search for
every trace of them: in each byte that the hub keeps, in its log at the lowest level, in all that the hall hears.
"""

import asyncio
import base64
import io
import json
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image

from server.__main__ import quiet_libraries
from tests.support.office import KTP, PIN
from tests.support.web_terminal import Refused, ServedOffice, Terminal, served_office

NAME, RECEIVER = "Kanariyah Wulandari", "Kanariman Receiver"
NIK, PHONE = "3520115708929753", "085798765432"
REASON = "Kanarireason pemohon bertanya"
NOTE = "Kanarinote tetangga mengantar"
WORDS = (NAME, RECEIVER, NIK, PHONE, "6285798765432", REASON, NOTE, "Kanari")
WALKED, REMOTE = 2, 2
FEWEST_LETTERS = 8  # of base64: less of it is found in any noise


def spellings(word: str) -> Iterator[bytes]:
    """How a word may stand in a file: in several encodings, escaped, in base64 at each of three beginnings."""
    plain = word.encode()
    yield from (plain, plain.lower(), plain.upper(), plain[::-1])
    yield from (word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode(), plain.hex().upper().encode())
    yield quote(word).encode()
    yield word.replace(" ", "+").encode()
    for before in range(3):
        coded = base64.b64encode(bytes(before) + plain)
        if len(inside := coded[4:-4]) >= FEWEST_LETTERS:
            yield inside
    if word.isdigit() and len(word) == 16:
        yield b" ".join(plain[at : at + 4] for at in range(0, 16, 4))
        yield int(word).to_bytes(8, "big")
        yield int(word).to_bytes(8, "little")


def traces(content: bytes) -> list[str]:
    """Which of the words are found, in any spelling."""
    return [word for word in WORDS if any(spelling in content for spelling in spellings(word))]


@pytest.fixture
async def office(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[ServedOffice]:
    caplog.set_level(logging.DEBUG)
    async with served_office(tmp_path) as office:
        await office.furnish()
        admin = await office.admin()
        added = await admin.do("add_device", kind="counter", name="paktuwa", place="paktuwa")
        office.tokens["paktuwa"] = added["token"]
        answer = await admin.do("add_staff", login="wati", name="Wati", roles=["operator-paktuwa"], pin=PIN)
        office.staff["wati"] = answer["staff"][0]["id"]
        yield office


async def seated(office: ServedOffice) -> dict[str, Terminal]:
    seats = await office.seated()
    seats["paktuwa"] = await office.at("paktuwa")
    await seats["paktuwa"].do("sign_in", staff=office.staff["wati"], pin=PIN)
    return seats


async def step(seat: Terminal, file: dict[str, Any], step: str, result: str, **words: Any) -> dict[str, Any]:
    case = file["case"]
    asked = {"case": case["id"], "expected_version": case.get("version", 1), "step": step, "result": result}
    return await seat.do("record_step", **asked, **words)


async def walk_in(kiosk: Terminal, seats: dict[str, Terminal], number: int) -> str:
    """One citizen at the counters, with every branch that takes words; the public page of the ticket."""
    ticket = (await kiosk.do("issue_ticket", service=KTP))["ticket"]["id"]
    await seats["1"].do("call_next")
    file = await seats["1"].do("start_serving", ticket=ticket)
    words = {"variant": "lost", "applicant_name": NAME, "nik": NIK, "seen": ["kk", "police-letter"]}
    file = await step(seats["1"], file, "verify", "complete", **words)
    case = file["case"]["id"]
    file = await seats["1"].do("add_note", case=case, text=NOTE)
    file = await step(seats["kasi"], file, "approve", "refused", reason=REASON)
    file = await step(seats["1"], file, "verify", "complete", **words)
    file = await step(seats["kasi"], file, "approve", "approved")
    await seats["kasi"].do("reveal_nik", case=case, reason=REASON)
    file = await step(seats["cetak"], file, "print", "spoiled", card_serial=f"S{number}", reason=REASON)
    file = await step(seats["cetak"], file, "print", "printed", card_serial=f"P{number}")
    file = await step(seats["cetak"], file, "register", "registered")
    await seats["serah"].do("call_to_handover", ticket=ticket)
    await step(seats["serah"], file, "hand_over", "received", receiver=RECEIVER, relation="saudara", note=NOTE)
    return str(file["url"]).split("/t/")[1]


async def by_whatsapp(office: ServedOffice, seat: Terminal, number: int) -> bytes:
    """A message of the applicant of PAK TUWA with a photo; the middle of its page as the desk's viewer gets it."""
    sent = int(office.clock())
    file = await seat.do("receive_case", service="pak-tuwa", phone=PHONE, sent_at=sent, applicant_name=NAME, nik=NIK)
    case = file["case"]["id"]
    await seat.do("tell_applicant", case=case, letter="received")
    bearer = {"Authorization": f"Bearer {office.tokens['paktuwa']}"}
    upload = f"{office.http}/cases/{case}/documents?requirement=kk"
    headers = bearer | {"X-Request-Id": f"upload-{number}"}
    async with office.client.post(upload, data=photo(number), headers=headers, ssl=office.pin()) as answer:
        assert answer.status == 201, await answer.text()
        document = (await answer.json())["id"]
    ready = await seat.do("read_document", case=case, document=document, reason=REASON)
    async with office.client.get(f"{office.http}{ready['path']}/1", headers=bearer, ssl=office.pin()) as answer:
        page = await answer.read()
    return page[len(page) // 2 :][:64]


def photo(number: int) -> bytes:
    """Noise, so that no piece of it is like a piece of anything else."""
    written = io.BytesIO()
    Image.frombytes("L", (320, 240), Random(number).randbytes(320 * 240)).convert("RGB").save(written, "JPEG")
    return written.getvalue()


async def look_for(seats: dict[str, Terminal]) -> None:
    """Searches, also some that are refused or find nothing."""
    for text in (NIK, NAME, PHONE, f"+62 {PHONE[1:]}", NIK[:-1] + "0"):
        await seats["kasi"].do("find_cases", text=text)
    days = {"first_day": "2026-11-01", "last_day": "2026-11-30"}
    for text in (NIK, NAME):
        await seats["cetak"].do("open_register", register="cards", text=text, **days)
    for wrong in ({"case": 999_999, "reason": REASON}, {"case": 1, "reason": ""}):
        with pytest.raises(Refused):
            await seats["kasi"].do("reveal_nik", **wrong)
    with pytest.raises(Refused):
        await seats["1"].do("record_step", case=1, expected_version=99, step="verify", result=NAME, nik=NIK)


def everything_in(folder: Path) -> bytes:
    return b"\n".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def backed_up(books: Path, to: Path) -> bytes:
    """As an office backs up: SQLite's own copy, the file as it stands, and a dump in words."""
    to.mkdir()
    with sqlite3.connect(books / "antrean.db") as source, sqlite3.connect(to / "backup.db") as copy:
        source.backup(copy)
        (to / "dump.sql").write_text("\n".join(copy.iterdump()))
    shutil.copy(books / "antrean.db", to / "raw.db")
    return everything_in(to)


async def test_no_trace_of_a_citizen_where_it_must_not_be(
    office: ServedOffice, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kiosk, display = await office.at("kiosk"), await office.at("display")
    seats = await seated(office)
    codes = [await walk_in(kiosk, seats, number) for number in range(WALKED)]
    pages = [await by_whatsapp(office, seats["paktuwa"], number) for number in range(REMOTE)]
    await look_for(seats)
    late = await office.at("display")
    web = [await page_of(office, f"/t/{code}") for code in codes]
    books = office.settings.data_dir
    assert (books / "antrean.db-wal").stat().st_size > 0, "the write-ahead log is looked at too"
    assert (books / "antrean.db-shm").exists()
    assert len(list((books / "documents").iterdir())) == REMOTE
    disk, backup = everything_in(books), await asyncio.to_thread(backed_up, books, tmp_path / "backup")
    hall = "\n".join(kiosk.heard + display.heard + late.heard + web).encode()
    told = "\n".join(line for seat in seats.values() for line in seat.heard if '"type":"events"' in line[:20]).encode()
    logged = "\n".join(record.getMessage() + repr(record.args) for record in caplog.records).encode()
    for content in (disk, backup, hall, told, logged + caplog.text.encode()):
        assert traces(content) == []
    assert [page for page in pages if page in disk or page in backup] == []
    # Controls: there was something to be found, and the search finds it.
    answers = "\n".join(line for seat in seats.values() for line in seat.heard).encode()
    assert set(WORDS) - set(traces(answers)) == {PHONE}, "officers who asked were told all, telephones in one spelling"
    assert b"A-001" in disk
    assert b"A-001" in hall
    assert b"case_advanced" in told
    assert logging.DEBUG in {record.levelno for record in caplog.records}
    assert len(set(pages)) == REMOTE


async def page_of(office: ServedOffice, path: str) -> str:
    async with office.client.get(office.http + path, ssl=office.pin()) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_a_hubs_own_log_has_no_values_of_the_books_at_any_level(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Hashes of PINs and tokens are no names, and nobody's business either. The control: without it they are there."""
    loggers = [logging.getLogger(name) for name in ("aiohttp", "peewee")]
    levels = [logger.level for logger in loggers]
    caplog.set_level(logging.DEBUG)
    try:
        for quiet in (False, True):
            if quiet:
                quiet_libraries()
            caplog.clear()
            folder = tmp_path / str(quiet)
            folder.mkdir()
            async with served_office(folder) as office:
                await office.furnish()
            assert ("$argon2" in caplog.text or "pin_hash" in caplog.text) is not quiet
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@pytest.mark.parametrize("spelling", sorted({s for word in (NAME, NIK) for s in spellings(word) if s}))
def test_the_search_finds_every_spelling(spelling: bytes) -> None:
    """The control of the control: hidden anywhere in other bytes."""
    assert traces(bytes(range(256)) + spelling + bytes(50))
    assert traces(json.dumps({"frame": "nothing of anybody"}).encode() + bytes(range(256)) * 20) == []
