"""A serial port, or a USB cable that plays one."""

import os
import select
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal

from terminal.printing.problems import Interrupted, TimedOut
from terminal.printing.wires.wire import MOST_BYTES, Stopped, cannot_open, push, ready

Flow = Literal["none", "rtscts", "xonxoff"]
"""How the printer stops us while its memory is full. Linux knows no DTR/DSR: set the printer to another way."""

_BITS_A_BYTE = 10
_LOOK_S = 0.01


class SerialWire:
    """Eight bits, no parity, one stop bit. DTR and RTS are on while the port is open. Nobody else may open it then."""

    def __init__(self, path: Path, baud: int, timeout_s: float, flow: Flow = "none") -> None:
        import termios

        import serial

        try:
            self._port = serial.Serial(
                str(path), baud, rtscts=flow == "rtscts", xonxoff=flow == "xonxoff", exclusive=True
            )
            self._port.reset_input_buffer()
        except OSError as problem:  # SerialException is one
            raise cannot_open(path, problem) from problem
        except termios.error as problem:
            raise cannot_open(path, OSError(*problem.args)) from problem
        self._name, self._baud, self._timeout_s = str(path), baud, timeout_s

    def send(self, data: bytes) -> None:
        """See Wire. Comes back when the bytes have left: a slow line gets the time that its speed needs."""
        deadline = time.monotonic() + self._timeout_s + _BITS_A_BYTE * len(data) / self._baud
        try:
            push(self._port.fileno(), data, deadline)
            self._wait_left(len(data), deadline)
        except Stopped as stopped:
            self._forget_rest()
            kind = Interrupted if stopped.reason else TimedOut
            raise kind(f"{self._name}: {stopped}", sent=stopped.taken > 0) from stopped

    def _wait_left(self, count: int, deadline: float) -> None:
        """The system takes four kilobytes at once, also for a printer that has told us to stop."""
        try:
            while self._port.out_waiting:
                if time.monotonic() > deadline:
                    raise Stopped(count, None)
                time.sleep(_LOOK_S)
        except OSError as problem:
            raise Stopped(count, problem) from problem

    def _forget_rest(self) -> None:
        """Half a ticket must not go on by itself, nor may closing wait for it."""
        with suppress(Exception):  # termios.error, which is no OSError, after an unplug
            self._port.reset_output_buffer()

    def receive(self, timeout_s: float) -> bytes:
        """See Wire."""
        if not ready(self._port.fileno(), select.POLLIN, timeout_s):
            return b""
        try:
            said = os.read(self._port.fileno(), MOST_BYTES)
        except BlockingIOError:
            return b""
        except OSError as problem:
            raise Interrupted(f"{self._name}: {problem.strerror or problem}") from problem
        if not said:
            raise Interrupted(f"{self._name} was unplugged")
        return said

    def close(self) -> None:
        """See Wire."""
        with suppress(Exception):  # termios.error, as above
            self._port.close()
