"""The headless half of the kiosk, with a hub and a printer that are played: what is said of each paper, and when."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.desk import LEFT, NO_PRINTER, Came, Desk
from kiosk.owed import FILE, OwedPapers, Stage
from kiosk.reports import Reports
from protocol.errors import Busy, Refusal, UnknownTicket
from protocol.messages import Done, PrintOwed, ReportPaper, ReportPrinter, TicketPaper
from protocol.vocabulary import PrintOutcome
from terminal.link import NotLive
from terminal.printing import PaperOut, Printed, PrinterProblem, Status, report_of
from tests.support.kiosk_office import MONDAY, OFFICE, paper

SENT, CONFIRMED, FAILED, UNKNOWN = (
    PrintOutcome.SENT,
    PrintOutcome.CONFIRMED,
    PrintOutcome.FAILED,
    PrintOutcome.UNKNOWN,
)


class PlayedHub:
    """A link whose other end says what the test wants. ``gate`` holds its answers back."""

    def __init__(self) -> None:
        self.status = SimpleNamespace(live=True)
        self.mirror = SimpleNamespace(epoch="e1", office=OFFICE)
        self.heard: list[ReportPaper | ReportPrinter | PrintOwed] = []
        self.answers: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()

    def hub_now(self) -> object:
        return MONDAY

    async def ask(self, command: Any, timeout: float | None = None) -> Done | TicketPaper:  # noqa: ASYNC109
        if self.answers:
            raise self.answers.pop(0)
        self.heard.append(command)
        await self.gate.wait()
        return paper() if isinstance(command, PrintOwed) else Done()

    @property
    def told(self) -> list[tuple[PrintOutcome, str]]:
        return [(report.outcome, report.problem) for report in self.papers]

    @property
    def papers(self) -> list[ReportPaper]:
        return [report for report in self.heard if isinstance(report, ReportPaper)]


@dataclass
class PlayedPrinter:
    """Its paper ends as the test wants, once ``gate`` is open."""

    ends: Printed | Exception = field(default_factory=lambda: Printed(confirmed=True))
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    seen: list[Stage] = field(default_factory=list)
    look: Callable[[], Stage] = lambda: Stage.RESERVED

    async def print_paper(self, slip: object) -> Printed:
        self.seen.append(self.look())
        await _settled()  # a printer takes its time
        await self.gate.wait()
        if isinstance(self.ends, Exception):
            raise self.ends
        return self.ends


@dataclass
class Room:
    file: Path
    hub: PlayedHub
    printer: PlayedPrinter
    papers: OwedPapers
    reports: Reports
    desk: Desk

    async def print(self, ticket: int = 12, wanted: Callable[[], bool] = lambda: True) -> Came:
        return await self.desk.print(paper(ticket=ticket), "", "id", wanted=wanted)

    async def all_told(self) -> None:
        """Wait until nothing is owed to the hub any more."""
        async with asyncio.timeout(30):
            while self.papers.of("e1"):  # noqa: ASYNC110
                await asyncio.sleep(0)

    async def on_disk(self, words: str) -> None:
        """Wait until this is in the file."""
        async with asyncio.timeout(30):
            while words not in self.file.read_text():  # noqa: ASYNC110 – a thread writes it
                await asyncio.sleep(0)

    async def told(self, *outcomes: PrintOutcome) -> None:
        """Wait until the hub has heard just this."""
        async with asyncio.timeout(30):
            while [outcome for outcome, _ in self.hub.told] != list(outcomes):  # noqa: ASYNC110
                await asyncio.sleep(0)


@asynccontextmanager
async def room(folder: Path, *, printer: bool = True, running: bool = True) -> AsyncIterator[Room]:
    hub, played, tries = PlayedHub(), PlayedPrinter(), itertools.count(1)
    played.gate.set()
    papers = OwedPapers(folder, lambda: f"try-{next(tries)}")
    played.look = lambda: papers.of("e1")[-1].stage
    reports = Reports(hub, papers, pause=0.001)  # type: ignore[arg-type]
    desk = Desk(hub, played if printer else None, papers, reports)  # type: ignore[arg-type]
    task = asyncio.create_task(reports.run()) if running else None
    try:
        yield Room(folder / FILE, hub, played, papers, reports, desk)
    finally:
        if task is not None:
            task.cancel()


@pytest.mark.parametrize(
    ("ends", "came"),
    [
        (Printed(confirmed=True), Came(CONFIRMED)),
        (Printed(confirmed=True, spare=True), Came(CONFIRMED, spare=True)),
        (Printed(confirmed=False), Came(UNKNOWN)),
        (Printed(confirmed=False, mute=True), Came(UNKNOWN)),
        (PaperOut(sent=False), Came(FAILED, "paper_out")),
        (PaperOut(sent=True), Came(UNKNOWN, "paper_out")),
    ],
)
async def test_what_became_of_it(tmp_path: Path, ends: Printed | PrinterProblem, came: Came) -> None:
    """Failed only where nothing of it was printed: whoever may print it again relies on that."""
    async with room(tmp_path) as inside:
        inside.printer.ends = ends
        assert await inside.print() == came
        await inside.told(SENT, came.outcome)
        assert inside.hub.told[-1] == (came.outcome, came.problem)
        await inside.all_told()


@pytest.mark.parametrize("problem", PrinterProblem.__subclasses__(), ids=lambda problem: problem.code)
@pytest.mark.parametrize("sent", [False, True])
async def test_every_problem_at_both_stages(tmp_path: Path, problem: type[PrinterProblem], sent: bool) -> None:
    async with room(tmp_path) as inside:
        inside.printer.ends = problem(sent=sent)
        assert await inside.print() == Came(UNKNOWN if sent else FAILED, problem.code)


async def test_bytes_leave_only_after_the_disk_says_so(tmp_path: Path) -> None:
    async with room(tmp_path) as inside:
        await inside.print()
        assert inside.printer.seen == [Stage.SENT]


async def test_paper_that_waits_for_the_printer_is_reserved_until_its_turn(tmp_path: Path) -> None:
    """Power may go while another paper hangs: of this one it is certain that nothing was printed."""
    async with room(tmp_path) as inside:
        inside.printer.gate.clear()
        first, second = (asyncio.create_task(inside.print(ticket)) for ticket in (12, 13))
        await inside.told(SENT)
        await inside.on_disk('"ticket":13,"stage":"reserved"')
        left = OwedPapers(Path(shutil.copytree(tmp_path, tmp_path.with_name("power-cut"))), str)
        assert [(owed.ticket, owed.outcome) for owed in left.of("e1")] == [(12, UNKNOWN), (13, FAILED)]
        inside.printer.gate.set()
        assert await first == await second == Came(CONFIRMED)
        assert len(inside.printer.seen) == 2


async def test_paper_whose_citizen_left_while_the_printer_hung_is_offered_and_not_dumped(tmp_path: Path) -> None:
    async with room(tmp_path) as inside:
        inside.printer.gate.clear()
        here = {13}
        first = asyncio.create_task(inside.print(12))
        second = asyncio.create_task(inside.print(13, lambda: bool(here)))
        await inside.told(SENT)
        here.clear()
        inside.printer.gate.set()
        assert await first == Came(CONFIRMED)
        assert await second == Came(FAILED, LEFT)
        assert len(inside.printer.seen) == 1
        await inside.told(SENT, CONFIRMED, FAILED)


async def test_fault_of_our_own_is_an_unknown_paper_and_no_end_of_the_window(tmp_path: Path) -> None:
    async with room(tmp_path) as inside:
        inside.printer.ends = ZeroDivisionError()
        assert await inside.print() == Came(UNKNOWN, "internal")
        await inside.told(SENT, UNKNOWN)


async def test_hub_hears_sent_while_the_printer_works(tmp_path: Path) -> None:
    async with room(tmp_path) as inside:
        inside.printer.gate.clear()
        printing = asyncio.create_task(inside.print())
        await inside.told(SENT)
        assert not printing.done()
        inside.printer.gate.set()
        await printing
        await inside.told(SENT, CONFIRMED)


async def test_a_slow_hub_keeps_nobody_waiting_and_hears_in_order(tmp_path: Path) -> None:
    async with room(tmp_path) as inside:
        inside.hub.gate.clear()
        assert await inside.print() == Came(CONFIRMED)
        await inside.told(SENT)
        inside.hub.gate.set()
        await inside.told(SENT, CONFIRMED)


async def test_newest_wins_where_sent_could_not_be_told(tmp_path: Path) -> None:
    async with room(tmp_path) as inside:
        inside.hub.status.live = False
        await inside.print()
        assert inside.hub.heard == []
        inside.hub.status.live = True
        inside.reports.wake()
        await inside.told(CONFIRMED)


async def test_same_news_is_the_same_request_after_a_restart(tmp_path: Path) -> None:
    """The answer was lost: the hub counts it once, and cannot take it for word of a later try."""
    async with room(tmp_path) as inside:
        inside.printer.ends = PaperOut(sent=False)
        inside.hub.gate.clear()
        await inside.print()
        await inside.told(SENT)
        inside.hub.gate.set()
        inside.hub.gate.clear()
        await inside.told(SENT, FAILED)
    async with room(tmp_path) as again:
        again.reports.wake()
        await again.told(FAILED)
        assert again.hub.papers[-1] == inside.hub.papers[-1]


async def test_refusal_for_now_is_tried_again_and_one_for_good_is_not(tmp_path: Path) -> None:
    async with room(tmp_path) as inside:
        inside.hub.answers = [Busy(), Busy(), NotLive()]
        await inside.print()
        await inside.told(CONFIRMED)
        inside.hub.answers = [UnknownTicket(), UnknownTicket()]
        await inside.print()
        await inside.all_told()
        assert inside.hub.told == [(CONFIRMED, "")]


@pytest.mark.parametrize("stage", [Stage.RESERVED, Stage.SENT])
async def test_power_loss_is_told_at_the_next_live_link(tmp_path: Path, stage: Stage) -> None:
    async with room(tmp_path, running=False) as before:
        owed = before.papers.begin("e1", 12)
        await before.papers.reserve(owed)
        if stage is Stage.SENT:
            await before.papers.send(owed)
    async with room(tmp_path) as inside:
        inside.reports.wake()
        await inside.told(FAILED if stage is Stage.RESERVED else UNKNOWN)
        assert inside.hub.told[0][1] == "power"


async def test_power_loss_in_the_middle_of_a_paper(tmp_path: Path) -> None:
    """Cancelled like the program's end: what went out is unknown, and no second original follows."""
    async with room(tmp_path) as inside:
        inside.printer.gate.clear()
        printing = asyncio.create_task(inside.print())
        await inside.told(SENT)
        printing.cancel()
    async with room(tmp_path) as again:
        again.reports.wake()
        await again.told(UNKNOWN)
        assert again.printer.seen == []


