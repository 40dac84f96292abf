"""What a counter does with answers that come late, printers that fail and a hub that is away; without a window."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from counters.conduct.case_desk import CaseDesk
from counters.conduct.door import Door
from counters.conduct.errands import Errands
from counters.conduct.own_printer import OwnPrinter
from counters.conduct.paper_desk import PaperDesk
from counters.conduct.queue_desk import QueueDesk
from counters.conduct.workplace import Workplace
from counters.presenter.actions import Action, Desk
from counters.presenter.printed import Came
from protocol import errors
from protocol import messages as m
from protocol.office import Office
from protocol.vocabulary import CaseState, ChosenBecause, CounterState, PrintOutcome, Purpose, Right, TicketState
from server.config.catalogue import load_office
from terminal.link import HubSettings, Mirror, NotLive
from terminal.link.files import HubFiles
from terminal.printing import CoverOpen, Printed, PrinterProblem, Slip, Status, TimedOut
from tests.support.counters_seat import NOW, case, mirror_of, ticket
from tests.support.hub_process import ROOT

P = PrintOutcome
RIGHTS = tuple(Right)


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(ROOT / "assets" / "catalogue" / "magetan.toml")


@dataclass
class Hub:
    """Answers each command when its turn comes; ``gate`` holds every answer back while it is not set."""

    mirror: Mirror
    answer: Callable[[m.AnyCommand], m.AnyAnswer]
    heard: list[m.AnyCommand] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    live: bool = True
    now_ms: int = NOW

    def __post_init__(self) -> None:
        self.gate.set()
        self.session = m.Session(staff=1, name="Sri", roles=(), rights=RIGHTS, counter="1")
        self.welcome = SimpleNamespace(device=7, place="1")

    @property
    def status(self) -> Any:
        return SimpleNamespace(live=self.live)

    def hub_now(self) -> datetime:
        return datetime.fromtimestamp(self.now_ms / 1000, UTC)

    async def ask(self, command: m.AnyCommand) -> m.AnyAnswer:
        self.heard.append(command)
        await self.gate.wait()
        if not self.live:
            raise NotLive
        return self.answer(command)

    def of(self, kind: type[m.AnyCommand]) -> list[Any]:
        return [command for command in self.heard if isinstance(command, kind)]


class PaperPrinter:
    """A printer whose next papers come to these ends; then all of them are well."""

    def __init__(self, *ends: Printed | PrinterProblem) -> None:
        self.ends = list(ends)
        self.slips: list[Slip] = []

    async def print_paper(self, slip: Slip) -> Printed:
        self.slips.append(slip)
        end = self.ends.pop(0) if self.ends else Printed(confirmed=True)
        if isinstance(end, PrinterProblem):
            raise end
        return end

    async def status(self) -> Status:
        return Status()

    def close(self) -> None:
        """Nothing to hang up."""


class Officer:
    """Answers no question, and remembers what was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []

    async def confirm(self, title: str, text: str, yes: str, items: Sequence[str] = ()) -> bool:
        return True

    async def reason(self, *asked: object) -> None: ...

    async def spoiled(self, *asked: object) -> None: ...

    async def target(self, *asked: object) -> None: ...

    async def inform(self, *asked: object) -> None: ...

    async def paper(
        self, title: str, big: str, text: str, items: Sequence[str], printing: Callable[[], Awaitable[str]] | None
    ) -> None:
        self.shown.append((big, text if printing is None else await printing()))


@dataclass
class Counter:
    """One terminal without a window."""

    hub: Hub
    printer: PaperPrinter | None = None
    told: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        link: Any = self.hub
        own: Any = self.printer
        self.own = OwnPrinter(link, own, lambda: None, pause=0.001)
        self.officer = Officer()
        questions: Any = self.officer
        self.place = Workplace(
            link=link,
            errands=Errands(link.ask, lambda: None),
            questions=questions,
            tell=lambda text, meaning: self.told.append((text, meaning)),
            printer=self.own,
            files=HubFiles(HubSettings(state_dir=Path("nowhere"))),
        )

    def refresh(self, desk: QueueDesk | CaseDesk | PaperDesk) -> None:
        """As the window does with every frame."""
        seat = self.place.seat()
        assert seat is not None
        desk.refresh(seat)


async def turns(count: int = 20) -> None:
    """Let everything run that can."""
    for _ in range(count):
        await asyncio.sleep(0)


# --- the file of a number that is called --------------------------------------------------------------


