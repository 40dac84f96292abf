"""What all parts of the board share: they draw a ``Board``, everything on which was decided by the presenter."""

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from display.legibility import Needs
from display.presenter import Board, Said
from display.turns import Cell, Grid, turn
from terminal.look.theme import theme
from terminal.look.widgets import Fitted, depth, extents, fits, fitting


def draw(module: str) -> None:
    """Load the drawing that stands beside this module's file."""
    Builder.load_file(str(Path(module).with_suffix(".kv")))


class BoardPart(BoxLayout):
    """``show`` draws a board; ``announce`` draws the eye to the number that has just come.

    ``upright``: the screen is higher than wide, so that little stands side by side. ``needs``: how large digits and
    text are at least, to be read from the back of this hall.
    """

    board = ObjectProperty(rebind=True)
    upright = BooleanProperty(False)
    needs = ObjectProperty(Needs())

    def __init__(self, board: Board, **values: Any) -> None:
        super().__init__(board=board, **values)

    def show(self, board: Board) -> None:
        self.board = board

    def absent(self) -> bool:
        """Whether it has nothing to show, so that its room is for the others."""
        return False

    def own_height(self, width: float) -> float | None:
        """How high it is at this width by itself, in design pixels; None: as high as the layout says."""
        return None

    def announce(self) -> None:
        """Nothing, in most parts."""


TITLE, AROUND = 62, 64
"""Of a card of cells: its heading with its padding; and the padding at its sides."""


class PagedPart(BoardPart):
    """As many ``lines`` at once as stand in its place, the others on the next ``page``; not there without any.

    Each is a ``cell`` in the grid that its drawing calls ``cells``.
    """

    cell: type[Widget]
    page = NumericProperty(0)

    def __init__(self, board: Board, **values: Any) -> None:
        super().__init__(board, **values)
        self.ids.cells.bind(size=self._fill)
        self.bind(board=self._fill, needs=self._fill, page=self._fill)
        self._fill()

    def lines(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def grid(self, width: float, height: float) -> Grid:
        """How its cells stand in a place of this size."""
        raise NotImplementedError

    def least(self, width: float) -> Cell:
        """The least room of one cell that shows all it has, in a place of this width."""
        raise NotImplementedError

    def roomy_height(self) -> float:
        """From which height on a cell shows more than its title."""
        return self.least(self.width).height

    def absent(self) -> bool:
        return not self.lines()

    def own_height(self, width: float) -> float:
        return TITLE + self.grid(width, 10_000).down * (self.least(width).height + 4) + 10

    def show(self, board: Board) -> None:
        super().show(board)
        self.page = board.page

    def _fill(self, *_: object) -> None:
        held = self.grid(self.width, self.height)
        lines = turn(self.lines(), held.pages, int(self.page))
        roomy = self.ids.cells.height >= held.down * self.roomy_height()
        self.ids.cells.show(self.cell, lines, held.across, text=self.needs.text, roomy=roomy, **self.shared(lines))

    def shared(self, _lines: tuple[Any, ...]) -> dict[str, Any]:
        """What each of the cells that stand together is told of all of them."""
        return {}


class SaidLine(BoxLayout):
    """A sentence on one line, and the second language smaller behind it, or below where there is no room beside."""

    said = ObjectProperty(Said(""), rebind=True)
    role = StringProperty("ink")
    soft = StringProperty("ink_soft")
    kind = StringProperty("lead")
    second_kind = StringProperty("caption")
    halign = OptionProperty("left", options=["left", "center"])

    SHRINKS = (1, 0.85, 0.7, 0.58)

    def size_of(self, text: str, font: str, kind: str, width: float) -> int:
        """The kind's size, or the largest of a few smaller ones in which the text stands on one line."""
        sizes: list[int] = [round(theme.sizes[kind] * shrink) for shrink in self.SHRINKS]
        return next((size for size in sizes if extents(text, font, size)[0] <= width), sizes[-1])

    def depth_of(self, font: str, size: float) -> int:
        """How deep below its letters the box of a text reaches."""
        return depth(font, int(size))


class Alike(Fitted):
    """Words in the largest size that also holds those ``among`` which they stand, so that a list is of one hand."""

    among = ListProperty()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.bind(among=self._choose)

    def _choose_size(self, *_: object) -> None:
        self.font_size = self._size_for(self.text)

    def _size_for(self, own: str) -> int:
        box = self.font_name, tuple(self.sizes), int(self.width), int(self.height)
        return min(fitting(words, *box) for words in (own, *self.among))


class Droppable(Alike):
    """``words`` that rather vanish than are smaller than the last of their ``sizes``."""

    words = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.bind(words=self._choose)

    def _choose_size(self, *_: object) -> None:
        box = self.font_name, tuple(self.sizes), int(self.width), int(self.height)
        self.font_size = self._size_for(self.words)
        self.text = self.words if fits(self.words, self.font_name, int(self.font_size), *box[2:]) else ""


class Cells(GridLayout):
    """A grid of cells that are changed in place: nothing is rebuilt while their number stays."""

    shape = (0, 0)

    def show(self, kind: type[Widget], lines: tuple[Any, ...], cols: int, **values: Any) -> None:
        shape = (len(lines), max(1, cols))
        if shape != self.shape:
            self.clear_widgets()
            self.shape, self.cols = shape, shape[1]
            for line in lines:
                self.add_widget(kind(line=line, **values))
        for cell, line in zip(reversed(self.children), lines, strict=True):
            cell.line = line
            for name, value in values.items():
                setattr(cell, name, value)


draw(__file__)
