"""The same text measures the same, always: Kivy's letters, hinted before they are measured, not only when drawn.

Kivy 2.3 keeps one open font for a file and a size, and gives it the label's hinting when it draws. Until somebody has
drawn with it the font measures with another hinting, so that a text is up to a hundredth wider or narrower (and takes
a line more or less) as others have used its font before; and of 64 open fonts the oldest are closed and opened anew.
When Kivy hints a font as it opens it, this module may go.
"""

from collections.abc import Callable
from functools import partial

from kivy.core.text._text_sdl2 import _get_extents, _SurfaceContainer
from kivy.core.text.text_sdl2 import LabelSDL2

Measure = Callable[[str], tuple[int, int]]
"""Width and height in pixels of a text on one line."""

_NOWHERE = _SurfaceContainer(1, 1)


def settle() -> None:
    """Once, before the first text is measured: for every label and input of this process."""
    LabelSDL2._get_font_id = _font_id
    LabelSDL2.get_cached_extents = _measure
    LabelSDL2.get_extents = _extents


def _font_id(drawer: LabelSDL2) -> str:
    """Of the font that is kept open: one for each hinting, and one for all sizes that are drawn the same."""
    held = drawer.options
    style = (held[name] for name in ("underline", "strikethrough", "font_hinting", "font_kerning"))
    return "|".join(map(str, (int(held["font_size"]), held["font_name_r"], *style)))


def _measure(drawer: LabelSDL2) -> Measure:
    """How one text is measured while it is laid out: drawing nothing is what makes Kivy set the hinting."""
    _NOWHERE.render(drawer, "", 0, 0)
    return partial(_get_extents, drawer)


def _extents(drawer: LabelSDL2, text: str) -> tuple[int, int]:
    return _measure(drawer)(text)
