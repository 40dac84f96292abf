"""A kiosk in a real window before the real hub, both with clocks that are set by hand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from protocol import messages as m
from protocol.vocabulary import DeviceKind, PrintOutcome, View
from terminal.link import HubSettings, Identity, Pace
from terminal.link import identity as identities
from terminal.printing import PrinterConfig
from terminal.settings import TerminalSettings, WindowSettings
from terminal.voice.config import VoiceSettings
from tests.support.office import HandClock, TestOffice, served, staffed_office
from tests.support.windows import Driver, Start

if TYPE_CHECKING:
    from kiosk.app import KioskApp

SILENT = VoiceSettings(engine="off")
"""Without a voice there is no guide: the number pad is the sighted citizen's."""
QUICK = Pace(silence=30.0, connect=2.0, answer=3.0, search=0.1, steady=0.0, retries=(0.05, 0.1), elsewhere=0.1)


@dataclass
class Hand:
    """The kiosk's monotonic clock, in seconds."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Hall:
    """The kiosk, the hands before it, and the hub behind it."""

    office: TestOffice
    port: int
    app: "KioskApp"
    driver: Driver
    hand: Hand
    folder: Path

    async def touch(self, **named: Any) -> None:
        """A finger on the one thing that is named so, as soon as it stands still and the page has settled."""
        before = None
        while before is None or before != self._place(**named):
            await self.driver.until(lambda: self._place(**named) is not None)
            before = self._place(**named)
            await self.driver.frames(2)  # what was just shown is laid out with the next one
        self.hand.at += 1
        await self.driver.tap(self.driver.find(**named))

    def _place(self, **named: Any) -> tuple[Any, Any] | None:
        """Which thing it is, and where its middle is; None while it is not there."""
        found = self.driver.sought(**named)
        return (found[0], found[0].to_window(*found[0].center)) if len(found) == 1 else None

    async def key(self, name: str) -> None:
        self.hand.at += 1
        await self.driver.key(name)

    async def on(self, page: str) -> None:
        """Wait until this page is drawn."""
        await self.driver.until(lambda: self.app.frame._shown is not None and self.app.frame._shown.page == page)
        await self.driver.frames(2)

    async def live(self) -> None:
        await self.driver.until(lambda: self.app.link.status.live and self.app.link.mirror.loaded)
        await self.driver.until(lambda: bool(self.app.frame.office))
        await self.driver.frames(2)

    async def reads(self, *words: str) -> None:
        """Wait until each of these can be read, at the least within a longer sentence."""
        await self.driver.until(lambda: all(any(word in read for read in self.driver.words()) for word in words))

    async def misses(self, words: str) -> None:
        """Wait until this can be read nowhere."""
        await self.driver.until(lambda: not any(words in read for read in self.driver.words()))

    async def pass_time(self, seconds: float) -> None:
        self.hand.at += seconds
        self.app.draw()
        await self.driver.frames(2)

    async def tickets(self) -> tuple[m.Ticket, ...]:
        """All tickets, as staff see them."""
        seen: list[m.Snapshot] = []
        await self.office.hub.snapshot(View.STAFF, seen.append)
        return seen[0].tickets

    async def paper_is(self, outcome: PrintOutcome) -> None:
        """Wait until the hub has been told this of the one ticket."""
        async with asyncio.timeout(60):
            while [ticket.paper for ticket in await self.tickets()] != [outcome]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


def settings(
    folder: Path,
    port: int,
    printer: PrinterConfig | None,
    spare: PrinterConfig | None = None,
    voice: VoiceSettings = SILENT,
) -> TerminalSettings:
    return TerminalSettings(
        hub=HubSettings(state_dir=folder / "state", url=f"ws://127.0.0.1:{port}"),
        window=WindowSettings(),
        printer=printer,
        spare_printer=spare,
        voice=voice,
    )


async def pair(office: TestOffice, folder: Path, port: int) -> None:
    added = await office.do("admin", m.AddDevice, kind=DeviceKind.KIOSK, name="lobby", place="")
    identity = Identity(url=f"ws://127.0.0.1:{port}", fingerprint="", token=added.token, name="lobby")
    identities.save(folder / "state", identity)


def virtual(folder: Path) -> PrinterConfig:
    (folder / "paper").mkdir(exist_ok=True)
    return PrinterConfig(kind="virtual", folder=folder / "paper")


@asynccontextmanager
async def hall(
    run_app: Start,
    folder: Path,
    *,
    clock: HandClock | None = None,
    printer: PrinterConfig | None = None,
    spare: PrinterConfig | None = None,
    before: Callable[[TestOffice], Awaitable[None]] | None = None,
    opened: Callable[[Path, HandClock | None], Awaitable[TestOffice]] = staffed_office,
    voice: VoiceSettings = SILENT,
) -> AsyncIterator[Hall]:
    """Open: hub with staff at their counters, kiosk paired and live. ``before`` is done to the hub first.

    ``voice``: of the guide.
    """
    from kiosk.app import KioskApp

    office = await opened(folder / "hub", clock)
    async with served(office) as port:
        await pair(office, folder, port)
        if before is not None:
            await before(office)
        hand = Hand()
        app = KioskApp(settings(folder, port, printer or virtual(folder), spare, voice), clock=hand, pace=QUICK)
        inside = Hall(office, port, app, await run_app(app), hand, folder)
        await inside.live()
        yield inside
    await office.close()
