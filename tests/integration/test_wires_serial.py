"""The serial wire over pseudo-terminals: the emulated printer at the other end, or a hand on the cable."""

import os
import select
import termios
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import serial

from terminal.emulator import RunningPrinter
from terminal.emulator.pty import PtyFront
from terminal.printing import (
    Interrupted,
    NotAllowed,
    PrinterConfig,
    TimedOut,
    Unreachable,
    open_printer,
    samples,
)
from terminal.printing.wires import Flow, SerialWire
from tests.support.wire_jobs import JOB

BAUD = 115200
MUCH = JOB * 100
FAR_END_BYTES = 4096
"""What the printer's end of a pseudo-terminal has already in hand, and nobody can take back."""
PATIENCE_S = 60.0
STOP, GO = b"\x13", b"\x11"
ASK_STATUS, ASK_ID, ID = b"\x10\x04\x01", b"\x1d(H\x06\x0000abcd", b"\x37\x22abcd\x00"


class Cable:
    """The printer's end of a serial line."""

    def __init__(self) -> None:
        self.end, self._ours = os.openpty()
        tty.setraw(self._ours)
        os.set_blocking(self.end, False)
        self.path = Path(os.ttyname(self._ours))
        self._plugged = True

    def unplug(self) -> None:
        if self._plugged:
            self._plugged = False
            os.close(self._ours)
            os.close(self.end)

    def reads(self, count: int) -> bytes:
        got = b""
        while len(got) < count:
            assert select.select([self.end], [], [], PATIENCE_S)[0]
            got += os.read(self.end, count - len(got))
        return got

    def says(self, data: bytes) -> None:
        """Comes back when it lies at our end: the system passes it on in its own time."""
        os.write(self.end, data)
        assert select.select([self._ours], [], [], PATIENCE_S)[0]

    def stops(self) -> None:
        """Says stop to a port that minds it, and comes back when our end takes no more."""
        os.write(self.end, STOP)
        while select.select([], [self._ours], [], 0)[1]:
            pass

    def rest(self) -> int:
        """How many bytes still come."""
        count = 0
        while select.select([self.end], [], [], 0.05)[0]:
            count += len(os.read(self.end, 1 << 16))
        return count


@pytest.fixture
def cable() -> Iterator[Cable]:
    made = Cable()
    yield made
    made.unplug()


@pytest.fixture
def printer() -> Iterator[tuple[RunningPrinter, Path]]:
    with RunningPrinter() as started:
        front = PtyFront(started)
        started.add(front)
        yield started, front.path


def heard(wire: SerialWire, length: int) -> bytes:
    said = b""
    while len(said) < length:
        said += wire.receive(5)
    return said


def test_a_ticket_and_its_proof(printer: tuple[RunningPrinter, Path]) -> None:
    emulated, path = printer
    with closing(SerialWire(path, BAUD, 1)) as wire:
        wire.send(ASK_STATUS)
        assert heard(wire, 1) == b"\x12"
        wire.send(JOB + ASK_ID)
        assert heard(wire, len(ID)) == ID
    assert [(paper.data, paper.whole) for paper in emulated.papers] == [(JOB, True)]


def test_a_slow_line_is_given_the_time_that_its_speed_needs(printer: tuple[RunningPrinter, Path]) -> None:
    """Ten times as much as goes through in the time-out, at a speed that allows for it."""
    emulated, path = printer
    emulated.set_fault("slow_line=40000")
    began = time.monotonic()
    with closing(SerialWire(path, 38400, 0.1)) as wire:
        wire.send(JOB * 10 + ASK_ID)
        assert heard(wire, len(ID)) == ID
    assert time.monotonic() - began > 1
    assert [paper.whole for paper in emulated.papers] == [True] * 10


def test_at_half_the_speed_all_is_garbage_and_nothing_is_answered(printer: tuple[RunningPrinter, Path]) -> None:
    emulated, path = printer
    emulated.set_fault("half_baud")
    with closing(SerialWire(path, BAUD, 1)) as wire:
        wire.send(ASK_STATUS + JOB + ASK_ID)
        assert wire.receive(0.2) == b""
    assert not any(paper.whole for paper in emulated.papers)


def test_what_an_earlier_conversation_left_in_the_line_is_not_read(cable: Cable) -> None:
    cable.says(b"\x12\x12" + ID)
    with closing(SerialWire(cable.path, BAUD, 1)) as wire:
        assert wire.receive(0.05) == b""
        os.write(cable.end, b"\x1a")
        assert wire.receive(PATIENCE_S) == b"\x1a"


def test_a_cable_that_is_pulled_in_a_ticket(cable: Cable) -> None:
    with closing(SerialWire(cable.path, BAUD, 1)) as wire:
        wire.send(JOB)
        cable.reads(100)
        cable.unplug()
        with pytest.raises(Interrupted) as met:
            wire.send(JOB)
        assert not met.value.sent  # nothing of this one
        with pytest.raises(Interrupted):
            wire.receive(1)


