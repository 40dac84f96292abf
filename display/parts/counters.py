"""Which counters serve, pause or are closed."""

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.legibility import Needs
from display.parts.part import AROUND, TITLE, PagedPart, draw
from display.presenter import CounterLine
from display.turns import Cell, Grid, grid
from protocol.vocabulary import CounterState

ICONS = {
    CounterState.OPEN: ("check-circle", "good"),
    CounterState.PAUSED: ("pause-circle", "warn"),
    CounterState.CLOSED: ("close-circle", "ink_soft"),
}

FEW_PAGES = 2


class CounterCell(BoxLayout):
    """One counter. ``roomy``: with its state in a word; ``text``: how large its title is at least."""

    line = ObjectProperty(rebind=True)
    text = NumericProperty(0)
    roomy = BooleanProperty(True)

    def icon_of(self, line: CounterLine) -> str:
        return ICONS[line.state][0]

    def role_of(self, line: CounterLine) -> str:
        return ICONS[line.state][1]


class CountersPart(PagedPart):
    """Not there where no counter serves citizens."""

    cell = CounterCell

    def lines(self) -> tuple[CounterLine, ...]:
        return self.board.counters  # type: ignore[no-any-return]

    def grid(self, width: float, height: float) -> Grid:
        """With the counters' states in words, and room for names on two lines, where few pages hold all of them."""
        room, count = Cell(width - AROUND, height - TITLE), len(self.board.counters)
        roomy, plain = (grid(count, room, cell(self.needs)) for cell in (roomy_cell, plain_cell))
        return roomy if roomy.pages <= FEW_PAGES else plain

    def least(self, width: float) -> Cell:
        return roomy_cell(self.needs)


def roomy_cell(needs: Needs) -> Cell:
    """The least room of a counter with its state in a word."""
    return Cell(max(225, 6 * needs.text), max(98, 2.3 * needs.text))


def plain_cell(needs: Needs) -> Cell:
    """The least room of a counter whose state is told by its sign alone."""
    return Cell(max(250, 6 * needs.text), max(52, 1.3 * needs.text))


draw(__file__)
