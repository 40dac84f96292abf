"""The demo's windows on the user's own desktop: opened, tiled, and left to the user until Ctrl-C."""

from collections.abc import Sequence

from antrean.demo.house import House, Terminal
from antrean.demo.tiles import tiles
from protocol.vocabulary import DeviceKind


async def open_windows(house: House, screen: tuple[int, int], terminals: Sequence[Terminal]) -> None:
    """A window for each terminal; the first desk comes last, so that it lies on top of the stack."""
    desks = [terminal for terminal in terminals if terminal.kind is DeviceKind.COUNTER]
    places = tiles(screen, [desk.name for desk in desks])
    for terminal in (*(t for t in terminals if t not in desks), *reversed(desks)):
        await house.open_window(terminal, str(places[terminal.name]))


async def until_closed(house: House, names: Sequence[str]) -> None:
    """Waits while the windows stand. Closing one is the user's right; the last one closed ends the demo."""
    open_ones = set(names)
    while open_ones:
        program = await house.company.first_end()
        if program.name not in open_ones or program.process.returncode:
            raise program.ended()
        open_ones.discard(program.name)
        house.company.programs.pop(program.name)
