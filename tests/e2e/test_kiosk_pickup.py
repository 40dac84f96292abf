"""A citizen with a pickup code, and what is said before a number: real window, real hub, real bytes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.visit import READING_SECONDS, WARNING_SECONDS, Page
from protocol import messages as m
from protocol.vocabulary import BlankMove, IncidentKind, PrintOutcome, Result, Step, TicketState
from terminal.emulator import NetworkPrinter, start_emulator
from terminal.printing import PrinterConfig
from tests.support.kiosk_hall import Hall, hall
from tests.support.office import MONDAY_NINE, HandClock, TestOffice
from tests.support.remote_office import made_ready, receive, remote_office
from tests.support.windows import Start

pytestmark = [pytest.mark.window, pytest.mark.timeout(120)]

NAME, NIK = "Siti Kenari", "3520066508850002"


@dataclass
class Collecting:
    """A kiosk on the day after a card was made ready."""

    inside: Hall
    file: m.CaseFile

    @property
    def code(self) -> str:
        return self.file.pickup_code

    async def to_the_keyboard(self) -> None:
        await self.inside.touch(title="Bahasa Indonesia")
        await self.inside.on("services")
        await self.inside.touch(title="Ambil KTP-el yang sudah jadi")
        await self.inside.on("pickup")

    async def types(self, code: str) -> None:
        for sign in code:
            await self.inside.touch(kind="LetterKey", text=sign)

    async def sends(self, code: str) -> None:
        """By fingers, from the welcome page."""
        await self.to_the_keyboard()
        await self.types(code)
        await self.inside.touch(text="Ambil nomor")

    async def pickups(self) -> list[m.Ticket]:
        return [ticket for ticket in await self.inside.tickets() if ticket.number.startswith("P")]


@asynccontextmanager
async def collecting(
    run_app: Start, folder: Path, *, day: timedelta = timedelta(days=1), printer: PrinterConfig | None = None
) -> AsyncIterator[Collecting]:
    clock, files = HandClock(), []

    async def ready(office: TestOffice) -> None:
        files.append(await made_ready(office, await receive(office, applicant_name=NAME, nik=NIK)))
        clock.set(MONDAY_NINE + day)

    async with hall(run_app, folder, clock=clock, printer=printer, before=ready, opened=remote_office) as inside:
        yield Collecting(inside, files[0])


async def test_a_code_typed_by_fingers_gives_a_number_for_the_handover(run_app: Start, tmp_path: Path) -> None:
    async with collecting(run_app, tmp_path) as desk:
        await desk.sends(desk.code)
        await desk.inside.on("ticket")
        [ticket] = await desk.pickups()
        assert (ticket.number, ticket.state, ticket.case) == ("P-001", TicketState.READY, desk.file.case.id)
        await desk.inside.reads("P-001", "Nomor pengambilan Anda", "Silakan ambil tiket Anda")
        await desk.inside.paper_is(PrintOutcome.CONFIRMED)
        assert len(list((tmp_path / "paper").glob("*.png"))) == 1
        said = " ".join(desk.inside.driver.words())
        assert not any(word in said for word in (*NAME.split(), NIK, desk.code))


async def test_a_scanner_that_types_is_heard_on_the_welcome_page(run_app: Start, tmp_path: Path) -> None:
    """The X server's own keyboard, every few milliseconds: no digit of the address touches a language."""
    async with collecting(run_app, tmp_path) as desk:
        desk.inside.hand.at += 1
        await desk.inside.driver.xtype(f"https://antrean.test/p/{desk.code}", enter=True)
        await desk.inside.on("ticket")
        await desk.inside.reads("P-001")
        assert desk.inside.app.visit.language == "id"
        assert len(await desk.pickups()) == 1


async def test_a_scanner_without_enter_is_heard_when_it_is_silent(run_app: Start, tmp_path: Path) -> None:
    async with collecting(run_app, tmp_path) as desk:
        desk.inside.hand.at += 1
        await desk.inside.driver.xtype(f"p/{desk.code}".upper())
        await desk.inside.pass_time(1)
        await desk.inside.on("ticket")
        await desk.inside.reads("P-001")


async def test_a_scan_beside_the_keyboard_takes_the_place_of_what_was_typed(run_app: Start, tmp_path: Path) -> None:
    async with collecting(run_app, tmp_path) as desk:
        await desk.to_the_keyboard()
        await desk.types("7K")
        desk.inside.hand.at += 1
        await desk.inside.driver.xtype(f"https://antrean.test/p/{desk.code}", enter=True)
        await desk.inside.on("ticket")
        await desk.inside.reads("P-001")


