"""What this terminal knows of the office: a snapshot, and the events folded into it. Pure, no I/O."""

from collections import Counter as Tally
from collections.abc import Iterable

import msgspec

from protocol import codec
from protocol.messages import (
    Beat,
    BlanksChanged,
    BlankStock,
    Call,
    Case,
    CaseAdvanced,
    CaseUpdated,
    CounterChanged,
    CounterNow,
    DayStarted,
    Delegation,
    DelegationChanged,
    Event,
    Events,
    Incident,
    IncidentChanged,
    LetterSent,
    Pause,
    PersonalErased,
    PersonalRead,
    PrinterChanged,
    PrinterNow,
    ServiceNow,
    Snapshot,
    StaffChanged,
    StaffMember,
    TerminalChanged,
    TerminalNow,
    Ticket,
    TicketCalled,
    TicketChanged,
    TicketIssued,
)
from protocol.office import Hours, Office
from protocol.vocabulary import CaseState, CounterState, PauseCause, TicketState

NO_OFFICE = Office(
    name="",
    short_name="",
    address="",
    timezone="UTC",
    hours=Hours(issuing=(), serving=()),
    services=(),
    counters=(),
    roles=(),
)
"""What stands in a mirror that has not heard of any office yet."""

OVER = frozenset({TicketState.DONE, TicketState.CANCELLED, TicketState.EXPIRED})
"""A ticket in one of these states leaves with its day.

Any other may be an earlier day's, as that of an applicant who still has to bring a paper for a card of yesterday: what
must not outlive its day, the hub expires by an event of its own.
"""

IN_HAND = frozenset({TicketState.CALLED, TicketState.SERVING, TicketState.HANDOVER_CALLED})
"""The states in which a counter holds a ticket."""

CALLED = frozenset({TicketState.CALLED, TicketState.HANDOVER_CALLED})
"""The states in which somebody is on the way to a counter."""

CLOSED_CASES = frozenset({CaseState.HANDED_OVER, CaseState.CANCELLED, CaseState.EXPIRED})
"""A case in one of these states is shown until its day ends."""


class Gap(Exception):
    """The events do not follow what this mirror holds; only a new snapshot helps."""


