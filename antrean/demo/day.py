"""The office day: 80 citizens, three counters, approver, print room and handover, all of them headless terminals."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from antrean.demo.day_plan import Citizen, Fate
from antrean.demo.house import COUNTER_1, COUNTER_2, COUNTER_3, HANDOVER, KASI, PRINT_ROOM, House, Terminal
from antrean.demo.observer import Observer
from antrean.demo.office import PIN
from antrean.demo.played_time import PlayedTime, Tray
from protocol import messages as m
from protocol.vocabulary import CaseState, CounterState, DeviceKind, PrintOutcome, Result, Step, TicketState
from server.config.settings import DemoClock
from terminal.link import Link, Mirror, new_request_id

SERVICE = "ktp-hilang-rusak"
DOOR = Terminal("pintu", DeviceKind.KIOSK, "Mesin nomor di pintu")
CAST = (DOOR, COUNTER_1, COUNTER_2, COUNTER_3, KASI, PRINT_ROOM, HANDOVER)
SEATS = dict(
    zip((terminal.name for terminal in CAST[1:]), ("ani", "budi", "citra", "karim", "pri", "sri"), strict=True)
)
DESKS_IN_THE_HALL = (COUNTER_1, COUNTER_2, COUNTER_3, HANDOVER)
OPENS_MINUTE = 30  # played minutes from 07:00, when the day is begun, to the opening
PAPERS = {"lost": ("kk", "police-letter"), "damaged": ("kk", "old-card")}

T = TypeVar("T")


def begun(day: date, zone: str, speed: float) -> DemoClock:
    """The played clock, at seven in the morning of this day as of now."""
    seven = datetime(day.year, day.month, day.day, 7, tzinfo=ZoneInfo(zone))
    return DemoClock(began_ms=time.time_ns() // 1_000_000, plays_ms=int(seven.timestamp() * 1000), speed=speed)


def clock_settings(clock: DemoClock) -> str:
    """As hub.toml says it."""
    return f"\n[demo_clock]\nbegan_ms = {clock.began_ms}\nplays_ms = {clock.plays_ms}\nspeed = {float(clock.speed)}\n"


def office_day(today: date, holidays: Sequence[str]) -> date:
    """The latest whole office day: Monday to Thursday, no holiday."""
    days = (today - timedelta(days=back) for back in range(30))
    return next(day for day in days if day.weekday() < 4 and day.isoformat() not in holidays)


@dataclass(frozen=True, slots=True)
class File:
    """A case as the officer who lays it down last saw it."""

    citizen: Citizen
    case: m.Case


class Day:
    """The cast and the trays between them."""

    def __init__(self, house: House, links: dict[str, Link], time: PlayedTime) -> None:
        self.house = house
        self.links = links
        self.time = time
        self.visits: dict[int, Citizen] = {}
        self.queue: Tray[File | None] = Tray(time)  # None: a number waits; a file: it came back from the approver
        self.to_approve: Tray[File] = Tray(time)
        self.to_print: Tray[File] = Tray(time)
        self.to_hand_over: Tray[File] = Tray(time)
        self.refused: set[int] = set()
        self.cards = 0

    async def play(self, citizens: Sequence[Citizen]) -> None:
        await self.time.play(
            self._seats(),
            self._door(citizens),
            *(self._counter(desk.name) for desk in (COUNTER_1, COUNTER_2, COUNTER_3)),
            self._approver(),
            self._print_room(),
            self._handover(),
        )

    # The cast.

    async def _seats(self) -> None:
        """Before the opening everybody signs in, and the counters open."""
        for terminal in CAST[1:]:
            await self._ask(
                terminal.name, m.SignIn, m.SignedIn, staff=self.house.staff[SEATS[terminal.name]].id, pin=PIN
            )
        await self.time.pass_minutes(OPENS_MINUTE - 1)
        for terminal in DESKS_IN_THE_HALL:
            await self._ask(terminal.name, m.SetCounter, m.Done, state=CounterState.OPEN)

    async def _door(self, citizens: Sequence[Citizen]) -> None:
        """Citizens come in and take a number."""
        for citizen in citizens:
            await self.time.pass_minutes(OPENS_MINUTE + citizen.arrives - self.time.minute)
            paper = await self._ask(
                DOOR.name,
                m.IssueTicket,
                m.TicketPaper,
                service=SERVICE,
                priority=citizen.priority,
                language=citizen.language,
            )
            self.visits[paper.ticket.id] = citizen
            await self._ask(DOOR.name, m.ReportPaper, m.Done, ticket=paper.ticket.id, outcome=PrintOutcome.CONFIRMED)
            self.queue.lay(None)

    async def _counter(self, desk: str) -> None:
        while True:
            returned = await self.queue.take()
            if returned is not None:
                await self.time.pass_minutes(2)
                self.to_approve.lay(await self._verify(desk, returned))
                continue
            made = await self._ask(desk, m.CallNext, m.CallMade)
            citizen = self.visits[made.ticket.id]
            if citizen.fate is Fate.GONE:
                await self._call_in_vain(desk, made.ticket.id)
                continue
            await self.time.pass_minutes(citizen.walk)
            opened = await self._ask(desk, m.StartServing, m.CaseFile, ticket=made.ticket.id)
            await self.time.pass_minutes(citizen.verify)
            await self._judge(desk, File(citizen, opened.case))

    async def _call_in_vain(self, desk: str, ticket: int) -> None:
        for _ in range(2):
            await self.time.pass_minutes(1)
            await self._ask(desk, m.Recall, m.CallMade, ticket=ticket)
        await self.time.pass_minutes(1)
        await self._ask(desk, m.MarkNoShow, m.Done, ticket=ticket)

    async def _judge(self, desk: str, file: File) -> None:
        citizen = file.citizen
        if citizen.fate is Fate.INCOMPLETE:
            await self._step(
                desk,
                file,
                Step.VERIFY,
                Result.INCOMPLETE,
                variant=citizen.variant,
                applicant_name=citizen.name,
                seen=PAPERS[citizen.variant][:1],
                missing=PAPERS[citizen.variant][1:],
            )
        else:
            self.to_approve.lay(await self._verify(desk, file))

    async def _verify(self, desk: str, file: File) -> File:
        citizen = file.citizen
        return await self._step(
            desk,
            file,
            Step.VERIFY,
            Result.COMPLETE,
            variant=citizen.variant,
            applicant_name=citizen.name,
            seen=PAPERS[citizen.variant],
        )

    async def _approver(self) -> None:
        while True:
            file = await self.to_approve.take()
            await self.time.pass_minutes(file.citizen.approve)
            if file.citizen.refused and file.case.id not in self.refused:
                self.refused.add(file.case.id)
                reason = "Nama di KK berbeda dengan permohonan"
                back = await self._step(KASI.name, file, Step.APPROVE, Result.REFUSED, reason=reason)
                self.queue.lay(back, on_top=True)
            else:
                self.to_print.lay(await self._step(KASI.name, file, Step.APPROVE, Result.APPROVED))

    async def _print_room(self) -> None:
        while True:
            file = await self.to_print.take()
            await self.time.pass_minutes(file.citizen.print)
            if file.citizen.spoiled:
                file = await self._step(
                    PRINT_ROOM.name, file, Step.PRINT, Result.SPOILED, card_serial=self._card(), reason="Pita habis"
                )
                await self.time.pass_minutes(file.citizen.print)
            file = await self._step(PRINT_ROOM.name, file, Step.PRINT, Result.PRINTED, card_serial=self._card())
            self.to_hand_over.lay(await self._step(PRINT_ROOM.name, file, Step.REGISTER, Result.REGISTERED))

    async def _handover(self) -> None:
        while True:
            file = await self.to_hand_over.take()
            await self._ask(HANDOVER.name, m.CallToHandover, m.CallMade, ticket=file.case.ticket)
            await self.time.pass_minutes(file.citizen.walk + file.citizen.receive)
            await self._step(HANDOVER.name, file, Step.HAND_OVER, Result.RECEIVED, receiver=file.citizen.name)

    # What all of them do.

    def _card(self) -> str:
        self.cards += 1
        return f"BLK{self.cards:06}"

    async def _step(self, desk: str, file: File, step: Step, result: Result, **words: object) -> File:
        answer = await self._ask(
            desk,
            m.RecordStep,
            m.CaseFile,
            case=file.case.id,
            expected_version=file.case.version,
            step=step,
            result=result,
            **words,
        )
        return File(file.citizen, answer.case)

    async def _ask(self, desk: str, command: type[m.Command], kind: type[T], **words: object) -> T:
        made: m.AnyCommand = command(request_id=new_request_id(), **words)  # type: ignore[assignment]
        answer = await self.links[desk].ask(made)
        assert isinstance(answer, kind), f"{desk}: {type(answer).__name__}"
        return answer


@dataclass(frozen=True, slots=True)
class Sum:
    """What the day came to, counted in the hub's own state."""

    issued: int
    handed_over: int
    incomplete: int
    no_show: int
    refused: int
    spoiled: int
    register: str