def test_a_cable_that_is_pulled_while_a_ticket_goes_out(cable: Cable) -> None:
    """The line is full, the printer stops reading, and then it is gone: some of the ticket has left."""
    with closing(SerialWire(cable.path, BAUD, 30)) as wire:
        unplug_when_full(cable)
        with pytest.raises(Interrupted) as met:
            wire.send(MUCH)
        assert met.value.sent


def unplug_when_full(cable: Cable) -> None:
    def wait_and_pull() -> None:
        cable.reads(5000)
        cable.unplug()

    threading.Thread(target=wait_and_pull, daemon=True).start()


def test_a_printer_that_takes_no_more_gets_no_more_later(cable: Cable) -> None:
    """And is not waited for: closing would wait for it as long as it likes."""
    wire = SerialWire(cable.path, 4_000_000, 0.2)
    with pytest.raises(TimedOut) as met:
        wire.send(MUCH)
    assert met.value.sent
    wire.close()
    assert cable.rest() <= FAR_END_BYTES


# A pseudo-terminal has no transmitter whose buffer empties slowly: what the system says of one stands in.


def test_a_ticket_is_sent_when_it_has_left(cable: Cable, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = [3000, 2000, 1000, 0]
    monkeypatch.setattr(serial.Serial, "out_waiting", property(lambda _: waiting.pop(0)))
    with closing(SerialWire(cable.path, BAUD, 5)) as wire:
        wire.send(JOB)
    assert waiting == []


def test_a_ticket_that_does_not_leave_is_thrown_away(cable: Cable, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system took all of it, and the printer has said stop: half of it may be out."""
    forgotten: list[bool] = []
    monkeypatch.setattr(serial.Serial, "out_waiting", property(lambda _: 4000))
    monkeypatch.setattr(serial.Serial, "reset_output_buffer", lambda _: forgotten.append(True))
    with closing(SerialWire(cable.path, BAUD, 0.05)) as wire, pytest.raises(TimedOut) as met:
        wire.send(JOB)
    assert met.value.sent
    assert forgotten


def test_a_cable_that_is_pulled_before_a_ticket_has_left(cable: Cable, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(serial.Serial, "out_waiting", property(gone))
    with closing(SerialWire(cable.path, BAUD, 1)) as wire, pytest.raises(Interrupted) as met:
        wire.send(JOB)
    assert met.value.sent


def test_a_cable_that_is_pulled_as_it_is_opened(cable: Cable, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: object) -> None:
        raise termios.error(5, "Input/output error")  # which is no OSError

    monkeypatch.setattr(serial.Serial, "reset_input_buffer", gone)
    with pytest.raises(Unreachable, match="Input/output error"):
        SerialWire(cable.path, BAUD, 1)


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_printer_that_says_stop_is_waited_for(cable: Cable, goes_on: bool) -> None:
    with closing(SerialWire(cable.path, BAUD, 0.3, "xonxoff")) as wire:
        cable.stops()
        if goes_on:
            os.write(cable.end, GO)
            wire.send(JOB)
            assert cable.reads(len(JOB)) == JOB
        else:
            with pytest.raises(TimedOut) as met:
                wire.send(JOB)
            assert not met.value.sent
            assert cable.rest() == 0


@pytest.mark.parametrize("flow", ["none", "xonxoff"])
async def test_the_settings_name_the_flow_control(cable: Cable, flow: Flow) -> None:
    config = PrinterConfig(kind="serial", path=cable.path, flow=flow, answers=False, timeout_s=0.3)
    await open_printer(config).print_paper(samples.ticket("id", datetime(2026, 11, 23, 2, 15, tzinfo=UTC)))
    assert bool(termios.tcgetattr(cable.end)[0] & termios.IXON) is (flow == "xonxoff")


def test_without_flow_control_stop_is_a_byte_like_any_other(cable: Cable) -> None:
    with closing(SerialWire(cable.path, BAUD, 0.3)) as wire:
        os.write(cable.end, STOP)
        wire.send(JOB)
        assert wire.receive(PATIENCE_S) == STOP


def test_two_programs_do_not_write_into_each_other(cable: Cable) -> None:
    with closing(SerialWire(cable.path, BAUD, 1)), pytest.raises(NotAllowed, match="exclusively lock"):
        SerialWire(cable.path, BAUD, 1)
    SerialWire(cable.path, BAUD, 1).close()


def test_an_unplugged_cable(cable: Cable) -> None:
    cable.unplug()
    with pytest.raises(Unreachable) as met:
        SerialWire(cable.path, BAUD, 1)
    assert not met.value.sent


@pytest.mark.parametrize("path", ["/dev/ttyNOSUCH", "/dev/null"])
def test_what_is_no_serial_port(path: str) -> None:
    with pytest.raises(Unreachable):
        SerialWire(Path(path), BAUD, 1)
