"""Whose office this is, and the hub's time."""

from functools import lru_cache
from io import BytesIO
from typing import Any

from kivy.core.image import Image as Picture
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from display.parts.part import BoardPart, draw
from terminal.look.widgets import extents

ONE_LINE = 30
"""The address stands below a name that takes one line in this size."""


class OfficeMark(Widget):
    """The logo, or a bar in the accent's colour. ``shape``: the logo's width to its height."""

    logo = ObjectProperty(None, allownone=True)
    shape = NumericProperty(1)

    def on_logo(self, *_: object) -> None:
        self.shape = self.logo.width / self.logo.height if self.logo else 1


class HeaderPart(BoardPart):
    """Upright, the date and the clock stand below the name. The logo is the papers': black, so on a white plate."""

    logo = ObjectProperty(None, allownone=True)
    short = BooleanProperty(False)

    def __init__(self, board: Any, **values: Any) -> None:
        super().__init__(board, **values)
        self.ids.name.bind(width=self._fill)
        self.bind(board=self._fill)
        self._fill()

    def _fill(self, *_: object) -> None:
        self.logo = picture(self.board.logo)
        self.short = extents(self.board.office, "Title", ONE_LINE)[0] <= self.ids.name.width


@lru_cache(maxsize=2)
def picture(logo: bytes) -> Texture | None:
    """The office's sign; None where it has none, or one that nobody can read."""
    if not logo:
        return None
    try:
        return Picture(BytesIO(logo), ext="png", mipmap=True).texture
    except Exception:  # whatever Kivy's loaders raise, a board without a logo is better than no board
        return None


draw(__file__)
