"""What a program says to the service manager that started it: ready, alive, stopping, and how it stands.

The words are those of systemd's sd_notify(3), as datagrams. It is here because hub and terminals both need it and know
no other room in common; it imports nothing of ours.
"""

import faulthandler
import logging
import os
import socket
import sys
from collections.abc import Mapping

log = logging.getLogger(__name__)

READY, ALIVE, STOPPING = "READY=1", "WATCHDOG=1", "STOPPING=1"


class ServiceManager:
    """Nobody, and silent, where ``NOTIFY_SOCKET`` names no socket: at a desk, in a demo, on Windows.

    ``watchdog_seconds``: it ends and restarts us when it has not heard ``ALIVE`` for so long. None: it does not watch.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = _address(environment.get("NOTIFY_SOCKET", ""))
        self.watchdog_seconds = _watchdog_seconds(environment) if self._address else None

    @property
    def listens(self) -> bool:
        return bool(self._address)

    def tell(self, *words: str) -> None:
        """Never waits and never raises: a manager that cannot hear must not end what it is to look after."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as wire:
                wire.setblocking(False)
                wire.sendto("\n".join(words).encode(), self._address)
        except OSError as problem:
            log.warning("the service manager was not told %s: %s", words[0], problem.strerror or problem)


def trace_aborts() -> None:
    """From now on SIGABRT, by which the manager ends who is silent, leaves every thread's place on the real stderr."""
    if sys.__stderr__ is not None:  # a window on Windows may have none
        faulthandler.enable(sys.__stderr__)


def status(text: str) -> str:
    """The word that shows this line in ``systemctl status``. Nothing personal: any user of the machine reads it."""
    return "STATUS=" + " ".join(text.split())


def _address(named: str) -> str:
    """A path, or a name in the abstract space, which is written with @ and begins with a zero byte."""
    if named.startswith("@"):
        return "\0" + named[1:]
    return named if named.startswith("/") else ""


def _watchdog_seconds(environment: Mapping[str, str]) -> float | None:
    """None too where another process of the same service is the one that is watched."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    microseconds = environment.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1_000_000 if microseconds.isdecimal() and int(microseconds) else None
