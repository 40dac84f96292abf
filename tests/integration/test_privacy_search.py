"""Cases found by whatever a desk has, from books that hold none of it in the clear."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import Result, Step
from tests.support.office import TestOffice, open_office, staffed_office

NIK = "3520115708920001"
SEEN = ("kk", "police-letter")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path / "books")
    yield office
    await office.close()


async def verified(office: TestOffice, name: str, nik: str = "") -> m.CaseFile:
    await office.issue()
    file = await office.serve_next()
    words = {"variant": "lost", "applicant_name": name, "nik": nik, "seen": SEEN}
    return await office.step("1", file, Step.VERIFY, Result.COMPLETE, **words)


async def write(office: TestOffice, case: int, field: str, text: str) -> None:
    await office.store.submit(lambda books: books.cases.write_personal("case", case, field, text))


async def found(office: TestOffice, text: str) -> list[int]:
    answer: m.CasesFound = await office.do("kasi", m.FindCases, text=text)
    return [one.case.id for one in answer.cases]


async def test_by_words_of_the_name_and_how_they_begin(office: TestOffice) -> None:
    siti = (await verified(office, "Siti Nur\u2019aini Rahayu")).case.id
    budi = (await verified(office, "Budi Rahayudi")).case.id
    assert await found(office, "siti") == [siti]
    assert await found(office, "RAHAYU") == [budi, siti]
    assert await found(office, "rahayu nur'ai") == [siti]
    assert await found(office, "bud rah") == [budi]
    assert await found(office, "hayu") == []
    assert await found(office, "siti budi") == []


@pytest.mark.parametrize("text", ["", "  ", "si", "a b c", "--"])
async def test_less_than_three_letters_is_too_short(office: TestOffice, text: str) -> None:
    with pytest.raises(errors.SearchTooShort) as refused:
        await found(office, text)
    assert refused.value.params == {"letters": 3}


async def test_by_ticket_number_of_any_day_newest_first(office: TestOffice) -> None:
    monday = (await verified(office, "Siti Aminah")).case.id
    office.clock.set(office.clock.at + timedelta(days=1))
    tuesday = (await verified(office, "Budi Santoso")).case.id
    assert await found(office, "A-001") == [tuesday, monday]
    assert await found(office, " a1 ") == [tuesday, monday]
    assert await found(office, "A-002") == []


async def test_by_register_number_ticket_link_nik_telephone_and_pickup_code(office: TestOffice) -> None:
    file = await verified(office, "Siti Aminah", NIK)
    await verified(office, "Budi Santoso")
    file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    file = await office.step("cetak", file, Step.PRINT, Result.PRINTED, card_serial="B1")
    file = await office.step("cetak", file, Step.REGISTER, Result.REGISTERED)
    case = file.case.id
    await write(office, case, "phone", "0812-3456-7890")
    await write(office, case, "pickup_code", "7KQ0WZ1R")
    number = file.case.register_number
    for text in (number, number.lower(), number.replace("/000", "/"), file.url, file.url.rsplit("/", 1)[1]):
        assert await found(office, text) == [case], text
    for text in (NIK, f"{NIK[:6]} {NIK[6:12]} {NIK[12:]}", "081234567890", "+62 812 3456 7890", "7kqo-wzlr"):
        assert await found(office, text) == [case], text
    for text in ("3520115708920002", "081234567891", "A/2026/999999"):
        assert await found(office, text) == [], text


async def test_what_is_found_is_masked_and_never_more_than_a_page(office: TestOffice) -> None:
    case = (await verified(office, "Siti Aminah", NIK)).case.id
    answer: m.CasesFound = await office.do("kasi", m.FindCases, text=NIK)
    assert [(one.applicant_name, one.nik) for one in answer.cases] == [("Siti Aminah", "*" * 12 + "0001")]
    for _ in range(60):
        copy = await office.store.submit(lambda books: books.cases.add(books.cases.find(case)))  # type: ignore[arg-type]
        await write(office, copy.id, "applicant_name", "Siti Aminah")
    answer = await office.do("kasi", m.FindCases, text="aminah")
    assert (len(answer.cases), answer.more) == (50, True)
    ids = [one.case.id for one in answer.cases]
    assert ids == sorted(ids, reverse=True)


async def test_the_index_follows_what_is_written_anew(office: TestOffice) -> None:
    case = (await verified(office, "Siti Aminah", NIK)).case.id
    await write(office, case, "applicant_name", "Sita Aminah")
    assert await found(office, "siti") == []
    assert await found(office, "sita") == [case]


async def test_books_of_before_get_their_index_when_they_are_opened(tmp_path: Path) -> None:
    office = await staffed_office(tmp_path)
    case = (await verified(office, "Siti Aminah", NIK)).case.id
    devices = office.devices
    await office.close()
    with sqlite3.connect(tmp_path / "antrean.db") as books:
        books.execute("DELETE FROM search_token")
        books.execute("DELETE FROM fact WHERE name = 'search_index'")
    again = await open_office(tmp_path)
    again.devices.update(devices)
    assert await found(again, NIK) == [case]
    await again.close()


async def test_what_books_of_before_had_deleted_is_not_on_the_disk_any_more(tmp_path: Path) -> None:
    """Their version left deleted bytes where they were."""
    office = await staffed_office(tmp_path)
    await verified(office, "Siti Aminah", NIK)
    await office.close()
    remains = b"what was deleted once" * 20
    with closing(sqlite3.connect(tmp_path / "antrean.db")) as books:
        books.execute("PRAGMA secure_delete = 0")
        books.execute("INSERT INTO fact (name, value) VALUES ('remains', ?)", (remains.decode(),))
        books.commit()
        books.execute("DELETE FROM fact WHERE name IN ('remains', 'search_index')")
        books.commit()
    assert remains[:60] in disk(tmp_path), "the control"
    await (await open_office(tmp_path)).close()
    assert remains[:60] not in disk(tmp_path)


def disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("antrean.db*"))


async def test_the_index_holds_nothing_that_a_stranger_could_compute(office: TestOffice, tmp_path: Path) -> None:
    """Another office's index of the same person is another one; no token is a plain hash of the words."""
    other = await staffed_office(tmp_path / "other")
    await verified(office, "Siti Aminah", NIK)
    await verified(other, "Siti Aminah", NIK)
    ours, theirs = tokens(tmp_path / "books"), tokens(tmp_path / "other")
    assert len(ours) == len(theirs) > 5
    assert not ours & theirs
    await other.close()


def tokens(folder: Path) -> set[bytes]:
    with sqlite3.connect(folder / "antrean.db") as books:
        return {bytes(token) for (token,) in books.execute("SELECT token FROM search_token")}


async def test_searching_is_remembered_nowhere(office: TestOffice, tmp_path: Path) -> None:
    """It is a question: neither journal nor remembered answers grow by it."""
    await verified(office, "Siti Aminah", NIK)

    def counted() -> tuple[int, int]:
        with sqlite3.connect(tmp_path / "books" / "antrean.db") as books:
            (lines,) = books.execute("SELECT COUNT(*) FROM journal").fetchone()
            (answers,) = books.execute("SELECT COUNT(*) FROM request").fetchone()
            return lines, answers

    before = counted()
    await found(office, NIK)
    assert counted() == before
