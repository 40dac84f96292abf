"""What goes wrong with which ticket: every fault at every moment, or any of them by chance. Pure."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from terminal.emulator import FAULTS, Fault
from tests.torture.moments import Moment
from tests.torture.pipe import Place, PowerCut

TICKET_BYTES = 1500
"""About as long as a ticket of 80 mm; pictures make one five times as long."""
NO_FAULT = "none"
FELT_BY_NETWORK: Sequence[Fault] = tuple(fault for fault in FAULTS.values() if not fault.usb_only)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """``name`` and ``number``: the printer's fault, and ``besides`` another. ``lasts``: for how many tickets.

    ``spare_too``: the second printer has it as well. ``full``: from which write on the kiosk's disk takes no line.
    ``cut``, ``dark_after_s``: the kiosk's power goes at a step of this ticket, or so many seconds after the touch.
    ``blinks_after_s``: the printer's power does.
    """

    name: str = NO_FAULT
    number: float | None = None
    besides: str = ""
    moment: Moment = Moment.BEFORE
    after_bytes: int = 0
    lasts: int = 1
    spare_too: bool = False
    full: int = 0
    cut: PowerCut | None = None
    dark_after_s: float | None = None
    blinks_after_s: float | None = None

    @property
    def words(self) -> str:
        """As the printer's set_fault takes it."""
        return "+".join(filter(None, (_words(self.name, self.number), self.besides)))

    @property
    def row(self) -> str:
        """Under which name it is counted."""
        if self.full:
            return "kiosk's disk full"
        if self.name == NO_FAULT:
            return "no fault, power cut" if self.cut or self.dark_after_s is not None else "no fault"
        return self.name


CUTS = (
    PowerCut("answer"),
    PowerCut("before_sync"),
    PowerCut("before_sync", 2),
    PowerCut("after_sync"),
    PowerCut("after_sync", 2),
    PowerCut("byte", 0),
    PowerCut("byte", TICKET_BYTES // 2),
    PowerCut("byte", TICKET_BYTES + 20),
)


def every_one(chance: random.Random) -> Iterator[Trouble]:
    """The kiosk's power at each place, its disk full, then each fault at each moment.

    Where a byte has to be named, it is the last of the ticket's first third.
    """
    for cut in CUTS:
        yield Trouble(cut=cut)
        yield Trouble(cut=cut, full=1)
        yield Trouble(cut=cut, full=2)
    yield Trouble(full=1, lasts=3)
    yield Trouble(full=2, lasts=3, name="refused")
    for fault in FELT_BY_NETWORK:
        for moment in Moment:
            yield Trouble(
                name=fault.name,
                number=_number(fault, chance),
                moment=moment,
                after_bytes=TICKET_BYTES // 3 if moment is Moment.INSIDE else 0,
            )


def by_chance(chance: random.Random) -> Trouble:
    """Three tickets of four meet a fault, some of them two; one of twelve a power cut at its kiosk."""
    cut = power_cut(chance) if chance.random() < 1 / 15 else None
    fault = chance.choice(FELT_BY_NETWORK) if chance.random() < 0.75 else None
    besides = chance.choice(FELT_BY_NETWORK) if fault and chance.random() < 0.2 else None
    return Trouble(
        name=fault.name if fault else NO_FAULT,
        number=_number(fault, chance) if fault else None,
        besides=_words(besides.name, _number(besides, chance)) if besides else "",
        moment=chance.choice(tuple(Moment)),
        after_bytes=chance.randrange(TICKET_BYTES),
        lasts=chance.choice((1, 1, 1, 2, 3, 5)),
        spare_too=chance.random() < 0.3,
        full=chance.choice((1, 2)) if chance.random() < 0.04 else 0,
        cut=cut,
        dark_after_s=chance.uniform(0, 0.3) if chance.random() < 1 / 60 else None,
        blinks_after_s=chance.uniform(0, 0.3) if chance.random() < 1 / 30 else None,
    )


def _words(name: str, number: float | None) -> str:
    return name if number is None else f"{name}={number:g}"


def power_cut(chance: random.Random) -> PowerCut:
    """The kiosk's power goes at some step."""
    places: tuple[Place, ...] = ("answer", "before_sync", "after_sync", "byte")
    place = chance.choice(places)
    return PowerCut(place, chance.randrange(TICKET_BYTES + 60) if place == "byte" else chance.choice((1, 1, 2)))


_SECONDS = {"head_hot": (0.05, 1.0), "slow": (0.01, 0.2), "late": (0.05, 1.0), "split": (0.001, 0.02)}
"""Faults in seconds as they are here, where a printer that is waited for has a fraction of one."""


def _number(fault: Fault, chance: random.Random) -> float | None:
    match fault.unit:
        case "bytes":
            return chance.randrange(TICKET_BYTES + 60)
        case "mm":
            return round(chance.uniform(1, 160), 1)
        case "bytes_per_second":
            return chance.randrange(2_000, 20_000)
        case "seconds":
            return round(chance.uniform(*_SECONDS.get(fault.name, (0.01, 0.5))), 3)
        case None:
            return None
