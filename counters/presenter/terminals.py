"""The displays and kiosks of the hall as desks should know of them: which are gone, dark or silent."""

from collections.abc import Iterator, Mapping
from typing import Final

from assets.texts import domain
from counters.presenter.care import Care, MachineLine, called, in_order
from counters.presenter.case_file import local_time
from counters.presenter.phrases import say
from counters.presenter.printers import printers
from counters.presenter.seat import Seat
from protocol.messages import TerminalNow
from protocol.vocabulary import Trouble

GONE: Final = "gone"
FINE: Final = "fine"

_CARE: Final[Mapping[Trouble, Care]] = {
    Trouble.SCREEN_UNPLUGGED: Care.STOPPED,
    Trouble.SCREEN_ASLEEP: Care.STOPPED,
    Trouble.NO_SOUND: Care.HAMPERED,
    Trouble.SPEECHLESS: Care.HAMPERED,
    Trouble.OTHER_VOICE: Care.LOW,
    Trouble.MEDIA_BROKEN: Care.LOW,
    Trouble.TOO_SMALL: Care.MUTE,  # so it was set up: the administrator's, not a desk's
    Trouble.UNKNOWN: Care.LOW,
}
_ICONS: Final[Mapping[str, str]] = {
    GONE: "lan-disconnect",
    Trouble.NO_SOUND: "volume-off",
    Trouble.SPEECHLESS: "volume-off",
}


def machines(seat: Seat) -> tuple[MachineLine, ...]:
    """Printers and terminals, the most pressing first. Of the printer of a terminal that is gone nothing is known."""
    gone = {terminal.device for terminal in seat.mirror.terminals.values() if terminal.gone_since is not None}
    known = (line for line in printers(seat) if line.own or line.device not in gone)
    return in_order([*known, *terminals(seat)])


def terminals(seat: Seat) -> tuple[MachineLine, ...]:
    """All that were seen today, with a line for each of their troubles."""
    return in_order(line for terminal in seat.mirror.terminals.values() for line in _lines(seat, terminal))


def _lines(seat: Seat, terminal: TerminalNow) -> Iterator[MachineLine]:
    if terminal.gone_since is not None:
        yield _line(seat, terminal, GONE, Care.STOPPED, time=local_time(terminal.gone_since, seat))
        return
    for trouble in terminal.troubles:
        yield _line(seat, terminal, trouble, _CARE[trouble])
    if not terminal.troubles:
        yield _line(seat, terminal, FINE, Care.FINE)


def _line(seat: Seat, terminal: TerminalNow, code: str, care: Care, **values: object) -> MachineLine:
    """In the words for this kind of terminal, where there are such."""
    own_words = f"terminal.{terminal.kind}.{code}"
    key = own_words if own_words in domain(seat.language, "counters") else f"terminal.{code}"
    where = called(seat.language, seat.mirror.office, terminal.name, terminal.place)
    text = say(seat.language, key, **values)
    return MachineLine(terminal.device, code, where, text, care, _ICONS.get(code, "monitor"))
