"""A real hub with an office's people, a kiosk that gives numbers, colleagues, and the terminal under test."""

import itertools
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from protocol import messages as m
from protocol.vocabulary import CounterState, DeviceKind, PrintOutcome, Result, Right, Step, Trouble
from terminal.link import HubSettings, identity
from terminal.printing import PrinterConfig
from terminal.settings import TerminalSettings, WindowSettings
from terminal.voice.config import VoiceSettings
from tests.support.hub_process import HubProcess, RawClient, far_from_midnight, raw_client, running_hub, tokens
from tests.support.office import KTP, PIN
from tests.support.windows import Driver, Start

SHOTS = os.environ.get("COUNTER_SHOTS")
"""A folder: pictures of every step are kept there."""

PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "sri": ("Sri Wahyuningsih", ("operator",)),
    "budi": ("Budi Santoso", ("operator",)),
    "kasi": ("Drs. Raden Mas Soemodiningrat Hadikusumo, M.Si.", ("kasi",)),
    "cetak": ("Dwi Prasetyo", ("operator-cetak",)),
    "serah": ("Endah Lestari", ("penyerahan",)),
}


@dataclass
class Hall:
    """The office around one terminal."""

    hub: HubProcess
    folder: Path
    clients: AsyncExitStack
    staff: dict[str, int] = field(default_factory=dict)
    kiosk: RawClient = None  # type: ignore[assignment]
    colleagues: dict[str, RawClient] = field(default_factory=dict)
    requests: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def today(self) -> str:
        """The office's day."""
        return datetime.now(ZoneInfo(self.hub.timezone)).date().isoformat()

    def request(self) -> str:
        return f"hall-{next(self.requests)}"

    async def issue(self, count: int = 1, *, priority: bool = False) -> list[m.Ticket]:
        """People come and take numbers."""
        answers = [
            await self.kiosk.ask(m.IssueTicket(request_id=self.request(), service=KTP, priority=priority))
            for _ in range(count)
        ]
        return [answer.ticket for answer in answers]

    async def colleague(self, login: str, place: str) -> RawClient:
        """Somebody at another terminal, signed in; their counter is open."""
        if place not in self.colleagues:
            (token,) = await tokens(self.hub, DeviceKind.COUNTER, [place])
            client = await self.clients.enter_async_context(raw_client(self.hub, token))
            await client.ask(m.SignIn(request_id=self.request(), staff=self.staff[login], pin=PIN))
            await client.ask(m.SetCounter(request_id=self.request(), state=CounterState.OPEN))
            self.colleagues[place] = client
        return self.colleagues[place]

    async def complete(self, name: str = "Siti Aminah", *, login: str = "budi", place: str = "2") -> m.CaseFile:
        """A colleague calls the next number and verifies its files as complete."""
        officer = await self.colleague(login, place)
        call = await officer.ask(m.CallNext(request_id=self.request()))
        file = await officer.ask(m.StartServing(request_id=self.request(), ticket=call.ticket.id))
        return await self.step(
            officer, file, Step.VERIFY, Result.COMPLETE,
            variant="lost", applicant_name=name, nik="3520066508850002", seen=("kk", "police-letter"),
        )  # fmt: skip

    async def step(self, officer: RawClient, file: m.CaseFile, step: Step, result: Result, **words: Any) -> m.CaseFile:
        command = m.RecordStep(
            request_id=self.request(),
            case=file.case.id,
            expected_version=file.case.version,
            step=step,
            result=result,
            **words,
        )
        answer: m.CaseFile = await officer.ask(command)
        return answer

    async def approved(self, name: str = "Siti Aminah") -> m.CaseFile:
        """A case that the Kasi approved: it waits to be printed."""
        return await self.step(
            await self.colleague("kasi", "kasi"), await self.complete(name), Step.APPROVE, Result.APPROVED
        )

    async def ready(self, name: str = "Siti Aminah", serial: str = "BL-0001") -> m.CaseFile:
        """A card that waits to be handed over."""
        printer = await self.colleague("cetak", "cetak")
        file = await self.step(printer, await self.approved(name), Step.PRINT, Result.PRINTED, card_serial=serial)
        return await self.step(printer, file, Step.REGISTER, Result.REGISTERED)

    async def paper(self, ticket: m.Ticket, outcome: PrintOutcome, problem: str = "") -> None:
        """The kiosk says what became of this original."""
        report = m.ReportPaper(request_id=self.request(), ticket=ticket.id, outcome=outcome, problem=problem)
        await self.kiosk.ask(report)

    async def printer_is(self, kiosk: RawClient | None = None, **state: Any) -> None:
        """A kiosk says how its printer is; nothing named is well."""
        await (kiosk or self.kiosk).ask(m.ReportPrinter(request_id=self.request(), **state))

    async def troubles_are(self, terminal: RawClient, *troubles: Trouble) -> None:
        """A display or kiosk says what is wrong with it."""
        await terminal.ask(m.ReportTroubles(request_id=self.request(), troubles=troubles))

    async def another_kiosk(self, name: str) -> RawClient:
        return await self.clients.enter_async_context(raw_client(self.hub, await self.token(DeviceKind.KIOSK, name)))

    async def token(self, kind: DeviceKind, name: str) -> str:
        """Of a new device, which is not connected yet."""
        (token,) = await tokens(self.hub, kind, [name])
        return token

    async def settings(
        self,
        place: str,
        *,
        printer: PrinterConfig | bool = True,
        spare: PrinterConfig | None = None,
        language: str = "id",
        voice: VoiceSettings | None = None,
    ) -> TerminalSettings:
        """The paired terminal at this place; with a folder for a printer, unless one is given or there is none."""
        (token,) = await tokens(self.hub, DeviceKind.COUNTER, [place])
        state = self.folder / f"state-{place}"
        identity.save(state, identity.Identity(url=self.hub.url, fingerprint="", token=token, place=place))
        return TerminalSettings(
            hub=HubSettings(state_dir=state, url=self.hub.url),
            window=WindowSettings(language=language),  # type: ignore[arg-type]
            printer=PrinterConfig(kind="virtual", folder=self.folder / "paper") if printer is True else printer or None,
            spare_printer=spare,
            voice=voice or VoiceSettings(),
        )


