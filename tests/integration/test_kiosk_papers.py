"""Kiosks, a hub in its own process and an emulated printer: no paper is lost in silence, none comes twice unmarked."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from kiosk.desk import Came
from kiosk.owed import Owed, Stage
from protocol.errors import PaperNotOwed
from protocol.messages import PrintOwed
from protocol.vocabulary import DeviceKind, PrintOutcome
from terminal.emulator import NetworkPrinter, start_emulator
from terminal.link import new_request_id
from terminal.printing import PrinterConfig
from tests.support.hub_process import HubProcess, running_hub
from tests.support.kiosk_headless import headless_kiosk, identity, officer, until

PENDING, SENT, CONFIRMED, FAILED, UNKNOWN = (
    PrintOutcome.PENDING,
    PrintOutcome.SENT,
    PrintOutcome.CONFIRMED,
    PrintOutcome.FAILED,
    PrintOutcome.UNKNOWN,
)


@pytest_asyncio.fixture
async def hub(tmp_path: Path) -> AsyncIterator[HubProcess]:
    async with running_hub(tmp_path / "hub") as running:
        yield running


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    with start_emulator(width_mm=80, port=0) as running:
        yield running


def reached(printer: NetworkPrinter) -> PrinterConfig:
    return PrinterConfig(kind="network", host="127.0.0.1", port=printer.port, timeout_s=2.0)


async def test_sent_is_heard_before_confirmed(tmp_path: Path, hub: HubProcess, printer: NetworkPrinter) -> None:
    state = await identity(hub, DeviceKind.KIOSK, "lobby", tmp_path / "kiosk")
    async with officer(hub, tmp_path / "desk") as seen, headless_kiosk(state, hub.url, reached(printer)) as kiosk:
        paper, came = await kiosk.take()
        assert came == Came(CONFIRMED)
        await seen.sees(paper.ticket.id, CONFIRMED)
        assert seen.history(paper.ticket.id) == [PENDING, SENT, CONFIRMED]
        await until(lambda: not kiosk.papers.of(kiosk.link.mirror.epoch))
        assert len(printer.papers) == 1


async def test_no_roll_then_a_new_one(tmp_path: Path, hub: HubProcess, printer: NetworkPrinter) -> None:
    """Failed, seen by staff, offered at the kiosk, printed by a touch: once, and as an original."""
    state = await identity(hub, DeviceKind.KIOSK, "lobby", tmp_path / "kiosk")
    async with officer(hub, tmp_path / "desk") as seen, headless_kiosk(state, hub.url, reached(printer)) as kiosk:
        printer.set_fault("paper_out")
        paper, came = await kiosk.take()
        id = paper.ticket.id
        assert came == Came(FAILED, "paper_out")
        await seen.sees(id, FAILED, "paper_out")
        await until(lambda: kiosk.offered == [id])
        await until(lambda: [told.problem for told in seen.link.mirror.printers.values()] == ["paper_out"])
        assert printer.papers == []

        printer.set_fault("none")
        await until(lambda: [told.problem for told in seen.link.mirror.printers.values()] == [""])
        assert await kiosk.fetch(id) == Came(CONFIRMED)
        await seen.sees(id, CONFIRMED)
        await until(lambda: kiosk.offered == [])
        with pytest.raises(PaperNotOwed):
            await kiosk.fetch(id)
        assert seen.ticket(id).copies == 0
        assert len(printer.papers) == 1


async def test_two_kiosks_race_for_one_paper(tmp_path: Path, hub: HubProcess, printer: NetworkPrinter) -> None:
    left = await identity(hub, DeviceKind.KIOSK, "left", tmp_path / "left")
    right = await identity(hub, DeviceKind.KIOSK, "right", tmp_path / "right")
    async with (
        officer(hub, tmp_path / "desk") as seen,
        headless_kiosk(left, hub.url, reached(printer)) as one,
        headless_kiosk(right, hub.url, reached(printer)) as other,
    ):
        printer.set_fault("paper_out")
        paper, _ = await one.take()
        id = paper.ticket.id
        await until(lambda: one.offered == other.offered == [id])
        printer.set_fault("none")
        ends = await asyncio.gather(one.fetch(id), other.fetch(id), return_exceptions=True)
        assert {type(end) for end in ends} == {Came, PaperNotOwed}
        await seen.sees(id, CONFIRMED)
        assert len(printer.papers) == 1


@pytest.mark.parametrize(
    ("stage", "outcome", "offered"), [(Stage.RESERVED, FAILED, True), (Stage.SENT, UNKNOWN, False)]
)
async def test_power_loss_under_way(
    tmp_path: Path, hub: HubProcess, printer: NetworkPrinter, stage: Stage, outcome: PrintOutcome, offered: bool
) -> None:
    """The power goes at each stage; at the next start staff know what is so, and only a safe paper is offered."""
    state = await identity(hub, DeviceKind.KIOSK, "lobby", tmp_path / "kiosk")
    async with officer(hub, tmp_path / "desk") as seen:
        async with headless_kiosk(state, hub.url, reached(printer)) as kiosk:
            paper = await kiosk.number()
            owed = kiosk.papers.begin(kiosk.link.mirror.epoch, paper.ticket.id)
            await kiosk.papers.reserve(owed)
            if stage is Stage.SENT:
                await kiosk.papers.send(owed)
        async with headless_kiosk(state, hub.url, reached(printer)) as again:
            await seen.sees(paper.ticket.id, outcome, "power")
            await until(lambda: again.offered == ([paper.ticket.id] if offered else []))
            if offered:
                assert await again.fetch(paper.ticket.id) == Came(CONFIRMED)
            else:
                with pytest.raises(PaperNotOwed):
                    await again.fetch(paper.ticket.id)
        assert len(printer.papers) == (1 if offered else 0)


async def test_power_loss_after_the_end_was_known(tmp_path: Path, hub: HubProcess, printer: NetworkPrinter) -> None:
    """Printed while the hub was away, then the power goes: what was true is told after both are back."""
    state = await identity(hub, DeviceKind.KIOSK, "lobby", tmp_path / "kiosk")
    async with headless_kiosk(state, hub.url, reached(printer)) as kiosk:
        paper = await kiosk.number()
        hub.kill()
        await hub.ended()
        await until(lambda: not kiosk.link.status.live)
        assert await kiosk.print(paper) == Came(CONFIRMED)
    await hub.start()
    async with officer(hub, tmp_path / "desk") as seen, headless_kiosk(state, hub.url, reached(printer)) as again:
        await seen.sees(paper.ticket.id, CONFIRMED)
        assert again.offered == []


async def test_paper_ends_inside_the_ticket(tmp_path: Path, hub: HubProcess, printer: NetworkPrinter) -> None:
    """Half of it is out: nobody prints a second original, and staff see why."""
    state = await identity(hub, DeviceKind.KIOSK, "lobby", tmp_path / "kiosk")
    async with officer(hub, tmp_path / "desk") as seen, headless_kiosk(state, hub.url, reached(printer)) as kiosk:
        printer.set_fault("paper_ends")
        paper, came = await kiosk.take()
        assert came == Came(UNKNOWN, "paper_out")
        await seen.sees(paper.ticket.id, UNKNOWN, "paper_out")
        with pytest.raises(PaperNotOwed):
            await kiosk.fetch(paper.ticket.id)


async def forgotten(owed: Owed) -> None:
    """The hub knows, and the power goes before that is on disk."""


async def test_late_word_of_a_failure_does_not_offer_again_what_another_prints(
    tmp_path: Path, hub: HubProcess, printer: NetworkPrinter
) -> None:
    """One kiosk fails, tells it and dies before it notes that it told; another prints; the first comes back."""
    left = await identity(hub, DeviceKind.KIOSK, "left", tmp_path / "left")
    right = await identity(hub, DeviceKind.KIOSK, "right", tmp_path / "right")
    async with officer(hub, tmp_path / "desk") as seen, headless_kiosk(right, hub.url, reached(printer)) as other:
        printer.set_fault("paper_out")
        async with headless_kiosk(left, hub.url, reached(printer)) as one:
            one.papers.reported = forgotten  # type: ignore[method-assign]
            paper, _ = await one.take()
            id = paper.ticket.id
            await seen.sees(id, FAILED, "paper_out")
        printer.set_fault("none")
        taken = await other.desk.ask(PrintOwed(request_id=new_request_id(), ticket=id))
        await seen.sees(id, PENDING)
        async with headless_kiosk(left, hub.url, reached(printer)) as back:
            await until(lambda: not back.papers.of(back.link.mirror.epoch))
            assert back.offered == []
        assert await other.print(taken) == Came(CONFIRMED)
        await seen.sees(id, CONFIRMED)
        assert len(printer.papers) == 1
