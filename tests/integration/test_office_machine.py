"""A hub on real SQLite and a small model of the office are asked the same things, in any order, and must agree.

``ANTREAN_THOROUGH=1`` plays many more and longer days. A failing day is shrunk and printed by Hypothesis.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from protocol import errors
from protocol import messages as m
from protocol.office import Hours, Office, Service, Window
from protocol.vocabulary import (
    BlankMove,
    CounterState,
    DeviceKind,
    IncidentKind,
    PrintOutcome,
    Result,
    Step,
    Trouble,
    View,
)
from server.app import approve_cases, call, new_day, report_paper
from server.app.work import Device, Work
from server.domain import workflow
from server.domain.hours import serves
from server.storage.store import Store, _Job, _Outcome
from server.storage.supervision import SqlDelegations
from server.web.broadcast import events_for
from terminal.link.mirror import Mirror
from tests.support import office_model as model
from tests.support.office import KTP, MONDAY_NINE, PIN, HandClock, TestOffice, open_office, shipped_office

THOROUGH = bool(os.environ.get("ANTREAN_THOROUGH"))
PACE = settings(
    max_examples=400 if THOROUGH else 20,
    stateful_step_count=120 if THOROUGH else 50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
CONTROL = settings(
    PACE, max_examples=100, phases=(Phase.generate,), derandomize=True, database=None, report_multiple_bugs=False
)
CALLING = ("1", "2", "3")
APPROVING = ("kasi", "kabid")
PLACES = (*CALLING, "paktuwa", *APPROVING, "cetak", "serah")
KIOSKS = ("kiosk", "kiosk 2")
PEOPLE = {
    "ani": ("operator",),
    "budi": ("operator",),
    "rangkap": ("operator", "kasi"),
    "wulan": ("operator-paktuwa",),
    "karim": ("kasi",),
    "kartika": ("kabid",),
    "pri": ("operator-cetak",),
    "sri": ("penyerahan",),
}
SEATS = {
    "ani": "1",
    "budi": "2",
    "rangkap": "3",
    "wulan": "paktuwa",
    "karim": "kasi",
    "kartika": "kabid",
    "pri": "cetak",
    "sri": "serah",
}
PHONES = ("+6281200000001", "+6281200000002", "+6281200000003")
ROLES = ("operator", "kasi", "kabid", "operator-cetak", "penyerahan")
INCIDENTS = (IncidentKind.SIAK, IncidentKind.NETWORK)
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SOON = (timedelta(seconds=2), timedelta(seconds=9), timedelta(minutes=3), timedelta(minutes=16))
DEEDS = (
    *("CallTicket", "Recall", "MarkNoShow", "Park", "BringBack"),
    *("CancelTicket", "Undo", "StartServing", "CallToHandover", "Reprint"),
)
ON_CALLED = (("Recall",), ("Park",), ("CancelTicket",), ("StartServing",))
STEP_AT = {"verify": "1", "approve": "kasi", "print": "cetak", "register": "cetak", "hand_over": "serah"}

any_ticket = st.integers(0, 30)
some_cases = st.lists(any_ticket, min_size=1, max_size=5)
calling_place = st.sampled_from(CALLING)
any_place = st.sampled_from(PLACES)
any_printer = st.sampled_from((*KIOSKS, *PLACES))
any_news = st.sampled_from(tuple(PrintOutcome))


@cache
def _office() -> Office:
    """The shipped one, with numbers on every day, a holiday in the week, and a room for the Kabid."""
    shipped = shipped_office()
    issuing = (Window(days=EVERY_DAY, opens="07:30", closes="14:30"),)
    serving = (Window(days=EVERY_DAY[:5], opens="07:30", closes="15:00"),)
    kasi = shipped.counter("kasi")
    assert kasi is not None
    return msgspec.structs.replace(
        shipped,
        hours=Hours(issuing=issuing, serving=serving, holidays=(model.HOLIDAY,)),
        services=tuple(_patient(service) for service in shipped.services),
        counters=(*shipped.counters, msgspec.structs.replace(kasi, id="kabid")),
    )


def _patient(service: Service) -> Service:
    """Applicants who write have so few days that played weeks see them end."""
    days = model.APPLICANT_DAYS[model.REMOTE] if service.is_remote else 0
    return msgspec.structs.replace(service, applicant_days=days)


@cache
def _furnished() -> tuple[Path, dict[str, Device], dict[str, int]]:
    """Books with everybody at their counter, made once and copied for each day (PINs are slow on purpose)."""
    folder = Path(tempfile.mkdtemp(prefix="antrean-machine-"))

    async def furnish() -> tuple[dict[str, Device], dict[str, int]]:
        office = await open_office(folder, office=_office())
        for kiosk in KIOSKS:
            await office.place_device(DeviceKind.KIOSK, kiosk)
        for place in PLACES:
            await office.place_device(DeviceKind.COUNTER, place)
        for login, roles in PEOPLE.items():
            await office.hire(login, *roles)
            await office.sit_down(login, SEATS[login])
        await office.close()
        return office.devices, office.staff

    devices, staff = asyncio.run(furnish())
    return folder, devices, staff


@dataclass
class Follower:
    """A terminal's mirror. ``asleep``: it hears nothing until it asks what it missed."""

    view: View
    mirror: Mirror
    asleep: bool = False

    def hear(self, frame: m.Events | None) -> None:
        if frame is not None and not self.asleep:
            self.mirror.fold(frame)


@dataclass(frozen=True)
class Asked:
    """A request that was carried out, to be asked again."""

    place: str
    command: m.AnyCommand
    answer: m.AnyAnswer


@dataclass
class Try:
    """One machine's permission to print an original, and what was said since: by it, and by anybody."""

    at: str
    own: list[PrintOutcome] = field(default_factory=list)
    all: list[PrintOutcome] = field(default_factory=list)

    def surely_failed(self) -> bool:
        """Whether its own first word on how it ended was that nothing came out, and nobody held the paper since."""
        ends = [word for word in self.own if word not in (PrintOutcome.PENDING, PrintOutcome.SENT)]
        return ends[:1] == [PrintOutcome.FAILED] and PrintOutcome.CONFIRMED not in self.all


Ask = tuple[str, m.AnyCommand, Callable[[], str]]
"""Who asks what, and what the model says to it."""


