"""The office of the played week: people at their desks, a clock that only the play moves, and an ear in the hall."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec

from protocol import codec, errors
from protocol import messages as m
from protocol.office import Counter, Office, Text
from protocol.views import seen_by
from protocol.vocabulary import DeviceKind, Right, View
from server.app.books import Entry
from server.storage.store import DURABLE
from tests.support.office import PIN, WIB, HandClock, TestOffice, open_office, shipped_office
from tests.support.week_plan import FIRST_DAY, HOLIDAY

DESKS = ("1", "2", "3")
CAST = (
    ("ani", "1", "operator"),
    ("budi", "2", "operator"),
    ("citra", "3", "operator"),
    ("tuti", "paktuwa", "operator-paktuwa"),
    ("karim", "kasi", "kasi"),
    ("nanik", "kabid", "kabid"),
    ("pri", "cetak", "operator-cetak"),
    ("sri", "serah", "penyerahan"),
)
STAND_IN = "dewi"
A_MOMENT = timedelta(seconds=1)
QUICK = {**DURABLE, "synchronous": "off"}  # no power is cut in this week; tests/integration/test_kill.py cuts it


def week_office() -> Office:
    """The shipped office with the week's holiday and a room for the head of division."""
    office = shipped_office()
    room = Counter(
        id="kabid",
        title=Text(id="Ruang Kabid", jv="Ruang Kabid", en="Head of division"),
        rights=(Right.APPROVE, Right.CANCEL, Right.SUPERVISE),
    )
    hours = msgspec.structs.replace(office.hours, holidays=(*office.hours.holidays, HOLIDAY.isoformat()))
    return msgspec.structs.replace(office, hours=hours, counters=(*office.counters, room))


@dataclass
class WeekOffice:
    """The hub and everybody before it. ``heard``: each frame of the public view, as it goes out."""

    folder: Path
    open: TestOffice
    heard: list[bytes] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    reopened: int = 0

    @property
    def now(self) -> int:
        return self.open.clock()

    async def do(self, at: str, command: type[m.Command], /, **words: Any) -> Any:
        """Somebody does something; it takes a moment."""
        self.open.clock.at += A_MOMENT
        return await self.open.do(at, command, **words)

    async def refuses(self, refusal: type[errors.Refusal], at: str, command: type[m.Command], /, **words: Any) -> None:
        """The same, where the hub must refuse, and with this very code."""
        try:
            await self.do(at, command, **words)
        except refusal:
            self.refused.append(refusal.code)
        else:
            raise AssertionError(f"{command.__name__} was not refused with {refusal.code}")

    def reach(self, day: date, minute: int) -> None:
        """The clock goes on to this minute; never back."""
        then = datetime.combine(day, time(), WIB) + timedelta(minutes=minute)
        self.open.clock.set(max(self.open.clock.at, then))

    async def reopen(self) -> None:
        """The hub stops and starts again on its books, in the middle of everything."""
        was = self.open
        await was.close()
        self.open = await open_office(self.folder, clock=was.clock, office=was.hub.office, pragmas=QUICK)
        self.open.devices, self.open.staff, self.open.requests = was.devices, was.staff, was.requests
        self.open.hub.on_committed(self._hear)
        self.reopened += 1

    async def look(self) -> None:
        """Somebody in the hall switches a screen on."""
        await self.open.hub.snapshot(View.PUBLIC, lambda snapshot: self.heard.append(codec.encode(snapshot)))

    def _hear(self, entries: Sequence[Entry]) -> None:
        seen = [event for entry in entries if (event := seen_by(View.PUBLIC, entry.event)) is not None]
        self.heard.extend(codec.encode(event) for event in seen)


async def opened(folder: Path) -> WeekOffice:
    """On the first morning, before the doors open: everybody sits at their desk."""
    clock = HandClock(datetime.combine(FIRST_DAY, time(7), WIB))
    office = await open_office(folder, clock=clock, office=week_office(), pragmas=QUICK)
    await office.place_device(DeviceKind.KIOSK, "kiosk")
    for login, place, role in CAST:
        await office.place_device(DeviceKind.COUNTER, place)
        await office.hire(login, role)
        await office.sit_down(login, place)
    await office.hire(STAND_IN, "operator")
    week = WeekOffice(folder, office)
    office.hub.on_committed(week._hear)
    return week


async def takes_the_chair(week: WeekOffice, login: str, place: str) -> None:
    """Another person signs in at this desk."""
    await week.do(place, m.SignOut)
    await week.do(place, m.SignIn, staff=week.open.staff[login], pin=PIN)
