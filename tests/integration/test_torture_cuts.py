"""One ticket, its connection cut after every byte, by FIN and by RST: nothing is said that isn't so.

Every byte of the ticket of 80 mm; of the long one, whose code is a picture, the end of each command and each
forty-first byte (``make torture-printer`` cuts that one after every byte too).
"""

from contextlib import suppress
from dataclasses import dataclass

import pytest

from protocol.vocabulary import PrintOutcome
from terminal.emulator import NetworkPrinter
from terminal.printing import Printed, PrinterProblem, Slip
from tests.torture.cuts import (
    AFTER_HALF,
    ENDS,
    LONG,
    SHORT,
    End,
    Paper,
    Verdict,
    command_places,
    cut_at,
    stream,
    usual_printer,
)
from tests.torture.judge import Fault

STRIDE = 41


def failures_are_certain(verdict: Verdict, places: list[int], paper: Paper) -> bool:
    """Failed is said of the cuts before the ticket, and of no other."""
    failed, questions = verdict.outcomes[PrintOutcome.FAILED], stream(paper).questions
    return sum(place < questions for place in places) <= failed <= sum(place <= questions for place in places)


@pytest.mark.parametrize("end", ENDS)
def test_the_short_ticket_cut_after_every_byte(end: End) -> None:
    places = list(range(stream(SHORT).length + 1))
    verdict = cut_at(SHORT, end, places)
    assert verdict.findings == []
    assert verdict.cuts == len(places) > 1000
    assert failures_are_certain(verdict, places, SHORT)


@pytest.mark.parametrize("end", ENDS)
def test_the_long_ticket_cut_at_its_commands_and_inside_its_picture(end: End) -> None:
    long = stream(LONG)
    places = sorted({*range(0, long.length + 1, STRIDE), *command_places(long)})
    verdict = cut_at(LONG, end, places)
    assert verdict.findings == []
    assert failures_are_certain(verdict, places, LONG)


@pytest.mark.parametrize("end", ENDS)
def test_a_ticket_after_one_that_broke_off_inside_its_picture(end: End) -> None:
    """A printer that waits for the rest of a command must not eat the head of the next ticket."""
    length = stream(AFTER_HALF).length
    places = [*range(0, length, 10 * STRIDE), length - 1, length, length + 1]
    verdict = cut_at(AFTER_HALF, end, places)
    assert verdict.findings == []
    assert failures_are_certain(verdict, places, AFTER_HALF)
    assert verdict.outcomes[PrintOutcome.CONFIRMED] >= 1


@dataclass
class Liar:
    """The control: a printer that says this, whatever came out."""

    printer: object
    says: Printed | PrinterProblem

    async def print_paper(self, slip: Slip) -> Printed:
        with suppress(PrinterProblem):
            await self.printer.print_paper(slip)  # type: ignore[attr-defined]
        if isinstance(self.says, PrinterProblem):
            raise self.says
        return self.says

    def close(self) -> None:
        self.printer.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("says", "faults"),
    [(Printed(confirmed=True), {Fault.LOSS}), (PrinterProblem(sent=False), {Fault.FALSE_FAILURE})],
)
def test_a_printer_that_lies_is_found(says: Printed | PrinterProblem, faults: set[Fault]) -> None:
    def liar(paper: Paper, emulated: NetworkPrinter) -> Liar:
        return Liar(usual_printer(paper, emulated), says)

    middle = stream(SHORT).length // 2
    verdict = cut_at(SHORT, "close_fin", [middle], liar)  # type: ignore[arg-type]
    assert {finding.fault for finding in verdict.findings} == faults
