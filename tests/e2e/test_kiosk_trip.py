"""A citizen before the kiosk: real window, real hub, real bytes for the printer."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest
from PIL import Image

from kiosk.owed import FILE, OwedPapers
from kiosk.visit import READING_SECONDS, WARNING_SECONDS, Page
from protocol.messages import IssueTicket, ReportPaper
from protocol.vocabulary import PrintOutcome
from terminal.emulator import NetworkPrinter, start_emulator
from terminal.link import new_request_id
from terminal.printing import PrinterConfig
from tests.support.kiosk_hall import Hall, hall, virtual
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
        await inside.driver.until(lambda: "Tiket belum dapat dicetak" in inside.driver.words())
        [ticket] = await inside.tickets()
        await inside.pass_time(10_000)
        assert ticket.number in inside.driver.words()
        await inside.touch(text="Selesai")
        await inside.on("start")


def emulated(printer: NetworkPrinter, timeout_s: float = 30.0) -> PrinterConfig:
    """Patient: a printer that is well is never given up on because the machine is busy."""
    return PrinterConfig(kind="network", host="127.0.0.1", port=printer.port, timeout_s=timeout_s)


async def test_new_roll_and_the_paper_comes_where_it_failed(run_app: Start, tmp_path: Path) -> None:
    """Paper out: the citizen is told before the touch, keeps the number, prints it there as soon as it can."""
    with start_emulator(width_mm=80, port=0, fault="paper_out") as printer:
        async with hall(run_app, tmp_path, printer=emulated(printer)) as inside:
            await inside.driver.until(lambda: "Kertas habis. Pasang gulungan baru." in inside.driver.words())
            await to_the_question(inside)
            assert "Tiket belum dapat dicetak" in inside.driver.words()
            await inside.touch(title="Tidak")
            await inside.paper_is(PrintOutcome.FAILED)
            await inside.driver.until(lambda: "Tiket belum dapat dicetak" in inside.driver.words())
            assert "Cetak sekarang" not in inside.driver.words()
            printer.set_fault("none")
            await inside.driver.until(lambda: "Cetak sekarang" in inside.driver.words())
            await inside.touch(text="Cetak sekarang")
            await inside.paper_is(PrintOutcome.CONFIRMED)
            await inside.driver.until(lambda: "Silakan ambil tiket Anda" in inside.driver.words())
            assert [paper.whole for paper in printer.papers] == [True]


async def test_offered_number_is_printed_by_finger_or_pad(run_app: Start, tmp_path: Path) -> None:
    """Two who wait without paper: each fetches his own, one by a touch and one by a key, and then the card is gone."""

    async def without_paper(office: TestOffice) -> None:
        for _ in range(2):
            paper = await office.do("kiosk", IssueTicket, service=KTP, language="en")
            await office.do("kiosk", ReportPaper, ticket=paper.ticket.id, outcome=PrintOutcome.FAILED)

    with start_emulator(width_mm=80, port=0) as printer:
        async with hall(run_app, tmp_path, printer=emulated(printer), before=without_paper) as inside:
            await inside.driver.until(lambda: "Belum menerima tiket? Sentuh nomor Anda" in inside.driver.words())
            first, second = sorted(await inside.tickets(), key=lambda ticket: ticket.id)
            await inside.touch(kind="NumberKey", number=first.number)
            await inside.on("ticket")
            await inside.driver.until(lambda: "Please take your ticket" in inside.driver.words())
            await inside.key("0")
            await inside.on("start")
            await inside.driver.until(lambda: first.number not in inside.driver.words())
            await inside.key("4")
            await inside.on("ticket")
            await inside.driver.until(lambda: inside.app.visit.outcome is PrintOutcome.CONFIRMED)
            assert second.number in inside.driver.words()
            await inside.key("0")
            await inside.on("start")
            await inside.driver.until(lambda: "Belum menerima tiket? Sentuh nomor Anda" not in inside.driver.words())
            assert len(printer.papers) == 2


async def test_the_offer_waits_while_the_printer_is_in_trouble(run_app: Start, tmp_path: Path) -> None:
    async def without_paper(office: TestOffice) -> None:
        paper = await office.do("kiosk", IssueTicket, service=KTP)
        await office.do("kiosk", ReportPaper, ticket=paper.ticket.id, outcome=PrintOutcome.FAILED)

    with start_emulator(width_mm=80, port=0, fault="cover_open") as printer:
        async with hall(run_app, tmp_path, printer=emulated(printer), before=without_paper) as inside:
            await inside.driver.until(lambda: any("Tutup printer terbuka" in word for word in inside.driver.words()))
            assert not any(word.startswith("Belum menerima") for word in inside.driver.words())
            printer.set_fault("none")
            await inside.driver.until(lambda: "Belum menerima tiket? Sentuh nomor Anda" in inside.driver.words())


async def test_the_second_printer_says_where(run_app: Start, tmp_path: Path) -> None:
    spare = PrinterConfig(kind="virtual", folder=virtual(tmp_path).folder, name="kanan")
    async with hall(run_app, tmp_path, printer=replace(DEAD, name="kiri"), spare=spare) as inside:
        await inside.reads("Printer kiri: ", "Sementara mencetak di printer kanan.")
        await to_the_question(inside)
        assert "Tiket belum dapat dicetak" not in inside.driver.words()
        await inside.touch(title="Tidak")
        await inside.reads("Tiket keluar dari printer kanan")
        await inside.paper_is(PrintOutcome.CONFIRMED)


async def test_second_printer_fails_too_and_the_first_is_used_again_by_itself(run_app: Start, tmp_path: Path) -> None:
    with start_emulator(fault="paper_out") as left, start_emulator(fault="cover_open") as right:
        async with hall(run_app, tmp_path, printer=emulated(left), spare=emulated(right)) as inside:
            await inside.reads("Kertas habis. Pasang gulungan baru.")
            await to_the_question(inside)
            await inside.reads("Tiket belum dapat dicetak")
            right.set_fault("none")
            await inside.misses("Tiket belum dapat dicetak")
            await inside.touch(title="Tidak")
            await inside.reads("Tiket keluar dari printer kedua")
            await inside.paper_is(PrintOutcome.CONFIRMED)
            left.new_roll()
            await inside.reads("Printer siap")
            assert [len(left.papers), len(right.papers)] == [0, 1]


async def test_paper_ends_inside_the_ticket(run_app: Start, tmp_path: Path) -> None:
    """Half of it is out. The number stands; no second original is offered, whatever becomes of the printer."""
    with start_emulator() as printer:
        async with hall(run_app, tmp_path, printer=emulated(printer)) as inside:
            await to_the_question(inside)
            printer.set_fault("paper_ends")
            await inside.touch(title="Tidak")
            await inside.reads("Tiket mungkin tidak tercetak lengkap", "Kertas habis. Pasang gulungan baru.")
            await inside.paper_is(PrintOutcome.UNKNOWN)
            printer.new_roll()
            await inside.reads("Printer tidak memastikan tiket ini.")
            [ticket] = await inside.tickets()
            await inside.pass_time(10_000)
            await inside.reads(ticket.number, "Tiket mungkin tidak tercetak lengkap")
            await inside.misses("Cetak sekarang")
            await inside.touch(text="Selesai")
            await inside.on("start")
            await inside.reads("Printer siap")
            await inside.misses("Belum menerima tiket? Sentuh nomor Anda")


async def test_cover_open_and_closed_again_goes_on_by_itself(run_app: Start, tmp_path: Path) -> None:
    with start_emulator(fault="cover_open") as printer:
        async with hall(run_app, tmp_path, printer=emulated(printer)) as inside:
            await inside.reads("Tutup printer terbuka")
            printer.set_fault("none")
            await inside.reads("Printer siap")
            await to_the_question(inside)
            await inside.misses("Tiket belum dapat dicetak")
            await inside.touch(title="Tidak")
            await inside.reads("Silakan ambil tiket Anda")
            await inside.paper_is(PrintOutcome.CONFIRMED)


@pytest.mark.parametrize("fault", ["unplugged", "refused", "power_off"])
async def test_gone_printer_is_said_before_the_touch_and_comes_back(run_app: Start, tmp_path: Path, fault: str) -> None:
    with start_emulator() as printer:
        async with hall(run_app, tmp_path, printer=emulated(printer)) as inside:
            await inside.reads("Printer siap")
            printer.set_fault(fault)
            await to_the_question(inside)
            await inside.reads("Tiket belum dapat dicetak")
            await inside.touch(title="Tidak")
            await inside.paper_is(PrintOutcome.FAILED)
            printer.set_fault("none")
            await inside.touch(text="Cetak sekarang")
            await inside.paper_is(PrintOutcome.CONFIRMED)
            assert [paper.whole for paper in printer.papers] == [True]


class Metronome:
    """Beats a hundred times a second as long as this program is given the machine, whatever its window does."""

    def __init__(self) -> None:
        self.beats = 0
        self._end = Event()
        self._thread = Thread(target=self._run)

    def _run(self) -> None:
        while not self._end.wait(0.01):
            self.beats += 1

    def __enter__(self) -> "Metronome":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()


async def test_hung_printer_freezes_nothing(run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing comes from it, frames come, and the number stands."""
    from kivy.clock import Clock

    monkeypatch.setattr("terminal.printing.conversation._TURN_S", 10.0)  # so long the kiosk waits for its answer
    with start_emulator() as printer:
        async with hall(run_app, tmp_path, printer=emulated(printer)) as inside:
            await inside.reads("Printer siap")
            await to_the_question(inside)
            printer.set_fault("hung")
            with Metronome() as time:
                frames = [0]
                ticking = Clock.schedule_interval(lambda _: frames.append(time.beats), 0)
                await inside.touch(title="Tidak")
                await inside.on("ticket")
                [ticket] = await inside.tickets()
                await inside.reads(ticket.number, "Tiket sedang dicetak")
                seen = time.beats
                await inside.driver.until(lambda: inside.app.visit.outcome is not PrintOutcome.PENDING)
                hung = time.beats
                ticking.cancel()
            assert max(after - before for before, after in pairwise(frames)) < hung / 2
            assert seen < hung / 2
            await inside.reads(ticket.number, "Mohon ingat atau foto nomor Anda")


