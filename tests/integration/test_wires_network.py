"""The network wire: addresses of both kinds, and what a line can do to a ticket. What it says was sent is true."""

import os
import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from terminal.emulator import start_emulator
from terminal.printing import Interrupted, TimedOut, Unreachable
from terminal.printing.wires import NetworkWire
from terminal.printing.wires.wire import Stopped, push
from tests.support.wire_jobs import JOB

MUCH = JOB * 4000
"""More than all buffers between here and there."""
ASK_ID, ID = b"\x1d(H\x06\x0000abcd", b"\x37\x22abcd\x00"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def wire_to(listener: socket.socket, timeout_s: float = 30) -> NetworkWire:
    return NetworkWire("127.0.0.1", listener.getsockname()[1], timeout_s)


def reset(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def heard(wire: NetworkWire, length: int) -> bytes:
    said = b""
    while len(said) < length:
        said += wire.receive(60)
    return said


def all_of(line: socket.socket) -> bytes:
    """What it brings until it is closed."""
    got = b""
    while data := line.recv(1 << 16):
        got += data
    return got


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_ticket_by_any_address(host: str) -> None:
    if host == "::1" and not has_ipv6():  # then there is no such address, and that is what it says
        with pytest.raises(Unreachable):
            NetworkWire(host, 9100, 1)
        return
    with start_emulator(host="127.0.0.1" if host == "localhost" else host) as printer:
        with closing(NetworkWire(host, printer.port, 30)) as wire:
            wire.send(JOB + ASK_ID)
            assert heard(wire, len(ID)) == ID
        assert [paper.data for paper in printer.papers] == [JOB]


def addresses(*ports: int) -> list[tuple[object, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]


def test_a_name_with_a_dead_address_and_a_live_one(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    live = listener.getsockname()[1]
    with socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))
        found = addresses(dead.getsockname()[1], live)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        with closing(NetworkWire("printer.example", 9100, 1)) as wire:
            wire.send(JOB)


def test_nobody_at_the_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable, match="refused") as met:
            wire_to(taken)
    assert not met.value.sent


def test_a_name_that_nobody_knows() -> None:
    with pytest.raises(Unreachable):
        NetworkWire("printer.invalid", 9100, 1)


def test_an_address_that_swallows_calls_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a firewall, or a printer without power: nobody says no. Two such addresses get the time of one."""
    with ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port = full.getsockname()[1]
        for _ in range(8):  # a full queue of callers makes Linux drop the next
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(("127.0.0.1", port))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses(port, port))
        began = time.monotonic()
        with pytest.raises(Unreachable, match="timed out") as met:
            NetworkWire("printer.example", port, 3)
        assert 2.9 < time.monotonic() - began < 6
        assert not met.value.sent


def test_a_printer_that_breaks_off_as_it_is_called(listener: socket.socket) -> None:
    """Nothing of the ticket has left, so that another printer may have it."""
    with closing(wire_to(listener)) as wire:
        reset(listener.accept()[0])
        with pytest.raises(Interrupted) as listened:
            wire.receive(60)
        with pytest.raises(Interrupted) as sent:
            wire.send(JOB)
    assert not listened.value.sent
    assert not sent.value.sent


def test_a_printer_that_hangs_up_is_no_silence(listener: socket.socket) -> None:
    with closing(wire_to(listener)) as wire:
        assert wire.receive(0.01) == b""
        listener.accept()[0].close()
        with pytest.raises(Interrupted, match="closed the connection"):
            wire.receive(60)


def test_a_printer_that_hangs_takes_part_and_gets_no_more_later(listener: socket.socket) -> None:
    """Half a ticket in our buffers must not come out when the printer wakes up."""
    wire = wire_to(listener, 0.3)
    line, _ = listener.accept()
    with pytest.raises(TimedOut) as met:
        wire.send(MUCH)
    assert met.value.sent
    wire.close()
    with line, pytest.raises(ConnectionResetError):
        all_of(line)


def test_a_ticket_that_is_whole_is_not_reset(listener: socket.socket) -> None:
    """A slow printer still reads it after we have gone."""
    wire = wire_to(listener)
    line, _ = listener.accept()
    wire.send(JOB)
    wire.close()
    with line:
        assert all_of(line) == JOB


def test_a_printer_that_never_stops_talking_does_not_keep_us(listener: socket.socket) -> None:
    wire = wire_to(listener)
    line, _ = listener.accept()
    line.setblocking(False)
    with line:
        chatter = bytes(1 << 20)
        push_quietly(line, chatter)
        wire.close()  # comes to an end at all


def push_quietly(line: socket.socket, data: bytes) -> None:
    try:
        push(line.fileno(), data, time.monotonic())
    except Stopped:
        return


# What every wire with a descriptor stands on.


def test_a_ticket_is_one_write() -> None:
    """Where there is room for it: a printer that gets it in pieces may print it in pieces."""
    writes: list[int] = []

    def take(handle: int, data: memoryview) -> int:
        writes.append(len(data))
        return os.write(handle, data)

    ear, mouth = os.pipe2(os.O_NONBLOCK)
    try:
        push(mouth, JOB, time.monotonic() + 1, take)
        assert writes == [len(JOB)]
        assert os.read(ear, 1 << 16) == JOB
    finally:
        os.close(ear)
        os.close(mouth)


def test_how_many_bytes_were_taken_is_counted() -> None:
    ear, mouth = os.pipe2(os.O_NONBLOCK)
    room = 1 << 16
    with pytest.raises(Stopped) as met:
        push(mouth, bytes(room + 1), time.monotonic() + 0.05)
    assert (met.value.taken, met.value.reason) == (room, None)
    with pytest.raises(Stopped) as met:
        push(mouth, JOB, time.monotonic() + 0.05)
    assert met.value.taken == 0
    os.close(ear)
    with pytest.raises(Stopped, match="Broken pipe") as met:
        push(mouth, JOB, time.monotonic() + 0.05)
    assert met.value.taken == 0
    os.close(mouth)


def test_somebody_else_filling_the_line_in_between_is_waited_for() -> None:
    """The system says that there is room, and then there is none: no reason to give up."""
    ear, mouth = os.pipe2(os.O_NONBLOCK)
    refusals = [True, True]

    def take(handle: int, data: memoryview) -> int:
        if refusals and refusals.pop():
            raise BlockingIOError
        return os.write(handle, data)

    push(mouth, JOB, time.monotonic() + 1, take)
    assert select.select([ear], [], [], 0)[0]
    os.close(ear)
    os.close(mouth)
