"""How one thing looks that the media panel shows: a slide, a picture or a frame of a video, the office's name."""

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from kivy.core.text import Label as TextDrawer
from kivy.graphics import Color, RoundedRectangle
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from display.media.repaint import repaint
from display.media.slides import TEXT_SIZES, Line, Paper, PaperOf, Slide, text_size
from terminal.look.theme import theme
from terminal.look.widgets import Card, Fitted, extents, fitting

NOTE = 0.72
"""How large a note is, to the words above it."""

MARK = 1.1
"""How wide the column of numbers is, to the size of the words."""

LEAST_ALONE = 0.7
"""How small a title may be, to the words below it, so that it has one line only."""

FILLS = 1.15
"""A picture whose shape differs from the panel's by no more than this fills it."""

LEADING = 1.12
"""As Words have it in widgets.kv."""

BETWEEN = 0.3
"""The room between two lines, to the size of the words."""


def paper_in(width: float, height: float, least: int = 0) -> PaperOf:
    """What slides are written on in a panel of this size; ``least`` as for ``text_size``."""
    size = text_size(height, least)
    inner = width - 2 * SlideView.SIDE
    lines = partial(line_height, size=size, width=inner)
    return lambda slide: Paper(lines, height - SlideView.AROUND - heading(slide, size, inner).height)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a slide's lines. ``stacked``: its promises have a row of their own, below what it is about."""

    title_size: int = TEXT_SIZES[-1]
    title_height: int = 0
    about_height: int = 0
    stacked: bool = False

    @property
    def height(self) -> int:
        return self.title_height + self.about_height


def heading(slide: Slide, size: int, width: float) -> Heading:
    """Above words of this size. All of it is seen whole, and only what does not fit beside another stands below it."""
    title_size, title_height = _title(slide.title, size, int(width) - SlideView.BESIDE_TITLE)
    if not slide.kicker:
        return Heading(title_size, title_height)
    beside = width - sum(badge_width(words) + SlideView.GAP for words in slide.promises)
    stacked = extents(slide.kicker, "Strong", SlideView.LEAST_KICKER)[0] > beside
    return Heading(title_size, title_height, SlideView.ROW * (2 if stacked else 1), stacked)


def _title(words: str, size: int, width: int) -> tuple[int, int]:
    """Its size and height: one line, unless that were much smaller than the words below."""
    if not words:
        return size, 0
    row = round(1.4 * size)
    sizes = tuple(round(size * part) for part in (1.15, 1, 0.9, 0.8, LEAST_ALONE, 0.6, 0.5, 0.4))
    if (alone := fitting(words, "Title", sizes, width, row)) >= round(size * LEAST_ALONE):
        return alone, row
    chosen = fitting(words, "Title", sizes, width, 2 * size)
    return chosen, max(row, round(_drawn_height(words, chosen, width, "Title")))


def badge_width(words: str) -> float:
    """Of a promise, as widgets.kv draws it."""
    return float(extents(words, "Strong", int(theme.caption))[0] + 1.1 * theme.caption)


def line_height(line: Line, *, size: int, width: float) -> float:
    """How high a line of a slide stands, wrapped in this width, with the room below it."""
    inner = round(width - (MARK * size if line.mark else 0))
    words = _drawn_height(line.words, size, inner)
    note = _drawn_height(line.note, round(NOTE * size), inner) if line.note else 0
    return words + note + BETWEEN * size


@lru_cache(maxsize=1024)
def _drawn_height(words: str, size: int, width: int, font: str = "Words") -> float:
    drawer = TextDrawer(
        text=words,
        font_name=font,
        font_size=size,
        text_size=(width, None),
        line_height=LEADING,
        font_hinting="light",
    )
    return float(drawer.render()[1])


class LineView(BoxLayout):
    line = ObjectProperty(Line(""))
    size_of_words = NumericProperty(TEXT_SIZES[-1])
    size_of_note = NumericProperty(TEXT_SIZES[-1])
    mark_width = NumericProperty(0)
    extent = NumericProperty(0)


