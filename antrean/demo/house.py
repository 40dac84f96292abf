"""Opens the demo office: hub, people, devices. What stands then is what a real office has after its first morning."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from antrean.channel import Channel, channel, running_hub
from antrean.demo.office import PIN, STAFF, Folder
from antrean.demo.programs import Company, Program, antrean
from antrean.demo.yesterday import lived
from antrean.provision import provisioned
from antrean.speech import Trouble
from protocol.messages import (
    AddStaff,
    DeviceList,
    ListDevices,
    ListStaff,
    MoveBlanks,
    SignIn,
    SignOut,
    StaffList,
    StaffMember,
)
from protocol.vocabulary import BlankMove, DeviceKind
from server.config import load_settings
from server.ready import Ready
from terminal.link import HubSettings, Identity, Link, new_request_id
from terminal.link import identity as identities

HUB_SECONDS = 30.0
LIVE_SECONDS = 30.0
BLANK_CARDS = 500


@dataclass(frozen=True, slots=True)
class Terminal:
    """One machine of the office. ``design`` is the size its screens are drawn for."""

    name: str
    kind: DeviceKind
    title: str
    place: str = ""
    design: tuple[int, int] = (1920, 1080)


KIOSK = Terminal("kiosk", DeviceKind.KIOSK, "Mesin nomor", design=(1080, 1920))
DISPLAY = Terminal("display", DeviceKind.DISPLAY, "Layar ruang tunggu")
COUNTER_1 = Terminal("loket-1", DeviceKind.COUNTER, "Loket 1", "1")
COUNTER_2 = Terminal("loket-2", DeviceKind.COUNTER, "Loket 2", "2")
COUNTER_3 = Terminal("loket-3", DeviceKind.COUNTER, "Loket 3", "3")
KASI = Terminal("ruang-kasi", DeviceKind.COUNTER, "Ruang Kasi", "kasi")
PRINT_ROOM = Terminal("ruang-cetak", DeviceKind.COUNTER, "Ruang Cetak", "cetak")
PAK_TUWA = Terminal("meja-paktuwa", DeviceKind.COUNTER, "Meja PAK TUWA", "paktuwa")
HANDOVER = Terminal("penyerahan", DeviceKind.COUNTER, "Loket Penyerahan", "serah")
KABID = Terminal("ruang-kabid", DeviceKind.COUNTER, "Ruang Kabid", "kabid")


@dataclass(frozen=True)
class House:
    """The open office."""

    folder: Folder
    company: Company
    hub: Ready
    staff: dict[str, StaffMember]
    pickup_code: str = ""

    def settings_of(self, terminal: Terminal) -> Path:
        return self.folder.path / f"{terminal.name}.toml"

    async def open_window(self, terminal: Terminal, window: str, env: dict[str, str] | None = None) -> Program:
        """The terminal's own program, in a window of this geometry."""
        words = antrean(terminal.kind.value, "--config", str(self.settings_of(terminal)), "--window", window)
        return await self.company.start(terminal.name, words, env=env)

    def link(self, terminal: Terminal) -> Link:
        """The same terminal without a window."""
        return Link(HubSettings(state_dir=self.folder.state(terminal.name)), terminal.kind, program="demo")

    @asynccontextmanager
    async def live(self, terminals: Sequence[Terminal]) -> AsyncIterator[dict[str, Link]]:
        """These terminals' links by their names, all of them live. Raises Trouble."""
        links = {terminal.name: self.link(terminal) for terminal in terminals}
        tasks = [link.start() for link in links.values()]
        try:
            await self._all_live(links)
            yield links
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _all_live(self, links: dict[str, Link]) -> None:
        try:
            async with asyncio.timeout(LIVE_SECONDS):
                while not all(link.status.live for link in links.values()):  # noqa: ASYNC110 - each has its own change
                    await asyncio.sleep(0.02)
        except TimeoutError:
            away = ", ".join(name for name, link in links.items() if not link.status.live)
            raise Trouble("demo.stuck", 70, what="live", screen=away, seen="-", log=self.folder.logs) from None

    def observer(self, on_change: Callable[[], None]) -> Link:
        """Sees what staff see, and belongs to nobody."""
        state = self.folder.state("observer")
        token = (self.folder.path / "data" / "admin.token").read_text()
        identities.save(state, Identity(url=self.hub.url, fingerprint=self.hub.fingerprint, token=token))
        return Link(HubSettings(state_dir=state), DeviceKind.ADMIN, on_change=on_change, program="demo")