async def test_the_tickets_own_qr_is_no_pickup_code_and_is_said_so(run_app: Start, tmp_path: Path) -> None:
    async with collecting(run_app, tmp_path) as desk:
        desk.inside.hand.at += 1
        await desk.inside.driver.xtype("https://antrean.test/t/q7Xb2mWv9sKc4Zp1Lr8TyQ", enter=True)
        await desk.inside.on("pickup")
        await desk.inside.reads("Kode QR ini bukan kode pengambilan")
        assert await desk.pickups() == []


async def test_a_keyboard_types_as_well_and_letters_that_look_like_digits_are_forgiven(
    run_app: Start, tmp_path: Path
) -> None:
    async with collecting(run_app, tmp_path) as desk:
        await desk.to_the_keyboard()
        for sign in desk.code.replace("0", "o").replace("1", "l").lower():
            await desk.inside.key(sign)
        assert desk.inside.app.visit.code == desk.code
        await desk.inside.key("enter")
        await desk.inside.on("ticket")


async def test_a_sign_that_stands_twice_is_typed_twice(run_app: Start, tmp_path: Path) -> None:
    """The rule against a trembling hand is for keys that choose, not for the signs of a code."""
    async with collecting(run_app, tmp_path) as desk:
        await desk.to_the_keyboard()
        desk.inside.hand.at += 1
        await desk.inside.driver.xtype("77kk")
        await desk.inside.driver.until(lambda: desk.inside.app.visit.code == "77KK")
        for _ in "kk":
            await desk.inside.driver.xkey("BackSpace")
        await desk.inside.driver.until(lambda: desk.inside.app.visit.code == "77")


async def test_the_same_code_again_is_the_same_number_as_a_copy(run_app: Start, tmp_path: Path) -> None:
    async with collecting(run_app, tmp_path) as desk:
        for copies in (0, 1):
            await desk.sends(desk.code)
            await desk.inside.on("ticket")
            await desk.inside.reads("Silakan ambil tiket Anda")
            [ticket] = await desk.pickups()
            assert (ticket.number, ticket.copies) == ("P-001", copies)
            await desk.inside.touch(text="Selesai")
            await desk.inside.on("start")


async def test_a_card_that_is_not_ready_says_from_which_day(run_app: Start, tmp_path: Path) -> None:
    async with collecting(run_app, tmp_path, day=timedelta()) as desk:
        await desk.sends(desk.code)
        await desk.inside.on("not_yet")
        await desk.inside.reads("Kartu Anda belum siap", "Silakan datang mulai Selasa, 24 November.")
        assert await desk.pickups() == []
        await desk.inside.touch(text="Ke awal")
        await desk.inside.on("start")


async def test_an_unknown_code_stays_to_be_mended(run_app: Start, tmp_path: Path) -> None:
    async with collecting(run_app, tmp_path) as desk:
        wrong = desk.code[:-1] + ("A" if desk.code[-1] != "A" else "B")
        await desk.sends(wrong)
        await desk.inside.on("pickup")
        await desk.inside.reads("Kode ini tidak dikenal")
        await desk.inside.touch(kind="LetterKey", icon="backspace-outline")
        await desk.types(desk.code[-1])
        await desk.inside.touch(text="Ambil nomor")
        await desk.inside.on("ticket")
        await desk.inside.reads("P-001")


async def test_a_card_that_was_handed_over_is_not_given_a_number_again(run_app: Start, tmp_path: Path) -> None:
    async with collecting(run_app, tmp_path) as desk:
        office = desk.inside.office
        paper = await office.do("kiosk", m.IssuePickup, code=desk.code)
        await office.do("serah", m.CallToHandover, ticket=paper.ticket.id)
        file = await office.do("serah", m.OpenCase, case=desk.file.case.id)
        await office.step("serah", file, Step.HAND_OVER, Result.RECEIVED, receiver=NAME)
        await desk.sends(desk.code)
        await desk.inside.on("not_yet")
        await desk.inside.reads("Kartu ini sudah diserahkan")
        assert not any(word in " ".join(desk.inside.driver.words()) for word in NAME.split())


