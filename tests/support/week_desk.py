"""Plays the week: minute by minute, everybody at their own desk, and the plan's bookkeeping beside it.

What is expected is written down from the plan, never copied from the hub's answers; of those only ids are taken.
"""

import heapq
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, cycle

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import BlankMove, CaseState, IncidentKind, Letter, Result, Step, TicketState
from tests.support.office import KTP, WIB
from tests.support.week_ledger import Ledger
from tests.support.week_office import DESKS, STAND_IN, WeekOffice, takes_the_chair
from tests.support.week_plan import (
    CLOSES,
    DAYS,
    INCOMPLETE,
    OPENS,
    PAPERS,
    SPOILS,
    Fate,
    Person,
    days_after,
    next_working_day,
    works,
)
from tests.support.week_watch import look_at_some, read_the_registers, send_a_paper

PAK_TUWA = "pak-tuwa"
AFTER_HOURS = CLOSES + 20
AFTERNOON = 810
BATCH = 20
LAST_EXPIRY_DAYS = 16  # after the week: until the last silent applicant's fortnight is over


@dataclass
class Visit:
    """How far one applicant has got."""

    person: Person
    ticket: int = 0
    case: int = 0
    version: int = 0
    spoils_left: int = 0
    reminded: bool = False
    answered: bool = False  # brought what was missing, came back after the call, was sent back by the approver
    code: str = ""
    incomplete_at: int = 0
    incomplete_on: date = DAYS[0]
    complete_on: date | None = None
    first_approver: str = ""

    def __post_init__(self) -> None:
        self.spoils_left = SPOILS.get(self.person.fate, 0)


Deed = Callable[[], Awaitable[None]]


