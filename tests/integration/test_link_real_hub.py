"""The terminals' own client against the real hub: books, TLS, pairing, calls, restart, revocation."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from protocol.messages import (
    AddDevice,
    AddStaff,
    AnyAnswer,
    Call,
    CallMade,
    CallNext,
    ConfirmPairing,
    DeviceAdded,
    DeviceList,
    Event,
    IssueTicket,
    RevokeDevice,
    SetCounter,
    SignedIn,
    SignIn,
    StaffList,
    TicketCalled,
    TicketPaper,
)
from protocol.vocabulary import CounterState, DeviceKind, TicketState
from server.app.hub import Chance
from server.ready import Ready
from server.wiring import running
from terminal.link import HubSettings, Identity, Link, LinkState, Pace, new_request_id
from terminal.link import identity as identities
from terminal.link.mirror import Mirror
from tests.support.office import KTP, PIN, HandClock
from tests.support.ports import kept_port
from tests.support.web_terminal import hub_settings

QUICK = Pace(retries=(0.05, 0.1), steady=0.0)


@dataclass
class Terminal:
    """A running link and what it was told."""

    link: Link
    told: list[Event] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, condition: Callable[[Link], object], seconds: float = 60) -> None:
        async with asyncio.timeout(seconds):
            while not condition(self.link):
                self.changed.clear()
                await self.changed.wait()

    async def live(self) -> "Terminal":
        await self.until(lambda link: link.status.live)
        return self

    async def ask(self, command: Callable[..., Any], **fields: Any) -> AnyAnswer:
        return await self.link.ask(command(request_id=new_request_id(), **fields))


@dataclass
class House:
    """One hub that can be stopped and started on the same port, and terminals beside it."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    port: int = field(default_factory=kept_port)
    ready: Ready | None = None
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @asynccontextmanager
    async def open(self, **keys: Any) -> AsyncIterator[Ready]:
        async with running(
            hub_settings(self.folder, **{"port": self.port} | keys), Chance(now=self.clock)
        ) as self.ready:
            yield self.ready

    def terminal(self, kind: DeviceKind, name: str, token: str = "") -> Terminal:
        """A terminal with a folder of its own; with a token it is paired already."""
        assert self.ready is not None
        state = self.folder / name
        if token:
            identities.save(state, Identity(url=self.ready.url, fingerprint=self.ready.fingerprint, token=token))
        return self.started(HubSettings(state_dir=state, url=self.ready.url), kind)

    def started(self, bond: HubSettings, kind: DeviceKind) -> Terminal:
        found = Terminal(
            Link(
                bond,
                kind,
                on_change=lambda: found.changed.set(),
                on_events=lambda events: found.told.extend(events),
                pace=QUICK,
            )
        )
        task = found.link.start()
        self.stack.push_async_callback(_ended, task)
        return found

    async def admin(self) -> Terminal:
        token = (self.folder / "data" / "admin.token").read_text()
        return await self.terminal(DeviceKind.ADMIN, "admin", token).live()

    async def placed(self, admin: Terminal, kind: DeviceKind, place: str = "") -> Terminal:
        added = await admin.ask(AddDevice, kind=kind, name=f"{kind} {place}", place=place)
        assert isinstance(added, DeviceAdded)
        return await self.terminal(kind, f"{kind}-{place}", added.token).live()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path)
    async with house.stack:
        yield house


async def pair_display(house: House, admin: Terminal) -> Terminal:
    """As it is done in an office: the code is read off the screen and typed at the hub."""
    display = house.terminal(DeviceKind.DISPLAY, "display")
    await display.until(lambda link: link.status.pairing_code)
    code = (display.link.status.pairing_code or "").lower().replace("-", " ")
    await admin.ask(ConfirmPairing, code=code, kind=DeviceKind.DISPLAY, name="TV", place="")
    return await display.live()


async def open_counter(house: House, admin: Terminal) -> Terminal:
    counter = await house.placed(admin, DeviceKind.COUNTER, "1")
    hired = await admin.ask(AddStaff, login="ani", name="Ani", roles=("operator",), pin=PIN)
    assert isinstance(hired, StaffList)
    signed = await counter.ask(SignIn, staff=hired.staff[0].id, pin=PIN)
    assert isinstance(signed, SignedIn)
    assert counter.link.session == signed.session
    await counter.ask(SetCounter, state=CounterState.OPEN)
    return counter


