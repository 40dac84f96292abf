"""What an office should do, said once more: small, pure, and without a line of the hub's own rules.

The state machine test asks the hub and this model the same thing and compares. Every action answers
with the code of the refusal, or "" when it is carried out; a refused one changes nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
RIGHTS_OF_PLACE = {
    "1": {"call", "verify", "cancel"},
    "2": {"call", "verify", "cancel"},
    "3": {"call", "verify", "cancel"},
    "paktuwa": {"intake", "verify", "cancel"},
    "kasi": {"approve", "cancel", "supervise"},
    "kabid": {"approve", "cancel", "supervise"},
    "cetak": {"print", "register", "stock"},
    "serah": {"hand_over", "cancel"},
}
RIGHTS_OF_ROLE = {
    "operator": {"call", "verify", "cancel"},
    "operator-paktuwa": {"intake", "verify", "cancel"},
    "kasi": {"approve", "cancel", "supervise"},
    "kabid": {"approve", "cancel", "supervise"},
    "operator-cetak": {"print", "register", "stock"},
    "penyerahan": {"hand_over", "cancel"},
}
APPROVING_ROLES = ("kasi", "kabid")
REMOTE = "pak-tuwa"
APPLICANT_DAYS = {"walk-in": 0, REMOTE: 2}
HOLIDAY = "2026-11-26"
IN_HAND = {"called", "serving", "handover_called"}
UNTOUCHED = {"waiting", "called", "parked", "no_show"}
ENDED = {"done", "cancelled", "expired"}
CASE_ENDED = {"handed_over", "cancelled", "expired"}
# How much is known of a paper; news must know more. That it failed may only be said by whoever has it.
CERTAIN = {"pending": 0, "sent": 1, "unknown": 2, "failed": 2, "confirmed": 3}

# (case before, step, result): (case after, right, the ticket's states that may follow, the ticket after)
STEPS: dict[tuple[str, str, str], tuple[str, str, set[str], str]] = {
    ("verifying", "verify", "complete"): ("awaiting_approval", "verify", {"serving", "in_process"}, "in_process"),
    ("verifying", "verify", "incomplete"): ("incomplete", "verify", {"serving", "in_process"}, "parked"),
    ("awaiting_approval", "approve", "approved"): ("awaiting_print", "approve", set(), ""),
    ("awaiting_approval", "approve", "refused"): ("verifying", "approve", set(), ""),
    ("awaiting_print", "print", "printed"): ("awaiting_register", "print", set(), ""),
    ("awaiting_print", "print", "spoiled"): ("awaiting_print", "print", set(), ""),
    ("awaiting_register", "register", "registered"): ("ready", "register", {"in_process"}, "ready"),
    ("ready", "hand_over", "received"): ("handed_over", "hand_over", {"ready", "handover_called"}, "done"),
    **{
        (state, "cancel", "cancelled"): (
            "cancelled",
            "cancel",
            {"waiting", "called", "parked", "no_show", "serving", "in_process", "ready", "handover_called"},
            "cancelled",
        )
        for state in ("verifying", "incomplete", "awaiting_approval", "awaiting_print", "awaiting_register", "ready")
    },
}


@dataclass(frozen=True)
class Ticket:
    id: int
    number: str
    day: str
    arrived: datetime
    priority: bool
    state: str = "waiting"
    counter: str | None = None
    recalls: int = 0
    reserved: str | None = None
    case: int | None = None
    paper: str = "pending"
    problem: str = ""
    paper_at: str = "kiosk"
    copies: int = 0
    copy: str = "pending"
    service: str = "walk-in"

    @property
    def owed(self) -> bool:
        return self.state == "waiting" and self.paper == "failed" and not self.copies


@dataclass(frozen=True)
class Case:
    id: int
    ticket: int | None
    changed: datetime
    state: str = "verifying"
    version: int = 1
    verified_by: int | None = None
    approvals: tuple[tuple[str, int], ...] = ()
    refused: bool = False
    spoiled: int = 0
    register: str = ""
    service: str = "walk-in"
    phone: str = ""
    received: datetime | None = None
    complete: datetime | None = None
    due: datetime | None = None
    waited: tuple[tuple[datetime, datetime | None], ...] = ()
    expires: datetime | None = None
    pickup_day: str = ""
    assigned: int | None = None


@dataclass(frozen=True)
class Delegation:
    role: str
    giver: int
    taker: int
    first: str
    last: str
    ended: bool = False


@dataclass(frozen=True)
class Line:
    """A journal line about a ticket: how it stood after, and who may still take it back. ``step``: not only paper."""

    ticket: Ticket | None
    step: bool = True
    silent: bool = False
    at: datetime | None = None
    who: tuple[int, str] | None = None


@dataclass
class Session:
    staff: int
    locked: bool = False


@dataclass
class Office:
    """The whole office. ``staff``: id -> roles."""

    now: datetime
    staff: dict[int, tuple[str, ...]]
    sessions: dict[str, Session] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    tickets: dict[int, Ticket] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    trail: dict[int, list[Line]] = field(default_factory=dict)
    printers: dict[str, tuple[str, bool, int | None]] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    first_calls: list[bool] = field(default_factory=list)
    serials: set[str] = field(default_factory=set)
    registered: dict[tuple[str, int], int] = field(default_factory=dict)
    pickups: dict[str, int] = field(default_factory=dict)
    delegations: dict[int, Delegation] = field(default_factory=dict)
    incidents: dict[int, str] = field(default_factory=dict)
    declared: int = 0
    blanks: int | None = None

    @property
    def day(self) -> str:
        return self.now.date().isoformat()

    # --- time

    def go_to(self, now: datetime) -> None:
        """The clock moves on; at midnight what nobody took up expires, and a card under way stays so."""
        before, self.now = self.day, now
        if self.day == before:
            return
        self.first_calls = []
        for case in self.cases.values():
            if case.state == "incomplete" and case.expires is not None and case.expires <= self.now:
                self._expire(case)
        for ticket in self.tickets.values():
            if ticket.day < self.day and (state := self._by_morning(ticket)) != ticket.state:
                self._put(replace(ticket, state=state))

    def _expire(self, case: Case) -> None:
        self.cases[case.id] = replace(self._waits_no_more(case), state="expired")
        if case.ticket is not None:
            self.trail[case.ticket].append(Line(None))
            self._put(replace(self.tickets[case.ticket], state="expired"))

    def _by_morning(self, ticket: Ticket) -> str:
        if ticket.service == REMOTE and ticket.state in {"ready", "handover_called"}:
            return "expired"
        if ticket.state == "handover_called":
            return "ready"
        if ticket.state in UNTOUCHED:
            return "in_process" if ticket.case else "expired"
        return ticket.state

    def _midnight_after(self, days: int) -> datetime:
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days + 1)

    @staticmethod
    def next_working_day(moment: datetime) -> datetime:
        """Half past seven on it."""
        day = moment.replace(hour=7, minute=30, second=0, microsecond=0)
        while True:
            day += timedelta(days=1)
            if day.weekday() < 5 and day.date().isoformat() != HOLIDAY:
                return day

    # --- who may

    def roles(self, staff: int) -> tuple[str, ...]:
        """Their own, and those of whom they stand in for today."""
        given = (d for d in self.delegations.values() if d.taker == staff and not d.ended)
        return (*self.staff[staff], *(d.role for d in given if d.first <= self.day <= d.last))

    def rights(self, place: str) -> set[str]:
        return self.rights_at(place, self.sessions[place].staff)

    def rights_at(self, place: str, staff: int) -> set[str]:
        return RIGHTS_OF_PLACE[place] & set().union(*(RIGHTS_OF_ROLE[role] for role in self.roles(staff)))

    def guard(self, place: str, *any_of: str) -> str:
        """Why nobody at this place may do it."""
        if place not in self.sessions:
            return "not_signed_in"
        if self.sessions[place].locked:
            return "locked"
        return "not_allowed" if any_of and not self.rights(place) & set(any_of) else ""

    # --- the kiosks

    def issue(self, id: int, priority: bool, kiosk: str = "kiosk") -> str:
        if self.day == HOLIDAY or not "07:30" <= f"{self.now:%H:%M}" < "14:30":
            return "office_closed"
        self.given[self.day] = self.given.get(self.day, 0) + 1
        number = f"A-{self.given[self.day]:03d}"
        self._put(Ticket(id, number, self.day, self.now, priority, paper_at=kiosk))
        return ""

    def report_paper(self, place: str, id: int, outcome: str, problem: str, copy: int) -> str:
        ticket = self.tickets[id]
        if copy:
            if copy == ticket.copies and CERTAIN[outcome] > CERTAIN[ticket.copy]:
                self._put(replace(ticket, copy=outcome), step=False)
            return ""
        others = place != ticket.paper_at
        if others and place in RIGHTS_OF_PLACE and (refused := self.guard(place)):
            return refused
        if CERTAIN[outcome] > CERTAIN[ticket.paper] and not (others and outcome == "failed"):
            kept = problem if outcome in {"failed", "unknown"} else ""
            self._put(replace(ticket, paper=outcome, problem=kept), step=False)
        return ""

    def print_owed(self, kiosk: str, id: int) -> str:
        if not self.tickets[id].owed:
            return "paper_not_owed"
        return self._put(replace(self.tickets[id], paper="pending", problem="", paper_at=kiosk), step=False)

    def reprint(self, place: str, id: int) -> str:
        ticket = self.tickets[id]
        if refused := self.guard(place, "call", "hand_over"):
            return refused
        return self._put(replace(ticket, copies=ticket.copies + 1, copy="pending"))

    def report_printer(self, place: str, problem: str, low: bool, left: int | None) -> str:
        self.printers[place] = problem, low, left
        return ""

    # --- calling

    def next_in_line(self, place: str) -> Ticket | None:
        waiting = sorted((t for t in self.tickets.values() if t.state == "waiting"), key=lambda t: (t.arrived, t.id))
        if mine := [t for t in waiting if t.reserved == place]:
            return mine[0]
        free = [t for t in waiting if t.reserved is None]
        first = next((t for t in free if t.priority), None)
        ordinary = next((t for t in free if not t.priority), None)
        if first is None or ordinary is None:
            return free[0] if free else None
        # In order of arrival, so the first ordinary one has waited longest and stands in front if any does.
        overtaken = free.index(ordinary) < free.index(first)
        if overtaken and self.now - ordinary.arrived >= 30 * MINUTE:
            return ordinary
        return ordinary if self._ordinary_owed() else first

    def _ordinary_owed(self) -> bool:
        """Two priority numbers in a row, and an ordinary one is owed; ordinary calls pay and break the row."""
        row, owed = 0, False
        for priority in self.first_calls:
            row = row + 1 if priority else 0
            owed = row >= 2 or (owed and priority)
        return owed

    def call_next(self, place: str) -> str:
        if refused := self.guard(place, "call") or self._hands_full(place):
            return refused
        ticket = self.next_in_line(place)
        return self._call(place, ticket) if ticket else "nobody_waiting"

    def call_ticket(self, place: str, id: int) -> str:
        if refused := self.guard(place, "call") or self._hands_full(place):
            return refused
        ticket = self.tickets[id]
        if ticket.service == REMOTE:
            return "not_served_there"
        case = self.cases[ticket.case] if ticket.case else None
        returned = ticket.state == "in_process" and case is not None and case.state == "verifying"
        return self._call(place, ticket) if ticket.state in {"waiting", "parked", "no_show"} or returned else MOVED

    def recall(self, place: str, id: int) -> str:
        ticket = self.tickets[id]
        if refused := self.guard(place, "call", "hand_over") or self._elsewhere(place, ticket):
            return refused
        if ticket.state not in {"called", "handover_called"}:
            return MOVED
        return self._put(replace(ticket, recalls=ticket.recalls + 1))

    def call_to_handover(self, place: str, id: int) -> str:
        if refused := self.guard(place, "hand_over") or self._hands_full(place):
            return refused
        ticket = self.tickets[id]
        if ticket.state != "ready":
            return MOVED
        return self._put(replace(ticket, state="handover_called", counter=place, recalls=0, reserved=None))

    def _call(self, place: str, ticket: Ticket) -> str:
        self.first_calls.append(ticket.priority)
        return self._put(replace(ticket, state="called", counter=place, recalls=0, reserved=None))

    def _hands_full(self, place: str) -> str:
        if self.open.get(place) != "open":
            return "counter_not_open"
        return "counter_busy" if self.in_hand(place) else ""

    def in_hand(self, place: str) -> list[Ticket]:
        return [t for t in self.tickets.values() if t.counter == place and t.state in IN_HAND]

    @staticmethod
    def _elsewhere(place: str, ticket: Ticket) -> str:
        return "" if ticket.counter == place else "ticket_elsewhere"

    # --- a number at the counter

    def serve(self, place: str, id: int, case: int) -> str:
        """``case``: the id that a new case would get."""
        ticket = self.tickets[id]
        if refused := self.guard(place, "call") or self._elsewhere(place, ticket):
            return refused
        if ticket.state != "called":
            return MOVED
        if ticket.case is None:
            self.cases[case] = Case(case, id, self.now)
            ticket = replace(ticket, case=case)
        elif self.cases[ticket.case].state == "incomplete":
            self._resubmit(self.cases[ticket.case])
        return self._put(replace(ticket, state="serving"))

    def no_show(self, place: str, id: int) -> str:
        ticket = self.tickets[id]
        if refused := self.guard(place, "call", "hand_over") or self._elsewhere(place, ticket):
            return refused
        if ticket.state not in {"called", "handover_called"}:
            return MOVED
        if ticket.recalls < 2:
            return "recall_first"
        kept = "ready" if ticket.state == "handover_called" else "in_process" if self._under_way(ticket) else "no_show"
        return self._put(replace(ticket, state=kept), by=place)

    def park(self, place: str, id: int) -> str:
        return self._set_aside(place, id, {"waiting", "called"}, lambda t: replace(t, state="parked"))

    def cancel_ticket(self, place: str, id: int) -> str:
        return self._set_aside(
            place,
            id,
            {"waiting", "called", "parked", "no_show"},
            lambda t: replace(t, state="cancelled"),
            caseless=True,
        )

    def transfer(self, place: str, id: int, to: str) -> str:
        def there(ticket: Ticket) -> Ticket:
            return replace(ticket, state="waiting", reserved=to, counter=None, recalls=0)

        served = "call" in RIGHTS_OF_PLACE[to] and self.tickets[id].service != REMOTE
        unserved = "" if served else "not_served_there"
        return self._set_aside(place, id, {"waiting", "called"}, there, unless=unserved)

    def bring_back(self, place: str, id: int) -> str:
        if refused := self.guard(place, "call"):
            return refused
        ticket = self.tickets[id]
        if ticket.state not in {"parked", "no_show"}:
            return MOVED
        return self._put(replace(ticket, state="waiting", counter=None, recalls=0), by=place)

    def _set_aside(
        self,
        place: str,
        id: int,
        states: set[str],
        change: Callable[[Ticket], Ticket],
        *,
        unless: str = "",
        caseless: bool = False,
    ) -> str:
        if refused := self.guard(place, "call"):
            return refused
        ticket = self.tickets[id]
        if ticket.state == "called" and self._under_way(ticket):
            return MOVED
        if ticket.state == "called" and ticket.counter != place:
            return "ticket_elsewhere"
        if unless:
            return unless
        if ticket.state not in states or (caseless and ticket.case is not None):
            return MOVED
        return self._put(change(ticket), by=place)

    def _under_way(self, ticket: Ticket) -> bool:
        """Whether the office works on its card, and doesn't wait for the applicant."""
        return ticket.case is not None and self.cases[ticket.case].state != "incomplete"

    def undo(self, place: str, id: int) -> str:
        if refused := self.guard(place, "call", "hand_over"):
            return refused
        *earlier, last = self.steps(id)
        before = earlier[-1].ticket if earlier else None
        who = self.sessions[place].staff, place
        fresh = last.at is not None and self.now - last.at <= timedelta(seconds=10)
        if not (last.silent and fresh and last.who == who and before) or before.case != self.tickets[id].case:
            return "nothing_to_undo"
        if before.day != self.day and before.state in UNTOUCHED:
            return "nothing_to_undo"
        if before.state in {"called", "handover_called"} and self.in_hand(before.counter or ""):
            return "counter_busy"
        now = self.tickets[id]
        paper = {name: getattr(now, name) for name in ("paper", "problem", "paper_at", "copies", "copy")}
        return self._put(replace(before, **paper))

    # --- cases

    def record(self, place: str, id: int, version: int, step: str, result: str, serial: str) -> str:
        return self.guard(place) or self._record(place, id, version, step, result, serial)

    def _record(self, place: str, id: int, version: int, step: str, result: str, serial: str) -> str:
        case, person = self.cases[id], self.sessions[place].staff
        if version != case.version:
            return "case_changed"
        if case.state in CASE_ENDED:
            return "case_ended"
        if (case.state, step, result) not in STEPS:
            return "step_not_allowed"
        after, right, follows, ticket_after = STEPS[case.state, step, result]
        if right not in self.rights(place):
            return "not_allowed"
        if step == "approve" and (refused := self._may_not_approve(case, person, result)):
            return refused
        if step == "print" and serial in self.serials:
            return "serial_used"
        if step == "print" and self.blanks == 0:
            return "no_blanks"
        ticket = self.tickets[case.ticket] if case.ticket else None
        if ticket and ticket_after and ticket.state not in ENDED:
            if ticket.state not in follows:
                return MOVED
            if ticket.state != ticket_after:
                self._put(replace(ticket, state=ticket_after))
        self.cases[id] = self._stepped(case, after, result, person)
        if step == "print":
            self.serials.add(serial)
            self.blanks = None if self.blanks is None else self.blanks - 1
        self._about_ticket(case)
        return ""

    def _may_not_approve(self, case: Case, person: int, result: str) -> str:
        mine = [role for role in APPROVING_ROLES if role in self.roles(person)]
        if not mine:
            return "not_allowed"
        if person == case.verified_by:
            return "same_person"
        if result == "refused":
            return ""
        if person in {someone for _, someone in case.approvals}:
            return "same_person"
        return "" if set(mine) - {role for role, _ in case.approvals} else "already_approved"

    def approve_cases(self, place: str, asked: list[tuple[int, int]]) -> list[str]:
        return [self._record(place, id, version, "approve", "approved", "") for id, version in asked]

    def _stepped(self, case: Case, state: str, result: str, person: int) -> Case:
        case = replace(case, version=case.version + 1, changed=self.now)
        match result:
            case "complete":
                return self._completed(replace(case, state=state, verified_by=person, refused=False))
            case "incomplete":
                ends = self._midnight_after(APPLICANT_DAYS[case.service])
                waited = (*case.waited, (self.now, None))
                case = replace(case, waited=waited, expires=ends, verified_by=person, refused=False)
            case "approved":
                return self._approved(case, state, person)
            case "refused":
                case = replace(case, approvals=(), refused=True)
            case "spoiled":
                case = replace(case, spoiled=case.spoiled + 1)
            case "registered":
                case = self._registered(case)
            case "cancelled" if case.state == "incomplete":
                case = self._waits_no_more(case, version=case.version)
        return replace(case, state=state)

    def _completed(self, case: Case) -> Case:
        if case.service == REMOTE:
            return replace(case, complete=self.now, due=self.next_working_day(self.now))
        return case if case.complete else replace(case, complete=self.now, due=self.now + 15 * MINUTE)

    def _approved(self, case: Case, enough: str, person: int) -> Case:
        given = {role for role, _ in case.approvals}
        role = next(role for role in APPROVING_ROLES if role in self.roles(person) and role not in given)
        approvals = (*case.approvals, (role, person))
        whole = case.service != REMOTE or len(approvals) == len(APPROVING_ROLES)
        return replace(case, approvals=approvals, state=enough if whole else case.state)

    def _registered(self, case: Case) -> Case:
        year = self.now.year
        line = self.registered[case.service, year] = self.registered.get((case.service, year), 0) + 1
        if case.service != REMOTE:
            return replace(case, register=f"A/{year}/{line:06d}")
        assert case.complete is not None
        promised = self.next_working_day(case.complete).date()
        ready = self.now.date()
        off = ready.weekday() >= 5 or ready.isoformat() == HOLIDAY
        ready = self.next_working_day(self.now).date() if off else ready
        return replace(case, register=f"P/{year}/{line:06d}", pickup_day=max(promised, ready).isoformat())

    def _waits_no_more(self, case: Case, version: int = 0) -> Case:
        waited = tuple((since, self.now if until is None else until) for since, until in case.waited)
        return replace(case, waited=waited, expires=None, version=version or case.version + 1, changed=self.now)

    def _resubmit(self, case: Case) -> None:
        self.cases[case.id] = replace(self._waits_no_more(case), state="verifying")
        self._about_ticket(case)

    def _about_ticket(self, case: Case) -> None:
        if case.ticket is not None:
            self.trail[case.ticket].append(Line(None))

    def assign(self, place: str, id: int, staff: int | None) -> str:
        if refused := self.guard(place, "supervise"):
            return refused
        case = self.cases[id]
        if case.state in CASE_ENDED:
            return "case_ended"
        self.cases[id] = replace(case, assigned=staff, version=case.version + 1, changed=self.now)
        self._about_ticket(case)
        return ""

    # --- papers by WhatsApp, and who collects the card

    def receive(self, place: str, id: int, phone: str) -> str:
        """``id``: what a new case would get."""
        if refused := self.guard(place, "intake"):
            return refused
        mine = [c for c in self.cases.values() if c.phone == phone and c.state not in CASE_ENDED]
        if not mine:
            self.cases[id] = Case(id, None, self.now, service=REMOTE, phone=phone, received=self.now)
        elif mine[0].state == "incomplete":
            self._resubmit(mine[0])
        return ""

    def pickup(self, kiosk: str, case_id: int) -> str:
        """Somebody has the code of this case, whose card was ready once."""
        case = self.cases[case_id]
        if case.state == "handed_over":
            return "pickup_done"
        if case.state in CASE_ENDED:
            return "unknown_pickup"
        if case.pickup_day > self.day:
            return "pickup_not_ready"
        ticket = self.tickets[case.ticket] if case.ticket else None
        if ticket and ticket.day == self.day and ticket.state in {"ready", "handover_called"}:
            return self._put(replace(ticket, copies=ticket.copies + 1, copy="pending"))
        self.pickups[self.day] = self.pickups.get(self.day, 0) + 1
        id, number = len(self.tickets) + 1, f"P-{self.pickups[self.day]:03d}"
        self.cases[case_id] = replace(case, ticket=id, version=case.version + 1, changed=self.now)
        return self._put(
            Ticket(id, number, self.day, self.now, False, "ready", case=case_id, paper_at=kiosk, service=REMOTE)
        )

    # --- who stands in, what stops the office, what is in the safe

    def delegate(self, place: str, role: str, giver: int, taker: int, first: str, last: str) -> str:
        if refused := self.guard(place):
            return refused
        if role not in self.staff[giver]:
            return "not_the_holder"
        if self.sessions[place].staff != giver and "supervise" not in self.rights(place):
            return "not_the_holder"
        if giver == taker:
            return "field_needed"
        if last < first or last < self.day:
            return "days_impossible"
        self.delegations[len(self.delegations) + 1] = Delegation(role, giver, taker, first, last)
        return ""

    def end_delegation(self, place: str, id: int) -> str:
        if refused := self.guard(place):
            return refused
        found = self.delegations[id]
        if found.ended or found.last < self.day:
            return "unknown_delegation"
        if self.sessions[place].staff != found.giver and "supervise" not in self.rights(place):
            return "not_the_holder"
        self.delegations[id] = replace(found, ended=True)
        return ""

    def standing_in(self) -> dict[int, Delegation]:
        return {id: d for id, d in self.delegations.items() if not d.ended and d.last >= self.day}

    def declare(self, place: str, kind: str) -> str:
        if refused := self.guard(place):
            return refused
        if kind in self.incidents.values():
            return "incident_runs"
        self.declared += 1
        self.incidents[self.declared] = kind
        return ""

    def end_incident(self, place: str, id: int) -> str:
        if refused := self.guard(place):
            return refused
        return "" if self.incidents.pop(id, None) else "unknown_incident"

    def receive_blanks(self, place: str, count: int) -> str:
        if refused := self.guard(place, "stock"):
            return refused
        self.blanks = (self.blanks or 0) + count
        return ""

    # --- sitting down

    def sign_in(self, place: str, staff: int, take_over: bool) -> str:
        if not self.rights_at(place, staff):
            return "not_allowed"
        elsewhere = next((at for at, s in self.sessions.items() if s.staff == staff and at != place), None)
        taken = place in self.sessions and self.sessions[place].staff != staff
        if (elsewhere or taken) and not take_over:
            return "staff_elsewhere" if elsewhere else "counter_taken"
        for left in [elsewhere] * bool(elsewhere) + [place] * taken:
            self._leave(left)
        self.sessions[place] = Session(staff)
        return ""

    def sign_out(self, place: str) -> str:
        if place not in self.sessions:
            return "not_signed_in"
        if self.in_hand(place):
            return "counter_busy"
        self._leave(place)
        return ""

    def lock(self, place: str, locked: bool) -> str:
        if place not in self.sessions:
            return "not_signed_in"
        self.sessions[place].locked = locked
        return ""

    def set_counter(self, place: str, state: str) -> str:
        if refused := self.guard(place):
            return refused
        if state == "unknown":
            return "malformed"
        self.open[place] = state
        return ""

    def _leave(self, place: str | None) -> None:
        assert place is not None
        del self.sessions[place]
        self.open[place] = "closed"

    # --- memory

    def steps(self, id: int) -> list[Line]:
        """What happened to this ticket, without news of its paper."""
        return [line for line in self.trail[id] if line.step]

    def _put(self, ticket: Ticket, by: str = "", *, step: bool = True) -> str:
        """``by``: the place whose officer may take it back for a few seconds."""
        self.tickets[ticket.id] = ticket
        who = (self.sessions[by].staff, by) if by else None
        self.trail.setdefault(ticket.id, []).append(Line(ticket, step, bool(by), self.now, who))
        return ""

    def shown_tickets(self) -> Iterable[Ticket]:
        """Today's, and those still under way."""
        return (t for t in self.tickets.values() if t.day == self.day or t.state not in ENDED)

    def shown_cases(self) -> Iterable[Case]:
        """Those still under way, and those that ended today."""
        return (c for c in self.cases.values() if c.state not in CASE_ENDED or c.changed.date() == self.now.date())


MOVED = "ticket_moved"
