"""A real printer's conversation over TCP and a serial line, against a double that answers as Epson's table says."""

import asyncio
import os
import re
import socket
import struct
import threading
import tty
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from terminal.printing import (
    CoverOpen,
    CutterJammed,
    Faulty,
    Interrupted,
    Offline,
    PaperOut,
    Printed,
    Printer,
    PrinterConfig,
    PrinterProblem,
    Silent,
    Status,
    StorageFailed,
    TimedOut,
    Unreachable,
    open_printer,
    samples,
)
from terminal.printing.job import job
from terminal.printing.printer import Machine
from terminal.printing.sheet import sheet

TICKET = samples.ticket("id", datetime(2026, 11, 23, 2, 15, tzinfo=UTC))
JOB = job(TICKET, sheet(80))
READY = (0x12, 0x12, 0x12, 0x12)
NEAR_END = (0x12, 0x12, 0x12, 0x1E)
PAPER_OUT = (0x1A, 0x32, 0x12, 0x7E)
STATES = {
    PaperOut: PAPER_OUT,
    CoverOpen: (0x1A, 0x16, 0x12, 0x12),
    CutterJammed: (0x1A, 0x52, 0x1A, 0x12),
    Faulty: (0x1A, 0x52, 0x32, 0x12),
    Offline: (0x1A, 0x1A, 0x12, 0x12),
}
QUESTION = re.compile(rb"\x10\x04([\x01-\x04])|\x1d\(H\x06\x0000([ -~]{4})", re.DOTALL)


@dataclass
class Double:
    """A printer's ears and mouth, without a wire. The state changes to ``after`` when the id is asked for."""

    state: tuple[int, int, int, int] = READY
    after: tuple[int, int, int, int] | None = None
    mute: bool = False
    knows_ids: bool = True
    wrong_id: bool = False
    noise: bytes = b""
    paper: bytes = b""
    _unread: bytes = field(default=b"", repr=False)

    def hear(self, data: bytes) -> bytes:
        """What it says to these bytes."""
        self._unread += data
        said = b""
        while found := QUESTION.search(self._unread):
            self.paper += self._unread[: found.start()]
            self._unread = self._unread[found.end() :]
            said += self._answer(found)
        return b"" if self.mute else said

    def _answer(self, found: re.Match[bytes]) -> bytes:
        if found[1]:
            return self.noise + bytes([self.state[found[1][0] - 1]])
        self.state = self.after or self.state
        if not self.knows_ids or self.state[0] & 8:
            return b""
        return b"\x37\x22" + (b"????" if self.wrong_id else found[2]) + b"\x00"


@dataclass
class Shop:
    """The double behind a TCP port, and how the line misbehaves."""

    double: Double
    reads: bool = True
    closes_after: int | None = None
    resets: bool = False
    splits: bool = False
    port: int = 0
    calls: int = 0
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls += 1
        try:
            if self.reads:
                await self._converse(reader, writer)
            else:
                await self.hung_up.wait()
        except ConnectionError:
            pass
        finally:
            self.hung_up.set()
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard = 0
        while data := await reader.read(64 if self.closes_after is not None else 65536):
            heard += len(data)
            if self.closes_after is not None and heard > self.closes_after:
                return self._hang_up(writer)
            await self._say(writer, self.double.hear(data))
        return None

    async def _say(self, writer: asyncio.StreamWriter, said: bytes) -> None:
        for piece in [bytes([byte]) for byte in said] if self.splits else [said]:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    def _hang_up(self, writer: asyncio.StreamWriter) -> None:
        if self.resets:
            line = writer.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


@asynccontextmanager
async def shop(double: Double | None = None, **manners: Any) -> AsyncIterator[Shop]:
    open_shop = Shop(double or Double(), **manners)
    server = await asyncio.start_server(open_shop.serve, "127.0.0.1", 0, limit=2**16)
    open_shop.port = server.sockets[0].getsockname()[1]
    try:
        yield open_shop
    finally:
        open_shop.hung_up.set()
        server.close()
        await server.wait_closed()


def config_of(port: int, **settings: Any) -> PrinterConfig:
    """The proof by the sensor is left to the emulator's tests: this double knows none."""
    usual = {"kind": "network", "host": "127.0.0.1", "port": port, "timeout_s": 1, "proof": "id"}
    return PrinterConfig(**{**usual, **settings})


