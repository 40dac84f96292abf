"""Pictures as the dots of a printer: harmless bytes, and the office's logo at a size that suits the paper."""

import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps

log = logging.getLogger(__name__)

REAL_TIME = re.compile(rb"\x10(?:\x04[\x01-\x08\x12]|\x05|\x14)")
"""DLE EOT, DLE ENQ and DLE DC4: a printer may obey them anywhere in the stream, in a picture too."""
_BESIDE = b"\x18"
"""The dot of a DLE byte (0x10) and the one to its right."""

MOST_LOGO_SIDE = 1024
"""Pixels. What the hub allows; a terminal checks again before it decodes."""
_LOGO_SHARE = 3, 4
"""A logo takes at most so much of the paper's width."""
_LOGO_TALL = 200
"""Dots, 25 mm. Paper is money."""
_MIDTONES = range(64, 192)
_PHOTO_SHARE = 0.10
"""With more grey than this a picture is a photograph, and is dotted; line art keeps sharp edges instead."""


def raster(picture: Image.Image, rows: int = 0) -> Iterator[bytes]:
    """GS v 0 commands that print this black-and-white picture, each at most ``rows`` dots tall (0: in one)."""
    wide = (picture.width + 7) // 8
    dots = harmless(_packed(picture, wide))
    rows = rows or picture.height
    for top in range(0, picture.height, rows):
        strip = dots[top * wide : (top + rows) * wide]
        tall = len(strip) // wide
        yield b"\x1dv0\x00" + wide.to_bytes(2, "little") + tall.to_bytes(2, "little") + strip


def harmless(dots: bytes) -> bytes:
    """The same dots without a real-time command in them: where one stood, its first dot is doubled.

    One dot more, an eighth of a millimetre, beside one that is black anyway: nobody sees it, and a code reads the same.
    """
    # What is put in is no DLE and follows none that mattered, so that no new command comes to be.
    return REAL_TIME.sub(lambda found: _BESIDE + found.group()[1:], dots)


def logo(png: bytes, paper_dots: int) -> Image.Image | None:
    """The logo in black and white: a dot a pixel where that fits, smaller otherwise. None, and a line in the log once,
    where it can't be read: a ticket matters more."""
    picture = _opened(png)
    if picture is None:
        return None
    widest = paper_dots * _LOGO_SHARE[0] // _LOGO_SHARE[1]
    if picture.width > widest or picture.height > _LOGO_TALL:
        picture = ImageOps.contain(picture, (widest, _LOGO_TALL), Image.Resampling.LANCZOS)
    if _is_photo(picture):
        return picture.convert("1")
    return picture.point(lambda shade: 255 if shade > 127 else 0).convert("1")


@lru_cache(maxsize=4)
def _opened(png: bytes) -> Image.Image | None:
    """In shades of grey on white. Remembered, so that a broken one is decoded and complained of once."""
    try:
        picture = Image.open(BytesIO(png), formats=["PNG"])
        if max(picture.size) > MOST_LOGO_SIDE:
            raise ValueError(f"{picture.width} x {picture.height} pixels are too many")
        solid = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", solid.size, "white"), solid).convert("L")
    except Exception as problem:  # Pillow raises many kinds; none of them is worth a ticket.
        log.error("the logo can't be read, papers are printed without it: %s", problem)
        return None


def _is_photo(picture: Image.Image) -> bool:
    shades = picture.histogram()
    return sum(shades[shade] for shade in _MIDTONES) > _PHOTO_SHARE * sum(shades)


def _packed(picture: Image.Image, wide: int) -> bytes:
    """Eight dots a byte, 1 is black; rows are filled up with white."""
    paper = Image.new("1", (wide * 8, picture.height), 1)
    paper.paste(picture.convert("1"), (0, 0))
    return bytes(0xFF ^ byte for byte in paper.tobytes())
