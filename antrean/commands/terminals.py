"""``antrean kiosk | display | counter``: hands over to the room, if this machine was given what it needs."""

import importlib
from importlib.util import find_spec

import click

from antrean.speech import Command, Trouble

EX_UNAVAILABLE = 69

NEEDS = {
    "kiosk": ("kivy", "escpos", "PIL", "numpy"),
    "display": ("kivy", "numpy"),
    "counter": ("kivy", "escpos", "PIL", "numpy"),
}
ROOMS = {"kiosk": "kiosk.__main__", "display": "display.__main__", "counter": "counters.__main__"}


class Handover(Command):
    """A command whose words, ``--help`` too, are the room's to read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            help=name,
            params=[click.Argument(["words"], nargs=-1, type=click.UNPROCESSED)],
            callback=lambda words: enter(name, words),
            add_help_option=False,
            context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
        )


def enter(name: str, words: tuple[str, ...]) -> None:
    """Runs the room's own program. Raises Trouble where its libraries are not installed."""
    if missing := [library for library in NEEDS[name] if find_spec(library) is None]:
        raise Trouble("not_installed", EX_UNAVAILABLE, room=name, missing=", ".join(missing))
    room: click.Command = importlib.import_module(ROOMS[name]).main
    room.main(list(words), prog_name=f"antrean {name}", standalone_mode=False)


kiosk, display, counter = (Handover(name) for name in NEEDS)
