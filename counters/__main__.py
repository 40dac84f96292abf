"""``python -m counters``: the desk terminal of operator, approver, print operator and handover."""

import asyncio
import logging
import sys
from functools import partial
from pathlib import Path

import click

from assets.texts import DEFAULT, text
from protocol.strict import ConfigProblem, report
from terminal.look.boot import WindowShape, prepare
from terminal.settings import TerminalSettings, read, with_flags

DESIGN = (1920, 1080)
BROKEN = 70  # sysexits' EX_SOFTWARE: a supervisor starts the terminal again
MISCONFIGURED = 78  # EX_CONFIG: starting again would not help


@click.command()
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="The machine's counter.toml.")
@click.option("--hub", help="The hub's address, as wss://192.168.10.5:7810; without it, it is looked for.")
@click.option("--fingerprint", help="SHA-256 of the hub's certificate; without it, it is learnt by pairing.")
@click.option("--state", type=click.Path(path_type=Path, file_okay=False), help="Where this machine keeps its token.")
@click.option("--window", help="Size and place of the window, as 960x540+0+0; the screen is scaled into it.")
@click.option("--fullscreen/--no-fullscreen", default=None, help="The whole screen.")
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
    """The terminal of one desk: operator, approver, print operator, handover."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = with_flags(
            read("counter", config),
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
    prepare(shape(settings))
    from counters.app import CounterApp  # imports Kivy, which must find its environment settled

    try:
        asyncio.run(CounterApp(settings).run_terminal())
    except KeyboardInterrupt:
        return 0
    except Exception:
        logging.getLogger(__name__).exception("the counter terminal ended")
        return BROKEN
    return 0


def shape(settings: TerminalSettings) -> WindowShape:
    """The real window; without a size, the design's, enlarged or shrunk by ``scale``."""
    window = settings.window
    wide, high = window.size or (round(side * window.scale) for side in DESIGN)
    return WindowShape(
        wide,
        high,
        *window.position,
        fullscreen=window.fullscreen,
        framed=not window.fullscreen,
        title="Antrean – loket",
    )


if __name__ == "__main__":
    main()
