"""The officers of the torture: they see every paper, look into trays, print copies, and send citizens home."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Protocol

from counters.presenter.paper import NO_NEWS_AFTER_MS, OVER, paper_lines
from counters.presenter.seat import Seat
from kiosk.slip import slip_of
from protocol import messages as m
from protocol.errors import Refusal
from protocol.vocabulary import CounterState, DeviceKind, PrintOutcome, TicketState
from terminal.link import HubSettings, Link, NotLive, new_request_id
from terminal.printing import Printer, PrinterProblem
from tests.support.hub_process import HubProcess, raw_client
from tests.support.kiosk_headless import identity
from tests.support.office import PIN
from tests.torture.judge import Told
from tests.torture.kiosk_half import PACE
from tests.torture.records import Records

_LOOKS_AFTER_S = (0.05, 1.5)
_AGAIN_S = 0.1
AT_EASE = frozenset({PrintOutcome.CONFIRMED, PrintOutcome.UNKNOWN, PrintOutcome.FAILED})


class Hall(Protocol):
    """What officers find when they walk over to the kiosks."""

    def original_is_out(self, number: str) -> bool:
        """Whether the whole original of this number lies in a tray."""


class Staff:
    """One counter that follows everything. ``printer``: where it prints copies."""

    def __init__(self, state: Path, url: str, printer: Printer, hall: Hall, records: Records, chance: random.Random):
        self.link = Link(
            HubSettings(state_dir=state, url=url),
            DeviceKind.COUNTER,
            on_change=self._changed,
            on_events=self._happened,
            pace=PACE,
        )
        self._printer, self._hall, self._records, self._chance = printer, hall, records, chance
        self._mirrored: object = None
        self._known: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.broke: BaseException | None = None

    # What they see.

    def _happened(self, events: Sequence[m.Event]) -> None:
        for event in events:
            if isinstance(event, m.TicketIssued | m.TicketCalled | m.TicketChanged):
                self._sees(event.ticket)

    def _changed(self) -> None:
        """A snapshot comes without events: then everything is looked at."""
        if self.link.mirror.tickets is not self._mirrored:
            self._mirrored = self.link.mirror.tickets
            for ticket in self.link.mirror.tickets.values():
                self._sees(ticket)

    def _sees(self, ticket: m.Ticket) -> None:
        self._records.saw(ticket)
        if ticket.paper in AT_EASE and ticket.id not in self._known:
            self._known.add(ticket.id)
            self.keep(self._mind(ticket.id))

    # What they do.

    async def sit_down(self, member: int) -> None:
        await self.link.ask(m.SignIn(request_id=new_request_id(), staff=member, pin=PIN))
        await self.link.ask(m.SetCounter(request_id=new_request_id(), state=CounterState.OPEN))

    async def _mind(self, ticket: int) -> None:
        """After a while somebody looks after this ticket, once: its paper, and whether its citizen goes home."""
        await asyncio.sleep(self._chance.uniform(*_LOOKS_AFTER_S))
        seen = self.link.mirror.tickets[ticket]
        unknown = seen.paper is PrintOutcome.UNKNOWN
        if unknown and self._hall.original_is_out(seen.number) and self._chance.random() < 0.5:
            await self._ask(lambda: self._seen_in_hand(ticket))
        elif self._chance.random() < (0.6 if unknown else 0.03):
            await self._give_copy(ticket)
        await asyncio.sleep(self._chance.uniform(*_LOOKS_AFTER_S))
        if self.link.mirror.tickets[ticket].state is TicketState.WAITING and self._chance.random() < 0.8:
            await self._ask(lambda: m.CancelTicket(request_id=new_request_id(), ticket=ticket))

    @staticmethod
    def _seen_in_hand(ticket: int) -> m.ReportPaper:
        return m.ReportPaper(request_id=new_request_id(), ticket=ticket, outcome=PrintOutcome.CONFIRMED)

    async def _give_copy(self, ticket: int) -> None:
        paper = await self._ask(lambda: m.Reprint(request_id=new_request_id(), ticket=ticket))
        if not isinstance(paper, m.TicketPaper):
            return
        self._records.copies += 1
        outcome, problem = await self._printed(paper)
        self._records.said(ticket, outcome, paper.copies)
        report = m.ReportPaper(
            request_id=new_request_id(), ticket=ticket, outcome=outcome, problem=problem, copy=paper.copies
        )
        await self._ask(lambda: report)

    async def _printed(self, paper: m.TicketPaper) -> tuple[PrintOutcome, str]:
        slip = slip_of(paper, self.link.mirror.office, "", "id", self.link.hub_now())
        try:
            printed = await self._printer.print_paper(slip)
        except PrinterProblem as problem:
            return (PrintOutcome.UNKNOWN if problem.sent else PrintOutcome.FAILED), problem.code
        return (PrintOutcome.CONFIRMED if printed.confirmed else PrintOutcome.UNKNOWN), ""

    async def _ask(self, command: Callable[[], m.AnyCommand]) -> m.AnyAnswer | None:
        """The same request until the hub hears it; None where it refuses."""
        request = command()
        while True:
            try:
                return await self.link.ask(request)
            except NotLive:
                await asyncio.sleep(_AGAIN_S)
            except Refusal:
                return None

    # Their working day.

    def keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            self.broke = problem

    @property
    def busy(self) -> bool:
        """Whether anybody is still looking after a ticket."""
        return len(self._tasks) > 1  # the link is one of them

    def go_home(self) -> None:
        for task in list(self._tasks):
            task.cancel()


def list_of_papers(link: Link) -> frozenset[int]:
    """What stands on a desk's list of papers to look after, once enough time has gone by without news."""
    assert link.session is not None
    now_ms = int(link.hub_now().timestamp() * 1000) + NO_NEWS_AFTER_MS
    return frozenset(line.key for line in paper_lines(Seat(link.mirror, link.session, now_ms)))


def gone_home(link: Link) -> frozenset[int]:
    """The tickets whose citizens are not here any more."""
    return frozenset(ticket.id for ticket in link.mirror.in_state(*OVER))


async def hired(hub: HubProcess) -> int:
    """An operator's id."""
    async with raw_client(hub, hub.admin_token) as admin:
        answer: m.StaffList = await admin.ask(
            m.AddStaff(request_id="hire", login="ani", name="Ani", roles=("operator",), pin=PIN)
        )
    return answer.staff[0].id


async def last_words(hub: HubProcess, folder: Path) -> tuple[int, dict[int, Told]]:
    """What a counter sees that is switched on now: the journal's last line, and each ticket."""
    state = await identity(hub, DeviceKind.COUNTER, "2", folder)
    heard = asyncio.Event()
    link = Link(HubSettings(state_dir=state, url=hub.url), DeviceKind.COUNTER, on_change=heard.set, pace=PACE)
    task = link.start()
    try:
        async with asyncio.timeout(30):
            while not link.mirror.loaded:
                await heard.wait()
                heard.clear()
        tickets = link.mirror.tickets.values()
        return link.mirror.seq, {ticket.id: Told(ticket.paper, 0.0, ticket.paper_owed) for ticket in tickets}
    finally:
        task.cancel()
