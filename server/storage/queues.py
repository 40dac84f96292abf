"""Who waits, in memory beside the books: a place in a queue is found without counting rows.

The writer thread keeps it in step with what it writes. When a command's part is taken back it forgets
all, and reads again when it is next asked: the rows are the truth.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable

Place = tuple[str, int, int]
"""Service, arrival, ticket: the order in which a queue stands."""


class Queues:
    """``read`` gives every place that the books hold now."""

    def __init__(self, read: Callable[[], Iterable[Place]]) -> None:
        self._read = read
        self._places: dict[int, Place] | None = None
        self._lines: dict[str, list[Place]] = {}

    def forget(self) -> None:
        """What was told is no longer so."""
        self._places = None

    def waits(self, place: Place) -> None:
        """This ticket stands there now, wherever it stood before."""
        self.leaves(place[2])
        if self._places is not None:
            self._stand(place, self._places)

    def leaves(self, ticket: int) -> None:
        """This ticket waits no more."""
        place = self._places.pop(ticket, None) if self._places is not None else None
        if place is not None:
            line = self._lines[place[0]]
            del line[bisect_left(line, place)]

    def before(self, place: Place) -> int:
        """How many of the same service stand before this place."""
        self._know()
        return bisect_left(self._lines.get(place[0], []), place)

    def length(self, service: str) -> int:
        """How many wait for this service."""
        self._know()
        return len(self._lines.get(service, []))

    def _know(self) -> None:
        if self._places is None:
            self._places, self._lines = {}, {}
            for place in self._read():
                self._stand(place, self._places)

    def _stand(self, place: Place, places: dict[int, Place]) -> None:
        places[place[2]] = place
        insort(self._lines.setdefault(place[0], []), place)
