"""The hub is killed with -9 at random instants under 32 callers: no acknowledged ticket lost, no number twice.

A few kills in every run; ``make torture-kill`` is the proof, with 500.
"""

import asyncio
import os
import random
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import websockets

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import DeviceKind
from tests.support.hub_process import HubProcess, far_from_midnight, raw_client, tokens
from tests.support.office import KTP

CALLERS = 32
KILLS = int(os.environ.get("KILLS", "15"))


@dataclass
class Touches:
    """What the citizens know: which touch was answered with which number."""

    answered: dict[str, str] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)

    def note(self, request_id: str, number: str) -> None:
        if self.answered.setdefault(request_id, number) != number or number in self.doubled:
            self.doubled.append(number)


@dataclass
class Hall:
    """``stands``: the hub is there, as far as anybody knows. ``ending``: nobody touches any more."""

    touches: Touches = field(default_factory=Touches)
    stands: asyncio.Event = field(default_factory=asyncio.Event)
    ending: asyncio.Event = field(default_factory=asyncio.Event)


async def caller(hub: HubProcess, token: str, name: str, hall: Hall) -> None:
    """Touches again and again; a touch without an answer is asked again with the same request_id.

    All come back at once when the hub does: who knocks at an empty door all the while only takes its processor away.
    """
    turn = 0
    while not hall.ending.is_set():
        await hall.stands.wait()
        try:
            async with raw_client(hub, token) as kiosk:
                while not hall.ending.is_set():
                    request_id = f"{name}-{turn}"
                    paper = await kiosk.ask(m.IssueTicket(request_id=request_id, service=KTP))
                    hall.touches.note(request_id, paper.ticket.number)
                    turn += 1
        except (OSError, websockets.WebSocketException, errors.Busy):
            continue  # the hub is away, or will be at once


async def play(folder: Path, kills: int, seed: int, module: str = "server") -> tuple[Touches, HubProcess]:
    """Runs the callers through this many kills; the hub stands at the end."""
    chance = random.Random(seed)
    hub = HubProcess(folder, module=module, timezone=far_from_midnight())
    await hub.start()
    kiosks = await tokens(hub, DeviceKind.KIOSK, [f"kiosk {n}" for n in range(CALLERS)])
    hall = Hall()
    touches = hall.touches
    callers = [asyncio.create_task(caller(hub, t, f"c{n}", hall)) for n, t in enumerate(kiosks)]
    hall.stands.set()
    for _ in range(kills):
        before = len(touches.answered)
        await asyncio.sleep(chance.uniform(0.02, 0.3))
        await until(lambda before=before: len(touches.answered) > before)
        hall.stands.clear()
        hub.kill()
        await hub.ended()
        await hub.start()
        hall.stands.set()
    before = len(touches.answered)
    await until(lambda: len(touches.answered) > before + CALLERS)
    hall.ending.set()
    await asyncio.wait(callers, timeout=60)
    return touches, hub


async def until(condition) -> None:  # type: ignore[no-untyped-def]
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - the condition is data, nobody sets an event for it
            await asyncio.sleep(0.005)


def lost(touches: Touches, folder: Path) -> set[str]:
    """Numbers that a citizen holds and the books don't."""
    with sqlite3.connect(folder / "books" / "antrean.db") as books:
        kept = {number for (number,) in books.execute("SELECT number FROM ticket")}
    return set(touches.answered.values()) - kept


@pytest.mark.timeout(600 + 10 * KILLS)
async def test_no_acknowledged_ticket_is_lost_and_no_number_doubled(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    touches, hub = await play(tmp_path, KILLS, seed)
    await hub.stop()
    numbers = list(touches.answered.values())
    assert lost(touches, tmp_path) == set()
    assert len(numbers) == len(set(numbers))
    assert not touches.doubled
    with sqlite3.connect(tmp_path / "books" / "antrean.db") as books:
        assert books.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        last, count = books.execute("SELECT (SELECT MAX(last) FROM day_number), COUNT(*) FROM ticket").fetchone()
    assert last == count  # no gap either
    assert count - len(numbers) <= CALLERS  # at most each caller's last touch is unanswered
    print(f"{KILLS} kills, {len(numbers)} acknowledged, 0 lost, 0 doubled")


async def test_the_checker_catches_a_hub_that_answers_too_early(tmp_path: Path) -> None:
    """The control: with the commit put off behind the answer, kills lose or double tickets."""
    touches, hub = await play(tmp_path, 3, seed=7, module="tests.support.careless_hub")
    hub.kill()
    await hub.ended()
    numbers = list(touches.answered.values())
    assert lost(touches, tmp_path) or len(numbers) != len(set(numbers))
