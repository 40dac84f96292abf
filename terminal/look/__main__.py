"""The gallery: every widget in one window, to look at. ``python -m terminal.look --help``."""

import asyncio
from pathlib import Path
from typing import cast

import click

from assets.texts import LANGUAGES, Language
from terminal.look.boot import WindowShape, prepare
from terminal.look.palette import PALETTES, SCALES, PaletteName, ScaleName

LINKS = ("searching", "connecting", "pairing", "stale", "refused", "untrusted", "incompatible")


@click.command()
@click.option("--palette", type=click.Choice(list(PALETTES)), default="light")
@click.option("--scale", type=click.Choice(list(SCALES)), default="kiosk")
@click.option("--larger", is_flag=True, help="Larger text.")
@click.option("--column", type=click.IntRange(0, 2), default=0, help="Which column, in the kiosk's portrait.")
@click.option("--link", type=click.Choice(LINKS), default=None)
@click.option("--language", type=click.Choice(LANGUAGES), default="id", help="Of the banner.")
@click.option("--dialog", is_flag=True, help="With a dialog open.")
@click.option("--width", type=click.IntRange(min=100), default=None, help="Of the real window.")
@click.option("--shot", type=click.Path(path_type=Path), default=None, help="Save a picture there and leave.")
def main(
    palette: str, scale: str, larger: bool, column: int, link: str | None, language: str, dialog: bool,
    width: int | None, shot: Path | None,
) -> None:  # fmt: skip
    """Show all widgets."""
    design = (1080, 1920) if scale == "kiosk" else (1920, 1080)
    wide = width or design[0]
    prepare(WindowShape(wide, wide * design[1] // design[0], title="Antrean – galeri"))
    from terminal.look.gallery import GalleryApp
    from terminal.look.theme import theme

    theme.use(palette=cast(PaletteName, palette), larger=larger)
    app = GalleryApp(
        design, cast(ScaleName, scale), column=column, link=link, language=cast(Language, language),
        dialog=dialog, shot=shot,
    )  # fmt: skip
    asyncio.run(app.run_terminal())


if __name__ == "__main__":
    main()
