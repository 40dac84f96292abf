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

from terminal.look.recent import Recent

Measure = Callable[[str], tuple[int, int]]
"""Width and height in pixels of a text on one line."""

_NOWHERE = _SurfaceContainer(1, 1)
_measured: Recent[tuple[int, int]] = Recent(8_000)
"""Words measured lately, some hundred bytes each: a page holds some dozens of them, and is tried in several widths."""


def settle() -> None:
    """Once, before the first text is measured: for every label and input of this process."""
    LabelSDL2._get_font_id = _font_id
    LabelSDL2.get_cached_extents = _measure
    LabelSDL2.get_extents = _extents


def _font_id(drawer: LabelSDL2) -> str:
    """Of the font that is kept open: one for each hinting, and one for all sizes that are drawn the same."""
    held = drawer.options
    return (
        f"{int(held['font_size'])}|{held['font_name_r']}|{held['underline']}|{held['strikethrough']}"
        f"|{held['font_hinting']}|{held['font_kerning']}"
    )


def _measure(drawer: LabelSDL2) -> Measure:
    """How one text is measured while it is laid out: each of its words, again for each width that is tried."""
    held = drawer.options
    rest = (held[name] for name in ("outline_width", "font_direction", "font_script_name"))
    return partial(_kept_extents, (_font_id(drawer), *rest), drawer)


def _kept_extents(manner: tuple[object, ...], drawer: LabelSDL2, text: str) -> tuple[int, int]:
    if (size := _measured.get((manner, text))) is None:
        _NOWHERE.render(drawer, "", 0, 0)  # drawing nothing is what makes Kivy set the hinting
        size = _get_extents(drawer, text)
        _measured.keep((manner, text), size, 1)
    return size


def _extents(drawer: LabelSDL2, text: str) -> tuple[int, int]:
    return _measure(drawer)(text)
