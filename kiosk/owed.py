"""The papers this kiosk owes, on its own disk: what was promised, what went to the printer, what came of it.

One line of JSON for each step, on disk before the step goes on. After a crash the file tells what the hub has not
been told yet; what each stage promises: docs/decisions/paper-journal.md.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from kiosk.line_file import LineFile
from protocol.vocabulary import PrintOutcome

_log = logging.getLogger(__name__)
FILE = "papers.jsonl"
POWER = "power"
"""The problem of a paper that was under way when the program ended."""
MEND_SECONDS = 5.0
"""Between two tries of a disk that took no line."""
T = TypeVar("T")


class Stage(StrEnum):
    RESERVED = "reserved"  # the hub has given the number; nothing went to the printer yet
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    REPORTED = "reported"  # the hub knows; nothing is owed any more


OUTCOMES: dict[Stage, PrintOutcome] = {
    Stage.SENT: PrintOutcome.SENT,
    Stage.CONFIRMED: PrintOutcome.CONFIRMED,
    Stage.FAILED: PrintOutcome.FAILED,
    Stage.UNKNOWN: PrintOutcome.UNKNOWN,
}
"""What the hub is told at each stage. Of RESERVED nothing: the hub itself gave the number."""

AFTER_CRASH: dict[Stage, Stage] = {Stage.RESERVED: Stage.FAILED, Stage.SENT: Stage.UNKNOWN}
"""What a paper under way has become when the program starts again: before its bytes nothing, after them anything."""


class Owed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One try at one paper. ``epoch`` names the hub's books: in restored ones the same id may be another ticket.

    ``copy``: which copy of the ticket's paper, 0 is the original. ``attempt`` is new for each try, so that word of
    an earlier one can never be taken for word of this one.
    """

    epoch: str
    ticket: int
    stage: Stage
    problem: str = ""
    copy: int = 0
    attempt: str = ""

    @property
    def key(self) -> str:
        """Names this try among all; lines of older versions have no ``attempt``."""
        return self.attempt or f"{self.epoch}/{self.ticket}/{self.copy}"

    @property
    def outcome(self) -> PrintOutcome:
        return OUTCOMES[self.stage]


class OwedPapers:
    """What is known of each paper, and the file that keeps it. ``new_attempt`` gives a name that no other try has.

    ``sound`` is False while the disk takes no line: then no paper is begun, since nobody would know of it after a
    crash. What has become of a paper is known, and told to the hub, whether the disk took it or not.

    The disk has a thread of its own: one that takes seconds for a line stops no window.
    """

    def __init__(self, state_dir: Path, new_attempt: Callable[[], str]) -> None:
        self.sound = True
        self._file = LineFile(state_dir / FILE)
        self._new_attempt = new_attempt
        self._papers: dict[str, Owed] = {}
        self._unreadable: list[bytes] = []
        self._read = self._begun = False
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="papers")
        self._turn = asyncio.Lock()  # held from a write to what is known by it
        with suppress(OSError), self._judged():
            self._adopt(*_papers(self._file.read()))
            self._set_aside()
            self._file.begin_anew(_lines(self._papers.values()))
            self._begun = True

    def of(self, epoch: str) -> tuple[Owed, ...]:
        """What the hub with these books has not been told to the end, oldest first."""
        return tuple(owed for owed in self._papers.values() if owed.epoch == epoch)

    def begin(self, epoch: str, ticket: int, copy: int = 0) -> Owed:
        """A new try. Nothing of it is on disk yet."""
        return self._remember(Owed(epoch, ticket, Stage.RESERVED, copy=copy, attempt=self._new_attempt()))

    async def reserve(self, owed: Owed) -> None:
        """The promise on disk, if the disk takes it: for a paper that has to wait."""
        await self._know(owed)

    async def send(self, owed: Owed) -> Owed:
        """Its bytes may leave once this has returned. Raises OSError: then they must not."""
        sent = replace(owed, stage=Stage.SENT)
        async with self._turn:
            await self._write(owed, sent)
            return self._remember(sent)

    async def settle(self, owed: Owed, stage: Stage, problem: str = "") -> Owed:
        """What became of it: known when this returns, and on disk if the disk takes it."""
        return await self._know(replace(owed, stage=stage, problem=problem))

    async def reported(self, owed: Owed) -> None:
        """The hub knows. Where the disk does not take it, the hub is told the same again after a restart."""
        await self._know(replace(owed, stage=Stage.REPORTED))

    async def run(self) -> None:
        """For ever: tries a disk that took no line, so that printing goes on by itself. Ends by cancellation."""
        while True:
            await asyncio.sleep(MEND_SECONDS)
            await self.mend()

    async def mend(self) -> None:
        """Where the disk took no line: one try to put on it all that is known."""
        if not self.sound:
            async with self._turn:
                with suppress(OSError):
                    await self._write()

    async def _know(self, owed: Owed) -> Owed:
        async with self._turn:
            with suppress(OSError):
                await self._write(owed)
            return self._remember(owed)

    def _remember(self, owed: Owed) -> Owed:
        if owed.stage is Stage.REPORTED:
            self._papers.pop(owed.key, None)
        else:
            self._papers[owed.key] = owed
        return owed

    # The disk. Raises OSError.

    async def _write(self, *steps: Owed) -> None:
        """Steps of one paper. After trouble, and in time, the file is begun anew with all that is known."""
        with self._judged():
            if not self._read:
                self._adopt(*_papers(await self._on_disk(self._file.read)))
            if not (self._begun and self.sound) or self._file.grown:
                await self._on_disk(self._set_aside)
                known = _lines(self._papers.values())
                await self._on_disk(lambda: self._file.begin_anew(known))
                self._begun = True
            if steps:
                lines = _lines(steps)
                safe = steps[-1].stage is not Stage.REPORTED  # lost, it is told again, which does no harm
                await self._on_disk(lambda: self._file.append(lines, safe=safe))

    async def _on_disk(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, work)

    @contextmanager
    def _judged(self) -> Iterator[None]:
        """The disk is as sound as the last write to it."""
        try:
            yield
        except OSError as problem:
            if self.sound:
                _log.error("the papers' journal cannot be written: %s", problem)
            self.sound = False
            raise
        self.sound = True

    def _adopt(self, found: dict[str, Owed], unreadable: list[bytes]) -> None:
        """What the last run left, older than what this one knows."""
        left = {key: _after_crash(owed) for key, owed in found.items() if owed.stage is not Stage.REPORTED}
        self._papers = left | self._papers
        self._unreadable = unreadable
        self._read = True

    def _set_aside(self) -> None:
        """A line that nobody can read is kept before the file is begun anew. Blocks; raises OSError."""
        if self._unreadable:
            aside = self._file.set_aside(self._unreadable)
            _log.warning("%d lines of the papers' journal are kept in %s", len(self._unreadable), aside.name)
            self._unreadable = []


def _papers(lines: Iterable[bytes]) -> tuple[dict[str, Owed], list[bytes]]:
    """The last line of each try, and the lines that cannot be read."""
    found: dict[str, Owed] = {}
    unreadable: list[bytes] = []
    for line in lines:
        try:
            owed = msgspec.json.decode(line, type=Owed)
        except msgspec.MsgspecError:
            unreadable.append(line)
        else:
            found[owed.key] = owed
    return found, unreadable


def _after_crash(owed: Owed) -> Owed:
    stage = AFTER_CRASH.get(owed.stage)
    return owed if stage is None else replace(owed, stage=stage, problem=POWER)


def _lines(papers: Iterable[Owed]) -> list[bytes]:
    return [msgspec.json.encode(owed) for owed in papers]
