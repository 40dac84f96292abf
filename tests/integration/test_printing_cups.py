"""CUPS for real: a server of our own, its own backend, and the emulated printer behind it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from terminal.emulator import NetworkPrinter, start_emulator
from terminal.printing import Printed, PrinterConfig, SpoolerFailed, Unreachable, open_printer, samples
from terminal.printing.answers import Status
from terminal.printing.cups import CupsQueue
from terminal.printing.job import job
from terminal.printing.sheet import sheet
from tests.support.cups_server import CupsServer, cups_server

JOB = job(samples.ticket("id", datetime(2026, 11, 23, 2, 15, tzinfo=UTC)), sheet(80))
DELIVERED = Printed(confirmed=False, mute=True)
PATIENCE_S = 30
"""For what comes to an end by itself."""
SHORT_S = 3
"""For what is given up: long enough for the commands of CUPS before it, also on a busy machine."""


@pytest.fixture(scope="module")
def server() -> Iterator[CupsServer]:
    with cups_server() as started:
        yield started


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    with start_emulator() as started:
        yield started


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A queue of its own for every test."""
    return "".join(letter for letter in request.node.name if letter.isalnum())


@pytest.fixture
def queue(
    server: CupsServer, printer: NetworkPrinter, name: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CupsQueue]:
    server.add_queue(name, printer.port)
    monkeypatch.setenv("CUPS_SERVER", server.address)
    yield CupsQueue(name, PATIENCE_S)
    server.says("cancel", "-a", name)


def problem_of(queue: CupsQueue) -> SpoolerFailed:
    with pytest.raises(SpoolerFailed) as met:
        queue.print(JOB)
    return met.value


def test_the_printer_gets_the_very_bytes_and_nothing_is_claimed(queue: CupsQueue, printer: NetworkPrinter) -> None:
    for count in (1, 2):
        assert queue.print(JOB) == DELIVERED
        papers = printer.wait_papers(count)
        assert [paper.data for paper in papers] == [JOB] * count
        assert all(paper.whole for paper in papers)
    assert queue.status() == Status(mute=True)


async def test_a_kiosk_with_a_queue(queue: CupsQueue, printer: NetworkPrinter, name: str) -> None:
    kiosk = open_printer(PrinterConfig(kind="cups", queue=name))
    assert (await kiosk.status()).mute
    printed = await kiosk.print_paper(samples.ticket("id", datetime(2026, 11, 23, 2, 15, tzinfo=UTC)))
    assert (printed.confirmed, printed.mute) == (False, True)
    assert printer.wait_papers(1)[0].data == JOB
    printer.set_fault("refused")
    impatient = open_printer(PrinterConfig(kind="cups", queue=name, timeout_s=SHORT_S))
    with pytest.raises(SpoolerFailed) as met:
        await impatient.print_paper(samples.ticket("id", datetime(2026, 11, 23, 2, 15, tzinfo=UTC)))
    assert met.value.sent  # so the second printer doesn't get it


def test_a_ticket_for_a_dead_printer_never_comes_out_later(
    queue: CupsQueue, printer: NetworkPrinter, server: CupsServer, name: str
) -> None:
    printer.set_fault("refused")
    problem = problem_of(CupsQueue(name, SHORT_S))
    assert problem.sent  # CUPS might have begun, for all we know
    assert problem.detail.endswith(f"was not delivered in {SHORT_S} s; cancelled")
    printer.set_fault("none")
    server.wait_idle(name)
    assert queue.print(JOB) == DELIVERED
    assert len(printer.wait_papers(1)) == 1


def test_a_ticket_that_nobody_cancels_does_come_out_later(
    queue: CupsQueue, printer: NetworkPrinter, server: CupsServer, name: str
) -> None:
    """The control: it is our cancelling that keeps yesterday's numbers from the tray."""
    printer.set_fault("refused")
    server.does("lp", "-d", name, "-o", "raw", given=JOB)
    server.wait_until(lambda: "now printing" in server.says("lpstat", "-p", name))
    printer.set_fault("none")
    assert len(printer.wait_papers(1, timeout_s=30)) == 1


def test_a_job_that_cups_gives_up_is_a_failure(
    queue: CupsQueue, printer: NetworkPrinter, server: CupsServer, name: str
) -> None:
    server.add_queue(name, printer.port, options="?contimeout=1")
    printer.set_fault("refused")
    problem = problem_of(CupsQueue(name, PATIENCE_S))
    assert problem.sent
    assert problem.detail.endswith("aborted")


def test_a_queue_that_stops_at_a_failure_is_known_stopped_afterwards(
    queue: CupsQueue, printer: NetworkPrinter, server: CupsServer, name: str
) -> None:
    """Error policy stop-printer: this ticket waits until our deadline, the next is refused at once."""
    server.add_queue(name, printer.port, policy="stop-printer", options="?contimeout=1")
    printer.set_fault("refused")
    assert problem_of(CupsQueue(name, 7)).sent
    assert not problem_of(queue).sent
    printer.set_fault("none")
    server.does("cupsenable", name)
    server.wait_idle(name)
    assert queue.print(JOB) == DELIVERED
    assert len(printer.wait_papers(1)) == 1


