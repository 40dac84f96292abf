"""The emulated printer at real wires: TCP, a serial line, pyusb over a double of a bus; and other clients."""

import asyncio
import random
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from escpos.printer import Network

from terminal.emulator import FAULTS, NetworkPrinter, RunningPrinter, start_emulator
from terminal.emulator.pty import PtyFront
from terminal.emulator.usb_bus import PRODUCT, VENDOR, UsbBusDouble, plugged_in
from terminal.printing import (
    CoverOpen,
    CutterJammed,
    Faulty,
    Interrupted,
    NotAllowed,
    Offline,
    PaperOut,
    PrinterConfig,
    PrinterProblem,
    TimedOut,
    Unreachable,
    open_printer,
    samples,
)
from terminal.printing.conversation import Conversation, Printed
from terminal.printing.job import job
from terminal.printing.printer import ticket_ids
from terminal.printing.sheet import sheet
from terminal.printing.wires import NetworkWire, SerialWire, UsbWire

TICKET = samples.ticket("id", datetime(2026, 11, 23, 2, 15, tzinfo=UTC))
JOB = job(TICKET, sheet(80))
IN_THE_MIDDLE = JOB.index(TICKET.number.encode()) + 30
"""Below the number, and in no picture."""
CONFIRMED, UNKNOWN = Printed(confirmed=True), Printed(confirmed=False)


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    with start_emulator() as started:
        yield started


def by_network(printer: NetworkPrinter, timeout_s: float = 1) -> Conversation:
    return Conversation(lambda: NetworkWire("127.0.0.1", printer.port, timeout_s), timeout_s, None, ticket_ids())


def outcome(conversation: Conversation, data: bytes = JOB) -> Printed | type[PrinterProblem]:
    try:
        return conversation.print(data)
    except PrinterProblem as problem:
        return type(problem)


def wholes(printer: RunningPrinter) -> list[bool]:
    return [paper.whole for paper in printer.papers]


# TCP.


def test_a_ticket_over_tcp_is_confirmed_and_is_the_very_ticket(printer: NetworkPrinter) -> None:
    assert outcome(by_network(printer)) == CONFIRMED
    (paper,) = printer.wait_papers(1)
    assert (paper.whole, paper.data, list(paper.ids)) == (True, JOB, list(printer.reached))


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("paper_out", PaperOut),
        ("cover_open", CoverOpen),
        ("cutter_error", CutterJammed),
        ("unrecoverable", Faulty),
        ("head_hot", Faulty),
        ("feed_held", Offline),
        ("refused", Unreachable),
        ("unplugged", Unreachable),
        ("power_off", Unreachable),
    ],
)
def test_a_printer_in_trouble_is_known_before_the_ticket(
    printer: NetworkPrinter, fault: str, problem: type[PrinterProblem]
) -> None:
    printer.set_fault(fault)
    printer.wait_until(lambda: not printer.core.connected)
    assert outcome(by_network(printer)) is problem
    printer.set_fault("none")
    assert outcome(by_network(printer)) == CONFIRMED
    assert wholes(printer) == [True]


@pytest.mark.parametrize(
    ("fault", "said", "papers"),
    [
        ("drawer_high", CONFIRMED, [True]),
        ("near_end", Printed(confirmed=True, paper_low=True), [True]),
        ("slow=0.05", CONFIRMED, [True]),
        ("split=0.005", CONFIRMED, [True]),
        ("duplicate", CONFIRMED, [True]),
        ("talkative", CONFIRMED, [True]),
        ("mute", Printed(confirmed=False, mute=True), [True]),
        ("asb_only", CONFIRMED, [True]),
        ("garbage", Printed(confirmed=False, mute=True), [True]),
        ("half_baud", Printed(confirmed=False, mute=True), [False]),
        ("hung", Printed(confirmed=False, mute=True), []),
        ("close_before_id", UNKNOWN, [True]),
        ("wrong_id", UNKNOWN, [True]),
        ("no_id", CONFIRMED, [True]),
        ("close_fin=600", UNKNOWN, [False]),
        ("close_rst=600", UNKNOWN, [False]),
        ("power_cycle=600", UNKNOWN, [False]),
        ("paper_ends=30", PaperOut, [False, False]),
    ],
)
def test_what_a_fault_makes_of_a_ticket(
    printer: NetworkPrinter, fault: str, said: Printed | type[PrinterProblem] | None, papers: list[bool]
) -> None:
    printer.set_fault(fault)
    heard = outcome(by_network(printer))
    if said is not None:  # how a printer without ids proves a ticket is the conversation's own business
        assert heard == said if isinstance(said, Printed) else heard is said
    printer.set_fault("none")
    printer.wait_free()
    assert outcome(by_network(printer)) == CONFIRMED  # which pushes out what hung in the printer
    assert wholes(printer) == [*papers, True]


