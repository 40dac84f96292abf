"""What every wire promises, and what those share that end in a file descriptor."""

import errno
import os
import select
import time
from collections.abc import Callable
from typing import Protocol

from terminal.printing.problems import NotAllowed, PrinterProblem, Unreachable

MOST_BYTES = 256
MOST_READS = 16
"""A printer that never stops talking does not keep us."""


class Wire(Protocol):
    """An open way to one printer."""

    def send(self, data: bytes) -> None:
        """Hand over all of these bytes, or raise TimedOut or Interrupted. ``sent`` false: certainly none left."""

    def receive(self, timeout_s: float) -> bytes:
        """What the printer says within this time (0: what lies there), or nothing. Interrupted when it hung up."""

    def close(self) -> None:
        """Let go. Never raises."""


Opener = Callable[[], Wire]


class Stopped(Exception):
    """Not all bytes were taken, only ``taken``. ``reason`` None: there was no room for more in time."""

    def __init__(self, taken: int, reason: OSError | None) -> None:
        super().__init__(reason or "no more bytes are taken")
        self.taken, self.reason = taken, reason

    def __str__(self) -> str:
        return (self.reason.strerror or str(self.reason)) if self.reason else "takes no more bytes"


def push(handle: int, data: bytes, deadline: float, take: Callable[[int, memoryview], int] = os.write) -> None:
    """Write all of it to a descriptor that doesn't block, in one piece where there is room; else Stopped."""
    rest = memoryview(data)
    while rest:
        if not ready(handle, select.POLLOUT, deadline - time.monotonic()):
            raise Stopped(len(data) - len(rest), None)
        try:
            rest = rest[take(handle, rest) :]
        except BlockingIOError:
            continue
        except OSError as problem:
            raise Stopped(len(data) - len(rest), problem) from problem


def ready(handle: int, events: int, timeout_s: float) -> bool:
    """Whether the descriptor can be read or written within this time; also when trying will raise."""
    poll = select.poll()
    poll.register(handle, events)
    return bool(poll.poll(max(0.0, timeout_s) * 1000))


def cannot_open(what: object, problem: OSError) -> PrinterProblem:
    """Why this can't be opened: it isn't there, or we may not, be it that another program has it."""
    refused = problem.errno in (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EAGAIN)
    kind = NotAllowed if refused else Unreachable
    return kind(f"{what}: {problem.strerror or problem}")
