"""Makes ticket.png and papers.png: the papers of the shipped office, drawn from the bytes that a printer would get.

Run by hand from the project's folder (`python docs/pictures/make_papers.py`), the results are committed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

import assets
from protocol.office import PaperStyle
from terminal.printing import samples
from terminal.printing.job import job
from terminal.printing.paper import Slip
from terminal.printing.picture import draw, on_desk
from terminal.printing.sheet import sheet

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
STYLE = PaperStyle(logo=assets.path("catalogue", "magetan-logo.png").read_bytes())
DESK = (226, 224, 219)


def papers() -> Sequence[Slip]:
    """One of each, for citizens first."""
    made = [make("id", NOW) for make in samples.KINDS.values()]
    first = replace(samples.ticket("id", NOW), copy=1, printed_at=NOW + timedelta(minutes=20))
    return [replace(slip, demo=False) for slip in (made[0], first, *made[1:])]


def drawn(slip: Slip, width_mm: int) -> Image.Image:
    paper = sheet(width_mm)
    return on_desk(draw(job(slip, paper, STYLE), paper, scale=2))


def row(pictures: Sequence[Image.Image]) -> Image.Image:
    strip = Image.new("RGB", (sum(p.width for p in pictures), max(p.height for p in pictures)), DESK)
    left = 0
    for picture in pictures:
        strip.paste(picture, (left, 0))
        left += picture.width
    return strip


def below(rows: Sequence[Image.Image], wide: int) -> Image.Image:
    """All rows as wide as the page."""
    fitted = [r.resize((wide, r.height * wide // r.width), Image.Resampling.LANCZOS) for r in rows]
    page = Image.new("RGB", (wide, sum(r.height for r in fitted)), DESK)
    top = 0
    for strip in fitted:
        page.paste(strip, (0, top))
        top += strip.height
    return page


def save(picture: Image.Image, name: str) -> None:
    picture.convert("L").quantize(16).save(FOLDER / name, optimize=True)


def main() -> None:
    ticket = drawn(samples.ticket("id", NOW), 80)
    save(ticket.resize((480, ticket.height * 480 // ticket.width), Image.Resampling.LANCZOS), "ticket.png")
    wide = row([drawn(slip, 80) for slip in papers()])
    narrow = row([drawn(slip, 58) for slip in papers()] + [drawn(samples.test_page("id", NOW, sheet(58)), 58)])
    save(below([wide, narrow], 2000), "papers.png")


if __name__ == "__main__":
    main()
