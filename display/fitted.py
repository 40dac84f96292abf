"""Words that must be seen whole in a box of given size: set in the largest of a few fixed sizes that fits."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from kivy.clock import Clock
from kivy.core.text import Label as TextDrawer
from kivy.lang import Builder
from kivy.properties import ListProperty, NumericProperty, StringProperty
from kivy.uix.label import Label

from terminal.look.widgets import extents

Builder.load_string("""
#:import theme terminal.look.theme.theme

<Fitted>:
    font_name: 'Strong'
    color: theme.roles[self.role]
    text_size: self.size
    valign: 'middle'
    line_height: 1.02
    size_hint_y: self.share or None if self.text else None
""")


class Fitted(Label):
    """Wraps at words. ``sizes`` are few and fixed, so that the cache of letters stays small; the last one at worst.

    ``share`` is its part of the height of a vertical box, 0 where its height is given; without words it leaves
    the box to the others.
    """

    role = StringProperty("ink")
    sizes = ListProperty([48, 42, 36, 31, 27, 24, 21])
    share = NumericProperty(1)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._choose = Clock.create_trigger(self._choose_size, -1)
        self.bind(size=self._choose, text=self._choose, sizes=self._choose)
        self.on_text(self, self.text)
        self._choose()

    def on_text(self, _self: object, text: str) -> None:
        if not text:
            self.height = 0

    def _choose_size(self, *_: object) -> None:
        self.font_size = fitting(self.text, self.font_name, tuple(self.sizes), int(self.width), int(self.height))


@lru_cache(maxsize=512)
def fitting(text: str, font: str, sizes: Sequence[int], width: int, height: int) -> int:
    """The first of these sizes, largest first, in which the text stands whole in the box, no word broken."""
    return next((size for size in sizes if _fits(text, font, size, width, height)), sizes[-1])


def _fits(text: str, font: str, size: int, width: int, height: int) -> bool:
    if any(extents(word, font, size)[0] > width for word in text.split()):
        return False
    drawer = TextDrawer(text=text, font_name=font, font_size=size, text_size=(width, None), line_height=1.02)
    return bool(drawer.render()[1] <= height)
