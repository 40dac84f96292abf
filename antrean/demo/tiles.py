"""Where the demo's windows stand on a desktop: the hall in a column at the left, the desks large enough to work at."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

READABLE = 880  # a desk's window narrower than this can't be worked at
CASCADE = 30  # stacked windows show their title bars by as much
EDGE = 8
PANEL, TITLE = 40, 32  # what a desktop keeps for its own bar, and each framed window for its title
WIDE, TALL = 16 / 9, 9 / 16


@dataclass(frozen=True, slots=True)
class Tile:
    """A window's place, in pixels."""

    width: int
    height: int
    left: int
    top: int

    def __str__(self) -> str:
        """As ``--window`` takes it."""
        return f"{self.width}x{self.height}+{self.left}+{self.top}"


def tiles(screen: tuple[int, int], desks: Sequence[str]) -> dict[str, Tile]:
    """Display above kiosk at the left; the desks beside them in a grid where there is room to read them, stacked
    where there is not. Nothing reaches out of the screen."""
    wide, high = screen[0], screen[1] - PANEL
    column = min((high - 3 * EDGE) / (1 / WIDE + 1 / TALL), wide * 0.35)
    display = _fitted(WIDE, (column, high), (EDGE, EDGE))
    kiosk = _fitted(TALL, (column, high), (EDGE, display.top + display.height + EDGE))
    corner = (display.left + display.width + EDGE, EDGE)
    room = (wide - corner[0] - EDGE, high - 2 * EDGE)
    return {"display": display, "kiosk": kiosk, **_desks(desks, corner, room)}


def _desks(names: Sequence[str], corner: tuple[int, int], room: tuple[int, int]) -> dict[str, Tile]:
    columns = min(len(names), room[0] // READABLE)
    rows = ceil(len(names) / columns) if columns else 1
    cell = (room[0] // max(1, columns), room[1] // rows)
    if columns < 2 or (cell[1] - TITLE) * WIDE < READABLE:
        return _stacked(names, corner, room)
    places = [(corner[0] + at % columns * cell[0], corner[1] + at // columns * cell[1]) for at in range(len(names))]
    return {name: _framed(place, (cell[0] - EDGE, cell[1])) for name, place in zip(names, places, strict=True)}


def _stacked(names: Sequence[str], corner: tuple[int, int], room: tuple[int, int]) -> dict[str, Tile]:
    """One upon the other, the first in front; every title is to be seen, and a click on it brings that window up."""
    slip = CASCADE * max(0, len(names) - 1)
    size = (room[0] - slip, room[1] - slip)
    steps = [slip - CASCADE * at for at in range(len(names))]
    return {name: _framed((corner[0] + step, corner[1] + step), size) for name, step in zip(names, steps, strict=True)}


def _framed(corner: tuple[int, int], room: tuple[int, int]) -> Tile:
    """A desk's window below its own title bar."""
    return _fitted(WIDE, (room[0], room[1] - TITLE), (corner[0], corner[1] + TITLE))


def _fitted(ratio: float, room: tuple[float, float], corner: tuple[int, int]) -> Tile:
    """The largest window of this shape in this room."""
    width = min(room[0], room[1] * ratio)
    return Tile(int(width), int(width / ratio), *corner)
