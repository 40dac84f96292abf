"""Pictures of the board as it should look: kept small, compared block by block.

A picture is kept 480 pixels on its longer side, in 256 colours. Another graphics library draws the edges of letters a
little differently, and that moves single pixels; a missing digit, another colour or a row elsewhere moves whole blocks.
"""

from pathlib import Path

from PIL import Image, ImageChops, ImageStat

FOLDER = Path(__file__).parent.parent / "fixtures" / "display"
LONG_SIDE, COLOURS = 480, 256
BLOCK, TOLERANCE = 12, 28.0
"""The mean difference (0 to 255) that a block of 12 x 12 pixels may have: texts that moved by a pixel have up to 26."""

SHIFTS = tuple((across, along) for across in (0, -1, 1) for along in (0, -1, 1))


def small(shot: Path) -> Image.Image:
    """The picture of a window, as small as the goldens are."""
    with Image.open(shot) as picture:
        picture = picture.convert("RGB")
        picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BOX)
    return picture


def keep(picture: Image.Image, name: str) -> None:
    """Writes the golden of this name anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        FOLDER / f"{name}.png", optimize=True
    )


def golden(name: str) -> Image.Image:
    with Image.open(FOLDER / f"{name}.png") as picture:
        return picture.convert("RGB")


def differs(one: Image.Image, other: Image.Image) -> list[tuple[int, int]]:
    """Where the two differ: the upper left corners of the blocks, in the small picture's pixels.

    A block that only lies a pixel beside where it was is the same: Kivy measures a text a little wider or narrower,
    as others have used its font before.
    """
    if one.size != other.size:
        return [(0, 0)]
    wide, high = one.size
    blocks = [
        (x, y, min(x + BLOCK, wide), min(y + BLOCK, high)) for y in range(0, high, BLOCK) for x in range(0, wide, BLOCK)
    ]
    return [block[:2] for block in blocks if not any(_same(one, other, block, shift) for shift in SHIFTS)]


def _same(one: Image.Image, other: Image.Image, block: tuple[int, int, int, int], shift: tuple[int, int]) -> bool:
    across, along = shift
    beside = (block[0] + across, block[1] + along, block[2] + across, block[3] + along)
    difference = ImageChops.difference(one.crop(block), other.crop(beside))
    return max(ImageStat.Stat(difference).mean) <= TOLERANCE
