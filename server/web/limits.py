"""How much one device, one address and one socket may ask of the hub. Pure: the time is an argument."""

import math
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

# A forgotten key costs nothing: a full bucket and no bucket are the same.
KEPT_BUCKETS = 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The web's numbers. Everything a peer can fill has an end here. ``boards`` 0: no web board at all."""

    commands_per_second: float = 20.0
    command_burst: int = 40
    commands_in_flight: int = 8
    frames_before_hello: int = 20
    hello_seconds: float = 10.0
    pairing_asks_per_minute: float = 6.0
    pairing_ask_burst: int = 10
    pickup_pages_per_minute: float = 60.0
    pickup_page_burst: int = 30
    boards: int = 200
    boards_per_address: int = 32
    watches_per_minute: float = 120.0
    watch_burst: int = 60
    connections_per_address: int = 64
    connections: int = 1000
    outbox_frames: int = 256
    outbox_bytes: int = 256 * 1024
    heartbeat_seconds: float = 15.0
    close_seconds: float = 3.0


@dataclass(slots=True)
class TokenBucket:
    """Lets ``burst`` pass at once and ``rate`` a second after that."""

    rate: float
    burst: float
    at: float
    tokens: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def take(self, now: float) -> int:
        """0 if this one may pass; otherwise milliseconds after which the next may."""
        self.tokens = min(self.burst, self.tokens + max(0.0, now - self.at) * self.rate)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0
        return math.ceil((1 - self.tokens) / self.rate * 1000)

    def is_full(self, now: float) -> bool:
        return self.tokens + (now - self.at) * self.rate >= self.burst


class Buckets:
    """One bucket per key, which outlives the connection: coming back does not fill it."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: dict[Hashable, TokenBucket] = {}

    def take(self, key: Hashable, now: float) -> int:
        """As ``TokenBucket.take``, for this key."""
        if key not in self._buckets:
            self._forget_full(now)
            self._buckets[key] = TokenBucket(self._rate, self._burst, now)
        return self._buckets[key].take(now)

    def _forget_full(self, now: float) -> None:
        if len(self._buckets) >= KEPT_BUCKETS:
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_full(now)}


class Places:
    """How many sockets are open, in all and from each address. Loopback is bound only by the whole."""

    def __init__(self, whole: int, per_address: int) -> None:
        self._whole = whole
        self._per_address = per_address
        self._open: defaultdict[str, int] = defaultdict(int)

    def take(self, address: str, *, loopback: bool) -> bool:
        """Whether one more from this address may be opened; counts it if so."""
        if sum(self._open.values()) >= self._whole:
            return False
        if not loopback and self._open[address] >= self._per_address:
            return False
        self._open[address] += 1
        return True

    def give_back(self, address: str) -> None:
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]
