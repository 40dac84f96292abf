"""Pictures of the board as it should look: kept small and exact, compared block by block.

The same board is drawn the same to the pixel, alone or after any other (``terminal.look.letters``), so all that may
differ is how another graphics library smooths edges: 3 of 255 in single pixels, under half a step in a block's mean.
"""

from pathlib import Path

from PIL import Image, ImageChops, ImageStat

FOLDER = Path(__file__).parent.parent / "fixtures" / "display"
KIND = ".webp"
LONG_SIDE = 480
BLOCK, TOLERANCE = 12, 2.0
"""The mean difference (0 to 255) that a block of 12 x 12 pixels may have. Moving a list by one pixel makes 17."""


def seen() -> Image.Image:
    """What the window shows now, as small as the goldens are."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

    pixels = bytes(glReadPixels(0, 0, *Window.size, GL_RGBA, GL_UNSIGNED_BYTE))
    # OpenGL tells the lowest row first; a window has no background to shine through.
    picture = Image.frombytes("RGBA", Window.size, pixels).convert("RGB").transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX)
    return picture


def keep(picture: Image.Image, name: str) -> None:
    """Writes the golden of this name anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture.save(FOLDER / f"{name}{KIND}", lossless=True, quality=100, method=4)


def golden(name: str) -> Image.Image:
    with Image.open(FOLDER / f"{name}{KIND}") as picture:
        return picture.convert("RGB")


def differs(one: Image.Image, other: Image.Image) -> list[tuple[int, int]]:
    """Where the two differ: the upper left corners of the blocks, in the small picture's pixels."""
    if one.size != other.size:
        return [(0, 0)]
    wide, high = one.size
    difference = ImageChops.difference(one, other)
    corners = [(x, y) for y in range(0, high, BLOCK) for x in range(0, wide, BLOCK)]
    return [(x, y) for x, y in corners if _mean(difference, x, y) > TOLERANCE]


def _mean(difference: Image.Image, x: int, y: int) -> float:
    """Of the colour that differs most in the block with this corner."""
    block = difference.crop((x, y, min(x + BLOCK, difference.width), min(y + BLOCK, difference.height)))
    return max(ImageStat.Stat(block).mean)