async def test_a_file_is_opened_after_the_call_however_late_the_answer_comes(office: Office) -> None:
    """A frame that is drawn while the answer is awaited offers nothing; the file is opened all the same."""
    ready = case(1, CaseState.READY, ticket=1)
    waiting = ticket(1, TicketState.READY, case=1)
    called = ticket(1, TicketState.HANDOVER_CALLED, case=1, counter="1")
    call = m.Call(id=1, ticket=1, number="A-001", counter="1", purpose=Purpose.HANDOVER, at=NOW)

    def answer(command: m.AnyCommand) -> m.AnyAnswer:
        if isinstance(command, m.CallToHandover):
            return m.CallMade(call=call, ticket=called, because=ChosenBecause.ASKED_FOR)
        return m.CaseFile(case=ready)

    hub = Hub(mirror_of(office, [waiting], [ready]), answer)
    counter = Counter(hub)
    desk = CaseDesk(counter.place, Desk.HANDOVER)
    counter.refresh(desk)
    hub.gate.clear()
    calling = asyncio.create_task(desk.perform(Action.CALL_HANDOVER))
    await turns()
    counter.refresh(desk)
    assert desk.offers[Action.OPEN_FILE] == "why.asking"
    hub.gate.set()
    await calling
    counter.refresh(desk)
    assert desk.view is not None
    assert desk.view.file is not None


async def test_only_the_file_of_the_number_that_was_called_is_opened(office: Office) -> None:
    """The officer has gone on to another row while the answer was awaited: who reads a file is noted."""
    cases = [case(n, CaseState.READY, ticket=n) for n in (1, 2)]
    tickets = [ticket(n, TicketState.READY, case=n) for n in (1, 2)]
    call = m.Call(id=1, ticket=1, number="A-001", counter="1", purpose=Purpose.HANDOVER, at=NOW)
    made = m.CallMade(call=call, ticket=tickets[0], because=ChosenBecause.ASKED_FOR)
    hub = Hub(mirror_of(office, tickets, cases), lambda _command: made)
    counter = Counter(hub)
    desk = CaseDesk(counter.place, Desk.HANDOVER)
    counter.refresh(desk)
    hub.gate.clear()
    calling = asyncio.create_task(desk.perform(Action.CALL_HANDOVER))
    await turns()
    desk.pick(2)
    hub.gate.set()
    await calling
    assert hub.of(m.OpenCase) == []


# --- copies and what the hub hears of them ---------------------------------------------------------------


def copies_of(held: m.Ticket) -> Callable[[m.AnyCommand], m.AnyAnswer]:
    """A hub that counts copies."""
    count = held.copies

    def answer(command: m.AnyCommand) -> m.AnyAnswer:
        nonlocal count
        if not isinstance(command, m.Reprint):
            return m.Done()
        count += 1
        return m.TicketPaper(ticket=held, ahead=0, url="https://x", copies=count)

    return answer


@pytest.mark.parametrize(
    ("end", "outcome", "problem", "meaning"),
    [
        (Printed(confirmed=True), P.CONFIRMED, "", "good"),
        (Printed(confirmed=False), P.UNKNOWN, "", "warn"),
        (TimedOut(sent=True), P.UNKNOWN, "timeout", "warn"),
        (CoverOpen(), P.FAILED, "cover_open", "danger"),
    ],
)
async def test_a_copy_is_told_as_it_leaves_and_as_it_ended(
    office: Office, end: Printed | PrinterProblem, outcome: PrintOutcome, problem: str, meaning: str
) -> None:
    held = ticket(1, paper=P.FAILED, paper_problem="cover_open")
    hub = Hub(mirror_of(office, [held]), copies_of(held))
    counter = Counter(hub, PaperPrinter(end))
    desk = QueueDesk(counter.place)
    desk.pick(1)
    counter.refresh(desk)
    telling = asyncio.create_task(counter.own.run())
    await desk.perform(Action.REPRINT)
    await turns()
    reports = hub.of(m.ReportPaper)
    assert (reports[-1].outcome, reports[-1].problem, reports[-1].copy) == (outcome, problem, 1)
    assert {report.copy for report in reports} == {1}
    assert counter.told[-1][1] == meaning
    assert desk.choice.ticket is None
    telling.cancel()


