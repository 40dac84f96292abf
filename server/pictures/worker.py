"""One file in, its pages out as JPEG: a program that is run for each file, because it may not survive it.

Run as ``python -I worker.py <kind> <most pixels> <longest side> <most pages>``, by its path and on its own: it imports
nothing of ours. The file comes through standard input. Standard output is one line of JSON, ``{"pages": [lengths]}``
or ``{"refused": why}``, and then the pages. It may open no file for writing, start no process, and has an end of
memory and time that the kernel keeps.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

SIDE = 2000  # pixels of the longest side of a page: a family card's small print is still read
QUALITY = 85
MEMORY_BYTES = 768 << 20  # two at once leave room for the hub in a small machine
CPU_SECONDS = 20
POINTS = 72
DENSEST = 4.0  # pixels a point: 288 an inch, for a page that is small on paper


class Refused(Exception):
    """The file is not taken; the argument is the reason's word."""


def confine() -> None:
    """From here on the kernel keeps this process small, short and harmless."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    os.nice(10)  # the hall comes first


def picture_pages(content: bytes, kind: str, most_pixels: int, longest_side: int) -> Iterator[bytes]:
    """The one page of a JPEG or PNG."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = most_pixels
    with Image.open(io.BytesIO(content), formats=[kind.upper()]) as image:
        if max(image.size) > longest_side or image.width * image.height > most_pixels:
            raise Refused("pixels")
        yield plain(upright(image))


def pdf_pages(content: bytes, most_pages: int) -> Iterator[bytes]:
    """Each page as it is seen. Scripts, links and attachments are not pages, so they stay behind."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        raise Refused("protected" if "assword" in str(problem) else "damaged") from None
    pages = len(document)
    if not pages:
        raise Refused("empty")
    if pages > most_pages:
        raise Refused("pages")
    for number in range(pages):
        yield plain(drawn(document[number]))


def drawn(page: Any) -> Any:
    """A page as a picture of bounded size, whatever size it claims to have on paper."""
    width, height = page.get_size()
    if not (min(width, height) > 0 and max(width, height) < float("inf")):
        raise Refused("damaged")
    scale = min(DENSEST, (SIDE - 1) / max(width, height))
    return page.render(scale=scale, rev_byteorder=True).to_pil()


def upright(image: Any) -> Any:
    """Decoded, small enough, and turned as the camera was held."""
    from PIL import ImageOps

    image.draft("RGB", (SIDE, SIDE))
    image.load()
    if image.mode in ("P", "PA", "1"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    image.thumbnail((SIDE, SIDE))
    return ImageOps.exif_transpose(image)


def plain(image: Any) -> bytes:
    """The pixels alone, written anew."""
    from PIL import Image

    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("LA", "La", "RGBa"):
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    image = image.convert("RGB")
    image.info = {}
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def cleaned(content: bytes, kind: str, most_pixels: int, longest_side: int, most_pages: int) -> list[bytes]:
    """Raises Refused."""
    try:
        if kind == "pdf":
            return list(pdf_pages(content, most_pages))
        return list(picture_pages(content, kind, most_pixels, longest_side))
    except Refused:
        raise
    except Exception as problem:
        # Decoders raise whatever they like at what they cannot read.
        raise Refused("pixels" if "Bomb" in type(problem).__name__ else "damaged") from problem


def main(kind: str, *limits: str) -> None:
    # What is needed is loaded before the walls are up.
    import PIL.Image
    import PIL.ImageOps
    import PIL.JpegImagePlugin
    import PIL.PngImagePlugin  # noqa: F401

    if kind == "pdf":
        import pypdfium2  # noqa: F401
    confine()
    content = sys.stdin.buffer.read()
    pages: list[bytes] = []
    try:
        pages = cleaned(content, kind, *map(int, limits))
        head: dict[str, object] = {"pages": [len(page) for page in pages]}
    except Refused as refusal:
        head = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(pages))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
