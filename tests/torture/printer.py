"""``python -m tests.torture.printer`` (``make torture-printer``): tickets under every fault that a printer can have.

Ends with 0 where paper told the truth, with 1 where the judge found anything, with 2 where the torture itself broke.
``--without-journal`` is the control: kiosks that remember nothing over a crash and print an unknown paper once more.
It must end with 1.
"""

import asyncio
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import click

from protocol.vocabulary import PrintOutcome
from tests.torture.cuts import AFTER_HALF, ENDS, LONG, SHORT, cut_at, stream
from tests.torture.office import Plan, TortureOffice
from tests.torture.troubles import every_one
from tests.torture.verdict import table, verdict

CLEAN, FOUND, BROKE = 0, 1, 2


_CUT = (
    ("80 mm", SHORT, 1),
    ("58 mm, its code a picture", LONG, 1),
    ("the same after one that broke off", AFTER_HALF, 5),  # it is as long as two
)


def every_byte() -> bool:
    """One ticket of each length, cut after every byte by FIN and by RST. Whether the judge found nothing."""
    clean = True
    for name, paper, stride in _CUT:
        for end in ENDS:
            began, places = time.monotonic(), range(0, stream(paper).length + 1, stride)
            found = cut_at(paper, end, places)
            said = ", ".join(f"{number} {outcome}" for outcome, number in sorted(found.outcomes.items()))
            print(f"{name}, {end} at {found.cuts} bytes: {said}, {len(found.findings)} found,", end=" ")
            print(f"{time.monotonic() - began:.0f} s", flush=True)
            for finding in found.findings[:10]:
                print(f"FOUND: {finding}")
            clean &= not found.findings
    return clean


async def torture(folder: Path, plan: Plan, *, journal: bool) -> bool:
    """Runs an office's day and prints what came of it. Whether the judge found nothing."""
    office, began = TortureOffice(folder, plan, journal=journal), time.monotonic()
    history = await office.run()
    records, took = office.records, time.monotonic() - began
    found = verdict(history, records.trouble)
    promised = sum(told.outcome is PrintOutcome.PENDING for told in history.hub.values())
    for line in table(found):
        print(line)
    print(
        f"{len(history.hub)} tickets, {promised} of them promised and never begun, "
        f"{len(history.words)} tries, {len(history.sheets)} papers, "
        f"{records.spares} by a second printer, {records.copies} copies, {records.touches} touches of offered numbers "
        f"({records.touches_refused} refused), {records.power_cuts} power cuts at kiosks, "
        f"{len(records.hub_away)} of the hub, {took:.0f} s"
    )
    return found.clean


def _progress(began: float) -> Callable[[int], None]:
    def tell(wanted: int) -> None:
        if wanted % 1000 == 0:
            print(f"{wanted} numbers, {time.monotonic() - began:.0f} s", flush=True)

    return tell


@click.command()
@click.option("--tickets", default=10_000, show_default=True, help="How many numbers citizens take.")
@click.option("--seed", type=int, help="Repeats the chances of an earlier run, not its instants.")
@click.option("--without-journal", is_flag=True, help="The control: careless kiosks, which must be found.")
@click.option("--listed/--by-chance", default=True, help="Begin with each fault at each moment.")
@click.option("--bytes/--no-bytes", "each_byte", default=True, help="Begin with one ticket cut after every byte.")
def main(tickets: int, seed: int | None, without_journal: bool, listed: bool, each_byte: bool) -> None:
    """Tickets under every fault that a printer can have."""
    seed = random.SystemRandom().randrange(1 << 32) if seed is None else seed
    print(f"seed {seed}{', without a journal' if without_journal else ''}", flush=True)
    clean = every_byte() if each_byte else True
    chance = random.Random(seed)
    plan = Plan(tickets, chance, every_one(chance) if listed else iter(()), tell=_progress(time.monotonic()))
    try:
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            clean &= asyncio.run(torture(Path(folder), plan, journal=not without_journal))
    except Exception:
        traceback.print_exc()
        sys.exit(BROKE)
    sys.exit(CLEAN if clean else FOUND)


if __name__ == "__main__":
    main()
