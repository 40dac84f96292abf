"""An emulated printer that runs: the core behind one lock, and the words that tests and technicians say to it."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from terminal.emulator.drawing import Album
from terminal.emulator.faults import Active
from terminal.emulator.nameplate import Nameplate
from terminal.emulator.paper import Paper
from terminal.emulator.printer import EmulatedPrinter, Event

PATIENCE_S = 30.0
"""For what comes as soon as it can. A busy machine takes its time."""


class Front(Protocol):
    """What connects the printer to the world, in a thread of its own."""

    def wake(self) -> None:
        """Something has changed. Comes back when it is so on the wire, too: a port refuses, a line is silent."""

    def close(self) -> None:
        """Hang up and let go. Never raises."""


class RunningPrinter:
    """Every call is safe from any thread. ``width_mm``, ``roll_mm`` and ``nameplate`` as in EmulatedPrinter.

    ``folder`` gets a picture of every paper. ``tell`` hears every event, of papers when their picture is there;
    it is called from several threads, one at a time each, and must not call back.
    """

    def __init__(
        self,
        width_mm: int = 80,
        *,
        fault: str = "none",
        folder: Path | None = None,
        roll_mm: float | None = None,
        nameplate: Nameplate | None = None,
        tell: Callable[[Event], None] = lambda event: None,
    ) -> None:
        self._album = None if folder is None else Album(folder, width_mm)
        self._drawer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing papers")
        self.changed = threading.Condition(threading.RLock())
        self.core = EmulatedPrinter(width_mm, roll_mm=roll_mm, nameplate=nameplate, tell=self._heard)
        self._tell = tell
        self._fronts: list[Front] = []
        self.core.set_fault(fault)

    @property
    def papers(self) -> Sequence[Paper]:
        """What has come out so far, the oldest first."""
        with self.changed:
            return list(self.core.papers)

    @property
    def hanging(self) -> str:
        """See EmulatedPrinter.hanging."""
        with self.changed:
            return self.core.hanging

    @property
    def reached(self) -> Sequence[str]:
        """Process ids that it has come to, in order."""
        with self.changed:
            return list(self.core.reached)

    @property
    def faults(self) -> Sequence[Active]:
        with self.changed:
            return self.core.faults

    def set_fault(self, words: str) -> None:
        """See EmulatedPrinter.set_fault: ``none``, ``paper_out``, ``close_rst=250``, ``drawer_high+near_end``."""
        self._do(lambda: self.core.set_fault(words))

    def new_roll(self) -> None:
        self._do(self.core.new_roll)

    def power_off(self) -> None:
        self._do(self.core.power_off)

    def power_on(self) -> None:
        self._do(self.core.power_on)

    def power_cycle(self) -> None:
        self._do(self.core.power_cycle)

    def wait_papers(self, count: int, timeout_s: float = PATIENCE_S) -> Sequence[Paper]:
        """The papers, as soon as there are this many; TimeoutError when they don't come."""
        self.wait_until(lambda: len(self.core.papers) >= count, timeout_s)
        return self.papers

    def wait_free(self, timeout_s: float = PATIENCE_S) -> None:
        """Until nobody is connected: then all that was sent before has been dealt with."""
        self.wait_until(lambda: not self.core.connected, timeout_s)

    def when_free(self, work: Callable[[EmulatedPrinter], None], timeout_s: float = PATIENCE_S) -> None:
        """``wait_free``, and then this in the same grip: nobody can connect in between. TimeoutError as there."""
        with self.changed:
            self.wait_free(timeout_s)
            work(self.core)
            self.changed.notify_all()
        self._wake()

    def wait_until(self, true: Callable[[], bool], timeout_s: float = PATIENCE_S) -> None:
        """Until this is true of the printer; TimeoutError when it doesn't become so."""
        with self.changed:
            if not self.changed.wait_for(true, timeout_s):
                raise TimeoutError(f"not within {timeout_s} s; {len(self.core.papers)} papers, {self.core.faults}")

    def add(self, front: Front) -> None:
        """From now on told when something changes, and closed with the printer."""
        self._fronts.append(front)
        front.wake()

    def close(self) -> None:
        """Hang up, and finish the pictures."""
        for front in self._fronts:
            front.close()
        self._drawer.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def _do(self, work: Callable[[], None]) -> None:
        with self.changed:
            work()
            self.changed.notify_all()
        self._wake()

    def _wake(self) -> None:
        for front in self._fronts:
            front.wake()

    def _heard(self, event: Event) -> None:
        """Called by the core, under the lock: a picture is drawn outside of it, or the answers would come late."""
        if event.paper is not None and self._album is not None:
            self._drawer.submit(self._draw, event, self._album)
        else:
            self._tell(event)
        self.changed.notify_all()

    def _draw(self, event: Event, album: Album) -> None:
        assert event.paper is not None
        try:
            self._tell(replace(event, picture=album.save(event.paper)))
        except OSError as problem:
            self._tell(Event("not_drawn", paper=event.paper, detail=problem.strerror or str(problem)))
        except Exception as problem:  # whatever junk makes of it: the paper came out, and that is told
            self._tell(Event("not_drawn", paper=event.paper, detail=repr(problem)))
