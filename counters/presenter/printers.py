"""The office's printers as staff should know of them."""

from collections.abc import Iterator, Mapping
from typing import Final

from assets.texts import Language, domain, text
from counters.presenter.care import Care, MachineLine, called, in_order
from counters.presenter.phrases import counter_title, say
from counters.presenter.seat import Seat
from protocol.messages import PrinterNow

_ICONS: Final[Mapping[Care, str]] = {
    Care.STOPPED: "printer-alert",
    Care.HAMPERED: "printer-alert",
    Care.LOW: "paper-roll",
    Care.MUTE: "printer",
    Care.FINE: "printer-check",
}


def printers(seat: Seat) -> tuple[MachineLine, ...]:
    """All that were heard of, the most pressing first."""
    return in_order(_line(seat, printer) for printer in _known(seat))


def with_printer(seat: Seat) -> tuple[str, ...]:
    """The other counters that could print a copy now, by their titles."""
    office = seat.mirror.office
    places = sorted(
        printer.place
        for printer in seat.mirror.printers.values()
        if printer.device != seat.device and office.counter(printer.place) and not printer.problem
    )
    return tuple(counter_title(seat.language, office, place) for place in dict.fromkeys(places))


def care_of(printer: PrinterNow) -> Care:
    """The one thing that matters most of this printer."""
    if printer.spare:
        return Care.HAMPERED
    if printer.problem:
        return Care.STOPPED
    if printer.paper_low:
        return Care.LOW
    return Care.MUTE if printer.mute else Care.FINE


def problem_for_staff(code: str, language: Language) -> str:
    """What is wrong with a printer and what to do about it; general words for a code we are too old to know."""
    key = f"problem.{code}.staff"
    return text(language, "paper", key) if key in domain(language, "paper") else say(language, "printer.problem")


def _known(seat: Seat) -> Iterator[PrinterNow]:
    """What the hub was told, but of our own what we know ourselves: it is newer, and there while the hub is not."""
    yield from (printer for printer in seat.mirror.printers.values() if printer.device != seat.device)
    if seat.printer is not None:
        yield seat.printer


def _line(seat: Seat, printer: PrinterNow) -> MachineLine:
    care = care_of(printer)
    own = seat.printer is not None and printer.device == seat.device
    where, text = _where(seat, printer, own), _text(printer, care, seat.language)
    return MachineLine(printer.device, "printer", where, text, care, _ICONS[care], own)


def _where(seat: Seat, printer: PrinterNow, own: bool) -> str:
    """What staff call it: their own desk, a counter by its title, a kiosk by its name and place."""
    if own:
        return say(seat.language, "printer.own")
    if seat.mirror.office.counter(printer.place) is not None:
        return counter_title(seat.language, seat.mirror.office, printer.place)
    return called(seat.language, seat.mirror.office, printer.name, printer.place)


def _text(printer: PrinterNow, care: Care, language: Language) -> str:
    match care:
        case Care.STOPPED:
            return problem_for_staff(printer.problem, language)
        case Care.HAMPERED:
            second = say(language, "printer.spare")
            return f"{second} {problem_for_staff(printer.problem, language)}" if printer.problem else second
        case Care.LOW if printer.tickets_left is not None:
            return say(language, "printer.low.left", count=printer.tickets_left)
        case Care.LOW:
            return say(language, "printer.low")
        case Care.MUTE:
            return say(language, "printer.mute")
        case _:
            return say(language, "printer.fine")
