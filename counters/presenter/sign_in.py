"""Signing in: who may sit at this counter, the PIN as it is typed, and the waits after wrong ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assets.texts import Language
from counters.presenter.phrases import role_titles
from counters.presenter.timing import seconds_left
from protocol.errors import Refusal, TryLater, WrongPin
from protocol.messages import StaffMember
from protocol.vocabulary import Right
from terminal.link.mirror import Mirror

# Whoever has only these at a counter has nothing to do there: both go along with other rights.
_GO_ALONG: Final = frozenset({Right.CANCEL, Right.SUPERVISE})
LONGEST_PIN: Final = 12


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list. ``elsewhere``: the title of the counter where they are signed in now."""

    id: int
    name: str
    posts: str
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class PinEntry:
    """The PIN as far as it is typed. ``heard_from``: before this instant the hub hears no further try.

    Instants are milliseconds of a clock that never jumps.
    """

    typed: str = ""
    heard_from: int = 0

    def press(self, key: str, now_ms: int) -> "PinEntry":
        """A digit more, one less (backspace), or none (escape). A digit struck during the wait is not kept."""
        if key == "escape":
            return self.emptied()
        if key == "backspace":
            return replace(self, typed=self.typed[:-1])
        if not (key.isdigit() and len(key) == 1) or self.wait_s(now_ms):
            return self
        return replace(self, typed=(self.typed + key)[:LONGEST_PIN])

    def emptied(self) -> "PinEntry":
        """No digit left; the wait goes on."""
        return replace(self, typed="")

    def wait_s(self, now_ms: int) -> int:
        """Seconds until the hub hears the next try."""
        return seconds_left(self.heard_from, now_ms)

    def may_send(self, digits: int, now_ms: int) -> bool:
        return len(self.typed) >= digits and not self.wait_s(now_ms)

    def refused(self, refusal: Refusal, now_ms: int) -> "PinEntry":
        """Empty again, and waiting as long as the hub said."""
        wait = refusal.params.get("wait_s") if isinstance(refusal, WrongPin | TryLater) else 0
        return PinEntry(heard_from=now_ms + 1000 * wait if isinstance(wait, int) else 0)


def people(mirror: Mirror, counter: str, language: Language) -> tuple[Person, ...]:
    """Those whose posts have something to do at this counter, by name."""
    members = (member for member in mirror.staff.values() if may_sit(mirror, member, counter))
    return tuple(
        Person(
            member.id,
            member.name,
            role_titles(language, mirror.office, roles_today(mirror, member)),
            _elsewhere(mirror, member.id, counter, language),
        )
        for member in sorted(members, key=lambda member: (member.name.casefold(), member.id))
    )


def may_sit(mirror: Mirror, member: StaffMember, counter: str) -> bool:
    """Whether one of this person's rights is of use at the counter, today."""
    place = mirror.office.counter(counter)
    if place is None or member.disabled:
        return False
    return bool((mirror.office.rights_of(roles_today(mirror, member)) & set(place.rights)) - _GO_ALONG)


def roles_today(mirror: Mirror, member: StaffMember) -> tuple[str, ...]:
    """Their own, and those that they hold today in somebody's place."""
    taken = (
        held.role
        for held in mirror.delegations.values()
        if held.taker == member.id and held.ended_at is None and held.first_day <= mirror.day <= held.last_day
    )
    return tuple(dict.fromkeys((*member.roles, *taken)))


def _elsewhere(mirror: Mirror, staff: int, counter: str, language: Language) -> str:
    there = next((now.id for now in mirror.counters.values() if now.staff == staff and now.id != counter), None)
    place = mirror.office.counter(there) if there else None
    return place.title.said_in(language) if place else ""


def moved(people: Sequence[Person], chosen: int | None, by: int) -> int | None:
    """The person above or below the chosen one; the first or last when nobody is chosen."""
    if not people:
        return None
    ids = [person.id for person in people]
    if chosen not in ids:
        return ids[0] if by > 0 else ids[-1]
    return ids[max(0, min(len(ids) - 1, ids.index(chosen) + by))]


def starting_with(people: Sequence[Person], letter: str, after: int | None) -> int | None:
    """The next person, after this one and round, with a word of the name that starts so."""
    ids = [person.id for person in people]
    start = ids.index(after) + 1 if after in ids else 0
    for person in (*people[start:], *people[:start]):
        if any(word.casefold().startswith(letter.casefold()) for word in person.name.split()):
            return person.id
    return after
