"""How many cells of a list stand in a place, and which of them when not all do. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple, TypeVar

Line = TypeVar("Line")


class Cell(NamedTuple):
    """The least that one cell takes, in design pixels."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Grid:
    """So many cells beside and above each other, so often until all have been seen."""

    across: int
    down: int
    pages: int = 1


def capacity(room: Cell, cell: Cell) -> int:
    """How many cells stand in this room at once, at least one."""
    return max(1, int(room.width // cell.width)) * max(1, int(room.height // cell.height))


def grid(count: int, room: Cell, cell: Cell) -> Grid:
    """For so many cells in this room: as few rows and pages as can be, none of them much emptier than another."""
    most_across = max(1, int(room.width // cell.width))
    pages = max(1, ceil(count / capacity(room, cell)))
    shown = max(1, ceil(count / pages))
    down = ceil(shown / most_across)
    return Grid(ceil(shown / down), down, pages)


def turn(lines: Sequence[Line], pages: int, page: int) -> tuple[Line, ...]:
    """The lines of this page, which counts for ever."""
    shown = ceil(len(lines) / pages)
    first = page % pages * shown
    return tuple(lines[first : first + shown])