async def test_guessing_is_told_to_be_slower(run_app: Start, tmp_path: Path) -> None:
    async with collecting(run_app, tmp_path) as desk:
        await desk.to_the_keyboard()
        await desk.types("AAAAAAAA")
        for _ in range(8):
            await desk.inside.touch(text="Ambil nomor")
            await desk.inside.on("pickup")
        await desk.inside.reads("Silakan coba lagi sebentar lagi")


async def test_half_a_code_goes_with_its_citizen(run_app: Start, tmp_path: Path) -> None:
    """Nobody touches: first it is asked, then the page and the typed signs are gone."""
    async with collecting(run_app, tmp_path) as desk:
        await desk.to_the_keyboard()
        await desk.types("7K3M")
        await desk.inside.pass_time(46)
        await desk.inside.reads("Masih di sini?")
        await desk.inside.pass_time(WARNING_SECONDS)
        await desk.inside.on("start")
        assert desk.inside.app.visit.code == ""
        await desk.to_the_keyboard()
        assert desk.inside.app.visit.code == ""


async def test_the_number_goes_by_itself_when_its_paper_is_out(run_app: Start, tmp_path: Path) -> None:
    async with collecting(run_app, tmp_path) as desk:
        await desk.sends(desk.code)
        await desk.inside.on("ticket")
        await desk.inside.driver.until(lambda: desk.inside.app.visit.outcome is PrintOutcome.CONFIRMED)
        await desk.inside.pass_time(READING_SECONDS + WARNING_SECONDS)
        await desk.inside.on("start")
        assert desk.inside.app.visit.page is Page.START


def emulated(printer: NetworkPrinter) -> PrinterConfig:
    return PrinterConfig(kind="network", host="127.0.0.1", port=printer.port, timeout_s=30.0)


async def test_without_paper_the_number_stands_and_its_paper_comes_with_a_new_roll(
    run_app: Start, tmp_path: Path
) -> None:
    with start_emulator(width_mm=80, port=0, fault="paper_out") as printer:
        async with collecting(run_app, tmp_path, printer=emulated(printer)) as desk:
            await desk.inside.reads("Kertas habis. Pasang gulungan baru.")
            await desk.sends(desk.code)
            await desk.inside.on("ticket")
            await desk.inside.reads("P-001", "Tiket belum dapat dicetak")
            await desk.inside.pass_time(10_000)
            await desk.inside.reads("P-001")
            printer.set_fault("none")
            await desk.inside.touch(text="Cetak sekarang")
            await desk.inside.reads("Silakan ambil tiket Anda")
            assert [paper.whole for paper in printer.papers] == [True]
            assert [ticket.number for ticket in await desk.pickups()] == ["P-001"]


# --- what is missing, said before a number


async def test_no_blank_cards_are_said_and_the_number_is_given_all_the_same(run_app: Start, tmp_path: Path) -> None:
    async def used_up(office: TestOffice) -> None:
        await office.do("cetak", m.MoveBlanks, move=BlankMove.RECEIVED, count=1)
        await office.issue()
        await office.ready()
        await office.hub.tick()

    async with hall(run_app, tmp_path, before=used_up) as inside:
        await inside.touch(title="Bahasa Indonesia")
        await inside.on("services")
        await inside.reads("Blangko KTP-el sedang habis")
        await inside.touch(title="KTP-el hilang atau rusak", digit="1")
        await inside.on("requirements")
        await inside.touch(text="Lanjut")
        await inside.on("shortage")
        await inside.reads("Datang besok atau lain hari", "KTP-el lewat WhatsApp (PAK TUWA)")
        await inside.touch(title="Tetap ambil nomor")
        await inside.on("priority")
        await inside.touch(title="Tidak")
        await inside.on("ticket")
        assert len(await inside.tickets()) == 2


async def test_an_incident_stands_on_the_welcome_page_until_it_is_over(run_app: Start, tmp_path: Path) -> None:
    async with hall(run_app, tmp_path) as inside:
        await inside.misses("SIAK")
        await inside.office.do("kasi", m.DeclareIncident, kind=IncidentKind.SIAK)
        await inside.reads("Sistem kependudukan (SIAK) sedang terganggu", "Sejak pukul 09.00.")
        [incident] = inside.app.link.mirror.incidents.values()
        assert incident.declared_by is None
        await inside.office.do("kasi", m.EndIncident, incident=incident.id)
        await inside.misses("SIAK")
