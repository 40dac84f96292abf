"""What a person finds in a printer's tray: papers, and whose number stands on them."""

from collections.abc import Iterator, Mapping

from terminal.emulator import Paper, RunningPrinter
from tests.torture.judge import Sheet

Numbers = Mapping[str, int]
"""Number on the paper -> id of its ticket."""


def sheets(printer: RunningPrinter, numbers: Numbers) -> list[Sheet]:
    """Every paper on which a number can be read, and what hangs out of the printer."""
    with printer.changed:
        papers, hanging = list(printer.core.papers), printer.core.hanging
    found = [sheet for paper in papers for sheet in _read(paper, numbers)]
    torn = Paper(number=0, data=b"", whole=False, text=hanging)
    return [*found, *_read(torn, numbers)]


def _read(paper: Paper, numbers: Numbers) -> Iterator[Sheet]:
    """The number stands alone on its line; where two stand, it is found for both.

    A printer that doesn't know the code's command prints letters in its place. That is for the test page to find: the
    number is on paper, and whole.
    """
    for line in dict.fromkeys(line.strip() for line in paper.text.splitlines()):
        if line in numbers:
            yield Sheet(numbers[line], whole=paper.whole, copy=paper.copy)
