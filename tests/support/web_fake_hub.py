"""A hub in memory, for tests of the sockets' mechanics only; the real one is in tests/integration."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from protocol import codec, errors, pairing
from protocol.messages import (
    AnyAnswer,
    AnyCommand,
    Beat,
    CaseAdvanced,
    CounterChanged,
    CounterNow,
    Done,
    Event,
    Events,
    Paired,
    PairingOffered,
    PrinterChanged,
    PrinterNow,
    Session,
    Snapshot,
)
from protocol.office import Counter, Hours, Office, Service, Text
from protocol.views import seen_by
from protocol.vocabulary import CounterState, DeviceKind, View
from server.app.files import FileDesk
from server.app.pickup_page import PickupPage
from server.app.snapshot import TicketPage
from server.app.work import Device


@dataclass(frozen=True)
class Line:
    seq: int
    event: Event
    public: bool

    @property
    def body(self) -> bytes:
        return codec.encode(self.event)


OFFICE = Office(
    name="Dinas Contoh",
    short_name="Contoh",
    address="Jalan Contoh 1",
    timezone="Asia/Jakarta",
    hours=Hours(issuing=(), serving=()),
    services=(
        Service(
            id="ktp",
            title=Text(id="KTP-el hilang atau rusak", jv="KTP-el ical utawi risak", en="Lost or damaged identity card"),
            subtitle=Text(id=""),
            prefix="A",
        ),
    ),
    counters=(Counter(id="1", title=Text(id="Loket 1", en="Counter 1"), rights=()),),
    roles=(),
)
DEVICES = {
    "display-token": Device(id=1, kind=DeviceKind.DISPLAY, name="TV", place=""),
    "display-token-2": Device(id=2, kind=DeviceKind.DISPLAY, name="TV 2", place=""),
    "counter-token": Device(id=3, kind=DeviceKind.COUNTER, name="PC", place="1"),
    "admin-token": Device(id=4, kind=DeviceKind.ADMIN, name="admin", place=""),
}


def counter_open() -> Event:
    return CounterChanged(counter=CounterNow(id="1", state=CounterState.OPEN, staff=7))


def printer_stuck() -> Event:
    return PrinterChanged(printer=PrinterNow(device=5, name="Kios lobi", problem="paper_out"))


class FakeHub:
    """The facade of ``server.app.hub.Hub`` as the web uses it. ``answer`` decides what a command gets."""

    epoch = "epoch-1"
    office = OFFICE
    office_revision = "office-1"

    def __init__(self) -> None:
        self.entries: list[Line] = []
        self._last = dict.fromkeys(View, 0)
        self.here: set[int] = set()
        self.files = FileDesk(lambda: 0)
        self.answer: Callable[[Device, AnyCommand], Awaitable[AnyAnswer]] = self._done
        self.tickets: dict[str, TicketPage] = {}
        self.pickups: dict[str, PickupPage] = {}
        self.sessions: dict[int, Session] = {}
        self._committed: list[Callable[[Sequence[Any]], None]] = []
        self.tell_session: Callable[[int, Session | None], None] = lambda device, session: None
        self.tell_revoked: Callable[[int], None] = lambda device: None
        self.tell_paired: Callable[[str, Paired], None] = lambda letters, paired: None

    def commit(self, *events: Event) -> None:
        first = len(self.entries) + 1
        batch = [
            Line(seq=first + step, event=event, public=seen_by(View.PUBLIC, event) is not None)
            for step, event in enumerate(events)
        ]
        self.entries += batch
        self._last.update((view, line.seq) for line in batch for view in View if seen_by(view, line.event) is not None)
        for listener in self._committed:
            listener(batch)

    async def recognise(self, token: str) -> Device:
        await asyncio.sleep(0)
        if token not in DEVICES:
            raise errors.NotTrusted
        return DEVICES[token]

    async def session_of(self, device: Device) -> Session | None:
        await asyncio.sleep(0)
        return self.sessions.get(device.id)

    async def execute(self, device: Device, command: AnyCommand) -> AnyAnswer:
        return await self.answer(device, command)

    async def snapshot(self, view: View, subscribe: Callable[[Snapshot], None]) -> None:
        await asyncio.sleep(0)
        subscribe(
            Snapshot(
                epoch=self.epoch,
                seq=self.last_seq(view),
                time=1,
                day="2026-11-23",
                office=OFFICE,
                office_revision="office-1",
            )
        )

    async def since(self, view: View, epoch: str, last_seq: int, subscribe: Callable[[Events | None], None]) -> None:
        from server.web.broadcast import events_for

        await asyncio.sleep(0)
        if epoch != self.epoch or last_seq > len(self.entries):
            subscribe(None)
            return
        missed = events_for(view, self.epoch, last_seq, self.entries[last_seq:])
        subscribe(missed or Events(epoch=self.epoch, prev=last_seq, seq=self.last_seq(view), events=()))

    def last_seq(self, view: View) -> int:
        return self._last[view]

    def came(self, device: Device) -> None:
        self.here.add(device.id)

    def left(self, device: Device) -> None:
        self.here.discard(device.id)

    def on_committed(self, listener: Callable[[Sequence[Any]], None]) -> None:
        self._committed.append(listener)

    def on_session(self, listener: Callable[[int, Session | None], None]) -> None:
        self.tell_session = listener

    def on_revoked(self, listener: Callable[[int], None]) -> None:
        self.tell_revoked = listener

    def on_paired(self, listener: Callable[[str, Paired], None]) -> None:
        self.tell_paired = listener

    def on_burnt(self, listener: Callable[[str], None]) -> None:
        self.tell_burnt = listener

    def beat(self, view: View) -> Beat:
        return Beat(time=1_000, day="2026-11-23")

    async def offer_pairing(self, letters: str, kind: DeviceKind) -> PairingOffered:
        if len(letters) != pairing.LETTERS:
            raise errors.Malformed(at="$.letters")
        return PairingOffered(expires_at=600_000)

    async def ticket_page(self, code: str) -> TicketPage | None:
        return self.tickets.get(code)

    async def pickup_page(self, code: str) -> PickupPage | None:
        return self.pickups.get(code)

    async def _done(self, device: Device, command: AnyCommand) -> AnyAnswer:
        await asyncio.sleep(0)
        return Done()


def case_advanced() -> CaseAdvanced:
    from protocol.messages import Case
    from protocol.vocabulary import CaseState, Result, Step

    case = Case(id=1, version=1, service="ktp", state=CaseState.VERIFYING, opened_at=1, changed_at=1)
    return CaseAdvanced(case=case, step=Step.VERIFY, result=Result.COMPLETE)
