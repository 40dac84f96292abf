"""What was called before: the last calls, newest first."""

from typing import Any

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.parts.part import BoardPart, draw
from display.presenter import Board, CallLine

LEAST_ROW, LEAST_CELL = 72, 400


class CallRow(BoxLayout):
    """One of the last calls; empty rows keep their place, so that nothing jumps."""

    line = ObjectProperty(None, allownone=True, rebind=True)


class CallsPart(BoardPart):
    """As many rows as the office wants and the place holds; on a low and wide place they stand side by side."""

    def __init__(self, board: Board, **values: Any) -> None:
        super().__init__(board, **values)
        self.ids.calls.bind(size=self._fill, height=self._fill)
        self.bind(board=self._fill)
        self._fill()

    def _fill(self, *_: object) -> None:
        place = self.ids.calls
        down, across = grid(place.width, place.height, self.board.calls_shown)
        lines = self.board.calls[: down * across]
        blank: tuple[CallLine | None, ...] = (None,) * (down * across - len(lines))
        place.show(CallRow, (*lines, *blank), across)


def grid(width: float, height: float, most: int) -> tuple[int, int]:
    """Rows and columns for at most so many calls in this room."""
    down = max(1, min(most, int(height // LEAST_ROW)))
    across = max(1, min(most // down, int(width // LEAST_CELL))) if down < most else 1
    return down, across


draw(__file__)
