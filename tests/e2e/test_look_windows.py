"""The stage, the widgets and the harness itself, on a real window."""

from pathlib import Path

import pytest
from PIL import Image

from tests.windows import Start

pytestmark = pytest.mark.window


async def test_gallery_shows_everything_unclipped(run_app: Start, tmp_path: Path) -> None:
    """All widgets at their design size: nothing is cut, outside, broken or covered."""
    from terminal.look.gallery import GalleryApp

    driver = await run_app(GalleryApp((1080, 1920), "kiosk"))
    assert driver.clipped() == []
    picture = Image.open(await driver.shot(tmp_path / "gallery.png"))
    assert picture.size == (1080, 1920)
    assert len(picture.convert("RGB").getcolors(1_000_000) or []) > 50