async def played(house: House, observer: Observer, clock: DemoClock, citizens: Sequence[Citizen]) -> Sum:
    """Plays the whole day and gives its sum. Raises Trouble, Refusal, NotLive."""

    async def reach(minute: float) -> None:
        due = clock.began_ms / 1000 + minute * 60 / clock.speed
        if (wait := due - time.time()) > 0:
            await asyncio.sleep(wait)  # the played clock is the condition: there is nothing else to wait for

    async with house.live(CAST) as links:
        day = Day(house, links, PlayedTime(reach))
        await day.play(citizens)
        return await observer.until("end of the day", lambda mirror: _sum(mirror, len(citizens), len(day.refused)))


def _sum(mirror: Mirror, citizens: int, refused: int) -> Sum | None:
    """None while the last events are still on their way."""
    cases, tickets = mirror.cases.values(), mirror.tickets.values()
    registered = sorted(case.register_number for case in cases if case.register_number)
    found = Sum(
        issued=len(tickets),
        handed_over=sum(case.state is CaseState.HANDED_OVER for case in cases),
        incomplete=sum(case.state is CaseState.INCOMPLETE for case in cases),
        no_show=sum(ticket.state is TicketState.NO_SHOW for ticket in tickets),
        refused=refused,
        spoiled=sum(case.spoiled for case in cases),
        register=registered[-1] if registered else "",
    )
    return found if found.handed_over + found.incomplete + found.no_show == citizens else None