def printer_at(port: int, **settings: Any) -> Printer:
    return open_printer(config_of(port, **settings))


def machine_at(port: int) -> Machine:
    return Machine(config_of(port))


async def problem_of(printer: Printer) -> PrinterProblem:
    with pytest.raises(PrinterProblem) as met:
        await printer.print_paper(TICKET)
    return met.value


async def test_a_ticket_is_printed_and_confirmed_over_one_connection():
    async with shop() as there:
        assert await printer_at(there.port).print_paper(TICKET) == Printed(confirmed=True)
        await asyncio.wait_for(there.hung_up.wait(), 30)
        assert there.double.paper == JOB
        assert there.calls == 1


async def test_tickets_asked_for_at_once_come_one_after_the_other():
    async with shop() as there:
        printer = printer_at(there.port)
        done = await asyncio.gather(*(printer.print_paper(TICKET) for _ in range(5)))
        assert all(printed.confirmed for printed in done)
        assert there.double.paper == JOB * 5
        assert there.calls == 5


async def test_paper_near_its_end_is_said_with_the_ticket():
    async with shop(Double(NEAR_END)) as there:
        assert await printer_at(there.port).print_paper(TICKET) == Printed(confirmed=True, paper_low=True)


@pytest.mark.parametrize("kind", STATES)
async def test_a_printer_in_trouble_is_not_sent_a_ticket(kind):
    async with shop(Double(STATES[kind])) as there:
        problem = await problem_of(printer_at(there.port))
        assert type(problem) is kind
        assert not problem.sent
        assert there.double.paper == b""


@pytest.mark.parametrize("kind", STATES)
async def test_trouble_in_the_middle_of_a_ticket_is_said_with_part_of_it_on_paper(kind):
    async with shop(Double(after=STATES[kind])) as there:
        problem = await problem_of(printer_at(there.port))
        assert type(problem) is kind
        assert problem.sent


async def test_status_is_told_before_a_promise_is_made():
    async with shop(Double(PAPER_OUT)) as there:
        assert await printer_at(there.port).status() == Status(problem=PaperOut, paper_low=True)


async def test_an_automatic_status_in_between_does_not_pass_for_good_news():
    async with shop(Double(PAPER_OUT, noise=b"\x10\x00\x00\x00")) as there:
        assert type(await problem_of(printer_at(there.port))) is PaperOut


async def test_answers_that_come_byte_by_byte_are_understood():
    async with shop(splits=True) as there:
        assert (await printer_at(there.port).print_paper(TICKET)).confirmed


@pytest.mark.parametrize("double", [Double(wrong_id=True), Double(knows_ids=False)], ids=["wrong", "none"])
async def test_without_its_own_id_a_ticket_is_unknown(double):
    async with shop(replace(double)) as there:
        assert await printer_at(there.port).print_paper(TICKET) == Printed(confirmed=False)


async def test_a_mute_printer_gets_the_ticket_and_nothing_is_claimed():
    async with shop(Double(mute=True)) as there:
        printer = printer_at(there.port)
        assert await printer.status() == Status(mute=True)
        assert await printer.print_paper(TICKET) == Printed(confirmed=False, mute=True)
        await asyncio.wait_for(there.hung_up.wait(), 30)


async def test_silence_of_a_printer_that_is_known_to_answer_is_a_problem():
    async with shop(Double(mute=True)) as there:
        problem = await problem_of(printer_at(there.port, answers=True))
        assert type(problem) is Silent
        assert not problem.sent
        assert there.double.paper == b""


async def test_a_printer_known_to_be_mute_is_never_asked():
    async with shop() as there:
        assert await printer_at(there.port, answers=False).print_paper(TICKET) == Printed(False, mute=True)
        await asyncio.wait_for(there.hung_up.wait(), 30)
        assert there.double._unread == JOB


async def test_a_hung_printer_whose_buffers_take_the_ticket_is_unknown():
    async with shop(reads=False) as there:
        assert await printer_at(there.port).print_paper(TICKET) == Printed(confirmed=False, mute=True)


async def test_a_hung_printer_with_full_buffers_is_a_timeout():
    async with shop(reads=False) as there:
        with pytest.raises(TimedOut) as met:
            await asyncio.to_thread(machine_at(there.port).way.print, JOB * 20_000)
        assert met.value.sent


async def test_nobody_at_the_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        problem = await problem_of(printer_at(taken.getsockname()[1]))
    assert type(problem) is Unreachable
    assert not problem.sent


