"""The order in which calls are shown: one after the other, none lost, none new twice. Pure; time is an argument."""

from collections import deque
from collections.abc import Sequence

from protocol.messages import Call

HOLD_SECONDS = 4.0
HURRIED_SECONDS = 2.0
MANY = 4
"""With more calls waiting than this, each holds the big place for the shorter time."""

MISSED_MS = 5 * 60 * 1000
"""A call that this display first hears of later than this is in the list, but is no longer announced."""

KEPT = 200


class CallQueue:
    """Every call holds the big place for a while, in the order in which the hub made them.

    ``hear`` may be told the same calls as often as one likes. A display that was away is told by the next
    snapshot what it missed: the recent calls are announced, the older ones only stand in the list.
    """

    def __init__(self) -> None:
        self._book = ""
        self._forget()

    def _forget(self) -> None:
        self._heard = 0
        self._free_at = float("-inf")
        self._waiting: deque[Call] = deque()
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
            recent = now - call.at <= MISSED_MS
            (self._waiting if recent else self._shown).append(call)

    def turn(self, at: float) -> Call | None:
        """The call that takes the big place at this instant (seconds of any steady clock), else None.

        Gives each call exactly once, however often it is asked.
        """
        if not self._waiting or at < self._free_at:
            return None
        call = self._waiting.popleft()
        self._shown.append(call)
        self._free_at = at + (HURRIED_SECONDS if len(self._waiting) > MANY else HOLD_SECONDS)
        return call

    def next_turn(self, at: float) -> float | None:
        """In how many seconds ``turn`` has another call to give; None while none waits."""
        return max(0.0, self._free_at - at) if self._waiting else None

    @property
    def current(self) -> Call | None:
        """The call in the big place."""
        return max(self._shown, key=lambda call: call.id, default=None)

    @property
    def waiting(self) -> int:
        """How many calls still wait for the big place."""
        return len(self._waiting)

    def before(self, count: int) -> tuple[Call, ...]:
        """The last calls of other tickets than the one in the big place, newest first, one for each ticket."""
        newest: dict[int, Call] = {}
        for call in sorted(self._shown, key=lambda call: call.id, reverse=True):
            newest.setdefault(call.ticket, call)
        return tuple(newest.values())[1 : count + 1]


def _newer_than(heard: int, calls: Sequence[Call]) -> list[Call]:
    """The calls with a higher id, oldest first; looks only at the end of a long day's list."""
    newer: list[Call] = []
    for call in reversed(calls):
        if call.id <= heard:
            break
        newer.append(call)
    return newer[::-1]
