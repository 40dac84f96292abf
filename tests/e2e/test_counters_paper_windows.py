"""Papers and printers at the counter's real window: a real hub, and printers that break on purpose."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from protocol import messages as m
from protocol.vocabulary import CaseState, DeviceKind, PrintOutcome, TicketState, Trouble
from terminal.emulator import NetworkPrinter, start_emulator
from terminal.printing import PrinterConfig
from tests.support import hub_process
from tests.support.counters_hall import PEOPLE, Hall, all_rights_at_one, hall, look, terminal
from tests.support.hub_process import raw_client
from tests.support.windows import Driver, Start

pytestmark = pytest.mark.window
P = PrintOutcome
LONG = {**PEOPLE, "sri": ("Raden Ajeng Sri Wahyuningsih Kusumaningrum Hadiwijaya", ("operator",))}
LONG_DISPLAY = "Televisi Ruang Tunggu Utama Pelayanan Administrasi Kependudukan Lantai Satu"
LONG_KIOSK = "Kios Pelayanan Administrasi Kependudukan Lantai Satu Sayap Timur"
SMALL = (1366, 768)


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    with start_emulator() as running:
        yield running  # type: ignore[misc]


def at(printer: NetworkPrinter, name: str = "") -> PrinterConfig:
    return PrinterConfig(kind="network", host="127.0.0.1", port=printer.port, timeout_s=10.0, name=name)


async def told(driver: Driver, words: str, meaning: str | None = None) -> str:
    """Wait until the foot says this; the whole line."""
    foot = driver.app.desk_screen
    await driver.until(lambda: words in foot.line and meaning in (None, foot.meaning))
    await driver.frames(3)
    line: str = foot.line
    return line


def bar(driver: Driver, part: str) -> Any:
    """One part of the bar: machines, others, own or papers."""
    return driver.app.desk_screen.ids.bar.ids[part]


def gone(driver: Driver) -> set[str]:
    """The displays and kiosks that the hub misses, as the terminal hears it."""
    return {one.name for one in driver.app.link.mirror.terminals.values() if one.gone_since is not None}


async def until_held(driver: Driver, ticket: m.Ticket, held: Callable[[m.Ticket], object]) -> None:
    """Wait until this is true of the ticket at the hub, as the terminal hears it."""
    tickets = driver.app.link.mirror.tickets
    await driver.until(lambda: ticket.id in tickets and held(tickets[ticket.id]))
    await driver.frames(3)


async def choose(driver: Driver, ticket: m.Ticket) -> None:
    """By a click on its row in the queue."""
    await driver.until(lambda: any(line.key == ticket.id for line in driver.app.queue_desk.view.lines))
    await driver.frames(2)
    driver.app.queue_desk.pick(ticket.id)
    await driver.frames(3)


async def opened(driver: Driver) -> None:
    await driver.key("o")
    await driver.until(lambda: driver.app.queue_desk.offers.get("call_next") == "")
    await driver.frames(2)


# --- printers on every desk ---------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "login"), [("1", "sri"), ("kasi", "kasi"), ("cetak", "cetak"), ("serah", "serah")])
async def test_every_desk_hears_of_a_printer_until_it_is_well(
    run_app: Start, tmp_path: Path, place: str, login: str
) -> None:
    """What presses most stands there, then the next; nothing moves when the words come and go."""
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, place, login)
        panel = driver.app.desk_screen.ids.panel
        await driver.until(lambda: bar(driver, "own").tone == "quiet" and bar(driver, "machines").text)
        before = (*panel.pos, *panel.size)
        second = await here.another_kiosk("samping")
        await here.printer_is(second, paper_low=True, tickets_left=40)
        await driver.until(lambda: "40" in bar(driver, "machines").text)
        assert bar(driver, "machines").tone == "plain", "a roll near its end shouts at nobody"
        await here.printer_is(problem="paper_out")
        await driver.until(lambda: bar(driver, "machines").text == "kios: Kertas habis. Pasang gulungan baru.")
        assert bar(driver, "machines").tone == "danger"
        assert "1" in bar(driver, "others").text
        await look(driver, f"printers-{login}")
        assert (*panel.pos, *panel.size) == before
        await here.printer_is()
        await driver.until(lambda: "40" in bar(driver, "machines").text)
        await here.printer_is(second)
        await driver.until(lambda: bar(driver, "machines").tone == "quiet")


@pytest.mark.parametrize("language", ["id", "en", "jv"])
async def test_every_desk_hears_of_a_display_that_is_silent_dark_or_gone(
    run_app: Start, tmp_path: Path, language: str
) -> None:
    """Several troubles of two terminals with long names, beside a printer's; each goes by itself when it is mended."""
    async with hall(tmp_path, module="tests.support.impatient_hub") as here:
        token = await here.token(DeviceKind.DISPLAY, LONG_DISPLAY)
        driver = await terminal(run_app, here, "1", "sri", language=language)
        async with (
            raw_client(here.hub, token) as display,
            raw_client(here.hub, await here.token(DeviceKind.KIOSK, LONG_KIOSK)) as kiosk,
        ):
            await driver.until(lambda: bar(driver, "machines").tone == "quiet" and bar(driver, "machines").text)
            await here.troubles_are(display, Trouble.NO_SOUND, Trouble.MEDIA_BROKEN, Trouble.OTHER_VOICE)
            await driver.until(lambda: bar(driver, "machines").tone == "warn")
            await here.troubles_are(kiosk)  # none: a kiosk's first word, by which the hub knows that it was here
            await here.printer_is(kiosk, problem="paper_out")
            await driver.until(lambda: bar(driver, "machines").text.startswith(LONG_KIOSK))
            await here.printer_is(kiosk)
            await driver.until(lambda: bar(driver, "machines").tone == "warn")
            await here.troubles_are(display, *Trouble)
            await driver.until(lambda: bar(driver, "machines").tone == "danger")
            assert bar(driver, "machines").text.startswith(LONG_DISPLAY)
            await driver.xkey("F2")
            await driver.until(lambda: driver.app.paper_desk.open)
            await look(driver, "terminals-troubled")
        await driver.until(lambda: gone(driver) == {LONG_DISPLAY, LONG_KIOSK})
        await driver.until(lambda: "1" in bar(driver, "others").text)
        await look(driver, "terminals-gone")
        async with raw_client(here.hub, token):
            await driver.until(lambda: not bar(driver, "others").text)
            assert bar(driver, "machines").text.startswith(LONG_KIOSK)


