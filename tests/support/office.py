"""An office for tests: the shipped catalogue, a clock that is set by hand, a hub on real SQLite."""

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import peewee

import assets
from protocol import messages as m
from protocol.office import Office
from protocol.vocabulary import CounterState, DeviceKind, Result, Step, View
from server.app.hub import Chance, Hub, Place, open_hub
from server.app.pins import Pins
from server.app.work import ADMIN, Device
from server.config.catalogue import load_office
from server.registers import Renderer
from server.storage import schema
from server.storage.store import DURABLE, Store
from server.web import listening
from server.web.limits import Limits
from server.web.site import application
from tests.support.light_pins import LIGHT
from tests.support.ports import kept_port

WIB = ZoneInfo("Asia/Jakarta")
MONDAY_NINE = datetime(2026, 11, 23, 9, 0, tzinfo=WIB)
KTP = "ktp-hilang-rusak"
PIN = "407193"


@dataclass
class HandClock:
    """Milliseconds UTC; moves only when told. ``ran``: seconds that have passed, whatever the clock was set to."""

    at: datetime = MONDAY_NINE
    ran: float = 0.0

    def __call__(self) -> int:
        return int(self.at.timestamp() * 1000)

    def set(self, at: datetime) -> None:
        self.at = at

    def run(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.ran += seconds

    def steady(self) -> float:
        return self.ran


@dataclass
class TestOffice:
    """A hub with staff and devices, and short ways to do what officers do."""

    __test__ = False
    hub: Hub
    store: Store
    clock: HandClock
    devices: dict[str, Device] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)
    requests: Iterable[int] = field(default_factory=lambda: itertools.count(1))

    def request_id(self) -> str:
        return f"r{next(iter(self.requests))}"

    async def do(self, at: str, command: type[m.Command], /, **fields: Any) -> Any:
        """Sends a command from the device at this place."""
        device = ADMIN if at == "admin" else self.devices[at]
        return await self.hub.execute(device, command(request_id=self.request_id(), **fields))  # type: ignore[arg-type]

    async def hire(self, login: str, *roles: str, name: str = "") -> int:
        answer = await self.do("admin", m.AddStaff, login=login, name=name or login.title(), roles=roles, pin=PIN)
        self.staff[login] = answer.staff[0].id
        return self.staff[login]

    async def place_device(self, kind: DeviceKind, place: str) -> Device:
        added = await self.do("admin", m.AddDevice, kind=kind, name=place, place=place)
        self.devices[place] = await self.hub.recognise(added.token)
        return self.devices[place]

    async def sit_down(self, login: str, place: str, *, open_counter: bool = True) -> None:
        await self.do(place, m.SignIn, staff=self.staff[login], pin=PIN)
        if open_counter:
            await self.do(place, m.SetCounter, state=CounterState.OPEN)

    async def issue(self, **fields: Any) -> m.TicketPaper:
        return await self.do("kiosk", m.IssueTicket, service=KTP, **fields)  # type: ignore[no-any-return]

    async def serve_next(self, place: str = "1") -> m.CaseFile:
        """Calls whose turn it is and starts serving."""
        made = await self.do(place, m.CallNext)
        return await self.do(place, m.StartServing, ticket=made.ticket.id)  # type: ignore[no-any-return]

    async def step(self, place: str, file: m.CaseFile, step: Step, result: Result, **words: Any) -> m.CaseFile:
        version = file.case.version
        return await self.do(  # type: ignore[no-any-return]
            place, m.RecordStep, case=file.case.id, expected_version=version, step=step, result=result, **words
        )

    async def verify(self, place: str, file: m.CaseFile, name: str = "Siti Aminah") -> m.CaseFile:
        seen = ("kk", "police-letter")
        return await self.step(
            place, file, Step.VERIFY, Result.COMPLETE, variant="lost", applicant_name=name, seen=seen
        )

    async def incomplete(self, place: str, file: m.CaseFile) -> m.CaseFile:
        """Verified, and the letter from the police is missing."""
        words = {"variant": "lost", "applicant_name": "Siti Aminah", "seen": ("kk",), "missing": ("police-letter",)}
        return await self.step(place, file, Step.VERIFY, Result.INCOMPLETE, **words)

    async def ready(self, serial: str = "B-0001") -> m.CaseFile:
        """The next number's card, printed and registered."""
        file = await self.verify("1", await self.serve_next())
        file = await self.step("kasi", file, Step.APPROVE, Result.APPROVED)
        file = await self.step("cetak", file, Step.PRINT, Result.PRINTED, card_serial=serial)
        return await self.step("cetak", file, Step.REGISTER, Result.REGISTERED)

    async def close(self) -> None:
        await self.store.close()


async def snapshot_of(office: TestOffice, view: View = View.STAFF) -> m.Snapshot:
    """What a screen of this view is told first."""
    kept: list[m.Snapshot] = []
    await office.hub.snapshot(view, kept.append)
    return kept[0]


@cache
def shipped_office(demo: bool = False) -> Office:
    """Read once in a process: it is frozen, and reading it takes as long as opening a hub."""
    return load_office(assets.path("catalogue", "magetan.toml"), demo)


@cache
def empty_books() -> bytes:
    """A database with today's tables and nothing in them, as the migrations leave it: made once in a process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "antrean.db")
        database = peewee.SqliteDatabase(str(file))
        schema.migrate(database)
        database.close()
        return file.read_bytes()


def _lay_out(folder: Path) -> None:
    """Where nothing is yet: books that nobody has written in."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        (folder / "antrean.db").write_bytes(empty_books())


async def open_office(
    folder: Path, *, clock: HandClock | None = None, office: Office | None = None, pragmas: dict[str, Any] = DURABLE
) -> TestOffice:
    """Books in this folder, opened (again) as they are; new ones begin with the tables that the migrations make."""
    clock = clock or HandClock()
    _lay_out(folder)
    store = Store(folder, asyncio.get_running_loop(), pragmas=pragmas)
    place = Place(public_url="https://antrean.test", fingerprint="ab" * 32, admin_token="admin-token-of-the-test")
    hub = await open_hub(
        store, office or shipped_office(), place, Chance(now=clock, steady=clock.steady), Renderer(), Pins(LIGHT)
    )
    return TestOffice(hub, store, clock)


async def staffed_office(folder: Path, clock: HandClock | None = None) -> TestOffice:
    """The whole house: three counters, approvers, print room, handover, one kiosk, one display."""
    office = await open_office(folder, clock=clock)
    await office.place_device(DeviceKind.KIOSK, "kiosk")
    await office.place_device(DeviceKind.DISPLAY, "display")
    for place in ("1", "2", "3", "kasi", "cetak", "serah"):
        await office.place_device(DeviceKind.COUNTER, place)
    for login, place, role in (
        ("ani", "1", "operator"),
        ("budi", "2", "operator"),
        ("karim", "kasi", "kasi"),
        ("pri", "cetak", "operator-cetak"),
        ("sri", "serah", "penyerahan"),
    ):
        await office.hire(login, role)
        await office.sit_down(login, place)
    return office


@asynccontextmanager
async def served(office: TestOffice, port: int = 0) -> AsyncIterator[int]:
    """The hub on a real socket, without TLS; its port, where it can be served again."""
    port = port or kept_port()
    listener = listening.bind("127.0.0.1", port)
    app = application(office.hub, Limits(), "test")
    async with listening.serving(app, listener, None):
        yield port