async def test_news_of_a_copy_wait_for_the_hub_and_for_no_errand(office: Office) -> None:
    """Away, busy, and while something else is asked: nothing is lost, and what is over is not told as under way."""
    held = ticket(1)
    busy = [errors.Busy(), errors.TooFast()]

    def answer(command: m.AnyCommand) -> m.AnyAnswer:
        if isinstance(command, m.ReportPaper) and busy:
            raise busy.pop(0)
        return m.Done()

    hub = Hub(mirror_of(office, [held]), answer)
    counter = Counter(hub, PaperPrinter())
    hub.live = False
    telling = asyncio.create_task(counter.own.run())
    came = await counter.own.print_copy(1, 1, _slip(office))
    assert came == Came(P.CONFIRMED)
    await turns()
    assert hub.heard == []
    hub.live = True
    counter.place.errands.asking = "something else"
    counter.own.wake()
    async with asyncio.timeout(30):
        while busy or len(hub.of(m.ReportPaper)) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    assert [report.outcome for report in hub.of(m.ReportPaper)] == [P.CONFIRMED] * 3
    assert len({report.request_id for report in hub.of(m.ReportPaper)}) == 1, "heard three times, it counts once"
    telling.cancel()


def _slip(office: Office) -> Slip:
    return Slip(office_name=office.name, issued_at=datetime.fromtimestamp(NOW / 1000, UTC))


async def test_the_printer_is_told_when_it_changes_and_after_each_reconnect(office: Office) -> None:
    hub = Hub(mirror_of(office), lambda _command: m.Done())
    counter = Counter(hub, PaperPrinter())
    telling = asyncio.create_task(counter.own.run())
    watching = asyncio.create_task(counter.own.watch())
    await turns()
    counter.own.wake()
    await turns()
    assert len(hub.of(m.ReportPrinter)) == 1, "nothing new, nothing told"
    hub.live = False
    counter.own.wake()
    hub.live = True
    counter.own.wake()
    await turns()
    assert len(hub.of(m.ReportPrinter)) == 2
    for task in (telling, watching):
        task.cancel()


async def test_a_second_copy_is_not_counted_while_the_first_is_printed(office: Office) -> None:
    held = ticket(1)
    hub = Hub(mirror_of(office, [held]), copies_of(held))
    slow = asyncio.Event()

    class Slow(PaperPrinter):
        async def print_paper(self, slip: Slip) -> Printed:
            await slow.wait()
            return await super().print_paper(slip)

    counter = Counter(hub, Slow())
    desk = QueueDesk(counter.place)
    desk.pick(1)
    counter.refresh(desk)
    first = asyncio.create_task(desk.perform(Action.REPRINT))
    await turns()
    desk.pick(1)
    counter.refresh(desk)
    await desk.perform(Action.REPRINT)
    assert len(hub.of(m.Reprint)) == 1
    assert counter.told[-1][1] == "warn"
    slow.set()
    await first


async def test_without_a_printer_nothing_is_asked_of_the_hub(office: Office) -> None:
    held = ticket(1, paper=P.FAILED)
    hub = Hub(mirror_of(office, [held]), copies_of(held))
    counter = Counter(hub)
    desk = QueueDesk(counter.place)
    desk.pick(1)
    counter.refresh(desk)
    await desk.perform(Action.REPRINT)
    assert hub.heard == []
    assert counter.told == [("Komputer ini tidak punya printer.", "warn")]


async def test_a_key_struck_twice_settles_one_paper(office: Office) -> None:
    """The first is settled and leaves the list; the second press finds nothing chosen."""
    held = [ticket(n, paper=P.UNKNOWN, paper_problem="timeout") for n in (1, 2)]
    hub = Hub(mirror_of(office, held), lambda _command: m.Done())
    counter = Counter(hub)
    desk = PaperDesk(counter.place)
    counter.refresh(desk)
    await desk.perform(Action.DOWN)
    counter.refresh(desk)
    await desk.perform(Action.HAS_PAPER)
    hub.mirror.tickets[1] = ticket(1)
    counter.refresh(desk)
    await desk.perform(Action.HAS_PAPER)
    assert [report.ticket for report in hub.of(m.ReportPaper)] == [1]


