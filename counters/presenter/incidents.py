"""What keeps the whole office from working: which kinds there are, which of them last, since when."""

from typing import Final

from counters.presenter.case_file import local_time, person
from counters.presenter.phrases import say
from counters.presenter.seat import Seat
from counters.presenter.sheet import SheetButton, SheetLine, SheetView
from counters.presenter.timing import minutes_since, span
from protocol.messages import Incident
from protocol.vocabulary import IncidentKind

KINDS: Final = tuple(kind for kind in IncidentKind if kind is not IncidentKind.UNKNOWN)
TOGGLE: Final = "toggle"


def lasting(seat: Seat) -> tuple[Incident, ...]:
    """Those that are not over, the oldest first."""
    return tuple(sorted((i for i in seat.mirror.incidents.values() if i.until is None), key=lambda i: (i.since, i.id)))


def lasting_of(seat: Seat, kind: IncidentKind) -> Incident | None:
    return next((incident for incident in lasting(seat) if incident.kind is kind), None)


def incident_text(seat: Seat, incident: Incident) -> str:
    """What it is and since when, for the bar."""
    kind = say(seat.language, f"incident.{incident.kind}")
    return say(seat.language, "incident.since", kind=kind, since=local_time(incident.since, seat))


def incidents_view(seat: Seat, chosen: IncidentKind) -> SheetView:
    running = lasting(seat)
    language = seat.language
    return SheetView(
        title=say(language, "do.incidents"),
        note=say(language, "incident.lasting" if running else "incident.none"),
        tone="danger" if running else "good",
        lines=tuple(_line(seat, at, kind, kind is chosen) for at, kind in enumerate(KINDS)),
        foot=say(language, "incident.foot"),
        buttons=(_button(seat, chosen),),
    )


def _line(seat: Seat, at: int, kind: IncidentKind, chosen: bool) -> SheetLine:
    language, incident = seat.language, lasting_of(seat, kind)
    if incident is None:
        return SheetLine(kind, say(language, f"incident.{kind}"), cap=str(at + 1), chosen=chosen)
    minutes = minutes_since(incident.since, seat.now_ms)
    return SheetLine(
        key=kind,
        text=say(language, f"incident.{kind}"),
        detail=say(language, "incident.by", who=person(seat, incident.declared_by), time=span(language, minutes)),
        badge=say(language, "incident.badge", since=local_time(incident.since, seat)),
        tone="danger",
        cap=str(at + 1),
        chosen=chosen,
    )


def _button(seat: Seat, chosen: IncidentKind) -> SheetButton:
    if lasting_of(seat, chosen) is None:
        text = say(seat.language, "incident.do.declare")
        return SheetButton(TOGGLE, text, "enter", icon="alert", why=seat.hindrance(), kind="danger")
    text = say(seat.language, "incident.do.end")
    return SheetButton(TOGGLE, text, "enter", icon="check-circle", why=seat.hindrance(), kind="first")
