"""The display loses its power, or its hub, in the middle of calls: its own process, and the real hub."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from antrean.demo.virtual import virtual_screen, within
from protocol import messages as m
from protocol.messages import Call
from protocol.vocabulary import DeviceKind
from terminal.link import Identity
from terminal.link import identity as identities
from terminal.voice.config import VoiceSettings
from terminal.voice.phrases import call_phrase
from terminal.voice.voices import chime, voice_for
from tests.support.display_hall import SMALL
from tests.support.hub_process import HubProcess, RawClient, open_counter, raw_client, running_hub, sign_in, tokens
from tests.support.recorded import Sentence, faults, recorded
from tests.support.window_process import DisplayProcess, ended

pytestmark = [pytest.mark.window, pytest.mark.timeout(240)]

PATIENCE = 60.0
COUNTERS = ("1", "2", "3")
VOICE = VoiceSettings(times=1, words_per_minute=250)
SETTINGS = f"""
state_dir = "{{state}}"
[hub]
url = "{{url}}"
[voice]
times = {VOICE.times}
words_per_minute = {VOICE.words_per_minute}
"""


@dataclass
class Hall:
    """``shown``: every text that ever stood on the screen since the display was started."""

    hub: HubProcess
    display: DisplayProcess
    staff: dict[str, tuple[str, int]]
    kiosk_token: str
    shown: set[str] = field(default_factory=set)

    async def issue(self, count: int) -> None:
        async with raw_client(self.hub, self.kiosk_token) as kiosk:
            for name in range(count):
                await kiosk.ask(m.IssueTicket(request_id=f"take-{name}", service="ktp-hilang-rusak"))

    async def call(self, *places: str) -> list[Call]:
        """Each of these counters calls its next, one right after the other."""
        async with AsyncExitStack() as stack:
            clients: dict[str, RawClient] = {}
            for place in places:
                token, staff = self.staff[place]
                clients[place] = await stack.enter_async_context(raw_client(self.hub, token))
                await sign_in(clients[place], staff, place)
            return [(await clients[place].ask(m.CallNext(request_id=f"next-{place}"))).call for place in places]

    async def restart_display(self) -> None:
        await self.display.kill()
        self.shown.clear()
        await self.display.start()

    async def all_said(self, *calls: Call) -> None:
        """These and nothing else, in their order, each shown while it was said."""
        sentences = [await sentence(call) for call in calls]

        def said() -> bool:
            self.shown |= {word.text for word in self.display.person.words()}
            return faults(recorded(self.display.heard), sentences, chime()) == []

        assert await within(PATIENCE, said), faults(recorded(self.display.heard), sentences, chime())
        assert {call.number for call in calls} <= self.shown

    def sounds(self) -> bool:
        return bool(np.any(recorded(self.display.heard).samples))


async def sentence(of: Call) -> Sentence:
    speaker = voice_for(VOICE)
    assert speaker is not None
    return Sentence(f"{of.number} to {of.counter}", await speaker.say(call_phrase(SMALL, of, "id")))


@pytest_asyncio.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    state = tmp_path / "tv"
    with virtual_screen(DisplayProcess.size) as screen:
        async with running_hub(tmp_path / "hub") as hub:
            (kiosk,) = await tokens(hub, DeviceKind.KIOSK, ["lobby"])
            (token,) = await tokens(hub, DeviceKind.DISPLAY, ["hall"])
            identities.save(state, Identity(url=hub.url, fingerprint="", token=token))
            staff = {place: await open_counter(hub, place, f"officer{place}") for place in COUNTERS}
            settings = SETTINGS.format(state=state, url=hub.url)
            async with ended(DisplayProcess(tmp_path, screen, settings)) as display:
                await display.start()
                yield Hall(hub, display, staff, kiosk)


async def test_a_display_that_is_killed_while_it_speaks_says_all_when_it_is_back(hall: Hall) -> None:
    await hall.issue(3)
    calls = await hall.call(*COUNTERS)
    assert await within(PATIENCE, hall.sounds)
    await hall.restart_display()
    await hall.all_said(*calls)


async def test_a_call_is_said_though_the_hub_is_killed_right_after_it(hall: Hall) -> None:
    """Whether the display had heard of it before or not: once, and the next one after it."""
    await hall.issue(2)
    first = await hall.call("1")
    hall.hub.kill()
    await hall.hub.ended()
    await hall.hub.start()
    await hall.all_said(*first)
    second = await hall.call("2")
    await hall.all_said(*first, *second)