@pytest.mark.parametrize(
    ("command", "words"), [("cupsdisable", "disabled"), ("cupsreject", "not accepting")], ids=["stopped", "rejecting"]
)
def test_a_queue_that_is_closed_gets_no_ticket(
    queue: CupsQueue, printer: NetworkPrinter, server: CupsServer, name: str, command: str, words: str
) -> None:
    server.does(command, name)
    problem = problem_of(queue)
    assert not problem.sent
    assert words in problem.detail
    with pytest.raises(SpoolerFailed, match=words):
        queue.status()
    server.does("cupsenable", name)
    server.does("cupsaccept", name)
    server.wait_idle(name)
    assert printer.papers == []
    assert queue.status() == Status(mute=True)


def test_a_queue_that_does_not_exist(queue: CupsQueue) -> None:
    problem = problem_of(CupsQueue("nosuch", PATIENCE_S))
    assert not problem.sent
    assert "nosuch" in problem.detail


def test_a_slow_printer_gets_every_ticket_in_its_turn(queue: CupsQueue, printer: NetworkPrinter) -> None:
    """CUPS says completed when the network has the bytes, long before the printer has them."""
    printer.set_fault("slow_line=2000")
    for _ in range(3):
        assert queue.print(JOB) == DELIVERED
    assert [paper.data for paper in printer.wait_papers(3, timeout_s=20)] == [JOB] * 3


def test_a_printer_that_hangs_takes_a_ticket_and_nothing_is_claimed(queue: CupsQueue, printer: NetworkPrinter) -> None:
    """Why delivered is not printed: the network has it, and no paper is there."""
    printer.set_fault("hung")
    assert queue.print(JOB) == DELIVERED
    assert printer.papers == []


def test_a_server_that_is_not_there_gets_nothing() -> None:
    with cups_server() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUPS_SERVER", server.address)
        server.add_queue("front", 9)
        server.stop()
        problem = problem_of(CupsQueue("front", PATIENCE_S))
        assert not problem.sent
        with pytest.raises(SpoolerFailed):
            CupsQueue("front", PATIENCE_S).status()


def test_a_server_that_keeps_no_history(printer: NetworkPrinter) -> None:
    with cups_server("PreserveJobHistory No") as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUPS_SERVER", server.address)
        server.add_queue("front", printer.port)
        assert CupsQueue("front", PATIENCE_S).print(JOB) == DELIVERED
        assert len(printer.wait_papers(1)) == 1


def test_a_server_that_hangs_is_not_waited_for_and_prints_nothing_later(
    queue: CupsQueue, printer: NetworkPrinter, server: CupsServer, name: str
) -> None:
    with server.hung():  # until we are back: who waited for it would never be
        assert not problem_of(CupsQueue(name, 0.5)).sent
    server.wait_idle(name)
    assert printer.papers == []


def test_a_server_that_starts_again_prints_no_job_that_was_not_released(
    queue: CupsQueue, printer: NetworkPrinter, server: CupsServer, name: str
) -> None:
    """Power goes between handing over and releasing: the job stays held for ever."""
    held = queue._hand_over(JOB, time.monotonic() + PATIENCE_S)
    server.stop()
    server.start()
    assert held in server.says("lpstat", "-o", name)
    assert queue.print(JOB) == DELIVERED
    assert held in server.says("lpstat", "-o", name)
    assert len(printer.wait_papers(1)) == 1


# What a real server does not do on request.


@pytest.fixture
def stand_in(queue: CupsQueue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on PATH: a script in it stands in for one command of CUPS."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def say(folder: Path, command: str, script: str) -> None:
    (folder / command).write_text(f"#!/bin/sh\n{script}\n")
    (folder / command).chmod(0o755)


def test_a_command_that_never_ends_is_ended_and_its_job_is_not_printed(
    stand_in: Path, queue: CupsQueue, name: str, printer: NetworkPrinter, server: CupsServer
) -> None:
    """lp takes the job and then hangs: the job is held, so nothing of it was or will be sent."""
    say(stand_in, "lp", '/usr/bin/lp "$@" >&2; exec tail -f /dev/null')
    problem = problem_of(CupsQueue(name, SHORT_S))
    assert (problem.sent, problem.detail) == (False, "lp does not end")
    server.wait_until(lambda: f"printer {name} is idle" in server.says("lpstat", "-p", name))
    assert printer.papers == []


def test_a_release_that_fails_may_have_been_one(
    stand_in: Path, queue: CupsQueue, server: CupsServer, name: str
) -> None:
    say(stand_in, "lp", 'case "$*" in *resume*) exit 1;; esac; exec /usr/bin/lp "$@"')
    problem = problem_of(queue)
    assert problem.sent
    assert problem.detail.endswith("cancelled")
    server.wait_idle(name)


def test_a_job_that_cannot_be_cancelled_is_said(
    stand_in: Path, queue: CupsQueue, printer: NetworkPrinter, name: str
) -> None:
    printer.set_fault("refused")
    say(stand_in, "cancel", "echo 'cancel: not today' >&2; exit 1")
    problem = problem_of(CupsQueue(name, SHORT_S))
    assert problem.sent
    assert problem.detail.endswith("perhaps not cancelled: cancel: cancel: not today")


def test_lp_that_names_no_job(stand_in: Path, queue: CupsQueue) -> None:
    say(stand_in, "lp", "echo all is well")
    assert not problem_of(queue).sent


def test_without_cups_the_queue_is_unreachable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreachable, match="lpstat is not installed"):
        CupsQueue("front", PATIENCE_S).print(JOB)
