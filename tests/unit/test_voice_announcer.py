"""The announcer: chime, languages and volume, whatever its voice or its loudspeaker does."""

import asyncio
import logging
from collections.abc import Callable
from datetime import time

import numpy as np
import pytest

from protocol.messages import Call
from protocol.vocabulary import Purpose
from terminal.voice import announcer as module
from terminal.voice.announcements import Announcement
from terminal.voice.announcer import Announcer
from terminal.voice.audio import RATE, Audio
from terminal.voice.config import LoudHours, VoiceSettings
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voiceless
from terminal.voice.voices import chime
from tests.support.display_hall import SMALL

NOON, NIGHT = time(12), time(23)
CALL = Call(id=1, ticket=1, number="A-012", counter="3", purpose=Purpose.SERVICE, at=0)
FIRST = Announcement(CALL)
NEXT = Announcement(CALL, time=2, follows=True)
SETTINGS = VoiceSettings(hours=(LoudHours("22:00", "06:00", 0.25),))


class FakeVoice:
    """Says each language as a constant value for a second; ``does`` may raise or hang instead."""

    VALUES = {"id": 1, "en": 2, "jv": 3}  # noqa: RUF012

    def __init__(self, does: Callable[[Phrase], object] = lambda phrase: None) -> None:
        self.does = does
        self.asked: list[Phrase] = []

    def speaks(self, phrase: Phrase) -> bool:
        return True

    async def say(self, phrase: Phrase) -> Audio:
        self.asked.append(phrase)
        if self.does(phrase) == "hang":
            await asyncio.Event().wait()
        return Audio(np.full(RATE, self.VALUES[phrase.language], np.int16))


class Loudspeaker:
    """Keeps what it is given. ``held`` keeps it from coming to the end."""

    def __init__(self, works: bool = True) -> None:
        self.works = works
        self.played: list[tuple[Audio, float]] = []
        self.free = asyncio.Event()
        self.free.set()

    async def play(self, audio: Audio, volume: float) -> bool:
        self.played.append((audio, volume))
        await self.free.wait()
        return self.works

    def words(self, at: int = -1) -> list[int]:
        """What is said after the chime, as the values of its languages, in their order."""
        samples = self.played[at][0].samples
        if rings(self.played[at][0]):
            samples = samples[len(chime().samples) :]
        steps = samples[np.flatnonzero(np.diff(samples, prepend=0))]
        return [int(value) for value in steps if value]


def rings(audio: Audio) -> bool:
    bell = chime().samples
    return np.array_equal(audio.samples[: len(bell)], bell)


@pytest.fixture
def loudspeaker() -> Loudspeaker:
    return Loudspeaker()


async def test_the_chime_comes_first_and_then_each_language(loudspeaker: Loudspeaker) -> None:
    voice = FakeVoice()
    announcer = Announcer(VoiceSettings(languages=("id", "en")), voice, loudspeaker.play)
    assert await announcer.announce(FIRST, SMALL, NOON)
    ((audio, volume),) = loudspeaker.played
    assert rings(audio)
    assert loudspeaker.words() == [1, 2]
    assert volume == 1
    assert [phrase.text for phrase in voice.asked] == [
        "Nomor antrean A dua belas, silakan menuju loket tiga",
        voice.asked[1].text,
    ]


async def test_short_ones_that_follow_come_without_the_chime_and_in_few_words(loudspeaker: Loudspeaker) -> None:
    voice = FakeVoice()
    announcer = Announcer(SETTINGS, voice, loudspeaker.play)
    for one in (Announcement(CALL, short=True), Announcement(CALL, short=True, follows=True), NEXT):
        await announcer.announce(one, SMALL, NOON)
    assert [rings(audio) for audio, _ in loudspeaker.played] == [True, False, True]
    assert voice.asked[1].text == "A dua belas, loket tiga"


async def test_the_hour_sets_the_volume(loudspeaker: Loudspeaker) -> None:
    announcer = Announcer(SETTINGS, FakeVoice(), loudspeaker.play)
    for now in (NOON, NIGHT):
        await announcer.announce(FIRST, SMALL, now)
    assert [volume for _, volume in loudspeaker.played] == [1, 0.25]


async def test_without_a_voice_the_chime_rings(loudspeaker: Loudspeaker) -> None:
    announcer = Announcer(SETTINGS, None, loudspeaker.play)
    assert await announcer.announce(FIRST, SMALL, NOON)
    assert rings(loudspeaker.played[0][0])
    assert not announcer.silent
    assert not announcer.speechless  # nothing is missing: the office wants it so


