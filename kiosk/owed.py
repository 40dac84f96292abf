"""The papers this kiosk owes, on its own disk: what was promised, what went to the printer, what came of it.

One line of JSON for each step, on disk before the step goes on. After a crash the file tells which tickets the
hub has not been told of; what was on its way to the printer then is ``unknown``, and nobody prints it again.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from protocol.vocabulary import PrintOutcome

FILE = "papers.jsonl"


class Stage(StrEnum):
    RESERVED = "reserved"  # the hub has given the number; nothing went to the printer yet
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    REPORTED = "reported"  # the hub knows; nothing is owed any more


SETTLED: dict[Stage, PrintOutcome] = {
    Stage.RESERVED: PrintOutcome.FAILED,
    Stage.SENT: PrintOutcome.UNKNOWN,
    Stage.CONFIRMED: PrintOutcome.CONFIRMED,
    Stage.FAILED: PrintOutcome.FAILED,
    Stage.UNKNOWN: PrintOutcome.UNKNOWN,
}
"""What a paper's last line says of it, once nobody works at it any more."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One paper. ``epoch`` names the hub's books: in restored ones the same id may be another ticket."""

    epoch: str
    ticket: int
    stage: Stage
    problem: str = ""

    @property
    def outcome(self) -> PrintOutcome:
        """What the hub shall be told."""
        return SETTLED[self.stage]


class OwedPapers:
    """The file and what it says. Raises OSError where the disk does not take a line: then nothing is promised."""

    def __init__(self, state_dir: Path) -> None:
        state_dir.mkdir(parents=True, exist_ok=True)
        self._path = state_dir / FILE
        self._papers = {(owed.epoch, owed.ticket): owed for owed in _lines(self._path)}
        self._rewrite()

    def of(self, epoch: str) -> tuple[Owed, ...]:
        """What the hub with these books has not been told yet, oldest first."""
        return tuple(owed for owed in self._papers.values() if owed.epoch == epoch)

    def note(self, owed: Owed) -> None:
        """On disk when this returns."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_line(owed))
            file.flush()
            os.fsync(file.fileno())
        self._remember(owed)

    def advance(self, owed: Owed, stage: Stage, problem: str = "") -> Owed:
        """Note the next step of this paper."""
        moved = replace(owed, stage=stage, problem=problem)
        self.note(moved)
        return moved

    def _remember(self, owed: Owed) -> None:
        self._papers[(owed.epoch, owed.ticket)] = owed
        if owed.stage is Stage.REPORTED:
            del self._papers[(owed.epoch, owed.ticket)]

    def _rewrite(self) -> None:
        """Only what is still owed, in a new file that takes the old one's place in one step."""
        self._papers = {key: owed for key, owed in self._papers.items() if owed.stage is not Stage.REPORTED}
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.writelines(_line(owed) for owed in self._papers.values())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


def _line(owed: Owed) -> str:
    fields = {"epoch": owed.epoch, "ticket": owed.ticket, "stage": owed.stage, "problem": owed.problem}
    return json.dumps(fields) + "\n"


def _lines(path: Path) -> Iterator[Owed]:
    """What can be read; the last line may be half a line, where the power went in the middle of it."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield _owed(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue


def _owed(fields: dict[str, Any]) -> Owed:
    return Owed(str(fields["epoch"]), int(fields["ticket"]), Stage(fields["stage"]), str(fields.get("problem", "")))
