"""A printer's raw port, 9100 as a rule."""

import select
import socket
import struct
import time
from contextlib import suppress

from terminal.printing.problems import Interrupted, TimedOut, Unreachable
from terminal.printing.wires.wire import MOST_BYTES, Stopped, push, ready

_LINGER_S = 0.3
_ABORT = struct.pack("ii", 1, 0)
"""SO_LINGER on, no seconds: closing resets, and forgets what was not delivered yet."""


class NetworkWire:
    """``host`` is an address of either kind, or a name, which takes as long to find as the machine's resolver likes."""

    def __init__(self, host: str, port: int, timeout_s: float) -> None:
        self._name, self._timeout_s = f"{host}:{port}", timeout_s
        self._socket = self._call(host, port)
        self._socket.setblocking(False)
        self._broken = False

    def _call(self, host: str, port: int) -> socket.socket:
        """A name may have several addresses; together they get the time of one."""
        deadline = time.monotonic() + self._timeout_s
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as problem:
            raise Unreachable(f"{self._name}: {problem.strerror or problem}") from problem
        said: list[str] = []
        for family, kind, protocol, _, address in addresses:
            line = socket.socket(family, kind, protocol)
            try:
                line.settimeout(max(0.001, deadline - time.monotonic()))
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line.connect(address)
            except OSError as problem:
                line.close()
                said.append(problem.strerror or str(problem))
            else:
                return line
        raise Unreachable(f"{self._name}: {', '.join(said)}")

    def send(self, data: bytes) -> None:
        """See Wire."""
        try:
            push(self._socket.fileno(), data, time.monotonic() + self._timeout_s)
        except Stopped as stopped:
            self._broken = True
            kind = Interrupted if stopped.reason else TimedOut
            raise kind(f"{self._name}: {stopped}", sent=stopped.taken > 0) from stopped

    def receive(self, timeout_s: float) -> bytes:
        """See Wire."""
        if not ready(self._socket.fileno(), select.POLLIN, timeout_s):
            return b""
        try:
            said = self._socket.recv(MOST_BYTES)
        except BlockingIOError:
            return b""
        except OSError as problem:
            raise Interrupted(f"{self._name}: {problem.strerror or problem}") from problem
        if not said:
            raise Interrupted(f"{self._name} closed the connection")
        return said

    def close(self) -> None:
        """Say goodbye first: closing with unread answers resets the line, and a reset may drop the ticket.

        Unless the ticket is broken already: then its rest must not trickle out when the printer wakes up.
        """
        with suppress(OSError):
            if self._broken:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
            else:
                self._socket.shutdown(socket.SHUT_WR)
                self._hear_out()
        self._socket.close()

    def _hear_out(self) -> None:
        deadline = time.monotonic() + _LINGER_S
        while (left := deadline - time.monotonic()) > 0 and ready(self._socket.fileno(), select.POLLIN, left):
            if not self._socket.recv(MOST_BYTES):
                return