async def test_no_record_no_paper(tmp_path: Path) -> None:
    """Nothing goes to the printer, the number is as good, and the hub knows why."""
    async with room(tmp_path / "state") as inside:
        (tmp_path / "state" / "papers.jsonl").unlink()
        (tmp_path / "state" / "papers.jsonl").mkdir()
        assert await inside.print() == Came(FAILED, "storage")
        assert inside.printer.seen == []
        assert not inside.papers.sound
        await inside.told(FAILED)


async def test_kiosk_without_a_printer(tmp_path: Path) -> None:
    async with room(tmp_path, printer=False) as inside:
        assert await inside.print() == Came(FAILED, NO_PRINTER)
        await inside.told(FAILED)


async def test_paper_that_nobody_waits_for_is_given_back(tmp_path: Path) -> None:
    async with room(tmp_path) as inside:
        await inside.desk.give_back(PrintOwed(request_id="r1", ticket=12))
        await inside.told(FAILED)
        assert inside.hub.told == [(FAILED, LEFT)]
        assert inside.printer.seen == []


async def test_refused_owed_paper_prints_nothing(tmp_path: Path) -> None:
    async with room(tmp_path) as inside:
        inside.hub.answers = [UnknownTicket()]
        with pytest.raises(Refusal):
            await inside.desk.ask(PrintOwed(request_id="r1", ticket=12))
        assert inside.papers.of("e1") == ()


async def test_printer_is_told_when_it_changed_and_after_each_reconnect(tmp_path: Path) -> None:
    async with room(tmp_path) as inside:
        low = Status(paper_low=True)
        for status in (Status(), Status(), low):
            inside.reports.tell(report_of(status))
            await _settled()
        assert [report.paper_low for report in inside.hub.heard if isinstance(report, ReportPrinter)] == [False, True]
        inside.hub.status.live = False
        inside.reports.wake()
        inside.hub.status.live = True
        inside.reports.wake()
        await _settled()
        assert len(inside.hub.heard) == 3
        ids = [report.request_id for report in inside.hub.heard]
        assert len(set(ids)) == 3
        assert all(ids)


async def _settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)
