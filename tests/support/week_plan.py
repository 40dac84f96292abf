"""The week that is played: who comes, when, and what becomes of them. Drawn from a seed before anything is played.

Wednesday to Tuesday, with a Friday, a weekend and a Monday that is a holiday: what is ready on Friday waits four days.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

FIRST_DAY = date(2026, 11, 25)
DAYS = tuple(FIRST_DAY + timedelta(days=days) for days in range(7))
HOLIDAY = date(2026, 11, 30)
OPENS, CLOSES = 450, 900  # minutes of the day: 07:30 to 15:00
FRIDAYS_BREAK = range(690, 780)
PAPERS = {"lost": ("kk", "police-letter"), "damaged": ("kk", "old-card"), "changed": ("kk", "old-card")}
NAMES = ("Siti", "Agus", "Dewi", "Bambang", "Rina", "Joko", "Wulan", "Hadi", "Ratna", "Slamet")


class Fate(Enum):
    """What becomes of somebody. The first eleven come in, the others write."""

    STRAIGHT = auto()
    RESUBMITS = auto()  # a paper is missing; comes back with it on the same day
    EXPIRES = auto()  # a paper is missing; never comes back
    REFUSED = auto()  # the approver sends it back once
    SPOILED = auto()
    SPOILED_TWICE = auto()
    GONE = auto()  # not there when the card is ready; fetches it on another day
    REPRESENTED = auto()
    CANCELLED = auto()
    CANCELLED_LATE = auto()  # when it was already approved
    NO_SHOW = auto()
    LATE = auto()  # missed the call, comes back
    MISTAKEN = auto()  # took a number by mistake
    WRITES = auto()
    WRITES_AGAIN = auto()  # asks again what became of it; must not lose the place
    SENDS_MORE = auto()  # a paper is missing; sends it
    IS_REMINDED = auto()  # the same, after a reminder
    FALLS_SILENT = auto()  # the same, never; the case expires
    SENT_BACK = auto()  # refused by the second approver
    SPOILED_REMOTE = auto()
    WITHDRAWS = auto()
    STAYS_AWAY = auto()  # ready, not fetched in this week


WALK_INS: Mapping[Fate, int] = {
    Fate.STRAIGHT: 310,
    Fate.RESUBMITS: 40,
    Fate.EXPIRES: 20,
    Fate.REFUSED: 25,
    Fate.SPOILED: 20,
    Fate.SPOILED_TWICE: 5,
    Fate.GONE: 15,
    Fate.REPRESENTED: 20,
    Fate.CANCELLED: 8,
    Fate.CANCELLED_LATE: 7,
    Fate.NO_SHOW: 10,
    Fate.LATE: 15,
    Fate.MISTAKEN: 5,
}
REMOTE: Mapping[Fate, int] = {
    Fate.WRITES: 180,
    Fate.WRITES_AGAIN: 30,
    Fate.SENDS_MORE: 30,
    Fate.IS_REMINDED: 10,
    Fate.FALLS_SILENT: 10,
    Fate.SENT_BACK: 15,
    Fate.SPOILED_REMOTE: 8,
    Fate.WITHDRAWS: 7,
    Fate.STAYS_AWAY: 10,
}
INCOMPLETE = frozenset({Fate.RESUBMITS, Fate.EXPIRES, Fate.SENDS_MORE, Fate.IS_REMINDED, Fate.FALLS_SILENT})
SPOILS: Mapping[Fate, int] = {Fate.SPOILED: 1, Fate.SPOILED_TWICE: 2, Fate.SPOILED_REMOTE: 1}


@dataclass(frozen=True, slots=True)
class Person:
    """One applicant. Name, NIK and phone are canaries: nobody else's, and looked for where they must not be."""

    index: int
    fate: Fate
    day: date
    minute: int
    variant: str
    name: str
    nik: str
    phone: str
    priority: bool = False

    @property
    def writes(self) -> bool:
        return self.fate in REMOTE


def drawn(seed: int, share: float = 1.0) -> list[Person]:
    """Everybody of the week, in the order of their coming. ``share``: of each fate, for a small week."""
    chance = random.Random(seed)
    people = [
        _person(index, fate, chance)
        for index, fate in enumerate(
            fate for fates in (WALK_INS, REMOTE) for fate, count in fates.items() for _ in range(_of(count, share))
        )
    ]
    return sorted(people, key=lambda person: (person.day, person.minute, person.index))


def works(day: date) -> bool:
    """The plan's own calendar, which knows nothing of the hub's."""
    return day.weekday() < 5 and day != HOLIDAY


def next_working_day(day: date) -> date:
    return next(later for later in days_after(day) if works(later))


def days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day


def _of(count: int, share: float) -> int:
    return max(1, round(count * share))


def _person(index: int, fate: Fate, chance: random.Random) -> Person:
    day = chance.choice(_days_for(fate))
    variants = tuple(PAPERS) if fate in REMOTE else ("lost", "damaged")
    return Person(
        index=index,
        fate=fate,
        day=day,
        minute=_minute_for(fate, day, chance),
        variant=chance.choice(variants),
        name=f"{chance.choice(NAMES)} Kanari{index:03}",
        nik=_nik(index, chance),
        phone=f"62857{chance.randrange(10**4):04}{index:04}",
        priority=fate not in REMOTE and chance.random() < 0.15,
    )


def _days_for(fate: Fate) -> list[date]:
    working = [day for day in DAYS if works(day)]
    match fate:
        case Fate.GONE:
            return working[:-1]
        case Fate.IS_REMINDED:
            return working[:1]
        case Fate.SENDS_MORE | Fate.WRITES_AGAIN:
            return working[:3]
        case _ if fate in REMOTE:
            return list(DAYS[:-1])  # people write on Sundays too
        case _:
            return working


def _minute_for(fate: Fate, day: date, chance: random.Random) -> int:
    if fate in REMOTE:
        return chance.randrange(6 * 60, 22 * 60)
    morning = fate in (Fate.RESUBMITS, Fate.LATE, Fate.EXPIRES)
    return chance.randrange(OPENS + 5, 680 if morning or day.weekday() == 4 else 830)


def _nik(index: int, chance: random.Random) -> str:
    """As the law builds them; the running number makes each the only one."""
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(20000))
    day = born.day + chance.choice((0, 40))
    return f"3520{chance.randrange(1, 19):02}{day:02}{born:%m%y}{index + 1:04}"
