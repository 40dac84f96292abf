"""``antrean printer``: what a technician does with a receipt printer, and with one that is only emulated."""

from importlib.util import find_spec
from pathlib import Path

import click

from antrean.speech import Trouble, group, option

EX_UNAVAILABLE = 69
NEEDS = ("escpos", "PIL")
"""What draws papers; a hub has neither."""


@group(help="printer")
def printer() -> None:
    pass


@printer.command(help="printer.emulate")
@option("--port", type=click.IntRange(0, 65535), default=9100, help="option.emulate_port")
@option("--width", type=click.Choice(["58", "80"]), default="80", help="option.emulate_width")
@option("--fault", "faults", multiple=True, metavar="NAME[=N]", help="option.emulate_fault")
@option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/emulated-paper"),
    help="option.emulate_folder",
)
def emulate(port: int, width: str, faults: tuple[str, ...], folder: Path) -> int:
    """Until Ctrl-C, SIGTERM or the word for it; the exit code is 0 then."""
    if missing := [library for library in NEEDS if find_spec(library) is None]:
        raise Trouble("not_installed", EX_UNAVAILABLE, room="paper", missing=", ".join(missing))
    from antrean import emulation

    return emulation.run(port, int(width), "+".join(faults), folder)
