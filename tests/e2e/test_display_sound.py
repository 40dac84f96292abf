"""What the hall hears: the display in a real window, its sound device a recording, judged sample by sample."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from protocol import messages as m
from protocol.messages import Call
from protocol.vocabulary import TicketState
from terminal.voice import announcements
from terminal.voice.announcements import Announcement
from terminal.voice.announcer import AFTER_CHIME
from terminal.voice.audio import RATE, Audio
from terminal.voice.clips import clips_of
from terminal.voice.config import LoudHours, VoiceSettings
from terminal.voice.espeak import Espeak
from terminal.voice.pack import open_pack, write_clip
from terminal.voice.phrases import Phrase, call_phrase
from terminal.voice.voices import chime, voice_for
from tests.support.display_hall import SMALL, call, snapshot, ticket
from tests.support.hearing import heard
from tests.support.recorded import ALIKE, QUICK_MS, Sentence, faults, recorded, seconds_recorded
from tests.support.recorded import plug_in as record
from tests.support.scripted_hub import calling, display_of, scripted
from tests.support.windows import Driver, Start

pytestmark = pytest.mark.window

VOICE = VoiceSettings(times=1, words_per_minute=250)
Device = Callable[..., Path]


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Device:
    """Gives this process a sound device that records, at its own pace or as a quick one; its file."""

    def plug_in(*, quick: bool = True) -> Path:
        file = tmp_path / "heard.raw"
        record(monkeypatch, file, delay_ms=QUICK_MS if quick else None)
        return file

    return plug_in


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers stand only as long as they are said."""
    monkeypatch.setattr(announcements, "HOLD_SECONDS", 0.2)
    monkeypatch.setattr(announcements, "HURRIED_SECONDS", 0.1)


async def sentence(of: Call, voice: VoiceSettings = VOICE, *, short: bool = False, chimed: bool = True) -> Sentence:
    """How this call must sound."""
    speaker = voice_for(voice)
    assert speaker is not None
    phrases = [call_phrase(SMALL, of, language, numbers=voice.numbers, short=short) for language in voice.languages]
    (audio,) = [await speaker.say(phrase) for phrase in phrases]
    return Sentence(f"{of.number} to {of.counter}", audio, chimed)


async def test_a_call_is_heard_whole_after_the_chime_while_its_number_stands(
    run_app: Start, tmp_path: Path, device: Device
) -> None:
    from kivy.clock import Clock

    file = device(quick=False)
    painted: list[int] = []
    sounded: list[int] = []
    stood: list[float] = []
    async with scripted(snapshot()) as hub:
        driver = await run_app(app := display_of(hub.url, tmp_path, voice=VOICE))
        await driver.until(lambda: seconds_recorded(file) > 0)
        play = app.announcer._play
        app.announcer._play = lambda *sound: sounded.append(Clock.frames) or play(*sound)
        app._on_painted = lambda _call: painted.append(Clock.frames) or stood.append(seconds_recorded(file))
        event = calling(12, "3")
        app.announcer.prepare(Announcement(event.call), SMALL)  # how quick espeak is here is not the matter
        await sentence(event.call)
        await hub.tell(event)
        await all_said(driver, 12)
    heard_here = recorded(file)
    expected = await sentence(event.call)
    assert faults(heard_here, [expected], chime()) == []
    begins = float(np.flatnonzero(heard_here.samples)[0]) / RATE
    assert abs(sounded[0] - painted[0]) <= 2  # frames: the number and its sound come together
    assert abs(begins - stood[0]) < 1.5  # and nothing but the machine's own time lies between
    whole = chime().seconds + AFTER_CHIME + expected.audio.seconds
    ends = float(np.flatnonzero(heard_here.samples)[-1]) / RATE
    assert ends - begins == pytest.approx(whole, abs=0.05)
    assert loudest(heard_here) == max(loudest(chime()), loudest(expected.audio))  # as it was made, nothing cut off


def loudest(audio: Audio) -> int:
    return int(np.abs(audio.samples.astype(np.int32)).max(initial=0))


