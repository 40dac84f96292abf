"""Where the torture says that the power goes, it goes, and the disk forgets what it had not taken for good."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from kiosk.owed import FILE
from protocol.vocabulary import DeviceKind, PrintOutcome
from terminal.emulator import start_emulator
from terminal.printing import PrinterConfig
from tests.support.hub_process import running_hub
from tests.support.kiosk_headless import identity, officer
from tests.torture.pipe import AskLeft, Done, Left, PowerCut, Setup, Take
from tests.torture.records import Records
from tests.torture.seat import Seat, ready_context


@pytest_asyncio.fixture
async def seat(tmp_path: Path) -> AsyncIterator[Seat]:
    async with running_hub(tmp_path / "hub") as hub:
        async with officer(hub, tmp_path / "desk") as staff:
            epoch = staff.link.mirror.epoch
        with start_emulator() as printer:
            state = await identity(hub, DeviceKind.KIOSK, "lobby", tmp_path / "kiosk")
            config = PrinterConfig(kind="network", host="127.0.0.1", port=printer.port, timeout_s=10)
            setup = Setup(state, hub.url, epoch, config)
            seat = Seat("lobby", ready_context(), setup, [printer], Records(), random.Random(1))
            await seat.switch_on()
            yield seat
            seat.cut_power()
            await seat.went_dark()


def outcomes(seat: Seat) -> list[PrintOutcome]:
    return [word.outcome for word in seat.records.words()]


@pytest.mark.parametrize(
    ("cut", "after"),
    [
        (PowerCut("answer"), PrintOutcome.PENDING),
        (PowerCut("after_sync"), PrintOutcome.UNKNOWN),
        (PowerCut("byte", 0), PrintOutcome.UNKNOWN),
        (PowerCut("byte", 700), PrintOutcome.UNKNOWN),
    ],
)
async def test_the_power_goes_where_it_is_told_to(seat: Seat, cut: PowerCut, after: PrintOutcome) -> None:
    """And the kiosk that comes back knows what it can know."""
    assert await seat.order(Take(cut), Done) is None
    assert not seat.on
    await seat.switch_on()
    assert await seat.order(AskLeft(), Left) is not None
    assert outcomes(seat) == [after]


async def test_what_was_not_synced_is_forgotten(seat: Seat) -> None:
    """Whatever part of the line is left: no byte has gone to the printer, and the hub's promise stands."""
    assert await seat.order(Take(PowerCut("before_sync")), Done) is None
    assert b'"sent"' not in (seat.setup.state / FILE).read_bytes().split(b"\n")[-1]
    await seat.switch_on()
    assert not seat.printers[0].papers


async def test_an_order_without_a_cut_is_carried_out(seat: Seat) -> None:
    done = await seat.order(Take(), Done)
    assert done is not None
    assert done.shown is PrintOutcome.CONFIRMED
    assert outcomes(seat) == [PrintOutcome.CONFIRMED]
    assert [paper.whole for paper in seat.printers[0].papers] == [True]
