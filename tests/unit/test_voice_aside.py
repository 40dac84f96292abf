"""A voice beside the window: the same sounds and failures, another thread."""

import asyncio
import threading

import pytest

from terminal.voice.aside import Aside
from terminal.voice.audio import Audio, silence
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voiceless

PHRASE = Phrase("id", "Loket tiga")


class Fake:
    """Notes the thread in which it speaks; never ends for a phrase without text."""

    def __init__(self) -> None:
        self.threads: set[str] = set()
        self.begun, self.stopped = threading.Event(), threading.Event()

    def speaks(self, phrase: Phrase) -> bool:
        return phrase.language == "id"

    async def say(self, phrase: Phrase) -> Audio:
        self.threads.add(threading.current_thread().name)
        self.begun.set()
        if not self.speaks(phrase):
            raise Voiceless("language", phrase.language)
        try:
            await asyncio.sleep(0 if phrase.text else 3600)
        except asyncio.CancelledError:
            self.stopped.set()
            raise
        return silence(1)


async def test_it_speaks_in_a_thread_of_its_own() -> None:
    fake = Fake()
    aside = Aside(fake)
    said = await asyncio.gather(aside.say(PHRASE), aside.say(PHRASE))
    assert [audio.seconds for audio in said] == [1, 1]
    assert fake.threads == {"voice"}
    assert aside.speaks(PHRASE)
    assert not aside.speaks(Phrase("jv", "Loket tiga"))


async def test_what_it_cannot_say_is_told_as_before() -> None:
    with pytest.raises(Voiceless):
        await Aside(Fake()).say(Phrase("jv", "Loket tiga"))


async def test_who_is_cancelled_stops_the_voice() -> None:
    fake = Fake()
    saying = asyncio.create_task(Aside(fake).say(Phrase("id", "")))
    assert await asyncio.to_thread(fake.begun.wait, 5)
    saying.cancel()
    assert await asyncio.to_thread(fake.stopped.wait, 5)