@pytest.mark.usefixtures("hurried")
async def test_two_calls_of_one_moment_are_said_one_after_the_other(
    run_app: Start, tmp_path: Path, device: Device
) -> None:
    file = device()
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, voice=VOICE))
        await driver.until(lambda: driver.app.link.status.live)
        both = calling(1, "1"), calling(2, "2")
        await hub.tell(*both)
        await all_said(driver, 2)
    assert faults(recorded(file), [await sentence(event.call) for event in both], chime()) == []


async def all_said(driver: Driver, last: int) -> None:
    """Waits until this call and all before it have been said."""
    calls = driver.app.calls

    def calm() -> bool:
        return calls.current is not None and calls.current.id >= last and not calls.waiting and not calls.under_way

    await driver.until(calm, timeout=60)


@pytest.mark.usefixtures("hurried")
async def test_each_is_said_twice_and_a_recall_jumps_the_repeats_only(
    run_app: Start, tmp_path: Path, device: Device
) -> None:
    file = device()
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, voice=replace(VOICE, times=2)))
        await driver.until(lambda: driver.app.link.status.live)
        one, two = calling(1, "1"), calling(2, "2")
        await hub.tell(one, two)
        await driver.until(lambda: driver.app.calls.under_way and driver.app.calls.under_way.call.id == 2)
        await hub.tell(m.TicketCalled(call=call(3, one.ticket, repeat=1), ticket=one.ticket))
        await all_said(driver, 3)
    first, second = [await sentence(event.call) for event in (one, two)]
    assert faults(recorded(file), [first, second, first, second, first], chime()) == []


@pytest.mark.usefixtures("hurried")
async def test_twenty_calls_in_a_second_are_all_shown_and_all_said_in_short(
    run_app: Start, tmp_path: Path, device: Device
) -> None:
    file, painted = device(), list[int]()
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, painted=painted, voice=VOICE))
        await driver.until(lambda: driver.app.link.status.live)
        begun = overheard(driver.app)
        for name in range(1, 21):
            await hub.tell(calling(name, str(name % 3 + 1)))
        await all_said(driver, 20)
    assert painted == [one.call.id for one in begun] == list(range(1, 21))
    assert [one.short for one in begun][1:] == [True] * 14 + [False] * 5
    said = [await sentence(one.call, short=one.short, chimed=not (one.short and one.follows)) for one in begun]
    assert faults(recorded(file), said, chime()) == []


def overheard(app: Any) -> list[Announcement]:
    """The announcements that this display begins from now on."""
    begun: list[Announcement] = []
    announce = app.announcer.announce
    app.announcer.announce = lambda one, *rest: begun.append(one) or announce(one, *rest)
    return begun


@pytest.mark.usefixtures("hurried")
async def test_each_language_in_its_turn_at_the_volume_of_the_hour(
    run_app: Start, tmp_path: Path, device: Device
) -> None:
    file = device()
    always = LoudHours("00:00", "12:00", 0.5), LoudHours("12:00", "00:00", 0.5)
    voice = replace(VOICE, languages=("id", "jv", "en"), hours=always)
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, voice=voice))
        await driver.until(lambda: driver.app.link.status.live)
        await hub.tell(event := calling(1, "1"))
        await all_said(driver, 1)
    indonesian, english = [await sentence(event.call, replace(VOICE, languages=(name,))) for name in ("id", "en")]
    english = Sentence("english", english.audio, chimed=False)
    heard_here = recorded(file)
    assert faults(heard_here, [indonesian, english], chime()) == []  # nobody speaks Javanese here
    assert loudest(heard_here) == pytest.approx(max(loudest(indonesian.audio), loudest(english.audio)) / 2, rel=0.02)


@pytest.mark.usefixtures("hurried")
async def test_the_words_of_a_recorded_voice_come_in_their_order(
    run_app: Start, tmp_path: Path, device: Device
) -> None:
    folder, file = tmp_path / "pack", device()
    folder.mkdir()
    await record_a_pack(folder)
    voice = replace(VOICE, packs={"id": folder})
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, voice=voice))
        await driver.until(lambda: driver.app.link.status.live)
        of = ticket(127, TicketState.CALLED, "3", prefix="K")
        await hub.tell(event := m.TicketCalled(call=call(127, of), ticket=of))
        await all_said(driver, 127)
    clips = open_pack("id", folder).clips
    order = [one.name for one in heard(recorded(file), clips, ALIKE)]
    assert order == list(call_phrase(SMALL, event.call, "id").clips)


