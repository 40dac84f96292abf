"""How long somebody will probably wait, said as a range. Judged by how often the range is right.

A number with ``n`` ahead starts after n + 1 services have ended at the open counters. With services
of mean m at c counters that takes a gamma-distributed time of shape n + 1 and scale m / c; the range
is its middle 80 %, widened to steps of five minutes because nobody can promise single ones.
"""

from collections.abc import Sequence
from math import ceil, floor

STEP_MINUTES = 5
PRIOR_WEIGHT = 5
Z_80 = 1.2816


def wait_range(ahead: int, open_counters: int, minutes_per_ticket: float) -> tuple[int, int] | None:
    """(low, high) in minutes, multiples of 5; None while no counter is open, because then nobody knows."""
    if open_counters < 1:
        return None
    scale = minutes_per_ticket / open_counters
    low = scale * _gamma_quantile(ahead + 1, -Z_80)
    high = scale * _gamma_quantile(ahead + 1, Z_80)
    return floor(low / STEP_MINUTES) * STEP_MINUTES, max(1, ceil(high / STEP_MINUTES)) * STEP_MINUTES


def minutes_per_ticket(expected: float, recent: Sequence[float]) -> float:
    """The mean of recent services, drawn towards the catalogue's value while there are few of them."""
    return (expected * PRIOR_WEIGHT + sum(recent)) / (PRIOR_WEIGHT + len(recent))


def _gamma_quantile(shape: int, z: float) -> float:
    """The gamma quantile at the normal deviate ``z``, by the cube-root approximation of Wilson and Hilferty."""
    spread = 1 / (9 * shape)
    return float(shape * max(0.0, 1 - spread + z * spread**0.5) ** 3)
