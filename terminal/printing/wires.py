"""Ways to a printer that carry bytes: network, serial, USB, device file. Every call ends in bounded time.

Ours rather than python-escpos's, whose sends go line by line and may wait for ever, and whose reads take
silence for good news. A wire is opened for one ticket and closed after it: many printers hold a job until
the connection ends, and none of them can be reopened reliably after a power cycle otherwise.
"""

import errno
import os
import select
import socket
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from terminal.printing.problems import (
    Interrupted,
    NotAllowed,
    PaperOut,
    PrinterProblem,
    StorageFailed,
    TimedOut,
    Unreachable,
)


class Wire(Protocol):
    """An open way to one printer."""

    def send(self, data: bytes) -> None:
        """Hand over all of these bytes, or raise TimedOut or Interrupted."""

    def receive(self, timeout_s: float) -> bytes:
        """What the printer says within this time; empty when it says nothing. Interrupted when it hung up."""

    def close(self) -> None:
        """Let go. Never raises."""


Opener = Callable[[], Wire]
_LINGER_S = 0.3
_MOST_BYTES = 256
_MOST_READS = 16
"""A printer that never stops talking does not keep us."""


class NetworkWire:
    """A printer's raw port, 9100 as a rule."""

    def __init__(self, host: str, port: int, timeout_s: float) -> None:
        try:
            self._socket = socket.create_connection((host, port), timeout_s)
        except TimeoutError as problem:
            raise Unreachable(f"{host}:{port} does not answer the call") from problem
        except OSError as problem:
            raise Unreachable(f"{host}:{port}: {problem.strerror or problem}") from problem
        self._timeout_s = timeout_s

    def send(self, data: bytes) -> None:
        """See Wire."""
        with _broken_pipe():
            self._socket.settimeout(self._timeout_s)
            self._socket.sendall(data)

    def receive(self, timeout_s: float) -> bytes:
        """See Wire."""
        with suppress(TimeoutError), _hung_up():
            self._socket.settimeout(max(timeout_s, 0.001))
            return _or_hung_up(self._socket.recv(_MOST_BYTES))
        return b""

    def close(self) -> None:
        """Say goodbye first: closing with unread answers resets the line, and a reset may drop the ticket."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(_LINGER_S)
            for _ in range(_MOST_READS):
                if not self._socket.recv(_MOST_BYTES):
                    break
        self._socket.close()


class SerialWire:
    """A serial port or a USB cable that plays one."""

    def __init__(self, path: Path, baud: int, timeout_s: float) -> None:
        import serial

        try:
            self._port = serial.Serial(str(path), baud, timeout=timeout_s, write_timeout=timeout_s)
            self._port.reset_input_buffer()
        except OSError as problem:  # SerialException is one
            raise _cannot_open(path, problem) from problem
        self._timeout = serial.SerialTimeoutException
        self._baud, self._timeout_s = baud, timeout_s

    def send(self, data: bytes) -> None:
        """See Wire. A slow line gets the time that its speed needs: ten bits a byte."""
        self._port.write_timeout = self._timeout_s + 10 * len(data) / self._baud
        try:
            self._port.write(data)
        except self._timeout as problem:
            raise TimedOut("the serial port takes no more bytes", sent=True) from problem
        except OSError as problem:
            raise Interrupted(str(problem), sent=True) from problem

    def receive(self, timeout_s: float) -> bytes:
        """See Wire. Asks for one byte, since asking for more waits for all of them."""
        with _hung_up():
            self._port.timeout = timeout_s
            first: bytes = self._port.read(1)
            return first + self._port.read(min(self._port.in_waiting, _MOST_BYTES)) if first else b""

    def close(self) -> None:
        """See Wire."""
        # After an unplug closing raises termios.error, which is no OSError.
        with suppress(Exception):
            self._port.close()


class FileWire:
    """A device file such as /dev/usb/lp0, or a plain file that exists: bytes are appended. It never answers.

    It is never created: a misspelt device would become a file that swallows tickets in silence.
    """

    def __init__(self, path: Path, timeout_s: float) -> None:
        try:
            self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as problem:
            raise _cannot_open(path, problem) from problem
        self._path, self._timeout_s = path, timeout_s

    def send(self, data: bytes) -> None:
        """See Wire."""
        rest, deadline = data, time.monotonic() + self._timeout_s
        while rest:
            self._wait_writable(deadline)
            try:
                rest = rest[os.write(self._handle, rest) :]
            except BlockingIOError:
                continue
            except OSError as problem:
                raise self._write_problem(problem) from problem
        if stat.S_ISREG(os.fstat(self._handle).st_mode):
            os.fsync(self._handle)

    def receive(self, timeout_s: float) -> bytes:
        """Nothing: whoever writes to a file is not answered."""
        return b""

    def close(self) -> None:
        """See Wire."""
        with suppress(OSError):
            os.close(self._handle)

    def _wait_writable(self, deadline: float) -> None:
        left = max(0.0, deadline - time.monotonic())
        if not select.select([], [self._handle], [], left)[1]:
            raise TimedOut(f"{self._path} takes no more bytes", sent=True)

    def _write_problem(self, problem: OSError) -> PrinterProblem:
        """ENOSPC from Linux's own printer driver means: no paper. From a disk, and /dev/full, it means: full."""
        is_printer = self._path.resolve().match("/dev/usb/lp*") or self._path.resolve().match("/dev/lp*")
        if problem.errno == errno.ENOSPC:
            kind = PaperOut if is_printer else StorageFailed
            return kind(f"{self._path}: {problem.strerror}", sent=True)
        return Interrupted(f"{self._path}: {problem.strerror}", sent=True)


