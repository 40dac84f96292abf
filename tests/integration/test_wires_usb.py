"""The USB wire: our own code and the real pyusb over a DOUBLE of a bus. Never tried on hardware."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
import usb.backend.libusb1
import usb.core

from terminal.emulator import RunningPrinter
from terminal.emulator.usb_bus import (
    IN,
    MAKERS_CLASS,
    ONE_WAY,
    OUT,
    PRODUCT,
    VENDOR,
    Interface,
    UsbBusDouble,
    UsbSocket,
    plugged_in,
)
from terminal.printing import (
    Interrupted,
    NotAllowed,
    PrinterConfig,
    PrinterProblem,
    TimedOut,
    Unreachable,
    open_printer,
    samples,
)
from terminal.printing.wires import UsbWire
from tests.support.wire_jobs import JOB

ASK_STATUS, ASK_ID, ID = b"\x10\x04\x01", b"\x1d(H\x06\x0000abcd", b"\x37\x22abcd\x00"
BULK, INTERRUPT = 2, 3
NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
IN_THE_MIDDLE = 500
BELOW_THE_NUMBER = JOB.index(b"\n") + 1
PATIENCE_S, A_DAY_S = 60.0, 86400.0


class HandClock:
    """It goes on while somebody sleeps, and not while the machine is busy."""

    ran = 0.0

    def monotonic(self) -> float:
        return self.ran

    def sleep(self, seconds: float) -> None:
        self.ran += seconds


@pytest.fixture
def printer() -> Iterator[RunningPrinter]:
    with RunningPrinter() as started:
        yield started


@pytest.fixture
def bus(printer: RunningPrinter) -> Iterator[UsbBusDouble]:
    with plugged_in(UsbBusDouble(printer)) as double:
        yield double


def opened(serial_number: str | None = None, timeout_s: float = 0.3) -> UsbWire:
    return UsbWire(VENDOR, PRODUCT, timeout_s, serial_number)


def heard(wire: UsbWire, length: int) -> bytes:
    said = b""
    while len(said) < length:
        said += wire.receive(PATIENCE_S)
    return said


def prints(wire: UsbWire) -> None:
    """A ticket and its proof."""
    with closing(wire):
        wire.send(JOB + ASK_ID)
        assert heard(wire, len(ID)) == ID


def problem_of(work: Callable[[], object]) -> PrinterProblem:
    with pytest.raises(PrinterProblem) as met:
        work()
    return met.value


def wholes(printer: RunningPrinter) -> list[bool]:
    return [paper.whole for paper in printer.papers]


# Finding it.


def test_two_tickets_each_over_a_wire_of_its_own(bus: UsbBusDouble, printer: RunningPrinter) -> None:
    for count in (1, 2):
        prints(opened())
        assert [paper.data for paper in printer.papers] == [JOB] * count


def test_a_printer_that_is_not_there() -> None:
    """The true bus of this machine, which has no printer."""
    problem = problem_of(lambda: UsbWire(0xDEAD, 0xBEEF, 1))
    assert (type(problem), problem.sent) == (Unreachable, False)


def test_a_machine_without_libusb(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("libusb0", "libusb1", "openusb"):
        monkeypatch.setattr(f"usb.backend.{name}.get_backend", lambda *_, **__: None)
    problem = problem_of(opened)
    assert (type(problem), problem.detail) == (Unreachable, "libusb is not installed")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("unplugged", Unreachable), ("power_off", Unreachable), ("usb_denied", NotAllowed), ("usb_busy", NotAllowed)],
)
def test_what_is_wrong_before_a_byte_is_sent(
    bus: UsbBusDouble, printer: RunningPrinter, fault: str, kind: type[PrinterProblem]
) -> None:
    printer.set_fault(fault)
    problem = problem_of(opened)
    assert (type(problem), problem.sent) == (kind, False)
    assert bus.first.driver_attached  # given back, though it was not ours for long
    printer.set_fault("none")
    prints(opened())


# Telling two of one model apart.


@pytest.fixture
def twins(bus: UsbBusDouble) -> Iterator[RunningPrinter]:
    """A second printer of the same model. The first has no serial number, as the cheapest have none."""
    with RunningPrinter() as second:
        bus.plug(second, serial="J6ZK000002")
        yield second


def test_two_printers_of_one_model_are_told_apart_by_serial_number(
    bus: UsbBusDouble, twins: RunningPrinter, printer: RunningPrinter
) -> None:
    with RunningPrinter() as third:
        bus.plug(third, serial="J6ZK000003")
        prints(opened("J6ZK000003"))
        prints(opened("J6ZK000002"))
        prints(opened("J6ZK000002"))
        assert [len(each.papers) for each in (printer, twins, third)] == [0, 2, 1]


async def test_the_settings_name_the_serial_number(
    bus: UsbBusDouble, twins: RunningPrinter, printer: RunningPrinter
) -> None:
    config = PrinterConfig(kind="usb", vendor=VENDOR, product=PRODUCT, serial_number="J6ZK000002", timeout_s=1)
    assert (await open_printer(config).print_paper(samples.ticket("id", NOW))).confirmed
    assert [len(each.papers) for each in (printer, twins)] == [0, 1]


def test_without_a_serial_number_the_first_is_taken(
    bus: UsbBusDouble, twins: RunningPrinter, printer: RunningPrinter
) -> None:
    prints(opened())
    assert [len(each.papers) for each in (printer, twins)] == [1, 0]


def test_a_serial_number_that_is_not_there(bus: UsbBusDouble, twins: RunningPrinter, printer: RunningPrinter) -> None:
    """Never some other printer: its tickets would come out in another room."""
    problem = problem_of(lambda: opened("J6ZK000009"))
    assert (type(problem), problem.sent) == (Unreachable, False)
    assert [len(each.papers) for each in (printer, twins)] == [0, 0]


def test_a_serial_number_that_may_not_be_read(bus: UsbBusDouble, twins: RunningPrinter) -> None:
    twins.set_fault("usb_denied")
    assert type(problem_of(lambda: opened("J6ZK000002"))) is NotAllowed


# Sharing it with the kernel, and with others.


def test_the_kernel_gets_its_printer_back(bus: UsbBusDouble) -> None:
    wire = opened()
    assert not bus.first.driver_attached
    wire.close()
    assert bus.first.driver_attached


def test_a_printer_that_the_kernel_did_not_have_is_not_given_to_it(bus: UsbBusDouble) -> None:
    bus.first.driver_attached = False
    opened().close()
    assert not bus.first.driver_attached


def test_a_system_that_knows_no_kernel_drivers(bus: UsbBusDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> bool:
        raise NotImplementedError

    monkeypatch.setattr(UsbBusDouble, "is_kernel_driver_active", unknown)
    bus.first.driver_attached = False
    prints(opened())


def test_another_program_on_the_printer_is_waited_for(bus: UsbBusDouble, printer: RunningPrinter) -> None:
    first = opened()
    ends = threading.Timer(0.2, first.close)
    ends.start()
    prints(opened(timeout_s=PATIENCE_S))
    ends.join()
    assert wholes(printer) == [True]


def test_another_program_that_does_not_let_go(
    bus: UsbBusDouble, printer: RunningPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened()) as first:
        with monkeypatch.context() as by_hand:
            clock = HandClock()
            by_hand.setattr("terminal.printing.wires.usb.time", clock)
            problem = problem_of(lambda: opened(timeout_s=3))
        assert 3 < clock.ran < 3.2
        assert (type(problem), problem.sent) == (NotAllowed, False)
        first.send(JOB + ASK_ID)  # undisturbed
        assert heard(first, len(ID)) == ID


# Its ways in.


@pytest.mark.parametrize(
    "interfaces",
    [
        [Interface(kind=MAKERS_CLASS, protocol=0)],
        [Interface(protocol=4), Interface(alternate=1)],
        [Interface(pipes=((0x83, INTERRUPT), (IN, BULK), (OUT, BULK)))],
    ],
    ids=["a class of the maker's", "an alternate setting beside IPP", "another pipe first"],
)
def test_ways_into_a_printer(interfaces: list[Interface]) -> None:
    with RunningPrinter() as printer, plugged_in(UsbBusDouble(printer, product=1)) as bus:
        socket = bus.plug(printer, interfaces=interfaces)
        prints(opened())
        assert socket.alternate == interfaces[-1].alternate


@pytest.mark.parametrize(
    "interface",
    [Interface(kind=3), Interface(protocol=4), Interface(pipes=((IN, BULK),)), Interface(pipes=((0x03, INTERRUPT),))],
    ids=["a keyboard", "IPP alone", "no way out", "no pipe for much"],
)
def test_what_is_no_printer(interface: Interface) -> None:
    with RunningPrinter() as printer, plugged_in(UsbBusDouble(printer, product=1)) as bus:
        bus.plug(printer, interfaces=[interface])
        problem = problem_of(opened)
        assert type(problem) is Unreachable
        assert problem.detail.endswith("is no printer")


def test_a_printer_that_cannot_answer_is_mute() -> None:
    with RunningPrinter() as printer, plugged_in(UsbBusDouble(printer, one_way=True)):
        with closing(opened()) as wire:
            wire.send(ASK_STATUS + JOB + ASK_ID)
            assert wire.receive(A_DAY_S) == b""  # at once
        assert wholes(printer) == [True]
    assert ONE_WAY.pipes == ((OUT, BULK),)


# Sending.


def test_a_printer_that_takes_nothing_was_sent_nothing(bus: UsbBusDouble, printer: RunningPrinter) -> None:
    with closing(opened()) as wire:
        printer.set_fault("usb_timeout")
        problem = problem_of(lambda: wire.send(JOB))
    assert (type(problem), problem.sent) == (TimedOut, False)
    printer.set_fault("none")
    prints(opened())
    assert wholes(printer) == [True]


def test_a_short_write_is_part_of_a_ticket(bus: UsbBusDouble, printer: RunningPrinter) -> None:
    with closing(opened()) as wire:
        printer.set_fault(f"usb_short_write={BELOW_THE_NUMBER}")
        problem = problem_of(lambda: wire.send(JOB))
    assert (type(problem), problem.sent) == (TimedOut, True)
    assert f"{BELOW_THE_NUMBER} of {len(JOB)}" in problem.detail
    printer.set_fault("none")
    prints(opened())
    assert wholes(printer) == [False, True]


def test_a_printer_that_is_slow_is_waited_for_until_the_deadline(bus: UsbBusDouble, printer: RunningPrinter) -> None:
    printer.set_fault("slow_line=10000")
    with closing(opened(timeout_s=PATIENCE_S)) as wire:
        wire.send(JOB)
    with closing(opened(timeout_s=0.1)) as wire:
        assert problem_of(lambda: wire.send(JOB)).sent


@pytest.mark.parametrize("fault", [f"power_cycle={IN_THE_MIDDLE}", f"close_fin={IN_THE_MIDDLE}"])
def test_a_printer_that_leaves_the_bus_inside_a_ticket(bus: UsbBusDouble, printer: RunningPrinter, fault: str) -> None:
    """It comes back with another address, and is opened anew without anybody's doing."""
    wire = opened()
    address = bus.first.address
    printer.set_fault(fault)
    wire.send(JOB)  # taken in one transfer, and lost inside: only its silence tells
    problem = problem_of(lambda: wire.receive(PATIENCE_S))
    assert (type(problem), problem.sent) == (Interrupted, False)
    problem = problem_of(lambda: wire.send(JOB))
    assert (type(problem), problem.sent) == (Interrupted, True)
    wire.close()
    printer.set_fault("none")
    prints(opened())
    assert bus.first.address > address
    assert wholes(printer)[-1]
    assert sum(wholes(printer)) == 1


