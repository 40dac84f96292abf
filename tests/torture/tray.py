"""What a person finds in a printer's tray: papers, and whose number stands on them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from terminal.emulator import Paper, RunningPrinter
from tests.torture.judge import Sheet

_NUMBER = re.compile(r"^ *([A-Z]-\d{3,}) *$", re.MULTILINE)
"""The number stands alone on its line; where two stand on a paper, it is found for both."""

Numbers = Mapping[str, int]
"""Number on the paper -> id of its ticket."""


@dataclass(frozen=True, slots=True)
class Found:
    """A paper on which this number can be read.

    A printer that doesn't know the code's command prints letters in its place. That is for the test page to find: the
    number is on paper, and whole.
    """

    number: str
    whole: bool
    copy: bool


class Tray:
    """Each paper is read once. ``originals``: the numbers of which a whole original has been found."""

    def __init__(self, printer: RunningPrinter) -> None:
        self.originals: set[str] = set()
        self._printer = printer
        self._found: list[Found] = []
        self._read = 0

    def look(self) -> None:
        """At what has come out since."""
        with self._printer.changed:
            new = self._printer.core.papers[self._read :]
        self._read += len(new)
        for found in (each for paper in new for each in _read(paper)):
            self._found.append(found)
            if found.whole and not found.copy:
                self.originals.add(found.number)

    def sheets(self, numbers: Numbers) -> list[Sheet]:
        """Everything with one of these numbers, and what hangs out of the printer."""
        self.look()
        hanging = Paper(number=0, data=b"", whole=False, text=self._printer.hanging)
        return [
            Sheet(numbers[found.number], found.whole, found.copy)
            for found in (*self._found, *_read(hanging))
            if found.number in numbers
        ]


def _read(paper: Paper) -> Iterator[Found]:
    for number in dict.fromkeys(_NUMBER.findall(paper.text)):
        yield Found(number, paper.whole, paper.copy)
