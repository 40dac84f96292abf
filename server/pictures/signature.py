"""What a file is by its content, and how large a picture claims to be: read before anything is decoded. Pure."""

import re
import struct
from collections.abc import Iterator
from typing import Literal

Kind = Literal["jpeg", "png", "pdf"]

SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"%PDF-", "pdf"),
)

MOST_PIXELS = 50_000_000  # the largest photo that a phone sends by WhatsApp is a quarter of it
LONGEST_SIDE = 30_000

_START_OF_IMAGE = b"\xff\xd8"
_END_OF_IMAGE = b"\xff\xd9"
_START_OF_SCAN = 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
# Of a page that we wrote ourselves: JFIF's own header, tables, one frame, one scan. No EXIF, no profile, no comment.
_PLAIN = frozenset({0xE0, 0xDB, 0xC0, 0xC4, 0xDD, _START_OF_SCAN})
_JFIF_LENGTH = 16
_NOT_ENTROPY = re.compile(rb"\xff[^\x00\xd0-\xd7]")


def kind_of(content: bytes) -> Kind | None:
    """By the first bytes, never by a name; None for all that is not taken."""
    return next((kind for start, kind in SIGNATURES if content.startswith(start)), None)


def claimed_size(content: bytes, kind: Kind) -> tuple[int, int] | None:
    """Width and height as a picture's header has them; None where it has none that can be believed."""
    return _png_size(content) if kind == "png" else _jpeg_size(content)


def too_large(width: int, height: int) -> bool:
    return max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS


def is_plain_jpeg(page: bytes) -> bool:
    """Whether it is one picture and nothing else: no metadata, nothing behind its end."""
    at = _scan_of(page)
    if at is None:
        return False
    end = _NOT_ENTROPY.search(page, at)
    return end is not None and page[end.start() :] == _END_OF_IMAGE


def _png_size(content: bytes) -> tuple[int, int] | None:
    if len(content) < 33 or content[8:16] != b"\x00\x00\x00\rIHDR":
        return None
    width, height = struct.unpack(">II", content[16:24])
    return (width, height) if width and height else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """The largest of all frames before the first scan: a second header hides nothing."""
    sizes = [
        struct.unpack(">HH", content[at + 3 : at + 7])
        for marker, at, length in _segments(content)
        if marker in _FRAMES and length >= 8
    ]
    found = [(width, height) for height, width in sizes if width and height]
    return max(found, key=lambda size: size[0] * size[1], default=None)


def _scan_of(page: bytes) -> int | None:
    """Where the only scan's data begin, if all before it is plain."""
    for marker, at, length in _segments(page):
        if marker not in _PLAIN or (marker == 0xE0 and length != _JFIF_LENGTH):
            return None
        if marker == _START_OF_SCAN:
            return at + length
    return None


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, where its length stands, that length) of each segment through the first scan's header."""
    if not content.startswith(_START_OF_IMAGE):
        return
    at = len(_START_OF_IMAGE)
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(content):
            return
        yield marker, at + 2, length
        if marker == _START_OF_SCAN:
            return
        at += 2 + length