def test_a_cable_that_is_pulled_and_put_back(bus: UsbBusDouble, printer: RunningPrinter) -> None:
    wire = opened()
    wire.send(JOB[:IN_THE_MIDDLE])
    printer.set_fault("unplugged")
    assert type(problem_of(lambda: wire.send(JOB[IN_THE_MIDDLE:]))) is Interrupted
    wire.close()  # of a device that is gone: not a word
    assert type(problem_of(opened)) is Unreachable
    printer.set_fault("none")
    prints(opened())
    assert bus.first.driver_attached  # the kernel's driver found it again, and has it back


def test_a_wire_to_a_device_that_came_back_is_dead(bus: UsbBusDouble, printer: RunningPrinter) -> None:
    old = opened()
    printer.power_cycle()
    new = opened()
    assert type(problem_of(lambda: old.send(JOB))) is Interrupted
    old.close()
    prints(new)
    assert [paper.data for paper in printer.papers] == [JOB]


# Listening.


def test_what_an_earlier_conversation_left_is_thrown_away(bus: UsbBusDouble, printer: RunningPrinter) -> None:
    with closing(opened()) as wire:
        wire.send(JOB + ASK_ID)
        printer.wait_until(lambda: bool(printer.core.reached))
    printer.set_fault("paper_out")
    with closing(opened()) as wire:
        assert wire.receive(0.05) == b""
        wire.send(ASK_STATUS)
        assert wire.receive(PATIENCE_S) == b"\x1a"


