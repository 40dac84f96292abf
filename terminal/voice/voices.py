"""The voice that a terminal's settings ask for: recorded clips where they are, an engine for the rest."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache

from assets import path
from terminal.voice import wav
from terminal.voice.aside import Aside
from terminal.voice.audio import Audio
from terminal.voice.config import VoiceSettings
from terminal.voice.espeak import Espeak
from terminal.voice.pack import open_pack
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voice, Voiceless
from terminal.voice.program import Program

KEPT_BYTES = 32_000_000
"""Six minutes of speech: the calls of a busy hour and all that a guide says."""

log = logging.getLogger(__name__)


def voice_for(settings: VoiceSettings, fell_back: Callable[[], None] = lambda: None) -> Voice | None:
    """Packs first, then the engine; espeak-ng also where a program of the office fails: then ``fell_back`` is called,
    perhaps in another thread.

    None where the engine is "off": then nothing speaks, not even a pack. Reads the packs, a few tenths of a second
    for each.
    """
    if settings.engine == "off":
        return None
    packs = (open_pack(language, folder) for language, folder in settings.packs.items())
    program = [Program(settings.program)] if settings.engine == "program" else []
    return Remembering(Aside(FirstThatCan([*packs, *program, Espeak(settings.words_per_minute)], fell_back)))


@cache
def chime() -> Audio:
    """What rings before a call. Always the same value."""
    return wav.read(path("sounds", "chime.wav").read_bytes())


class FirstThatCan:
    """Several voices in the order in which they are asked. Each failure goes on to the next, and is logged once.

    ``fell_back`` is called when another one has spoken for a voice that failed.
    """

    def __init__(self, voices: Sequence[Voice], fell_back: Callable[[], None] = lambda: None) -> None:
        self._voices = tuple(voices)
        self._fell_back = fell_back
        self._told: set[tuple[Voice, object]] = set()

    def speaks(self, phrase: Phrase) -> bool:
        return any(voice.speaks(phrase) for voice in self._voices)

    async def say(self, phrase: Phrase) -> Audio:
        failure: Voiceless | None = None
        for voice in self._voices:
            if voice.speaks(phrase):
                try:
                    audio = await voice.say(phrase)
                except Voiceless as problem:
                    self._tell_once(voice, problem)
                    failure = problem
                else:
                    if failure is not None:
                        self._fell_back()
                    return audio
        raise failure or Voiceless("language", phrase.language)

    def _tell_once(self, voice: Voice, problem: Voiceless) -> None:
        told = (voice, problem.args[0])
        if told not in self._told:
            self._told.add(told)
            log.warning("a voice failed: %s", ": ".join(map(str, problem.args)))


class Remembering:
    """A voice that keeps what it has said last, up to ``most`` bytes: each call is said several times."""

    def __init__(self, voice: Voice, most: int = KEPT_BYTES) -> None:
        self._voice = voice
        self._most = most
        self._size = 0
        self._said: OrderedDict[Phrase, Audio] = OrderedDict()

    def speaks(self, phrase: Phrase) -> bool:
        return self._voice.speaks(phrase)

    async def say(self, phrase: Phrase) -> Audio:
        if phrase in self._said:
            self._said.move_to_end(phrase)
            return self._said[phrase]
        audio = await self._voice.say(phrase)
        self._keep(phrase, audio)
        return audio

    def _keep(self, phrase: Phrase, audio: Audio) -> None:
        """Two who asked at once may both bring it."""
        former = self._said.pop(phrase, None)
        self._said[phrase] = audio
        self._size += audio.samples.nbytes - (former.samples.nbytes if former else 0)
        while self._size > self._most:
            _, oldest = self._said.popitem(last=False)
            self._size -= oldest.samples.nbytes
