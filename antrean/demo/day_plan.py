"""Who comes on the played day, and what becomes of them. Pure: the same seed is the same day."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

CITIZENS = 80
FIRST_MINUTE, LAST_MINUTE = 12, 360  # after the counters open at 07:30
GONE, INCOMPLETE, REFUSED, SPOILED, PRIORITY = 7, 9, 4, 3, 12

FIRST_NAMES = (
    "Siti",
    "Sri",
    "Sutrisno",
    "Wahyu",
    "Endang",
    "Slamet",
    "Dewi",
    "Agus",
    "Yuni",
    "Bambang",
    "Rini",
    "Joko",
)
LAST_NAMES = (
    "Aminah",
    "Lestari",
    "Widodo",
    "Rahayu",
    "Santoso",
    "Wulandari",
    "Prasetyo",
    "Hidayat",
    "Utami",
    "Kuswanto",
)


class Fate(StrEnum):
    """How a visit ends."""

    SERVED = "served"
    INCOMPLETE = "incomplete"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Citizen:
    """One visit. Minutes; ``arrives`` counts from the opening. ``refused``, ``spoiled``: once, on the way."""

    arrives: float
    name: str
    variant: str
    language: str
    priority: bool
    fate: Fate
    refused: bool
    spoiled: bool
    walk: float
    verify: float
    approve: float
    print: float
    receive: float


def plan(seed: int, citizens: int = CITIZENS) -> tuple[Citizen, ...]:
    """In the order of their arrival. How many are gone, incomplete, refused ... is the same on every day."""
    chance = random.Random(seed)  # noqa: S311 - a play, not a secret
    arrivals = sorted(chance.uniform(FIRST_MINUTE, LAST_MINUTE) for _ in range(citizens))
    return tuple(_citizen(chance, at, role) for at, role in zip(arrivals, _roles(chance, citizens), strict=True))


@dataclass(frozen=True, slots=True)
class _Role:
    fate: Fate
    refused: bool = False
    spoiled: bool = False
    priority: bool = False


def _roles(chance: random.Random, citizens: int) -> Iterator[_Role]:
    fates = [Fate.GONE] * GONE + [Fate.INCOMPLETE] * INCOMPLETE
    fates += [Fate.SERVED] * (citizens - len(fates))
    chance.shuffle(fates)
    served = [at for at, fate in enumerate(fates) if fate is Fate.SERVED]
    troubled = chance.sample(served, REFUSED + SPOILED)
    first = set(chance.sample(range(citizens), PRIORITY))
    for at, fate in enumerate(fates):
        yield _Role(fate, at in troubled[:REFUSED], at in troubled[REFUSED:], at in first)


def _citizen(chance: random.Random, arrives: float, role: _Role) -> Citizen:
    return Citizen(
        arrives=arrives,
        name=f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}",
        variant=chance.choice(("lost", "lost", "damaged")),
        language=chance.choice(("id", "id", "id", "jv", "en")),
        priority=role.priority,
        fate=role.fate,
        refused=role.refused,
        spoiled=role.spoiled,
        walk=chance.uniform(0.3, 1.2),
        verify=chance.uniform(4, 9),
        approve=chance.uniform(0.5, 2.0),
        print=chance.uniform(1.5, 3.0),
        receive=chance.uniform(0.5, 1.5),
    )