class SlideView(Card):
    """A slide in a panel of this size, which its lines must have been paged for."""

    SIDE, AROUND = 36, 18 + 2 * 6 + 18
    """What of a panel its lines do not have: margins left and right; above and below, the heading apart."""

    ROW, GAP, LEAST_KICKER = 56, 16, 24
    """Of what a slide is about: a row's height, the room between its parts, the least size of its words."""

    BESIDE_TITLE = 24 + 104
    """The room in which the number of a page stands: "10 / 12"."""

    slide = ObjectProperty(Slide("", "", ()), rebind=True)
    heading = ObjectProperty(Heading(), rebind=True)

    def show(self, slide: Slide, width: float, height: float, least: int = 0) -> None:
        """Draw this slide; ``width`` and ``height`` are the panel's, ``least`` as for ``text_size``."""
        size = text_size(height, least)
        self.heading = heading(slide, size, width - 2 * self.SIDE)
        self.slide = slide
        self.ids.lines.clear_widgets()
        if any(line.mark for line in slide.lines):
            for line in slide.lines:
                self.ids.lines.add_widget(_line_view(line, size, width - 2 * self.SIDE))
            self.ids.lines.add_widget(Widget())  # takes what is left below them
        else:
            self.ids.lines.add_widget(_words_alone(slide, size))


def _line_view(line: Line, size: int, width: float) -> LineView:
    return LineView(
        line=line,
        size_of_words=size,
        size_of_note=round(NOTE * size),
        mark_width=MARK * size if line.mark else 0,
        extent=line_height(line, size=size, width=width),
    )


def _words_alone(slide: Slide, size: int) -> Fitted:
    """A text without numbers may be larger where it is short."""
    sizes = [round(size * part) for part in (1.8, 1.6, 1.4, 1.2, 1.1, 1)]
    words = "\n".join(line.words for line in slide.lines)
    return Fitted(text=words, font_name="Words", halign="left", valign="middle", sizes=sizes)


class FrameView(Widget):
    """A picture, or one frame of a video after the other, as large as it gets without being stretched.

    One that is nearly of the panel's shape fills it and loses a little at its edges.
    """

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._texture: Any = None
        with self.canvas:
            Color(1, 1, 1, 1)
            self._picture = RoundedRectangle(size=(0, 0))
        self.bind(pos=self._place, size=self._place)

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of what was drawn last."""
        return tuple(self._texture.size) if self._texture is not None else (0, 0)

    def draw(self, pixels: memoryview, size: tuple[int, int]) -> None:
        """RGBA, 8 bits each, from the top. The texture is kept while frames are of one size, and of the window only
        the picture itself is then drawn anew, at once."""
        fresh = self._texture is None or self._texture.size != size
        if fresh:
            self._texture = Texture.create(size=size, colorfmt="rgba")
        self._texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
        if fresh:
            self._place()
            self.canvas.ask_update()
        elif self.parent is not None:
            (x, y), (width, height) = self._picture.pos, self._picture.size
            repaint((*self.to_window(x, y), *self.to_window(x + width, y + height)))

    def _place(self, *_: object) -> None:
        if self._texture is None:
            return
        x, y, width, height, corners = placed(self._texture.size, self.size)
        self._picture.texture = self._texture
        self._picture.tex_coords = corners  # after the texture, which brings its own
        self._picture.pos, self._picture.size = (self.x + x, self.y + y), (width, height)
        self._picture.radius = [theme.radius if (width, height) == tuple(self.size) else 0]


Placed = tuple[float, float, float, float, list[float]]


def placed(picture: tuple[float, float], room: tuple[float, float]) -> Placed:
    """Where a picture stands in its room: x, y, width, height, and which part of it is seen, as texture coordinates
    of its four corners (its rows begin at the top)."""
    whole = [0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]
    if not all((*picture, *room)):
        return 0, 0, 0, 0, whole
    wide, high = room[0] / picture[0], room[1] / picture[1]
    if max(wide, high) <= FILLS * min(wide, high):
        aside, above = (1 - wide / max(wide, high)) / 2, (1 - high / max(wide, high)) / 2
        left, right, top, bottom = aside, 1 - aside, above, 1 - above
        return 0, 0, *room, [left, bottom, right, bottom, right, top, left, top]
    width, height = picture[0] * min(wide, high), picture[1] * min(wide, high)
    return (room[0] - width) / 2, (room[1] - height) / 2, width, height, whole


class NameView(Card):
    name = StringProperty("")
    address = StringProperty("")


class MediaProblem(BoxLayout):
    """A sentence for staff; takes no room while there is none."""

    words = StringProperty("")


Builder.load_file(str(Path(__file__).with_name("panel.kv")))
