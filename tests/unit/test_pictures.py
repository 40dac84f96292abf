"""Files from outside: told by content, measured before they are decoded, and out comes a plain picture or nothing."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from protocol.errors import FileRefused, FileTooLarge, Refusal
from server.pictures import Cleaner, cleaner, worker
from server.pictures.signature import MOST_PIXELS, claimed_size, is_plain_jpeg, kind_of
from tests.support.pictures import jpeg, pdf, png, png_claiming


async def refusal_of(content: bytes) -> Refusal:
    with pytest.raises((FileRefused, FileTooLarge)) as caught:
        await Cleaner().pages_of(content)
    return caught.value


def opened(page: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(page))
    image.load()
    return image


def test_a_file_is_what_its_first_bytes_say() -> None:
    assert [kind_of(made) for made in (jpeg(), png(), pdf(1))] == ["jpeg", "png", "pdf"]
    assert kind_of(b"GIF89a" + jpeg()) is None


@pytest.mark.parametrize(("made", "kind"), [(jpeg(320, 200), "jpeg"), (png(320, 200), "png")])
def test_the_size_is_read_without_decoding(made: bytes, kind: str) -> None:
    assert claimed_size(made, kind) == (320, 200)  # type: ignore[arg-type]


def test_the_largest_of_two_headers_counts() -> None:
    small, large = jpeg(8, 8), jpeg(4000, 3000)
    header = large[2 : large.index(b"\xff\xda")]
    assert claimed_size(small[:2] + header + small[2:], "jpeg") == (4000, 3000)


async def test_a_photo_comes_out_upright_small_and_bare() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Phone of Siti"
    made = jpeg(3000, 1500, exif=exif, comment=b"3520060101900001")
    [page] = await Cleaner().pages_of(made + b"PK\x03\x04 behind the end")
    assert opened(page).size == (1000, 2000)
    secrets = (b"Siti", b"3520060101900001", b"PK\x03\x04")
    assert [secret in made + b"PK\x03\x04" for secret in secrets] == [True] * 3
    assert [secret in page for secret in secrets] == [False] * 3
    assert is_plain_jpeg(page)


async def test_what_is_transparent_is_paper() -> None:
    [page] = await Cleaner().pages_of(png(40, 40, "RGBA"))
    assert opened(page).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA"])
async def test_every_kind_of_png_is_a_picture(mode: str) -> None:
    [page] = await Cleaner().pages_of(png(30, 20, mode))
    assert (opened(page).size, opened(page).mode) == ((30, 20), "RGB")


async def test_each_page_of_a_pdf_is_a_picture() -> None:
    pages = await Cleaner().pages_of(pdf(3))
    assert len(pages) == 3
    assert all(is_plain_jpeg(page) and max(opened(page).size) <= worker.SIDE for page in pages)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "type"),
        (jpeg()[:200], "damaged"),
        (png()[:60], "damaged"),
        (b"%PDF-1.7\nnothing of a document", "damaged"),
        (pdf(cleaner.MOST_PAGES + 1), "pages"),
        (pdf(1, password="rahasia"), "protected"),
        (png_claiming(30_001, 1), "pixels"),
        (png_claiming(MOST_PIXELS // 1000, 1001), "pixels"),
    ],
)
async def test_what_is_not_taken_says_why(made: bytes, why: str) -> None:
    refusal = await refusal_of(made)
    assert refusal.params == {"why": why}


async def test_a_file_over_the_limit_is_not_even_looked_at() -> None:
    refusal = await refusal_of(jpeg() + bytes(cleaner.MOST_BYTES))
    assert refusal.params == {"limit_mb": 10}


async def test_a_worker_that_takes_too_long_is_left() -> None:
    with pytest.raises(FileRefused):
        await Cleaner(seconds=0.001).pages_of(jpeg())


def _with_trailer(page: bytes) -> bytes:
    return page + b"<script>"


def _with_exif(page: bytes) -> bytes:
    return page[:2] + b"\xff\xe1" + struct.pack(">H", 8) + b"Exif\0\0" + page[2:]


def _with_comment(page: bytes) -> bytes:
    return page[:2] + b"\xff\xfe" + struct.pack(">H", 6) + b"hello"[:4] + page[2:]


@pytest.mark.parametrize("soiled", [_with_trailer, _with_exif, _with_comment, lambda page: page[:-2]])
async def test_what_a_worker_gives_is_not_believed(soiled: Callable[[bytes], bytes]) -> None:
    """A decoder that was taken over can say what it likes: the hub keeps plain pictures only."""
    [page] = await Cleaner().pages_of(jpeg())
    assert is_plain_jpeg(page)
    assert not is_plain_jpeg(soiled(page))
    made = soiled(page)
    with pytest.raises(FileRefused):
        cleaner._pages(b'{"pages": [%d]}\n' % len(made) + made)


@pytest.mark.parametrize(
    "said", [b"", b"{}\n", b'{"pages": [-1, 1]}\n', b'{"pages": [5]}\nabc', b"[]\n", b'{"refused": "anything"}\n']
)
def test_a_worker_that_talks_nonsense_is_a_damaged_file(said: bytes) -> None:
    with pytest.raises(FileRefused) as caught:
        cleaner._pages(said)
    assert caught.value.params == {"why": "damaged"}


def test_a_bomb_in_the_text_of_a_png_is_damaged() -> None:
    """100 MB of nothing in 100 kB."""
    made = png()
    bomb = zlib.compress(bytes(100_000_000), 9)
    chunk = b"zTXtbomb\0\0" + bomb
    text = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(worker.Refused):
        worker.cleaned(made[:33] + text + made[33:], "png", MOST_PIXELS, 30_000, 20)
