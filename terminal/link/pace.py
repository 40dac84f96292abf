"""How long the link waits for what, and how it tells the time."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from protocol.messages import STALE_SECONDS


@dataclass(frozen=True, slots=True)
class Pace:
    """Every duration of the link, in seconds. Tests shorten them; nobody else has to."""

    silence: float = STALE_SECONDS
    connect: float = 5.0
    answer: float = 10.0
    search: float = 3.0
    pairing: float = 600.0
    steady: float = 5.0
    ping: float = 10.0
    elsewhere: float = 10.0
    retries: tuple[float, ...] = (0.2, 1.0, 1.2, 1.6, 2.4, 4.0, 6.5)

    def delays(self, chance: random.Random) -> Iterator[float]:
        """The pauses between attempts, each up to half longer by chance; the last step goes on for ever."""
        for retry in self.retries:
            yield retry * chance.uniform(1.0, 1.5)
        while True:
            yield self.retries[-1] * chance.uniform(1.0, 1.5)


class Clock:
    """The machine's time; tests put their own in its place."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)


class HubClock:
    """The hub's time, carried on by a clock that nobody can set: a wrong or jumping local clock does no harm."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset: float | None = None

    def heard(self, time_ms: int) -> None:
        """The hub says that it is ``time_ms`` now."""
        self._offset = time_ms / 1000 - self._clock.monotonic()

    def now(self, timezone: str) -> datetime:
        """The hub's time in this zone; the machine's own until a hub was heard."""
        zone = _zone(timezone)
        if self._offset is None:
            return self._clock.now().astimezone(zone)
        return datetime.fromtimestamp(self._offset + self._clock.monotonic(), zone)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