class OfficeDay(RuleBasedStateMachine):
    """Each rule asks the hub and the model; the invariants compare all that can be seen."""

    # --- opening, closing, and asking

    @initialize()
    def open(self) -> None:
        template, self.devices, self.staff = _furnished()
        self.loop = asyncio.new_event_loop()
        self.root = Path(tempfile.mkdtemp(prefix="antrean-day-"))
        self.clock = HandClock()
        self.followers = [Follower(view, Mirror(), asleep) for view in View for asleep in (False, True)]
        self.requests = 0
        self.serials = 0
        self.crashes = 0
        self.asked: list[Asked] = []
        self.numbers: dict[str, list[str]] = {}
        self.pickups: dict[str, set[str]] = {}
        self.tries: dict[int, list[Try]] = {}
        self.model = model.Office(MONDAY_NINE, {self.staff[login]: roles for login, roles in PEOPLE.items()})
        for login, place in SEATS.items():
            self.model.sessions[place] = model.Session(self.staff[login])
            self.model.open[place] = "open"
        self._open_copy(template)
        for follower in self.followers:
            follower.mirror.load(self._snapshot(follower.view))

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self._run(self.office.close())
            self.loop.close()
            shutil.rmtree(self.root)

    def _open_copy(self, books: Path) -> None:
        """Opens a hub on a copy of these books, as a machine would find them after the power came back."""
        self.crashes += 1
        folder = self.root / f"books-{self.crashes}"
        folder.mkdir()
        for file in books.iterdir():
            if file.is_file() and file.name != "hub.lock":
                shutil.copyfile(file, folder / file.name)
        self.folder = folder
        self.office: TestOffice = self._run(open_office(folder, clock=self.clock, office=_office()))
        self.office.devices = self.devices
        self.sent = {view: self.office.hub.last_seq(view) for view in View}
        self.office.hub.on_committed(self._committed)

    def _committed(self, entries: Sequence[Any]) -> None:
        """As the hub's broadcaster does it."""
        for view in View:
            frame = events_for(view, self.office.hub.epoch, self.sent[view], entries)
            self.sent[view] = frame.seq if frame else self.sent[view]
            for follower in self.followers:
                if follower.view is view:
                    follower.hear(frame)

    def _run(self, work: Awaitable[Any]) -> Any:
        return self.loop.run_until_complete(work)

    def _snapshot(self, view: View) -> m.Snapshot:
        kept: list[m.Snapshot] = []
        self._run(self.office.hub.snapshot(view, kept.append))
        return kept[0]

    def _request(self) -> str:
        self.requests += 1
        return f"m{self.requests}"

    def _ask(self, place: str, command: m.AnyCommand, expected: Callable[[], str]) -> Any:
        return self._ask_together([(place, command, expected)])[0]

    def _ask_together(self, asks: Sequence[Ask]) -> list[Any]:
        """All at once, so that they share a commit; the hub must treat them as if one came after the other."""
        before = {view: self.office.hub.last_seq(view) for view in View}
        execute = self.office.hub.execute
        answers = self._run(_all([execute(self.devices[place], command) for place, command, _ in asks]))
        said = [expected() for _, _, expected in asks]
        assert [getattr(answer, "code", "") for answer in answers] == said, [type(c).__name__ for _, c, _ in asks]
        if all(said):
            assert {view: self.office.hub.last_seq(view) for view in View} == before, "a refusal left a trace"
        for (place, command, _), answer in zip(asks, answers, strict=True):
            if not isinstance(answer, Exception):
                self._remember(Asked(place, command, answer))
        return answers

    def _remember(self, asked: Asked) -> None:
        if not isinstance(asked.command, m.SignIn | m.Unlock):  # their PIN costs 30 ms each
            self.asked.append(asked)
        match asked:
            case Asked(place, m.IssueTicket(), m.TicketPaper(ticket=ticket)):
                self.numbers.setdefault(ticket.day, []).append(ticket.number)
                self.tries[ticket.id] = [Try(place)]
            case Asked(place, m.IssuePickup(), m.TicketPaper(ticket=ticket)):
                self.pickups.setdefault(ticket.day, set()).add(ticket.number)
                self.tries.setdefault(ticket.id, [Try(place)])
            case Asked(place, m.PrintOwed(ticket=id)):
                assert all(earlier.surely_failed() for earlier in self.tries[id]), "a second original was permitted"
                self.tries[id].append(Try(place))
            case Asked(place, m.ReportPaper(ticket=id, copy=0, outcome=outcome)):
                self.tries[id][-1].all.append(outcome)
                if place == self.tries[id][-1].at:
                    self.tries[id][-1].own.append(outcome)

    def _ticket(self, which: int) -> int:
        """Newest first, so that small numbers mean what goes on now."""
        return len(self.model.tickets) - which % len(self.model.tickets)

    # --- rules: the kiosk

    @rule(priority=st.booleans())
    def issue(self, priority: bool) -> None:
        self._ask_together([self._issue(priority)])

    @rule(priorities=st.lists(st.booleans(), min_size=2, max_size=5), places=st.lists(any_place, max_size=4))
    def rush(self, priorities: list[bool], places: list[str]) -> None:
        """Kiosk and counters in the same instant: some are carried out, some refused, all in one commit."""
        asks = [self._issue(priority) for priority in priorities]
        self._ask_together(asks[1:] + [self._call_next(place) for place in places] + asks[:1])

    def _issue(self, priority: bool) -> Ask:
        command, kiosk = m.IssueTicket(request_id=self._request(), service=KTP, priority=priority), KIOSKS[priority]
        return kiosk, command, lambda: self.model.issue(len(self.model.tickets) + 1, priority, kiosk)

    def _call_next(self, place: str) -> Ask:
        return place, m.CallNext(request_id=self._request()), lambda: self.model.call_next(place)

    # --- rules: papers and printers

    @precondition(lambda self: self.model.tickets)
    @rule(which=any_ticket, at=any_printer, outcome=any_news, copy=st.sampled_from((0, 0, 1, 2)))
    def report_paper(self, which: int, at: str, outcome: PrintOutcome, copy: int) -> None:
        """By anybody, of any paper, also of copies that were never given."""
        self._ask(*self._news(at, self._ticket(which), outcome, copy))

    @precondition(lambda self: self.model.tickets)
    @rule(which=any_ticket, outcomes=st.lists(any_news, min_size=1, max_size=3))
    def paper_comes(self, which: int, outcomes: list[PrintOutcome]) -> None:
        """What the machine that has the paper says of it."""
        id = self._ticket(which)
        for outcome in outcomes:
            self._ask(*self._news(self.model.tickets[id].paper_at, id, outcome))

    @precondition(lambda self: self.model.tickets)
    @rule(which=any_ticket, failed=st.booleans(), between=any_news, at=any_printer)
    def fetch_owed(self, which: int, failed: bool, between: PrintOutcome, at: str) -> None:
        """Both kiosks in the same instant, and somebody who has news of it just then."""
        id = self._ticket(which)
        asks = [self._fetch(kiosk, id) for kiosk in KIOSKS]
        first = self._news(self.model.tickets[id].paper_at, id, PrintOutcome.FAILED)
        self._ask_together([first] * failed + asks[:1] + [self._news(at, id, between)] + asks[1:])

    def _news(self, at: str, id: int, outcome: PrintOutcome, copy: int = 0) -> Ask:
        problem = "paper_out" if self.requests % 2 else "cover_open"
        command = m.ReportPaper(request_id=self._request(), ticket=id, outcome=outcome, problem=problem, copy=copy)
        return at, command, lambda: self.model.report_paper(at, id, outcome.value, problem, copy)

    def _fetch(self, kiosk: str, id: int) -> Ask:
        return kiosk, m.PrintOwed(request_id=self._request(), ticket=id), lambda: self.model.print_owed(kiosk, id)

    @rule(
        at=any_printer, problem=st.sampled_from(("", "paper_out")), low=st.booleans(), left=st.sampled_from((None, 9))
    )
    def report_printer(self, at: str, problem: str, low: bool, left: int | None) -> None:
        command = m.ReportPrinter(request_id=self._request(), problem=problem, paper_low=low, tickets_left=left)
        before = self.office.hub.last_seq(View.PUBLIC)
        known = self.model.printers.get(at)
        self._ask(at, command, lambda: self.model.report_printer(at, problem, low, left))
        told = self.office.hub.last_seq(View.PUBLIC) > before
        assert told is (known != self.model.printers[at])

    # --- rules: how the hall's terminals are

    @rule(at=st.sampled_from(KIOSKS), troubles=st.lists(st.sampled_from(tuple(Trouble)), max_size=3))
    def report_troubles(self, at: str, troubles: list[Trouble]) -> None:
        command = m.ReportTroubles(request_id=self._request(), troubles=tuple(troubles))
        before, known = self.office.hub.last_seq(View.PUBLIC), self._terminal(at)
        self._ask(at, command, lambda: "")
        assert self.office.hub.last_seq(View.PUBLIC) == before, "the hall was told"
        now = self._terminal(at)
        assert now is not None
        assert (set(now.troubles), now.gone_since) == (set(troubles), None)
        assert known is None or known.at == now.at or (known.troubles, known.gone_since) != (now.troubles, None)

    @rule(at=st.sampled_from(KIOSKS), comes=st.booleans(), seconds=st.sampled_from((0, 30, 90)))
    def come_and_go(self, at: str, comes: bool, seconds: int) -> None:
        """Whoever is gone was seen today, and is missed only by an office that serves."""
        (self.office.hub.came if comes else self.office.hub.left)(self.devices[at])
        known = self._terminal(at)
        self.clock.ran += seconds
        self._run(self.office.hub.tick())
        now = self._terminal(at)
        if comes:
            assert now is not None
            assert now.gone_since is None
        elif now is None or known is None:
            assert now is known
        else:
            missed = seconds >= 60 and serves(_office().hours, self.clock.at)
            assert (now.gone_since is not None) is (missed or known.gone_since is not None)

    def _terminal(self, at: str) -> m.TerminalNow | None:
        """As desks see it."""
        terminals = self._snapshot(View.STAFF).terminals
        return next((terminal for terminal in terminals if terminal.device == self.devices[at].id), None)

    # --- rules: numbers at counters

    @rule(place=any_place)
    def call_next(self, place: str) -> None:
        self._ask(*self._call_next(place))

    def _about(self, place: str, kind: type[Any], id: int, expected: Callable[[str, int], str], **fields: Any) -> Any:
        command = kind(request_id=self._request(), ticket=id, **fields)
        return self._ask(place, command, lambda: expected(place, id))

    @precondition(lambda self: self.model.tickets)
    @rule(place=any_place, which=any_ticket, deed=st.sampled_from(DEEDS))
    def do_anything(self, place: str, which: int, deed: str) -> None:
        self._about(place, getattr(m, deed), self._ticket(which), self._expected(deed))

    @precondition(lambda self: self.model.tickets)
    @rule(
        place=calling_place,
        which=any_ticket,
        deed=st.sampled_from(("CallTicket", "Park", "BringBack", "CancelTicket", "Reprint")),
    )
    def do(self, place: str, which: int, deed: str) -> None:
        self._about(place, getattr(m, deed), self._ticket(which), self._expected(deed))

    @precondition(lambda self: any(model.IN_HAND & {t.state} for t in self.model.tickets.values()))
    @rule(which=any_ticket, deeds=st.sampled_from((*ON_CALLED, ("Recall", "Recall", "MarkNoShow"))))
    def do_in_hand(self, which: int, deeds: tuple[str, ...]) -> None:
        held = [t for t in self.model.tickets.values() if t.state in model.IN_HAND]
        ticket = held[which % len(held)]
        for deed in deeds:
            self._about(str(ticket.counter), getattr(m, deed), ticket.id, self._expected(deed))

    @precondition(lambda self: any(self.model.steps(id)[-1].silent for id in self.model.trail))
    @rule(which=any_ticket, wait=st.sampled_from((0, 9, 10, 11)))
    def undo_own(self, which: int, wait: int) -> None:
        """By the officer who did it, in time or too late."""
        silent = [id for id in self.model.trail if self.model.steps(id)[-1].silent]
        id = silent[-1 - which % len(silent)]
        last = self.model.steps(id)[-1]
        assert last.at is not None
        assert last.who is not None
        self._go(max(self.clock.at, last.at + timedelta(seconds=wait)))
        self._about(last.who[1], m.Undo, id, self.model.undo)

    def _expected(self, deed: str) -> Callable[[str, int], str]:
        return {
            "CallTicket": self.model.call_ticket,
            "Recall": self.model.recall,
            "MarkNoShow": self.model.no_show,
            "Park": self.model.park,
            "BringBack": self.model.bring_back,
            "CancelTicket": self.model.cancel_ticket,
            "Undo": self.model.undo,
            "Reprint": self.model.reprint,
            "StartServing": lambda place, id: self.model.serve(place, id, len(self.model.cases) + 1),
            "CallToHandover": self.model.call_to_handover,
        }[deed]

    @precondition(lambda self: any(t.state in {"waiting", "called"} for t in self.model.tickets.values()))
    @rule(place=calling_place, which=any_ticket, to=st.sampled_from((*CALLING, "kasi")), then=calling_place)
    def transfer(self, place: str, which: int, to: str, then: str) -> None:
        """A number is kept for one counter; then somebody calls."""
        movable = [t for t in self.model.tickets.values() if t.state in {"waiting", "called"}]
        ticket = movable[which % len(movable)]
        at = ticket.counter or place
        self._about(at, m.Transfer, ticket.id, lambda p, id: self.model.transfer(p, id, to), counter=to)
        self._ask(*self._call_next(then))

    # --- rules: cases

    @precondition(lambda self: self.model.cases)
    @rule(
        place=any_place,
        which=any_ticket,
        step=st.sampled_from(sorted({(step, result) for _, step, result in model.STEPS})),
        stale=st.sampled_from((0, 0, 0, 1)),
        old_serial=st.booleans(),
    )
    def record(self, place: str, which: int, step: tuple[str, str], stale: int, old_serial: bool) -> None:
        id = len(self.model.cases) - which % len(self.model.cases)
        self._record(place, id, *step, stale=stale, old_serial=old_serial)

    def _record(self, place: str, id: int, step: str, result: str, stale: int = 0, old_serial: bool = False) -> None:
        self.serials += not old_serial
        serial, version = f"B{self.serials}", self.model.cases[id].version - stale
        self._ask(
            place,
            m.RecordStep(
                request_id=self._request(),
                case=id,
                expected_version=version,
                step=Step(step),
                result=Result(result),
                card_serial=serial if step == "print" else "",
                **_words(step, result),
            ),
            lambda: self.model.record(place, id, version, step, result, serial),
        )

    @precondition(lambda self: self.model.tickets)
    @rule(which=any_ticket, unusual=st.lists(st.sampled_from((False, False, True)), min_size=1, max_size=9))
    def go_on(self, which: int, unusual: list[bool]) -> None:
        """Some natural next steps of one trip, so that days get as far as the handover."""
        id = self._ticket(which)
        for also in unusual:
            self._go_on(id, also)

    @rule(priority=st.booleans(), unusual=st.lists(st.booleans(), min_size=1, max_size=2))
    def whole_trip(self, priority: bool, unusual: list[bool]) -> None:
        """From the touch to the card, as far as it goes with who is there."""
        before = len(self.model.tickets)
        self._ask_together([self._issue(priority)])
        if len(self.model.tickets) > before:
            for turn in range(10):
                self._go_on(before + 1, unusual[turn % len(unusual)] and turn > 0)

    def _free_counter(self) -> str:
        free = (p for p in CALLING if not self.model.in_hand(p) and not self.model.guard(p, "call"))
        return next(free, "1")

    def _go_on(self, id: int, also: bool) -> None:
        ticket = self.model.tickets[id]
        case = self.model.cases[ticket.case] if ticket.case else None
        match ticket.state, case.state if case else "":
            case "waiting", _:
                place = ticket.reserved or self._free_counter()
                if also:
                    self._ask(*self._call_next(place))
                else:
                    self._about(place, m.CallTicket, id, self.model.call_ticket)
            case "called", _:
                self._about(str(ticket.counter), m.StartServing, ticket.id, self._expected("StartServing"))
            case "parked", "incomplete":
                self._about(self._free_counter(), m.BringBack, id, self.model.bring_back)
            case "ready", _:
                self._about("serah", m.CallToHandover, ticket.id, self.model.call_to_handover)
            case (("serving" | "in_process" | "handover_called"), str(state)):
                self._next_step(ticket, state, also)

    def _next_step(self, ticket: model.Ticket, state: str, also: bool) -> None:
        """``also``: the less usual of the results (approve refused, spoiled card)."""
        step, result = [key[1:] for key in model.STEPS if key[0] == state and key[1] != "cancel"][0 if not also else -1]
        place = str(ticket.counter) if step == "verify" else STEP_AT[step]
        assert ticket.case is not None
        self._record(place, ticket.case, step, result)

    @precondition(lambda self: any(c.state == "awaiting_approval" for c in self.model.cases.values()))
    @rule(which=any_ticket, result=st.sampled_from(("approved", "refused")))
    def approve_by_the_verifier(self, which: int, result: str) -> None:
        """Whoever verified goes and sits at the approver's place, if their posts allow it."""
        waiting = [c for c in self.model.cases.values() if c.state == "awaiting_approval"]
        case = waiting[which % len(waiting)]
        assert case.verified_by is not None
        self._sit(case.verified_by, "kasi", take_over=True)
        self._record("kasi", case.id, "approve", result)

    @precondition(lambda self: any(c.state == "awaiting_approval" for c in self.model.cases.values()))
    @rule(which=any_ticket, results=st.tuples(*[st.sampled_from(("approved", "approved", "refused"))] * 2))
    def two_approvers_at_once(self, which: int, results: tuple[str, str]) -> None:
        """Both decide about the same request in the same instant, having seen the same: the second saw too little."""
        waiting = [c for c in self.model.cases.values() if c.state == "awaiting_approval"]
        case = waiting[which % len(waiting)]
        asks = [self._approval(place, case, result) for place, result in zip(APPROVING, results, strict=True)]
        self._ask_together(asks)

    def _approval(self, place: str, case: model.Case, result: str) -> Ask:
        command = m.RecordStep(
            request_id=self._request(),
            case=case.id,
            expected_version=case.version,
            step=Step.APPROVE,
            result=Result(result),
            **_words("approve", result),
        )
        return place, command, lambda: self.model.record(place, case.id, case.version, "approve", result, "")

    @precondition(lambda self: self.model.cases)
    @rule(place=st.sampled_from((*APPROVING, "1")), which=some_cases, stale=any_ticket)
    def approve_many(self, place: str, which: list[int], stale: int) -> None:
        """One keystroke for several; some are not ready for it, one is asked for twice, one was seen too long ago."""
        ids = [len(self.model.cases) - one % len(self.model.cases) for one in which]
        seen = [(id, self.model.cases[id].version - (stale == at)) for at, id in enumerate(ids)]
        command = m.ApproveCases(
            request_id=self._request(), cases=tuple(m.CaseSeen(case=id, expected_version=v) for id, v in seen)
        )
        meant: list[str] = []

        def expected() -> str:
            if refused := self.model.guard(place, "approve"):
                return refused
            meant.extend(self.model.approve_cases(place, seen))
            return ""

        answer = self._ask(place, command, expected)
        if isinstance(answer, m.CasesApproved):
            assert [(one.case, one.refused) for one in answer.outcomes] == list(zip(ids, meant, strict=True))

    @precondition(lambda self: self.model.cases)
    @rule(place=st.sampled_from((*APPROVING, "1")), which=any_ticket, login=st.sampled_from((None, *sorted(PEOPLE))))
    def assign(self, place: str, which: int, login: str | None) -> None:
        id = len(self.model.cases) - which % len(self.model.cases)
        staff = self.staff[login] if login else None
        command = m.AssignCase(request_id=self._request(), case=id, staff=staff)
        self._ask(place, command, lambda: self.model.assign(place, id, staff))

    # --- rules: papers by WhatsApp

    @rule(place=st.sampled_from(("paktuwa", "paktuwa", "1", "kasi")), phone=st.sampled_from(PHONES))
    def receive(self, place: str, phone: str) -> None:
        """Of somebody new, or of somebody whose case runs, whatever it waits for."""
        sent_at = self.clock()
        command = m.ReceiveCase(request_id=self._request(), service=model.REMOTE, phone=phone, sent_at=sent_at)
        self._ask(place, command, lambda: self.model.receive(place, len(self.model.cases) + 1, phone))

    @precondition(lambda self: any(c.service == model.REMOTE for c in self.model.cases.values()))
    @rule(which=any_ticket, unusual=st.lists(st.sampled_from((False, False, True)), min_size=1, max_size=9))
    def remote_goes_on(self, which: int, unusual: list[bool]) -> None:
        """Some natural next steps of a card that somebody asked for from home."""
        remote = [c.id for c in self.model.cases.values() if c.service == model.REMOTE]
        for also in unusual:
            self._remote_goes_on(remote[-1 - which % len(remote)], also)

    @rule(phone=st.sampled_from(PHONES), nights=st.integers(0, 4))
    def remote_trip(self, phone: str, nights: int) -> None:
        """From the message to the pickup, with a few nights before it, as far as it goes with who is there."""
        self.receive("paktuwa", phone)
        mine = [c.id for c in self.model.cases.values() if c.phone == phone]
        if mine:
            for _ in range(5):
                self._remote_goes_on(mine[-1], also=False)
            for _ in range(nights):
                self.time_passes("morning")
            for _ in range(3):
                self._remote_goes_on(mine[-1], also=False)

    def _remote_goes_on(self, id: int, also: bool) -> None:
        case = self.model.cases[id]
        if case.state == "incomplete":
            self.receive("paktuwa", case.phone)
        elif case.state == "awaiting_approval":
            given = {role for role, _ in case.approvals}
            place = "kabid" if "kasi" in given else "kasi"
            self._record(place, id, "approve", "refused" if also else "approved")
        elif case.state == "ready":
            self._collect(id, also)
        elif case.state not in model.CASE_ENDED:
            keys = [key[1:] for key in model.STEPS if key[0] == case.state and key[1] != "cancel"]
            step, result = keys[-1 if also else 0]
            self._record("paktuwa" if step == "verify" else STEP_AT[step], id, step, result)

    def _collect(self, id: int, also: bool) -> None:
        ticket = self.model.tickets.get(self.model.cases[id].ticket or 0)
        if ticket is None or ticket.state in model.ENDED or also:
            self._pickup(KIOSKS[also], id)
        elif ticket.state == "ready":
            self._about("serah", m.CallToHandover, ticket.id, self.model.call_to_handover)
        else:
            self._record("serah", id, "hand_over", "received")

    @precondition(lambda self: any(c.pickup_day for c in self.model.cases.values()))
    @rule(which=any_ticket, kiosk=st.sampled_from(KIOSKS))
    def pickup(self, which: int, kiosk: str) -> None:
        """Whoever ever got a code tries it, also too early, twice, and long after."""
        coded = [c.id for c in self.model.cases.values() if c.pickup_day]
        self._pickup(kiosk, coded[-1 - which % len(coded)])

    def _pickup(self, kiosk: str, id: int) -> None:
        code = self._look(lambda books: books.cases.read_personal("case", id)["pickup_code"])
        command = m.IssuePickup(request_id=self._request(), code=code)
        self._ask(kiosk, command, lambda: self.model.pickup(kiosk, id))

    # --- rules: who stands in, what stops the office, what is in the safe

    @rule(
        place=st.sampled_from((*APPROVING, "1", "serah")),
        role=st.sampled_from(ROLES),
        giver=st.sampled_from(sorted(PEOPLE)),
        taker=st.sampled_from(sorted(PEOPLE)),
        days=st.tuples(st.integers(-1, 2), st.integers(-1, 3)),
    )
    def delegate(self, place: str, role: str, giver: str, taker: str, days: tuple[int, int]) -> None:
        self._delegate(place, role, giver, taker, days)

    @rule(taker=st.sampled_from(("ani", "wulan", "pri", "sri", "karim")), role=st.sampled_from(APPROVING))
    def stands_in(self, taker: str, role: str) -> None:
        """Somebody takes an approver's role for today and tomorrow, and their chair; what they verified is barred."""
        self._delegate(role, role, {"kasi": "karim", "kabid": "kartika"}[role], taker, (0, 1))
        self._sit(self.staff[taker], role, take_over=True)
        self._set_counter(role, CounterState.OPEN)

    def _delegate(self, place: str, role: str, giver: str, taker: str, days: tuple[int, int]) -> None:
        first, last = ((self.model.now + timedelta(days=day)).date().isoformat() for day in days)
        whom = self.staff[giver], self.staff[taker]
        command = m.Delegate(
            request_id=self._request(), role=role, giver=whom[0], taker=whom[1], first_day=first, last_day=last
        )
        self._ask(place, command, lambda: self.model.delegate(place, role, *whom, first, last))

    @precondition(lambda self: self.model.delegations)
    @rule(place=any_place, which=any_ticket)
    def end_delegation(self, place: str, which: int) -> None:
        id = len(self.model.delegations) - which % len(self.model.delegations)
        command = m.EndDelegation(request_id=self._request(), delegation=id)
        self._ask(place, command, lambda: self.model.end_delegation(place, id))

    @rule(place=any_place, kind=st.sampled_from(INCIDENTS), over=st.booleans(), which=any_ticket)
    def incident(self, place: str, kind: IncidentKind, over: bool, which: int) -> None:
        if over and self.model.declared:
            id = self.model.declared - which % self.model.declared
            command = m.EndIncident(request_id=self._request(), incident=id)
            self._ask(place, command, lambda: self.model.end_incident(place, id))
        else:
            declare = m.DeclareIncident(request_id=self._request(), kind=kind)
            self._ask(place, declare, lambda: self.model.declare(place, kind.value))

    @rule(place=st.sampled_from(("cetak", "cetak", "serah")), count=st.integers(1, 3))
    def blanks_come(self, place: str, count: int) -> None:
        command = m.MoveBlanks(request_id=self._request(), move=BlankMove.RECEIVED, count=count)
        self._ask(place, command, lambda: self.model.receive_blanks(place, count))

    # --- rules: who sits where

    @rule(place=any_place, login=st.sampled_from(sorted(PEOPLE)), take_over=st.booleans())
    def sign_in(self, place: str, login: str, take_over: bool) -> None:
        self._sit(self.staff[login], place, take_over)

    def _sit(self, staff: int, place: str, take_over: bool) -> None:
        command = m.SignIn(request_id=self._request(), staff=staff, pin=PIN, take_over=take_over)
        self._ask(place, command, lambda: self.model.sign_in(place, staff, take_over))

    @precondition(lambda self: len(self.model.sessions) < len(PLACES) or "closed" in self.model.open.values())
    @rule(later=st.sampled_from((timedelta(), timedelta(days=1))))
    def everybody_back(self, later: timedelta) -> None:
        """People go back to their counters and open them, now or the next morning."""
        self._go(max(self.clock.at, (self.clock.at + later).replace(hour=9, minute=0, second=0)))
        for login, place in SEATS.items():
            session = self.model.sessions.get(place)
            if session is None or session.staff != self.staff[login] or session.locked:
                self._sit(self.staff[login], place, take_over=True)
            self._set_counter(place, CounterState.OPEN)

    @rule(place=any_place, deed=st.sampled_from(("SignOut", "Lock", "Unlock", *CounterState)))
    def leave(self, place: str, deed: str) -> None:
        match deed:
            case CounterState():
                self._set_counter(place, deed)
            case "SignOut":
                self._ask(place, m.SignOut(request_id=self._request()), lambda: self.model.sign_out(place))
            case "Lock":
                self._ask(place, m.Lock(request_id=self._request()), lambda: self.model.lock(place, True))
            case "Unlock":
                unlock = m.Unlock(request_id=self._request(), pin=PIN)
                self._ask(place, unlock, lambda: self.model.lock(place, False))

    def _set_counter(self, place: str, state: CounterState) -> None:
        command = m.SetCounter(request_id=self._request(), state=state)
        self._ask(place, command, lambda: self.model.set_counter(place, state.value))

    # --- rules: the same again

    @precondition(lambda self: self.asked)
    @rule(which=any_ticket, again=st.booleans())
    def ask_again(self, which: int, again: bool) -> None:
        touches = [a for a in self.asked if isinstance(a.command, m.IssueTicket)]
        if again or not touches:
            self._repeat(which)
        else:
            self._reuse(touches[which % len(touches)])

    def _repeat(self, which: int) -> None:
        """An answer that was lost on the way is asked for again: the same answer, nothing done twice."""
        asked = self.asked[-1 - which % len(self.asked)]
        before = self.office.hub.last_seq(View.STAFF)
        [again] = self._run(_all([self.office.hub.execute(self.devices[asked.place], asked.command)]))
        assert again == asked.answer or getattr(again, "code", "") in {"locked", "not_signed_in", "not_allowed"}
        assert self.office.hub.last_seq(View.STAFF) == before

    def _reuse(self, touch: Asked) -> None:
        """The id of an older request with other content is refused."""
        assert isinstance(touch.command, m.IssueTicket)
        other = msgspec.structs.replace(touch.command, priority=not touch.command.priority)
        self._ask(touch.place, other, lambda: "request_reused")

    # --- rules: time, sleep and death

    def _go(self, at: Any) -> None:
        before = self.model.day
        self.clock.set(at)
        self._run(self.office.hub.tick())
        self.model.go_to(at)
        if self.model.day != before:
            self.asked.clear()  # answers are remembered for two days; nobody asks again after a night

    @rule(how=st.one_of(st.sampled_from(SOON), st.sampled_from(("evening", "midnight", "morning", "after days"))))
    def time_passes(self, how: timedelta | str) -> None:
        now = self.clock.at
        tomorrow = now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        match how:
            case timedelta():
                self._go(now + how)
            case "evening":
                self._go(max(now, now.replace(hour=23, minute=59, second=55)))
            case "midnight":
                self._go(tomorrow)
            case "morning":
                self._go((now if now.hour < 9 else tomorrow).replace(hour=9, minute=0, second=0))
            case "after days":
                self._go(tomorrow.replace(hour=9) + timedelta(days=2))

    @rule(what=st.sampled_from(("crash", *View)))
    def outage(self, what: str) -> None:
        """Of the hub, or of a terminal of this view."""
        self._crash() if what == "crash" else self._wake_up(View(what))

    def _crash(self) -> None:
        """The power fails between two commands; what was answered is on the disk and the terminals come back."""
        died = self.office
        self._open_copy(self.folder)
        self._run(died.close())
        for follower in self.followers:
            if not follower.asleep:
                self._catch_up(follower)

    def _wake_up(self, view: View) -> None:
        """A terminal that was away gets what it missed, and goes away again."""
        self._catch_up(next(f for f in self.followers if f.asleep and f.view is view))

    def _catch_up(self, follower: Follower) -> None:
        missed: list[m.Events | None] = []
        mirror = follower.mirror
        self._run(self.office.hub.since(follower.view, mirror.epoch, mirror.seq, missed.append))
        if missed[0] is None:
            mirror.load(self._snapshot(follower.view))
        else:
            mirror.fold(missed[0])
        self._check_mirror(mirror, follower.view)

    # --- what always holds

    @invariant()
    def the_books_are_the_models(self) -> None:
        if not hasattr(self, "office"):
            return
        seen = self._snapshot(View.STAFF)
        assert {t.id: _ticket_seen(t) for t in seen.tickets} == {
            t.id: _ticket_meant(t) for t in self.model.shown_tickets()
        }
        standing_in = {d.id: (d.role, d.giver, d.taker, d.first_day, d.last_day) for d in seen.delegations}
        assert standing_in == {
            id: (d.role, d.giver, d.taker, d.first, d.last) for id, d in self.model.standing_in().items()
        }
        assert {i.id: i.kind.value for i in seen.incidents if i.until is None} == self.model.incidents
        assert seen.blanks is not None
        assert (seen.blanks.balance if seen.blanks.kept else None) == self.model.blanks
        assert {c.id: _case_seen(c) for c in seen.cases} == {c.id: _case_meant(c) for c in self.model.shown_cases()}
        sitting = {place: session.staff for place, session in self.model.sessions.items()}
        assert {p.name: (p.problem, p.paper_low, p.tickets_left) for p in seen.printers} == self.model.printers
        assert {c.id: (c.state.value, c.staff) for c in seen.counters} == {
            place: (state, sitting.get(place)) for place, state in self.model.open.items()
        }

    @invariant()
    def numbers_have_no_gap_and_no_double(self) -> None:
        for numbers in getattr(self, "numbers", {}).values():
            assert sorted(numbers) == [f"A-{n:03d}" for n in range(1, len(numbers) + 1)]
        for pickups in getattr(self, "pickups", {}).values():
            assert sorted(pickups) == [f"P-{n:03d}" for n in range(1, len(pickups) + 1)]

    @invariant()
    def one_number_in_hand(self) -> None:
        if hasattr(self, "office"):
            held = [t.counter for t in self._snapshot(View.STAFF).tickets if t.state.value in model.IN_HAND]
            assert len(held) == len(set(held))

    @invariant()
    def nobody_approves_what_they_verified(self) -> None:
        if hasattr(self, "office") and self.model.cases:
            for case in self._look(lambda books: books.cases.shown(0)):
                assert case.verified_by not in {person for _, person in case.approvals}
                assert len({person for _, person in case.approvals}) == len(case.approvals)

    @invariant()
    def mirrors_are_true(self) -> None:
        for follower in getattr(self, "followers", ()):
            if not follower.asleep:
                self._check_mirror(follower.mirror, follower.view)

    @invariant()
    def the_chain_holds(self) -> None:
        if hasattr(self, "office"):
            assert self._look(lambda books: books.journal.first_broken()) is None

    def _look(self, reading: Callable[[Any], Any]) -> Any:
        kept: list[Any] = []
        self._run(self.office.store.look(reading, kept.append))
        return kept[0]

    def _check_mirror(self, mirror: Mirror, view: View) -> None:
        fresh, snapshot = Mirror(), self._snapshot(view)
        fresh.load(snapshot)
        assert set(mirror.tickets) == {ticket.id for ticket in snapshot.tickets}
        assert (mirror.seq, mirror.day, mirror.tickets) == (fresh.seq, fresh.day, fresh.tickets)
        assert (mirror.counters, mirror.staff) == (fresh.counters, fresh.staff)
        assert mirror.cases == fresh.cases
        assert _lasting(mirror) == _lasting(fresh)
        assert mirror.blanks == fresh.blanks
        assert (mirror.printers, mirror.terminals) == (fresh.printers, fresh.terminals)
        assert mirror.calls[-len(fresh.calls) :] == fresh.calls if fresh.calls else not mirror.calls
        assert {s.id: s.waiting for s in mirror.services.values()} == {s.id: s.waiting for s in fresh.services.values()}