def said(mirror: Mirror) -> dict[str, Any]:
    """What a mirror holds, without the estimates that follow from the time."""
    whole = dict(vars(mirror))
    return {key: whole[key] for key in ("epoch", "seq", "day", "tickets", "counters", "calls", "cases", "staff")}


def calls_told(terminal: Terminal) -> list[Call]:
    return [event.call for event in terminal.told if isinstance(event, TicketCalled)]


async def test_a_call_is_told_on_a_display_that_was_paired_by_its_code(house: House) -> None:
    async with house.open():
        admin = await house.admin()
        display = await pair_display(house, admin)
        kiosk = await house.placed(admin, DeviceKind.KIOSK)
        counter = await open_counter(house, admin)
        paper = await kiosk.ask(IssueTicket, service=KTP)
        assert isinstance(paper, TicketPaper)
        made = await counter.ask(CallNext)
        assert isinstance(made, CallMade)
        await display.until(lambda link: link.mirror.calls)
        assert calls_told(display) == [made.call]
        assert display.link.mirror.calls[0].number == paper.ticket.number
        assert counter.link.mirror.in_hand("1") == made.ticket
        assert display.link.mirror.office.timezone == "Asia/Jakarta"
        assert f"{display.link.hub_now():%Y-%m-%d %H:%M}" == "2026-11-23 09:00"


async def test_a_terminal_without_an_address_is_paired_and_follows_a_hub_that_moved(house: House) -> None:
    """By mDNS alone, from an empty folder to live; then again when the same books are opened on another port."""
    public = {"host": "0.0.0.0", "port": 0, "advertise": True}
    async with house.open(**public) as first:
        admin = await house.admin()
        bond = HubSettings(state_dir=house.folder / "display", fingerprint=first.fingerprint)
        display = house.started(bond, DeviceKind.DISPLAY)
        await display.until(lambda link: link.status.pairing_code or link.status.problem == "no_hub_found")
        code = display.link.status.pairing_code
        if code is None:
            pytest.skip("no multicast on this machine")
        await admin.ask(ConfirmPairing, code=code, kind=DeviceKind.DISPLAY, name="TV", place="")
        await display.live()
    await display.until(lambda link: not link.status.live)
    async with house.open(**public) as second:
        assert second.url != first.url
        await display.live()


async def test_a_hub_that_starts_again_finds_its_terminals_and_nothing_is_missed(house: House) -> None:
    async with house.open():
        admin = await house.admin()
        display = await pair_display(house, admin)
        kiosk = await house.placed(admin, DeviceKind.KIOSK)
        counter = await open_counter(house, admin)
        await kiosk.ask(IssueTicket, service=KTP)
        session = counter.link.session
    await display.until(lambda link: link.status.state is LinkState.STALE)
    assert display.link.mirror.in_state(TicketState.WAITING)
    away = asyncio.ensure_future(kiosk.ask(IssueTicket, service=KTP))
    async with house.open():
        paper = await away
        assert isinstance(paper, TicketPaper)
        await display.live()
        await counter.live()
        assert counter.link.session == session
        made = await counter.ask(CallNext)
        assert isinstance(made, CallMade)
        await display.until(lambda link: link.mirror.calls)
        assert calls_told(display) == [made.call]
        late = await house.placed(await renewed(house, admin), DeviceKind.DISPLAY)
        await display.until(lambda link: link.mirror.seq == late.link.mirror.seq)
        assert said(display.link.mirror) == said(late.link.mirror)


async def renewed(house: House, admin: Terminal) -> Terminal:
    """The administrator's token changes with each start of the hub."""
    assert house.ready is not None
    await admin.until(lambda link: link.status.state is LinkState.REFUSED)
    token = (house.folder / "data" / "admin.token").read_text()
    identities.save(
        house.folder / "admin", Identity(url=house.ready.url, fingerprint=house.ready.fingerprint, token=token)
    )
    return await admin.live()


async def test_a_revoked_display_shows_a_new_code_and_can_be_paired_again(house: House) -> None:
    async with house.open():
        admin = await house.admin()
        display = await pair_display(house, admin)
        assert display.link.welcome is not None
        device = display.link.welcome.device
        revoked = await admin.ask(RevokeDevice, device=device)
        assert isinstance(revoked, DeviceList)
        await display.until(lambda link: link.status.state is LinkState.REFUSED and link.status.pairing_code)
        assert not display.link.mirror.loaded
        code = display.link.status.pairing_code
        await admin.ask(ConfirmPairing, code=code, kind=DeviceKind.DISPLAY, name="TV", place="")
        await display.live()
        assert display.link.welcome.device != device
