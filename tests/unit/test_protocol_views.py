"""What strangers and the hall's terminals are told, field by field; whatever is added to a message stays with staff."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given

from protocol import codec
from protocol import messages as m
from protocol.office import Office, PaperStyle, Text
from protocol.views import seen_by, seen_counter, seen_incident, seen_office, seen_printer, seen_ticket
from protocol.vocabulary import TicketChange, View
from tests.support.protocol_frames import EVENTS, example, messages

TICKET = {"id", "number", "service", "state", "day", "arrived_at", "counter"}
CALL = {"id", "ticket", "number", "counter", "purpose", "at", "repeat"}
TEXT = {"id", "jv", "en"}
STRANGER = {
    "office": {
        *("name", "short_name", "address", "timezone", "hours", "services", "counters", "roles", "ticker", "demo"),
        *("settings", "paper"),  # empty
    },
    "office.hours": {"issuing", "serving", "holidays"},
    "office.hours.issuing": {"days", "opens", "closes"},
    "office.hours.serving": {"days", "opens", "closes"},
    "office.services": {"id", "title", "subtitle", "prefix"},
    "office.counters": {"id", "title", "rights", "services"},
    **{f"office.{where}": TEXT for where in ("services.title", "services.subtitle", "counters.title", "ticker")},
    "ticket_issued": {"type", "ticket"},
    "ticket_issued.ticket": TICKET,
    "ticket_called": {"type", "ticket", "call"},
    "ticket_called.ticket": TICKET,
    "ticket_called.call": CALL,
    "ticket_changed": {"type", "ticket", "what"},
    "ticket_changed.ticket": TICKET,
    "counter_changed": {"type", "counter"},
    "counter_changed.counter": {"id", "state"},
    "incident_changed": {"type", "incident"},
    "incident_changed.incident": {"id", "kind", "since", "until"},
    "day_started": {"type", "day"},
}
"""Every place in what a stranger hears -> the fields that may stand there."""

HALL = STRANGER | {
    "office": STRANGER["office"] | {"pledge"},
    "office.settings": {"kiosk_idle_seconds", "calls_shown"},
    "office.pledge": TEXT,
    "office.paper": {"blocks", "logo", "texts"},
    "office.paper.texts": {"closing"},
    "office.paper.texts.closing": TEXT,
    "office.services": {
        *STRANGER["office.services"],
        *("icon", "about", "whatsapp", "variants", "requirements", "pickup_prefix"),
        *("promised_minutes", "promised_working_days"),
    },
    "office.services.about": TEXT,
    "office.services.variants": {"id", "title"},
    "office.services.variants.title": TEXT,
    "office.services.requirements": {"id", "title", "without", "variants"},
    "office.services.requirements.title": TEXT,
    "office.services.requirements.without": TEXT,
    **{f"{event}.ticket": TICKET | {"paper_owed"} for event in ("ticket_issued", "ticket_called", "ticket_changed")},
    "printer_changed": {"type", "printer"},
    "printer_changed.printer": {"device", "name", "place", "problem", "paper_low", "spare"},
}
MAY_HOLD = {View.STRANGER: STRANGER, View.PUBLIC: HALL}


def too_much(said: Any, where: str, allowed: dict[str, set[str]]) -> Iterator[str]:
    """The places of what may not stand there."""
    if isinstance(said, list):
        for item in said:
            yield from too_much(item, where, allowed)
    elif isinstance(said, dict):
        for key, value in said.items():
            if key in allowed.get(where, ()):
                yield from too_much(value, f"{where}.{key}", allowed)
            else:
                yield f"{where}.{key}"


def as_said(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def whole_office() -> Office:
    """An office with every field filled, none with its default."""
    snapshot = example(m.Snapshot)
    assert isinstance(snapshot, m.Snapshot)
    paper = PaperStyle(blocks=("number",), logo=b"png", texts={"closing": Text(id="x", jv="y", en="z")})
    return msgspec.structs.replace(snapshot.office, paper=paper)


@pytest.mark.parametrize("view", [View.STRANGER, View.PUBLIC])
@given(event=messages(*EVENTS))
def test_an_event_tells_a_view_nothing_but_what_is_named_here(view: View, event: m.Event) -> None:
    seen = seen_by(view, event)
    if seen is not None:
        assert list(too_much(as_said(seen), str(type(seen).__struct_config__.tag), MAY_HOLD[view])) == []


@pytest.mark.parametrize("view", [View.STRANGER, View.PUBLIC])
def test_the_office_is_described_to_a_view_as_far_as_is_named_here(view: View) -> None:
    said = as_said(seen_office(view, whole_office()))
    assert list(too_much(said, "office", MAY_HOLD[view])) == []
    assert said["roles"] == []
    rights = {right for counter in said["counters"] for right in counter["rights"]}
    assert rights <= {"call", "hand_over"}


def test_the_checker_finds_what_staff_are_told_the_control() -> None:
    """The same questions, asked of what is not slimmed, must find something; and each view less than the next."""
    found = set(too_much(as_said(whole_office()), "office", STRANGER))
    assert {"office.settings.pin_digits", "office.services.approval", "office.assumed", "office.paper.logo"} <= found
    assert set(too_much(as_said(seen_office(View.PUBLIC, whole_office())), "office", STRANGER))
    told = {
        str(kind.__struct_config__.tag) for kind in EVENTS if list(too_much(as_said(example(kind)), "", {"": set()}))
    }
    assert {"terminal_changed", "case_advanced", "staff_changed"} <= told


@pytest.mark.parametrize("kind", EVENTS)
def test_each_view_hears_of_no_more_events_than_the_next(kind: type[m.Event]) -> None:
    event: Any = example(kind)
    stranger, hall, staff = (seen_by(view, event) is not None for view in View)
    assert stranger <= hall <= staff is True


def test_strangers_hear_nothing_of_papers_printers_and_terminals() -> None:
    ticket = example(m.TicketIssued).ticket  # type: ignore[attr-defined]
    for what in (TicketChange.PAPER, TicketChange.REPRINTED):
        assert seen_by(View.STRANGER, m.TicketChanged(ticket=ticket, what=what)) is None
        assert seen_by(View.PUBLIC, m.TicketChanged(ticket=ticket, what=what)) is not None
    assert seen_ticket(View.PUBLIC, ticket).paper_owed
    assert not seen_ticket(View.STRANGER, ticket).paper_owed
    printer = example(m.PrinterChanged)
    assert seen_by(View.STRANGER, printer) is None  # type: ignore[arg-type]
    for view in (View.STRANGER, View.PUBLIC):
        assert seen_by(view, example(m.TerminalChanged)) is None  # type: ignore[arg-type]


def test_staff_are_told_all_of_it() -> None:
    office, event = whole_office(), example(m.PrinterChanged)
    assert seen_office(View.STAFF, office) is office
    assert seen_by(View.STAFF, event) is event  # type: ignore[arg-type]
    for kind, seen in ((m.TicketIssued, seen_ticket), (m.CounterChanged, seen_counter)):
        part: Any = next(iter(msgspec.structs.asdict(example(kind)).values()))
        assert seen(View.STAFF, part) is part  # type: ignore[operator]
    incident = example(m.IncidentChanged).incident  # type: ignore[attr-defined]
    assert seen_incident(View.STAFF, incident) is incident
    assert seen_printer(View.STAFF, event.printer) is event.printer  # type: ignore[attr-defined]


def test_a_slim_view_is_read_as_any_other() -> None:
    """Terminals of every age: what is left out has its default."""
    for view in (View.STRANGER, View.PUBLIC):
        office = seen_office(view, whole_office())
        assert msgspec.json.decode(msgspec.json.encode(office), type=Office) == office
        for kind in EVENTS:
            seen = seen_by(view, example(kind))  # type: ignore[arg-type]
            assert seen is None or codec.event(codec.encode(seen)) == seen
