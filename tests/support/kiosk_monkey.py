"""Somebody who touches a kiosk without sense, in a house where hub and printer come and go. By a seed, so again."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.visit import Page
from protocol import messages as m
from protocol.errors import Refusal
from protocol.vocabulary import IncidentKind
from terminal.emulator import NetworkPrinter, start_emulator
from terminal.printing import PrinterConfig
from terminal.voice.config import VoiceSettings
from tests.support.kiosk_guided import Socket
from tests.support.kiosk_hall import QUICK, SILENT, Hall, Hand, pair, settings
from tests.support.office import HandClock, TestOffice, served
from tests.support.remote_office import made_ready, receive, remote_office
from tests.support.windows import Start, visible

WITHOUT_HUB = (Page.AWAY, Page.TAKING, Page.TICKET)
"""What may stand while the hub is not heard: nothing on which its word is needed."""
FAULTS = ("none", "none", "none", "paper_out", "cover_open", "mute", "refused", "garbage", "close_rst", "slow", "no_id")
KEYS = (*"0123456789", ".", "/", "*", "-", "+", "#", "enter", "backspace", "escape", "tab", "a", "q", "u")
PATIENCE = 1.5
"""Seconds that this kiosk waits for the hub: it is gone often enough here."""


@dataclass
class Monkey:
    """``done``: what was done, in words, so that a failure can be read. ``guided``: by pad keys and a plug as well."""

    inside: Hall
    printer: NetworkPrinter
    chance: random.Random
    code: str
    hub: "ComingAndGoing"
    socket: Socket = field(default_factory=Socket)
    guided: bool = False
    done: list[str] = field(default_factory=list)

    async def acts(self) -> None:
        """One thing, and the window comes round."""
        deeds: Sequence[tuple[int, Callable[[], Awaitable[str]]]] = (
            (8, self._touches_something),
            (5, self._touches_anywhere),
            (4, self._presses_a_key),
            (1, self._scans),
            (4, self._lets_time_pass),
            (1, self._takes_or_brings_the_hub),
            (1, self._breaks_or_mends_the_printer),
            (1, self._declares_or_ends_an_incident),
            *([(6, self._presses_a_key), (2, self._plugs)] if self.guided else []),
        )
        weights, doings = zip(*deeds, strict=True)
        [deed] = self.chance.choices(doings, weights)
        self.done.append(await deed())
        await self.inside.driver.frames(2)

    async def _touches_something(self) -> str:
        from terminal.look.widgets import Pressable

        self.inside.hand.at += self.chance.choice((0.05, 0.6, 1.0))
        there = [widget for widget in self.inside.driver.all() if isinstance(widget, Pressable) and visible(widget)]
        if not there:
            return "touches nothing: there is nothing"
        touched: Any = self.chance.choice(there)
        name = f"touches {type(touched).__name__} {getattr(touched, 'text', '') or getattr(touched, 'title', '')!r}"
        await self.inside.driver.tap(touched)
        return name

    async def _touches_anywhere(self) -> str:
        at = self.chance.uniform(0, 1080), self.chance.uniform(0, 1920)
        self.inside.hand.at += 0.6
        await self.inside.driver.touch(*at)
        return f"touches {at[0]:.0f}, {at[1]:.0f}"

    async def _presses_a_key(self) -> str:
        self.inside.hand.at += self.chance.choice((0.05, 0.6))
        key = self.chance.choice(KEYS)
        await self.inside.driver.key(key)
        return f"presses {key}"

    async def _plugs(self) -> str:
        self.socket.inside = self.chance.choice((True, False, None))
        return f"headphones: {self.socket.inside}"

    async def _scans(self) -> str:
        text = self.chance.choice((f"https://antrean.test/p/{self.code}", "p/00000000", "8993175538985", "x" * 600))
        self.inside.hand.at += 0.6
        await self.inside.driver.quick_keys(text)
        await self.inside.driver.key("enter")
        return f"scans {text[:40]}"

    async def _lets_time_pass(self) -> str:
        seconds = self.chance.choice((0.5, 3.0, 16.0, 46.0, 66.0))
        await self.inside.pass_time(seconds)
        return f"waits {seconds} s"

    async def _takes_or_brings_the_hub(self) -> str:
        return "takes the hub away" if await self.hub.turn() else "brings the hub"

    async def _breaks_or_mends_the_printer(self) -> str:
        fault = self.chance.choice(FAULTS)
        self.printer.set_fault("none")
        if fault != "none":
            self.printer.set_fault(fault)
        return f"printer: {fault}"

    async def _declares_or_ends_an_incident(self) -> str:
        lasting = [one for one in self.inside.app.link.mirror.incidents.values() if one.until is None]
        try:
            if lasting and self.hub.up:
                await self.inside.office.do("kasi", m.EndIncident, incident=lasting[0].id)
                return "ends an incident"
            await self.inside.office.do("kasi", m.DeclareIncident, kind=self.chance.choice(tuple(IncidentKind)[:-1]))
        except Refusal:
            return "an incident lasts already, or is over and the kiosk has not heard it yet"
        return "declares an incident"

    async def comes_home(self) -> None:
        """All is well again: what nobody touches goes by itself, and a number without paper goes by one touch."""
        self.printer.set_fault("none")
        await self.hub.bring()
        app, driver = self.inside.app, self.inside.driver
        await driver.until(lambda: app.link.status.live)
        for _ in range(12):
            await driver.until(lambda: app.visit.page is not Page.TAKING)
            await driver.until(lambda: not app.guided.speaking)
            await self.inside.pass_time(70)
            if app.visit.page is Page.START and not app.guided.on:
                return
            if app.visit.page is Page.TICKET:
                await self.inside.key("backspace" if app.frame._shown and app.frame._shown.content.back else "enter")


@dataclass
class ComingAndGoing:
    """The hub's socket, opened and shut; its books go on."""

    office: TestOffice
    stack: AsyncExitStack
    port: int = 0
    _open: AsyncExitStack | None = None

    @property
    def up(self) -> bool:
        return self._open is not None

    async def bring(self) -> None:
        if self._open is None:
            self._open = await self.stack.enter_async_context(AsyncExitStack())
            self.port = await self._open.enter_async_context(served(self.office, self.port))

    async def turn(self) -> bool:
        """Away if it was there; whether it is away now."""
        if self._open is None:
            await self.bring()
            return False
        gone, self._open = self._open, None
        await gone.aclose()
        return True


