"""The one screen of the display: puts the parts of a board where its layout says."""

from typing import Any

from kivy.properties import StringProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from display.layout import DESIGN, Layout, Part, Rect, Shape, parts_of, places
from display.legibility import Needs
from display.parts import WIDGETS
from display.parts.flags import FlagsPart
from display.parts.part import BoardPart
from display.presenter import Board


class HallScreen(FloatLayout):
    """``show`` draws a board; ``announce`` makes the number in the big place flash; ``turn`` lays it out anew.

    ``media``: what stands where the layout has the part of that name; without it the other parts take its room.
    """

    sound_problem = StringProperty("")

    def __init__(self, board: Board, layout: Layout, media: Widget | None = None, **values: Any) -> None:
        super().__init__(**values)
        self._board, self._layout, self._media = board, layout, media
        self._shape: Shape = "landscape"
        self._parts: dict[Part, BoardPart] = {}
        self._placed: dict[Part, Rect] = {}
        self.turn("landscape")

    def turn(self, shape: Shape, needs: Needs = Needs()) -> None:  # noqa: B008 - it is a value
        """Lays the board out for a screen that is held like this and read from so far."""
        self._shape = shape
        for name in parts_of(self._layout.of(shape)):
            if name != "media" and name not in self._parts:
                self._parts[name] = WIDGETS[name](self._board)
        for part in self._parts.values():
            part.upright, part.needs = shape == "portrait", needs
        self.on_sound_problem()

    def show(self, board: Board) -> None:
        self._board = board
        for part in self._parts.values():
            part.show(board)
        self._place()

    def announce(self) -> None:
        """Draws the eye to the number that has just come; nothing while none stands there."""
        for part in self._parts.values():
            part.announce()

    def on_sound_problem(self, *_: object) -> None:
        flags = self._parts["flags"]
        assert isinstance(flags, FlagsPart)
        flags.sound_problem = self.sound_problem
        self._place()

    def _place(self) -> None:
        """Moves what is not where it should be; nothing is drawn anew while all stands well."""
        placed = self._places()
        if placed == self._placed:
            return
        self._placed = placed
        for name, widget in self._widgets():
            if name in placed:
                widget.size_hint = None, None
                widget.pos, widget.size = placed[name][:2], placed[name][2:]
                if widget.parent is None:
                    self.add_widget(widget)
            elif widget.parent is self:
                self.remove_widget(widget)

    def _places(self) -> dict[Part, Rect]:
        """A part's width follows from who stands beside it; how high it then is, it may know by itself."""
        box, size = self._layout.of(self._shape), DESIGN[self._shape]
        heights: dict[Part, float] = {name: 0 for name, part in self._parts.items() if part.absent()}
        if self._media is None:
            heights["media"] = 0
        for name, rect in places(box, size, heights).items():
            if name != "media" and (own := self._parts[name].own_height(rect.width)) is not None:
                heights[name] = own
        return places(box, size, heights)

    def _widgets(self) -> list[tuple[Part, Widget]]:
        media: list[tuple[Part, Widget]] = [("media", self._media)] if self._media is not None else []
        return [*self._parts.items(), *media]
