"""Reads lines aloud, one after the other: begun at once, broken off at once, the next one made while one sounds."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Protocol

from kiosk.spoken import Line
from terminal.voice.audio import Audio, joined, silence
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voice, Voiceless

PAUSE = silence(0.2)
"""Between two sentences."""
BREATH_SECONDS = 0.15
"""A voice that takes longer to begin is not waited for with anything else."""
TRIES = 2
"""So many sentences that nobody heard, and the rest is not tried: a voice may take seconds to fail."""


log = logging.getLogger(__name__)


class Player(Protocol):
    """``terminal.look.speaker.Speaker``, without Kivy."""

    broken: bool

    async def play(self, audio: Audio, volume: float = 1.0) -> bool:
        """Returns at its end; False: no device played it. Cancelling it ends the sound."""
        ...


class Reader:
    """``keep`` runs work beside the window; ``changed`` is called with every line that begins, and at the end.

    ``failed`` is called once for a reading of which nothing could be heard.
    """

    def __init__(
        self,
        voice: Voice,
        player: Player,
        keep: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]],
        *,
        changed: Callable[[], None],
        failed: Callable[[], None],
    ) -> None:
        self.line: Line | None = None
        """What is said, or was said last and not broken off."""
        self.volume = 1.0
        self._voice = voice
        self.player = player
        """Each sentence is given to the one that stands here as it begins."""
        self._keep = keep
        self._changed = changed
        self._failed = failed
        self._waiting: deque[Line] = deque()
        self._reading: asyncio.Task[None] | None = None
        self._made: dict[Phrase, asyncio.Task[Audio]] = {}
        self._begins_by = float("-inf")

    @property
    def busy(self) -> bool:
        """Whether something is said, or about to be."""
        return self._reading is not None and not self._reading.done()

    @property
    def draws_breath(self) -> bool:
        """Whether it is about to begin."""
        return self.busy and asyncio.get_running_loop().time() < self._begins_by

    def tell(self, lines: Iterable[Line]) -> None:
        """These, in place of what is being said."""
        self.hush()
        self._begins_by = asyncio.get_running_loop().time() + BREATH_SECONDS
        self.add(lines)

    def add(self, lines: Iterable[Line]) -> None:
        """These, after what is being said."""
        self._waiting.extend(lines)
        if self._waiting and not self.busy:
            self._reading = self._keep(self._read())

    def put_first(self, lines: Iterable[Line]) -> None:
        """These, right after the sentence that is being said."""
        waiting = tuple(self._waiting)
        self._waiting.clear()
        self.add((*lines, *waiting))

    def keep_only(self, wanted: Callable[[Line], bool]) -> None:
        """Of what waits, leave out what is no longer so."""
        self._waiting = deque(line for line in self._waiting if wanted(line))

    def hush(self) -> None:
        """Silence now. What was said does not stay in sight either: it may be of another page, or private."""
        self.line = None
        self._waiting.clear()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        for making in self._made.values():
            making.cancel()
        self._made.clear()

    async def prepare(self, lines: Iterable[Line]) -> bool:
        """Make the sound of these ahead, where the voice remembers it; False: it could not be made."""
        try:
            for line in lines:
                await self._voice.say(line.phrase)
        except Voiceless as problem:
            log.warning("the guide has no voice: %s", ": ".join(map(str, problem.args)))
            return False
        except Exception:
            log.exception("the guide could not look ahead")  # no reason to end a window
            return False
        return True

    async def _read(self) -> None:
        heard = tried = 0
        try:
            while self._waiting and (heard or tried < TRIES):
                tried += 1
                heard += await self._say(self._waiting.popleft())
        except Exception:
            log.exception("the guide broke off")
        self._changed()
        if tried and not heard:
            self._waiting.clear()
            self._failed()

    async def _say(self, line: Line) -> bool:
        try:
            audio = await self._making(line.phrase)
        except Voiceless:
            return False
        self.line = line
        self._changed()
        if self._waiting:
            self._making(self._waiting[0].phrase)
        self._made.pop(line.phrase, None)
        self._begins_by = float("-inf")
        return await self.player.play(joined((audio, PAUSE)), self.volume)

    def _making(self, phrase: Phrase) -> asyncio.Task[Audio]:
        if phrase not in self._made:
            self._made[phrase] = asyncio.create_task(self._voice.say(phrase))
            self._made[phrase].add_done_callback(_looked_at)
        return self._made[phrase]


def _looked_at(made: asyncio.Task[Audio]) -> None:
    """One that was made ahead and never needed may have failed unseen."""
    if not made.cancelled():
        made.exception()
