"""What is seen from across the hall: a kiosk's printer that wants a hand, and why the office cannot work. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assets.texts import DEFAULT, hour
from protocol.messages import Incident, PrinterNow
from protocol.vocabulary import IncidentKind
from terminal.link.mirror import Mirror

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Flag:
    """``danger``: no paper comes out; ``warn``: somebody should come before none does.

    ``blinks``: what nobody in the hall would miss, so that staff must see it.
    """

    icon: str
    words: str
    meaning: str
    blinks: bool = False


PRESSING = (
    IncidentKind.POWER,
    IncidentKind.NETWORK,
    IncidentKind.SIAK,
    IncidentKind.CARD_PRINTER,
    IncidentKind.OTHER,
)
"""One is said: the first of these, since it keeps the others from mattering."""


def incident_flag(mirror: Mirror, say: Say, now: datetime) -> Flag | None:
    """What keeps the office from working and since when, for the hall; None while nothing does."""
    lasting = [incident for incident in mirror.incidents.values() if incident.until is None]
    if not lasting:
        return None
    incident = min(lasting, key=_pressing)
    kind = incident.kind if incident.kind in PRESSING else IncidentKind.OTHER
    since = datetime.fromtimestamp(incident.since / 1000, now.tzinfo)
    key = "incident.since" if since.date() == now.date() else "incident.for_long"
    return Flag("alert", say(key, what=say(f"incident.{kind}"), time=hour(DEFAULT, since)), "warn")


def _pressing(incident: Incident) -> tuple[int, int]:
    return PRESSING.index(incident.kind) if incident.kind in PRESSING else len(PRESSING), incident.since


def printer_flag(mirror: Mirror, say: Say) -> Flag | None:
    """The most pressing of the kiosks' printers; None while all of them print, or nobody knows better.

    The hall reads it too, so it names the kiosk and asks staff. A counter's printer is its officer's own concern.
    """
    desks = {counter.id for counter in mirror.office.counters}
    kiosks = [printer for printer in mirror.printers.values() if printer.place not in desks]
    pressing = sorted((printer for printer in kiosks if _key(printer)), key=_urgency)
    if not pressing:
        return None
    key, meaning = _key(pressing[0]), "danger" if pressing[0].problem else "warn"
    if len(pressing) > 1:
        return Flag("printer-alert", say("printer.several", count=len(pressing)), meaning)
    return Flag("printer-alert", say(key, name=pressing[0].name), meaning)


def _key(printer: PrinterNow) -> str:
    if printer.problem:
        return "printer.stuck"
    if printer.spare:
        return "printer.spare"
    return "printer.low" if printer.paper_low else ""


def _urgency(printer: PrinterNow) -> tuple[int, int]:
    """Those that print nothing first, then as they were paired: nothing on the board jumps about."""
    return ("printer.stuck", "printer.spare", "printer.low").index(_key(printer)), printer.device
