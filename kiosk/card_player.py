"""Headphones that are a sound card of their own, as by USB: whether they are there, and sound for them alone."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from terminal.voice import wav
from terminal.voice.audio import Audio

LATE_SECONDS = 3.0
"""A sound that has not ended so long after its end plays nowhere."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class HeadphoneCard:
    """``name``: the card's own, in brackets in ``/proc/asound/cards``. ``folder``: tests put their own there."""

    name: str
    folder: Path = Path("/proc/asound")

    def plugged(self) -> bool:
        """Linux keeps a link of this name to the card for as long as it is plugged in; other entries are no links."""
        return (self.folder / self.name).is_symlink()

    def close(self) -> None:
        """Nothing is held."""


class CardPlayer:
    """Plays on this card and on no other, by ``aplay`` of alsa-utils. ``broken``: the last sound was not heard.

    Not through SDL, as the loudspeaker: it plays on what the system thinks best, which may be heard by all.
    """

    def __init__(self, card: str) -> None:
        self.broken = False
        self._device = f"plughw:CARD={card}"

    async def play(self, audio: Audio, volume: float = 1.0) -> bool:
        """Returns when the last sample is out; False: the card is gone or busy. Cancelling it ends the sound."""
        heard = await self._play(Audio((audio.samples * volume).astype(np.int16)))
        if not heard and not self.broken:
            log.warning("the headphones take no sound: aplay on %s", self._device)
        self.broken = not heard
        return heard

    async def _play(self, audio: Audio) -> bool:
        quiet = asyncio.subprocess.DEVNULL
        words = ("-q", "-D", self._device, "-t", "wav", "-")
        try:
            aplay = await asyncio.create_subprocess_exec(
                "aplay", *words, stdin=asyncio.subprocess.PIPE, stdout=quiet, stderr=quiet
            )
        except OSError:
            return False
        try:
            async with asyncio.timeout(audio.seconds + LATE_SECONDS):
                await aplay.communicate(wav.written(audio))
        except TimeoutError:
            return False
        finally:
            with suppress(ProcessLookupError):
                aplay.kill()
        return aplay.returncode == 0
