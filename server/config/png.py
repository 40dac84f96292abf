"""Looking at a PNG without decoding its picture: the hub has no library for pictures, and needs none."""

import struct
import zlib
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Values a pixel by colour type, and the depths that the standard allows for each."""
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Where each pass of an interlaced picture begins, and its steps: x, y, dx, dy."""


class NotPng(ValueError):
    """These bytes are no whole PNG."""


@dataclass(frozen=True, slots=True)
class _Header:
    wide: int
    tall: int
    depth: int
    colour: int
    interlaced: bool

    def row_bytes(self, wide: int) -> int:
        return 1 + (wide * _CHANNELS[self.colour] * self.depth + 7) // 8

    def picture_bytes(self) -> int:
        """Bytes of all rows, each with its filter, as they leave zlib."""
        passes = _ADAM7 if self.interlaced else ((0, 0, 1, 1),)
        sizes = ((-(-(self.wide - x) // dx), -(-(self.tall - y) // dy)) for x, y, dx, dy in passes)
        return sum(self.row_bytes(wide) * tall for wide, tall in sizes if wide > 0 and tall > 0)


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height as its header says, which may be anything. Raises NotPng where there is no header of one."""
    header = _header(png)
    return header.wide, header.tall


def check_whole(png: bytes) -> None:
    """Raises NotPng unless every part is there, unchanged, and unpacks to exactly the picture that the header says.

    Unpacks at most that picture: check ``size_of`` first.
    """
    header = _header(png)
    names: list[bytes] = []
    packed, place = b"", len(SIGNATURE)
    while not names or names[-1] != b"IEND":
        name, content, place = _chunk(png, place)
        names.append(name)
        packed += content if name == b"IDAT" else b""
    if place != len(png):
        raise NotPng("bytes after its end")
    if header.colour == 3 and b"PLTE" not in names:
        raise NotPng("no palette")
    _check_rows(packed, header.picture_bytes())


def _header(png: bytes) -> _Header:
    if not png.startswith(SIGNATURE):
        raise NotPng("not the first bytes of a PNG")
    name, content, _ = _chunk(png, len(SIGNATURE))
    if name != b"IHDR" or len(content) != 13:
        raise NotPng("no header")
    wide, tall, depth, colour, packing, filtering, interlacing = struct.unpack(">IIBBBBB", content)
    if not wide or not tall or depth not in _DEPTHS.get(colour, ()) or packing or filtering or interlacing > 1:
        raise NotPng("a header that means nothing")
    return _Header(wide, tall, depth, colour, bool(interlacing))


def _chunk(png: bytes, place: int) -> tuple[bytes, bytes, int]:
    """Name, content, and the place behind it."""
    begin, end = place + 8, place + 8 + int.from_bytes(png[place : place + 4], "big")
    if len(png) < end + 4:
        raise NotPng("cut off")
    if zlib.crc32(png[place + 4 : end]) != int.from_bytes(png[end : end + 4], "big"):
        raise NotPng("a part was changed")
    return png[place + 4 : begin], png[begin:end], end + 4


def _check_rows(packed: bytes, expected: int) -> None:
    unpacking = zlib.decompressobj()
    try:
        rows = unpacking.decompress(packed, expected + 1)
    except zlib.error as problem:
        raise NotPng("its picture can't be unpacked") from problem
    if len(rows) != expected:
        raise NotPng("its picture has another size than its header")
