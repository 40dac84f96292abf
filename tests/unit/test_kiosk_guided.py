"""When the guide begins, what it breaks off, and when it goes: with a voice and a player that are held by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pytest

from assets.texts import Language
from kiosk.guide import VOLUMES, Ask
from kiosk.guided import SCAN_SECONDS, Guided
from kiosk.headphones import Headphones
from kiosk.presenter import present
from kiosk.shown import Scene, Shown
from kiosk.visit import (
    SETTLE_SECONDS,
    WARNING_SECONDS,
    Act,
    Action,
    Comfort,
    Page,
    Visit,
    attended,
    seconds_left,
    step,
)
from protocol.vocabulary import PrintOutcome
from terminal.settings import GuideSettings
from terminal.voice.audio import Audio, silence
from terminal.voice.config import VoiceSettings
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voiceless
from tests.support.kiosk_office import CARD, paper, scene

IDLE = 45.0
BEGIN = Action(Act.GUIDE, Ask.BEGIN)


class Voice:
    """Says everything but Javanese, by a piece of silence for each phrase."""

    def __init__(self) -> None:
        self.hoarse = False
        self.without: tuple[Language, ...] = ()  # it thinks that it speaks these
        self.made: list[str] = []

    def speaks(self, phrase: Phrase) -> bool:
        return phrase.language != "jv"

    async def say(self, phrase: Phrase) -> Audio:
        await asyncio.sleep(0)
        if self.hoarse or phrase.language in self.without:
            raise Voiceless("program")
        self.made.append(phrase.text)
        return silence(0.1)


class Player:
    """Each sound lasts until ``over`` is called."""

    def __init__(self) -> None:
        self.broken = False
        self.deaf = False
        self.began = 0
        self.cut = 0
        self.volumes: list[float] = []
        self._end = asyncio.Event()

    async def play(self, audio: Audio, volume: float = 1.0) -> bool:
        self.began += 1
        self.volumes.append(volume)
        if self.deaf:
            return False
        self._end.clear()
        try:
            await self._end.wait()
        except asyncio.CancelledError:
            self.cut += 1
            raise
        return True

    def over(self) -> None:
        self._end.set()


class Socket(Headphones):
    """A socket without a device."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: bool | None = None

    def plugged(self) -> bool | None:
        return self.inside


