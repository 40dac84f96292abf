"""A DOUBLE of a USB bus with printers on it: a backend of pyusb that ends in emulated printers.

Never tried beside real hardware. It says what pyusb's interface promises and what section C of Epson's reference
answers; the errors are those of libusb as documented. It proves what our code does with them, not that a given
printer raises them. The checklist for the first real printer is the proof that is still owed.

A bus knows no connections either: a printer that resets or loses power leaves it, and comes back with another
address to whoever opens it anew.
"""

import array
import errno
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
PRINTER_CLASS, MAKERS_CLASS = 7, 0xFF
_BULK = 2
_STRING_DESCRIPTOR, _ENGLISH = 3, 0x0409
_SERIAL_INDEX = 3


@dataclass(frozen=True, slots=True)
class Interface:
    """A way into a device. ``protocol``: 1 one-way, 2 two-way, 4 IPP over USB. ``pipes``: address and attributes."""

    kind: int = PRINTER_CLASS
    protocol: int = 2
    alternate: int = 0
    pipes: Sequence[tuple[int, int]] = ((OUT, _BULK), (IN, _BULK))


ONE_WAY = Interface(protocol=1, pipes=((OUT, _BULK),))


@dataclass(frozen=True, slots=True)
class _Place:
    """A device as it was found on the bus: it is gone when its socket has another address."""

    socket: "UsbSocket"
    address: int


class UsbSocket:
    """One printer on the bus. ``interfaces`` are alternate settings of one and the same."""

    def __init__(
        self,
        bus: "UsbBusDouble",
        printer: RunningPrinter,
        ids: tuple[int, int],
        serial: str,
        interfaces: Sequence[Interface],
    ) -> None:
        self.vendor, self.product = ids
        self.serial, self.interfaces = serial, interfaces
        self.driver_attached = True
        """Linux's own driver has it."""
        self.alternate = 0
        self.printer, self.core = printer, printer.core
        self.said = bytearray()
        self.address = 0
        self._bus = bus
        self._gone = True
        self._claimed_by: object = None
        with printer.changed:
            self.look()

    def look(self) -> bool:
        """Whether it is on the bus now. If it was away, it is another device, which nobody has opened."""
        self.listen()
        if not self.core.plugged:
            self._gone = True
        elif self._gone:
            self._gone, self.address = False, self._bus.next_address()
            self.driver_attached, self._claimed_by, self.alternate = True, None, 0
            self.said.clear()
            self.core.hang_up()
            self.core.call()
        return not self._gone

    def listen(self) -> None:
        """What the printer says waits here until somebody reads it."""
        for action in self.core.due():
            match action:
                case Say(data):
                    self.said += data
                case HangUp():
                    self._gone = True

    def still_at(self, address: int) -> None:
        if self._gone or not self.core.plugged or address != self.address:
            self._gone |= not self.core.plugged
            raise _error(errno.ENODEV)

    def claim(self, by: object) -> None:
        if self.core.has("usb_busy") or self.driver_attached or self._claimed_by not in (None, by):
            raise _error(errno.EBUSY)
        self._claimed_by = by

    def release(self, by: object) -> None:
        if self._claimed_by is by:
            self._claimed_by = None