def _lasting(mirror: Mirror) -> tuple[Any, ...]:
    """What a terminal shows of incidents and delegations; those that are over may be forgotten at any time."""
    return (
        {id: incident for id, incident in mirror.incidents.items() if incident.until is None},
        {id: d for id, d in mirror.delegations.items() if d.ended_at is None and d.last_day >= mirror.day},
    )


async def _all(work: Sequence[Awaitable[Any]]) -> list[Any]:
    """Answers and refusals, in the order of asking; anything else is raised."""
    answers = await asyncio.gather(*work, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, errors.Refusal):
            raise answer
    return list(answers)


def _words(step: str, result: str) -> dict[str, Any]:
    """What this result must say."""
    match step, result:
        case "verify", "complete":
            return {"variant": "lost", "applicant_name": "Siti Aminah", "seen": ("kk", "police-letter")}
        case "verify", _:
            return {"variant": "lost", "applicant_name": "Siti Aminah", "missing": ("police-letter",)}
        case "hand_over", _:
            return {"receiver": "Siti Aminah"}
        case "register", _:
            return {}
        case _:
            return {"reason": "pita habis"}


def _ticket_seen(t: m.Ticket) -> tuple[Any, ...]:
    hall = (t.number, t.day, t.state.value, t.counter)
    paper = (t.paper.value, t.paper_problem, t.paper_owed, t.copies, t.copy_paper.value)
    return (*hall, t.priority, t.recalls, t.reserved_for, t.case, *paper)


