"""Looking at the papers that were sent: which page, how large, how far turned. Sizes are design pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from protocol.messages import Document

ZOOM_STEP: Final = 1.25
MOST_ZOOM: Final = 8.0
PAN_STEP: Final = 0.15
"""The part of the window that an arrow moves the picture by."""

Place = tuple[int, int]
"""Which document, from 0, and which of its pages, from 1."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How the page lies: ``zoom`` 1 fits it whole, ``turn`` in degrees clockwise, ``x`` and ``y`` from the middle."""

    zoom: float = 1.0
    turn: int = 0
    x: float = 0.0
    y: float = 0.0


def zoomed(sight: Sight, factor: float, around: tuple[float, float] = (0.0, 0.0)) -> Sight:
    """Larger or smaller, the point ``around`` (from the middle) staying where it is; never smaller than whole."""
    zoom = max(1.0, min(MOST_ZOOM, sight.zoom * factor))
    if zoom == 1.0:
        return Sight(turn=sight.turn)
    grown = zoom / sight.zoom
    x, y = around
    return replace(sight, zoom=zoom, x=x - (x - sight.x) * grown, y=y - (y - sight.y) * grown)


def turned(sight: Sight, quarters: int) -> Sight:
    """By quarters clockwise, whole in sight again."""
    return Sight(turn=(sight.turn + 90 * quarters) % 360)


def moved(sight: Sight, x: float, y: float) -> Sight:
    """By so much; what is whole in sight stays in the middle."""
    return sight if sight.zoom == 1.0 else replace(sight, x=sight.x + x, y=sight.y + y)


def kept_in(sight: Sight, picture: tuple[float, float], window: tuple[float, float]) -> Sight:
    """So that no more of the window is empty than must be. ``picture``: its size on the screen now, as it is turned."""
    most_x, most_y = (max(0.0, (wide - room) / 2) for wide, room in zip(picture, window, strict=True))
    return replace(sight, x=max(-most_x, min(most_x, sight.x)), y=max(-most_y, min(most_y, sight.y)))


def drawn_size(pixels: tuple[int, int], window: tuple[float, float], sight: Sight) -> tuple[float, float]:
    """Width and height of the picture before it is turned, so that zoom 1 shows it whole as it is turned."""
    wide, high = pixels if sight.turn % 180 == 0 else pixels[::-1]
    scale = min(window[0] / max(1, wide), window[1] / max(1, high)) * sight.zoom
    return pixels[0] * scale, pixels[1] * scale


def beside(documents: Sequence[Document], place: Place, by: int) -> Place:
    """The page before or after, over the edges of the documents; the first and the last stay."""
    pages = [(at, page) for at, document in enumerate(documents) for page in range(1, document.pages + 1)]
    if place not in pages:
        return pages[0] if pages else (0, 1)
    return pages[max(0, min(len(pages) - 1, pages.index(place) + by))]


def document_beside(documents: Sequence[Document], place: Place, by: int) -> Place:
    """The first page of the document before or after."""
    return max(0, min(len(documents) - 1, place[0] + by)), 1