def test_a_printer_that_never_stops_talking_does_not_keep_us(bus: UsbBusDouble) -> None:
    bus.first.said += bytes(1 << 16)
    opened().close()
    assert len(bus.first.said) > 1 << 15, "not heard out"


def test_what_lies_there_is_heard_without_waiting(bus: UsbBusDouble) -> None:
    with closing(opened()) as wire:
        assert wire.receive(0) == b""
        bus.first.said += b"\x12"
        assert wire.receive(0) == b"\x12"


def test_silence_is_silence(bus: UsbBusDouble, printer: RunningPrinter) -> None:
    printer.set_fault("mute")
    with closing(opened()) as wire:
        wire.send(ASK_STATUS)
        began = time.monotonic()
        assert wire.receive(0.2) == b""
        assert time.monotonic() - began > 0.1


def test_a_printer_that_answers_at_once_with_nothing_is_not_asked_without_pause(
    bus: UsbBusDouble, printer: RunningPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer.set_fault("usb_empty_reads")
    reads: list[float] = []
    real = UsbBusDouble.bulk_read
    clock = HandClock()

    def counted(*given: object) -> int:
        reads.append(clock.ran)
        return int(real(*given))  # type: ignore[arg-type]

    with closing(opened()) as wire:
        monkeypatch.setattr(UsbBusDouble, "bulk_read", counted)
        with monkeypatch.context() as by_hand:
            by_hand.setattr("terminal.printing.wires.usb.time", clock)
            assert wire.receive(0.2) == b""
        assert reads == pytest.approx([0.01 * read for read in range(21)])
        wire.send(ASK_STATUS)
        assert wire.receive(PATIENCE_S) == b"\x12"


# The double itself.


def test_the_double_lets_nobody_in_while_the_kernel_has_it(bus: UsbBusDouble) -> None:
    device = usb.core.find(idVendor=VENDOR, idProduct=PRODUCT)
    with pytest.raises(usb.core.USBError, match="busy"):
        usb.util.claim_interface(device, 0)
    assert isinstance(bus.first, UsbSocket)


def test_the_double_goes_away_with_its_test() -> None:
    with RunningPrinter() as printer, plugged_in(UsbBusDouble(printer)) as bus:
        assert usb.backend.libusb1.get_backend() is bus
    assert usb.backend.libusb1.get_backend() is not bus
