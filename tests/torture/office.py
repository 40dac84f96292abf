"""An office under torture: one hub, several kiosks with printers that fail, citizens, officers, and power cuts."""

import asyncio
import itertools
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.owed import FILE, Stage
from protocol.vocabulary import DeviceKind
from terminal.emulator import NetworkPrinter, RunningPrinter, start_emulator
from terminal.link import NotLive
from terminal.printing import PrinterConfig, open_printer
from tests.support.hub_process import HubProcess, far_from_midnight
from tests.support.kiosk_headless import identity, until
from tests.torture import troubles
from tests.torture.judge import History, Sheet
from tests.torture.moments import break_at, mend
from tests.torture.pipe import AskLeft, AskOffers, Done, Left, Offers, Setup, Take, Touch
from tests.torture.records import Records
from tests.torture.seat import Seat, ready_context
from tests.torture.staff import Staff, gone_home, hired, last_words, list_of_papers
from tests.torture.tray import Tray
from tests.torture.troubles import Trouble

PRINTER_TIMEOUT_S = 0.3
_SETTLES_S = 30.0
_OFF_S = (0.0, 0.4)


@dataclass(frozen=True, slots=True)
class Place:
    """A kiosk to be. ``shared``: at the printer of the kiosk before it. ``mute``: its printer is never asked."""

    width_mm: int = 80
    spare: bool = False
    shared: bool = False
    mute: bool = False


HALL: Sequence[Place] = (
    Place(),
    Place(spare=True),
    Place(width_mm=58),
    Place(width_mm=58, shared=True),
    Place(width_mm=58, spare=True),
    Place(mute=True),
)
"""Six kiosks before one hub, two of them at one printer."""


@dataclass(slots=True)
class Plan:
    """How many numbers are wanted, and what goes wrong: first the list, then by chance."""

    tickets: int
    chance: random.Random
    listed: Iterator[Trouble] = field(default_factory=lambda: iter(()))
    hub_dies_every: int = 150
    tell: Callable[[int], None] = lambda wanted: None
    wanted: int = 0

    def next_number(self) -> bool:
        """Whether one more citizen comes; ``tell`` hears how many have come."""
        self.wanted += 1
        self.tell(self.wanted)
        return self.wanted <= self.tickets

    def next_trouble(self, *, mute: bool) -> Trouble:
        """A printer that is never asked proves nothing, whatever it has: the list is for the others."""
        listed = None if mute else next(self.listed, None)
        return listed or troubles.by_chance(self.chance)

    def share(self, *, mute: bool) -> int:
        """A kiosk that asks nothing waits for nothing, and would serve everybody."""
        return self.tickets // 12 if mute else self.tickets


