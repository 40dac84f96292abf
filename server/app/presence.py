"""Who is connected, and how long the others have not been. In memory: with a new start of the hub it begins anew."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attendance:
    """The devices that are ``here``, and for each that left for how long it has been away, in seconds.

    ``others_away``: for how long at least those have been away that have not been here since the hub began.
    """

    here: frozenset[int]
    away: Mapping[int, float]
    others_away: float

    def seconds_away(self, device: int) -> float | None:
        """None while it is here."""
        return None if device in self.here else self.away.get(device, self.others_away)


class Presence:
    """``steady`` times are seconds of a clock that is never set, so that a hub that finds the time misses nobody."""

    def __init__(self, steady: float) -> None:
        self._began = steady
        self._here: set[int] = set()
        self._left: dict[int, float] = {}

    def came(self, device: int) -> None:
        self._here.add(device)
        self._left.pop(device, None)

    def left(self, device: int, steady: float) -> None:
        self._here.discard(device)
        self._left[device] = steady

    def at(self, steady: float) -> Attendance:
        """As of this moment, for whoever reads it in another thread."""
        away = {device: steady - left for device, left in self._left.items()}
        return Attendance(frozenset(self._here), away, steady - self._began)
