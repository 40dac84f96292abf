"""Tells a scanner that types like a keyboard from a hand. Pure; time is an argument."""

from dataclasses import dataclass, field

from protocol import pickup

PAUSE_SECONDS = 0.25
"""A scanner leaves less than this between two keys, also where a slow frame lies between them."""
HAND = 2
"""So many keys in a row may be a hand's; more are kept from the page, which would take digits for touches.

After a letter none may: a number pad has no letters, and a hand at a keyboard is no scanner's match in pace.
"""
LEAST = 6
"""Fewer signs than this are no scan: somebody types."""
LONGEST = 512


@dataclass(frozen=True, slots=True)
class Heard:
    """What to do with a key. ``scan``: a whole code was read with it, or "" for something that is no code."""

    held_back: bool = False
    scan: str | None = None


@dataclass(slots=True)
class Scanner:
    """Collects keys that come faster than hands make them. Enter, or silence, ends what was scanned."""

    _signs: list[str] = field(default_factory=list)
    _last: float = float("-inf")

    def hear(self, key: str, now: float) -> Heard:
        """Each key of the keyboard, before any page has it."""
        if now - self._last > PAUSE_SECONDS:
            self._signs.clear()
        self._last = now
        if key == "enter" and len(self._signs) >= LEAST:
            return Heard(held_back=True, scan=pickup.read(self._taken()) or "")
        if len(key) != 1 or len(self._signs) >= LONGEST:
            self._signs.clear()
            return Heard()
        self._signs.append(key)
        return Heard(held_back=len(self._signs) > HAND or any(sign.isalpha() for sign in self._signs[:-1]))

    def silence(self, now: float) -> str | None:
        """The code of a scanner that ends with no Enter. Only an address: eight letters alone may be a hand's."""
        if now - self._last <= PAUSE_SECONDS or len(self._signs) < LEAST:
            return None
        scanned = self._taken()
        return pickup.read(scanned) if "/" in scanned else None

    def _taken(self) -> str:
        scanned = "".join(self._signs)
        self._signs.clear()
        return scanned
