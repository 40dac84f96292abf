"""What is said of a ticket under each fault of the printer, by when the fault came: one table."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from terminal.emulator import FAULTS, NetworkPrinter, start_emulator
from terminal.printing import (
    MissingList,
    MissingPaper,
    Printer,
    PrinterConfig,
    PrinterProblem,
    Silent,
    Slip,
    open_printer,
    samples,
)
from terminal.printing.job import job
from terminal.printing.roll import length_mm
from terminal.printing.sheet import sheet
from tests.torture.moments import Moment, break_at

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
TICKET = samples.ticket("id", NOW)
TIMEOUT_S, SHORT_S = 1.5, 0.5
INSIDE_AT = 500

NUMBERS = {
    "close_fin": 100,
    "close_rst": 100,
    "power_cycle": 100,
    "paper_ends": 10,
    "slow": 0.03,
    "slow_line": 5000,
    "split": 0.005,
}
"""Of faults that would come after the ticket, or take long, as they are."""

# The printer is known to answer and to give ids. Before the ticket; inside it; between its cut and the proof; after.
# "paper_out" is a failure: certainly nothing was printed. "paper_out?" may be on paper in part; so may "unknown".
OUTCOMES = {
    "drawer_high": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "near_end": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "paper_out": ("paper_out", "paper_out?", "paper_out?", "confirmed"),
    "cover_open": ("cover_open", "cover_open?", "cover_open?", "confirmed"),
    "cutter_error": ("cutter", "cutter?", "cutter?", "confirmed"),
    "unrecoverable": ("fault", "fault?", "fault?", "confirmed"),
    "head_hot": ("fault", "fault?", "fault?", "confirmed"),
    "feed_held": ("offline", "offline?", "offline?", "confirmed"),
    "paper_ends": ("paper_out?", "paper_out?", "confirmed", "confirmed"),
    "power_cycle": ("unknown", "unknown", "confirmed", "confirmed"),
    "power_off": ("unreachable", "unknown", "unknown", "unknown"),
    "half_baud": ("silent", "unknown", "unknown", "confirmed"),
    "refused": ("unreachable", "confirmed", "confirmed", "confirmed"),
    "unplugged": ("unreachable", "unknown", "unknown", "confirmed"),
    "hung": ("silent", "unknown", "unknown", "confirmed"),
    "slow_line": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "close_fin": ("unknown", "unknown", "confirmed", "confirmed"),
    "close_rst": ("unknown", "unknown", "confirmed", "confirmed"),
    "close_before_id": ("unknown", "unknown", "unknown", "confirmed"),
    "mute": ("silent", "unknown", "unknown", "confirmed"),
    "slow": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "slow_print": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "late": ("silent", "unknown", "unknown", "confirmed"),
    "leftover": ("silent", "unknown", "unknown", "confirmed"),
    "duplicate": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "split": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "garbage": ("silent", "unknown", "unknown", "confirmed"),
    "wrong_id": ("unknown", "unknown", "unknown", "confirmed"),
    "stale_status": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "always_ready": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "no_id": ("unknown", "unknown", "unknown", "confirmed"),
    "simple_clone": ("unknown", "unknown", "unknown", "confirmed"),
    "asb_only": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "talkative": ("confirmed", "confirmed", "confirmed", "confirmed"),
    "half_command": ("confirmed", "confirmed", "confirmed", "confirmed"),
}


def printer_at(there: NetworkPrinter, **settings: object) -> Printer:
    usual = {"kind": "network", "host": "127.0.0.1", "port": there.port, "timeout_s": TIMEOUT_S}
    return open_printer(PrinterConfig(**{**usual, **settings}))  # type: ignore[arg-type]


async def outcome(printer: Printer) -> str:
    """One word, and a question mark where part of it may be on paper for a reason that the printer told."""
    try:
        printed = await printer.print_paper(TICKET)
    except PrinterProblem as problem:
        return problem.code + ("?" if problem.sent else "")
    if printed.confirmed:
        return "confirmed"
    return "mute" if printed.mute else "unknown"


async def broken(fault: str, moment: Moment) -> str:
    """What is said of the second ticket, at which the fault comes."""
    words = f"{fault}={NUMBERS[fault]}" if fault in NUMBERS else fault
    with start_emulator() as there:
        printer = printer_at(there)
        assert await outcome(printer) == "confirmed"
        there.wait_free()
        break_at(there, words, moment, INSIDE_AT)
        began = time.monotonic()
        said = await outcome(printer)
        assert time.monotonic() - began < 20
        printer.close()
        papers = [paper.whole for paper in there.papers[1:]]
        if said == "confirmed":
            assert papers == [True]
        elif said != "unknown" and not said.endswith("?"):
            assert papers == []
            assert not there.hanging
        return said


def test_the_table_has_every_fault_of_a_network_printer() -> None:
    assert set(OUTCOMES) == {name for name, fault in FAULTS.items() if not fault.usb_only}


@pytest.mark.parametrize("fault", OUTCOMES)
async def test_what_is_said_of_a_ticket(fault: str) -> None:
    said = await asyncio.gather(*(broken(fault, moment) for moment in Moment))
    assert tuple(said) == OUTCOMES[fault]


# A printer that has not been spoken to yet, and two tickets of it.
AT_FIRST = {
    "none": ("confirmed", "confirmed"),
    "mute": ("mute", "mute"),
    "hung": ("mute", "mute"),
    "half_baud": ("mute", "mute"),
    "garbage": ("mute", "mute"),
    "late": ("mute", "mute"),
    "no_id": ("confirmed", "confirmed"),
    "simple_clone": ("confirmed", "confirmed"),
    "wrong_id": ("unknown", "unknown"),
    "asb_only": ("confirmed", "confirmed"),
    "refused": ("unreachable", "unreachable"),
    "paper_out": ("paper_out", "paper_out"),
    "always_ready+paper_out": ("unknown", "unknown"),
}


@pytest.mark.parametrize("fault", AT_FIRST)
async def test_what_is_said_of_a_printer_that_nobody_knows_yet(fault: str) -> None:
    with start_emulator(fault=fault) as there:
        printer = printer_at(there)
        said = (await outcome(printer), await outcome(printer))
        printer.close()
    assert said == AT_FIRST[fault]


async def took(printer: Printer, slip: Slip) -> tuple[bool, float]:
    began = time.monotonic()
    printed = await printer.print_paper(slip)
    return printed.confirmed, time.monotonic() - began


async def test_a_long_paper_is_waited_for_as_long_as_the_printer_answers() -> None:
    """And no longer: a printer that fell silent has hung, or lost its power."""
    usual = samples.KINDS["missing"]("id", NOW)
    assert isinstance(usual, MissingList)
    long = replace(usual, missing=[MissingPaper(title="Surat keterangan")] * 200)
    prints_for_s = length_mm(job(long, sheet(80))) / 40
    assert prints_for_s > 15
    with start_emulator() as there:
        printer = printer_at(there, timeout_s=SHORT_S)
        assert await outcome(printer) == "confirmed"
        there.wait_free()
        there.set_fault("slow_print=4000")
        confirmed, seconds = await took(printer, long)
        assert confirmed
        assert seconds > 2 * SHORT_S
        there.wait_free()
        break_at(there, "hung", Moment.INSIDE, INSIDE_AT)
        confirmed, seconds = await took(printer, long)
        assert not confirmed
        assert seconds < prints_for_s / 2
        printer.close()


async def test_two_machines_at_one_printer_take_turns() -> None:
    """It speaks with one at a time. The other waits for its turn, and its ticket does not fail."""
    with start_emulator() as there:
        kiosk, counter = printer_at(there, timeout_s=5), printer_at(there, timeout_s=5)
        for printer in (kiosk, counter):
            assert await outcome(printer) == "confirmed"
            there.wait_free()
        there.set_fault("slow_print=1500")
        said = await asyncio.gather(outcome(kiosk), outcome(counter))
        assert said == ["confirmed", "confirmed"]
        assert [paper.whole for paper in there.papers] == [True] * 4
        for printer in (kiosk, counter):
            printer.close()


async def test_a_silence_that_is_known_is_not_waited_for_again() -> None:
    with start_emulator() as there:
        printer = printer_at(there, timeout_s=5)
        assert await outcome(printer) == "confirmed"
        there.wait_free()
        there.set_fault("mute")
        assert (await printer.status()).problem is Silent
        began = time.monotonic()
        assert await outcome(printer) == "silent"
        assert time.monotonic() - began < 5
        printer.close()
