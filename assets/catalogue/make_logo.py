"""Makes magetan-logo.png: people waiting under a joglo roof, for the top of the papers. Nobody's coat of arms.

Run by hand (`python assets/catalogue/make_logo.py`), the result is committed. A dot of the paper is a pixel of the
file, so that no printer has to scale it; black or white only, as a printer is.
"""

from pathlib import Path

from PIL import Image, ImageDraw

WIDE, TALL = 168, 116
FINE = 8
"""Drawn so many times larger and then reduced: round heads stay round."""
RIDGE = [(62, 4), (106, 4), (118, 30), (50, 30)]
EAVES = [(46, 35), (122, 35), (164, 62), (4, 62)]
BEAM = (14, 67, 154, 72)
PILLARS = (18, 144)
PILLAR_WIDE, FLOOR = 6, 108
STEP = (8, FLOOR, 160, 113)
PEOPLE = (48, 84, 120)
HEAD, SHOULDERS = 7, 12


def polygon(pencil: ImageDraw.ImageDraw, corners: list[tuple[int, int]]) -> None:
    pencil.polygon([(x * FINE, y * FINE) for x, y in corners], fill=0)


def box(pencil: ImageDraw.ImageDraw, left: int, top: int, right: int, bottom: int, radius: int = 0) -> None:
    edges = tuple(edge * FINE for edge in (left, top, right, bottom))
    pencil.rounded_rectangle(edges, radius * FINE, fill=0, corners=(True, True, False, False))


def person(pencil: ImageDraw.ImageDraw, middle: int) -> None:
    """Head and shoulders, down to the floor."""
    pencil.circle((middle * FINE, 83 * FINE), HEAD * FINE, fill=0)
    box(pencil, middle - SHOULDERS, 92, middle + SHOULDERS, FLOOR - 4, radius=10)


def main() -> None:
    drawing = Image.new("L", (WIDE * FINE, TALL * FINE), 255)
    pencil = ImageDraw.Draw(drawing)
    polygon(pencil, RIDGE)
    polygon(pencil, EAVES)
    box(pencil, *BEAM)
    for left in PILLARS:
        box(pencil, left, BEAM[3], left + PILLAR_WIDE, FLOOR)
    for middle in PEOPLE:
        person(pencil, middle)
    box(pencil, *STEP)
    dots = drawing.reduce(FINE).point(lambda shade: 255 if shade > 127 else 0).convert("1")
    dots.save(Path(__file__).with_name("magetan-logo.png"), optimize=True)


if __name__ == "__main__":
    main()