# --- receipts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "copies"),
    [
        ((), [0, 1, 2]),
        ((CoverOpen(), CoverOpen()), [0, 0, 0]),
        ((TimedOut(sent=True),), [0, 1, 2]),
        ((CoverOpen(), Printed(confirmed=False)), [0, 0, 1]),
    ],
)
async def test_a_receipt_is_a_copy_once_one_is_out_or_may_be(
    office: Office, ends: tuple[Printed | PrinterProblem, ...], copies: list[int]
) -> None:
    ready = case(1, CaseState.READY, ticket=1, register_number="R-1")
    offered = m.StepOffered(step="hand_over", result="received")  # type: ignore[arg-type]
    file = m.CaseFile(case=ready, offered=(offered,), applicant_name="Siti", card_serial="BL-1")
    done = m.CaseFile(case=case(1, CaseState.HANDED_OVER, ticket=1, register_number="R-1"), card_serial="BL-1")
    hub = Hub(
        mirror_of(office, [ticket(1, TicketState.READY, case=1)], [ready]),
        lambda command: done if isinstance(command, m.RecordStep) else file,
    )
    printer = PaperPrinter(*ends)
    counter = Counter(hub, printer)
    desk = CaseDesk(counter.place, Desk.HANDOVER)
    counter.refresh(desk)
    await desk.perform(Action.OPEN_FILE)
    counter.refresh(desk)
    await desk.perform(Action.HIMSELF)
    await desk.perform(Action.HAND_OVER)
    assert "sudah diserahkan" in counter.told[-1][0]
    for _ in range(2):
        counter.refresh(desk)
        await desk.perform(Action.RECEIPT)
    assert [slip.copy for slip in printer.slips] == copies
    desk.forget()
    counter.refresh(desk)
    assert Action.RECEIPT not in desk.offers, "nothing stays for whoever comes next"


def test_a_closed_counter_is_no_hindrance_to_its_printer(office: Office) -> None:
    mirror = mirror_of(office, [ticket(1)], counters=(m.CounterNow(id="1", state=CounterState.CLOSED),))
    counter = Counter(Hub(mirror, lambda _command: m.Done()), PaperPrinter())
    desk = QueueDesk(counter.place)
    desk.pick(1)
    counter.refresh(desk)
    assert desk.offers[Action.REPRINT] == ""


@pytest.mark.parametrize("refusal", [errors.WrongPin(wait_s=4), errors.TryLater(wait_s=4)])
@pytest.mark.parametrize("jump_ms", [-60_000, 60_000])
async def test_the_wait_after_a_wrong_pin_is_as_long_as_the_hub_said(
    office: Office, refusal: errors.Refusal, jump_ms: int
) -> None:
    """Also where the hub's time, as it is known here, jumps: its word came late, or the hub got a new clock."""
    heard: list[m.AnyCommand] = []

    def answer(command: m.AnyCommand) -> m.AnyAnswer:
        heard.append(command)
        if len(heard) == 1:
            raise refusal
        return m.Done()

    seconds = [1000.0]
    hub = Hub(mirror_of(office), answer)
    door = Door(Counter(hub).place, clock=lambda: seconds[0])
    door.choose(1)

    async def tries() -> None:
        for digit in "402913":
            door.press(digit)
        await door.sign_in()

    await tries()
    for seconds[0], hub.now_ms in ((1000.0, NOW + jump_ms), (1003.9, NOW)):
        assert door.waiting, seconds
        await tries()
        assert len(heard) == 1, "no try goes out while the hub would not hear it"
        assert "detik" in door.note(6)
    seconds[0] = 1004.0
    assert not door.waiting
    assert ("PIN salah" in door.note(6)) is isinstance(refusal, errors.WrongPin), "not looked at is not wrong"
    hub.now_ms = NOW + jump_ms
    await tries()
    assert len(heard) == 2


async def test_a_file_whose_answer_was_lost_is_asked_for_again(office: Office) -> None:
    """Once on each connection, and not at each look: a hub that says no is not asked without end."""
    front = ticket(1, TicketState.SERVING, case=1, counter="1")
    file = m.CaseFile(case=case(1, CaseState.VERIFYING, ticket=1), applicant_name="Siti")
    hub = Hub(mirror_of(office, [front], [file.case]), lambda _command: file)
    counter = Counter(hub)
    desk = QueueDesk(counter.place)

    def wanted() -> int | None:
        seat = counter.place.seat()
        assert seat is not None
        desk.refresh(seat)
        return desk.wanted_file(seat)

    assert (wanted(), wanted()) == (1, None)
    hub.live = False
    await desk.look_up(1)
    assert wanted() is None, "nobody is there to ask"
    hub.live = True
    assert (wanted(), wanted()) == (1, None)
    await desk.look_up(1)
    assert wanted() is None
