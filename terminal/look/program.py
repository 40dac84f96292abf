"""What the programs of kiosk, display and counter have in common: flags, the window's shape, and how they end.

Imports nothing of Kivy: a room's ``window`` does, and it is called when the environment is settled.
"""

import asyncio
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assets.service_manager import trace_aborts
from assets.speech import Command, Option, language
from assets.texts import text
from protocol.strict import ConfigProblem, report
from terminal.look import sweep
from terminal.look.boot import WindowShape, prepare
from terminal.settings import Program, TerminalSettings, WindowSettings, read, with_flags

if TYPE_CHECKING:
    from terminal.look.app import TerminalApp

BROKEN = 70  # sysexits' EX_SOFTWARE: a supervisor starts the program again
MISCONFIGURED = 78  # EX_CONFIG: starting again would not help

PATH = click.Path(path_type=Path)
FLAGS = (
    Option(["--config"], type=PATH, help="terminal.config"),
    Option(["--hub"], metavar="URL", help="terminal.hub"),
    Option(["--fingerprint"], metavar="SHA256", help="terminal.fingerprint"),
    Option(["--state"], type=PATH, help="terminal.state"),
    Option(["--window"], metavar="WxH+X+Y", help="terminal.window"),
    Option(["--fullscreen/--no-fullscreen"], default=None, help="terminal.fullscreen"),
    Option(["--theme"], metavar="light|dark|contrast", help="terminal.theme"),
)


@dataclass(frozen=True, slots=True)
class Room:
    """One kind of terminal. ``shape`` is its window at design size; ``window`` makes its application."""

    program: Program
    shape: WindowShape
    window: Callable[[TerminalSettings], "TerminalApp"]


def shape_of(design: WindowShape, window: WindowSettings) -> WindowShape:
    """The real window: as large as the design times ``scale`` where no size is set."""
    width, height = window.size or (round(design.width * window.scale), round(design.height * window.scale))
    left, top = window.position
    return replace(
        design,
        width=width,
        height=height,
        left=left,
        top=top,
        fullscreen=window.fullscreen,
        framed=design.framed and not window.fullscreen,
        # What fills a screen and has no frame even in a window is touched, not pointed at.
        cursor=design.cursor and (design.framed or not window.fullscreen),
    )


def command(room: Room) -> Command:
    """The room's command line: its settings file, what the flags say instead, and then the window."""
    return Command(room.program, params=list(FLAGS), callback=partial(_start, room), help=room.program)


def _start(room: Room, config: Path | None, **flags: object) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = with_flags(read(room.program, config), **flags)  # type: ignore[arg-type]
    except ConfigProblem as problem:
        sys.exit(_misconfigured(problem))
    sys.exit(run(room, settings))


def _misconfigured(problem: ConfigProblem) -> int:
    click.echo(report(problem, partial(text, language(), "config")), err=True)
    return MISCONFIGURED


def run(room: Room, settings: TerminalSettings) -> int:
    """Show the window until it is closed; the exit code."""
    trace_aborts()
    prepare(shape_of(room.shape, settings.window))
    try:
        window = room.window(settings)
        sweep.set_apart()
        asyncio.run(window.run_terminal())
    except KeyboardInterrupt:
        return 0
    except ConfigProblem as problem:  # of a file that the settings name: a board's layout
        return _misconfigured(problem)
    except Exception:
        logging.getLogger(__name__).exception("the %s ended", room.program)
        return BROKEN
    return 0