class Mirror:
    """The office as this terminal last heard of it. Read freely; only the link changes it.

    ``calls`` are oldest first. ``tickets`` are today's and those still under way from earlier days.
    ``services[...].waiting`` always counts the tickets held here.
    """

    def __init__(self) -> None:
        self.office: Office = NO_OFFICE
        self.office_revision = ""
        self.epoch = ""
        self.seq = 0
        self.day = ""
        self.tickets: dict[int, Ticket] = {}
        self.counters: dict[str, CounterNow] = {}
        self.calls: tuple[Call, ...] = ()
        self.services: dict[str, ServiceNow] = {}
        self.cases: dict[int, Case] = {}
        self.staff: dict[int, StaffMember] = {}
        self.printers: dict[int, PrinterNow] = {}
        self.terminals: dict[int, TerminalNow] = {}
        self.delegations: dict[int, Delegation] = {}
        self.incidents: dict[int, Incident] = {}
        self.blanks = BlankStock()
        self.shortages: tuple[Pause, ...] = ()
        self._waiting: Tally[str] = Tally()

    @property
    def loaded(self) -> bool:
        """Whether a snapshot was ever heard."""
        return bool(self.epoch)

    # What the link does with it.

    def load(self, snapshot: Snapshot) -> None:
        """Replaces everything by what the snapshot says."""
        self.office = snapshot.office
        self.office_revision = snapshot.office_revision
        self.epoch, self.seq, self.day = snapshot.epoch, snapshot.seq, snapshot.day
        self.counters = {counter.id: counter for counter in snapshot.counters}
        self.calls = tuple(sorted(snapshot.calls, key=lambda call: call.id))
        self.cases = {case.id: case for case in snapshot.cases}
        self.staff = {member.id: member for member in snapshot.staff}
        self.services = {service.id: service for service in snapshot.services}
        self.printers = {printer.device: printer for printer in snapshot.printers}
        self.terminals = {terminal.device: terminal for terminal in snapshot.terminals}
        self.delegations = {delegation.id: delegation for delegation in snapshot.delegations}
        self.incidents = {incident.id: incident for incident in snapshot.incidents}
        self.blanks = snapshot.blanks or BlankStock()
        self.shortages = snapshot.shortages
        self._hold(snapshot.tickets)

    def fold(self, frame: Events) -> list[Event]:
        """Applies the frame and returns its events. Raises Gap or Malformed, and then nothing has changed.

        An event of a type that this terminal is too old to know is left out; ``seq`` passes over it.
        """
        if (frame.epoch, frame.prev) != (self.epoch, self.seq):
            raise Gap(f"hold {self.epoch}/{self.seq}, heard {frame.epoch}/{frame.prev}")
        known = [event for body in frame.events if (event := codec.event(body)) is not None]
        for event in known:
            self._apply(event)
        self._count()
        self.seq = frame.seq
        return known

    def beat(self, beat: Beat) -> None:
        """What follows from the time alone: the day, and which services give numbers."""
        if beat.day != self.day:
            self._start_day(beat.day)
        self.services.update((service.id, service) for service in beat.services)
        self._count()

    # What screens ask of it.

    def in_state(self, *states: TicketState) -> tuple[Ticket, ...]:
        """The tickets in these states, first come first."""
        return _by_arrival(ticket for ticket in self.tickets.values() if ticket.state in states)

    def waiting(self, service: str | None = None) -> tuple[Ticket, ...]:
        """Who waits (for this service), first come first. The hub may choose another order, for priority."""
        return tuple(t for t in self.in_state(TicketState.WAITING) if service is None or t.service == service)

    def in_hand(self, counter: str) -> Ticket | None:
        """The ticket that this counter has called or serves, to service or to handover."""
        return next((t for t in self.tickets.values() if t.counter == counter and t.state in IN_HAND), None)

    def awaits(self, call: Call) -> bool:
        """Whether whoever holds this number is still to come to where this call sends them."""
        ticket = self.tickets.get(call.ticket)
        return ticket is not None and ticket.counter == call.counter and ticket.state in CALLED

    def case_of(self, ticket: Ticket) -> Case | None:
        """The ticket's case, as far as this view may know it."""
        return self.cases.get(ticket.case) if ticket.case is not None else None

    def cases_in(self, *states: CaseState) -> tuple[Case, ...]:
        """The cases in these states, oldest first."""
        chosen = (case for case in self.cases.values() if case.state in states)
        return tuple(sorted(chosen, key=lambda case: (case.opened_at, case.id)))

    def last_calls(self, count: int) -> tuple[Call, ...]:
        """The newest call of each ticket, newest first, at most ``count``."""
        newest: dict[int, Call] = {}
        for call in reversed(self.calls):
            newest.setdefault(call.ticket, call)
            if len(newest) == count:
                break
        return tuple(newest.values())[:count]

    def open_counters(self) -> tuple[CounterNow, ...]:
        """The counters that serve now."""
        return tuple(counter for counter in self.counters.values() if counter.state is CounterState.OPEN)

    def office_pauses(self) -> tuple[Pause, ...]:
        """When no case of the office could go on, and it was nobody's fault at a desk."""
        incidents = (Pause(cause=PauseCause.INCIDENT, since=i.since, until=i.until) for i in self.incidents.values())
        return (*incidents, *self.shortages)

    def owed_papers(self) -> tuple[Ticket, ...]:
        """Those who still wait and never got their paper, first come first."""
        return tuple(ticket for ticket in self.waiting() if ticket.paper_owed)

    # How events change it.

    def _apply(self, event: Event) -> None:
        match event:
            case TicketIssued(ticket=ticket) | TicketChanged(ticket=ticket):
                self._put(ticket)
            case TicketCalled(call=call, ticket=ticket):
                self.calls = (*self.calls, call)
                self._put(ticket)
            case CounterChanged(counter=counter):
                self.counters[counter.id] = counter
            case CaseAdvanced(case=case) | LetterSent(case=case) | CaseUpdated(case=case):
                self.cases[case.id] = case
            case StaffChanged(member=member):
                self.staff[member.id] = member
            case PrinterChanged(printer=printer):
                self.printers[printer.device] = printer
            case TerminalChanged(terminal=terminal):
                self._hold_terminal(terminal)
            case DelegationChanged(delegation=delegation):
                self.delegations[delegation.id] = delegation
            case IncidentChanged(incident=incident):
                self.incidents[incident.id] = incident
            case BlanksChanged(stock=stock):
                self._hold_blanks(stock)
            case PersonalRead() | PersonalErased():
                pass  # for the journal's readers; nothing that a screen holds has changed
            case DayStarted(day=day):
                self._start_day(day)

    def _hold_terminal(self, terminal: TerminalNow) -> None:
        if terminal.revoked:
            self.terminals.pop(terminal.device, None)
        else:
            self.terminals[terminal.device] = terminal

    def _hold_blanks(self, stock: BlankStock) -> None:
        """A shortage began or is over when ``out_since`` says so."""
        ended = tuple(pause for pause in self.shortages if pause.until is not None)
        running = next((pause for pause in self.shortages if pause.until is None), None)
        if stock.out_since is not None:
            running = Pause(cause=PauseCause.NO_BLANKS, since=stock.out_since)
        elif running is not None:
            ended, running = (*ended, msgspec.structs.replace(running, until=stock.changed_at)), None
        self.shortages = (*ended, running) if running else ended
        self.blanks = stock

    def _start_day(self, day: str) -> None:
        self.day = day
        self.calls = ()
        self.terminals = {}
        self.cases = {key: case for key, case in self.cases.items() if case.state not in CLOSED_CASES}
        self._hold(tuple(self.tickets.values()))

    def _hold(self, tickets: Iterable[Ticket]) -> None:
        self.tickets = {}
        self._waiting = Tally()
        for ticket in tickets:
            self._put(ticket)
        self._count()

    def _put(self, ticket: Ticket) -> None:
        before = self.tickets.get(ticket.id)
        if before is not None and before.state is TicketState.WAITING:
            self._waiting[before.service] -= 1
        if not self._belongs(ticket):
            self.tickets.pop(ticket.id, None)
            return
        self.tickets[ticket.id] = ticket
        if ticket.state is TicketState.WAITING:
            self._waiting[ticket.service] += 1

    def _belongs(self, ticket: Ticket) -> bool:
        return ticket.day == self.day or ticket.state not in OVER

    def _count(self) -> None:
        for key, service in self.services.items():
            if service.waiting != self._waiting[key]:
                self.services[key] = msgspec.structs.replace(service, waiting=self._waiting[key])


def _by_arrival(tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    return tuple(sorted(tickets, key=lambda ticket: (ticket.arrived_at, ticket.id)))
