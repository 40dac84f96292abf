"""Says announcements: the chime, then each language in turn. Whatever fails is left out; the queue goes on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import time

from assets.texts import Language
from protocol.office import Office
from terminal.voice.announcements import Announcement
from terminal.voice.audio import Audio, joined, silence
from terminal.voice.config import VoiceSettings
from terminal.voice.phrases import call_phrase
from terminal.voice.port import Voice, Voiceless
from terminal.voice.voices import chime

SAY_SECONDS = 5.0
"""A voice that takes longer than this for one sentence is left out; its number has long stood on the screen."""

AFTER_CHIME, BETWEEN_LANGUAGES, AT_THE_END = 0.15, 0.5, 0.35

Play = Callable[[Audio, float], Awaitable[bool]]
"""Plays an audio at a volume (0 to 1), returns at its end; False: no device played it."""

log = logging.getLogger(__name__)


class Announcer:
    """``voice`` None: only the chime rings. ``speechless``: the last announcement could be said in no language."""

    def __init__(self, settings: VoiceSettings, voice: Voice | None, play: Play) -> None:
        self.speechless = False
        self._settings = settings
        self._voice = voice
        self._play = play
        self._made: dict[Announcement, asyncio.Task[Audio]] = {}
        self._left_out: set[Language] = set()

    @property
    def silent(self) -> bool:
        """Whether these settings let nothing be heard at all."""
        return self._voice is None and not self._settings.chime

    def prepare(self, announcement: Announcement | None, office: Office) -> None:
        """Begins to make the sound of what comes next, so that no gap is heard. What was prepared before is dropped."""
        for other in [one for one in self._made if one != announcement]:
            self._made.pop(other).cancel()
        if announcement is not None and announcement not in self._made:
            self._made[announcement] = asyncio.create_task(self._make(announcement, office))

    async def announce(self, announcement: Announcement, office: Office, now: time) -> bool:
        """Returns when it has been said; True where it was heard. Never raises; ``now`` is the office's local time."""
        making = self._made.pop(announcement, None) or asyncio.create_task(self._make(announcement, office))
        try:
            audio = await making
            return audio.seconds > 0 and await self._play(audio, self._settings.volume_at(now))
        except Exception:
            log.exception("a call could not be said")
            return False
        finally:
            making.cancel()

    async def _make(self, announcement: Announcement, office: Office) -> Audio:
        said = await self._say_in_all(announcement, office)
        parts = [part for sentence in said for part in (silence(BETWEEN_LANGUAGES), sentence)][1:]
        if self._settings.chime and not (announcement.short and announcement.follows):
            parts = [chime(), silence(AFTER_CHIME), *parts]
        return joined([*parts, silence(AT_THE_END)] if parts else [])

    async def _say_in_all(self, announcement: Announcement, office: Office) -> list[Audio]:
        """The sentences of those languages that could be said, in their order. They are made side by side."""
        if self._voice is None:
            return []
        tries = [
            asyncio.create_task(self._say(self._voice, announcement, office, language))
            for language in self._settings.languages
        ]
        try:
            await asyncio.wait(tries, timeout=SAY_SECONDS)
            said = [one.result() if one.done() else None for one in tries]
        finally:
            for one in tries:
                one.cancel()
        for language, audio in zip(self._settings.languages, said, strict=True):
            self._note(language, spoken=audio is not None)
        self.speechless = all(audio is None for audio in said)
        return [audio for audio in said if audio is not None]

    async def _say(self, voice: Voice, announcement: Announcement, office: Office, language: Language) -> Audio | None:
        try:
            numbers, short = self._settings.numbers, announcement.short
            return await voice.say(call_phrase(office, announcement.call, language, numbers=numbers, short=short))
        except Voiceless:
            return None
        except Exception:
            log.exception("a voice broke")
            return None

    def _note(self, language: Language, *, spoken: bool) -> None:
        """Said once to the log, and again only after it has spoken in between."""
        if spoken:
            self._left_out.discard(language)
        elif language not in self._left_out:
            self._left_out.add(language)
            log.warning("no voice says a call in %s; it is left out", language)