def _ticket_meant(t: model.Ticket) -> tuple[Any, ...]:
    hall = (t.number, t.day, t.state, t.counter)
    return (*hall, t.priority, t.recalls, t.reserved, t.case, t.paper, t.problem, t.owed, t.copies, t.copy)


def _case_seen(c: m.Case) -> tuple[Any, ...]:
    facts = (c.state.value, c.version, c.ticket, c.verified_by, c.approved_by)
    clocks = (c.received_at, c.complete_at, c.due_at, c.expires_at, tuple((p.since, p.until) for p in c.waited))
    return (*facts, c.refused, c.spoiled, c.register_number, c.pickup_day, c.assigned_to, *clocks)


def _case_meant(c: model.Case) -> tuple[Any, ...]:
    facts = (c.state, c.version, c.ticket, c.verified_by, tuple(role for role, _ in c.approvals))
    waited = tuple((_ms(since), _ms(until)) for since, until in c.waited)
    clocks = (_ms(c.received), _ms(c.complete), _ms(c.due), _ms(c.expires), waited)
    return (*facts, c.refused, c.spoiled, c.register, c.pickup_day, c.assigned, *clocks)


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)


@pytest.mark.timeout(7200 if THOROUGH else 600)
def test_the_hub_and_the_model_agree() -> None:
    run_state_machine_as_test(OfficeDay, settings=PACE)


