"""The printer at a TCP port: one connection at a time, closed when its client has ended, as cheap printers do."""

import select
import socket
import struct
import threading
from contextlib import suppress

from terminal.emulator.printer import HangUp, Say
from terminal.emulator.running import RunningPrinter

_MOST_BYTES = 4096
_ABORT = struct.pack("ii", 1, 0)
"""SO_LINGER on, no seconds: closing resets."""


class TcpFront:
    """Listens at once. ``port`` 0: any that is free; ``self.port`` says which. OSError when it can't listen."""

    def __init__(self, printer: RunningPrinter, host: str = "127.0.0.1", port: int = 9100) -> None:
        self._printer, self._host = printer, host
        self._listener: socket.socket | None = self._listening(port)
        self.port: int = self._listener.getsockname()[1]
        self._line: socket.socket | None = None
        self._ended = False
        self._bell, self._ear = socket.socketpair()
        self._ear.setblocking(False)
        self._bell.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="emulated printer", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """See Front."""
        with suppress(OSError):
            self._bell.send(b"!")

    def close(self) -> None:
        """See Front."""
        self._ended = True
        self.wake()
        self._thread.join()

    def _listening(self, port: int) -> socket.socket:
        listener = socket.socket()
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self._host, port))
            listener.listen(4)
        except OSError:
            listener.close()
            raise
        return listener

    def _run(self) -> None:
        try:
            while not self._ended:
                self._open_or_close()
                self._wait()
                self._act()
        finally:
            for line in (self._line, self._listener, self._bell, self._ear):
                if line is not None:
                    line.close()

    def _open_or_close(self) -> None:
        """A printer that takes no calls has nobody at its port: the caller is refused."""
        with self._printer.changed:
            takes_calls = self._printer.core.takes_calls
        if not takes_calls and self._listener is not None:
            self._listener.close()
            self._listener = None
        elif takes_calls and self._listener is None:
            self._listener = self._listening(self.port)

    def _wait(self) -> None:
        with self._printer.changed:
            seconds, room = self._printer.core.wait_s(), self._printer.core.room()
        poll = select.poll()
        poll.register(self._ear, select.POLLIN)
        if self._line is not None:
            poll.register(self._line, select.POLLIN if room else select.POLLRDHUP)
        elif self._listener is not None:
            poll.register(self._listener, select.POLLIN)
        found = dict(poll.poll(None if seconds is None else seconds * 1000 + 1))
        if self._ear.fileno() in found:
            with suppress(BlockingIOError):
                self._ear.recv(_MOST_BYTES)
        if self._line is not None and self._line.fileno() in found:
            self._hear(room)
        elif self._line is None and self._listener is not None and self._listener.fileno() in found:
            self._answer_call(self._listener)

    def _answer_call(self, listener: socket.socket) -> None:
        with suppress(OSError):
            self._line, _ = listener.accept()
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._printer.changed:
                self._printer.core.call()

    def _hear(self, room: int) -> None:
        """At most what the printer has room for; a client that ended while nothing was read is gone as well."""
        assert self._line is not None
        try:
            data = self._line.recv(min(room, _MOST_BYTES)) if room else b""
        except OSError:
            data = b""
        if not data:
            self._hang_up(reset=False)
            return
        with self._printer.changed:
            self._printer.core.hear(data)
            self._printer.changed.notify_all()

    def _act(self) -> None:
        with self._printer.changed:
            actions = self._printer.core.due()
        for action in actions:
            match action:
                case Say(data) if self._line is not None:
                    with suppress(OSError):
                        self._line.sendall(data)
                case HangUp(reset) if self._line is not None:
                    self._hang_up(reset=reset)

    def _hang_up(self, *, reset: bool) -> None:
        assert self._line is not None
        if reset:
            self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        else:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_WR)
        self._line.close()
        self._line = None
        with self._printer.changed:
            self._printer.core.hang_up()
            self._printer.changed.notify_all()
