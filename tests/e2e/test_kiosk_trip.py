"""A citizen before the kiosk: real window, real hub, real bytes for the printer."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from kiosk.owed import FILE, Owed, OwedPapers, Stage
from kiosk.visit import READING_SECONDS, WARNING_SECONDS, Page
from protocol.messages import IssueTicket
from protocol.vocabulary import PrintOutcome
from terminal.printing import PrinterConfig
from tests.support.kiosk_hall import Hall, hall
from tests.support.office import KTP, MONDAY_NINE, HandClock, TestOffice, served
from tests.support.windows import Start

pytestmark = pytest.mark.window

DEAD = PrinterConfig(kind="network", host="127.0.0.1", port=9, timeout_s=0.5)


async def to_the_question(inside: Hall) -> None:
    await inside.touch(title="Bahasa Indonesia")
    await inside.on("services")
    await inside.touch(title="KTP-el hilang atau rusak", digit="1")
    await inside.on("requirements")
    await inside.touch(text="KTP-el hilang", digit="1")
    await inside.touch(text="Lanjut")
    await inside.on("priority")


async def test_five_touches_give_a_number_and_its_paper(run_app: Start, tmp_path: Path) -> None:
    async with hall(run_app, tmp_path) as inside:
        await to_the_question(inside)
        await inside.touch(title="Ya")
        await inside.on("ticket")
        [ticket] = await inside.tickets()
        assert (ticket.service, ticket.priority, ticket.language) == (KTP, True, "id")
        assert ticket.number in inside.driver.words()
        await inside.paper_is(PrintOutcome.CONFIRMED)
        [picture] = (tmp_path / "paper").glob("*.png")
        assert Image.open(picture).height > 500
        await inside.driver.until(lambda: "Silakan ambil tiket Anda" in inside.driver.words())
        journal = tmp_path / "state" / FILE
        await inside.driver.until(lambda: journal.read_text().count("reported") == 1)


async def test_ticket_goes_by_itself_with_a_countdown(run_app: Start, tmp_path: Path) -> None:
    async with hall(run_app, tmp_path) as inside:
        await to_the_question(inside)
        await inside.touch(title="Tidak")
        await inside.driver.until(lambda: inside.app.visit.outcome is PrintOutcome.CONFIRMED)
        await inside.pass_time(READING_SECONDS + 5)
        assert "Kembali ke awal dalam 15 detik" in inside.driver.words()
        await inside.pass_time(WARNING_SECONDS)
        await inside.on("start")


async def test_number_pad_alone(run_app: Start, tmp_path: Path) -> None:
    """1 language, 1 service, 2 damaged, Enter, 2 no: as good as a finger."""
    async with hall(run_app, tmp_path) as inside:
        for key, page in [("1", "services"), ("1", "requirements"), ("2", "requirements"), ("enter", "priority")]:
            await inside.key(key)
            await inside.on(page)
        assert inside.app.visit.variant == "damaged"
        await inside.key("2")
        await inside.on("ticket")
        await inside.driver.until(lambda: inside.app.visit.outcome is PrintOutcome.CONFIRMED)
        await inside.key("0")
        await inside.on("start")
        assert [ticket.priority for ticket in await inside.tickets()] == [False]


async def test_keypad_codes_and_held_key(run_app: Start, tmp_path: Path) -> None:
    """A real number pad's key codes; a key that trembles counts once."""
    from kivy.core.window import Window

    async with hall(run_app, tmp_path) as inside:
        inside.hand.at += 1
        for _ in range(3):
            Window.dispatch("on_key_down", 257, 0, None, [])
            inside.hand.at += 0.41  # longer than a page settles, shorter than a hand
        await inside.on("services")
        inside.hand.at += 1
        Window.dispatch("on_key_down", 266, 0, None, [])
        await inside.on("start")


async def test_two_touches_are_one_number(run_app: Start, tmp_path: Path) -> None:
    async with hall(run_app, tmp_path) as inside:
        await to_the_question(inside)
        card = inside.driver.find(title="Tidak")
        inside.hand.at += 1
        card.dispatch("on_release")
        card.dispatch("on_release")
        inside.hand.at += 1
        card.dispatch("on_release")
        await inside.on("ticket")
        await inside.paper_is(PrintOutcome.CONFIRMED)
        assert len(await inside.tickets()) == 1


