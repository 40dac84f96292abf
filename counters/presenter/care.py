"""The office's machines as staff should know of them: which of them want a hand, the most pressing first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from assets.texts import Language
from counters.presenter.phrases import counter_title
from protocol.office import Office


class Care(IntEnum):
    """How much care a machine wants. Only ``STOPPED`` keeps it from its work, so only that is red."""

    STOPPED = 1
    HAMPERED = 2  # it works, but not as it should: a second printer helps out, the hall hears nothing
    LOW = 3  # there is time: paper near its end, a picture that cannot be shown
    MUTE = 4  # known, and nothing that a desk can do about it: no alarm
    FINE = 5


WANTS_A_HAND: Final = (Care.STOPPED, Care.HAMPERED, Care.LOW)


@dataclass(frozen=True, slots=True)
class MachineLine:
    """One thing about one machine: ``where`` it stands, and in one sentence what is the matter and what to do.

    ``code`` tells apart several lines of one device.
    """

    device: int
    code: str
    where: str
    text: str
    care: Care
    icon: str
    own: bool = False

    @property
    def key(self) -> tuple[int, str]:
        return self.device, self.code

    @property
    def wants_a_hand(self) -> bool:
        return self.care in WANTS_A_HAND


def in_order(lines: Iterable[MachineLine]) -> tuple[MachineLine, ...]:
    """The most pressing first; this terminal's own before another of the same kind."""
    return tuple(sorted(lines, key=lambda line: (line.care, not line.own, line.where.casefold(), line.key)))


def pressing(lines: Sequence[MachineLine]) -> tuple[MachineLine, ...]:
    """Those that somebody should go to."""
    return tuple(line for line in lines if line.wants_a_hand)


def called(language: Language, office: Office, name: str, place: str) -> str:
    """What staff call a machine that does not belong to a desk: by its name, and its place where that says more."""
    where = counter_title(language, office, place)
    return f"{name} ({where})" if where and where.casefold() not in name.casefold() else name
