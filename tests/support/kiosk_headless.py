"""A kiosk without a window before a hub of its own process; all but the window is the real thing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.desk import Came, Desk
from kiosk.owed import OwedPapers
from kiosk.reports import Reports
from protocol.messages import Event, IssueTicket, PrintOwed, Ticket, TicketChanged, TicketIssued, TicketPaper
from protocol.vocabulary import DeviceKind, PrintOutcome
from terminal.link import HubSettings, Identity, Link, Pace, new_request_id
from terminal.link import identity as identities
from terminal.printing import Printer, PrinterConfig, Watch, open_printer, report_of
from tests.support.hub_process import HubProcess, tokens
from tests.support.office import KTP

QUICK = Pace(silence=30.0, connect=2.0, answer=5.0, search=0.1, steady=0.0, retries=(0.05, 0.1), elsewhere=0.1)


async def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for a condition; TimeoutError when it never holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 – what is waited for happens in other processes and threads
            await asyncio.sleep(0.01)


async def identity(hub: HubProcess, kind: DeviceKind, place: str, folder: Path) -> Path:
    """A terminal paired with this hub; where it keeps its state."""
    [token] = await tokens(hub, kind, [place])
    identities.save(folder, Identity(url=hub.url, fingerprint="", token=token, name=place))
    return folder


@dataclass
class HeadlessKiosk:
    link: Link
    desk: Desk
    papers: OwedPapers
    printer: Printer
    watch: Watch

    async def number(self) -> TicketPaper:
        return await self.desk.ask(IssueTicket(request_id=new_request_id(), service=KTP))

    async def take(self) -> tuple[TicketPaper, Came]:
        """A number and its paper, as the window does it."""
        paper = await self.number()
        return paper, await self.print(paper)

    async def print(self, paper: TicketPaper) -> Came:
        came = await self.desk.print(paper, "", "id")
        self.watch.look_now()
        return came

    async def fetch(self, ticket: int) -> Came:
        """A touch on an offered number. Raises Refusal."""
        return await self.print(await self.desk.ask(PrintOwed(request_id=new_request_id(), ticket=ticket)))

    @property
    def offered(self) -> list[int]:
        return [ticket.id for ticket in self.link.mirror.owed_papers()]


@asynccontextmanager
async def headless_kiosk(state: Path, url: str, config: PrinterConfig) -> AsyncIterator[HeadlessKiosk]:
    """Runs until the block is left, which is as hard an end as a power cut: nothing is tidied up."""
    link = Link(HubSettings(state_dir=state, url=url), DeviceKind.KIOSK, on_change=lambda: reports.wake(), pace=QUICK)
    papers = OwedPapers(state, new_request_id)
    reports = Reports(link, papers, pause=0.05)
    printer = open_printer(config)
    watch = Watch(printer, lambda status: reports.tell(report_of(status)))
    tasks = [asyncio.create_task(work) for work in (link.run(), reports.run(), watch.run())]
    try:
        await until(lambda: link.status.live and link.mirror.loaded)
        yield HeadlessKiosk(link, Desk(link, printer, papers, reports), papers, printer, watch)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        printer.close()


@dataclass
class Officer:
    """Somebody who sees what staff see, and what happened to each paper in its order."""

    link: Link
    seen: list[tuple[int, PrintOutcome, str]]

    def ticket(self, id: int) -> Ticket:
        return self.link.mirror.tickets[id]

    def history(self, id: int) -> list[PrintOutcome]:
        """The paper's outcomes, as the hub told them."""
        return [outcome for ticket, outcome, _ in self.seen if ticket == id]

    async def sees(self, id: int, outcome: PrintOutcome, problem: str = "") -> None:
        await until(lambda: id in self.link.mirror.tickets)
        await until(lambda: (self.ticket(id).paper, self.ticket(id).paper_problem) == (outcome, problem))


@asynccontextmanager
async def officer(hub: HubProcess, folder: Path) -> AsyncIterator[Officer]:
    seen: list[tuple[int, PrintOutcome, str]] = []

    def note(events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, TicketIssued | TicketChanged):
                seen.append((event.ticket.id, event.ticket.paper, event.ticket.paper_problem))

    state = await identity(hub, DeviceKind.COUNTER, "1", folder)
    link = Link(HubSettings(state_dir=state, url=hub.url), DeviceKind.COUNTER, on_events=note, pace=QUICK)
    task = asyncio.create_task(link.run())
    try:
        await until(lambda: link.status.live and link.mirror.loaded)
        yield Officer(link, seen)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
