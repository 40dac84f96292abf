"""How many wait for each service, about how long, and how many numbers are left today."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.legibility import Needs
from display.parts.part import BoardPart, draw
from display.presenter import Board, QueueLine
from display.turns import Cell, Grid, grid, turn

TITLE, AROUND = 62, 64
"""The card's heading with its padding; and the padding at its sides."""

LINE = 1.25
"""A line of digits, as high as this times their size."""


class QueueCell(BoxLayout):
    """One service. ``text``: how large it is at least; the title goes before the letter and the count do."""

    line = ObjectProperty(rebind=True)
    text = NumericProperty(0)
    roomy = BooleanProperty(True)

    def held(self, size: float, height: float) -> int:
        """This text size, or the largest that a cell of this height holds: the layout's shortfall was told."""
        return int(min(size, height / LINE))

    def notes(self, line: QueueLine) -> str:
        """About how long, and how many are left."""
        return " · ".join(note for note in (line.note, line.left) if note)


class QueuesPart(BoardPart):
    """As many at once as stand in its place, the others on the next page. Not there where no service gives numbers."""

    page = NumericProperty(0)

    def __init__(self, board: Board, **values: Any) -> None:
        super().__init__(board, **values)
        self.ids.queues.bind(size=self._fill)
        self.bind(board=self._fill, needs=self._fill, page=self._fill)
        self._fill()

    def absent(self) -> bool:
        return not self.board.queues

    def own_height(self, width: float) -> float:
        held = grid(len(self.board.queues), Cell(width - AROUND, 10_000), cell(self.needs))
        return TITLE + held.down * (cell(self.needs).height + 4) + 10

    def grid(self, width: float, height: float) -> Grid:
        """How its cells stand in a place of this size."""
        return grid(len(self.board.queues), Cell(width - AROUND, height - TITLE), cell(self.needs))

    def show(self, board: Board) -> None:
        super().show(board)
        self.page = board.page

    def _fill(self, *_: object) -> None:
        held = self.grid(self.width, self.height)
        lines = turn(self.board.queues, held.pages, int(self.page))
        roomy = self.ids.queues.height >= held.down * max(84, 2.4 * self.needs.text)
        self.ids.queues.show(QueueCell, lines, held.across, text=self.needs.text, roomy=roomy)


def cell(needs: Needs) -> Cell:
    """The least room of one service; where it must be read from far, the letter and the count alone take more."""
    return Cell(max(560, 4.5 * needs.text), max(86, 1.3 * needs.text))


draw(__file__)
