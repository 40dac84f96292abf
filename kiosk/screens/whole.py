"""A place whose content is always seen whole: as large as it wants to be, drawn smaller where that is too much."""

from bisect import bisect_left
from collections.abc import Callable
from operator import neg
from typing import Any

from kivy.clock import Clock
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.label import Label
from kivy.uix.layout import Layout
from kivy.uix.scatter import Scatter
from kivy.uix.widget import Widget

SIZES = tuple(size / 100 for size in range(100, 35, -2))
"""Few fixed sizes: each step is one try at laying out, and no step is seen."""

Visit = tuple[Any, Callable[[], None]]
"""What waits for the next frame, as Kivy's clock has it, and how it is done now."""


class Whole(FloatLayout):
    """Holds one layout with a ``minimum_height``. It never scrolls: nobody has to find out that there is more."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._plane = Scatter(
            do_rotation=False, do_scale=False, do_translation=False, auto_bring_to_front=False, size_hint=(None, None)
        )
        self._content: Widget | None = None
        self._fit_soon = Clock.create_trigger(self._fit, -1)
        self.bind(size=self._fit_soon, pos=self._fit_soon)
        super().add_widget(self._plane)

    @property
    def factor(self) -> float:
        """How large the content is drawn; 1 is its own size."""
        return float(self._plane.scale)

    def hold(self, content: Widget) -> None:
        """Show this in place of what was held."""
        if content is self._content:
            return
        if self._content is not None:
            self._plane.remove_widget(self._content)
        self._content = content
        content.size_hint = (None, None)
        self._plane.add_widget(content)
        self.fit()

    def fit(self) -> None:
        """Lay the content out anew, before the next frame; to be called whenever it has changed."""
        self._fit_soon()

    def _fit(self, *_: object) -> None:
        if self._content is None or self.width <= 0 or self.height <= 0:
            return
        size = self._largest(self._content)
        self._content.size = (self.width / size, self.height / size)
        settle(self._content)
        self._plane.size = self._content.size
        self._plane.scale = size
        self._plane.pos = self.pos

    def _largest(self, content: Widget) -> float:
        """The largest size that fits, the last one at worst; each try lays out every line of the page."""
        too_large, fits, tried = -1, len(SIZES) - 1, 0
        while tried < fits:
            needed = self._needed(content, SIZES[tried])
            if needed <= self.height / SIZES[tried] + 1:
                fits = tried
            else:
                # Wider lines need no more height: what is needed here is enough for a size that gives as much.
                enough = bisect_left(SIZES, -self.height / needed, key=neg)
                too_large, fits = tried, min(fits, enough)
            tried = (too_large + fits + 1) // 2
        return SIZES[fits]

    def _needed(self, content: Widget, size: float) -> float:
        content.width = self.width / size
        settle(content)
        return float(content.minimum_height)


def settle(widget: Widget, rounds: int = 3) -> None:
    """Do now what Kivy would do over several frames: text gives heights, heights give places.

    Only what waits for it is laid out or drawn: a page is tried in several sizes while somebody looks on.
    """
    visits = _visits(widget)
    for _ in range(rounds):
        if not sum([_catch_up(waiting, do) for waiting, do in visits]):
            return


def _visits(widget: Widget) -> list[Visit]:
    """All that lay out or write in here, each before what it holds and after it."""
    if isinstance(widget, Layout):
        own = [(widget._trigger_layout, widget.do_layout)]
    elif isinstance(widget, Label):
        own = [(widget._trigger_texture, widget.texture_update)]
    else:
        own = []
    return [*own, *(visit for child in widget.children for visit in _visits(child)), *own]


def _catch_up(waiting: Any, do: Callable[[], None]) -> bool:
    """Do what was put off to the next frame; False when nothing was."""
    if not waiting.is_triggered:
        return False
    waiting.cancel()
    do()
    return True
