"""A terminal's clock that is set by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime

from terminal.link import Clock

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""In the office's zone."""


@dataclass
class HandClock(Clock):
    """``ran``: the seconds that have passed; ``shown``: what somebody has set it to."""

    ran: float = 0.0
    shown: datetime = NOON

    def monotonic(self) -> float:
        return self.ran

    def now(self) -> datetime:
        return self.shown
