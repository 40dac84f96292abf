"""A voice of the office's own: any program that reads a line of text and writes a WAV."""

from collections.abc import Sequence

from terminal.voice.audio import Audio
from terminal.voice.phrases import Phrase
from terminal.voice.process import spoken_by

SECONDS = 4.0
"""Longer than this nobody waits for a voice while a number is on the screen; espeak-ng then still can say it."""


class Program:
    """``command``: its words, in which ``{language}`` becomes ``id``, ``en`` or ``jv``; no shell reads them."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)

    def speaks(self, phrase: Phrase) -> bool:
        """It may know any language; it is asked."""
        return True

    async def say(self, phrase: Phrase) -> Audio:
        """Raises Voiceless ("program")."""
        command = [word.replace("{language}", phrase.language) for word in self._command]
        return await spoken_by(command, phrase.text, SECONDS)