class UsbWire:
    """A USB printer, found by vendor and product, spoken to past the kernel's driver.

    Not tried on hardware yet: docs/decisions/paper-bytes-and-wires.md.
    """

    def __init__(self, vendor: int, product: int, timeout_s: float) -> None:
        import usb.core
        import usb.util

        self._usb, self._timeout_ms = usb, max(1, int(timeout_s * 1000))
        self._name = f"USB {vendor:04x}:{product:04x}"
        try:
            self._device = usb.core.find(idVendor=vendor, idProduct=product)
        except usb.core.NoBackendError as problem:
            raise Unreachable("libusb is not installed") from problem
        if self._device is None:
            raise Unreachable(f"{self._name} is not plugged in")
        with self._opening():
            self._interface, self._out, self._in = self._claim()
            self._drain()

    def send(self, data: bytes) -> None:
        """See Wire."""
        try:
            written = self._out.write(data, self._timeout_ms)
        except self._usb.core.USBTimeoutError as problem:
            raise TimedOut(f"{self._name} takes no more bytes", sent=True) from problem
        except self._usb.core.USBError as problem:
            raise Interrupted(f"{self._name}: {problem.strerror}", sent=True) from problem
        if written != len(data):
            raise TimedOut(f"{self._name} took {written} of {len(data)} bytes", sent=True)

    def receive(self, timeout_s: float) -> bytes:
        """See Wire."""
        if self._in is None:
            return b""
        try:
            return bytes(self._in.read(self._in.wMaxPacketSize, max(1, int(timeout_s * 1000))))
        except self._usb.core.USBTimeoutError:
            return b""
        except self._usb.core.USBError as problem:
            raise Interrupted(f"{self._name}: {problem.strerror}") from problem

    def close(self) -> None:
        """Give the printer back to the kernel's driver."""
        number = self._interface.bInterfaceNumber
        with suppress(self._usb.core.USBError):
            self._usb.util.release_interface(self._device, number)
        self._usb.util.dispose_resources(self._device)
        with suppress(self._usb.core.USBError, NotImplementedError):
            self._device.attach_kernel_driver(number)

    def _claim(self) -> tuple[Any, Any, Any]:
        """The interface of the printer class with its two pipes; the second is absent on one-way printers."""
        configuration = self._device.get_active_configuration()
        interface = self._usb.util.find_descriptor(configuration, bInterfaceClass=7)
        if interface is None:
            raise Unreachable(f"{self._name} is no printer")
        number = interface.bInterfaceNumber
        with suppress(NotImplementedError):
            if self._device.is_kernel_driver_active(number):
                self._device.detach_kernel_driver(number)
        self._usb.util.claim_interface(self._device, number)
        return interface, self._pipe(interface, "OUT"), self._pipe(interface, "IN")

    def _pipe(self, interface: Any, direction: str) -> Any:
        wanted = getattr(self._usb.util, f"ENDPOINT_{direction}")
        return self._usb.util.find_descriptor(
            interface,
            custom_match=lambda pipe: self._usb.util.endpoint_direction(pipe.bEndpointAddress) == wanted,
        )

    def _drain(self) -> None:
        """Throw away what an earlier conversation left in the pipe."""
        for _ in range(_MOST_READS):
            if not self.receive(0.01):
                break

    @contextmanager
    def _opening(self) -> Iterator[None]:
        try:
            yield
        except self._usb.core.USBError as problem:
            kind = NotAllowed if problem.errno == errno.EACCES else Unreachable
            raise kind(f"{self._name}: {problem.strerror}") from problem


def _cannot_open(path: Path, problem: OSError) -> PrinterProblem:
    refused = problem.errno in (errno.EACCES, errno.EPERM)
    kind = NotAllowed if refused else Unreachable
    return kind(f"{path}: {problem.strerror or problem}")


@contextmanager
def _broken_pipe() -> Iterator[None]:
    try:
        yield
    except TimeoutError as problem:
        raise TimedOut("the printer takes no more bytes", sent=True) from problem
    except OSError as problem:
        raise Interrupted(problem.strerror or str(problem), sent=True) from problem


@contextmanager
def _hung_up() -> Iterator[None]:
    try:
        yield
    except TimeoutError:
        raise
    except OSError as problem:
        raise Interrupted(problem.strerror or str(problem)) from problem


def _or_hung_up(data: bytes) -> bytes:
    if not data:
        raise Interrupted("the printer closed the connection")
    return data
