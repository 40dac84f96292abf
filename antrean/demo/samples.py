"""Pictures that an applicant could have sent: drawn, and marked as samples."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

import assets

PAPERS = {"kartu-keluarga.jpg": "KARTU KELUARGA", "surat-kehilangan.jpg": "SURAT KETERANGAN KEHILANGAN"}
SIZE = (1200, 1600)


def sent_papers(folder: Path) -> None:
    """Into this folder, as a browser saves what came by WhatsApp."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, title in PAPERS.items():
        _drawn(title).save(folder / name, quality=85)


def _drawn(title: str) -> Image.Image:
    picture = Image.new("RGB", SIZE, "#f4f1e8")
    pen = ImageDraw.Draw(picture)
    pen.text((SIZE[0] / 2, 160), title, fill="#222222", font=_font(52), anchor="mm")
    pen.text((SIZE[0] / 2, 240), "CONTOH, bukan dokumen", fill="#aa3322", font=_font(36), anchor="mm")
    for line in range(18):
        y = 360 + line * 60
        pen.rectangle((120, y, SIZE[0] - 120 - (line * 137) % 400, y + 18), fill="#c8c2b4")
    return picture


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(assets.path("fonts", "Inter-SemiBold.ttf")), size)
