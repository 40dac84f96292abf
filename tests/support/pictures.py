"""Pictures and documents as applicants send them, made here: nobody's papers are in this project."""

import io
import struct
import zlib
from typing import Any

from PIL import Image


def jpeg(width: int = 64, height: int = 48, **options: Any) -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(written, "JPEG", **options)
    return written.getvalue()


def png(width: int = 64, height: int = 48, mode: str = "RGB", **options: Any) -> bytes:
    written = io.BytesIO()
    Image.new(mode, (width, height)).save(written, "PNG", **options)
    return written.getvalue()


def png_claiming(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG whose header says this size, whatever is in it."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(part) for part in (header, b"IDAT" + zlib.compress(data), b"IEND"))


def chunk(content: bytes) -> bytes:
    """A chunk of a PNG, ``content`` beginning with its name."""
    return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))


def pdf(pages: int, *, password: str = "", extra: bytes = b"", catalog: bytes = b"", size: str = "595 842") -> bytes:
    """A document written object by object, as small as it can be. ``extra``: objects, ``catalog``: entries."""
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]>>" % size.encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        *[page] * pages,
    ]
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    written += extra
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    locked = _LOCKED if password else b""
    written += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, locked, table)
    return bytes(written)


# The standard handler with digests that no password fits.
_LOCKED = b"/ID[<%s><%s>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -3904/O<%s>/U<%s>>>" % (
    b"00" * 16,
    b"00" * 16,
    b"11" * 32,
    b"22" * 32,
)