async def test_hub_dies_between_its_answer_and_our_report(run_app: Start, tmp_path: Path) -> None:
    """The paper comes, and is told as soon as there is somebody to tell it to."""
    from kiosk.app import KioskApp
    from tests.support.kiosk_hall import QUICK, Hand, pair, settings
    from tests.support.office import staffed_office

    office = await staffed_office(tmp_path / "hub")
    with start_emulator(fault="slow_line=200") as printer:
        async with served(office) as port:
            await pair(office, tmp_path, port)
            hand = Hand()
            app = KioskApp(settings(tmp_path, port, emulated(printer)), clock=hand, pace=QUICK)
            inside = Hall(office, port, app, await run_app(app), hand, tmp_path)
            await inside.live()
            await to_the_question(inside)
            await inside.touch(title="Tidak")
            await inside.on("ticket")
            await inside.paper_is(PrintOutcome.SENT)
        printer.set_fault("none")
        await inside.reads("Silakan ambil tiket Anda", "Terputus")
        [owed] = app.papers.of(office.hub.epoch)
        assert owed.outcome is PrintOutcome.CONFIRMED
        async with served(office, port):
            await inside.paper_is(PrintOutcome.CONFIRMED)
            await inside.driver.until(lambda: not app.papers.of(office.hub.epoch))
    await office.close()


