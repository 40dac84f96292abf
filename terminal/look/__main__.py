"""The gallery: every widget in one window, to look at. ``python -m terminal.look --help``."""

import asyncio
from pathlib import Path

import click

from terminal.look.boot import WindowShape, prepare
from terminal.look.palette import PALETTES, SCALES


@click.command()
@click.option("--palette", type=click.Choice(list(PALETTES)), default="light")
@click.option("--scale", type=click.Choice(list(SCALES)), default="kiosk")
@click.option("--larger", is_flag=True, help="Larger text.")
@click.option("--cover", type=click.Choice(["bar", "pairing", "refused", "searching", "stale"]), default=None)
@click.option("--dialog", is_flag=True, help="With a dialog open.")
@click.option("--width", type=int, default=None, help="Width of the real window; what is drawn is scaled to it.")
@click.option("--shot", type=click.Path(path_type=Path), default=None, help="Save a picture there and leave.")
def main(
    palette: str, scale: str, larger: bool, cover: str | None, dialog: bool, width: int | None, shot: Path | None
) -> None:
    """Show all widgets."""
    design = (1080, 1920) if scale == "kiosk" else (1920, 1080)
    wide = width or design[0]
    prepare(WindowShape(wide, wide * design[1] // design[0]))
    from terminal.look.gallery import GalleryApp
    from terminal.look.theme import theme

    theme.use(palette=palette, larger=larger)  # type: ignore[arg-type]
    app = GalleryApp(design, scale, cover=cover, dialog=dialog, shot=shot)  # type: ignore[arg-type]
    asyncio.run(app.run_terminal())


if __name__ == "__main__":
    main()