def test_yesterdays_number_does_not_come_back_by_undo() -> None:
    """Cancelled at 23:59:55 and taken back after midnight, it would wait in no terminal's queue."""
    day = OfficeDay()
    day.open()
    day.issue(priority=False)
    day.time_passes("evening")
    day.do("2", 0, "CancelTicket")
    day.undo_own(0, 9)
    day.the_books_are_the_models()
    day.mirrors_are_true()
    day.teardown()


def test_a_returned_case_goes_on_the_next_morning() -> None:
    """Its citizen is called back to the counter a day later; every terminal must see that call."""
    day = OfficeDay()
    day.open()
    day.issue(priority=False)
    day.go_on(0, [False, False, False])
    day._record("kasi", 1, "approve", "refused")
    day.time_passes("morning")
    day.do("2", 0, "CallTicket")
    day.the_books_are_the_models()
    day.mirrors_are_true()
    day.teardown()


def _taking_what_is_reserved(waiting: Sequence[Any], *rest: Any) -> Any:
    """A hub that gives a number kept for one counter to whoever calls first."""
    return _choose_next([replace(ticket, reserved_for=None) for ticket in waiting], *rest)


def _forgetting_who_left(work: Work, event: m.Event, *rest: Any) -> None:
    """A hub that does not tell when a counter closes."""
    if not (isinstance(event, m.CounterChanged) and event.counter.state is CounterState.CLOSED):
        _happened(work, event, *rest)


