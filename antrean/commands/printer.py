"""``antrean printer``: what a technician does with a receipt printer, and with one that is only emulated."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from antrean.speech import Trouble, group, option

EX_UNAVAILABLE = 69
NEEDS = ("escpos", "PIL")
"""What draws papers; a hub has neither."""
KINDS = ("network", "usb", "serial", "file", "cups", "virtual")
PAPERS = ("test", "ticket", "missing", "pickup", "collect", "receipt", "report")


@group(help="printer")
def printer() -> None:
    pass


def of_which_printer(command: Callable[..., int]) -> Callable[..., int]:
    """The flags that say which printer: one of this machine's settings, or any other by its address."""
    for flag in (
        option("--of", type=click.Choice(["kiosk", "counter"]), help="option.printer_of"),
        option("--spare", is_flag=True, help="option.printer_spare"),
        option("--config", type=click.Path(path_type=Path, dir_okay=False), help="option.part_config"),
        option("--to", "kind", type=click.Choice(KINDS), help="option.printer_to"),
        option("--host", help="option.printer_host"),
        option("--port", type=click.IntRange(1, 65535), help="option.printer_port"),
        option("--path", type=click.Path(path_type=Path), help="option.printer_path"),
        option("--baud", type=int, help="option.printer_baud"),
        option("--vendor", type=_hexadecimal, metavar="HEX", help="option.printer_usb"),
        option("--product", type=_hexadecimal, metavar="HEX", help="option.printer_usb"),
        option("--queue", help="option.printer_queue"),
        option("--folder", type=click.Path(path_type=Path, file_okay=False), help="option.emulate_folder"),
        option("--width", "width_mm", type=click.Choice(["58", "80"]), help="option.emulate_width"),
        option("--profile", help="option.printer_profile"),
    ):
        command = flag(command)
    return command


def _hexadecimal(number: str) -> int:
    return int(number, 16)


@printer.command(help="printer.status")
@of_which_printer
@option("--json", "as_json", is_flag=True, help="option.json")
def status(as_json: bool, **which: Any) -> int:
    """The exit code: 0 ready, 1 in trouble, 3 mute, so that nothing is known."""
    from antrean import printer_talk

    _require_libraries()
    return printer_talk.status(which, as_json)


@printer.command(help="printer.test")
@of_which_printer
@option("--paper", type=click.Choice(PAPERS), default="test", help="option.printer_paper")
def test(paper: str, **which: Any) -> int:
    """The exit code: 0 confirmed, 1 not printed, 3 unknown: somebody has to look."""
    from antrean import printer_talk

    _require_libraries()
    return printer_talk.test(which, paper)


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
    _require_libraries()
    from antrean import emulation

    return emulation.run(port, int(width), "+".join(faults), folder)


def _require_libraries() -> None:
    if missing := [library for library in NEEDS if find_spec(library) is None]:
        raise Trouble("not_installed", EX_UNAVAILABLE, room="paper", missing=", ".join(missing))
