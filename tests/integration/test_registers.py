"""The registers: what stands in them, who finds it, what a screen shows, and what is taken out and why."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import BlankMove, FileFormat, PersonalPart, Register, Result, Step
from server.app import registers
from tests.support.office import MONDAY_NINE, TestOffice, staffed_office

MONDAY, TUESDAY = "2026-11-23", "2026-11-24"
NIK = "3520114505900003"
NAME, RECEIVER = "Siti Aminah", "Budi Santoso"
REASON = "laporan bulanan untuk Kabid"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path / "data")
    yield office
    await office.close()


async def a_card(office: TestOffice, name: str = NAME, nik: str = NIK, serial: str = "00017", **handover: str) -> int:
    """From the number to the hand."""
    await office.issue()
    file = await office.serve_next()
    who = {"variant": "lost", "applicant_name": name, "nik": nik, "seen": ("kk", "police-letter")}
    file = await office.step("1", file, Step.VERIFY, Result.COMPLETE, **who)
    file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    file = await office.step("cetak", file, Step.PRINT, Result.PRINTED, card_serial=serial)
    file = await office.step("cetak", file, Step.REGISTER, Result.REGISTERED)
    await office.do("serah", m.CallToHandover, ticket=file.case.ticket)
    words = {"receiver": RECEIVER, "relation": "anak", "note": "membawa surat kuasa"} | handover
    await office.step("serah", file, Step.HAND_OVER, Result.RECEIVED, **words)
    return file.case.id


async def opened(
    office: TestOffice, register: Register, first: str = MONDAY, last: str = MONDAY, **more: Any
) -> m.RegisterPage:
    return await office.do(  # type: ignore[no-any-return]
        "cetak", m.OpenRegister, register=register, first_day=first, last_day=last, **more
    )


async def export(office: TestOffice, at: str = "cetak", **words: Any) -> m.FileReady:
    asked = {"register": Register.CARDS, "first_day": MONDAY, "last_day": MONDAY, "format": FileFormat.CSV}
    return await office.do(at, m.ExportRegister, **(asked | {"reason": REASON} | words))  # type: ignore[no-any-return]


async def fetched(office: TestOffice, ready: m.FileReady, at: str = "cetak") -> str:
    token = ready.path.removeprefix("/files/")
    return (await office.hub.files.fetch(token, 1, office.devices[at].id)).content.decode("utf-8-sig")


def next_day(office: TestOffice) -> None:
    office.clock.set(MONDAY_NINE + timedelta(days=1))


# --- What stands in them --------------------------------------------------------------------------------


async def test_a_printed_card_stands_in_the_register_with_its_nik_masked(office: TestOffice) -> None:
    case = await a_card(office)
    page = await opened(office, Register.CARDS)
    [line] = page.lines
    assert dict(zip(page.columns, line.cells, strict=True)) == {
        "register_number": "A/2026/000001",
        "date": "23-11-2026",
        "name": NAME,
        "nik": "************0003",
        "number": "A-001",
        "variant": "KTP-el hilang",
        "serial": "00017",
        "printed_by": "Pri",
        "approved_by": "Karim",
    }
    assert (line.case, page.total, page.after) == (case, 1, 0)


async def test_a_handover_says_who_took_the_card(office: TestOffice) -> None:
    case = await a_card(office)
    page = await opened(office, Register.HANDOVER)
    [line] = page.lines
    assert dict(zip(page.columns, line.cells, strict=True)) == {
        "date": "23-11-2026",
        "register_number": "A/2026/000001",
        "name": NAME,
        "receiver": RECEIVER,
        "relation": "anak",
        "note": "membawa surat kuasa",
        "by": "Sri",
    }
    assert line.case == case


async def test_the_blank_cards_book_adds_up(office: TestOffice) -> None:
    for move, count, note in (
        (BlankMove.RECEIVED, 100, "dari Ditjen"),
        (BlankMove.RETURNED, 10, ""),
        (BlankMove.SPOILED, 2, "basah"),
    ):
        await office.do("cetak", m.MoveBlanks, move=move, count=count, note=note)
    await a_card(office)
    await office.do("cetak", m.CloseBlanks, counted=88, note="satu ditemukan")
    page = await opened(office, Register.BLANKS)
    assert page.columns == ("date", "move", "in", "out", "spoiled", "balance", "note", "by")
    assert [line.cells[1:7] for line in page.lines] == [
        ("Diterima", "100", "", "", "100", "dari Ditjen"),
        ("Dikembalikan", "", "10", "", "90", ""),
        ("Rusak", "", "", "2", "88", "basah"),
        ("Dipakai", "", "1", "", "87", "A-001"),
        ("Penghitungan fisik", "1", "", "", "88", "satu ditemukan"),
    ]


async def test_a_register_has_the_lines_of_its_days_and_no_others(office: TestOffice) -> None:
    await a_card(office, serial="1")
    next_day(office)
    await a_card(office, serial="2")
    for first, last, serials in (
        (MONDAY, MONDAY, ["1"]),
        (TUESDAY, TUESDAY, ["2"]),
        (MONDAY, TUESDAY, ["1", "2"]),
        ("2026-11-01", "2026-11-22", []),
    ):
        for register in (Register.CARDS, Register.HANDOVER):
            assert (await opened(office, register, first, last)).total == len(serials)
        assert [line.cells[6] for line in (await opened(office, Register.CARDS, first, last)).lines] == serials


async def test_long_registers_come_in_pages(office: TestOffice) -> None:
    for count in range(1, registers.PAGE_LINES + 8):
        await office.do("cetak", m.MoveBlanks, move=BlankMove.RECEIVED, count=count)
    first = await opened(office, Register.BLANKS)
    assert (len(first.lines), first.total, first.after) == (registers.PAGE_LINES, registers.PAGE_LINES + 7, 50)
    rest = await opened(office, Register.BLANKS, after=first.after)
    assert (len(rest.lines), rest.after) == (7, 0)
    said = [line.cells[2] for page in (first, rest) for line in page.lines]
    assert said == [str(count) for count in range(1, registers.PAGE_LINES + 8)]


async def test_words_in_a_register_come_in_the_language_asked_for(office: TestOffice) -> None:
    await office.do("cetak", m.MoveBlanks, move=BlankMove.RECEIVED, count=1)
    for language, said in (("id", "Diterima"), ("en", "Received"), ("jv", "Katampi"), ("xx", "Diterima")):
        [line] = (await opened(office, Register.BLANKS, language=language)).lines
        assert line.cells[1] == said


# --- What is looked for ---------------------------------------------------------------------------------


async def test_lines_are_found_by_what_stands_in_them(office: TestOffice) -> None:
    await a_card(office, name="Siti Aminah", nik=NIK, serial="B-1")
    await a_card(office, name="Joko Widagdo", nik="3520110101800001", serial="B-2")
    for text, found in (
        ("aminah", ["B-1"]),
        (" JOKO ", ["B-2"]),
        ("b-2", ["B-2"]),
        ("A-00", ["B-1", "B-2"]),
        (NIK, ["B-1"]),
        ("3520 1145 0590 0003", ["B-1"]),
        ("0003", ["B-1"]),
        ("352011", []),  # the front of a NIK is not shown, so nobody can feel for it
        ("nobody", []),
    ):
        page = await opened(office, Register.CARDS, text=text)
        assert ([line.cells[6] for line in page.lines], page.total) == (found, len(found)), text


async def test_a_search_comes_in_pages_too(office: TestOffice) -> None:
    for count in range(60):
        note = "kiriman" if count else "lain"
        await office.do("cetak", m.MoveBlanks, move=BlankMove.RECEIVED, count=count + 1, note=note)
    first = await opened(office, Register.BLANKS, text="kiriman")
    assert (len(first.lines), first.total, first.after) == (50, 59, 50)
    rest = await opened(office, Register.BLANKS, text="kiriman", after=50)
    assert (len(rest.lines), rest.after) == (9, 0)


# --- What is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (TUESDAY, MONDAY),
        ("", MONDAY),
        (MONDAY, "kemarin"),
        ("2026-11-31", "2026-11-31"),
        ("20261123", TUESDAY),
        (MONDAY, "9999-12-31"),
    ],
)
async def test_days_that_are_none_are_refused(office: TestOffice, first: str, last: str) -> None:
    with pytest.raises(errors.DaysImpossible):
        await opened(office, Register.CARDS, first, last)
    with pytest.raises(errors.DaysImpossible):
        await export(office, first_day=first, last_day=last)


async def test_an_unknown_register_and_format_are_refused(office: TestOffice) -> None:
    with pytest.raises(errors.UnknownRegister):
        await opened(office, Register.UNKNOWN)
    with pytest.raises(errors.UnknownRegister):
        await export(office, register=Register.UNKNOWN)
    with pytest.raises(errors.Malformed):
        await export(office, format=FileFormat.UNKNOWN)
    with pytest.raises(errors.Malformed):
        await opened(office, Register.CARDS, after=-1)


async def test_who_is_not_signed_in_opens_none_and_only_keepers_take_one_out(office: TestOffice) -> None:
    for place, refusal in (("3", errors.NotSignedIn), ("kiosk", errors.NotAllowed), ("display", errors.NotAllowed)):
        with pytest.raises(refusal):
            await office.do(place, m.OpenRegister, register=Register.CARDS, first_day=MONDAY, last_day=MONDAY)
    for place in ("1", "kiosk"):
        with pytest.raises(errors.NotAllowed):
            await export(office, place)
    for place in ("cetak", "kasi", "serah"):
        assert await export(office, place)


# --- What is taken out ----------------------------------------------------------------------------------


async def test_a_file_has_the_whole_nik_and_every_line(office: TestOffice) -> None:
    await a_card(office)
    await a_card(office, name="Joko Widagdo", serial="00018")
    ready = await export(office)
    assert ready.name == "register-cetak_2026-11-23_2026-11-23.csv"
    head, *lines = (await fetched(office, ready)).splitlines()
    assert head.startswith('"Nomor register";"Tanggal";"Nama";"NIK"')
    assert [NIK in line for line in lines] == [True, True]
    only = await fetched(office, await export(office, text="joko"))
    assert (len(only.splitlines()), "Joko" in only) == (2, True)


async def test_nothing_is_taken_out_without_a_reason(office: TestOffice) -> None:
    for reason in ("", "  "):
        with pytest.raises(errors.FieldNeeded) as refused:
            await export(office, reason=reason)
        assert refused.value.params == {"field": "reason"}


async def test_the_journal_says_who_took_which_register_and_not_why(office: TestOffice) -> None:
    await a_card(office)
    heard: list[Any] = []
    office.hub.on_committed(heard.extend)
    await opened(office, Register.CARDS)
    assert heard == []
    await export(office)
    [entry] = heard
    assert entry.event == m.PersonalRead(what=PersonalPart.REGISTER, register=Register.CARDS)
    assert (entry.staff, entry.public) == (office.staff["pri"], False)
    assert "reason" in entry.commitments
    assert REASON not in repr(entry)


async def test_the_same_request_is_one_reading(office: TestOffice) -> None:
    heard: list[Any] = []
    office.hub.on_committed(heard.extend)
    asked = m.ExportRegister(
        request_id="again",
        register=Register.CARDS,
        first_day=MONDAY,
        last_day=MONDAY,
        format=FileFormat.CSV,
        reason=REASON,
    )
    first, second = [await office.hub.execute(office.devices["cetak"], asked) for _ in range(2)]
    assert first == second
    assert len(heard) == 1


async def test_a_register_longer_than_a_file_is_refused_with_its_length(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers, "MOST_LINES", 1)
    await a_card(office, serial="1")
    assert await export(office)
    await a_card(office, serial="2")
    for asked in (export(office), opened(office, Register.CARDS, text="siti")):
        with pytest.raises(errors.RegisterTooLong) as refused:
            await asked
        assert refused.value.params == {"lines": 2, "limit": 1}
    assert (await opened(office, Register.CARDS)).total == 2


@pytest.mark.parametrize("kind", [FileFormat.PDF, FileFormat.XLSX])
async def test_every_format_is_made_in_a_process_of_its_own(office: TestOffice, kind: FileFormat) -> None:
    await a_card(office)
    ready = await export(office, format=kind)
    file = await office.hub.files.fetch(ready.path.removeprefix("/files/"), 1, office.devices["cetak"].id)
    assert ready.name.endswith(f".{kind}")
    assert file.content.startswith({FileFormat.PDF: b"%PDF-", FileFormat.XLSX: b"PK"}[kind])