def _keeping_what_was_refused(store: Store, batch: list[_Job]) -> list[_Outcome]:
    """A hub whose refusals leave behind what was written before them."""
    store._database.begin("IMMEDIATE")
    outcomes = []
    for job in batch:
        try:
            outcomes.append(_Outcome(job, job.work(store._books)))
        except Exception as problem:
            outcomes.append(_Outcome(job, problem=problem))
    store._database.commit()
    return outcomes


def _believing_everybody(known: PrintOutcome, reported: PrintOutcome, *, has_it: bool) -> PrintOutcome:
    """A hub for which the last word on a paper is the truth, whoever said it."""
    return reported


def _letting_everybody_approve(*facts: Any) -> None:
    """A hub for which the verifier may decide on their own request."""


def _waiting_for_ever(work: Work) -> None:
    """A hub whose applicants' time is never over."""


def _as_it_is_now(id: int, version: int, work: Work) -> Any:
    """A hub that approves in a batch what nobody has seen like that."""
    return work.case(id)


def _for_good(book: SqlDelegations, taker: int, day: str) -> tuple[str, ...]:
    """A hub for which whoever stood in once stands in for ever."""
    return tuple(one.role for one in book.from_day("") if one.taker == taker and one.first_day <= day)


_happened = Work.happened
_choose_next = call.choose_next

