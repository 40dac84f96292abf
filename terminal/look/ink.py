"""Writes text as Kivy does, to the pixel, into a picture no larger than what is written.

Kivy's own is as large as the box in which a text is to stand, mostly empty: a processor that draws the window fills
all of it, at each redraw.
"""

from typing import NamedTuple

from kivy.core.text.text_sdl2 import LabelSDL2
from kivy.graphics.texture import Texture

MARGIN = 4
"""Pixels left empty around, where Kivy's own has them: in a window of another scale, edges are smoothed into them."""


class Ink(NamedTuple):
    """``box``: the size that Kivy's picture would have. ``left``, ``bottom``: where in it this one lies."""

    picture: Texture
    box: tuple[int, int]
    left: int
    bottom: int


class Pen(LabelSDL2):
    """A text drawer of Kivy's, with all its options; ``write`` stands for ``refresh``, and makes a new picture."""

    def write(self) -> Ink | None:
        """None where nothing is to be written."""
        self.resolve_font_name()
        wide, high = self.render()
        if not (pieces := self._pieces(wide, high)):
            return None
        left, right = (max(0, min(x for _, x, _ in pieces) - MARGIN), min(wide, max(map(self._end, pieces)) + MARGIN))
        pixels = self._drawn(pieces, left, right - left, high)
        above, below = empty_rows(pixels, right - left)
        above, below = max(0, above - MARGIN), max(0, below - MARGIN)
        row = 4 * (right - left)
        picture = Texture.create(size=(right - left, high - above - below), mipmap=self.options["mipmap"])
        picture.flip_vertical()
        picture.blit_buffer(pixels[above * row : (high - below) * row], colorfmt="rgba")
        return Ink(picture, (wide, high), left, below)

    def render(self, real: bool = False) -> tuple[int, int]:
        """Lines that are to stand in the middle of a box Kivy begins at its middle, and leaves out what its halves do
        not hold, though the whole would. Laid out from the top they all stand; ``_pieces`` puts them where they belong.
        """
        manner = self.options["valign"]
        if "\n" in self.text and manner in ("middle", "center"):
            self.options["valign"] = "top"
        try:
            return super().render(real)  # type: ignore[no-any-return]
        finally:
            self.options["valign"] = manner

    def _pieces(self, wide: int, high: int) -> list[tuple[str, int, int]]:
        """What Kivy would write, and where: how far right and down in its picture."""
        pieces: list[tuple[str, int, int]] = []
        if (options := self._default_line_options(self._cached_lines)) is not None and min(wide, high) > 1:
            top, room = options["padding"][1], high - self._internal_size[1]
            down = {"top": top, "bottom": room + top}.get(self.options["valign"], (room + 2 * top) / 2)
            self.render_lines(self._cached_lines, options, lambda *piece: pieces.append(piece), int(down), (wide, high))
        return pieces

    def _end(self, piece: tuple[str, int, int]) -> int:
        return piece[1] + int(self.get_extents(piece[0])[0])

    def _drawn(self, pieces: list[tuple[str, int, int]], left: int, wide: int, high: int) -> bytes:
        """These columns of Kivy's picture, RGBA."""
        self._size = wide, high
        self._render_begin()
        for text, x, y in pieces:
            self._render_text(text, x - left, y)
        return bytes(self._render_end().data)


def empty_rows(pixels: bytes, wide: int) -> tuple[int, int]:
    """How many rows at the top and at the bottom of an RGBA picture are wholly transparent; at most all but one."""
    alpha = pixels[3::4]
    last = len(alpha) // wide - 1
    above = (len(alpha) - len(alpha.lstrip(b"\0"))) // wide
    below = (len(alpha) - len(alpha.rstrip(b"\0"))) // wide
    return min(above, last), below if above <= last else 0