async def test_a_counters_own_printer_is_watched_and_told_to_the_others(
    run_app: Start, tmp_path: Path, printer: NetworkPrinter
) -> None:
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri", printer=at(printer))
        await driver.until(lambda: bar(driver, "own").tone == "quiet" and "siap" in bar(driver, "own").text)
        printer.set_fault("cover_open")
        await driver.until(lambda: bar(driver, "machines").text.startswith("Printer di meja ini: "))
        assert bar(driver, "own").tone == "plain"
        mirror = driver.app.link.mirror
        await driver.until(lambda: [p.problem for p in mirror.printers.values()] == ["cover_open"])
        await look(driver, "own-printer")
        printer.set_fault("none")
        await driver.until(lambda: [p.problem for p in mirror.printers.values()] == [""])
        await driver.until(lambda: bar(driver, "machines").tone == "quiet")


# --- the paper of a ticket ------------------------------------------------------------------------


async def test_an_unknown_paper_is_seen_and_settled_by_keys(run_app: Start, tmp_path: Path) -> None:
    """On every terminal as a number, one key away as a list; A says that the citizen has it, and it goes."""
    async with hall(tmp_path) as here:
        first, second, well = await here.issue(3)
        await here.paper(well, P.CONFIRMED)
        driver = await terminal(run_app, here, "kasi", "kasi")
        assert bar(driver, "papers").tone == "quiet"
        await here.paper(first, P.UNKNOWN, "paper_out")
        await here.paper(second, P.FAILED, "cover_open")
        await driver.until(lambda: "2" in bar(driver, "papers").text)
        assert bar(driver, "papers").tone == "warn"
        await driver.xkey("F2")
        await driver.until(lambda: driver.app.paper_desk.open)
        await driver.key("a")
        await driver.key("down")
        await driver.until(lambda: first.number == driver.app.paper_panel.number)
        assert "kertas habis" in driver.app.paper_panel.sentence
        await look(driver, "papers-approver")
        await driver.key("a")
        await until_held(driver, first, lambda t: t.paper is P.CONFIRMED)
        assert first.number in await told(driver, "sudah ada di pemohon", "good")
        assert driver.app.paper_desk.view.chosen is None, "a second press tells nothing of another paper"
        assert driver.app.link.mirror.tickets[second.id].paper is P.FAILED
        await driver.key("escape")
        await driver.until(lambda: not driver.app.paper_desk.open)
        assert "1" in bar(driver, "papers").text