BROKEN_HUBS: list[tuple[Any, str, Any]] = [
    (call, "choose_next", _taking_what_is_reserved),
    (Work, "happened", _forgetting_who_left),
    (report_paper, "after", _believing_everybody),
    (Store, "_write", _keeping_what_was_refused),
]
QUICK = len(BROKEN_HUBS) - (0 if THOROUGH else 1)
NAMES = ["reserved", "untold", "believing", "kept"]


@pytest.mark.parametrize(
    ("of", "name", "broken"),
    BROKEN_HUBS[:QUICK],
    ids=NAMES[:QUICK],
)
def test_a_broken_hub_is_caught(of: Any, name: str, broken: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: hubs with one mistake each. The last takes half a minute to find."""
    _furnished()
    monkeypatch.setattr(of, name, broken)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(OfficeDay, settings=CONTROL)


# Mistakes that chance finds only in long days, each with the hours that show it.


def _the_verifier_stands_in(day: OfficeDay) -> None:
    day.issue(priority=False)
    day.go_on(0, [False, False, False])
    day._delegate("kasi", "kasi", "karim", "ani", (0, 1))
    day.approve_by_the_verifier(0, "approved")


def _nobody_comes_back(day: OfficeDay) -> None:
    day.receive("paktuwa", PHONES[0])
    day._record("paktuwa", 1, "verify", "incomplete")
    day.time_passes("after days")


def _a_batch_of_yesterday(day: OfficeDay) -> None:
    day.issue(priority=False)
    day.go_on(0, [False, False, False])
    day.approve_many("kasi", which=[0], stale=0)


def _the_day_after(day: OfficeDay) -> None:
    day._delegate("kasi", "kasi", "karim", "pri", (0, 0))
    day.time_passes("morning")
    day._sit(day.staff["pri"], "kasi", take_over=True)


HOURS: list[tuple[Callable[[OfficeDay], None], Any, str, Any]] = [
    (_the_verifier_stands_in, workflow, "_check_separated", _letting_everybody_approve),
    (_nobody_comes_back, new_day, "_end_waiting", _waiting_for_ever),
    (_a_batch_of_yesterday, approve_cases, "seen", _as_it_is_now),
    (_the_day_after, SqlDelegations, "roles_of", _for_good),
]


def _played(hours: Callable[[OfficeDay], None]) -> None:
    day = OfficeDay()
    day.open()
    try:
        hours(day)
        day.the_books_are_the_models()
        day.mirrors_are_true()
    finally:
        day.teardown()


@pytest.mark.parametrize(("hours", "of", "name", "broken"), HOURS, ids=lambda value: getattr(value, "__name__", None))
def test_a_broken_rule_is_caught(hours: Any, of: Any, name: str, broken: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hours agree with the hub as it is, and not with one that has this mistake."""
    _played(hours)
    monkeypatch.setattr(of, name, broken)
    with pytest.raises(AssertionError):
        _played(hours)
