"""What was called before: the last calls, newest first."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.legibility import at_least
from display.parts.part import BoardPart, draw
from display.presenter import Board, CallLine
from display.turns import Cell, capacity, grid
from terminal.look.theme import theme
from terminal.look.widgets import extents

USUAL_NUMBER, LOW_NUMBER = 96, 72
COUNTER_SIZES = (56, 50, 44, 38, 34, 30, 26, 22)
LEAST_ROW, LEAST_CELL = 75, 480
BESIDE = 24


class CallRow(BoxLayout):
    """One of the last calls; empty rows keep their place, so that nothing jumps.

    ``brief``: "3" for "Loket 3", where the whole title would be too small. ``ruled``: under a line.
    """

    line = ObjectProperty(None, allownone=True, rebind=True)
    most = NumericProperty(USUAL_NUMBER)
    text = NumericProperty(0)
    brief = BooleanProperty(False)
    ruled = BooleanProperty(True)

    def counter_sizes(self, need: int) -> list[int]:
        return at_least(COUNTER_SIZES, need)


class CallsPart(BoardPart):
    """As many rows as the office wants and the place holds; on a low and wide place they stand side by side."""

    low = BooleanProperty(False)
    brief = BooleanProperty(False)

    def __init__(self, board: Board, **values: Any) -> None:
        super().__init__(board, **values)
        self.ids.calls.bind(size=self._fill)
        self.bind(board=self._fill, needs=self._fill, low=self._fill)
        self._fill()

    def _fill(self, *_: object) -> None:
        place, need = self.ids.calls, self.needs.text
        number = max(LOW_NUMBER if self.low else USUAL_NUMBER, least_number(need))
        cell = Cell(max(LEAST_CELL, 5 * need), max(LEAST_ROW, 1.12 * least_number(need) if need else 0))
        room = Cell(place.width, place.height)
        shown = min(self.board.calls_shown, capacity(room, cell))
        held = grid(shown, room, cell)
        lines = self.board.calls[:shown]
        blank: tuple[CallLine | None, ...] = (None,) * (shown - len(lines))
        self.brief = bool(need) and not whole(lines, place.width / held.across, need)
        place.show(CallRow, (*lines, *blank), held.across, most=number, text=need, brief=self.brief, ruled=not self.low)


def least_number(need: int) -> int:
    """The smallest of the theme's sizes for numbers that is large enough."""
    return min((size for size in theme.numbers if size >= need), default=need)


def whole(lines: tuple[CallLine, ...], width: float, need: int) -> bool:
    """Whether every number and its counter's title stand side by side in this text size."""
    number = least_number(need)
    return all(
        extents(line.number, "Numbers", number)[0] + BESIDE + extents(line.counter, "Strong", need)[0] <= width
        for line in lines
    )


draw(__file__)