async def test_full_disk_promises_nothing_and_heals_by_itself(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder stands in the file's place: staff are told, the number is given, and its paper follows later."""
    monkeypatch.setattr("kiosk.owed.MEND_SECONDS", 0.05)
    file = tmp_path / "state" / FILE
    async with hall(run_app, tmp_path) as inside:
        file.unlink()
        file.mkdir()
        await to_the_question(inside)
        await inside.touch(title="Tidak")
        await inside.paper_is(PrintOutcome.FAILED)
        await inside.reads("Tiket belum dapat dicetak", "Catatan kios tidak dapat disimpan")
        file.rmdir()
        await inside.touch(text="Cetak sekarang")
        await inside.paper_is(PrintOutcome.CONFIRMED)


async def test_twenty_numbers_are_offered_in_turn(run_app: Start, tmp_path: Path) -> None:
    async def without_paper(office: TestOffice) -> None:
        for _ in range(20):
            paper = await office.do("kiosk", IssueTicket, service=KTP)
            await office.do("kiosk", ReportPaper, ticket=paper.ticket.id, outcome=PrintOutcome.FAILED)

    async with hall(run_app, tmp_path, before=without_paper) as inside:
        await inside.reads("A-001", "A-006")
        for last in ("A-012", "A-018", "A-020"):
            await inside.key("0")
            await inside.reads(last)
        await inside.touch(kind="NumberKey", number="A-020")
        await inside.on("ticket")
        await inside.reads("A-020", "Silakan ambil tiket Anda")


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
    from tests.support.kiosk_hall import QUICK, Hand, pair, settings
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
        papers = OwedPapers(tmp_path / "state", new_request_id)
        await papers.send(papers.begin(office.hub.epoch, paper.ticket.id))
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
