"""The order in which calls are shown and said: one after the other, none lost. Pure; time is an argument.

New calls (first calls and recalls alike) keep the hub's order. What was said once is said again when no new call
waits: so a recall jumps the repeats, but nobody's first call, and a repeat never makes a new number wait.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from protocol.messages import Call

HOLD_SECONDS = 4.0
HURRIED_SECONDS = 2.0
MANY = 4
"""With more announcements waiting than this, each is said in the short form, and may hold the big place shorter."""

MISSED_MS = 5 * 60 * 1000
"""A call that this terminal first hears of later than this is in the list, but is no longer announced."""

KEPT = 200


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call, for the ``time``-th time. ``follows``: it comes right after another, so that no chime is needed."""

    call: Call
    time: int = 1
    short: bool = False
    follows: bool = False

    @property
    def hold_seconds(self) -> float:
        """How long its number stands in the big place at least, also where nothing is said."""
        return HURRIED_SECONDS if self.short else HOLD_SECONDS


class Announcements:
    """What is to be announced. ``hear`` may be told the same calls as often as one likes.

    ``times``: how often each call is said. ``counters``: the zone; calls to other counters are not ours (empty: all).
    A terminal that was away is told by the next snapshot what it missed: the recent calls are announced, the older
    ones only stand in the list.
    """

    def __init__(self, times: int = 1, counters: frozenset[str] = frozenset()) -> None:
        self._times = times
        self._counters = counters
        self._book = ""
        self._forget()

    def _forget(self) -> None:
        self._heard = 0
        self._under_way: Announcement | None = None
        self._ended = False
        self._waiting: deque[Call] = deque()
        self._again: deque[Announcement] = deque()
        self._shown: deque[Call] = deque(maxlen=KEPT)

    def hear(self, calls: Sequence[Call], *, book: str, now: int) -> None:
        """Takes in the calls (oldest first) that it has not heard yet.

        ``book`` names where their ids count: the hub's epoch and the day. Another book starts anew.
        ``now`` is the hub's time in milliseconds.
        """
        if book != self._book:
            self._book = book
            self._forget()
        for call in _newer_than(self._heard, calls):
            self._heard = call.id
            if self._counters and call.counter not in self._counters:
                continue
            recent = now - call.at <= MISSED_MS
            (self._waiting if recent else self._shown).append(call)
            self._again = deque(one for one in self._again if one.call.ticket != call.ticket)

    def begin(self, awaited: Callable[[Call], bool] = lambda call: True) -> Announcement | None:
        """What is announced from now on; None while another is under way, or nothing waits.

        A new call is given exactly once. A repeat is given only while somebody is still ``awaited``.
        """
        if self._under_way is not None:
            return None
        follows, self._ended = self._ended, False
        self._again = deque(one for one in self._again if awaited(one.call))
        if self._waiting:
            call = self._waiting.popleft()
            self._shown.append(call)
            self._under_way = Announcement(call, 1, len(self._waiting) > MANY, follows)
        elif self._again:
            again = self._again.popleft()
            self._under_way = Announcement(again.call, again.time, len(self._again) > MANY, follows)
        return self._under_way

    def end(self, *, again: bool = True) -> None:
        """The one under way has been said. ``again`` False: it was not, so it is not said again either."""
        done, self._under_way = self._under_way, None
        if done is None:
            return
        self._ended = True
        recalled = any(call.ticket == done.call.ticket for call in self._waiting)
        if again and not recalled and done.time < self._times:
            self._again.append(Announcement(done.call, done.time + 1))

    def coming(self, awaited: Callable[[Call], bool] = lambda call: True) -> Announcement | None:
        """What ``begin`` would give after the one under way, as far as can be known now."""
        if self._waiting:
            return Announcement(self._waiting[0], 1, len(self._waiting) - 1 > MANY, follows=True)
        again = [one for one in self._again if awaited(one.call)]
        return Announcement(again[0].call, again[0].time, len(again) - 1 > MANY, follows=True) if again else None

    def pass_over(self) -> None:
        """What waits stands in the list, but is not announced any more."""
        self._shown.extend(self._waiting)
        self._waiting.clear()
        self._again.clear()

    @property
    def under_way(self) -> Announcement | None:
        return self._under_way

    @property
    def current(self) -> Call | None:
        """The call in the big place: the one under way, else the last."""
        if self._under_way is not None:
            return self._under_way.call
        return max(self._shown, key=lambda call: call.id, default=None)

    @property
    def waiting(self) -> int:
        """How many announcements still wait, repeats too."""
        return len(self._waiting) + len(self._again)

    def before(self, count: int) -> tuple[Call, ...]:
        """The last calls of other tickets than the one in the big place, newest first, one for each ticket."""
        current = self.current
        newest: dict[int, Call] = {}
        for call in sorted(self._shown, key=lambda call: call.id, reverse=True):
            if current is None or call.ticket != current.ticket:
                newest.setdefault(call.ticket, call)
        return tuple(newest.values())[:count]


def _newer_than(heard: int, calls: Sequence[Call]) -> list[Call]:
    """The calls with a higher id, oldest first; looks only at the end of a long day's list."""
    newer: list[Call] = []
    for call in reversed(calls):
        if call.id <= heard:
            break
        newer.append(call)
    return newer[::-1]
