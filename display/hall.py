"""The one screen of the display: puts the parts of a board where its layout says."""

from typing import Any

from kivy.properties import StringProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from display.layout import DESIGN, Layout, Part, Rect, Shape, parts_of, places
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
        self._layout, self._media = layout, media
        self._board = board
        self._shape: Shape = "landscape"
        self._parts: dict[Part, BoardPart] = {}
        self._placed: dict[Part, Rect] = {}
        self.turn("landscape")

    def turn(self, shape: Shape) -> None:
        """Lays the board out for a screen that is held like this."""
        self._shape = shape
        for part in parts_of(self._layout.of(shape)):
            if part != "media" and part not in self._parts:
                self._parts[part] = WIDGETS[part](self._board)
        for widget in self._parts.values():
            widget.upright = shape == "portrait"
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
        heights = {name: high for name, part in self._parts.items() if (high := part.wanted_height()) is not None}
        if self._media is None:
            heights["media"] = 0
        placed = places(self._layout.of(self._shape), DESIGN[self._shape], heights)
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

    def _widgets(self) -> list[tuple[Part, Widget]]:
        media: list[tuple[Part, Widget]] = [("media", self._media)] if self._media is not None else []
        return [*self._parts.items(), *media]
