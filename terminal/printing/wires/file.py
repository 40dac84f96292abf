"""A device file such as /dev/usb/lp0, a named pipe, or a plain file that exists: bytes go in, nothing answers."""

import errno
import os
import select
import stat
import time
from contextlib import suppress
from pathlib import Path

from terminal.printing.problems import Interrupted, PaperOut, PrinterProblem, StorageFailed, TimedOut
from terminal.printing.wires.wire import Stopped, cannot_open, push, ready


class FileWire:
    """It is never created: a misspelt device would become a file that swallows tickets in silence."""

    def __init__(self, path: Path, timeout_s: float) -> None:
        try:
            self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as problem:
            raise cannot_open(path, problem) from problem
        self._path, self._timeout_s = path, timeout_s
        self._mode = os.fstat(self._handle).st_mode

    def send(self, data: bytes) -> None:
        """See Wire. Of a failing device nobody knows what it has taken, so that counts as sent."""
        deadline = time.monotonic() + self._timeout_s
        try:
            push(self._handle, data, deadline)
            self._wait_taken(len(data), deadline)
        except Stopped as stopped:
            raise self._problem(stopped) from stopped

    def _wait_taken(self, count: int, deadline: float) -> None:
        """Linux's own driver of USB printers takes the last piece on trust, and forgets it when we close too soon.

        It has a buffer for one piece alone, so that it can be written again when the printer has the last one.
        """
        if stat.S_ISCHR(self._mode) and not ready(self._handle, select.POLLOUT, deadline - time.monotonic()):
            raise Stopped(count, None)
        if stat.S_ISREG(self._mode):
            try:
                os.fsync(self._handle)
            except OSError as problem:
                raise Stopped(count, problem) from problem

    def _problem(self, stopped: Stopped) -> PrinterProblem:
        """ENOSPC from Linux's own printer driver means: no paper. From a disk, and /dev/full, it means: full."""
        about = f"{self._path}: {stopped}"
        if stopped.reason is None:
            return TimedOut(about, sent=stopped.taken > 0)
        sent = stopped.taken > 0 or stat.S_ISCHR(self._mode)
        if stopped.reason.errno == errno.ENOSPC:
            return (PaperOut if self._is_printer() else StorageFailed)(about, sent=sent)
        return Interrupted(about, sent=sent)

    def _is_printer(self) -> bool:
        device = self._path.resolve()
        return device.match("/dev/usb/lp*") or device.match("/dev/lp*")

    def receive(self, timeout_s: float) -> bytes:
        """Nothing: whoever writes to a file is not answered."""
        return b""

    def close(self) -> None:
        """See Wire."""
        with suppress(OSError):
            os.close(self._handle)
