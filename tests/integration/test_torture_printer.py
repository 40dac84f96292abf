"""Small runs of ``make torture-printer``: each fault at each moment and some by chance; and the control."""

import asyncio
import re
import sys

from terminal.emulator import FAULTS
from tests.torture.printer import CLEAN, FOUND

SEED = "20261123"


async def torture(*words: str) -> tuple[int, str]:
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.torture.printer", "--seed", SEED, "--no-bytes", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told = (await run.communicate())[0].decode()
    print(told)  # the seed and the whole table, where the test fails
    assert run.returncode is not None
    return run.returncode, told


def row(told: str, name: str) -> list[int]:
    """tickets, confirmed, unknown, failed, open, lost, twice, false, unseen"""
    found = re.search(rf"^{name} +([\d ]+)", told, re.MULTILINE)
    assert found is not None
    return [int(number) for number in found.group(1).split()][:9]


async def test_nothing_is_lost_and_nothing_comes_twice() -> None:
    """No fault is left out, at none of its moments."""
    code, told = await torture("--tickets", "240")
    assert code == CLEAN
    assert told.startswith(f"seed {SEED}\n")
    assert row(told, "all")[5:] == [0, 0, 0, 0]
    assert row(told, "all")[0] > 230  # a kiosk may lose its power before the hub has heard the touch
    assert all(row(told, name)[0] >= 3 for name, fault in FAULTS.items() if not fault.usb_only)
    confirmed, unknown, failed = row(told, "all")[1:4]
    assert (confirmed > 50, unknown > 20, failed >= 3) == (True, True, True)


async def test_without_a_journal_it_is_found() -> None:
    """The control: kiosks that forget over a power cut and print what is unknown once more."""
    code, told = await torture("--tickets", "150", "--without-journal")
    assert code == FOUND
    _, _, _, _, _, lost, twice, _, _ = row(told, "all")
    assert lost > 0
    assert twice > 0
