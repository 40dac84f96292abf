"""Files that mean harm, each made from its number and a seed. What is hidden in them is CANARY: it is never kept."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from random import Random

from PIL import Image, PngImagePlugin

from tests.support.pictures import chunk, jpeg, pdf, png, png_claiming

CANARY = b"CANARY-3520060101900001-<script>"
LIMIT = 10 * 1024 * 1024


class Verdict(StrEnum):
    """What must become of a file. EITHER: it may be taken if what is kept is clean."""

    TAKEN = "taken"
    REFUSED = "refused"
    EITHER = "either"


@dataclass(frozen=True)
class Hostile:
    kind: str
    content: bytes
    verdict: Verdict


Made = tuple[bytes, Verdict]


def hostile(seed: int, number: int) -> Hostile:
    """Always the same for these two numbers, in whatever order they are asked for."""
    chance = Random(f"{seed}/{number}")
    make = KINDS[number % len(KINDS)] if number < len(KINDS) else chance.choice(KINDS)
    content, verdict = make(chance)
    return Hostile(make.__name__, content, verdict)


def photo(chance: Random) -> bytes:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = CANARY.decode(), chance.randint(1, 8)
    return jpeg(chance.randint(16, 400), chance.randint(16, 400), exif=exif, comment=CANARY)


# --- Controls: what every applicant sends ------------------------------------------------------------------


def clean_photo(chance: Random) -> Made:
    return photo(chance), Verdict.TAKEN


def clean_picture(chance: Random) -> Made:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY.decode())
    mode = chance.choice(("1", "L", "LA", "P", "RGB", "RGBA", "I;16"))
    return png(chance.randint(1, 300), chance.randint(1, 300), mode, pnginfo=text), Verdict.TAKEN


def clean_document(chance: Random) -> Made:
    return pdf(chance.randint(1, 4), extra=b"% " + CANARY + b"\n"), Verdict.TAKEN


# --- Two things at once ------------------------------------------------------------------------------------


def photo_and_archive(chance: Random) -> Made:
    return photo(chance) + archive(), Verdict.TAKEN


def photo_and_page(chance: Random) -> Made:
    return photo(chance) + b"<html>" + CANARY, Verdict.TAKEN


def picture_and_program(chance: Random) -> Made:
    return png() + b"\x7fELF" + CANARY, Verdict.TAKEN


def picture_with_a_strange_part(chance: Random) -> Made:
    made = png()
    return made[:33] + chunk(b"heLp" + CANARY * 10) + made[33:], Verdict.TAKEN


def document_behind_a_photo(chance: Random) -> Made:
    return photo(chance) + pdf(2), Verdict.TAKEN


def photo_behind_another_name(chance: Random) -> Made:
    start = chance.choice((b"GIF89a", b"PK\x03\x04", b"<svg>", b"\0", b"\n", b"MZ"))
    return start + photo(chance), Verdict.REFUSED


# --- Larger than they look ---------------------------------------------------------------------------------


def picture_that_claims(chance: Random) -> Made:
    width, height = chance.choice(((0x7FFFFFFF, 0x7FFFFFFF), (30_001, 1), (1, 4_000_000), (8000, 8000), (50_001, 1000)))
    return png_claiming(width, height, bytes(10_000)), Verdict.REFUSED


def photo_that_claims(chance: Random) -> Made:
    made = bytearray(photo(chance))
    at = made.index(b"\xff\xc0")
    made[at + 5 : at + 9] = struct.pack(">HH", chance.randint(60_000, 65_535), chance.randint(60_000, 65_535))
    return bytes(made), Verdict.REFUSED


def picture_of_nothing(chance: Random) -> Made:
    return png_claiming(*chance.choice(((0, 10), (10, 0), (0, 0)))), Verdict.REFUSED


def bomb_of_text(chance: Random) -> Made:
    made, bomb = png(), _nothing(60_000_000)
    name = chance.choice((b"zTXtbomb\0\0", b"iCCPbomb\0\0", b"iTXtbomb\0\1\0\0\0"))
    return made[:33] + chunk(name + bomb) + made[33:], Verdict.EITHER


def bomb_of_lines(chance: Random) -> Made:
    """More data than the header has room for."""
    made = png_claiming(10, 10)
    return made[:33] + chunk(b"IDAT" + _nothing(80_000_000)) + made[-12:], Verdict.EITHER


def picture_at_the_limit(chance: Random) -> Made:
    side = chance.randint(3000, 5000)
    return png(side, side, "1"), Verdict.TAKEN


def too_many_bytes(chance: Random) -> Made:
    return photo(chance) + bytes(LIMIT), Verdict.REFUSED


# --- Documents ---------------------------------------------------------------------------------------------


def document_of_ten_thousand_pages(chance: Random) -> Made:
    return _long_document(chance.choice((21, 500, 10_000))), Verdict.REFUSED


def document_with_a_script(chance: Random) -> Made:
    script = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);%s)>>" % CANARY
    launch = b"/OpenAction<</S/Launch/F(/bin/sh)/P(%s)>>" % CANARY
    return pdf(1, catalog=chance.choice((script, launch))), Verdict.TAKEN


def document_with_files_in_it(chance: Random) -> Made:
    carried = b"90 0 obj\n<</Type/EmbeddedFile/Length %d>>stream\n%s\nendstream\nendobj\n" % (len(CANARY), CANARY)
    names = b"/Names<</EmbeddedFiles<</Names[(../../etc/cron.d/x) <</F(../x)/EF<</F 90 0 R>>>>]>>>>"
    return pdf(1, extra=carried, catalog=names), Verdict.TAKEN


def locked_document(chance: Random) -> Made:
    return pdf(2, password="rahasia"), Verdict.REFUSED


def document_of_strange_size(chance: Random) -> Made:
    sizes = ("0 0", "-5 -5", "1e30 1e30", "14400 1", "1 14400", "NaN NaN", "99999999999999999999 1", "0.0001 0.0001")
    return pdf(1, size=chance.choice(sizes)), Verdict.EITHER


def document_that_is_its_own_child(chance: Random) -> Made:
    made = pdf(2)
    return made.replace(b"/Kids[3 0 R 4 0 R]", b"/Kids[2 0 R 2 0 R]"), Verdict.EITHER


def document_that_unfolds(chance: Random) -> Made:
    """A page whose drawing is a hundred megabytes of one line."""
    drawing = _lines(7_000_000 if chance.random() < 0.05 else chance.choice((100_000, 1_000_000)))
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(drawing), drawing)
    return _with_drawing(stream), Verdict.EITHER


def document_with_a_huge_picture(chance: Random) -> Made:
    side = chance.choice((20_000, 60_000, 1_000_000))
    data = zlib.compress(bytes(1000))
    head = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8" % (side, side)
    image = head + b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data)
    made = _with_drawing(b"<</Length 12>>stream\n500 0 0 500 0 0 cm /I Do\nendstream")
    made = made.replace(b"/Contents", b"/Resources<</XObject<</I 91 0 R>>>>/Contents")
    return made.replace(b"xref\n0", b"91 0 obj\n" + image + b"\nendobj\nxref\n0"), Verdict.EITHER


# --- No pictures at all ------------------------------------------------------------------------------------


def something_else(chance: Random) -> Made:
    return chance.choice(
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>%s</script></svg>" % CANARY,
            b"<!DOCTYPE html><script>%s</script>" % CANARY,
            b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><l>&b;</l>",
            b"#!/bin/sh\nrm -rf /\n",
            b"<?php system($_GET['c']); ?>",
            b"\x7fELF\x02\x01\x01" + bytes(100),
            b"MZ" + bytes(200),
            archive(),
            b"%!PS-Adobe-3.0 EPSF-3.0\n(" + CANARY + b") run",
            b"\x89PNG",
            b"",
        )
    ), Verdict.REFUSED


def another_picture(chance: Random) -> Made:
    written = io.BytesIO()
    Image.new("RGB", (20, 20)).save(written, chance.choice(("BMP", "GIF", "TIFF", "WEBP", "ICO", "PPM", "TGA")))
    return written.getvalue(), Verdict.REFUSED


def noise(chance: Random) -> Made:
    start = chance.choice((b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"))
    return start + chance.randbytes(chance.randint(0, 30_000)), Verdict.REFUSED if start == b"" else Verdict.EITHER


def torn(chance: Random) -> Made:
    made = chance.choice((photo(chance), png(200, 200), pdf(3)))
    return made[: chance.randrange(1, len(made))], Verdict.EITHER


def damaged(chance: Random) -> Made:
    made = bytearray(chance.choice((photo(chance), png(200, 200), pdf(3))))
    for _ in range(chance.randint(1, 30)):
        made[chance.randrange(8, len(made))] = chance.randrange(256)
    return bytes(made), Verdict.EITHER


def swollen(chance: Random) -> Made:
    """A piece of it repeated in its middle."""
    made = chance.choice((photo(chance), png(100, 100), pdf(2)))
    at = chance.randrange(2, len(made))
    return made[:at] + made[:at] * chance.randint(1, 5) + made[at:], Verdict.EITHER


@cache
def _nothing(size: int) -> bytes:
    return zlib.compress(bytes(size), 9)


@cache
def _lines(count: int) -> bytes:
    return zlib.compress(b"0 0 m 9 9 l S\n" * count, 6)


@cache
def _long_document(pages: int) -> bytes:
    return pdf(pages)


def archive() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("../../../etc/cron.d/antrean", CANARY)
    return written.getvalue()


def _with_drawing(stream: bytes) -> bytes:
    made = pdf(1).replace(b"/MediaBox", b"/Contents 90 0 R/MediaBox")
    return made.replace(b"xref\n0", b"90 0 obj\n" + stream + b"\nendobj\nxref\n0", 1)


KINDS: tuple[Callable[[Random], Made], ...] = (
    clean_photo,
    clean_picture,
    clean_document,
    photo_and_archive,
    photo_and_page,
    picture_and_program,
    picture_with_a_strange_part,
    document_behind_a_photo,
    photo_behind_another_name,
    picture_that_claims,
    photo_that_claims,
    picture_of_nothing,
    bomb_of_text,
    bomb_of_lines,
    picture_at_the_limit,
    too_many_bytes,
    document_of_ten_thousand_pages,
    document_with_a_script,
    document_with_files_in_it,
    locked_document,
    document_of_strange_size,
    document_that_is_its_own_child,
    document_that_unfolds,
    document_with_a_huge_picture,
    something_else,
    another_picture,
    noise,
    torn,
    damaged,
    swollen,
)