def test_a_ticket_that_waited_in_an_open_printer_comes_out_when_it_is_closed(printer: NetworkPrinter) -> None:
    """Why a ticket that was sent is never called a failure."""
    printer.set_fault("cover_open+always_ready")
    assert outcome(by_network(printer)) == UNKNOWN
    printer.wait_free()
    assert printer.papers == []
    printer.set_fault("none")
    assert wholes(printer) == [True]


NEXT = replace(TICKET, number="A-013")
FIRST_JOB, NEXT_JOB = job(TICKET, sheet(58)), job(NEXT, sheet(58))
INSIDE_THE_PICTURE = FIRST_JOB.rindex(b"\x1dv0") + 500


@pytest.mark.parametrize("fault", ["close_fin", "close_rst"])
def test_half_a_picture_does_not_eat_the_next_ticket(fault: str) -> None:
    """A printer that waits for the rest of a picture takes the next ticket for it, and proves that all the same."""
    with start_emulator(58) as printer:
        conversation = by_network(printer)
        printer.set_fault(f"half_command+{fault}={INSIDE_THE_PICTURE}")
        assert outcome(conversation, FIRST_JOB) == UNKNOWN
        printer.set_fault("half_command")
        for _ in range(2):
            assert outcome(conversation, NEXT_JOB) == CONFIRMED
        printer.wait_free()
        assert [paper.data for paper in printer.papers if paper.whole] == [NEXT_JOB] * 2
        assert not any(paper.garbled for paper in printer.papers if paper.whole)


def test_half_a_picture_does_eat_the_next_ticket_of_somebody_who_does_not_know() -> None:
    """The control: a conversation that begins with the second ticket."""
    with start_emulator(58) as printer:
        printer.set_fault(f"half_command+close_fin={INSIDE_THE_PICTURE}")
        assert outcome(by_network(printer), FIRST_JOB) == UNKNOWN
        printer.set_fault("half_command")
        assert outcome(by_network(printer), NEXT_JOB) == CONFIRMED
        printer.wait_free()
        assert NEXT_JOB not in [paper.data for paper in printer.papers]


def test_half_a_picture_on_a_serial_line_does_not_outlive_the_kiosk() -> None:
    """A line knows no connections: what a kiosk that lost its power had begun, the printer still waits for."""
    with RunningPrinter(58) as printer:
        front = PtyFront(printer)
        printer.add(front)
        with closing(SerialWire(front.path, 115200, 1)) as wire:
            wire.send(FIRST_JOB[:INSIDE_THE_PICTURE])
        config = PrinterConfig(kind="serial", path=front.path, width_mm=58, timeout_s=1)
        assert asyncio.run(open_printer(config).print_paper(NEXT)).confirmed
        assert printer.papers[-1].data == NEXT_JOB


def test_a_second_client_waits_for_its_turn(printer: NetworkPrinter) -> None:
    with socket.create_connection(("127.0.0.1", printer.port), 5) as first:
        first.sendall(b"\x10\x04\x01")
        assert first.recv(1) == b"\x12"
        with socket.create_connection(("127.0.0.1", printer.port), 5) as second:
            second.sendall(b"\x10\x04\x01")
            second.settimeout(0.1)
            with pytest.raises(TimeoutError):
                second.recv(1)
            first.shutdown(socket.SHUT_WR)
            assert first.recv(1) == b""
            second.settimeout(60)
            assert second.recv(1) == b"\x12"


def test_a_hung_printer_lets_go_of_a_client_that_left(printer: NetworkPrinter) -> None:
    printer.set_fault("hung")
    outcome(by_network(printer, 0.1))
    printer.wait_free()
    printer.set_fault("none")
    assert outcome(by_network(printer)) == CONFIRMED