async def test_no_such_host():
    assert type(await problem_of(printer_at(9100, host="printer.invalid"))) is Unreachable


@pytest.mark.parametrize("resets", [False, True], ids=["fin", "rst"])
@pytest.mark.parametrize("after", [0, 3, 8, 9, 100, len(JOB) // 2, len(JOB) + 8])
async def test_a_broken_connection_is_never_a_printed_ticket(after, resets):
    async with shop(closes_after=after, resets=resets) as there:
        outcome = await asyncio.gather(printer_at(there.port).print_paper(TICKET), return_exceptions=True)
    match outcome[0]:
        case Interrupted(sent=sent):
            assert sent == (after >= 9)  # nine bytes are three questions
        case Printed(confirmed=confirmed):
            assert after >= 9
            assert not confirmed
        case other:
            raise AssertionError(other)


@asynccontextmanager
async def serial_printer(double: Double) -> AsyncIterator[tuple[Path, Callable[[], None]]]:
    """The double at the far end of a pty; the second thing unplugs it."""
    master, slave = os.openpty()
    tty.setraw(slave)
    loop, plugged = asyncio.get_running_loop(), [True]

    def hear() -> None:
        os.write(master, double.hear(os.read(master, 65536)))

    def unplug() -> None:
        if plugged.pop():
            loop.remove_reader(master)
            os.close(slave)
            os.close(master)
            plugged.append(False)

    loop.add_reader(master, hear)
    try:
        yield Path(os.ttyname(slave)), unplug
    finally:
        unplug()


async def test_a_serial_printer_confirms_its_ticket():
    double = Double()
    async with serial_printer(double) as (path, _):
        printer = open_printer(PrinterConfig(kind="serial", path=path, timeout_s=1))
        assert await printer.print_paper(TICKET) == Printed(confirmed=True)
        assert double.paper == bytes(len(JOB)) + JOB  # half a picture of an earlier life may still want its rest


async def test_a_serial_printer_without_paper_says_so():
    async with serial_printer(Double(PAPER_OUT)) as (path, _):
        printer = open_printer(PrinterConfig(kind="serial", path=path, timeout_s=1))
        assert type(await problem_of(printer)) is PaperOut


async def test_an_unplugged_serial_printer_is_unreachable():
    async with serial_printer(Double()) as (path, unplug):
        unplug()
        printer = open_printer(PrinterConfig(kind="serial", path=path, timeout_s=1))
        assert type(await problem_of(printer)) is Unreachable


async def test_a_usb_printer_that_is_not_there_is_unreachable():
    printer = open_printer(PrinterConfig(kind="usb", vendor=0xDEAD, product=0xBEEF))
    assert type(await problem_of(printer)) is Unreachable


async def test_a_file_gets_the_very_bytes_and_claims_nothing(tmp_path):
    file = tmp_path / "lp0"
    file.touch()
    printer = open_printer(PrinterConfig(kind="file", path=file))
    assert await printer.print_paper(TICKET) == Printed(confirmed=False, mute=True)
    await printer.print_paper(TICKET)
    assert file.read_bytes() == JOB * 2


async def test_a_misspelt_device_is_not_created(tmp_path):
    problem = await problem_of(open_printer(PrinterConfig(kind="file", path=tmp_path / "lpO")))
    assert type(problem) is Unreachable
    assert list(tmp_path.iterdir()) == []


async def test_a_full_device_is_a_problem():
    problem = await problem_of(open_printer(PrinterConfig(kind="file", path=Path("/dev/full"))))
    assert type(problem) is StorageFailed
    assert problem.sent


async def test_a_device_that_takes_no_more_is_a_timeout(tmp_path):
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    listener = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(TimedOut):
            await asyncio.to_thread(Machine(PrinterConfig(kind="file", path=pipe, timeout_s=0.2)).way.print, JOB * 100)
    finally:
        os.close(listener)


async def test_waiting_for_a_printer_does_not_stop_the_window():
    """The loop that draws keeps turning while a hung printer is waited for."""
    async with shop(reads=False) as there:
        printing = asyncio.ensure_future(printer_at(there.port).print_paper(TICKET))
        turns = 0
        while not printing.done():
            await asyncio.sleep(0.01)
            turns += 1
        assert turns > 10
        assert threading.current_thread() is threading.main_thread()