async def test_the_operator_sees_the_reason_and_settles_it_at_the_counter(run_app: Start, tmp_path: Path) -> None:
    """In the list, for the chosen row, for the number in hand and while its files are checked."""
    async with hall(tmp_path) as here:
        (ticket,) = await here.issue()
        await here.paper(ticket, P.UNKNOWN, "interrupted")
        driver = await terminal(run_app, here, "1", "sri")
        await opened(driver)
        row = driver.find("QueueRow", number=ticket.number)
        assert row.paper == "Tiket belum pasti"
        await choose(driver, ticket)
        assert "sambungan ke printer terputus" in driver.app.queue_panel.row_paper
        await look(driver, "paper-row")
        await driver.key("escape")
        await driver.key("space")
        await until_held(driver, ticket, lambda t: t.state is TicketState.CALLED)
        await driver.until(lambda: driver.app.queue_panel.hand_paper)
        await look(driver, "paper-hand")
        await driver.until(lambda: driver.app.queue_desk.offers.get("start_serving") == "")
        await driver.key("enter")
        await driver.until(lambda: driver.app.queue_desk.panel is not None)
        await driver.frames(3)
        await look(driver, "paper-verify")
        await driver.until(lambda: driver.app.queue_desk.offers.get("has_paper") == "")
        await driver.key("a")
        await until_held(driver, ticket, lambda t: t.paper is P.CONFIRMED)
        assert driver.app.queue_panel.hand_paper == ""