async def test_real_pointer(run_app: Start, tmp_path: Path) -> None:
    async with hall(run_app, tmp_path) as inside:
        inside.hand.at += 1
        await inside.driver.xclick(inside.driver.find(title="English"))
        await inside.on("services")
        assert "Please choose a service" in inside.driver.words()


async def test_pak_tuwa_is_explained_and_gives_no_number(run_app: Start, tmp_path: Path) -> None:
    async with hall(run_app, tmp_path) as inside:
        await inside.touch(title="Bahasa Indonesia")
        await inside.on("services")
        await inside.touch(digit="2", title="KTP-el lewat WhatsApp (PAK TUWA)")
        await inside.on("explained")
        assert "0821-4181-5610" in inside.driver.words()
        assert inside.driver.find("QrCode").data.startswith("https://wa.me/6282141815610?text=")
        assert await inside.tickets() == ()


async def test_without_paper_the_number_stands(run_app: Start, tmp_path: Path) -> None:
    """Nobody answers at the printer: staff are told, the hub is told, and the number stays until touched."""
    async with hall(run_app, tmp_path, printer=DEAD) as inside:
        await inside.driver.until(lambda: any(word.startswith("Printer tidak") for word in inside.driver.words()))
        await to_the_question(inside)
        await inside.touch(title="Tidak")
        await inside.paper_is(PrintOutcome.FAILED)
        await inside.driver.until(lambda: "Tiket tidak dapat dicetak" in inside.driver.words())
        [ticket] = await inside.tickets()
        await inside.pass_time(10_000)
        assert ticket.number in inside.driver.words()
        await inside.touch(text="Selesai")
        await inside.on("start")


async def test_without_a_printer_the_number_is_to_be_noted(run_app: Start, tmp_path: Path) -> None:
    """No [printer] in the settings: nobody looks for a cable, and the hub hears what is so."""
    from kiosk.app import KioskApp
    from kiosk.desk import NO_PRINTER
    from tests.support.kiosk_hall import QUICK, Hand, pair, settings
    from tests.support.office import staffed_office

    office = await staffed_office(tmp_path / "hub")
    async with served(office) as port:
        await pair(office, tmp_path, port)
        hand = Hand()
        app = KioskApp(settings(tmp_path, port, None), clock=hand, pace=QUICK)
        inside = Hall(office, port, app, await run_app(app), hand, tmp_path)
        await inside.live()
        assert "Printer belum diatur untuk kios ini" in inside.driver.words()
        await to_the_question(inside)
        await inside.touch(title="Tidak")
        await inside.paper_is(PrintOutcome.FAILED)
        [ticket] = await inside.tickets()
        words = inside.driver.words()
        assert {ticket.number, "Silakan catat atau foto nomor Anda"} <= set(words)
        assert inside.driver.find("QrCode").data
        assert app.visit.printer_problem == NO_PRINTER
        await inside.pass_time(10_000)
        assert ticket.number in inside.driver.words()
    await office.close()


async def test_a_cut_cable_heals_by_itself(run_app: Start, tmp_path: Path) -> None:
    """The page that stood before the cut stands again after it."""
    from terminal.link import LinkState

    async with hall(run_app, tmp_path) as inside:
        await inside.touch(title="Bahasa Indonesia")
        await inside.on("services")
        socket = inside.app.link._socket
        assert socket is not None
        socket.cut()
        await inside.driver.until(lambda: inside.app.link.status.state is LinkState.STALE)
        await inside.driver.until(lambda: inside.app.link.status.live)
        await inside.on("services")


async def test_hub_gone_for_good_shows_since_when(run_app: Start, tmp_path: Path) -> None:
    from kiosk.app import KioskApp
    from tests.support.kiosk_hall import QUICK, Hand, pair, settings, virtual
    from tests.support.office import staffed_office

    office = await staffed_office(tmp_path / "hub")
    async with served(office) as port:
        await pair(office, tmp_path, port)
        hand = Hand()
        app = KioskApp(settings(tmp_path, port, virtual(tmp_path)), clock=hand, pace=QUICK)
        inside = Hall(office, port, app, await run_app(app), hand, tmp_path)
        await inside.live()
    await inside.on("away")
    words = inside.driver.words()
    assert any(word.startswith("Tidak tersambung sejak") for word in words)
    assert any(str(port) in word for word in words)
    async with served(office, port):
        await inside.live()
        await inside.on("start")
    await office.close()


