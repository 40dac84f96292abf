"""The voice that is built in: espeak-ng, which Debian ships, and which needs neither network nor a second to speak."""

from collections.abc import Mapping

from assets.texts import Language
from terminal.voice.audio import Audio
from terminal.voice.espeak_words import espeak_text
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voiceless
from terminal.voice.process import spoken_by

PROGRAM = "espeak-ng"
VOICES: Mapping[Language, str] = {"id": "id", "en": "en-gb"}
"""It has no Javanese."""

SECONDS = 10.0
"""It answers in hundredths of a second; a machine in trouble gets this long."""


class Espeak:
    """``words_per_minute`` is espeak-ng's own measure of speed."""

    def __init__(self, words_per_minute: int) -> None:
        self._speed = words_per_minute

    def speaks(self, phrase: Phrase) -> bool:
        return phrase.language in VOICES

    async def say(self, phrase: Phrase) -> Audio:
        """Raises Voiceless ("language", "program")."""
        voice = VOICES.get(phrase.language)
        if voice is None:
            raise Voiceless("language", phrase.language)
        command = (PROGRAM, "-v", voice, "-s", str(self._speed), "-b", "1", "--stdin", "--stdout")
        return await spoken_by(command, espeak_text(phrase), SECONDS)
