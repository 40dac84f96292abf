"""The mirror folds events to exactly what a snapshot of the result would have said."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol import codec, errors
from protocol.messages import (
    Beat,
    Call,
    Case,
    CaseAdvanced,
    CounterChanged,
    CounterNow,
    DayStarted,
    Event,
    Events,
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
from protocol.vocabulary import (
    Availability,
    CaseState,
    CounterState,
    DeviceKind,
    Purpose,
    Result,
    Step,
    TicketChange,
    TicketState,
    Trouble,
)
from terminal.link.mirror import Gap, Mirror

DAYS = tuple(f"2026-11-{day}" for day in range(10, 31))
SERVICES = ("ktp", "kk")
OFFICE = Office(
    name="Kantor Uji",
    short_name="Uji",
    address="Jalan Uji 1",
    timezone="Asia/Jakarta",
    hours=Hours(issuing=(), serving=()),
    services=(),
    counters=(),
    roles=(),
)
LIVES_ON = ("waiting", "called", "serving", "in_process", "ready", "handover_called", "parked", "no_show", "unknown")
CLOSED = ("handed_over", "cancelled", "expired")


def ticket(key: int, **said: Any) -> Ticket:
    usual = {"number": f"A-{key:03}", "service": "ktp", "state": TicketState.WAITING, "day": DAYS[0], "arrived_at": key}
    return Ticket(id=key, **{**usual, **said})


def call(key: int, of: int = 1) -> Call:
    return Call(id=key, ticket=of, number=f"A-{of:03}", counter="1", purpose=Purpose.SERVICE, at=key)


def snapshot(**said: Any) -> Snapshot:
    services = tuple(ServiceNow(id=name, availability=Availability.OPEN) for name in SERVICES)
    usual = {"epoch": "e1", "seq": 5, "time": 0, "day": DAYS[0], "office": OFFICE, "office_revision": "r1"}
    return Snapshot(**{**usual, "services": services, **said})


def loaded(**said: Any) -> Mirror:
    mirror = Mirror()
    mirror.load(snapshot(**said))
    return mirror


def frame(prev: int, *told: Event, epoch: str = "e1") -> Events:
    return Events(epoch=epoch, prev=prev, seq=prev + len(told), events=tuple(codec.raw(event) for event in told))


# The model: a hub that keeps everything and, asked for a snapshot, says what it should.


@dataclass
class ModelHub:
    """Knows nothing of mirrors; written to be obviously right, not fast."""

    day: str = DAYS[0]
    seq: int = 5
    tickets: dict[int, Ticket] = field(default_factory=dict)
    counters: dict[str, CounterNow] = field(default_factory=dict)
    calls: list[tuple[str, Call]] = field(default_factory=list)
    cases: dict[int, tuple[str, Case]] = field(default_factory=dict)
    staff: dict[int, StaffMember] = field(default_factory=dict)
    terminals: dict[int, tuple[str, TerminalNow]] = field(default_factory=dict)

    def happen(self, event: Event) -> None:
        self.seq += 1
        match event:
            case TicketIssued() | TicketChanged():
                self.tickets[event.ticket.id] = event.ticket
            case TicketCalled():
                self.tickets[event.ticket.id] = event.ticket
                self.calls.append((self.day, event.call))
            case CounterChanged():
                self.counters[event.counter.id] = event.counter
            case CaseAdvanced():
                self.cases[event.case.id] = (self.day, event.case)
            case StaffChanged():
                self.staff[event.member.id] = event.member
            case TerminalChanged(terminal=terminal):
                self.terminals[terminal.device] = (self.day, terminal)
            case DayStarted():
                self.day = event.day

    def snapshot(self) -> Snapshot:
        tickets = tuple(t for t in self.tickets.values() if t.day == self.day or t.state in LIVES_ON)
        waiting = [t.service for t in tickets if t.state == "waiting"]
        return snapshot(
            seq=self.seq,
            day=self.day,
            tickets=tickets,
            counters=tuple(self.counters.values()),
            calls=tuple(call for day, call in self.calls if day == self.day),
            cases=tuple(case for day, case in self.cases.values() if day == self.day or case.state not in CLOSED),
            staff=tuple(self.staff.values()),
            terminals=tuple(one for day, one in self.terminals.values() if day == self.day and not one.revoked),
            services=tuple(
                ServiceNow(id=name, availability=Availability.OPEN, waiting=waiting.count(name)) for name in SERVICES
            ),
        )


TICKETS = st.builds(
    ticket,
    st.integers(1, 6),
    service=st.sampled_from(SERVICES),
    state=st.sampled_from(list(TicketState)),
    counter=st.sampled_from([None, "1", "2"]),
)
CASES = st.builds(
    Case,
    id=st.integers(1, 4),
    version=st.integers(1, 9),
    service=st.just("ktp"),
    state=st.sampled_from(list(CaseState)),
    opened_at=st.integers(0, 9),
    changed_at=st.just(0),
)
HAPPENINGS = st.one_of(
    st.builds(TicketIssued, ticket=TICKETS),
    st.builds(TicketChanged, ticket=TICKETS, what=st.sampled_from(list(TicketChange))),
    st.builds(TicketCalled, call=st.builds(call, st.just(0), st.integers(1, 6)), ticket=TICKETS),
    st.builds(
        CounterChanged,
        counter=st.builds(CounterNow, id=st.sampled_from("12"), state=st.sampled_from(list(CounterState))),
    ),
    st.builds(CaseAdvanced, case=CASES, step=st.just(Step.VERIFY), result=st.just(Result.COMPLETE)),
    st.builds(
        StaffChanged,
        member=st.builds(
            StaffMember, id=st.integers(1, 3), login=st.just("sari"), name=st.text(max_size=4), roles=st.just(())
        ),
    ),
    st.builds(
        TerminalChanged,
        terminal=st.builds(
            TerminalNow,
            device=st.integers(1, 3),
            kind=st.sampled_from((DeviceKind.DISPLAY, DeviceKind.KIOSK)),
            name=st.just("TV"),
            troubles=st.lists(st.sampled_from(list(Trouble)), max_size=2).map(tuple),
            gone_since=st.none() | st.integers(1, 9),
            revoked=st.booleans(),
        ),
    ),
    st.builds(DayStarted, day=st.just("")),
)


def dated(happenings: list[Event]) -> list[Event]:
    """The same, as a hub would say it: days follow each other, tickets are of their day, call ids grow."""
    told: list[Event] = []
    today = 0
    for index, event in enumerate(happenings):
        match event:
            case DayStarted():
                today += 1
                told.append(DayStarted(day=DAYS[today]))
            case TicketCalled():
                of_today = msgspec.structs.replace(event.ticket, day=DAYS[today], id=event.ticket.id + 10 * today)
                told.append(TicketCalled(call=msgspec.structs.replace(event.call, id=index + 1), ticket=of_today))
            case TicketIssued():
                of_today = msgspec.structs.replace(event.ticket, day=DAYS[today], id=event.ticket.id + 10 * today)
                told.append(TicketIssued(ticket=of_today))
            case _:
                told.append(event)
    return told


def state_of(mirror: Mirror) -> dict[str, Any]:
    return dict(vars(mirror), _waiting=+mirror._waiting)


@given(st.lists(HAPPENINGS, max_size=20), st.data())
@settings(max_examples=300, deadline=None)
def test_folding_events_equals_loading_a_snapshot_of_the_result(happenings: list[Event], data: st.DataObject) -> None:
    """However the events are cut into frames, and whether beats come between or not."""
    hub, mirror = ModelHub(), loaded()
    told = dated(happenings)
    while told:
        cut = data.draw(st.integers(1, len(told)))
        part, told = told[:cut], told[cut:]
        before = hub.seq
        for event in part:
            hub.happen(event)
        assert mirror.fold(frame(before, *part)) == part
        if data.draw(st.booleans()):
            mirror.beat(Beat(time=0, day=hub.day, services=hub.snapshot().services))
    fresh = Mirror()
    fresh.load(hub.snapshot())
    assert state_of(mirror) == state_of(fresh)
    for name in SERVICES:
        assert mirror.services[name].waiting == len(mirror.waiting(name))


@pytest.mark.parametrize("heard", [frame(4, DayStarted(day=DAYS[1])), frame(6), frame(5, epoch="e2")])
def test_events_that_do_not_follow_are_a_gap_and_change_nothing(heard: Events) -> None:
    mirror = loaded(tickets=(ticket(1),))
    with pytest.raises(Gap):
        mirror.fold(heard)
    assert state_of(mirror) == state_of(loaded(tickets=(ticket(1),)))


def test_a_frame_with_one_unreadable_event_changes_nothing() -> None:
    mirror = loaded()
    good = codec.raw(TicketIssued(ticket=ticket(1)))
    bad = msgspec.Raw(b'{"type":"ticket_issued","ticket":{}}')
    with pytest.raises(errors.Malformed):
        mirror.fold(Events(epoch="e1", prev=5, seq=7, events=(good, bad)))
    assert state_of(mirror) == state_of(loaded())


def test_an_event_of_a_newer_hub_is_left_out_and_counted() -> None:
    mirror = loaded()
    strange = msgspec.Raw(b'{"type":"robot_arrived"}')
    known = TicketIssued(ticket=ticket(1))
    assert mirror.fold(Events(epoch="e1", prev=5, seq=9, events=(strange, codec.raw(known)))) == [known]
    assert mirror.seq == 9


def test_an_empty_mirror_can_be_asked_anything() -> None:
    mirror = Mirror()
    assert not mirror.loaded
    assert (mirror.waiting(), mirror.last_calls(6), mirror.in_hand("1"), mirror.office.services) == ((), (), None, ())


def test_waiting_is_in_the_order_of_arrival_also_for_who_was_brought_back() -> None:
    mirror = loaded(tickets=(ticket(3), ticket(1), ticket(2, state=TicketState.PARKED), ticket(4, service="kk")))
    back = TicketChanged(ticket=ticket(2), what=TicketChange.BROUGHT_BACK)
    mirror.fold(frame(5, back))
    assert [t.id for t in mirror.waiting("ktp")] == [1, 2, 3]
    assert [t.id for t in mirror.waiting()] == [1, 2, 3, 4]
    assert mirror.services["ktp"].waiting == 3


def test_a_transferred_ticket_is_counted_where_it_waits_now() -> None:
    mirror = loaded(tickets=(ticket(1),))
    mirror.fold(frame(5, TicketChanged(ticket=ticket(1, service="kk"), what=TicketChange.TRANSFERRED)))
    assert (mirror.services["ktp"].waiting, mirror.services["kk"].waiting) == (0, 1)


@pytest.mark.parametrize("state", list(TicketState))
def test_a_counter_holds_what_it_called_or_serves(state: TicketState) -> None:
    mirror = loaded(tickets=(ticket(1, state=state, counter="2"),))
    held = mirror.in_hand("2")
    assert (held is not None) == (state in ("called", "serving", "handover_called"))
    assert mirror.in_hand("1") is None


def test_last_calls_show_each_number_once_the_newest_first() -> None:
    mirror = loaded(calls=(call(1, of=1), call(2, of=2), call(3, of=1), call(4, of=3)))
    assert [(c.id, c.ticket) for c in mirror.last_calls(6)] == [(4, 3), (3, 1), (2, 2)]
    assert [c.id for c in mirror.last_calls(2)] == [4, 3]
    assert mirror.last_calls(0) == ()


def test_a_beat_alone_brings_the_new_day() -> None:
    mirror = loaded(tickets=(ticket(1, state=TicketState.DONE), ticket(2, state=TicketState.READY)), calls=(call(1),))
    closed = ServiceNow(id="ktp", availability=Availability.CLOSED, opens_at="08:00", waiting=99)
    mirror.beat(Beat(time=0, day=DAYS[1], services=(closed,)))
    assert (mirror.day, list(mirror.tickets), mirror.calls) == (DAYS[1], [2], ())
    assert mirror.services["ktp"] == msgspec.structs.replace(closed, waiting=0)


def test_who_owes_a_paper_for_a_card_of_yesterday_is_still_here_and_what_expired_goes() -> None:
    """A file that the approver sent back the next day may turn out incomplete: its number waits for its applicant."""
    mirror = loaded(day=DAYS[1], tickets=(ticket(1, state=TicketState.IN_PROCESS),))
    mirror.fold(frame(5, TicketChanged(ticket=ticket(1, state=TicketState.PARKED), what=TicketChange.PARKED)))
    assert list(mirror.tickets) == [1]
    expired = TicketChanged(ticket=ticket(1, state=TicketState.EXPIRED), what=TicketChange.EXPIRED)
    mirror.fold(frame(6, expired))
    assert mirror.tickets == {}


def test_a_ticket_of_yesterday_leaves_when_its_card_is_handed_over() -> None:
    mirror = loaded(day=DAYS[1], tickets=(ticket(1, state=TicketState.READY),))
    mirror.fold(frame(5, TicketChanged(ticket=ticket(1, state=TicketState.DONE), what=TicketChange.DONE)))
    assert mirror.tickets == {}


def test_cases_are_found_by_ticket_and_by_state() -> None:
    cases = tuple(
        Case(id=key, version=1, service="ktp", state=state, opened_at=9 - key, changed_at=0)
        for key, state in enumerate([CaseState.AWAITING_APPROVAL, CaseState.VERIFYING, CaseState.AWAITING_APPROVAL])
    )
    mirror = loaded(cases=cases)
    assert [c.id for c in mirror.cases_in(CaseState.AWAITING_APPROVAL)] == [2, 0]
    assert mirror.case_of(ticket(1, case=1)) == cases[1]
    assert mirror.case_of(ticket(1)) is None
    assert mirror.case_of(ticket(1, case=77)) is None
