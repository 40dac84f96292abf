"""``python -m display``: the screen of the waiting room."""

import asyncio
import logging
import sys
from functools import partial
from pathlib import Path

import click

from assets.texts import DEFAULT, text
from protocol.strict import ConfigProblem, report
from terminal.look.boot import WindowShape, prepare
from terminal.settings import TerminalSettings, WindowSettings, read, with_flags

DESIGN = (1920, 1080)
BROKEN = 70  # sysexits' EX_SOFTWARE: a supervisor starts the display again
MISCONFIGURED = 78  # EX_CONFIG: starting again would not help


def shape_of(window: WindowSettings) -> WindowShape:
    """The real window for these settings. Nobody points at a television: no cursor, and half the frames do."""
    width, height = window.size or tuple(round(side * window.scale) for side in DESIGN)
    left, top = window.position
    return WindowShape(
        width,
        height,
        left=left,
        top=top,
        fullscreen=window.fullscreen,
        maxfps=30,
        cursor=False,
        title="Antrean – layar",
    )


@click.command()
@click.option("--config", type=click.Path(path_type=Path), help="The machine's display.toml.")
@click.option("--hub", metavar="URL", help="The hub's address; found by itself where this is left out.")
@click.option("--fingerprint", help="SHA-256 of the hub's certificate, to pin before pairing.")
@click.option("--state", type=click.Path(path_type=Path), help="Folder for the token.")
@click.option("--window", metavar="WxH+X+Y", help="Size and place of the window; what is drawn is scaled to fit.")
@click.option("--fullscreen/--no-fullscreen", default=None, help="Fill the screen (needs a window manager).")
@click.option("--theme", help="light, dark or contrast.")
def main(
    config: Path | None,
    hub: str | None,
    fingerprint: str | None,
    state: Path | None,
    window: str | None,
    fullscreen: bool | None,
    theme: str | None,
) -> None:
    """The screen of the waiting room: who is called, and where to."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = with_flags(
            read("display", config),
            hub=hub,
            fingerprint=fingerprint,
            state=state,
            window=window,
            fullscreen=fullscreen,
            theme=theme,
        )
    except ConfigProblem as problem:
        click.echo(report(problem, partial(text, DEFAULT, "config")), err=True)
        sys.exit(MISCONFIGURED)
    sys.exit(run(settings))


def run(settings: TerminalSettings) -> int:
    """Show the window until it is closed; the exit code."""
    prepare(shape_of(settings.window))
    from display.app import DisplayApp  # imports Kivy, which must find its environment settled

    try:
        asyncio.run(DisplayApp(settings).run_terminal())
    except KeyboardInterrupt:
        return 0
    except Exception:
        logging.getLogger(__name__).exception("the display ended")
        return BROKEN
    return 0


if __name__ == "__main__":
    main()
