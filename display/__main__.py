"""``python -m display``: the screen of the waiting room."""

from typing import TYPE_CHECKING

from display.layout import layout_for
from terminal.look.boot import WindowShape
from terminal.look.program import Room, command
from terminal.settings import TerminalSettings

if TYPE_CHECKING:
    from display.app import DisplayApp


def window(settings: TerminalSettings) -> "DisplayApp":
    layout_for(settings.board.layout, settings.board.counters)  # a mistake in it is told before a window opens
    from display.app import DisplayApp  # imports Kivy, which must find its environment settled

    return DisplayApp(settings)


# Nobody points at a television.
ROOM = Room("display", WindowShape(1920, 1080, cursor=False, title="Antrean – layar"), window)
main = command(ROOM)

if __name__ == "__main__":
    main()
