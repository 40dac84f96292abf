"""How many wait for each service, about how long, and how many numbers are left today."""

from typing import Any

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.legibility import Needs
from display.parts.part import AROUND, TITLE, PagedPart, draw
from display.presenter import QueueLine
from display.turns import Cell, Grid, grid
from terminal.look.widgets import extents

LINE = 1.25
"""A line of digits, as high as this times their size."""

TITLE_SIZE = 32
"""Where a title needs more than one line in this size, the cells are high enough for two."""

AROUND_TITLE = 64 + 20 + 20 + 36
"""Of a cell's width: its letter, what is between the three, and what is between two cells."""


class QueueCell(BoxLayout):
    """One service. ``text``: how large it is at least; the title goes before the letter and the count do.

    ``titles``, ``notes`` and ``count_width`` are those of all the cells that stand together.
    """

    COUNT = 72  # the size of how many wait
    line = ObjectProperty(rebind=True)
    text = NumericProperty(0)
    roomy = BooleanProperty(True)
    titles = ListProperty()
    notes = ListProperty()
    count_width = NumericProperty(0)

    def held(self, size: float, height: float) -> int:
        """This text size, or the largest that a cell of this height holds: the layout's shortfall was told."""
        return int(min(size, height / LINE))

    def said_of(self, line: QueueLine) -> str:
        return said_of(line)


class QueuesPart(PagedPart):
    """Not there where no service gives numbers."""

    cell = QueueCell

    def lines(self) -> tuple[QueueLine, ...]:
        return self.board.queues  # type: ignore[no-any-return]

    def grid(self, width: float, height: float) -> Grid:
        return grid(len(self.board.queues), Cell(width - AROUND, height - TITLE), self.least(width))

    def least(self, width: float) -> Cell:
        cell = queue_cell(self.needs)
        if self.needs.text:
            return cell
        beside = max(1, min(len(self.board.queues), int((width - AROUND) // cell.width)))
        room = (width - AROUND) / beside - AROUND_TITLE - self._count_width(self.board.queues)
        wraps = any(extents(line.title, "Strong", TITLE_SIZE)[0] > room for line in self.board.queues)
        return cell._replace(height=110) if wraps else cell

    def roomy_height(self) -> float:
        return max(84, 2.4 * self.needs.text)  # type: ignore[no-any-return]

    def shared(self, lines: tuple[QueueLine, ...]) -> dict[str, Any]:
        return {
            "titles": [line.title for line in lines],
            "notes": [said_of(line) for line in lines],
            "count_width": self._count_width(lines),
        }

    def _count_width(self, lines: tuple[QueueLine, ...]) -> int:
        size = max(QueueCell.COUNT, self.needs.text)
        return max((extents(str(line.waiting), "Numbers", size)[0] for line in lines), default=0) + 4


def said_of(line: QueueLine) -> str:
    """About how long, and how many are left."""
    return " · ".join(note for note in (line.note, line.left) if note)


def queue_cell(needs: Needs) -> Cell:
    """The least room of one service; where it must be read from far, the letter and the count alone take more."""
    return Cell(max(560, 4.5 * needs.text), max(86, 1.3 * needs.text))


draw(__file__)
