"""Which counters serve, pause or are closed."""

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.parts.part import BoardPart, columns, draw
from display.presenter import Board, CounterLine
from protocol.vocabulary import CounterState

ROOMY_HEIGHT, LEAST_CELL = 90, 180

ICONS = {
    CounterState.OPEN: ("check-circle", "good"),
    CounterState.PAUSED: ("pause-circle", "warn"),
    CounterState.CLOSED: ("close-circle", "ink_soft"),
}


class CounterCell(BoxLayout):
    """One counter; ``roomy``: with its state in a word."""

    line = ObjectProperty(rebind=True)
    roomy = BooleanProperty(True)

    def icon_of(self, line: CounterLine) -> str:
        return ICONS[line.state][0]

    def role_of(self, line: CounterLine) -> str:
        return ICONS[line.state][1]


class CountersPart(BoardPart):
    """Not there where no counter serves citizens."""

    def __init__(self, board: Board, **values: Any) -> None:
        super().__init__(board, **values)
        self.ids.counters.bind(size=self._fill)
        self.bind(board=self._fill)
        self._fill()

    def wanted_height(self) -> float | None:
        return None if self.board.counters else 0

    def _fill(self, *_: object) -> None:
        place, lines = self.ids.counters, self.board.counters
        across = columns(len(lines), int(place.width // LEAST_CELL), int(place.height // ROOMY_HEIGHT))
        down = -(-len(lines) // across)
        place.show(CounterCell, lines, across, roomy=place.height >= down * ROOMY_HEIGHT)


draw(__file__)