@asynccontextmanager
async def opened(folder: Folder, terminals: Sequence[Terminal], *, after_a_day: bool = False) -> AsyncIterator[House]:
    """The office with its hub running and these terminals known to it; all programs are stopped at the end.

    ``after_a_day``: yesterday was a working day too, and left a card to be collected. Only in books that are new.
    """
    code = await lived(folder) if after_a_day and not (folder.path / "data").exists() else ""
    async with Company(folder.logs) as company:
        hub = await _hub(company, folder)
        async with channel(load_settings(folder.hub_config)) as way:
            staff = await _people(way)
            await _devices(way, folder, terminals)
        for terminal in terminals:
            (folder.path / f"{terminal.name}.toml").write_text(terminal_settings(terminal))
        house = House(folder, company, hub, staff, code)
        if PRINT_ROOM in terminals:
            await _fill_the_safe(house)
        yield house


async def _hub(company: Company, folder: Folder) -> Ready:
    program = await company.start("hub", antrean("hub", "--config", str(folder.hub_config)), speaks=True)
    assert program.process.stdout is not None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(HUB_SECONDS):
            if await program.process.stdout.readline():
                ready = running_hub(folder.path / "data")
                assert ready is not None, "a hub that is ready has said where"
                return ready
            await program.process.wait()
    raise program.ended()


async def _people(way: Channel) -> dict[str, StaffMember]:
    """Everybody of the demo; who is there from an earlier run stays."""
    listed = await way.ask(ListStaff(request_id=new_request_id()))
    assert isinstance(listed, StaffList)
    there = {member.login: member for member in listed.staff}
    for person in STAFF:
        if person.login not in there:
            command = AddStaff(
                request_id=new_request_id(), login=person.login, name=person.name, roles=(person.role,), pin=PIN
            )
            added = await way.ask(command)
            assert isinstance(added, StaffList)
            there[person.login] = added.staff[0]
    return there


async def _devices(way: Channel, folder: Folder, terminals: Sequence[Terminal]) -> None:
    """Each terminal's identity, as pairing would have left it. One from an earlier run learns the hub's new port."""
    listed = await way.ask(ListDevices(request_id=new_request_id()))
    assert isinstance(listed, DeviceList)
    assert way.hub is not None
    trusted = {row.name for row in listed.devices if not row.revoked}
    for terminal in terminals:
        state = folder.state(terminal.name)
        known = identities.load(state)
        if known is not None and terminal.title in trusted:
            identities.save(state, msgspec.structs.replace(known, url=way.hub.url))
        else:
            await provisioned(way, terminal.kind, terminal.title, terminal.place, HubSettings(state_dir=state))


async def _fill_the_safe(house: House) -> None:
    """The first blank cards, entered by the print operator at the print room's own terminal."""
    async with house.live([PRINT_ROOM]) as links:
        desk = links[PRINT_ROOM.name]
        if desk.mirror.blanks.balance:
            return
        await desk.ask(SignIn(request_id=new_request_id(), staff=house.staff["pri"].id, pin=PIN, take_over=True))
        await desk.ask(
            MoveBlanks(request_id=new_request_id(), move=BlankMove.RECEIVED, count=BLANK_CARDS, note="Kiriman pertama")
        )
        await desk.ask(SignOut(request_id=new_request_id()))


def terminal_settings(terminal: Terminal) -> str:
    """Its TOML file: paper is a picture in the folder."""
    text = f"state_dir = {json.dumps(f'terminals/{terminal.name}')}\n"
    if terminal.kind is DeviceKind.DISPLAY:
        return text
    folder = "paper" if terminal.kind is DeviceKind.KIOSK else f"paper/{terminal.name}"
    return text + f'\n[printer]\nkind = "virtual"\nfolder = "{folder}"\n'