class UsbBusDouble(usb.backend.IBackend):  # type: ignore[misc]  # pyusb has no types
    """One printer to begin with; ``plug`` adds others. ``one_way``: it has no pipe back, as the cheapest have."""

    def __init__(
        self, printer: RunningPrinter, *, vendor: int = VENDOR, product: int = PRODUCT, one_way: bool = False
    ) -> None:
        self._sockets: list[UsbSocket] = []
        self._last_address = 1
        ways = (ONE_WAY if one_way else Interface(),)
        self.first = self.plug(printer, vendor=vendor, product=product, interfaces=ways)

    def plug(
        self,
        printer: RunningPrinter,
        *,
        vendor: int = VENDOR,
        product: int = PRODUCT,
        serial: str = "",
        interfaces: Sequence[Interface] = (Interface(),),
    ) -> UsbSocket:
        """Another printer. ``serial`` empty: it has no serial number, as the cheapest have none."""
        self._sockets.append(UsbSocket(self, printer, (vendor, product), serial, interfaces))
        return self._sockets[-1]

    def next_address(self) -> int:
        self._last_address += 1
        return self._last_address

    # What pyusb asks for. Descriptors are as a printer of its class has them.

    def enumerate_devices(self) -> Iterator[_Place]:
        for socket in list(self._sockets):
            with socket.printer.changed:
                present = socket.look()
            if present:
                yield _Place(socket, socket.address)

    def get_device_descriptor(self, dev: _Place) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=dev.socket.vendor, idProduct=dev.socket.product, bcdDevice=0x0100,
            iManufacturer=0, iProduct=0, iSerialNumber=_SERIAL_INDEX if dev.socket.serial else 0, bNumConfigurations=1,
            bus=1, address=dev.address, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: _Place, config: int) -> Any:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: _Place, intf: int, alt: int, config: int) -> Any:
        if intf or config:
            raise IndexError(intf)
        interface = dev.socket.interfaces[alt]
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=interface.alternate,
            bNumEndpoints=len(interface.pipes), bInterfaceClass=interface.kind, bInterfaceSubClass=1,
            bInterfaceProtocol=interface.protocol, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: _Place, ep: int, intf: int, alt: int, config: int) -> Any:
        address, attributes = dev.socket.interfaces[alt].pipes[ep]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=address, bmAttributes=attributes,
            wMaxPacketSize=PACKET_BYTES, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: _Place) -> "_Handle":
        with dev.socket.printer.changed:
            dev.socket.still_at(dev.address)
            if dev.socket.core.has("usb_denied"):
                raise _error(errno.EACCES)
        return _Handle(dev)

    def close_device(self, dev_handle: "_Handle") -> None:
        dev_handle.socket.release(dev_handle)

    def get_configuration(self, dev_handle: "_Handle") -> int:
        return 1

    def set_configuration(self, dev_handle: "_Handle", config_value: int) -> None:
        pass

    def set_interface_altsetting(self, dev_handle: "_Handle", intf: int, altsetting: int) -> None:
        with dev_handle.here():
            dev_handle.socket.alternate = altsetting

    def is_kernel_driver_active(self, dev_handle: "_Handle", intf: int) -> bool:
        return dev_handle.socket.driver_attached

    def detach_kernel_driver(self, dev_handle: "_Handle", intf: int) -> None:
        with dev_handle.here():
            dev_handle.socket.driver_attached = False

    def attach_kernel_driver(self, dev_handle: "_Handle", intf: int) -> None:
        with dev_handle.here():
            if dev_handle.socket.driver_attached:
                raise _error(errno.EBUSY)
            dev_handle.socket.driver_attached = True

    def claim_interface(self, dev_handle: "_Handle", intf: int) -> None:
        with dev_handle.here():
            dev_handle.socket.claim(dev_handle)

    def release_interface(self, dev_handle: "_Handle", intf: int) -> None:
        with dev_handle.here():
            dev_handle.socket.release(dev_handle)

    def ctrl_transfer(
        self,
        dev_handle: "_Handle",
        request_type: int,
        request: int,
        value: int,
        index: int,
        data: Any,
        timeout: int,
    ) -> int:
        """Strings alone: their languages, and the serial number."""
        with dev_handle.here():
            words = {0: chr(_ENGLISH), _SERIAL_INDEX: dev_handle.socket.serial}.get(value & 0xFF, "")
        if value >> 8 != _STRING_DESCRIPTOR or not words:
            raise _error(errno.EPIPE)
        spelled = words.encode("utf-16-le")
        answer = bytes((len(spelled) + 2, _STRING_DESCRIPTOR)) + spelled
        data[: len(answer)] = array.array("B", answer)
        return len(answer)

    def bulk_write(self, dev_handle: "_Handle", ep: int, intf: int, data: Any, timeout: int) -> int:
        """Bytes that the printer took within ``timeout`` milliseconds; USBTimeoutError when it took none."""
        socket, core = dev_handle.socket, dev_handle.socket.core
        rest = bytes(data)
        if core.has("usb_short_write"):
            rest = rest[: int(core.number("usb_short_write"))]
        taken, deadline = 0, time.monotonic() + timeout / 1000
        with dev_handle.here():
            while rest:
                dev_handle.check()
                room = 0 if core.has("usb_timeout") else core.room()
                if room:
                    core.hear(rest[:room])
                    taken, rest = taken + len(rest[:room]), rest[room:]
                    socket.printer.changed.notify_all()
                    socket.listen()
                elif not _wait(socket, deadline):
                    break
        if not taken:
            raise _timed_out()
        return taken

    def bulk_read(self, dev_handle: "_Handle", ep: int, intf: int, buff: "array.array[int]", timeout: int) -> int:
        """Bytes put into ``buff``; USBTimeoutError when the printer says nothing in ``timeout`` milliseconds.

        With the fault ``usb_empty_reads`` it says at once that it has nothing to say: a packet of no bytes.
        """
        socket, deadline = dev_handle.socket, time.monotonic() + timeout / 1000
        with dev_handle.here():
            while True:
                socket.listen()
                if socket.said or socket.core.has("usb_empty_reads"):
                    break
                dev_handle.check()
                if not _wait(socket, deadline):
                    raise _timed_out()
        count = min(len(buff), len(socket.said))
        buff[:count] = array.array("B", socket.said[:count])
        del socket.said[:count]
        return count


class _Handle:
    """A device that somebody has opened."""

    def __init__(self, place: _Place) -> None:
        self.socket, self._address = place.socket, place.address

    @contextmanager
    def here(self) -> Iterator[None]:
        """Alone with the printer, which is still where it was opened; ENODEV otherwise."""
        with self.socket.printer.changed:
            self.check()
            yield

    def check(self) -> None:
        self.socket.still_at(self._address)


def _wait(socket: UsbSocket, deadline: float) -> bool:
    """Until the printer has changed, or will do something by itself; false when it is too late for that."""
    left = deadline - time.monotonic()
    if left <= 0:
        return False
    soon = socket.core.wait_s()
    socket.printer.changed.wait(left if soon is None else min(left, soon + 0.001))
    return True


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