async def test_what_a_mute_kiosk_leaves_open_is_counted_quietly(run_app: Start, tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        (ticket,) = await here.issue()
        await here.printer_is(mute=True)
        await here.paper(ticket, P.UNKNOWN)
        driver = await terminal(run_app, here, "1", "sri")
        await driver.until(lambda: "1" in bar(driver, "papers").text)
        assert (bar(driver, "papers").tone, bar(driver, "machines").tone) == ("quiet", "quiet")
        assert driver.find("QueueRow", number=ticket.number).paper == ""
        await driver.key("f2")
        await driver.until(lambda: driver.app.paper_desk.open)
        await look(driver, "papers-mute")


async def test_a_copy_is_printed_marked_counted_and_told(
    run_app: Start, tmp_path: Path, printer: NetworkPrinter
) -> None:
    async with hall(tmp_path) as here:
        (ticket,) = await here.issue()
        driver = await terminal(run_app, here, "1", "sri", printer=at(printer))
        await choose(driver, ticket)
        await driver.key("c")
        await until_held(driver, ticket, lambda t: (t.copies, t.copy_paper) == (1, P.CONFIRMED))
        assert await told(driver, "sudah dicetak", "good") == f"Salinan tiket {ticket.number} sudah dicetak."
        (paper,) = printer.wait_papers(1)
        assert paper.whole
        assert paper.copy
        assert ticket.number in paper.text


async def test_a_copy_that_failed_can_be_printed_again_and_one_that_is_unsure_is_looked_at(
    run_app: Start, tmp_path: Path, printer: NetworkPrinter
) -> None:
    """Paper out before it: nothing came. The line breaks within it: the officer looks; both are seen by everybody."""
    async with hall(tmp_path) as here:
        (ticket,) = await here.issue()
        await here.paper(ticket, P.FAILED, "cover_open")
        driver = await terminal(run_app, here, "1", "sri", printer=at(printer))
        printer.set_fault("paper_out")
        await choose(driver, ticket)
        await driver.key("c")
        assert "kertas habis" in await told(driver, "belum tercetak", "danger")
        await until_held(driver, ticket, lambda t: (t.copies, t.copy_paper) == (1, P.FAILED))
        await look(driver, "copy-failed")
        printer.set_fault("none")
        printer.set_fault("close_rst=400")
        await driver.until(lambda: not driver.app.printer.busy)
        await choose(driver, ticket)
        await driver.key("c")
        await told(driver, "lihat", "warn")
        await until_held(driver, ticket, lambda t: (t.copies, t.copy_paper) == (2, P.UNKNOWN))
        assert "1" in bar(driver, "papers").text
        await look(driver, "copy-unsure")
        assert not any(paper.whole for paper in printer.papers)


async def test_without_a_printer_no_copy_is_counted_and_it_is_said_where_there_is_one(
    run_app: Start, tmp_path: Path
) -> None:
    async with hall(tmp_path) as here:
        (ticket,) = await here.issue()
        await here.paper(ticket, P.FAILED, "cover_open")
        other = await here.colleague("budi", "2")
        driver = await terminal(run_app, here, "1", "sri", printer=False)
        await choose(driver, ticket)
        await driver.key("c")
        assert await told(driver, "printer", "warn") == "Komputer ini tidak punya printer."
        await other.ask(m.ReportPrinter(request_id=here.request()))
        await driver.until(lambda: driver.app.link.mirror.printers)
        await driver.key("c")
        await told(driver, "Silakan cetak di Loket 2", "warn")
        await look(driver, "copy-no-printer")
        assert driver.app.link.mirror.tickets[ticket.id].copies == 0


async def test_the_second_printer_is_named(run_app: Start, tmp_path: Path, printer: NetworkPrinter) -> None:
    with start_emulator(fault="refused") as first:
        async with hall(tmp_path) as here:
            (ticket,) = await here.issue()
            driver = await terminal(
                run_app, here, "1", "sri",
                printer=at(first, "kiri"),  # type: ignore[arg-type]
                spare=at(printer, "kanan"),
            )  # fmt: skip
            await driver.until(lambda: bar(driver, "machines").tone == "warn")
            await choose(driver, ticket)
            await driver.key("c")
            assert "kanan" in await told(driver, "sudah dicetak", "good")
            await look(driver, "second-printer")
            assert len(printer.wait_papers(1)) == 1


# --- slips, receipts, lists, the day -----------------------------------------------------------------


async def served(driver: Driver, ticket: m.Ticket) -> None:
    """Call it, start serving, choose the reason, all by keys; the panel stands."""
    await opened(driver)
    await driver.key("space")
    await until_held(driver, ticket, lambda t: t.state is TicketState.CALLED)
    await driver.until(lambda: driver.app.queue_desk.offers.get("start_serving") == "")
    await driver.key("enter")
    await driver.until(lambda: driver.app.queue_desk.panel is not None)
    await driver.until(lambda: not driver.app.place.errands.asking)
    await driver.frames(2)
    await driver.key("v")
    driver.app.queue_desk.write("name", "Siti Aminah")


async def complete(driver: Driver, ticket: m.Ticket) -> None:
    await served(driver, ticket)
    await driver.key("0")
    await driver.until(lambda: driver.app.queue_desk.offers.get("complete") == "")
    await driver.key("enter")
    await until_held(driver, ticket, lambda t: t.state is TicketState.IN_PROCESS)


async def test_a_pickup_slip_is_offered_when_the_files_are_complete(
    run_app: Start, tmp_path: Path, printer: NetworkPrinter
) -> None:
    """It says the number and never the name; the printer fails, and S prints it again; the next call ends the offer."""
    async with hall(tmp_path) as here:
        (ticket,) = await here.issue()
        driver = await terminal(run_app, here, "1", "sri", printer=at(printer))
        await complete(driver, ticket)
        await driver.until(lambda: driver.app.queue_panel.slip_text)
        await look(driver, "slip-offered")
        printer.set_fault("cover_open")
        await driver.key("s")
        assert "S" in await told(driver, "belum tercetak", "danger")
        printer.set_fault("none")
        await driver.until(lambda: not driver.app.printer.busy)
        await driver.key("s")
        await told(driver, "sudah dicetak", "good")
        (paper,) = printer.wait_papers(1)
        assert ticket.number in paper.text
        assert "PENGAMBILAN" in paper.text
        assert "Siti" not in paper.text
        (following,) = await here.issue()
        await driver.until(lambda: driver.app.queue_desk.offers.get("call_next") == "")
        await driver.key("space")
        await until_held(driver, following, lambda t: t.state is TicketState.CALLED)
        assert driver.app.queue_panel.slip_text == ""


async def test_without_a_printer_the_screen_stands_for_the_slip(run_app: Start, tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        (ticket,) = await here.issue()
        driver = await terminal(run_app, here, "1", "sri", printer=False)
        await complete(driver, ticket)
        await driver.until(lambda: driver.app.queue_panel.slip_text)
        await driver.key("s")
        await driver.until(lambda: driver.app.stage.layers)
        await driver.frames(3)
        assert any("tidak punya printer" in word for word in driver.words())
        await look(driver, "slip-screen")
        await driver.key("enter")
        await driver.until(lambda: not driver.app.stage.layers)


async def test_the_list_of_missing_papers_is_printed_again_as_often_as_asked(
    run_app: Start, tmp_path: Path, printer: NetworkPrinter
) -> None:
    """It stands on the screen while the printer has no paper; C prints it when there is some."""
    async with hall(tmp_path) as here:
        (ticket,) = await here.issue()
        driver = await terminal(run_app, here, "1", "sri", printer=at(printer))
        await served(driver, ticket)
        for key in "122":
            await driver.key(key)
        printer.set_fault("paper_out")
        await driver.key("m")
        await driver.until(lambda: driver.app.stage.layers)
        await driver.key("enter")
        await driver.until(lambda: any("belum tercetak: kertas habis" in word for word in driver.words()))
        await driver.frames(3)
        await look(driver, "list-failed")
        printer.set_fault("none")
        await driver.key("c")
        await driver.until(lambda: any("sudah dicetak" in w for w in driver.words()))
        (paper,) = printer.wait_papers(1)
        assert "BELUM LENGKAP" in paper.text
        await driver.frames(3)
        await look(driver, "list-printed")
        await driver.key("enter")
        await driver.until(lambda: not driver.app.stage.layers)


async def handed_over(driver: Driver, file: m.CaseFile) -> None:
    """Called, received by the applicant, recorded: by keys."""
    desk, cases = driver.app.case_desks["handover"], driver.app.link.mirror.cases
    await driver.key("o")
    await driver.until(lambda: desk.offers.get("call_handover") == "")
    await driver.key("space")
    await driver.until(lambda: desk.view.file is not None)
    await driver.until(lambda: desk.offers.get("hand_over") == "")
    await driver.key("p")
    await driver.key("enter")
    await driver.until(lambda: cases[file.case.id].state is CaseState.HANDED_OVER)


async def test_a_receipt_is_printed_at_the_handover_and_a_second_one_says_so(
    run_app: Start, tmp_path: Path, printer: NetworkPrinter
) -> None:
    async with hall(tmp_path) as here:
        await here.issue()
        file = await here.ready("Siti Aminah", serial="BL-0001")
        driver = await terminal(run_app, here, "serah", "serah", printer=at(printer))
        await driver.key("enter")
        await driver.until(lambda: driver.app.case_desks["handover"].view.file is not None)
        await driver.frames(3)
        await driver.key("s")
        await told(driver, "Slip pengambilan", "good")
        await look(driver, "handover-file")
        printer.set_fault("paper_out")
        await handed_over(driver, file)
        line = await told(driver, "belum tercetak", "danger")
        assert "sudah diserahkan" in line
        await look(driver, "receipt-failed")
        printer.set_fault("none")
        for papers in (2, 3):
            await driver.until(lambda: not driver.app.printer.busy)
            await driver.key("t")
            await driver.until(lambda papers=papers: len(printer.papers) == papers)
        slip, first, second = printer.wait_papers(3)
        assert "PENGAMBILAN" in slip.text
        assert [first.copy, second.copy] == [False, True], "the one that failed was none"
        for paper in (first, second):
            assert driver.app.link.mirror.cases[file.case.id].register_number in paper.text
            assert "0001" in paper.text
            assert "BL-0001" not in paper.text
            assert "Siti" not in paper.text


async def test_without_a_printer_the_receipt_can_be_read_off_the_screen(run_app: Start, tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        await here.issue()
        file = await here.ready()
        driver = await terminal(run_app, here, "serah", "serah", printer=False)
        await handed_over(driver, file)
        await told(driver, "sudah diserahkan", "good")
        await driver.key("t")
        await driver.until(lambda: driver.app.stage.layers)
        await driver.frames(3)
        number = driver.app.link.mirror.cases[file.case.id].register_number
        assert any(number in word for word in driver.words())
        await look(driver, "receipt-screen")


async def test_the_days_report_is_shown_and_printed_with_the_journals_head(
    run_app: Start, tmp_path: Path, printer: NetworkPrinter
) -> None:
    """Today and yesterday, by keys; its head is on paper whole."""
    async with hall(tmp_path) as here:
        tickets = await here.issue(3)
        await here.paper(tickets[0], P.UNKNOWN, "timeout")
        driver = await terminal(run_app, here, "kasi", "kasi", printer=at(printer))
        cover, desk = driver.app.day_report, driver.app.day_desk
        await driver.xkey("F3")
        await driver.until(lambda: cover in driver.app.stage.layers)
        await driver.frames(3)
        today, head = cover.title, cover.head.replace(" ", "")
        assert len(head) == 64
        await look(driver, "day")
        await driver.key("c")
        await driver.until(lambda: "sudah dicetak" in desk.told)
        await look(driver, "day-printed")
        (paper,) = printer.wait_papers(1)
        assert head in "".join(paper.text.split())
        await driver.key("left")
        await driver.until(lambda: cover.title != today and not driver.app.place.errands.asking)
        await driver.key("right")
        await driver.until(lambda: cover.title == today and not driver.app.place.errands.asking)
        await driver.key("right")
        await driver.frames(4)
        assert cover.title == today
        await driver.key("escape")
        await driver.until(lambda: cover not in driver.app.stage.layers)


async def test_without_a_printer_the_report_is_on_the_screen_alone(run_app: Start, tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri", printer=False)
        await driver.key("f2")
        await driver.until(lambda: driver.app.paper_desk.open)
        await driver.frames(3)
        await driver.xclick(driver.find("SecondaryButton", text="Laporan harian"))
        await driver.until(lambda: driver.app.day_report in driver.app.stage.layers)
        await driver.key("c")
        await driver.until(lambda: driver.app.day_desk.told == "Komputer ini tidak punya printer.")
        await look(driver, "day-no-printer")


# --- seen in every language -----------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "size"), [("id", None), ("jv", None), ("en", None), ("id", SMALL)])
async def test_nothing_of_papers_is_cut_in_any_language(
    run_app: Start, tmp_path: Path, language: str, size: tuple[int, int] | None
) -> None:
    """Thirty papers in doubt, five printers in trouble, long names; at the size of a laptop, too."""
    async with hall(tmp_path, LONG) as here:
        await crowded(here)
        driver = await terminal(run_app, here, "1", "sri", language=language, printer=False, size=size)
        await driver.until(lambda: "30" in bar(driver, "papers").text)
        await opened(driver)
        await look(driver, f"crowd-queue-{driver.app.root.width:.0f}")
        await driver.key("down")
        await driver.frames(3)
        await look(driver, f"crowd-row-{driver.app.root.width:.0f}")
        await driver.key("f2")
        await driver.until(lambda: driver.app.paper_desk.open)
        await driver.frames(3)
        await look(driver, f"crowd-papers-{driver.app.root.width:.0f}")
        await driver.key("down")
        driver.app.paper_desk.pick(driver.app.paper_desk.view.lines[-1].key)
        await driver.frames(6)
        await look(driver, f"crowd-last-{driver.app.root.width:.0f}")
        row = driver.find("PaperRow", chosen=True)
        scroll = driver.app.paper_panel.ids.scroll
        assert scroll.collide_point(*scroll.parent.to_widget(*row.to_window(*row.center))), "the chosen row is in sight"
        await driver.key("?")
        await driver.frames(3)
        await look(driver, f"crowd-keys-{driver.app.root.width:.0f}")


async def test_everything_about_a_number_fits_beside_tabs(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tallest case: a priority number in hand whose paper is in doubt, at a desk with tabs."""
    monkeypatch.setattr(hub_process, "always_open", all_rights_at_one(hub_process.always_open))
    everything = {"siti": ("Siti Kabeh", ("operator", "kasi", "operator-cetak", "penyerahan"))}
    async with hall(tmp_path, everything) as here:
        (ticket,) = await here.issue(priority=True)
        await here.paper(ticket, P.UNKNOWN, "storage")
        driver = await terminal(run_app, here, "1", "siti", printer=False)
        await opened(driver)
        await driver.key("space")
        await until_held(driver, ticket, lambda t: t.state is TicketState.CALLED)
        await driver.until(lambda: driver.app.queue_panel.hand_paper)
        await look(driver, "tabs-hand")
        await driver.until(lambda: driver.app.queue_desk.offers.get("start_serving") == "")
        await driver.key("enter")
        await driver.until(lambda: driver.app.queue_desk.panel is not None)
        await driver.key("v")
        await driver.frames(3)
        await look(driver, "tabs-verify")
        await driver.key("f2")
        await driver.until(lambda: driver.app.paper_desk.open)
        await driver.frames(3)
        await look(driver, "tabs-papers")
        await driver.key("ctrl+2")
        await driver.until(lambda: not driver.app.paper_desk.open)


async def crowded(here: Hall) -> None:
    """A bad day."""
    problems = ["paper_out", "cutter", "interrupted", "spooler", "storage"]
    for at, ticket in enumerate(await here.issue(30)):
        outcome = P.FAILED if at % 3 == 0 else P.UNKNOWN
        await here.paper(ticket, outcome, problems[at % len(problems)])
    for at, state in enumerate(
        (
            {"problem": "cutter"},
            {"problem": "timeout"},
            {"spare": True},
            {"paper_low": True, "tickets_left": 120},
            {"problem": "spooler"},
        )
    ):
        kiosk = await here.another_kiosk(f"{LONG_KIOSK} {at + 1}")
        await here.printer_is(kiosk, **state)
    await here.printer_is()
