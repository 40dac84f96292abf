"""The office's printers as staff should know of them: which of them want a hand, the most pressing first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from assets.texts import Language, domain, text
from counters.presenter.phrases import counter_title, say
from counters.presenter.seat import Seat
from protocol.messages import PrinterNow


class Care(IntEnum):
    """How much care a printer wants. Only ``STOPPED`` keeps papers from coming out, so only that is red."""

    STOPPED = 1
    SPARE = 2
    LOW = 3
    MUTE = 4  # never answers: known, nothing to be done about it, no alarm
    FINE = 5


WANTS_A_HAND: Final = (Care.STOPPED, Care.SPARE, Care.LOW)


@dataclass(frozen=True, slots=True)
class PrinterLine:
    """One printer: ``where`` it stands, and in one sentence what is the matter and what to do."""

    device: int
    where: str
    text: str
    care: Care
    own: bool = False

    @property
    def key(self) -> int:
        return self.device

    @property
    def wants_a_hand(self) -> bool:
        return self.care in WANTS_A_HAND


def printers(seat: Seat) -> tuple[PrinterLine, ...]:
    """All that were heard of, the most pressing first; this terminal's own before another of the same kind."""
    lines = [_line(seat, printer) for printer in _known(seat)]
    return tuple(sorted(lines, key=lambda line: (line.care, not line.own, line.where.casefold(), line.device)))


def pressing(lines: Sequence[PrinterLine]) -> tuple[PrinterLine, ...]:
    """Those that somebody should go to."""
    return tuple(line for line in lines if line.wants_a_hand)


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
        return Care.SPARE
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


def _line(seat: Seat, printer: PrinterNow) -> PrinterLine:
    care = care_of(printer)
    own = seat.printer is not None and printer.device == seat.device
    return PrinterLine(printer.device, _where(seat, printer, own), _text(printer, care, seat.language), care, own)


def _where(seat: Seat, printer: PrinterNow, own: bool) -> str:
    """What staff call it: their own desk, a counter by its title, a kiosk by its name and place."""
    if own:
        return say(seat.language, "printer.own")
    if seat.mirror.office.counter(printer.place) is not None:
        return counter_title(seat.language, seat.mirror.office, printer.place)
    apart = printer.place and printer.place.casefold() not in printer.name.casefold()
    return f"{printer.name} ({printer.place})" if apart else printer.name


def _text(printer: PrinterNow, care: Care, language: Language) -> str:
    match care:
        case Care.STOPPED:
            return problem_for_staff(printer.problem, language)
        case Care.SPARE:
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
