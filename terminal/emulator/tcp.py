"""The printer at a TCP port: one connection at a time, closed when its client has ended, as cheap printers do."""

import select
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress

from terminal.emulator.front import MOST_BYTES, ThreadedFront
from terminal.emulator.printer import HangUp, Say
from terminal.emulator.running import RunningPrinter

_PORT_AGAIN_S = 0.1
_SAY_S = 1.0
"""A client that doesn't read what it asked for doesn't keep us."""
_LEFT = select.POLLRDHUP | select.POLLHUP | select.POLLERR
_ABORT = struct.pack("ii", 1, 0)
"""SO_LINGER on, no seconds: closing resets."""


class TcpFront(ThreadedFront):
    """Listens at once. ``port`` 0: any that is free; ``self.port`` says which. OSError when it can't listen.

    The port stays its own while it takes no calls: nobody is given the address of a printer that is switched off.
    """

    def __init__(self, printer: RunningPrinter, host: str = "127.0.0.1", port: int = 9100) -> None:
        self._host = host
        self._place = self._bound(port)
        self.port: int = self._place.getsockname()[1]
        self._listener: socket.socket | None = None
        self._line: socket.socket | None = None
        self._deaf = False
        try:
            self._listener = self._listening()
        except OSError:
            self._place.close()
            raise
        super().__init__(printer, "emulated network printer")
        self.start()

    def _bound(self, port: int) -> socket.socket:
        bound = socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((self._host, port))
        except OSError:
            bound.close()
            raise
        return bound

    def _listening(self) -> socket.socket:
        listener = self._bound(self.port)
        try:
            listener.listen(4)
        except OSError:
            listener.close()
            raise
        return listener

    def _prepare(self) -> None:
        """A printer that takes no calls has nobody at its port: the caller is refused."""
        with self._printer.changed:
            takes_calls = self._printer.core.takes_calls
        if not takes_calls and self._listener is not None:
            self._listener.close()
            self._listener = None
        elif takes_calls and self._listener is None:
            with suppress(OSError):  # somebody else has the port now: looked at again soon
                self._listener = self._listening()
        self._wants_port = takes_calls and self._listener is None

    def _patience_s(self) -> float | None:
        return _PORT_AGAIN_S if self._wants_port else None

    def _watched(self) -> Sequence[tuple[int, int]]:
        """One caller at a time: the next waits in the queue. Nothing is read while there is no room for it."""
        with self._printer.changed:
            room, busy = self._printer.core.room(), self._printer.core.line_busy
        if self._line is not None and busy:
            return []
        if self._line is not None:
            return [(self._line.fileno(), select.POLLIN if room else select.POLLRDHUP)]
        return [(self._listener.fileno(), select.POLLIN)] if self._listener is not None else []

    def _ready(self, handle: int, events: int) -> None:
        if self._line is not None:
            self._hear(self._line, left=bool(events & _LEFT))
        elif self._listener is not None:
            self._answer_call(self._listener)

    def _answer_call(self, listener: socket.socket) -> None:
        with suppress(OSError):
            self._line, _ = listener.accept()
            self._deaf = False
            self._line.settimeout(_SAY_S)
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._printer.changed:
                self._printer.core.call()

    def _hear(self, line: socket.socket, *, left: bool) -> None:
        """At most what there is room for. A client that left while nothing was read is gone as well."""
        with self._printer.changed:
            room = self._printer.core.room()
            if room and (data := _received(line, min(room, MOST_BYTES))):
                self._printer.core.hear(data)
                self._printer.changed.notify_all()
            elif room or left:
                self._hang_up(line, reset=False)

    def _act(self) -> None:
        with self._printer.changed:
            actions = self._printer.core.due()
        said = bytearray()
        for action in actions:
            match action:
                case Say(data):
                    said += data
                case HangUp(reset):
                    self._say(said)
                    said.clear()
                    if self._line is not None:
                        self._hang_up(self._line, reset=reset)
        self._say(said)

    def _say(self, data: bytes | bytearray) -> None:
        """A client that hasn't read what it asked for is not spoken to any more."""
        if data and self._line is not None and not self._deaf:
            try:
                self._line.sendall(data)
            except OSError:
                self._deaf = True

    def _hang_up(self, line: socket.socket, *, reset: bool) -> None:
        if reset:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        else:
            with suppress(OSError):
                line.shutdown(socket.SHUT_WR)
        line.close()
        self._line = None
        with self._printer.changed:
            self._printer.core.hang_up()
            self._printer.changed.notify_all()

    def _let_go(self) -> None:
        for each in (self._line, self._listener, self._place):
            if each is not None:
                each.close()


def _received(line: socket.socket, most: int) -> bytes:
    """Empty when the client has ended or broken off."""
    try:
        return line.recv(most)
    except OSError:
        return b""
