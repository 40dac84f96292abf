"""Minutes and the promise of the service standard: how a card's clock stands, in words and in a colour."""

from dataclasses import dataclass
from typing import Final, Literal

from protocol.messages import Case

Tone = Literal["good", "warn", "danger"]

MINUTE_MS: Final = 60_000
HURRY: Final = 2 / 3
"""The part of the promised time after which the clock turns amber: 10 of 15 minutes."""


@dataclass(frozen=True, slots=True)
class CaseClock:
    """Minutes left until the card is promised; negative when late. ``part`` of the time that is used, up to 1."""

    minutes: int
    part: float
    tone: Tone

    @property
    def key(self) -> str:
        """The phrase that says it without any colour; takes ``minutes``."""
        if self.minutes < 0:
            return "clock.late"
        return "clock.hurry" if self.tone == "warn" else "clock.left"


def minutes_since(then_ms: int, now_ms: int) -> int:
    """Whole minutes that have passed; never negative, though clocks of two machines differ a little."""
    return max(0, (now_ms - then_ms) // MINUTE_MS)


def case_clock(case: Case, now_ms: int) -> CaseClock | None:
    """The clock of a case since its files were complete; None before."""
    if case.complete_at is None or case.due_at is None:
        return None
    whole = max(1, case.due_at - case.complete_at)
    part = (now_ms - case.complete_at) / whole
    return CaseClock(_minutes_left(case.due_at - now_ms), min(1.0, max(0.0, part)), _tone(part))


def _minutes_left(left_ms: int) -> int:
    """A started minute counts whole, on both sides: "1 minute left" until the very end, then "1 minute late"."""
    return -(-left_ms // MINUTE_MS) if left_ms > 0 else left_ms // MINUTE_MS


def _tone(part: float) -> Tone:
    if part >= 1:
        return "danger"
    return "warn" if part >= HURRY else "good"


def seconds_left(until_ms: int, now_ms: int) -> int:
    """Started seconds until an instant; 0 when it has passed."""
    return max(0, -(-(until_ms - now_ms) // 1000))
