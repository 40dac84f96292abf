"""``python -m kiosk``: the touchscreen that gives queue numbers."""

from typing import TYPE_CHECKING

from terminal.look.boot import WindowShape
from terminal.look.program import Room, command
from terminal.settings import TerminalSettings

if TYPE_CHECKING:
    from kiosk.app import KioskApp


def window(settings: TerminalSettings) -> "KioskApp":
    from kiosk.app import KioskApp  # imports Kivy, which must find its environment settled

    return KioskApp(settings)


ROOM = Room("kiosk", WindowShape(1080, 1920, maxfps=60, title="Antrean – kios"), window)
main = command(ROOM)

if __name__ == "__main__":
    main()
