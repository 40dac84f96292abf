"""Several displays of one hall, each with its own counters, their own processes, and the real hub."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from antrean.demo.virtual import virtual_screen, within
from protocol import messages as m
from protocol.messages import Call
from protocol.vocabulary import DeviceKind
from terminal.link import Identity
from terminal.link import identity as identities
from tests.support.hub_process import HubProcess, open_counter, raw_client, running_hub, sign_in, tokens
from tests.support.window_process import DisplayProcess, ended

pytestmark = [pytest.mark.window, pytest.mark.timeout(240)]

PATIENCE = 60.0
ZONES = {"hall": ("1", "2"), "corner": ("3",), "all": ()}
COUNTERS = ("1", "2", "3")
SETTINGS = """
state_dir = "{state}"
[hub]
url = "{url}"
[board]
counters = {counters}
[voice]
engine = "off"
chime = false
"""


@dataclass
class House:
    """``called``: every call so far. ``seen``: what ever stood on each display."""

    hub: HubProcess
    displays: dict[str, DisplayProcess]
    staff: dict[str, tuple[str, int]]
    called: list[Call] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in ZONES})

    async def call(self, *places: str) -> None:
        """Each of these counters sets aside whom it has, and calls its next."""
        for place in places:
            token, staff = self.staff[place]
            async with raw_client(self.hub, token) as seat:
                await sign_in(seat, staff, place)
                turn = f"{place}-{len(self.called)}"
                for before in [call for call in self.called if call.counter == place][-1:]:
                    await seat.ask(m.Park(request_id=f"park-{turn}", ticket=before.ticket))
                self.called.append((await seat.ask(m.CallNext(request_id=f"next-{turn}"))).call)

    async def show_their_own(self, *names: str) -> None:
        """Each of these displays shows the calls of its zone, and has never shown another's."""
        for name in names:
            theirs = {call.number for call in self.called if call.counter in (ZONES[name] or COUNTERS)}
            others = {call.number for call in self.called} - theirs
            assert await within(PATIENCE, lambda name=name, theirs=theirs: theirs <= self._look(name)), (
                f"{name} shows {sorted(self._look(name))}, not all of {sorted(theirs)}"
            )
            assert not others & self.seen[name], name

    def _look(self, name: str) -> set[str]:
        now = {word.text for word in self.displays[name].person.words()}
        self.seen[name] |= now
        return now


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        screen = stack.enter_context(virtual_screen(DisplayProcess.size))
        hub = await stack.enter_async_context(running_hub(tmp_path / "hub"))
        (kiosk,) = await tokens(hub, DeviceKind.KIOSK, ["lobby"])
        staff = {place: await open_counter(hub, place, f"officer{place}") for place in COUNTERS}
        async with raw_client(hub, kiosk) as lobby:
            for n in range(6):
                await lobby.ask(m.IssueTicket(request_id=f"take-{n}", service="ktp-hilang-rusak"))
        displays = {}
        for name, token in zip(ZONES, await tokens(hub, DeviceKind.DISPLAY, list(ZONES)), strict=True):
            folder = tmp_path / name
            identities.save(folder / "state", Identity(url=hub.url, fingerprint="", token=token))
            settings = SETTINGS.format(state=folder / "state", url=hub.url, counters=list(ZONES[name]))
            displays[name] = await stack.enter_async_context(ended(DisplayProcess(folder, screen, settings)))
            await displays[name].start()
        yield House(hub, displays, staff)


async def test_each_display_keeps_to_its_zone_through_kills_of_itself_and_of_the_hub(house: House) -> None:
    """One house for all of it: three windows are dear to start."""
    await house.call(*COUNTERS)
    await house.show_their_own(*ZONES)

    pids = {name: display.process.pid for name, display in house.displays.items() if display.process}
    await house.displays["hall"].kill()
    await house.call("1", "3")
    await house.show_their_own("corner", "all")
    await house.displays["hall"].start()
    await house.show_their_own("hall")  # with the call that was made while it was dead

    await house.call("2")
    house.hub.kill()
    await house.hub.ended()
    await house.hub.start()
    await house.show_their_own(*ZONES)
    for name in ("corner", "all"):
        process = house.displays[name].process
        assert process is not None
        assert (process.pid, process.returncode) == (pids[name], None)
