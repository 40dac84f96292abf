"""How large a thing must be on this screen to be read from the back of the hall, and from how far it can be. Pure.

The number in the big place: capitals of 0.7 degrees (what EN 301 549 asks of text that cannot be enlarged). Lists:
22 minutes of arc (the upper end of what ISO 9241-3 prefers).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, hypot, inf, radians, tan

from display.layout import DESIGN, Layout, Part, Rect, places, shape_of
from display.media.slides import FAR_SIZES, text_size

NUMBER_DEGREES = 0.7
LIST_DEGREES = 22 / 60
MM_PER_INCH = 25.4

CAPITAL = 0.7275
"""The height of a capital or digit of our fonts, as a part of their size."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The least font sizes in design pixels; 0: nobody said from how far this screen is read."""

    number: int = 0
    text: int = 0


@dataclass(frozen=True, slots=True)
class Short:
    """A part that cannot be read from as far as it should; ``metres``: from how far it can."""

    part: Part
    metres: float


def capital_mm(viewing_m: float, degrees: float) -> float:
    """How high a capital is that is seen under this angle."""
    return 2000 * viewing_m * tan(radians(degrees) / 2)


def mm_per_pixel(screen_inches: float, width: int, height: int) -> float:
    """Of a screen that this many pixels fill."""
    return screen_inches * MM_PER_INCH / hypot(width, height)


def needs(viewing_m: float | None, screen_inches: float | None, window: tuple[int, int]) -> Needs:
    """For a window of this many real pixels that fills a screen of this diagonal."""
    if viewing_m is None or screen_inches is None:
        return Needs()
    millimetre = _design_mm(screen_inches, window)
    number, text = (capital_mm(viewing_m, degrees) / millimetre for degrees in (NUMBER_DEGREES, LIST_DEGREES))
    return Needs(ceil(number / CAPITAL), ceil(text / CAPITAL))


def _design_mm(screen_inches: float, window: tuple[int, int]) -> float:
    """One design pixel of the stage in this window."""
    wide, high = DESIGN[shape_of(*window)]
    return mm_per_pixel(screen_inches, *window) * min(window[0] / wide, window[1] / high)


LADDER = (200, 168, 144, 124, 112, 100, 88, 78, 68, 60, 52, 46)
"""Few, fixed sizes stay few: the letters of each are kept."""


def at_least(sizes: Sequence[int], least: float) -> list[int]:
    """The sizes that are large enough, largest first, or the least one itself where none of them is.

    What must be seen whole at any cost falls back to smaller ones all the same, and ``shortfalls`` has said so.
    """
    if least <= sizes[0]:
        return list(sizes)
    return [ceil(least), *(size for size in LADDER if sizes[0] < size < least), *sizes]


def large_enough(sizes: Sequence[int], least: float) -> list[int]:
    """As ``at_least``, for what rather vanishes than is too small."""
    return [size for size in sizes if size >= least] or [ceil(least)]


# --- From how far a layout can be read ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Room:
    """What a part's least content takes: ``around`` the text, in pixels across and down, and the text in its size."""

    around: tuple[int, int]
    across: float
    down: float

    def size(self, rect: Rect) -> float:
        """The largest text that this place holds."""
        return min((rect.width - self.around[0]) / self.across, (rect.height - self.around[1]) / self.down)


NUMBERS: Mapping[Part, tuple[Room, ...]] = {
    "hero": (Room((96, 300), 3.2, 0.8), Room((96, 112), 5.2, 0.8)),
    "sign": (Room((96, 400), 3.2, 0.8),),
}
"""A-000 above the counter, or beside it where that leaves more."""

LISTS: Mapping[Part, tuple[Room, ...]] = {
    "calls": (Room((88, 84), 4.5, 1.1), Room((330, 24), 4.5, 1.1)),
    "strip": (Room((64, 70), 6.5, 1.3),),
    "queues": (Room((64, 70), 4.5, 1.3),),
    "counters": (Room((64, 70), 6.5, 1.3),),
}
"""A-000 and a counter's digit; a service's letter and how many wait; a counter's name. What is longer is left out."""


def shortfalls(
    layout: Layout, viewing_m: float | None, screen_inches: float | None, window: tuple[int, int], *, slides: bool
) -> list[Short]:
    """The parts of this layout whose text cannot be made large enough for this distance on this screen.

    ``slides``: the office's standards take part in its media.
    """
    if viewing_m is None or screen_inches is None:
        return []
    shape, millimetre = shape_of(*window), _design_mm(screen_inches, window)
    placed = places(layout.of(shape), DESIGN[shape], {"flags": 0})
    found = [
        Short(part, floor(10 * reach) / 10)
        for part, rect in placed.items()
        if (slides or part != "media") and (reach := _metres(part, rect, millimetre)) < viewing_m
    ]
    return sorted(found, key=lambda short: short.metres)


def _metres(part: Part, rect: Rect, millimetre: float) -> float:
    """From how far the least content of this part can be read; what holds none of it, from anywhere."""
    rooms, degrees = (NUMBERS[part], NUMBER_DEGREES) if part in NUMBERS else (LISTS.get(part, ()), LIST_DEGREES)
    largest = max((room.size(rect) for room in rooms), default=inf)
    if part == "media":
        largest = text_size(rect.height, FAR_SIZES[0])
    return largest * CAPITAL * millimetre / capital_mm(1, degrees)