@dataclass
class Kiosk:
    """A visit and its guide, drawn when it is asked."""

    private: Literal["auto", "always", "never"] = "auto"
    enabled: bool = True
    clock: float = 1000.0
    visit: Visit = field(default_factory=lambda: Visit(entered_at=990.0, touched_at=990.0))
    voice: Voice | None = field(default_factory=Voice)
    player: Player = field(default_factory=Player)
    socket: Socket = field(default_factory=Socket)
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.guided = Guided(
            GuideSettings(enabled=self.enabled, private=self.private),
            VoiceSettings(),
            self.voice,
            self.player,
            self._keep,
            changed=lambda: None,
            clock=lambda: self.clock,
            loudness=lambda: 1.0,
            headphones=self.socket,
        )
        self._keep(self.guided.run())

    def _keep(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.append(task)
        return task

    @property
    def scene(self) -> Scene:
        return scene(self.visit, clock=self.clock)

    def _as_heard(self, heard: Callable[[Language], Language], after: Action | None) -> Shown:
        at, visit = self.scene, self.visit
        if after is not None:
            visit = step(visit, after, at.shop, visit.entered_at + 2 * SETTLE_SECONDS, lambda: "")
        return present(replace(at, visit=replace(visit, language=heard(visit.language), comfort=Comfort())))

    async def draw(self) -> Shown:
        shown = self.guided.look(present(self.scene), self._as_heard, IDLE)
        for _ in range(6):
            await asyncio.sleep(0)
        return shown

    async def key(self, name: str) -> Shown:
        """A key of the page that stands; those of the visit itself only tell the guide."""
        self.clock += 1
        self.guided.takes((await self.draw()).keys[name])
        return await self.draw()

    async def goes_to(self, page: Page, by: Act = Act.CHOOSE, **values: object) -> Shown:
        self.clock += 1
        self.guided.takes(Action(by))
        asked = replace(self.visit, page=page, service=CARD, paper=paper(), entered_at=self.clock)
        self.visit = replace(asked, touched_at=self.clock, **values)  # type: ignore[arg-type]
        return await self.draw()

    async def begun(self) -> Shown:
        await self.ready()
        return await self.key("5")

    async def ready(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    @property
    def says(self) -> str:
        line = self.guided._reader.line if self.guided._reader else None
        return line.text if line else ""

    async def next(self) -> str:
        """The sentence after this one."""
        self.player.over()
        for _ in range(8):
            await asyncio.sleep(0)
        return self.says

    async def to_the_end(self) -> None:
        while self.guided._reader is not None and self.guided._reader.busy:
            await self.next()


@pytest.fixture
async def kiosk() -> AsyncIterator[Kiosk]:
    kiosk = Kiosk()
    yield kiosk
    await end(kiosk)


async def end(kiosk: Kiosk) -> None:
    for task in kiosk.tasks:
        task.cancel()
    await asyncio.gather(*kiosk.tasks, return_exceptions=True)


async def test_a_key_begins_it_and_the_page_is_read_to_its_end(kiosk: Kiosk) -> None:
    await kiosk.ready()
    shown = await kiosk.draw()
    assert shown.caption is not None
    assert not shown.guided
    shown = await kiosk.key("5")
    assert shown.guided
    assert kiosk.says == "Selamat datang di Disdukcapil Kabupaten Magetan."
    assert await kiosk.next() == "Ini panduan suara."
    await kiosk.to_the_end()
    assert kiosk.says == "Lebih pelan: kurang."
    assert not kiosk.guided.speaking
    assert kiosk.guided.on, "silent, and still there"


async def test_another_page_breaks_off_the_last_one(kiosk: Kiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    assert (kiosk.says, kiosk.player.cut) == ("Silakan pilih layanan.", 1)


async def test_any_key_interrupts_and_zero_repeats(kiosk: Kiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    await kiosk.next()
    await kiosk.key("0")
    assert (kiosk.says, kiosk.player.cut) == ("Silakan pilih layanan.", 2)
    await kiosk.key("8")
    assert (kiosk.says, kiosk.player.cut) == ("Tombol ini tidak dipakai di sini.", 3)


async def test_the_next_sentence_is_made_while_one_sounds(kiosk: Kiosk) -> None:
    assert kiosk.voice is not None
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    assert "Tekan satu untuk KTP-el hilang atau rusak." in kiosk.voice.made
    assert kiosk.says == "Silakan pilih layanan."


async def test_what_a_key_may_bring_is_made_before_it_is_pressed(kiosk: Kiosk) -> None:
    """The first sentence after each key: of another page, of the guide itself, of news on this one."""
    assert kiosk.voice is not None
    await kiosk.begun()
    await kiosk.goes_to(Page.REQUIREMENTS)
    for _ in range(60):
        await asyncio.sleep(0)
    expected = ("Dipilih: Hilang.", "satu dari tiga.", "Suara lima dari enam.", "Apakah Anda termasuk salah satu ini?")
    assert set(expected) <= set(kiosk.voice.made)


async def test_the_page_of_another_language_is_made_as_it_will_be_said(kiosk: Kiosk) -> None:
    assert kiosk.voice is not None
    await kiosk.begun()
    for _ in range(60):
        await asyncio.sleep(0)
    expected = ("Silakan pilih layanan.", "Layar berbahasa lain: Basa Jawa.", "Please choose a service.")
    assert set(expected) <= set(kiosk.voice.made)
    assert not any("The screen" in made for made in kiosk.voice.made)


async def test_news_wait_for_the_sentence_and_old_ones_are_left_out(kiosk: Kiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.TICKET)
    assert kiosk.says == "Nomor antrean Anda: A-012."
    kiosk.visit = replace(kiosk.visit, outcome=PrintOutcome.CONFIRMED)
    await kiosk.draw()
    assert (kiosk.says, kiosk.player.cut) == ("Nomor antrean Anda: A-012.", 1), "the number is said to its end"
    told = [kiosk.says]
    while kiosk.guided.speaking:
        told.append(await kiosk.next())
    assert "Silakan ambil tiket Anda." in told
    assert "Tiket sedang dicetak." not in told


async def test_it_ends_with_the_visit_and_the_next_one_finds_it_as_it_was(kiosk: Kiosk) -> None:
    await kiosk.begun()
    await kiosk.key("+")
    assert kiosk.player.volumes[-1] == VOLUMES[4]
    await kiosk.goes_to(Page.TICKET)
    await kiosk.goes_to(Page.START, by=Act.LEAVE)
    assert not kiosk.guided.on
    assert kiosk.says == "Panduan suara selesai."
    await kiosk.to_the_end()
    await kiosk.key("5")
    assert kiosk.player.volumes[-1] == VOLUMES[3]


async def test_back_to_the_welcome_page_is_no_end(kiosk: Kiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    await kiosk.goes_to(Page.START, by=Act.BACK)
    assert kiosk.guided.on
    assert kiosk.says.startswith("Selamat datang")
    await kiosk.key("*")
    assert not kiosk.guided.on


async def test_time_ends_a_visit_and_the_guide(kiosk: Kiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    kiosk.visit = Visit(entered_at=kiosk.clock, touched_at=kiosk.clock)
    await kiosk.draw()
    assert not kiosk.guided.on


async def test_nobody_at_the_welcome_page_ends_it_when_it_has_spoken(kiosk: Kiosk) -> None:
    await kiosk.begun()
    kiosk.clock += 2 * IDLE
    await kiosk.draw()
    assert kiosk.guided.on, "while it speaks, somebody listens"
    await kiosk.to_the_end()
    kiosk.clock += IDLE + 1
    await kiosk.draw()
    assert not kiosk.guided.on


async def test_headphones_begin_it_on_any_page(kiosk: Kiosk) -> None:
    await kiosk.ready()
    kiosk.visit = replace(kiosk.visit, page=Page.SERVICES)
    assert not (await kiosk.draw()).guided
    kiosk.socket.inside = False
    assert not (await kiosk.draw()).guided
    kiosk.socket.inside = True
    shown = await kiosk.draw()
    assert shown.caption is not None
    assert shown.caption.icon == "headphones"
    assert kiosk.says == "Silakan pilih layanan."


async def test_headphones_that_were_there_begin_nothing_twice(kiosk: Kiosk) -> None:
    kiosk.socket.inside = True
    await kiosk.ready()
    await kiosk.draw()
    await kiosk.key("*")
    await kiosk.draw()
    assert not kiosk.guided.on


async def test_pulled_headphones_end_a_private_sentence(kiosk: Kiosk) -> None:
    kiosk.socket.inside = True
    await kiosk.begun()
    await kiosk.goes_to(Page.PICKUP)
    await kiosk.key("7")
    assert kiosk.says == "0: 7, 1: P, 2: Q, 3: R, 4: S"
    cut = kiosk.player.cut
    kiosk.socket.inside = False
    await kiosk.draw()
    assert kiosk.player.cut == cut + 1
    assert not kiosk.guided.speaking
    assert kiosk.says == "", "nor does it stay on the screen"
    await kiosk.key("*")
    await kiosk.draw()
    assert kiosk.says == "Tombol pertama dibatalkan.", "what is for all is said on"


@pytest.mark.parametrize(("private", "inside", "told"), [
    ("auto", None, False), ("auto", False, False), ("auto", True, True),
    ("always", None, True), ("never", True, False),
])  # fmt: skip
async def test_who_hears_what_is_typed(
    private: Literal["auto", "always", "never"], inside: bool | None, told: bool
) -> None:
    kiosk = Kiosk(private=private)
    kiosk.socket.inside = inside
    await kiosk.begun()
    await kiosk.goes_to(Page.PICKUP)
    await kiosk.key("7")
    assert ("7" in kiosk.says) is told
    await end(kiosk)


async def test_a_scan_that_began_it_ends_it(kiosk: Kiosk) -> None:
    await kiosk.begun()
    kiosk.clock += SCAN_SECONDS / 2
    kiosk.guided.takes(Action(Act.SCAN, "7K3M9QR0"))
    assert not kiosk.guided.on


async def test_a_scan_of_somebody_who_is_guided_is_no_end(kiosk: Kiosk) -> None:
    await kiosk.begun()
    kiosk.clock += SCAN_SECONDS * 2
    kiosk.guided.takes(Action(Act.SCAN, "7K3M9QR0"))
    assert kiosk.guided.on


async def test_a_touch_of_a_helper_is_followed(kiosk: Kiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.REQUIREMENTS)
    await kiosk.key("9")
    assert kiosk.says == "1 dari 3."
    kiosk.guided.takes(Action(Act.NARROW))
    kiosk.visit = replace(kiosk.visit, variant="lost")
    await kiosk.draw()
    assert kiosk.says == "Dipilih: Hilang."


async def test_without_a_voice_every_key_is_as_before() -> None:
    for silent in (Kiosk(voice=None), Kiosk(enabled=False)):
        await silent.ready()
        assert await silent.draw() == present(silent.scene)
        assert not silent.guided.available
        await end(silent)


async def test_a_voice_that_fails_is_out_of_the_way(caplog: pytest.LogCaptureFixture) -> None:
    voice = Voice()
    voice.hoarse = True
    kiosk = Kiosk(voice=voice)
    await kiosk.ready()
    assert await kiosk.draw() == present(kiosk.scene)
    assert "the guide has no voice" in caplog.text
    await end(kiosk)


async def test_a_device_that_is_gone_ends_the_guide_and_staff_can_read_it(
    kiosk: Kiosk, caplog: pytest.LogCaptureFixture
) -> None:
    await kiosk.ready()
    kiosk.player.deaf = True
    await kiosk.key("5")
    await kiosk.to_the_end()
    assert not kiosk.guided.on
    assert "nobody hears the guide" in caplog.text
    assert await kiosk.draw() == present(kiosk.scene), "the keys are the sighted citizen's again"


async def test_a_broken_speaker_is_known_before_a_key_is_pressed(kiosk: Kiosk) -> None:
    await kiosk.ready()
    kiosk.player.broken = True
    assert await kiosk.draw() == present(kiosk.scene)


async def test_javanese_is_heard_in_indonesian(kiosk: Kiosk) -> None:
    await kiosk.begun()
    shown = await kiosk.goes_to(Page.SERVICES, language="jv")
    assert shown.content.title == "Sumangga milih layanan", "the screen stays as it is"
    assert kiosk.says == "Layar berbahasa lain: Basa Jawa."


async def test_a_language_that_cannot_be_said_after_all_is_heard_in_indonesian(kiosk: Kiosk) -> None:
    assert kiosk.voice is not None
    kiosk.voice.without = ("en",)
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES, language="en")
    await kiosk.ready()
    await kiosk.draw()
    assert kiosk.guided.on
    assert kiosk.says == "Layar berbahasa lain: English."


async def test_after_the_warning_the_page_is_not_read_again(kiosk: Kiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    await kiosk.to_the_end()
    kiosk.clock += IDLE + 1
    shown = await kiosk.draw()
    assert shown.warned is not None
    assert kiosk.says == "Apakah Anda masih di sini?"
    kiosk.guided.takes(Action(Act.STAY))
    kiosk.visit = replace(kiosk.visit, touched_at=kiosk.clock)
    await kiosk.draw()
    assert kiosk.says == "Baik, silakan lanjut."


def test_a_page_that_is_read_aloud_does_not_become_quiet() -> None:
    """WCAG 2.2.1: who listens is not idle, and has the whole countdown after the warning was heard."""
    visit = Visit(page=Page.SERVICES, entered_at=100.0, touched_at=100.0)
    assert seconds_left(attended(visit, IDLE, 140.0), IDLE, 140.0 + IDLE - 1) is None
    warned = attended(visit, IDLE, 150.0)
    assert seconds_left(warned, IDLE, 150.0) == WARNING_SECONDS
    assert seconds_left(attended(warned, IDLE, 156.0), IDLE, 156.0) == WARNING_SECONDS
    assert seconds_left(visit, IDLE, 156.0) == WARNING_SECONDS - 11, "the control: nothing is said"
