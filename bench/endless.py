"""A hub whose office never ends: it says what the office's displays would hear, as fast or as slowly as one likes.

No books and no disk, so that what is measured is the display alone.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

import msgspec
import websockets

from protocol import codec
from protocol import messages as m
from protocol.office import Office
from protocol.vocabulary import (
    Availability,
    CounterState,
    DeviceKind,
    Purpose,
    Right,
    TicketChange,
    TicketState,
    View,
)
from server.config import load_office
from tests.support.hub_process import always_open

CALLS_A_DAY = 500
WAITING = 12
BEAT_SECONDS = 2.0


class EndlessOffice:
    """Calls one number after the other; each was waiting before, and is done when its counter calls again.

    After ``CALLS_A_DAY`` calls its next day begins, so that 100,000 calls are 200 days.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        self.sockets: set[websockets.ServerConnection] = set()
        self.calls = 0
        self._seq = 1
        self._places = [counter.id for counter in office.counters if Right.CALL in counter.rights]
        self._service = next(service for service in office.services if service.prefix)
        self._at: dict[str, m.Ticket] = {}
        self._waiting = [self._ticket(n) for n in range(WAITING)]

    @property
    def day(self) -> str:
        return (date(2026, 11, 23) + timedelta(days=self.calls // CALLS_A_DAY)).isoformat()

    def _ticket(self, serial: int) -> m.Ticket:
        number = f"{self._service.prefix}-{serial % CALLS_A_DAY + 1:03d}"
        return m.Ticket(
            id=serial + 1,
            number=number,
            service=self._service.id,
            state=TicketState.WAITING,
            day=self.day,
            arrived_at=_now(),
        )

    async def call(self) -> int:
        """The next number is called; the call's id."""
        yesterday, self.calls = self.day, self.calls + 1
        place = self._places[self.calls % len(self._places)]
        waited = self._waiting.pop(0)
        called = msgspec.structs.replace(waited, state=TicketState.CALLED, counter=place, day=self.day)
        events: list[m.Event] = [] if self.day == yesterday else [m.DayStarted(day=self.day)]
        if before := self._at.pop(place, None):
            done = msgspec.structs.replace(before, state=TicketState.DONE)
            events.append(m.TicketChanged(ticket=done, what=TicketChange.DONE))
        self._at[place] = called
        self._waiting.append(self._ticket(self.calls + WAITING - 1))
        events.append(m.TicketIssued(ticket=self._waiting[-1]))
        events.append(m.TicketCalled(call=self._call(called), ticket=called))
        await self._tell(events)
        return self.calls

    def _call(self, called: m.Ticket) -> m.Call:
        assert called.counter is not None
        return m.Call(
            id=self.calls,
            ticket=called.id,
            number=called.number,
            counter=called.counter,
            purpose=Purpose.SERVICE,
            at=_now(),
            repeat=0,
        )

    async def _tell(self, events: list[m.Event]) -> None:
        bodies = tuple(msgspec.Raw(codec.encode(event)) for event in events)
        frame = m.Events(epoch="endless", prev=self._seq, seq=self._seq + len(events), events=bodies)
        self._seq = frame.seq
        text = codec.encode(frame).decode()
        for socket in list(self.sockets):
            with suppress(websockets.ConnectionClosed):  # it comes again, and gets a snapshot
                await socket.send(text)

    # --- The door

    async def converse(self, socket: websockets.ServerConnection) -> None:
        """Until the display is gone, however it goes."""
        with suppress(websockets.ConnectionClosed):
            await socket.recv()
            await socket.send(codec.encode(self._welcome()).decode())
            await socket.send(codec.encode(self._snapshot()).decode())
            self.sockets.add(socket)
            beats = asyncio.create_task(self._beat(socket))
            try:
                async for _ in socket:
                    pass
            finally:
                beats.cancel()
                self.sockets.discard(socket)

    async def _beat(self, socket: websockets.ServerConnection) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await socket.send(codec.encode(m.Beat(time=_now(), day=self.day, services=self._services())).decode())

    def _welcome(self) -> m.Welcome:
        return m.Welcome(
            version=max(m.VERSIONS),
            time=_now(),
            device=1,
            kind=DeviceKind.DISPLAY,
            name="TV",
            place="",
            view=View.PUBLIC,
        )

    def _services(self) -> tuple[m.ServiceNow, ...]:
        return tuple(
            m.ServiceNow(id=one.id, availability=Availability.OPEN, wait_low=10, wait_high=15)
            for one in self.office.services
        )

    def _snapshot(self) -> m.Snapshot:
        return m.Snapshot(
            epoch="endless",
            seq=self._seq,
            time=_now(),
            day=self.day,
            office=self.office,
            office_revision="1",
            tickets=(*self._waiting, *self._at.values()),
            calls=(),
            counters=tuple(m.CounterNow(id=place, state=CounterState.OPEN) for place in self._places),
            services=self._services(),
        )


def _now() -> int:
    return time.time_ns() // 1_000_000


def _shipped(folder: Path) -> Office:
    folder.mkdir(parents=True, exist_ok=True)
    return load_office(always_open(folder))


@asynccontextmanager
async def endless_office(folder: Path) -> AsyncIterator[tuple[EndlessOffice, str]]:
    """The shipped office, always open, at a port of its own; and the URL where it is found."""
    office = EndlessOffice(_shipped(folder))
    async with websockets.serve(office.converse, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield office, f"ws://127.0.0.1:{port}"
