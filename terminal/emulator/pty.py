"""The printer at a serial line: a pseudo-terminal, whose other end a program opens like /dev/ttyUSB0.

A serial line knows no connections: nobody calls, nobody hangs up, and an answer that comes late is read by whoever
listens then. Of the faults that close a connection, only what is lost with it is left here.
"""

import os
import select
import tty
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from terminal.emulator.front import MOST_BYTES, ThreadedFront
from terminal.emulator.printer import HangUp, Say
from terminal.emulator.running import RunningPrinter


class PtyFront(ThreadedFront):
    """Listens at once. ``path`` is the device to be opened by the other side."""

    def __init__(self, printer: RunningPrinter) -> None:
        self._line, self._other_end = os.openpty()
        tty.setraw(self._other_end)
        os.set_blocking(self._line, False)
        self.path = Path(os.ttyname(self._other_end))
        super().__init__(printer, "emulated serial printer")
        with printer.changed:
            printer.core.call()
        self.start()

    def _prepare(self) -> None:
        """The line is always there."""

    def _watched(self) -> Sequence[tuple[int, int]]:
        with self._printer.changed:
            listens = self._printer.core.room() or not self._printer.core.plugged
        return [(self._line, select.POLLIN)] if listens else []

    def _ready(self, handle: int, events: int) -> None:
        """What is sent to a printer without power is lost."""
        with self._printer.changed:
            core = self._printer.core
            if not core.plugged:
                self._lose()
            elif room := core.room():
                core.hear(os.read(handle, min(room, MOST_BYTES)))
                self._printer.changed.notify_all()

    def _act(self) -> None:
        with self._printer.changed:
            core = self._printer.core
            for action in core.due():
                match action:
                    case Say(data):
                        with suppress(BlockingIOError):
                            os.write(self._line, data)
                    case HangUp():
                        self._lose()
                        core.hang_up()
                        core.call()

    def _lose(self) -> None:
        with suppress(BlockingIOError):
            while os.read(self._line, MOST_BYTES):
                pass

    def _let_go(self) -> None:
        os.close(self._line)
        os.close(self._other_end)
