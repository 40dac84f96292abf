"""What all parts of the board share: they draw a ``Board``, everything on which was decided by the presenter."""

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from display.presenter import Board, Said


def draw(module: str) -> None:
    """Load the drawing that stands beside this module's file."""
    Builder.load_file(str(Path(module).with_suffix(".kv")))


class BoardPart(BoxLayout):
    """``show`` draws a board; ``announce`` draws the eye to the number that has just come.

    ``upright``: the screen is higher than wide, so that little stands side by side.
    """

    board = ObjectProperty(rebind=True)
    upright = BooleanProperty(False)

    def __init__(self, board: Board, **values: Any) -> None:
        super().__init__(board=board, **values)

    def show(self, board: Board) -> None:
        self.board = board

    def wanted_height(self) -> float | None:
        """Design pixels; 0 takes no room at all, None: as high as the layout says."""
        return None

    def announce(self) -> None:
        """Nothing, in most parts."""


class SaidLine(BoxLayout):
    """A sentence on one line, and the second language smaller behind it."""

    said = ObjectProperty(Said(""), rebind=True)
    role = StringProperty("ink")
    soft = StringProperty("ink_soft")
    kind = StringProperty("lead")
    second_kind = StringProperty("caption")


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


def columns(count: int, widest: int, rows: int) -> int:
    """Into how many columns so many cells go: as few as fit into these rows, but no more than ``widest``."""
    return max(1, min(widest, -(-count // max(1, rows))))


draw(__file__)
