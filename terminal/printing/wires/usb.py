"""A USB printer, found by vendor and product, spoken to past the kernel's driver.

Tried with pyusb over a double of a bus, never on hardware: docs/printer-checklist.md.
"""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from terminal.printing.problems import Interrupted, NotAllowed, PrinterProblem, TimedOut, Unreachable
from terminal.printing.wires.wire import MOST_READS

_PRINTER_CLASS, _OWN_CLASS = 7, 0xFF
"""Some receipt printers leave the factory in a class of their maker's own, with the same two pipes."""
_OTHER_PROTOCOLS = 3, 4
"""IEEE 1284.4 and IPP over USB: alternate ways into the same printer, which carry no plain bytes."""
_LOOK_S = 0.05
_DRAIN_S = 0.01


class UsbWire:
    """``serial_number`` tells two printers of one model apart; without one, the first that is found is taken."""

    def __init__(self, vendor: int, product: int, timeout_s: float, serial_number: str | None = None) -> None:
        import usb.core
        import usb.util

        self._usb, self._timeout_s = usb, timeout_s
        self._name = f"USB {vendor:04x}:{product:04x}" + (f" {serial_number}" if serial_number else "")
        self._interface: int | None = None
        self._driver_detached = False
        self._device = self._found(vendor, product, serial_number)
        try:
            with self._opening():
                self._out, self._in = self._claim()
                self._drain()
        except PrinterProblem:
            self.close()
            raise

    def send(self, data: bytes) -> None:
        """See Wire. In one transfer; libusb tells how many bytes of it the printer took in time."""
        try:
            taken = self._out.write(data, self._milliseconds(self._timeout_s))
        except self._usb.core.USBTimeoutError as problem:
            raise TimedOut(f"{self._name} takes no bytes") from problem
        except self._usb.core.USBError as problem:
            raise Interrupted(f"{self._name}: {problem.strerror}", sent=True) from problem
        if taken != len(data):
            raise TimedOut(f"{self._name} took {taken} of {len(data)} bytes", sent=True)

    def receive(self, timeout_s: float) -> bytes:
        """See Wire. Some printers answer at once that they have nothing to say, as often as they are asked."""
        if self._in is None:
            return b""
        deadline = time.monotonic() + timeout_s
        while True:
            left = deadline - time.monotonic()
            try:
                said = bytes(self._in.read(self._in.wMaxPacketSize, self._milliseconds(left)))
            except self._usb.core.USBTimeoutError:
                return b""
            except self._usb.core.USBError as problem:
                raise Interrupted(f"{self._name}: {problem.strerror}") from problem
            if said or left <= 0:
                return said
            time.sleep(min(_DRAIN_S, left))

    def close(self) -> None:
        """Give the printer back to the kernel's driver, if we took it away. It may have left the bus meanwhile."""
        lost = (self._usb.core.USBError, NotImplementedError)
        if self._interface is not None:
            with suppress(*lost):
                self._usb.util.release_interface(self._device, self._interface)
            if self._driver_detached:
                with suppress(*lost):
                    self._device.attach_kernel_driver(self._interface)
        with suppress(*lost):
            self._usb.util.dispose_resources(self._device)

    def _found(self, vendor: int, product: int, serial_number: str | None) -> Any:
        try:
            devices = list(self._usb.core.find(find_all=True, idVendor=vendor, idProduct=product))
        except self._usb.core.NoBackendError as problem:
            raise Unreachable("libusb is not installed") from problem
        unread = 0
        for device in devices:
            if serial_number is None:
                return device
            try:
                if device.serial_number == serial_number:
                    return device
            except (self._usb.core.USBError, ValueError):  # pyusb's word for strings that may not be read
                unread += 1
            self._usb.util.dispose_resources(device)
        if unread:
            raise NotAllowed(f"{self._name}: the serial number of {unread} printers of this kind can't be read")
        raise Unreachable(f"{self._name} is not plugged in")

    def _claim(self) -> tuple[Any, Any]:
        """The two pipes of the printer; the second is None on one-way printers."""
        interface = self._printer_interface()
        number = self._interface = interface.bInterfaceNumber
        self._claim_in_time(number)
        if interface.bAlternateSetting:
            self._device.set_interface_altsetting(number, interface.bAlternateSetting)
        return self._pipe(interface, "OUT"), self._pipe(interface, "IN")

    def _printer_interface(self) -> Any:
        interfaces = [each for each in self._device.get_active_configuration() if self._pipe(each, "OUT") is not None]
        for wanted in (_PRINTER_CLASS, _OWN_CLASS):
            for each in interfaces:
                if each.bInterfaceClass == wanted and each.bInterfaceProtocol not in _OTHER_PROTOCOLS:
                    return each
        raise Unreachable(f"{self._name} is no printer")

    def _claim_in_time(self, number: int) -> None:
        """Another program of ours may be printing on it: a ticket takes a few seconds, then the kernel has it again."""
        deadline = time.monotonic() + self._timeout_s
        while True:
            try:
                self._take_from_kernel(number)
                self._usb.util.claim_interface(self._device, number)
            except self._usb.core.USBError as problem:
                if problem.errno != errno.EBUSY or time.monotonic() > deadline:
                    raise
                time.sleep(_LOOK_S)
            else:
                return

    def _take_from_kernel(self, number: int) -> None:
        with suppress(NotImplementedError):
            if self._device.is_kernel_driver_active(number):
                self._device.detach_kernel_driver(number)
                self._driver_detached = True

    def _pipe(self, interface: Any, direction: str) -> Any:
        util = self._usb.util
        wanted = getattr(util, f"ENDPOINT_{direction}")
        return util.find_descriptor(
            interface,
            custom_match=lambda pipe: (
                util.endpoint_direction(pipe.bEndpointAddress) == wanted
                and util.endpoint_type(pipe.bmAttributes) == util.ENDPOINT_TYPE_BULK
            ),
        )

    def _drain(self) -> None:
        """Throw away what an earlier conversation left in the pipe."""
        for _ in range(MOST_READS):
            if not self.receive(_DRAIN_S):
                break

    @contextmanager
    def _opening(self) -> Iterator[None]:
        try:
            yield
        except self._usb.core.USBError as problem:
            taken = problem.errno in (errno.EACCES, errno.EPERM, errno.EBUSY)
            raise (NotAllowed if taken else Unreachable)(f"{self._name}: {problem.strerror}") from problem

    def _milliseconds(self, seconds: float) -> int:
        """At least one: none means for ever."""
        return max(1, int(seconds * 1000))
