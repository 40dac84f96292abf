"""A voice at work beside the window.

While a screen has much to draw, Kivy gives asyncio one step a frame; a program that is started, fed, read and waited
for on that loop needs dozens, and at ten frames a second is late by seconds.
"""

import asyncio
from threading import Lock, Thread

from terminal.voice.audio import Audio
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voice


class Aside:
    """The same voice, in a thread that has a loop of its own from the first sentence on."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._starting = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def speaks(self, phrase: Phrase) -> bool:
        return self._voice.speaks(phrase)

    async def say(self, phrase: Phrase) -> Audio:
        """Raises Voiceless. Whoever is cancelled stops the voice."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._say(phrase), self._running()))

    async def _say(self, phrase: Phrase) -> Audio:
        return await self._voice.say(phrase)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                Thread(target=self._loop.run_forever, name="voice", daemon=True).start()
            return self._loop