@asynccontextmanager
async def monkey(run_app: Start, folder: Path, seed: int, voice: VoiceSettings = SILENT) -> AsyncIterator[Monkey]:
    """``voice``: of the guide, which is on from the first step."""
    from kiosk.app import KioskApp

    clock = HandClock()
    office = await remote_office(folder / "hub", clock)
    code = (await made_ready(office, await receive(office))).pickup_code
    async with AsyncExitStack() as stack:
        printer = stack.enter_context(start_emulator(width_mm=80, port=0))
        hub = ComingAndGoing(office, stack)
        await hub.bring()
        await pair(office, folder, hub.port)
        config = PrinterConfig(kind="network", host="127.0.0.1", port=printer.port, timeout_s=0.5)
        hand = Hand()
        app = KioskApp(settings(folder, hub.port, config, voice=voice), clock=hand, pace=QUICK)
        _hurry(app)
        inside = Hall(office, hub.port, app, await run_app(app), hand, folder)
        await inside.live()
        at_play = Monkey(inside, printer, random.Random(seed), code, hub, guided=voice is not SILENT)
        if at_play.guided:
            app.guided._headphones = at_play.socket
            await inside.driver.until(lambda: app.guided.available)
            await inside.key("5")
        yield at_play
    await office.close()


def _hurry(app: Any) -> None:
    asks = app.desk.ask
    app.desk.ask = lambda command, timeout=PATIENCE: asks(command, min(timeout, PATIENCE))
