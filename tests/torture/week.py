"""``make torture-week``: the whole week, 500 who come in and 300 who write, judged by what is left in the books.

Everything is done through the hub's own commands, by devices with their own sessions and rights, on a clock that
only the play moves. What must be in the books is written down beside it, from the plan; see week_ledger.
"""

import argparse
import asyncio
import logging
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from server.app.books import Books
from server.storage.audit import audit
from tests.support.week_canary import Canaries, back_up
from tests.support.week_count import counted, lowest_balance, register_gaps
from tests.support.week_desk import Week
from tests.support.week_ledger import differences
from tests.support.week_office import opened
from tests.support.week_plan import drawn


@dataclass
class Verdict:
    """The played week, and all that is wrong with it."""

    week: Week
    wrong: list[str] = field(default_factory=list)
    journal_lines: int = 0

    def figures(self) -> str:
        """For who looks on."""
        ledger, office = self.week.ledger, self.week.office
        told = {
            "applicants": len(self.week.people),
            "numbers given": dict(ledger.numbers),
            "cases": dict(Counter(ledger.cases.values())),
            "tickets": dict(Counter(ledger.tickets.values())),
            "steps": dict(ledger.steps),
            "blank cards": {**ledger.blanks, "left": ledger.balance},
            "registered": dict(ledger.registers),
            "ready on": dict(Counter(ledger.pickup_days.values())),
            "letters": dict(ledger.letters),
            "refused as they must be": dict(Counter(office.refused)),
            "lines of the registers": self.week.lines_read,
            "hub stopped and started": office.reopened,
            "lines of the journal": self.journal_lines,
            "public frames searched": len(office.heard),
            "disagreements": len(self.wrong),
        }
        return "\n".join(f"{name:26} {value}" for name, value in told.items())


async def judged(folder: Path, seed: int, share: float = 1.0) -> Verdict:
    """Plays the week in this folder and counts it."""
    books, copies, logs = folder / "books", folder / "copies", folder / "logs"
    logs.mkdir()
    with logged(logs / "hub.log"):
        week = Week(await opened(books), drawn(seed, share), random.Random(seed))
        await week.play()
    verdict = Verdict(week)
    handed_over = await receivers(week)
    back_up(books, copies)
    verdict.wrong += _sung(Canaries(week.people), week, books, copies, logs)
    await week.office.open.close()
    verdict.wrong += _counted_apart(week, books, handed_over)
    found = audit(books)
    verdict.journal_lines = found.lines
    if found.first_broken is not None:
        verdict.wrong.append(f"the journal's chain is broken at line {found.first_broken}")
    return verdict


async def receivers(week: Week) -> dict[int, str]:
    """To whom each card was given: sealed in the books, and read with their key."""

    def read(books: Books) -> dict[int, str]:
        words = {case: books.cases.read_personal("case", case) for case in week.ledger.cases}
        return {case: said["receiver"] for case, said in words.items() if "receiver" in said}

    return await week.office.open.store.submit(read)


@contextmanager
def logged(file: Path) -> Iterator[None]:
    """Everything that anybody says, in a file and nowhere else: half a million lines are kept once."""
    handler, root = logging.FileHandler(file), logging.getLogger()
    level, others = root.level, root.handlers[:]
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.handlers[:] = others
        root.setLevel(level)
        handler.close()


def _sung(canaries: Canaries, week: Week, *folders: Path) -> list[str]:
    """Personal words in plain: in the open books with their write-ahead log, their copy, the log, the hall's frames."""
    if not any(folder.glob("*-wal") for folder in folders):
        return ["there was no write-ahead log to search"]
    found = canaries.found_on_disk(*folders) | canaries.found_in(b"\n".join(week.office.heard))
    return [f"in plain: {word.decode()}" for word in sorted(found)]


def _counted_apart(week: Week, books: Path, handed_over: dict[int, str]) -> list[str]:
    kept = counted(books)
    kept.handed_over = handed_over
    wrong = list(differences(week.ledger, kept))
    for register, lines in registers(week).items():
        if week.lines_read[register] != lines:
            wrong.append(f"register {register}: {lines} lines planned, {week.lines_read[register]} read")
    wrong += [f"register: {number} is out of turn" for number in register_gaps(books)]
    if lowest_balance(books) < 0:
        wrong.append("the stock was below zero")
    return wrong


def registers(week: Week) -> dict[str, int]:
    """How many lines the officers must have read in each register of the seven days."""
    ledger = week.ledger
    return {
        "cards": ledger.steps["register/registered"],
        "blanks": ledger.journal["blanks_changed"],
        "handover": ledger.steps["hand_over/received"],
        "remote": len(ledger.received),
    }


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.torture.week", description=__doc__)
    asked.add_argument("--seed", type=int, default=secrets.randbelow(10**8))
    asked.add_argument("--share", type=float, default=1.0, help="of each fate, for a smaller week")
    words = asked.parse_args()
    print(f"seed {words.seed}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        verdict = asyncio.run(judged(Path(folder), words.seed, words.share))
    print(verdict.figures())
    print(f"{'seconds':26} {time.monotonic() - began:.0f}")
    print("\n".join(verdict.wrong[:50]))
    return 1 if verdict.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