async def record_a_pack(folder: Path) -> None:
    """As if the office's own people had spoken them."""
    speaker = Espeak(160)
    for clip in clips_of("id", SMALL):
        write_clip(folder, clip.name, await speaker.say(Phrase("id", clip.text)))


# --- When something fails in the middle


@pytest.mark.usefixtures("hurried")
async def test_a_call_that_has_come_is_said_though_the_hub_is_killed_before_its_voice(
    run_app: Start, tmp_path: Path, device: Device
) -> None:
    """And again after the hub is back: not once more."""
    file, painted = device(), list[int]()
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, painted=painted, voice=VOICE))
        await driver.until(lambda: driver.app.link.status.live)
        one, two, three = calling(1, "1"), calling(2, "2"), calling(3, "3")
        await hub.tell(one, two)
        await driver.until(lambda: driver.app.calls.under_way is not None)
        await hub.stop()
        await driver.until(lambda: not driver.app.link.status.live)
        hub.remember(one, two, three)
        await all_said(driver, 2)
        await hub.start()
        await all_said(driver, 3)
    assert painted == [1, 2, 3]
    assert faults(recorded(file), [await sentence(event.call) for event in (one, two, three)], chime()) == []


@pytest.mark.usefixtures("hurried")
async def test_who_has_come_meanwhile_is_shown_but_not_called(run_app: Start, tmp_path: Path, device: Device) -> None:
    file, painted = device(), list[int]()
    served = ticket(1, TicketState.SERVING, "1")
    waited = ticket(2, TicketState.CALLED, "2")
    held = snapshot(tickets=(served, waited), calls=(call(1, served), call(2, waited)))
    async with scripted(held) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, painted=painted, voice=VOICE))
        await all_said(driver, 2)
    assert painted == [1, 2]
    assert faults(recorded(file), [await sentence(call(2, waited))], chime()) == []


async def test_without_a_device_calls_are_shown_and_staff_are_told_until_one_is_plugged_in(
    run_app: Start, tmp_path: Path, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "nonsense")
    monkeypatch.setattr("terminal.look.speaker.LOOK_SECONDS", 0.2)
    monkeypatch.setattr(announcements, "HOLD_SECONDS", 0.5)
    flag, painted = "Suara panggilan tidak berfungsi", list[int]()
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, painted=painted, voice=VOICE))
        await driver.until(lambda: flag in driver.words())
        blinking = driver.find("StaffFlag")
        lit: list[bool] = []
        blinking.bind(lit=lambda _flag, value: lit.append(value))
        await driver.until(lambda: set(lit) == {True, False})
        await hub.tell(calling(1), calling(2))
        await driver.until(lambda: any(getattr(widget, "lit", False) for widget in driver.all()))
        await all_said(driver, 2)
        assert painted == [1, 2]
        file = device()
        await driver.until(lambda: flag not in driver.words())
        await driver.until(lambda: not blinking._blink(0))  # out of sight it rests
        await hub.tell(event := calling(3))
        await all_said(driver, 3)
    assert faults(recorded(file), [await sentence(event.call)], chime()) == []


async def test_a_device_that_is_pulled_out_is_noticed(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe whose reader has gone: to SDL's disk driver what an unplugged cable is to a sound card's."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    record(monkeypatch, pipe)
    monkeypatch.setattr("terminal.look.speaker.LOOK_SECONDS", 0.2)
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, voice=VOICE))
        await driver.until(lambda: driver.app.speaker._mixer.alive)
        await driver.frames()
        assert not driver.app.speaker.broken
        monkeypatch.setenv("SDL_AUDIODRIVER", "nonsense")
        os.close(reader)
        await driver.until(lambda: "Suara panggilan tidak berfungsi" in driver.words())
