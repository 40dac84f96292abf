"""The shadow of a card, drawn only where the card itself does not cover it: most of it is never seen."""

from kivy.graphics import Color, InstructionGroup, Mesh
from kivy.graphics.boxshadow import BoxShadow

Pair = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

RING = [0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 6, 5, 6, 7, 6, 7, 0, 7, 0, 1]
"""Triangles between two rectangles; of each corner first the outer, then the inner one."""


class Halo(InstructionGroup):
    """Kivy's shadow of an opaque card: the same without its middle, and nothing in a colour that is not seen."""

    def __init__(self) -> None:
        super().__init__()
        self._box = BoxShadow(offset=(0, -6), blur_radius=28, spread_radius=(-4, -4))
        self._whole = self._box.children[-1]  # Kivy's picture of all of it; it goes on knowing where it would stand
        self._box.remove(self._whole)
        self._ring = Mesh(mode="triangles", indices=RING)
        self._box.add(self._ring)

    def surround(self, pos: Pair, size: Pair, radius: float, colour: list[float]) -> None:
        self.clear()
        if not colour[3] or min(size) <= radius:
            return
        self._box.pos, self._box.size, self._box.border_radius = pos, size, (radius,) * 4
        inside = radius / 2  # the hole's corners stay within the card's, which are round
        self._ring.texture = self._whole.texture
        self._ring.vertices = ring(_box(self._whole.pos, self._whole.size), _box(pos, size, inside))
        self.add(Color(*colour))
        self.add(self._box)


def ring(picture: Box, hole: Box) -> list[float]:
    """x, y and texture coordinates of the corners of a picture with a hole."""
    left, bottom, right, top = picture
    outer = [(left, bottom), (right, bottom), (right, top), (left, top)]
    inner = [(hole[0], hole[1]), (hole[2], hole[1]), (hole[2], hole[3]), (hole[0], hole[3])]
    corners = [corner for pair in zip(outer, inner, strict=True) for corner in pair]
    return [value for x, y in corners for value in (x, y, (x - left) / (right - left), (y - bottom) / (top - bottom))]


def _box(pos: Pair, size: Pair, less: float = 0) -> Box:
    return pos[0] + less, pos[1] + less, pos[0] + size[0] - less, pos[1] + size[1] - less
