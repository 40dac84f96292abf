"""What can be wrong with the printer: every fault as a row of one table. What each does is done in printer.py.

The words about a fault are in assets/i18n/<language>/command.po: ``emulate.fault.<name>`` says what it does,
``emulate.fault.<name>.name`` is what technicians type.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Unit = Literal["bytes", "seconds", "mm", "bytes_per_second"]
Ends = Literal["normal", "new_roll", "power", "itself", "once"]
"""When a fault is over. All of them are when the technician says normal; "normal" means: only then."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``unit`` and ``default``: what its number counts, where it has one. ``usb_only``: felt on a USB bus alone."""

    name: str
    unit: Unit | None = None
    default: float = 0
    ends: Ends = "normal"
    usb_only: bool = False


_TABLE = (
    # What the sensors feel: the rows of the byte table.
    Fault("drawer_high"),
    Fault("near_end", ends="new_roll"),
    Fault("paper_out", ends="new_roll"),
    Fault("cover_open"),
    Fault("cutter_error", ends="power"),
    Fault("unrecoverable", ends="power"),
    Fault("head_hot", "seconds", 20, ends="itself"),
    Fault("feed_held"),
    # What happens to a ticket.
    Fault("paper_ends", "mm", 40, ends="new_roll"),
    Fault("power_cycle", "bytes", 400, ends="once"),
    Fault("power_off", ends="power"),
    Fault("half_baud"),
    # What the line does.
    Fault("refused"),
    Fault("unplugged"),
    Fault("hung"),
    Fault("slow_line", "bytes_per_second", 960),
    Fault("close_fin", "bytes", 400),
    Fault("close_rst", "bytes", 400),
    Fault("close_before_id"),
    # What it answers, and when.
    Fault("mute"),
    Fault("slow", "seconds", 0.4),
    Fault("slow_print", "bytes_per_second", 2000),
    Fault("late", "seconds", 8),
    Fault("leftover"),
    Fault("duplicate"),
    Fault("split", "seconds", 0.02),
    Fault("garbage"),
    Fault("wrong_id"),
    Fault("stale_status"),
    Fault("always_ready"),
    # What it never learnt, or does too much of.
    Fault("no_id"),
    Fault("simple_clone"),
    Fault("asb_only"),
    Fault("talkative"),
    Fault("half_command"),
    # The USB bus.
    Fault("usb_busy", usb_only=True),
    Fault("usb_denied", usb_only=True),
    Fault("usb_timeout", usb_only=True),
    Fault("usb_short_write", "bytes", 100, usb_only=True),
    Fault("usb_empty_reads", usb_only=True),
)

FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in _TABLE}
NO_FAULT = "none"


class UnknownFault(ValueError):
    """No fault has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no fault is called {name!r}")
        self.name = name


class BadParameter(ValueError):
    """This is no number that the fault could take."""

    def __init__(self, name: str, given: str) -> None:
        super().__init__(f"{name} takes {FAULTS[name].unit or 'no number'}, not {given!r}")
        self.name, self.given = name, given


@dataclass(frozen=True, slots=True)
class Active:
    """A fault that is there now, with its number."""

    fault: Fault
    number: float

    def __str__(self) -> str:
        return f"{self.fault.name}={self.number:g}" if self.fault.unit else self.fault.name


def read_faults(words: str) -> Sequence[Active]:
    """``"none"``, ``"paper_out"``, ``"close_rst=250"``, or several joined by ``+``. UnknownFault, BadParameter."""
    return [_read(word.strip()) for word in words.split("+") if word.strip() not in ("", NO_FAULT)]


def _read(word: str) -> Active:
    name, equals, given = word.partition("=")
    fault = FAULTS.get(name.strip())
    if fault is None:
        raise UnknownFault(name.strip())
    return Active(fault, _number(fault, given) if equals else fault.default)


def _number(fault: Fault, given: str) -> float:
    try:
        number = float(given)
    except ValueError:
        raise BadParameter(fault.name, given) from None
    if fault.unit is None or not 0 <= number < float("inf"):
        raise BadParameter(fault.name, given)
    return number
