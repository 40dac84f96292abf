"""What was used lately, as much of it as there is room for. Pure."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Recent(Generic[Thing]):
    """Keeps things of a given size each, of ``room`` altogether; what has not been asked for longest goes first."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken = 0
        self._things: OrderedDict[Hashable, tuple[Thing, int]] = OrderedDict()

    def get(self, key: Hashable) -> Thing | None:
        """The thing of this name, if it is still kept."""
        if key not in self._things:
            return None
        self._things.move_to_end(key)
        return self._things[key][0]

    def keep(self, key: Hashable, thing: Thing, size: int) -> None:
        """``key`` must be a new one; what has no room is not kept at all."""
        self._things[key] = thing, size
        self.taken += size
        while self.taken > self.room:
            _, (_, gone) = self._things.popitem(last=False)
            self.taken -= gone
