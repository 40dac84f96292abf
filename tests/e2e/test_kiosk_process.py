"""The kiosk loses its power: its own process, real window and pointer, a hub and a printer that outlive it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from antrean.demo.virtual import Person, virtual_screen
from kiosk.owed import FILE
from protocol.vocabulary import DeviceKind, PrintOutcome
from terminal.emulator import NetworkPrinter, start_emulator
from tests.support.hub_process import HubProcess, running_hub
from tests.support.kiosk_headless import Officer, identity, officer, until
from tests.support.window_process import KioskProcess, ended

pytestmark = [pytest.mark.window, pytest.mark.timeout(240)]

OFFER = "Belum menerima tiket? Sentuh nomor Anda"
SETTINGS = """
state_dir = "{state}"
[hub]
url = "{url}"
[printer]
kind = "network"
host = "127.0.0.1"
port = {port}
timeout_s = {timeout}
"""


@dataclass
class Lobby:
    """``journal`` is the kiosk's own disk."""

    hub: HubProcess
    printer: NetworkPrinter
    kiosk: KioskProcess
    seen: Officer
    journal: Path

    def stages(self) -> list[str]:
        """What the disk says of each step, in order."""
        lines = self.journal.read_text().splitlines() if self.journal.exists() else []
        return [line.partition('"stage":"')[2].partition('"')[0] for line in lines]

    async def only_ticket(self) -> int:
        await until(lambda: self.seen.link.mirror.tickets)
        [id] = self.seen.link.mirror.tickets
        return id


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    with start_emulator(width_mm=80) as running:
        yield running


@pytest.fixture
def screen() -> Iterator[str]:
    with virtual_screen(KioskProcess.size) as name:
        yield name


@pytest_asyncio.fixture
async def lobby(tmp_path: Path, printer: NetworkPrinter, screen: str) -> AsyncIterator[Lobby]:
    async with running_hub(tmp_path / "hub") as hub:
        state = await identity(hub, DeviceKind.KIOSK, "lobby", tmp_path / "state")
        settings = SETTINGS.format(state=state, url=hub.url, port=printer.port, timeout=60)
        async with officer(hub, tmp_path / "desk") as seen, ended(KioskProcess(tmp_path, screen, settings)) as kiosk:
            yield Lobby(hub, printer, kiosk, seen, state / FILE)


async def takes_a_number(person: Person) -> None:
    await person.touches("Bahasa Indonesia", "Silakan pilih layanan")
    await person.touches("KTP-el hilang atau rusak", "Lanjut")
    await person.touches("Lanjut", "Tidak")
    await person.touches("Tidak", "Nomor antrean Anda")


async def test_power_goes_in_the_middle_of_a_ticket(lobby: Lobby) -> None:
    """Half of it hangs out: staff see that nobody knows, and no second original is to be had from anybody."""
    person = await lobby.kiosk.start()
    lobby.printer.set_fault("slow_line=200")
    await takes_a_number(person)
    await until(lambda: lobby.printer.hanging)
    lobby.printer.set_fault("slow_line=20")
    id = await lobby.only_ticket()
    await lobby.kiosk.kill()
    assert lobby.stages()[-1] == "sent"
    lobby.printer.set_fault("none")
    person = await lobby.kiosk.start()
    await lobby.seen.sees(id, PrintOutcome.UNKNOWN, "power")
    assert not lobby.seen.ticket(id).paper_owed
    await until(lambda: lobby.stages()[-1:] == ["reported"])
    assert person.find(OFFER) is None
    assert len(lobby.printer.papers) <= 1


async def test_power_goes_while_a_paper_waits_for_the_printer(lobby: Lobby) -> None:
    """The first may be out in part. The second never left: it is offered after the start, and comes as an original."""
    person = await lobby.kiosk.start()
    lobby.printer.set_fault("slow_line=20")
    for _ in range(2):
        await takes_a_number(person)
        await person.touches("Selesai", "Bahasa Indonesia")
    await until(lambda: len(lobby.seen.link.mirror.tickets) == 2)
    first, second = sorted(lobby.seen.link.mirror.tickets)
    await until(lambda: lobby.stages() == ["reserved", "sent", "reserved"])
    await lobby.kiosk.kill()
    lobby.printer.set_fault("none")
    person = await lobby.kiosk.start()
    await lobby.seen.sees(first, PrintOutcome.UNKNOWN, "power")
    await lobby.seen.sees(second, PrintOutcome.FAILED, "power")
    number = lobby.seen.ticket(second).number
    await person.sees(OFFER, number)
    await person.touches(number, "Silakan ambil tiket Anda")
    await lobby.seen.sees(second, PrintOutcome.CONFIRMED)
    assert [paper.copy for paper in lobby.printer.papers if number in paper.text] == [False]
