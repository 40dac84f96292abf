"""The one small port behind which a voice can be changed."""

from typing import Protocol

from terminal.voice.audio import Audio
from terminal.voice.phrases import Phrase


class Voiceless(Exception):
    """This voice cannot say this phrase. ``args[0]`` says why: ``language``, ``clip`` or ``program``."""


class Voice(Protocol):
    """Makes sound of a phrase, offline."""

    def speaks(self, phrase: Phrase) -> bool:
        """Whether it can try: it has this language, or all the phrase's clips. Cheap."""
        ...

    async def say(self, phrase: Phrase) -> Audio:
        """The phrase, trimmed of silence at both ends. Raises Voiceless; never blocks the loop."""
        ...
