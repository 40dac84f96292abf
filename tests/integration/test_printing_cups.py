"""CUPS through its commands; here they are doubles on PATH that keep a queue in a folder."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from terminal.printing import Printed, Printer, PrinterConfig, SpoolerFailed, Unreachable, open_printer, samples
from terminal.printing.job import job
from terminal.printing.sheet import sheet

TICKET = samples.ticket("id", datetime(2026, 11, 23, 2, 15, tzinfo=UTC))
COMMANDS = {
    "lp": 'cat > "$SPOOL/job"; echo "$@" > "$SPOOL/asked"; echo "request id is front-7 (1 file(s))"',
    "lpstat": 'if [ "$1" = -o ] && [ -e "$SPOOL/stuck" ]; then echo "front-7  root  1024  Mon"; fi',
    "cancel": 'echo "$@" > "$SPOOL/cancelled"; rm -f "$SPOOL/stuck"',
}


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, script in COMMANDS.items():
        say(tmp_path, name, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("SPOOL", str(tmp_path))
    return tmp_path


def say(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def printer(timeout_s: float = 2) -> Printer:
    return open_printer(PrinterConfig(kind="cups", queue="front", timeout_s=timeout_s))


async def test_the_queue_gets_the_very_bytes_and_nothing_is_claimed(spool):
    assert await printer().print_ticket(TICKET) == Printed(confirmed=False, mute=True)
    assert (spool / "job").read_bytes() == job(TICKET, sheet(80))
    assert (spool / "asked").read_text() == "-d front -o raw\n"


async def test_a_job_that_is_stuck_is_cancelled_rather_than_printed_hours_later(spool):
    (spool / "stuck").touch()
    with pytest.raises(SpoolerFailed, match="front-7 was not delivered") as met:
        await printer(0.3).print_ticket(TICKET)
    assert met.value.sent
    assert (spool / "cancelled").read_text() == "front-7\n"


async def test_an_unknown_queue_is_said_in_the_words_of_cups(spool):
    say(spool, "lp", 'echo "lp: The printer or class does not exist." >&2; exit 1')
    with pytest.raises(SpoolerFailed, match="does not exist") as met:
        await printer().print_ticket(TICKET)
    assert not met.value.sent


async def test_a_command_that_never_ends_is_ended(spool):
    say(spool, "lp", "exec tail -f /dev/null")
    with pytest.raises(SpoolerFailed, match="does not end"):
        await printer(0.3).print_ticket(TICKET)


async def test_without_cups_the_queue_is_unreachable(spool, monkeypatch):
    monkeypatch.setenv("PATH", str(spool / "nothing"))
    with pytest.raises(Unreachable, match="lp is not installed"):
        await printer().print_ticket(TICKET)
