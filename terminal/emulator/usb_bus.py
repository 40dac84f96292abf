"""A DOUBLE of a USB bus with one printer on it: a backend of pyusb that ends in the emulated printer.

Never tried beside real hardware. It says what pyusb's interface promises and what section C of Epson's reference
answers; the errors are those of libusb as documented. It proves what our code does with them, not that a given
printer raises them. The checklist for the first real printer is the proof that is still owed.

A bus knows no connections either: a printer that resets or loses power leaves it, and comes back to whoever
opens it anew.
"""

import array
import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.backend.libusb1
import usb.core

from terminal.emulator.printer import HangUp, Say
from terminal.emulator.running import RunningPrinter

VENDOR, PRODUCT = 0xFFFE, 0x0058
OUT, IN = 0x01, 0x82
PACKET_BYTES = 64
_PRINTER_CLASS = 7


class UsbBusDouble(usb.backend.IBackend):  # type: ignore[misc]  # pyusb has no types
    """One printer at one address. ``one_way``: it has no pipe back, as the cheapest have."""

    def __init__(
        self, printer: RunningPrinter, *, vendor: int = VENDOR, product: int = PRODUCT, one_way: bool = False
    ) -> None:
        self.vendor, self.product = vendor, product
        self.driver_attached = True
        self._printer, self._core = printer, printer.core
        self._pipes = (OUT,) if one_way else (OUT, IN)
        self._said = bytearray()
        self._left_the_bus = False
        with printer.changed:
            self._core.call()

    # What pyusb asks for. Descriptors are as a printer of its class has them.

    def enumerate_devices(self) -> Iterator[str]:
        with self._printer.changed:
            plugged = self._core.plugged
        if plugged:
            yield "printer"

    def get_device_descriptor(self, dev: Any) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=self.vendor, idProduct=self.product, bcdDevice=0x0100, iManufacturer=0,
            iProduct=0, iSerialNumber=0, bNumConfigurations=1, bus=1, address=2, port_number=1, port_numbers=(1,),
            speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt or config:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=len(self._pipes),
            bInterfaceClass=_PRINTER_CLASS, bInterfaceSubClass=1, bInterfaceProtocol=len(self._pipes), iInterface=0,
            extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=self._pipes[ep], bmAttributes=2,
            wMaxPacketSize=PACKET_BYTES, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: Any) -> str:
        with self._printer.changed:
            if not self._core.plugged:
                raise _error(errno.ENODEV)
            if self._core.has("usb_denied"):
                raise _error(errno.EACCES)
            self._listen()
            if self._left_the_bus:
                self._left_the_bus = False
                self._said.clear()
                self._core.hang_up()
                self._core.call()
        return "handle"

    def close_device(self, dev_handle: Any) -> None:
        pass

    def get_configuration(self, dev_handle: Any) -> int:
        return 1

    def set_configuration(self, dev_handle: Any, config_value: int) -> None:
        pass

    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        return self.driver_attached

    def detach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        self.driver_attached = False

    def attach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        self.driver_attached = True

    def claim_interface(self, dev_handle: Any, intf: int) -> None:
        with self._printer.changed:
            self._still_there()
            if self._core.has("usb_busy") or self.driver_attached:
                raise _error(errno.EBUSY)

    def release_interface(self, dev_handle: Any, intf: int) -> None:
        with self._printer.changed:
            self._still_there()

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        """Bytes that the printer took within ``timeout`` milliseconds; USBTimeoutError when it took none."""
        rest = bytes(data)
        if self._core.has("usb_short_write"):
            rest = rest[: int(self._core.number("usb_short_write"))]
        taken, deadline = 0, time.monotonic() + timeout / 1000
        with self._printer.changed:
            while rest:
                self._still_there()
                room = 0 if self._core.has("usb_timeout") else self._core.room()
                if room:
                    self._core.hear(rest[:room])
                    taken, rest = taken + len(rest[:room]), rest[room:]
                    self._printer.changed.notify_all()
                    self._listen()
                elif not self._wait(deadline):
                    break
        if not taken:
            raise _timed_out()
        return taken

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: "array.array[int]", timeout: int) -> int:
        """Bytes put into ``buff``; USBTimeoutError when the printer says nothing in ``timeout`` milliseconds."""
        deadline = time.monotonic() + timeout / 1000
        with self._printer.changed:
            while True:
                self._listen()
                if self._said:
                    break
                self._still_there()
                if not self._wait(deadline):
                    raise _timed_out()
        count = min(len(buff), len(self._said))
        buff[:count] = array.array("B", self._said[:count])
        del self._said[:count]
        return count

    def _wait(self, deadline: float) -> bool:
        """Until the printer has changed, or will do something by itself; false when it is too late for that."""
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        soon = self._core.wait_s()
        self._printer.changed.wait(left if soon is None else min(left, soon + 0.001))
        return True

    def _listen(self) -> None:
        for action in self._core.due():
            match action:
                case Say(data):
                    self._said += data
                case HangUp():
                    self._left_the_bus = True

    def _still_there(self) -> None:
        if self._left_the_bus or not self._core.plugged:
            self._left_the_bus = True
            raise _error(errno.ENODEV)


def _error(number: int) -> Exception:
    words = {errno.ENODEV: "No such device (it may have been disconnected)", errno.EACCES: "Access denied"}
    problem: Exception = usb.core.USBError(words.get(number, "Resource busy"), None, number)
    return problem


def _timed_out() -> Exception:
    problem: Exception = usb.core.USBTimeoutError("Operation timed out", None, errno.ETIMEDOUT)
    return problem


@contextmanager
def plugged_in(bus: UsbBusDouble) -> Iterator[UsbBusDouble]:
    """While this lasts, pyusb finds this bus and no other. For tests alone: it concerns the whole process."""
    real = usb.backend.libusb1.get_backend
    usb.backend.libusb1.get_backend = lambda *_, **__: bus
    try:
        yield bus
    finally:
        usb.backend.libusb1.get_backend = real
