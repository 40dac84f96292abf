"""How many wait for each service, about how long, and how many numbers are left today."""

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.legibility import Needs
from display.parts.part import AROUND, TITLE, PagedPart, draw
from display.presenter import QueueLine
from display.turns import Cell, Grid, grid

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


class QueuesPart(PagedPart):
    """Not there where no service gives numbers."""

    cell = QueueCell

    def lines(self) -> tuple[QueueLine, ...]:
        return self.board.queues  # type: ignore[no-any-return]

    def grid(self, width: float, height: float) -> Grid:
        return grid(len(self.board.queues), Cell(width - AROUND, height - TITLE), queue_cell(self.needs))

    def cell_height(self) -> float:
        return queue_cell(self.needs).height

    def roomy_height(self) -> float:
        return max(84, 2.4 * self.needs.text)  # type: ignore[no-any-return]


def queue_cell(needs: Needs) -> Cell:
    """The least room of one service; where it must be read from far, the letter and the count alone take more."""
    return Cell(max(560, 4.5 * needs.text), max(86, 1.3 * needs.text))


draw(__file__)
