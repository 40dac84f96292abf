"""``python -m counters``: the desk terminal of operator, approver, print operator and handover."""

from typing import TYPE_CHECKING

from terminal.look.boot import WindowShape
from terminal.look.program import Room, command
from terminal.settings import TerminalSettings

if TYPE_CHECKING:
    from counters.app import CounterApp


def window(settings: TerminalSettings) -> "CounterApp":
    from counters.app import CounterApp  # imports Kivy, which must find its environment settled

    return CounterApp(settings)


ROOM = Room("counter", WindowShape(1920, 1080, framed=True, title="Antrean – loket"), window)
main = command(ROOM)

if __name__ == "__main__":
    main()