@asynccontextmanager
async def hall(
    folder: Path, people: dict[str, tuple[str, tuple[str, ...]]] = PEOPLE, **hub_kind: Any
) -> AsyncIterator[Hall]:
    """An office that is always open, and whose day does not end meanwhile."""
    about = {"module": "tests.support.patient_hub", "timezone": far_from_midnight(), **hub_kind}
    async with running_hub(folder / "hub", **about) as hub, AsyncExitStack() as clients:
        here = Hall(hub, folder, clients)
        async with raw_client(hub, hub.admin_token) as admin:
            for login, (name, roles) in people.items():
                answer = await admin.ask(
                    m.AddStaff(request_id=f"staff-{login}", login=login, name=name, roles=roles, pin=PIN)
                )
                here.staff[login] = next(member.id for member in answer.staff if member.login == login)
        (kiosk,) = await tokens(hub, DeviceKind.KIOSK, ["kios"])
        here.kiosk = await clients.enter_async_context(raw_client(hub, kiosk))
        yield here


def patient(catalogue: Callable[..., Path]) -> Callable[..., Path]:
    """The same catalogue with minutes to take a step back: however slow the machine, they are not over meanwhile."""

    def written(folder: Path, *more: str) -> Path:
        target = catalogue(folder, *more)
        target.write_text(re.sub(r"^undo_seconds = .*$", "undo_seconds = 300", target.read_text(), flags=re.M))
        return target

    return written


def all_rights_at_one(catalogue: Callable[..., Path]) -> Callable[..., Path]:
    """The same catalogue for a small office, where everything can be done at counter 1."""

    def written(folder: Path, *more: str) -> Path:
        target = catalogue(folder, *more)
        rights = ", ".join(f'"{right}"' for right in Right if right is not Right.UNKNOWN)
        head, counters = target.read_text().split("[[counters]]", 1)
        target.write_text(
            head + "[[counters]]" + re.sub(r"^rights = .*$", f"rights = [{rights}]", counters, count=1, flags=re.M)
        )
        return target

    return written


async def signed_in(driver: Any, login: str, here: Hall) -> None:
    """Choose the person and type the PIN, by keys."""
    app = driver.app
    await driver.until(lambda: app.link.status.live and here.staff[login] in [p.id for p in app.door.people()])
    await driver.frames(3)
    app.door.choose(here.staff[login])
    for digit in PIN:
        await driver.key(digit)
    await driver.key("enter")
    await driver.until(lambda: app.link.session is not None)
    await quiet(driver)


async def quiet(driver: Driver) -> None:
    """Until the hub has answered and the window has drawn it. Its news come before its answer, and until that is here
    the desk asks for nothing else: whoever waits for news alone strikes the next key too early.
    """
    await driver.until(lambda: not driver.app.place.errands.asking)
    await driver.frames(4)


async def look(driver: Driver, name: str) -> None:
    """Nothing may be cut or covered here; the picture is kept where one was asked for."""
    await driver.frames(6)
    if SHOTS:
        await driver.shot(Path(SHOTS) / f"{driver.app.language}-{name}.png")
    away = [repr(text) for text in scrolled_away(driver)]
    faults = [fault for fault in driver.clipped(shortened=True) if not any(text in fault for text in away)]
    assert faults == [], f"{name}: {faults}"


def scrolled_away(driver: Driver) -> list[str]:
    """What a list holds beyond its edge: it can be scrolled to, and covers nothing."""
    from kivy.uix.scrollview import ScrollView

    lists = [widget for widget in driver.all() if isinstance(widget, ScrollView)]
    texts = (
        (scroll, label) for scroll in lists for label in driver.labels() if label in set(scroll.walk(restrict=True))
    )
    return [label.text for scroll, label in texts if not _in_sight(scroll, label)]


def _in_sight(scroll: Any, label: Any) -> bool:
    """Whether the label's lower and upper edge are both where the scroll view shows them."""
    edges = (label.to_window(label.center_x, y) for y in (label.y, label.top))
    return all(scroll.collide_point(*scroll.parent.to_widget(*edge)) for edge in edges)


async def terminal(
    run_app: Start, here: Hall, place: str, login: str, *, size: tuple[int, int] | None = None, **settings: Any
) -> Driver:
    """The window at this place, as large as its design or of this ``size``; somebody signed in.

    Nobody is seen to be idle there, and what is told at the foot stays until something else is.
    """
    from counters.app import CounterApp

    driver = await run_app(CounterApp(await here.settings(place, **settings), idle_clock=lambda: 0.0), size)
    await signed_in(driver, login, here)
    return driver
