"""How many wait for each service, and about how long."""

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.parts.part import BoardPart, columns, draw
from display.presenter import Board

ROOMY_HEIGHT, LEAST_CELL = 90, 340


class QueueCell(BoxLayout):
    """One service; ``roomy``: with its note."""

    line = ObjectProperty(rebind=True)
    roomy = BooleanProperty(True)


class QueuesPart(BoardPart):
    """Not there where no service gives numbers."""

    def __init__(self, board: Board, **values: Any) -> None:
        super().__init__(board, **values)
        self.ids.queues.bind(size=self._fill)
        self.bind(board=self._fill)
        self._fill()

    def wanted_height(self) -> float | None:
        return None if self.board.queues else 0

    def _fill(self, *_: object) -> None:
        place, lines = self.ids.queues, self.board.queues
        across = columns(len(lines), int(place.width // LEAST_CELL), int(place.height // ROOMY_HEIGHT))
        down = -(-len(lines) // across)
        place.show(QueueCell, lines, across, roomy=place.height >= down * ROOMY_HEIGHT)


draw(__file__)
