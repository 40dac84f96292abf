"""The emulated printer under 200,000 bytes of junk: it never raises, stays small, and prints the next ticket.

A failure prints its seed; ``ANTREAN_SEED=... pytest`` repeats it.
"""

import os
import random
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from terminal.emulator import FAULTS, EmulatedPrinter, paper
from terminal.emulator.printer import BUFFER_BYTES
from tests.support.wire_jobs import JOB

BYTES = 200_000
CHUNK = 600
ASK_ID, ID = b"\x1d(H\x06\x0000abcd", b"\x37\x22abcd\x00"
FRAGMENTS = [
    *(b"\x1b@", b"\x1d!\x77", b"\x1ba\x01", b"\x1bE\x01", b"\x1bJ\xff", b"\x1bd\x05", b"\x1b3\x00", b"\x1bt\x10"),
    *(b"\x1dv0\x00", b"\x1dv0\x00\x02\x00\x04\x00", b"\x1dv0\x00\xff\xff\xff\xff"),
    *(b"\x1b*\x21\x10\x00", b"\x1b*\x21\xff\xff", b"\x1d8L\xff\xff\xff\x7f", b"\x1d*\xff\xff", b"\x1d^\x01\x01\x01"),
    *(b"\x1d(k", b"\x1d(k\x04\x001P0a", b"\x1d(k\x03\x001Q0", b"\x1d(k\xff\xff", b"\x1dk\x04A1", b"\x1dkI\x05AB"),
    *(b"\x1dV\x00", b"\x1dVB\x10", b"\x1bi", b"\x1bD\x01\x02", b"\x1dI\x43", b"\x1dr\x01", b"\x1da\xff", b"\x1da\x00"),
    *(b"\x10\x04\x01", b"\x10\x04\x04", b"\x10\x05\x01", b"\x10\x05\x02", b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"),
    *(ASK_ID, b"\x1d(H\x06\x0000", b"A-012", b"\n", b"\x00", b" " * 50),
]
"""Beginnings and wholes of commands that this printer knows, and of some that it passes over."""


def noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, CHUNK))


def fragments(chance: random.Random) -> bytes:
    words = (chance.choice(FRAGMENTS) + chance.randbytes(chance.choice((0, 0, 0, 1, 4))) for _ in range(20))
    return b"".join(words)[:CHUNK]


def spoilt_tickets(chance: random.Random) -> bytes:
    spoilt = bytearray(JOB[: chance.randrange(1, CHUNK)] if chance.random() < 0.9 else JOB[-CHUNK:] + ASK_ID)
    spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("ANTREAN_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"ANTREAN_SEED={seed}")
    return random.Random(seed)


@pytest.fixture
def grown() -> Iterator[Callable[[], int]]:
    """How many bytes more are in use now than at the beginning."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    yield lambda: tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()


def play(it: EmulatedPrinter, junk: Callable[[random.Random], bytes], chance: random.Random, faults: bool) -> None:
    it.call()
    sent = 0
    while sent < BYTES:
        if chance.random() < 0.02:
            it.hang_up()
            it.call()
        if faults and chance.random() < 0.05:
            it.set_fault("+".join(chance.sample(sorted(FAULTS), chance.choice((0, 0, 1, 2)))))
        piece = junk(chance)
        sent += len(piece)
        if room := it.room():
            it.hear(piece[:room])
        it.due()
        it.papers.clear()  # taken out of the tray
        assert it.room() <= BUFFER_BYTES


@pytest.mark.parametrize("faults", [False, True], ids=["well", "ill"])
@pytest.mark.parametrize("junk", [noise, fragments, spoilt_tickets])
def test_it_never_dies_of_junk(
    junk: Callable[[random.Random], bytes], faults: bool, chance: random.Random, grown: Callable[[], int]
) -> None:
    it = EmulatedPrinter()
    play(it, junk, chance, faults)
    assert grown() < 2 * paper.MOST_DATA
    it.set_fault("none")
    it.power_cycle()
    it.hang_up()
    it.call()
    it.hear(JOB + ASK_ID)
    assert b"".join(action.data for action in it.due() if hasattr(action, "data")) == ID
    assert it.papers[-1].data == JOB


LONG = {
    "a picture": b"\x1dv0\x00\x48\x00\xff\xff",
    "a wide picture": b"\x1dv0\x00\xff\xff\xff\xff",
    "graphics": b"\x1d8L\xff\xff\xff\x7f",
    "columns": b"\x1b*\x21\xff\xff",
    "tabs": b"\x1bD",
}


@pytest.mark.parametrize("begins", LONG.values(), ids=LONG)
def test_a_command_longer_than_its_memory_does_not_stop_it(begins: bytes) -> None:
    """It is taken to its end, or to the end of the connection, and DLE EOT is answered meanwhile."""
    it = EmulatedPrinter()
    it.call()
    it.hear(begins)
    for _ in range(60):
        room = it.room()
        assert room
        it.hear((b"\x01" * 5000)[:room])
    it.hear(b"\x10\x04\x01")
    assert [action for action in it.due() if hasattr(action, "data")]
    it.hang_up()
    it.call()
    it.hear(JOB + ASK_ID)
    assert it.papers[-1].data == JOB
    assert not it.papers[-1].garbled


def test_a_long_picture_is_printed_as_it_comes() -> None:
    it = EmulatedPrinter(58)
    it.call()
    rows = 3000
    picture = b"\x1b@\x1dv0\x00\x30\x00" + rows.to_bytes(2, "little") + b"\xf0" * (48 * rows)
    for at in range(0, len(picture), 4096):
        it.hear(picture[at : at + 4096])
    it.hear(b"\x1dV\x01" + ASK_ID)
    assert it.papers[0].whole
    assert it.papers[0].drawing.count(b"\xf0") == 48 * rows
    assert it.papers[0].dots == rows


def test_a_slip_without_end_is_kept_by_its_beginning_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "MOST_DATA", 10_000)
    it = EmulatedPrinter()
    it.call()
    for _ in range(100):
        it.hear(b"A-012\n\x1d!\x00" * 100 + b"\x1d!\x01" * 1000)
    it.hear(b"\x1dV\x01")
    (slip,) = it.papers
    assert slip.dots > 100 * 100 * 30
    assert len(slip.data) < 11_000
    assert len(slip.text.splitlines()) < 1000
    assert len(slip.drawing) < 200_000