@dataclass
class Week:
    """The office, the ledger, and the trays between the desks."""

    office: WeekOffice
    people: list[Person]
    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    day: date = DAYS[0]
    minute: int = 0
    hall: int = 0
    tickets: dict[int, Visit] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    diary: list[tuple[date, int, int, Deed]] = field(default_factory=list)
    returned: deque[Visit] = field(default_factory=deque)
    inbox: deque[Visit] = field(default_factory=deque)
    for_kasi: deque[Visit] = field(default_factory=deque)
    for_kabid: deque[Visit] = field(default_factory=deque)
    to_print: deque[Visit] = field(default_factory=deque)
    to_register: deque[Visit] = field(default_factory=deque)
    to_hand_over: deque[Visit] = field(default_factory=deque)
    dry: bool = False
    lines_read: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._turn = count()
        self._serial = count(1)
        self._desks = cycle(DESKS)
        self._siak_since = 0

    # The course of the days.

    async def play(self) -> None:
        """The seven days, then the midnights until the last silent applicant has expired."""
        self._write_the_diary()
        for day in DAYS:
            await self._dawn(day)
            await (self._working_day() if works(day) else self._closed_day())
        for day, _ in zip(days_after(DAYS[-1]), range(LAST_EXPIRY_DAYS), strict=False):
            await self._dawn(day)

    def _write_the_diary(self) -> None:
        for person in self.people:
            visit = Visit(person)
            self.visits.append(visit)
            if person.writes:
                self._at(*_office_hours(person.day, person.minute), self._deed(self._message_comes, visit))
            else:
                self._at(person.day, person.minute, self._deed(self._arrive, visit))
        second = DAYS[1]
        self._at(DAYS[0], OPENS, self._first_blanks)
        self._at(DAYS[0], CLOSES, self._delegate_tomorrow)
        self._at(second, OPENS, self._kasi_is_away)
        self._at(DAYS[2], OPENS, self._kasi_is_back)
        self._at(second, 600, self._siak_fails)
        self._at(second, 655, self._siak_is_back)
        for day, minute in ((DAYS[0], 615), (second, 480), (second, 820), (DAYS[2], 641), (DAYS[6], 700)):
            self._at(day, minute, self.office.reopen)

    def _at(self, day: date, minute: int, deed: Deed) -> None:
        heapq.heappush(self.diary, (day, minute, next(self._turn), deed))

    def _soon(self, least: int, most: int, deed: Deed) -> None:
        self._at(self.day, min(self.minute + self.chance.randint(least, most), CLOSES - 15), deed)

    @staticmethod
    def _deed(what: Callable[[Visit], Awaitable[None]], visit: Visit) -> Deed:
        return lambda: what(visit)

    async def _dawn(self, day: date) -> None:
        """Midnight: what waited is over, what was incomplete at a counter too."""
        self.day, self.minute = day, 1
        self.office.reach(day, 1)
        await self._tick(opened=False)
        self.ledger.journal["day_started"] += 1
        for ticket, state in self.ledger.tickets.items():
            if state in (TicketState.WAITING, TicketState.NO_SHOW, TicketState.PARKED):
                self.ledger.ticket(ticket, TicketState.EXPIRED)
        for visit in self.visits:
            if self.ledger.cases.get(visit.case) == CaseState.INCOMPLETE and self._time_is_over(visit):
                self._step(visit, CaseState.EXPIRED, Step.EXPIRE, Result.EXPIRED)
        await self.office.look()

    def _time_is_over(self, visit: Visit) -> bool:
        """Whether this midnight ends a case that waits for its applicant: the first one, or the fifteenth."""
        return not visit.person.writes or self.day > visit.incomplete_on + timedelta(days=14)

    async def _closed_day(self) -> None:
        """Somebody comes although nobody is there."""
        self.office.reach(self.day, 600)
        await self.office.refuses(errors.OfficeClosed, "kiosk", m.IssueTicket, service=KTP)

    async def _working_day(self) -> None:
        self.office.reach(self.day, OPENS)
        await self._tick(opened=True)
        for self.minute in range(OPENS, AFTER_HOURS):
            self.office.reach(self.day, self.minute)
            while self.diary and self.diary[0][:2] <= (self.day, self.minute):
                await heapq.heappop(self.diary)[-1]()
            await self._call_somebody()
            await self._read_the_inbox()
            await self._approve()
            await self._print()
            await self._hand_over()
            if self.minute == AFTERNOON:
                await look_at_some(self)
        assert self.hall == 0, f"{self.hall} still wait on {self.day}"
        await self._close_the_safe()
        if self.day == DAYS[-1]:
            await read_the_registers(self)

    # The hall and the three counters.

    async def _arrive(self, visit: Visit) -> None:
        paper = await self.office.do("kiosk", m.IssueTicket, service=KTP, priority=visit.person.priority)
        visit.ticket = paper.ticket.id
        self.tickets[visit.ticket] = visit
        self._number_given()
        self.ledger.ticket(visit.ticket, TicketState.WAITING)
        if visit.person.fate is Fate.MISTAKEN:
            await self.office.do("1", m.CancelTicket, ticket=visit.ticket)
            self.ledger.ticket(visit.ticket, TicketState.CANCELLED)
        else:
            self.hall += 1

    def _number_given(self) -> None:
        self.ledger.numbers[self.day.isoformat()] += 1
        self.ledger.journal["ticket_issued"] += 1

    async def _call(self, desk: str, command: type[m.Command], visit: Visit) -> None:
        await self.office.do(desk, command, ticket=visit.ticket)
        self.ledger.journal["ticket_called"] += 1

    async def _call_somebody(self) -> None:
        """One counter after the other calls: first whom the approver sent back, then whose turn it is."""
        desk = next(self._desks)
        if self.returned:
            visit = self.returned.popleft()
            await self._call(desk, m.CallTicket, visit)
            await self._serve(desk, visit)
        elif self.hall:
            made = await self.office.do(desk, m.CallNext)
            self.ledger.journal["ticket_called"] += 1
            self.hall -= 1
            visit = self.tickets[made.ticket.id]
            away = visit.person.fate in (Fate.NO_SHOW, Fate.LATE) and not visit.answered
            await (self._call_in_vain(desk, visit) if away else self._serve(desk, visit))

    async def _call_in_vain(self, desk: str, visit: Visit) -> None:
        await self._nobody_came(desk, visit)
        self.ledger.ticket(visit.ticket, TicketState.NO_SHOW)
        if visit.person.fate is Fate.LATE:
            self._soon(10, 40, self._deed(self._comes_back, visit))

    async def _nobody_came(self, desk: str, visit: Visit) -> None:
        for _ in range(2):
            await self._call(desk, m.Recall, visit)
        await self.office.do(desk, m.MarkNoShow, ticket=visit.ticket)

    async def _comes_back(self, visit: Visit) -> None:
        """With the same number, to the place that it had."""
        visit.answered = True
        await self.office.do("1", m.BringBack, ticket=visit.ticket)
        self.ledger.ticket(visit.ticket, TicketState.WAITING)
        self.hall += 1

    async def _serve(self, desk: str, visit: Visit) -> None:
        file = await self.office.do(desk, m.StartServing, ticket=visit.ticket)
        new = not visit.case
        visit.case, visit.version = file.case.id, file.case.version
        if new:
            self._step(visit, CaseState.VERIFYING, Step.OPEN, Result.OPENED)
        elif self.ledger.cases[visit.case] == CaseState.INCOMPLETE:
            self._resubmitted(visit)
        await self._judge(desk, visit)
        if self.ledger.cases[visit.case] == CaseState.INCOMPLETE:
            self.ledger.ticket(visit.ticket, TicketState.PARKED)
            if visit.person.fate is Fate.RESUBMITS:
                self._soon(20, 90, self._deed(self._comes_back, visit))

    # Verification, at a counter or at the PAK TUWA desk.

    async def _judge(self, desk: str, visit: Visit) -> None:
        person = visit.person
        if person.fate in (Fate.CANCELLED, Fate.WITHDRAWS):
            await self._cancel(desk, visit)
        elif person.fate in INCOMPLETE and not visit.answered:
            first, missing = PAPERS[person.variant]
            await self._verify(desk, visit, Result.INCOMPLETE, seen=(first,), missing=(missing,))
            self._step(visit, CaseState.INCOMPLETE, Step.VERIFY, Result.INCOMPLETE)
            visit.incomplete_at, visit.incomplete_on = self.office.now, self.day
        else:
            await self._verify(desk, visit, Result.COMPLETE, seen=PAPERS[person.variant])
            self._step(visit, CaseState.AWAITING_APPROVAL, Step.VERIFY, Result.COMPLETE)
            visit.complete_on = self.day
            self._to_approve(visit)
        if not person.writes and self.ledger.cases[visit.case] == CaseState.AWAITING_APPROVAL:
            self.ledger.ticket(visit.ticket, TicketState.IN_PROCESS)

    async def _verify(self, desk: str, visit: Visit, result: Result, **papers: tuple[str, ...]) -> None:
        person = visit.person
        await self._record(
            desk,
            visit,
            Step.VERIFY,
            result,
            variant=person.variant,
            applicant_name=person.name,
            nik=person.nik,
            **papers,
        )

    def _resubmitted(self, visit: Visit) -> None:
        self._step(visit, CaseState.VERIFYING, Step.RESUBMIT, Result.RESUBMITTED)
        self.ledger.applicants_waits[visit.case] = f"{visit.incomplete_at}-{self.office.now}"

    async def _cancel(self, desk: str, visit: Visit) -> None:
        await self._record(desk, visit, Step.CANCEL, Result.CANCELLED, reason="Pemohon membatalkan")
        self._step(visit, CaseState.CANCELLED, Step.CANCEL, Result.CANCELLED)
        if visit.ticket:
            self.ledger.ticket(visit.ticket, TicketState.CANCELLED)

    async def _record(self, desk: str, visit: Visit, step: Step, result: Result, **words: object) -> None:
        file = await self.office.do(
            desk,
            m.RecordStep,
            case=visit.case,
            expected_version=visit.version,
            step=step,
            result=result,
            **words,
        )
        visit.version = file.case.version

    def _step(self, visit: Visit, state: CaseState, step: Step, result: Result) -> None:
        self.ledger.step(visit.case, state, step, result)

    # The PAK TUWA desk.

    async def _message_comes(self, visit: Visit) -> None:
        self.inbox.append(visit)

    async def _read_the_inbox(self) -> None:
        """One conversation a minute, oldest first."""
        if self.inbox:
            visit = self.inbox.popleft()
            await self._receive(visit, _instant(visit.person.day, visit.person.minute))
            if visit.person.index % 10 == 0:
                await send_a_paper(self, visit)
                visit.version = (await self.office.do("paktuwa", m.OpenCase, case=visit.case)).case.version
            await self._judge("paktuwa", visit)
            if self.ledger.cases[visit.case] == CaseState.INCOMPLETE:
                await self._ask_for_more(visit)
            elif visit.person.fate is Fate.WRITES_AGAIN:
                self._soon(5, 40, self._deed(self._asks_again, visit))

    async def _receive(self, visit: Visit, sent_at: int) -> None:
        """A message is read; one that belongs to a running case keeps that case and its place."""
        person, known = visit.person, visit.case
        file = await self.office.do(
            "paktuwa",
            m.ReceiveCase,
            service=PAK_TUWA,
            phone=person.phone,
            sent_at=sent_at,
            applicant_name=person.name,
            nik=person.nik,
            variant=person.variant,
        )
        visit.case, visit.version = file.case.id, file.case.version
        if not known:
            self.ledger.received[visit.case] = sent_at
            self._step(visit, CaseState.VERIFYING, Step.OPEN, Result.OPENED)
        elif self.ledger.cases[known] == CaseState.INCOMPLETE:
            self._resubmitted(visit)

    async def _asks_again(self, visit: Visit) -> None:
        await self._receive(visit, self.office.now)

    async def _ask_for_more(self, visit: Visit) -> None:
        await self._tell(visit, Letter.MISSING)
        match visit.person.fate:
            case Fate.SENDS_MORE:
                self._at(*_office_hours(next_working_day(self.day), OPENS + 40), self._deed(self._sends_more, visit))
            case Fate.IS_REMINDED:
                self._at(DAYS[-1], OPENS + 90, self._deed(self._sends_more, visit))

    async def _tick(self, opened: bool) -> None:
        """The hub looks at the time, and reminds whoever has not answered, on the third day or the next that is
        worked on, when the office opens."""
        await self.office.open.hub.tick()
        for visit in self.visits:
            waits = visit.person.writes and self.ledger.cases.get(visit.case) == CaseState.INCOMPLETE
            if waits and not visit.reminded and self._reminder_is_due(visit, opened):
                visit.reminded = True
                self._letter_written(Letter.REMINDER)

    def _reminder_is_due(self, visit: Visit, opened: bool) -> bool:
        day = visit.incomplete_on + timedelta(days=3)
        day = day if works(day) else next_working_day(day)
        return day < self.day or (day == self.day and opened)

    async def _sends_more(self, visit: Visit) -> None:
        visit.answered = True
        await self._receive(visit, self.office.now)
        await self._judge("paktuwa", visit)

    async def _tell(self, visit: Visit, letter: Letter) -> None:
        await self.office.do("paktuwa", m.TellApplicant, case=visit.case, letter=letter)
        self._letter_written(letter)

    def _letter_written(self, letter: Letter) -> None:
        self.ledger.letters[letter.value] += 1
        self.ledger.steps["tell/told"] += 1
        self.ledger.journal["letter_sent"] += 1

    # Approval: batches, refusals, and somebody in the Kasi's place.

    def _to_approve(self, visit: Visit) -> None:
        """By WhatsApp both must agree, the Kasi first; at a counter one of the two, whoever has time."""
        tray = self.for_kabid if not visit.person.writes and visit.person.index % 4 == 0 else self.for_kasi
        tray.append(visit)

    async def _approve(self) -> None:
        if self.minute % 10 == 0:
            await self._round("kasi", self.for_kasi)
        elif self.minute % 10 == 5:
            await self._round("kabid", self.for_kabid)

    async def _round(self, desk: str, tray: deque[Visit]) -> None:
        lying = [tray.popleft() for _ in range(min(BATCH, len(tray)))]
        for visit in lying:
            visit.version = (await self.office.do(desk, m.OpenCase, case=visit.case)).case.version
        agreed = []
        for visit in lying:
            if self._sends_back(desk, visit):
                await self._send_back(desk, visit)
            else:
                agreed.append(visit)
        await self._agree(desk, tray, agreed)

    @staticmethod
    def _sends_back(desk: str, visit: Visit) -> bool:
        """Walk-ins by whoever has them, those by WhatsApp by the second of the two."""
        fate = visit.person.fate
        refused = fate is Fate.REFUSED or (fate is Fate.SENT_BACK and desk == "kabid")
        return refused and not visit.answered

    async def _send_back(self, desk: str, visit: Visit) -> None:
        await self._record(desk, visit, Step.APPROVE, Result.REFUSED, reason="Foto KK tidak terbaca")
        self._step(visit, CaseState.VERIFYING, Step.APPROVE, Result.REFUSED)
        visit.answered, visit.first_approver = True, ""
        if visit.person.writes:
            await self._judge("paktuwa", visit)
        else:
            self.returned.append(visit)

    async def _agree(self, desk: str, tray: deque[Visit], agreed: list[Visit]) -> None:
        """All at once; one whose file changed meanwhile is looked at again in the next round."""
        stale = agreed[-1] if len(agreed) > 3 and self.chance.random() < 0.1 else None
        seen = tuple(m.CaseSeen(case=visit.case, expected_version=visit.version - (visit is stale)) for visit in agreed)
        if not seen:
            return
        outcomes = (await self.office.do(desk, m.ApproveCases, cases=seen)).outcomes
        expected = [(visit.case, "case_changed" if visit is stale else "") for visit in agreed]
        assert [(outcome.case, outcome.refused) for outcome in outcomes] == expected
        if stale is not None:
            agreed.remove(stale)
            tray.appendleft(stale)
            self.office.refused.append("case_changed")
        for visit in agreed:
            await self._agreed(desk, visit)

    async def _agreed(self, desk: str, visit: Visit) -> None:
        by = f"{desk}={self._sitting(desk)}"
        if visit.person.writes and not visit.first_approver:
            visit.first_approver = by
            self._step(visit, CaseState.AWAITING_APPROVAL, Step.APPROVE, Result.APPROVED)
            self.for_kabid.append(visit)
            return
        self._step(visit, CaseState.AWAITING_PRINT, Step.APPROVE, Result.APPROVED)
        self.ledger.approvers[visit.case] = f"{visit.first_approver} {by}".strip()
        if visit.person.fate is Fate.CANCELLED_LATE:
            visit.version += 1
            await self._cancel(desk, visit)
        else:
            self.to_print.append(visit)

    def _sitting(self, desk: str) -> int:
        login = "nanik" if desk == "kabid" else STAND_IN if self.day == DAYS[1] else "karim"
        return self.office.open.staff[login]

    async def _delegate_tomorrow(self) -> None:
        day = DAYS[1].isoformat()
        staff = self.office.open.staff
        await self.office.do(
            "kasi",
            m.Delegate,
            role="kasi",
            giver=staff["karim"],
            taker=staff[STAND_IN],
            first_day=day,
            last_day=day,
        )
        self.ledger.delegations += 1
        self.ledger.journal["delegation_changed"] += 1

    async def _kasi_is_away(self) -> None:
        await takes_the_chair(self.office, STAND_IN, "kasi")

    async def _kasi_is_back(self) -> None:
        """The stand-in has no rights left there."""
        if self.for_kasi:
            visit = self.for_kasi[0]
            seen = m.CaseSeen(case=visit.case, expected_version=visit.version)
            await self.office.refuses(errors.NotAllowed, "kasi", m.ApproveCases, cases=(seen,))
        await takes_the_chair(self.office, "karim", "kasi")

    # SIAK fails: the clocks stand, work goes on where it can.

    async def _siak_fails(self) -> None:
        await self.office.do("kasi", m.DeclareIncident, kind=IncidentKind.SIAK)
        self._siak_since = self.office.now
        await self.office.refuses(errors.IncidentRuns, "1", m.DeclareIncident, kind=IncidentKind.SIAK)
        self.ledger.journal["incident_changed"] += 1

    async def _siak_is_back(self) -> None:
        await self.office.do("1", m.EndIncident, incident=1)
        self.ledger.journal["incident_changed"] += 1
        self.ledger.incidents["siak"] = f"{self._siak_since}-{self.office.now}"

    # The print room: blank cards, spoiled ones, and the register.

    async def _print(self) -> None:
        for _ in range(2):
            if self.to_print and not self.dry:
                await self._print_one(self.to_print.popleft())

    async def _print_one(self, visit: Visit) -> None:
        visit.version = (await self.office.do("cetak", m.OpenCase, case=visit.case)).case.version
        if not self.ledger.balance:
            await self._run_dry(visit)
        elif visit.spoils_left:
            visit.spoils_left -= 1
            serial = self._blank(visit, BlankMove.SPOILED)
            await self._record(
                "cetak", visit, Step.PRINT, Result.SPOILED, card_serial=serial, reason="Pita cetak habis"
            )
            self._step(visit, CaseState.AWAITING_PRINT, Step.PRINT, Result.SPOILED)
            self.to_print.appendleft(visit)
        else:
            serial = self._blank(visit, BlankMove.USED)
            await self._record("cetak", visit, Step.PRINT, Result.PRINTED, card_serial=serial)
            self._step(visit, CaseState.AWAITING_REGISTER, Step.PRINT, Result.PRINTED)
            await self._register(visit)

    def _blank(self, visit: Visit, move: BlankMove) -> str:
        serial = f"BLK{next(self._serial):06}"
        self.ledger.serials[serial] = f"{visit.case} {move.value}"
        self.ledger.moved(move, -1)
        return serial

    async def _run_dry(self, visit: Visit) -> None:
        """The hub refuses; blank cards come in the same day, or on the next."""
        words = {"step": Step.PRINT, "result": Result.PRINTED, "card_serial": "BLK999999"}
        await self.office.refuses(
            errors.NoBlanks, "cetak", m.RecordStep, case=visit.case, expected_version=visit.version, **words
        )
        self.dry = True
        self.to_print.appendleft(visit)
        later = (self.day, self.minute + 45) if self.minute < CLOSES - 60 else (next_working_day(self.day), OPENS + 30)
        self._at(*later, self._blanks_come)

    async def _first_blanks(self) -> None:
        await self._take_in(150)

    async def _blanks_come(self) -> None:
        await self._take_in(200)
        self.dry = False

    async def _take_in(self, cards: int) -> None:
        await self.office.do("cetak", m.MoveBlanks, move=BlankMove.RECEIVED, count=cards, note="Dari provinsi")
        self.ledger.moved(BlankMove.RECEIVED, cards)

    async def _close_the_safe(self) -> None:
        """Every evening the cards are counted; on the second evening one is missing, on the last some go back."""
        if self.day == DAYS[-1] and self.ledger.balance > 2:
            await self.office.do("cetak", m.MoveBlanks, move=BlankMove.RETURNED, count=2, note="Cacat pabrik")
            self.ledger.moved(BlankMove.RETURNED, -2)
        self.ledger.moved(BlankMove.COUNTED, -1 if self.day == DAYS[1] and self.ledger.balance else 0)
        counted = self.ledger.balance
        await self.office.do("cetak", m.CloseBlanks, counted=counted, note="Hitung fisik")
        self.ledger.closings[self.day.isoformat()] = str(counted)

    async def _register(self, visit: Visit) -> None:
        person = visit.person
        await self._record("cetak", visit, Step.REGISTER, Result.REGISTERED)
        self._step(visit, CaseState.READY, Step.REGISTER, Result.REGISTERED)
        self.ledger.registers[PAK_TUWA if person.writes else KTP] += 1
        if person.writes:
            await self._card_waits(visit)
        else:
            self.ledger.ticket(visit.ticket, TicketState.READY)
            self.to_hand_over.append(visit)

    # Ready: a number is called again, or a code is typed at the kiosk on the next working day.

    async def _card_waits(self, visit: Visit) -> None:
        assert visit.complete_on is not None
        ready_on = max(next_working_day(visit.complete_on), self.day)
        self.ledger.pickup_days[visit.case] = ready_on.isoformat()
        await self._tell(visit, Letter.READY)
        visit.code = (await self.office.do("paktuwa", m.OpenCase, case=visit.case)).pickup_code
        if visit.person.fate is not Fate.STAYS_AWAY:
            minute = self.chance.randrange(OPENS + 30, CLOSES - 30)
            earliest = self.minute + 5 if ready_on == self.day else OPENS
            self._at(ready_on, max(minute, earliest), self._deed(self._fetch, visit))
        if ready_on > self.day and visit.person.index % 10 == 0:
            await self.office.refuses(errors.PickupNotReady, "kiosk", m.IssuePickup, code=visit.code)

    async def _fetch(self, visit: Visit) -> None:
        """The code is typed; twice by some: the same number comes out again."""
        paper = await self.office.do("kiosk", m.IssuePickup, code=visit.code)
        visit.ticket = paper.ticket.id
        self.ledger.ticket(visit.ticket, TicketState.READY)
        self._number_given()
        if visit.person.index % 5 == 0:
            again = await self.office.do("kiosk", m.IssuePickup, code=visit.code.lower())
            assert again.ticket.id == visit.ticket
        self.to_hand_over.append(visit)

    async def _hand_over(self) -> None:
        for _ in range(2):
            if self.to_hand_over:
                await self._hand_one_over(self.to_hand_over.popleft())

    async def _hand_one_over(self, visit: Visit) -> None:
        person = visit.person
        await self._call("serah", m.CallToHandover, visit)
        if person.fate is Fate.GONE and not visit.answered:
            visit.answered = True
            await self._nobody_came("serah", visit)
            self._at(next_working_day(self.day), OPENS + 60, self._deed(self._comes_for_it, visit))
            return
        visit.version = (await self.office.do("serah", m.OpenCase, case=visit.case)).case.version
        words = {"receiver": person.name}
        if person.fate is Fate.REPRESENTED:
            words = {"receiver": f"Wakil {person.name}", "relation": "Anak", "note": "Membawa surat kuasa"}
        await self._record("serah", visit, Step.HAND_OVER, Result.RECEIVED, **words)
        self._step(visit, CaseState.HANDED_OVER, Step.HAND_OVER, Result.RECEIVED)
        self.ledger.ticket(visit.ticket, TicketState.DONE)
        self.ledger.handed_over[visit.case] = words["receiver"]
        if visit.code and person.index % 10 == 0:
            await self.office.refuses(errors.PickupDone, "kiosk", m.IssuePickup, code=visit.code)

    async def _comes_for_it(self, visit: Visit) -> None:
        self.to_hand_over.append(visit)


def _office_hours(day: date, minute: int) -> tuple[date, int]:
    """When somebody at the desk can read what came at this minute."""
    if works(day) and minute < CLOSES - 30:
        return day, max(minute, OPENS)
    return next_working_day(day), OPENS


def _instant(day: date, minute: int) -> int:
    """Milliseconds UTC."""
    return int((datetime.combine(day, time(), WIB) + timedelta(minutes=minute)).timestamp() * 1000)
