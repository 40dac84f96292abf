"""Several voices behind one, and a voice that remembers."""

import numpy as np
import pytest

from terminal.voice.audio import RATE, Audio
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voiceless
from terminal.voice.voices import FirstThatCan, Remembering


class Parrot:
    """Says a second of a tone for everything that begins with its word; counts."""

    def __init__(self, word: str = "", breaks: bool = False) -> None:
        self.word, self.breaks, self.count = word, breaks, 0

    def speaks(self, phrase: Phrase) -> bool:
        return phrase.text.startswith(self.word)

    async def say(self, phrase: Phrase) -> Audio:
        self.count += 1
        if self.breaks:
            raise Voiceless("program", self.word)
        return Audio(np.full(RATE, len(phrase.text), np.int16))


def phrase(text: str) -> Phrase:
    return Phrase("id", text)


async def test_the_first_that_can_is_asked() -> None:
    pack, engine = Parrot("A"), Parrot()
    voice = FirstThatCan([pack, engine])
    await voice.say(phrase("A satu"))
    await voice.say(phrase("B satu"))
    assert (pack.count, engine.count) == (1, 1)


async def test_one_that_fails_gives_way_and_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    broken, engine = Parrot("A", breaks=True), Parrot()
    voice = FirstThatCan([broken, engine])
    for _ in range(3):
        await voice.say(phrase("A satu"))
    assert (broken.count, engine.count, len(caplog.records)) == (3, 3, 1)


async def test_it_is_known_when_another_spoke_for_one_that_failed() -> None:
    spoken_for: list[str] = []
    broken = Parrot("A", breaks=True)
    voice = FirstThatCan([Parrot("B"), broken, Parrot()], lambda: spoken_for.append("engine"))
    for text in ("B", "C"):
        await voice.say(phrase(text))
    assert spoken_for == [], "what it has no word for is no failure"
    await voice.say(phrase("A"))
    assert spoken_for == ["engine"]
    with pytest.raises(Voiceless):
        await FirstThatCan([broken], lambda: spoken_for.append("nobody")).say(phrase("A"))
    assert spoken_for == ["engine"]


async def test_the_last_failure_is_told_to_who_asked() -> None:
    with pytest.raises(Voiceless, match="program"):
        await FirstThatCan([Parrot("A", breaks=True)]).say(phrase("A"))
    with pytest.raises(Voiceless, match="language"):
        await FirstThatCan([Parrot("A")]).say(phrase("B"))


async def test_what_was_said_is_not_made_again() -> None:
    parrot = Parrot()
    voice = Remembering(parrot)
    assert await voice.say(phrase("A")) is await voice.say(phrase("A"))
    assert parrot.count == 1


async def test_it_remembers_the_last_that_fit() -> None:
    parrot = Parrot()
    voice = Remembering(parrot, most=3 * 2 * RATE)
    for text in ("A", "B", "C", "A", "D"):  # B is the one not said for longest
        await voice.say(phrase(text))
    parrot.count = 0
    for text in ("A", "C", "D"):
        await voice.say(phrase(text))
    assert parrot.count == 0
    await voice.say(phrase("B"))
    assert parrot.count == 1


async def test_one_too_large_to_remember_is_said() -> None:
    voice = Remembering(Parrot(), most=10)
    assert (await voice.say(phrase("A"))).seconds == 1


async def test_a_failure_is_not_remembered() -> None:
    parrot = Parrot(breaks=True)
    voice = Remembering(parrot)
    with pytest.raises(Voiceless):
        await voice.say(phrase("A"))
    parrot.breaks = False
    assert (await voice.say(phrase("A"))).seconds == 1