class TortureOffice:
    """``journal`` False: its kiosks remember nothing and print an unknown paper once more. That must be found."""

    def __init__(self, folder: Path, plan: Plan, *, journal: bool = True, hall: Sequence[Place] = HALL) -> None:
        self.records = Records()
        self._folder, self._plan, self._journal, self._hall = folder, plan, journal, hall
        self._hub = HubProcess(folder / "hub", timezone=far_from_midnight())  # the judge knows a paper by its number
        self._seats: list[Seat] = []
        self._printers: list[NetworkPrinter] = []
        self._trays: list[Tray] = []

    async def run(self) -> History:
        """From opening to the last word. Raises Broken where the torture itself can't go on."""
        async with AsyncExitStack() as open_things:
            printers = open_things.enter_context(ExitStack())
            await self._hub.start()
            open_things.push_async_callback(self._close_hub)
            staff = await self._open(printers)
            open_things.callback(self._everybody_leaves, staff)
            async with asyncio.TaskGroup() as group:
                visits = [group.create_task(self._visits(seat)) for seat in self._seats]
                killer = group.create_task(self._hub_dies(staff))
                await asyncio.wait(visits)
                killer.cancel()
            return await self._evening(staff)

    # Opening.

    def _put_up(self, printers: ExitStack, width_mm: int = 80) -> NetworkPrinter:
        printer = printers.enter_context(start_emulator(width_mm))
        self._printers.append(printer)
        self._trays.append(Tray(printer))
        return printer

    async def _open(self, printers: ExitStack) -> Staff:
        desk = self._put_up(printers)
        state = await identity(self._hub, DeviceKind.COUNTER, "1", self._folder / "desk")
        chance = random.Random(self._plan.chance.random())
        staff = Staff(state, self._hub.url, open_printer(_reached(desk)), self, self.records, chance)
        staff.keep(staff.link.run())
        await until(lambda: staff.link.status.live and staff.link.mirror.loaded)
        await staff.sit_down(await hired(self._hub))
        context = ready_context()
        for number, place in enumerate(self._hall):
            name = f"kiosk {number}"
            state = await identity(self._hub, DeviceKind.KIOSK, name, self._folder / name.replace(" ", "-"))
            its = [self._printers[-1]] if place.shared else []
            its += [self._put_up(printers, place.width_mm) for _ in range(1 + place.spare - place.shared)]
            configs = [_reached(printer, place) for printer in its]
            setup = Setup(
                state=state,
                url=self._hub.url,
                epoch=staff.link.mirror.epoch,
                printer=configs[0],
                spare=configs[1] if place.spare else None,
                journal=self._journal,
            )
            chance = random.Random(self._plan.chance.random())
            self._seats.append(Seat(name, context, setup, its, self.records, chance))
        await asyncio.gather(*(seat.switch_on() for seat in self._seats))
        return staff

    async def _close_hub(self) -> None:
        with suppress(ProcessLookupError):
            await self._hub.stop()

    def _everybody_leaves(self, staff: Staff) -> None:
        staff.go_home()
        for seat in self._seats:
            seat.cut_power()

    def original_is_out(self, number: str) -> bool:
        """See Hall."""
        for tray in self._trays:
            tray.look()
        return any(number in tray.originals for tray in self._trays)

    # The day.

    async def _visits(self, seat: Seat) -> None:
        """One citizen after the other, and a technician who mends what is broken after a while."""
        chance = random.Random(self._plan.chance.random())
        trouble, left = Trouble(), 0
        mute = seat.setup.printer.answers is False
        for _ in range(self._plan.share(mute=mute)):
            if not self._plan.next_number():
                break
            if not left:
                await asyncio.to_thread(_mend_all, seat)
                trouble = self._plan.next_trouble(mute=mute)
                left = trouble.lasts
                await asyncio.to_thread(_break, seat, trouble)
            left -= 1
            seat.trouble = trouble.row
            await self._visit(seat, trouble, chance)
            trouble = replace(trouble, cut=None, dark_after_s=None, blinks_after_s=None)  # power goes once
        await asyncio.to_thread(_mend_all, seat)

    async def _visit(self, seat: Seat, trouble: Trouble, chance: random.Random) -> None:
        async with asyncio.TaskGroup() as company:
            if trouble.dark_after_s is not None:
                company.create_task(_dark(seat, trouble.dark_after_s))
            if trouble.blinks_after_s is not None:
                company.create_task(_blink(seat.printers[0], trouble.blinks_after_s))
            await self._citizen(seat, trouble, chance)
        await self._light(seat, chance)

    async def _citizen(self, seat: Seat, trouble: Trouble, chance: random.Random) -> None:
        hurried = chance.random() < 0.1 and self._plan.next_number()
        leaves = chance.random() < 0.5
        take = Take(trouble.cut, full=trouble.full, hurried=hurried, leaves=leaves)
        done = await seat.order(take, Done)
        self.records.spares += done is not None and done.spare
        if chance.random() < 0.3:
            await self._touch(seat, chance)

    async def _touch(self, seat: Seat, chance: random.Random) -> None:
        """A citizen touches one of the numbers that are offered, the wrong one as well as the right one."""
        offers = await seat.order(AskOffers(), Offers)
        if offers is None or not offers.tickets:
            return
        self.records.touches += 1
        cut = troubles.power_cut(chance) if chance.random() < 1 / 15 else None
        touch = Touch(chance.choice(offers.tickets), cut, leaves=chance.random() < 0.1)
        done = await seat.order(touch, Done)
        if done is None or done.refused == NotLive.code:
            self.records.touch_unheard(touch.ticket)
        self.records.touches_refused += done is not None and bool(done.refused)

    async def _light(self, seat: Seat, chance: random.Random) -> None:
        """Where the power has gone, it comes again."""
        while not seat.on:
            await asyncio.sleep(chance.uniform(*_OFF_S))
            await seat.switch_on()

    async def _hub_dies(self, staff: Staff) -> None:
        every = self._plan.hub_dies_every
        for due in itertools.count(every, every) if every else ():
            await until(lambda due=due: self._plan.wanted >= due or staff.broke, 3600)  # type: ignore[misc]
            if staff.broke is not None:
                raise staff.broke
            since = time.monotonic()
            self._hub.kill()
            await self._hub.ended()
            await self._hub.start()
            self.records.hub_away.append((since, time.monotonic()))

    # The evening: everything is mended, everybody has time.

    async def _evening(self, staff: Staff) -> History:
        for printer in self._printers:
            await asyncio.to_thread(mend, printer)
        for seat in self._seats:
            await self._light(seat, random.Random(0))
        await self._all_told()
        with suppress(TimeoutError):
            await until(lambda: not staff.busy, _SETTLES_S)
        if staff.broke is not None:
            raise staff.broke
        seq, hub = await last_words(self._hub, self._folder / "auditor")
        with suppress(TimeoutError):
            await until(lambda: staff.link.mirror.seq >= seq, _SETTLES_S)
        left = [ticket for seat in self._seats for ticket in _left_on_disk(seat.setup.state / FILE)]
        for printer in self._printers:
            await asyncio.to_thread(printer.wait_free)
        return History(
            sheets=self._sheets(),
            words=self.records.words(),
            hub=hub,
            staff=self.records.staff(),
            left_on_disk=left,
            hub_away=self.records.hub_away,
            on_list=list_of_papers(staff.link),
            over=gone_home(staff.link),
        )

    async def _all_told(self) -> None:
        """Until no kiosk has anything left to tell, or for so long that the judge must hear of it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_SETTLES_S):
                for seat in self._seats:
                    while (left := await seat.order(AskLeft(), Left)) is None or left.papers:
                        await self._light(seat, random.Random(0))
                        await asyncio.sleep(0.05)

    def _sheets(self) -> list[Sheet]:
        return [sheet for tray in self._trays for sheet in tray.sheets(self.records.numbers)]


def _reached(printer: NetworkPrinter, place: Place | None = None) -> PrinterConfig:
    place = place or Place()
    return PrinterConfig(
        kind="network",
        host="127.0.0.1",
        port=printer.port,
        width_mm=58 if place.width_mm == 58 else 80,
        timeout_s=PRINTER_TIMEOUT_S,
        answers=False if place.mute else None,
    )


def _mend_all(seat: Seat) -> None:
    for printer in seat.printers:
        mend(printer)


def _break(seat: Seat, trouble: Trouble) -> None:
    for printer in seat.printers[: 2 if trouble.spare_too else 1]:
        break_at(printer, trouble.words, trouble.moment, trouble.after_bytes)


async def _dark(seat: Seat, after_s: float) -> None:
    await asyncio.sleep(after_s)
    seat.cut_power()


async def _blink(printer: RunningPrinter, after_s: float) -> None:
    await asyncio.sleep(after_s)
    await asyncio.to_thread(printer.power_cycle)


def _left_on_disk(journal: Path) -> list[int]:
    """The tickets of which this disk says that the hub is to be told; read without the kiosk's own reader."""
    last: dict[str, dict[str, str]] = {}
    for line in journal.read_bytes().split(b"\n") if journal.exists() else ():
        with suppress(ValueError):
            step = json.loads(line)
            last[step["attempt"]] = step
    return [int(step["ticket"]) for step in last.values() if step["stage"] != Stage.REPORTED]