def test_a_reset_is_a_reset(printer: NetworkPrinter) -> None:
    printer.set_fault("close_rst=3")
    with socket.create_connection(("127.0.0.1", printer.port), 5) as line:
        line.sendall(b"\x1b@a")
        with pytest.raises(ConnectionResetError):
            line.recv(1)


def test_every_fault_can_be_set_while_tickets_are_printed_and_leaves_it_well(printer: NetworkPrinter) -> None:
    for fault in FAULTS:
        printer.set_fault("none" if fault in ("late", "slow") else fault)
        outcome(by_network(printer, 0.15))
        printer.set_fault("none")
        printer.wait_free()
        assert outcome(by_network(printer)) == CONFIRMED, fault
        assert printer.papers[-1].whole


JUNK: dict[str, bytes] = {
    "noise": random.Random(7).randbytes(1 << 20),
    "questions whose answers nobody reads": b"\x10\x04\x01" * ((1 << 20) // 3),
    "ids whose answers nobody reads": b"\x1d(H\x06\x0000abcd" * ((1 << 20) // 11),
    "nothing": bytes(1 << 20),
    "letters": b"A" * (1 << 20),
    "a picture without end": b"\x1dv0\x00\xff\xff\xff\xff" + b"\x55" * (1 << 20),
    "graphics without end": b"\x1d8L\xff\xff\xff\x7f" + bytes(1 << 20),
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_a_megabyte_of_junk_is_over_soon(printer: NetworkPrinter, junk: bytes) -> None:
    with socket.create_connection(("127.0.0.1", printer.port), 30) as line:
        line.sendall(junk)
    with socket.create_connection(("127.0.0.1", printer.port), 30) as line:
        line.sendall(b"\x10\x04\x01")
        assert line.recv(1) == b"\x12"
    assert outcome(by_network(printer, 5)) == CONFIRMED


def test_papers_become_pictures(tmp_path: Path) -> None:
    for _ in range(2):
        with start_emulator(58, folder=tmp_path) as printer:
            outcome(by_network(printer), job(TICKET, sheet(58)))
            printer.set_fault("power_cycle=600")
            outcome(by_network(printer), job(TICKET, sheet(58)))
            printer.wait_papers(2)
    names = ["paper-0001.png", "paper-0002-torn.png", "paper-0003.png", "paper-0004-torn.png"]
    assert sorted(file.name for file in tmp_path.iterdir()) == names


def test_a_port_that_is_taken_is_an_error(printer: NetworkPrinter) -> None:
    with pytest.raises(OSError, match="in use"):
        start_emulator(port=printer.port)


def test_a_printer_without_power_keeps_its_port(printer: NetworkPrinter) -> None:
    """Whoever calls is refused, and nobody else may be given the port meanwhile."""
    printer.set_fault("power_off")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", printer.port), 5)
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", printer.port))
    printer.set_fault("none")
    assert outcome(by_network(printer)) == CONFIRMED


# python-escpos, as anybody else would use it.


def test_python_escpos_prints_and_asks(printer: NetworkPrinter) -> None:
    client = Network("127.0.0.1", printer.port, timeout=2, profile="TM-T20II")
    client.open()
    assert (client.is_online(), client.paper_status()) == (True, 2)
    client.hw("INIT")
    client.set(align="center", bold=True)
    client.text("Halo dari klien lain\n")
    client.qr("https://contoh.example/", native=True, size=4)
    client.qr("gambar", native=False)
    client.barcode("123456789012", "EAN13", function_type="B")
    client.cut()
    client.close()
    (paper,) = printer.wait_papers(1)
    assert paper.whole
    assert not paper.garbled
    assert paper.text.startswith("Halo dari klien lain")
    assert paper.codes == ("https://contoh.example/",)


@pytest.mark.parametrize(
    ("fault", "online", "paper"),
    [("paper_out", False, 0), ("cover_open", False, 2), ("near_end", True, 1), ("cutter_error", False, 2)],
)
def test_python_escpos_sees_the_same_states(printer: NetworkPrinter, fault: str, online: bool, paper: int) -> None:
    printer.set_fault(fault)
    client = Network("127.0.0.1", printer.port, timeout=2)
    client.open()
    assert (client.is_online(), client.paper_status()) == (online, paper)
    client.close()


# A serial line.


@pytest.fixture
def serial() -> Iterator[tuple[RunningPrinter, Conversation]]:
    with RunningPrinter() as started:
        front = PtyFront(started)
        started.add(front)
        yield started, Conversation(lambda: SerialWire(front.path, 19200, 1), 1, None, ticket_ids())


def test_a_ticket_over_a_serial_line(serial: tuple[RunningPrinter, Conversation]) -> None:
    printer, conversation = serial
    assert outcome(conversation) == CONFIRMED
    assert [paper.data for paper in printer.papers] == [JOB]
    printer.set_fault("paper_out")
    assert outcome(conversation) is PaperOut


def test_a_serial_printer_that_was_off_lost_what_was_sent(serial: tuple[RunningPrinter, Conversation]) -> None:
    printer, conversation = serial
    printer.power_off()
    assert outcome(conversation) == Printed(confirmed=False, mute=True)
    printer.power_on()
    assert outcome(conversation) == CONFIRMED
    assert wholes(printer) == [True]


def test_the_wrong_speed_prints_nonsense_or_nothing(serial: tuple[RunningPrinter, Conversation]) -> None:
    printer, conversation = serial
    printer.set_fault("half_baud")
    assert outcome(conversation) == Printed(confirmed=False, mute=True)
    assert not any(paper.whole for paper in printer.papers)


# USB: our own wire and the real pyusb, over a double of the bus.


@pytest.fixture
def usb() -> Iterator[tuple[RunningPrinter, Conversation]]:
    with RunningPrinter() as started, plugged_in(UsbBusDouble(started)):
        yield started, Conversation(lambda: UsbWire(VENDOR, PRODUCT, 0.5), 0.5, None, ticket_ids())


def test_a_ticket_over_usb(usb: tuple[RunningPrinter, Conversation]) -> None:
    printer, conversation = usb
    for count in (1, 2):
        assert outcome(conversation) == CONFIRMED
        assert [paper.data for paper in printer.papers] == [JOB] * count


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("unplugged", Unreachable),
        ("power_off", Unreachable),
        ("usb_busy", NotAllowed),
        ("usb_denied", NotAllowed),
        ("usb_timeout", TimedOut),
        ("paper_out", PaperOut),
        ("cover_open", CoverOpen),
    ],
)
def test_trouble_on_the_bus_is_known_before_the_ticket(
    usb: tuple[RunningPrinter, Conversation], fault: str, problem: type[PrinterProblem]
) -> None:
    printer, conversation = usb
    printer.set_fault(fault)
    assert outcome(conversation) is problem
    printer.set_fault("none")
    assert outcome(conversation) == CONFIRMED
    assert wholes(printer) == [True]


def test_a_short_write_is_part_of_a_ticket(usb: tuple[RunningPrinter, Conversation]) -> None:
    printer, conversation = usb
    printer.set_fault(f"usb_short_write={IN_THE_MIDDLE}")
    assert outcome(conversation) is TimedOut
    printer.set_fault("none")
    assert outcome(conversation) == CONFIRMED
    assert wholes(printer) == [False, True]


def test_a_printer_that_leaves_the_bus_inside_a_ticket(usb: tuple[RunningPrinter, Conversation]) -> None:
    printer, conversation = usb
    printer.set_fault(f"power_cycle={IN_THE_MIDDLE}")
    assert outcome(conversation) in (UNKNOWN, Interrupted)
    assert outcome(conversation) == CONFIRMED
    assert wholes(printer) == [False, True]


def test_a_mute_usb_printer(usb: tuple[RunningPrinter, Conversation]) -> None:
    printer, conversation = usb
    printer.set_fault("mute")
    assert outcome(conversation) == Printed(confirmed=False, mute=True)
    assert wholes(printer) == [True]


def test_a_one_way_usb_printer_is_mute() -> None:
    with RunningPrinter() as printer, plugged_in(UsbBusDouble(printer, one_way=True)):
        conversation = Conversation(lambda: UsbWire(VENDOR, PRODUCT, 0.5), 0.5, False, ticket_ids())
        assert outcome(conversation) == Printed(confirmed=False, mute=True)
        assert wholes(printer) == [True]