async def test_where_nothing_is_to_be_heard_nothing_is_played(loudspeaker: Loudspeaker) -> None:
    announcer = Announcer(VoiceSettings(chime=False), None, loudspeaker.play)
    assert announcer.silent
    assert not await announcer.announce(FIRST, SMALL, NOON)
    assert loudspeaker.played == []


def voiceless(*languages: str) -> Callable[[Phrase], object]:
    def does(phrase: Phrase) -> None:
        if phrase.language in languages:
            raise Voiceless("language", phrase.language)

    return does


async def test_a_language_that_nobody_speaks_is_left_out_and_logged_once(
    loudspeaker: Loudspeaker, caplog: pytest.LogCaptureFixture
) -> None:
    voice = FakeVoice(voiceless("jv"))
    announcer = Announcer(VoiceSettings(languages=("jv", "id")), voice, loudspeaker.play)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert await announcer.announce(FIRST, SMALL, NOON)
            assert loudspeaker.words() == [1]
    assert len(caplog.records) == 1
    assert "jv" in caplog.text
    assert not announcer.speechless
    voice.does = voiceless()
    await announcer.announce(FIRST, SMALL, NOON)
    assert loudspeaker.words() == [3, 1]


async def test_where_every_language_fails_the_chime_still_rings_and_staff_can_be_told(
    loudspeaker: Loudspeaker,
) -> None:
    voice = FakeVoice(voiceless("id"))
    announcer = Announcer(SETTINGS, voice, loudspeaker.play)
    assert await announcer.announce(FIRST, SMALL, NOON)
    assert rings(loudspeaker.played[0][0])
    assert loudspeaker.words() == []
    assert announcer.speechless
    voice.does = voiceless()
    await announcer.announce(FIRST, SMALL, NOON)
    assert not announcer.speechless


async def test_a_voice_that_hangs_is_left_out(loudspeaker: Loudspeaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SAY_SECONDS", 0.01)
    voice = FakeVoice(lambda phrase: "hang" if phrase.language == "id" else None)
    announcer = Announcer(VoiceSettings(languages=("id", "en")), voice, loudspeaker.play)
    async with asyncio.timeout(30):
        assert await announcer.announce(FIRST, SMALL, NOON)
    assert loudspeaker.words() == [2]


def breaks(_phrase: Phrase) -> None:
    raise ZeroDivisionError


async def test_a_voice_that_breaks_is_left_out(loudspeaker: Loudspeaker) -> None:
    announcer = Announcer(SETTINGS, FakeVoice(breaks), loudspeaker.play)
    assert await announcer.announce(FIRST, SMALL, NOON)
    assert rings(loudspeaker.played[0][0])


async def test_a_loudspeaker_that_plays_nothing_or_breaks_is_told_by_false() -> None:
    assert not await Announcer(SETTINGS, FakeVoice(), Loudspeaker(works=False).play).announce(FIRST, SMALL, NOON)

    async def broken(_audio: Audio, _volume: float) -> bool:
        raise OSError

    assert not await Announcer(SETTINGS, FakeVoice(), broken).announce(FIRST, SMALL, NOON)


async def test_the_next_one_is_made_while_one_is_said(loudspeaker: Loudspeaker) -> None:
    voice = FakeVoice()
    announcer = Announcer(SETTINGS, voice, loudspeaker.play)
    loudspeaker.free.clear()
    saying = asyncio.create_task(announcer.announce(FIRST, SMALL, NOON))
    await until(lambda: loudspeaker.played)
    announcer.prepare(NEXT, SMALL)
    announcer.prepare(NEXT, SMALL)
    await until(lambda: len(voice.asked) == 2)
    loudspeaker.free.set()
    await saying
    assert await announcer.announce(NEXT, SMALL, NOON)
    assert len(voice.asked) == 2


async def test_what_was_prepared_and_does_not_come_is_dropped(loudspeaker: Loudspeaker) -> None:
    hanging = FakeVoice(lambda phrase: "hang")
    announcer = Announcer(SETTINGS, hanging, loudspeaker.play)
    announcer.prepare(FIRST, SMALL)
    await until(lambda: hanging.asked)
    announcer.prepare(None, SMALL)
    await until(lambda: len(asyncio.all_tasks()) == 1)


async def test_who_is_cancelled_leaves_nothing_running(loudspeaker: Loudspeaker) -> None:
    hanging = FakeVoice(lambda phrase: "hang")
    saying = asyncio.create_task(Announcer(SETTINGS, hanging, loudspeaker.play).announce(FIRST, SMALL, NOON))
    await until(lambda: hanging.asked)
    saying.cancel()
    await until(lambda: len(asyncio.all_tasks()) == 1)
    assert loudspeaker.played == []


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 – a fake has no event for every condition
            await asyncio.sleep(0)