async def test_closed_hours(run_app: Start, tmp_path: Path) -> None:
    """Monday evening: says so and when it opens; requirements can be read; no number can be taken."""
    evening = HandClock(MONDAY_NINE.replace(hour=18))
    async with hall(run_app, tmp_path, clock=evening) as inside:
        assert "Tutup" in inside.driver.words()
        assert any("07.30" in word for word in inside.driver.words())
        await inside.touch(title="Bahasa Indonesia")
        await inside.on("services")
        await inside.touch(digit="1", title="KTP-el hilang atau rusak")
        await inside.on("unavailable")
        await inside.touch(text="Lihat berkas")
        await inside.on("requirements")
        assert "Lanjut" not in inside.driver.words()


async def test_opening_leads_on_by_itself(run_app: Start, tmp_path: Path) -> None:
    """Early in the morning before the page "Tutup": as the office opens, the requirements stand there."""
    early = HandClock(MONDAY_NINE.replace(hour=7))
    async with hall(run_app, tmp_path, clock=early) as inside:
        await inside.touch(title="Bahasa Indonesia")
        await inside.on("services")
        await inside.touch(digit="1", title="KTP-el hilang atau rusak")
        await inside.on("unavailable")
        early.set(MONDAY_NINE)
        await inside.office.hub.tick()
        await inside.on("requirements")
        assert "Lanjut" in inside.driver.words()


async def test_idle_warning_and_one_touch_anywhere(run_app: Start, tmp_path: Path) -> None:
    async with hall(run_app, tmp_path) as inside:
        await inside.touch(title="Bahasa Indonesia")
        await inside.on("services")
        idle = inside.app.link.mirror.office.settings.kiosk_idle_seconds
        await inside.pass_time(idle + 1)
        assert "Saya masih di sini" in inside.driver.words()
        await inside.driver.touch(540, 60)
        assert "Saya masih di sini" not in inside.driver.words()
        assert inside.app.visit.page is Page.SERVICES
        await inside.pass_time(idle + WARNING_SECONDS)
        await inside.on("start")


async def test_switches_and_their_end(run_app: Start, tmp_path: Path) -> None:
    """Contrast, larger text and the lowered screen work on the first page, and the next citizen finds none of them."""
    from terminal.look.theme import theme

    async with hall(run_app, tmp_path) as inside:
        await inside.touch(title="English")
        await inside.on("services")
        for key in "/+-":
            await inside.key(key)
        assert (theme.palette, theme.larger) == ("contrast", True)
        tops = [label.to_window(label.x, label.top)[1] for label in inside.driver.labels()]
        assert max(tops) <= 0.6 * 1920 + 2
        await inside.key("backspace")
        await inside.on("start")
        assert (theme.palette, theme.larger) == ("light", False)


async def test_papers_owed_from_before_a_crash_are_reported(run_app: Start, tmp_path: Path) -> None:
    """The bytes had gone out, then the power: nobody knows, and staff see exactly that."""

    async def crash(office: TestOffice) -> None:
        paper = await office.do("kiosk", IssueTicket, service=KTP)
        papers = OwedPapers(tmp_path / "state")
        papers.note(Owed(office.hub.epoch, paper.ticket.id, Stage.SENT))
        office.devices.pop("kiosk")

    async with hall(run_app, tmp_path, before=crash) as inside:
        await inside.paper_is(PrintOutcome.UNKNOWN)
        await inside.driver.until(lambda: (tmp_path / "state" / FILE).read_text().count("reported") == 1)


def test_wrong_settings_are_refused_before_any_window(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text("[printer]\nkind = 'virtual'\nfoldr = 'paper'\n")
    ended = subprocess.run(
        [sys.executable, "-m", "kiosk", "--config", str(config)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 78
    assert "foldr" in ended.stderr
    assert "folder" in ended.stderr
