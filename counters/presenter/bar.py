"""The bar of papers and machines that stands on every desk. It keeps its place, so that nothing moves under a hand."""

from dataclasses import dataclass
from typing import Final, Literal

from counters.presenter import alarms
from counters.presenter.blanks import stock_is_out
from counters.presenter.care import Care, MachineLine, pressing
from counters.presenter.incidents import incident_text, lasting
from counters.presenter.paper import PaperCounts, paper_counts
from counters.presenter.phrases import say
from counters.presenter.printers import care_of
from counters.presenter.seat import Seat
from counters.presenter.terminals import machines
from protocol.vocabulary import Right

Ear = Literal["off", "on", "deaf"]
"""Whether the hall is heard at this desk. ``deaf``: it is switched on, but nothing can be heard."""

Tone = Literal["danger", "warn", "plain", "quiet"]
"""How a part of the bar is drawn: red and amber fields, plain words for what has time, soft words for all well."""

_TONES: Final[dict[Care, Tone]] = {Care.STOPPED: "danger", Care.HAMPERED: "warn", Care.LOW: "plain"}


@dataclass(frozen=True, slots=True)
class BarPart:
    """Some words with their icon; nothing of it is drawn without words."""

    text: str = ""
    icon: str = ""
    tone: Tone = "quiet"


@dataclass(frozen=True, slots=True)
class Bar:
    """``machines``: what presses most of printers and the hall's terminals; ``others``: how much more does.

    ``own``: the printer of this terminal. ``hall``: that it is heard here, while it is.

    ``incident``, ``promise``, ``blanks``: what keeps cards from being ready in time; empty while nothing does.
    """

    incident: BarPart
    promise: BarPart
    blanks: BarPart
    machines: BarPart
    others: BarPart
    own: BarPart
    hall: BarPart
    papers: BarPart


def bar_of(seat: Seat, ear: Ear = "off") -> Bar:
    """The bar at this instant."""
    known = machines(seat)
    urgent = pressing(known)
    return Bar(
        incident=_incident(seat),
        promise=_promise(seat),
        blanks=_blanks(seat),
        machines=_first(seat, known, urgent),
        others=_others(seat, urgent[1:]),
        own=_own(seat),
        hall=_hall(seat, ear),
        papers=_papers(seat, paper_counts(seat)),
    )


def _incident(seat: Seat) -> BarPart:
    """Seen on every desk: what it is and since when."""
    running = lasting(seat)
    if not running:
        return BarPart()
    text = incident_text(seat, running[0])
    if len(running) > 1:
        text = say(seat.language, "bar.incidents_more", text=text, count=len(running) - 1)
    return BarPart(text, "alert", "danger")


def _promise(seat: Seat) -> BarPart:
    """Those that this desk can still do something about: red when the promise is broken, amber before."""
    late, hurry = alarms.pressing(seat)
    if late:
        return BarPart(say(seat.language, "bar.late", count=late), "clock-alert-outline", "danger")
    if hurry:
        return BarPart(say(seat.language, "bar.hurry", count=hurry), "timer-sand", "warn")
    return BarPart()


def _blanks(seat: Seat) -> BarPart:
    """For whoever prints or supervises."""
    stock = seat.mirror.blanks
    if not stock.kept or not seat.may(Right.PRINT, Right.STOCK, Right.SUPERVISE):
        return BarPart()
    if stock_is_out(stock):
        return BarPart(say(seat.language, "bar.blanks_out"), "card-off", "danger")
    if stock.low:
        return BarPart(say(seat.language, "bar.blanks_low", count=stock.balance), "card-multiple", "warn")
    return BarPart()


def _first(seat: Seat, known: tuple[MachineLine, ...], urgent: tuple[MachineLine, ...]) -> BarPart:
    if urgent:
        first = urgent[0]
        return BarPart(f"{first.where}: {first.text}", first.icon, _TONES[first.care])
    if known:
        return BarPart(say(seat.language, "bar.machines_fine"), "check-circle-outline")
    return BarPart()


def _others(seat: Seat, others: tuple[MachineLine, ...]) -> BarPart:
    if not others:
        return BarPart()
    return BarPart(say(seat.language, "bar.others", count=len(others)), tone=_TONES[others[0].care])


def _own(seat: Seat) -> BarPart:
    """Only in a word, and never in a colour: what to do about it stands at the head of the bar, or behind the key."""
    language = seat.language
    if not seat.prints:
        return BarPart(say(language, "bar.own.none"), "printer-off")
    if seat.printer is None:
        return BarPart(say(language, "bar.own.asking"), "printer")
    care = care_of(seat.printer)
    icon = "printer-alert" if care in _TONES else "printer"
    return BarPart(say(language, f"bar.own.{care.name.lower()}"), icon, "plain" if care in _TONES else "quiet")


def _hall(seat: Seat, ear: Ear) -> BarPart:
    if ear == "off":
        return BarPart()
    if ear == "deaf":
        return BarPart(say(seat.language, "bar.hall.deaf"), "volume-off", "warn")
    return BarPart(say(seat.language, "bar.hall.on"), "ear-hearing", "plain")


def _papers(seat: Seat, counts: PaperCounts) -> BarPart:
    """A number on every terminal. What is always so at a kiosk is counted without a colour."""
    if counts.pressing:
        return BarPart(say(seat.language, "bar.papers", count=counts.pressing), "ticket-confirmation", "warn")
    if counts.quiet:
        return BarPart(say(seat.language, "bar.papers_quiet", count=counts.quiet), "ticket-confirmation")
    return BarPart(say(seat.language, "bar.papers_fine"), "ticket-confirmation")
