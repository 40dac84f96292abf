"""Two printers: the second stands in for the first, and no ticket comes out of both."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from terminal.emulator import FAULTS, NetworkPrinter, start_emulator
from terminal.emulator.nameplate import Nameplate
from terminal.printing import (
    CoverOpen,
    PaperOut,
    Printed,
    Printer,
    PrinterConfig,
    PrinterProblem,
    Silent,
    Status,
    Unreachable,
    open_printer,
    samples,
)

TICKET = samples.ticket("id", datetime(2026, 11, 25, 2, 0, tzinfo=UTC))


@pytest.fixture
def two() -> Iterator[tuple[NetworkPrinter, NetworkPrinter]]:
    with ExitStack() as stack:
        yield stack.enter_context(start_emulator()), stack.enter_context(start_emulator(58))


def config(printer: NetworkPrinter, width: int = 80, timeout_s: float = 0.5) -> PrinterConfig:
    return PrinterConfig(kind="network", host="127.0.0.1", port=printer.port, width_mm=width, timeout_s=timeout_s)  # type: ignore[arg-type]


def both(two: tuple[NetworkPrinter, NetworkPrinter], **options: object) -> Printer:
    return open_printer(config(two[0]), config(two[1], 58), **options)  # type: ignore[arg-type]


async def test_the_first_prints_while_it_can(two: tuple[NetworkPrinter, NetworkPrinter]) -> None:
    printer = both(two)
    assert await printer.print_paper(TICKET) == Printed(confirmed=True)
    assert await printer.status() == Status()
    assert [len(each.papers) for each in two] == [1, 0]


async def test_the_second_prints_on_its_own_paper_and_says_so(two: tuple[NetworkPrinter, NetworkPrinter]) -> None:
    printer = both(two)
    two[0].set_fault("paper_out")
    assert await printer.print_paper(TICKET) == Printed(confirmed=True, spare=True)
    assert await printer.status() == Status(spare=True, first_problem=PaperOut)
    assert [len(each.papers) for each in two] == [0, 1]
    assert two[1].papers[0].whole
    two[0].set_fault("none")
    assert await printer.status() == Status()
    assert await printer.print_paper(TICKET) == Printed(confirmed=True)


async def test_a_first_printer_that_is_known_to_be_gone_is_not_called_again_for_each_ticket(
    two: tuple[NetworkPrinter, NetworkPrinter],
) -> None:
    printer = both(two)
    two[0].set_fault("unplugged")
    assert (await printer.status()).first_problem is Unreachable
    two[0].set_fault("none")  # well again, which nobody has noticed yet
    assert (await printer.print_paper(TICKET)).spare
    await printer.status()
    assert not (await printer.print_paper(TICKET)).spare


async def test_both_in_trouble_is_the_first_ones_trouble(two: tuple[NetworkPrinter, NetworkPrinter]) -> None:
    printer = both(two)
    two[0].set_fault("cover_open")
    two[1].set_fault("paper_out")
    for _ in range(2):  # in either order
        with pytest.raises(CoverOpen):
            await printer.print_paper(TICKET)
    assert await printer.status() == Status(problem=CoverOpen)
    two[1].set_fault("none")
    assert (await printer.print_paper(TICKET)).spare


@pytest.mark.parametrize("fault", [name for name, fault in FAULTS.items() if not fault.usb_only])
async def test_what_went_to_the_first_never_goes_to_the_second(
    two: tuple[NetworkPrinter, NetworkPrinter], fault: str
) -> None:
    """Whatever is wrong with the first: one paper is promised, from one of the two, or a problem."""
    printer = both(two)
    two[0].set_fault(f"{fault}=100" if fault in ("close_fin", "close_rst", "power_cycle") else fault)
    (outcome,) = await asyncio.gather(printer.print_paper(TICKET), return_exceptions=True)
    if isinstance(outcome, Printed) and outcome.spare:
        assert not any(paper.text for paper in two[0].papers)
        assert not two[0].hanging
    else:
        assert two[1].papers == []
        assert isinstance(outcome, Printed) or (isinstance(outcome, PrinterProblem) and outcome.sent)


async def test_a_printer_that_answered_and_is_silent_now_lets_the_second_print(
    two: tuple[NetworkPrinter, NetworkPrinter],
) -> None:
    """Silence before the ticket, so nothing of it was sent."""
    printer = both(two)
    await printer.print_paper(TICKET)
    two[0].wait_free()
    two[0].set_fault("hung")
    assert (await printer.print_paper(TICKET)).spare
    assert (await printer.status()).first_problem is Silent


async def test_the_rolls_are_counted_apart(two: tuple[NetworkPrinter, NetworkPrinter], tmp_path: Path) -> None:
    first = PrinterConfig(kind="network", host="127.0.0.1", port=two[0].port, roll_m=80)
    spare = PrinterConfig(kind="network", host="127.0.0.1", port=two[1].port, width_mm=58, roll_m=2)
    printer = open_printer(first, spare, tmp_path)
    await printer.print_paper(TICKET)
    many = (await printer.status()).tickets_left
    two[0].set_fault("cover_open")
    await printer.print_paper(TICKET)
    few = (await printer.status()).tickets_left
    assert many is not None
    assert few is not None
    assert few < 20 < 200 < many
    assert sorted(os.listdir(tmp_path)) == ["roll-spare.json", "roll.json"]  # noqa: PTH208 – a test may wait


async def test_a_printer_that_tells_its_model_is_measured_by_it() -> None:
    with start_emulator() as printer:
        printer.core.nameplate = Nameplate(model="TM-T88V")
        device = open_printer(config(printer))
        assert device.sheet.profile == "TM-T20II"
        await device.status()
        assert (device.sheet.profile, device.sheet.dots) == ("TM-T88V", 512)
        assert (await device.print_paper(TICKET)).confirmed


@pytest.mark.parametrize(("width", "model"), [(80, "EMULATOR"), (80, ""), (80, "tm-t88v too"), (58, "TM-T88V")])
async def test_an_unknown_model_or_one_for_wider_paper_stays_with_the_usual_profile(width: int, model: str) -> None:
    with start_emulator(width) as printer:
        printer.core.nameplate = Nameplate(model=model)
        device = open_printer(config(printer, width))
        usual = device.sheet
        await device.status()
        assert device.sheet == usual
