"""A picture of the window, for the demo, the README and the tests.

Not Kivy's own: that one comes out slanted where the window's width is no multiple of four.
"""

import struct
import zlib
from pathlib import Path

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels


def save_picture(target: Path) -> Path:
    """Save what the window shows now as a PNG; its folder is made when it is missing."""
    width, height = Window.size
    pixels = bytes(glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(png(without_alpha(pixels), width, height))
    return target


def without_alpha(pixels: bytes) -> bytes:
    """RGBA to RGB: a window has no background to shine through."""
    kept = bytearray(len(pixels) // 4 * 3)
    for channel in range(3):
        kept[channel::3] = pixels[channel::4]
    return bytes(kept)


def png(pixels: bytes, width: int, height: int) -> bytes:
    """RGB rows, the lowest first as OpenGL gives them, as a PNG file."""
    row = width * 3
    # Each row begins with its filter: 0, none.
    rows = b"".join(b"\0" + pixels[at : at + row] for at in range((height - 1) * row, -1, -row))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 6)) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
