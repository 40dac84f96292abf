"""What fronts have in common: a thread that waits for its line, for the printer's next word, and for a bell."""

import os
import select
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress

from terminal.emulator.running import RunningPrinter

MOST_BYTES = 4096
_SETTLES_S = 2.0


class ThreadedFront(ABC):
    """Runs from ``start`` to ``close``. Whoever rings the bell comes back when the front has seen what changed."""

    def __init__(self, printer: RunningPrinter, name: str) -> None:
        self._printer = printer
        self._ended = False
        self._ear, self._bell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._rung = self._seen = 0
        self._settled = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """See Front."""
        with self._settled:
            self._rung += 1
            mine = self._rung
            with suppress(BlockingIOError):
                os.write(self._bell, b"!")
            self._settled.wait_for(lambda: self._seen >= mine, _SETTLES_S)

    def close(self) -> None:
        """See Front."""
        self._ended = True
        self.wake()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._ended:
                with self._settled:
                    rung = self._rung
                self._prepare()
                self._act()
                self._note(rung)
                self._wait()
        finally:
            self._let_go()
            self._note(self._rung + 1)
            os.close(self._ear)
            os.close(self._bell)

    def _note(self, rung: int) -> None:
        with self._settled:
            self._seen = rung
            self._settled.notify_all()

    def _wait(self) -> None:
        """Until a line has something, the bell rings, or the printer has something to say."""
        with self._printer.changed:
            seconds = self._printer.core.wait_s()
        poll = select.poll()
        poll.register(self._ear, select.POLLIN)
        for handle, events in self._watched():
            poll.register(handle, events)
        patience = self._patience_s()
        waits = [each for each in (seconds, patience) if each is not None]
        found = dict(poll.poll(min(waits) * 1000 + 1 if waits else None))
        if found.pop(self._ear, None):
            os.read(self._ear, MOST_BYTES)
        for handle, events in found.items():
            self._ready(handle, events)

    def _patience_s(self) -> float | None:
        """When to look again even if nothing happens."""
        return None

    @abstractmethod
    def _prepare(self) -> None:
        """Open and close what the printer's state asks for."""

    @abstractmethod
    def _act(self) -> None:
        """Do what the printer wants done by now."""

    @abstractmethod
    def _watched(self) -> Sequence[tuple[int, int]]:
        """File descriptors to wait for, and the poll events."""

    @abstractmethod
    def _ready(self, handle: int, events: int) -> None:
        """One of them has something."""

    @abstractmethod
    def _let_go(self) -> None:
        """Close everything."""
