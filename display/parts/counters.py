"""Which counters serve, pause or are closed."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.legibility import Needs
from display.parts.part import BoardPart, draw
from display.presenter import Board, CounterLine
from display.turns import Cell, Grid, grid, turn
from protocol.vocabulary import CounterState

TITLE, AROUND = 62, 64
"""The card's heading with its padding; and the padding at its sides."""

ICONS = {
    CounterState.OPEN: ("check-circle", "good"),
    CounterState.PAUSED: ("pause-circle", "warn"),
    CounterState.CLOSED: ("close-circle", "ink_soft"),
}


class CounterCell(BoxLayout):
    """One counter. ``roomy``: with its state in a word; ``text``: how large its title is at least."""

    line = ObjectProperty(rebind=True)
    text = NumericProperty(0)
    roomy = BooleanProperty(True)

    def icon_of(self, line: CounterLine) -> str:
        return ICONS[line.state][0]

    def role_of(self, line: CounterLine) -> str:
        return ICONS[line.state][1]


class CountersPart(BoardPart):
    """All at once where they stand in its place, else page after page. Not there where no counter serves citizens."""

    page = NumericProperty(0)

    def __init__(self, board: Board, **values: Any) -> None:
        super().__init__(board, **values)
        self.ids.counters.bind(size=self._fill)
        self.bind(board=self._fill, needs=self._fill, page=self._fill)
        self._fill()

    def absent(self) -> bool:
        return not self.board.counters

    def own_height(self, width: float) -> float:
        held = self.grid(width, 10_000)
        return TITLE + held.down * (roomy_cell(self.needs).height + 4) + 10

    def grid(self, width: float, height: float) -> Grid:
        """How its cells stand in a place of this size: with their states in words where all of them can."""
        room, count = Cell(width - AROUND, height - TITLE), len(self.board.counters)
        roomy, plain = (grid(count, room, cell(self.needs)) for cell in (roomy_cell, plain_cell))
        return roomy if roomy.pages == 1 else plain

    def show(self, board: Board) -> None:
        super().show(board)
        self.page = board.page

    def _fill(self, *_: object) -> None:
        held = self.grid(self.width, self.height)
        lines = turn(self.board.counters, held.pages, int(self.page))
        roomy = self.ids.counters.height >= held.down * roomy_cell(self.needs).height
        self.ids.counters.show(CounterCell, lines, held.across, text=self.needs.text, roomy=roomy)


def roomy_cell(needs: Needs) -> Cell:
    """The least room of a counter with its state in a word."""
    return Cell(max(225, 6 * needs.text), max(86, 2.3 * needs.text))


def plain_cell(needs: Needs) -> Cell:
    """The least room of a counter whose state is told by its sign alone."""
    return Cell(max(250, 6 * needs.text), max(52, 1.3 * needs.text))


draw(__file__)
