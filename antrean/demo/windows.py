"""The demo's windows on the user's own desktop: opened, tiled, and left to the user until Ctrl-C."""

from collections.abc import Sequence

from antrean.demo.house import House, Terminal
from antrean.demo.programs import watched
from antrean.demo.tiles import tiles
from antrean.demo.virtual import SIGHT, within
from protocol.vocabulary import DeviceKind

OPEN_SECONDS = 30.0


async def open_windows(house: House, screen: tuple[int, int], terminals: Sequence[Terminal]) -> None:
    """A window for each terminal. Desks open one by one from the back of the stack, so that the first lies in front."""
    desks = [terminal for terminal in terminals if terminal.kind is DeviceKind.COUNTER]
    places = tiles(screen, [desk.name for desk in desks])
    async with watched(house.company):
        for terminal in terminals:
            if terminal not in desks:
                await house.open_window(terminal, str(places[terminal.name]))
        for desk in reversed(desks):
            drawn = house.folder.logs / f"{desk.name}.sight"
            await house.open_window(desk, str(places[desk.name]), {SIGHT: str(drawn)})
            await within(OPEN_SECONDS, drawn.exists)  # one that takes longer may come up out of order


async def until_closed(house: House, names: Sequence[str]) -> None:
    """Waits while the windows stand. Closing one is the user's right; the last one closed ends the demo."""
    open_ones = set(names)
    while open_ones:
        program = await house.company.first_end()
        if program.name not in open_ones or program.process.returncode:
            raise program.ended()
        open_ones.discard(program.name)
        house.company.programs.pop(program.name)
