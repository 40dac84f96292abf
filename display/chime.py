"""The sound before a call. A display without a working sound device says so and goes on showing."""

import logging

from kivy.core.audio import Sound, SoundLoader

from assets import path

log = logging.getLogger(__name__)


class Chime:
    """Plays assets/sounds/chime.wav. ``broken`` tells that nobody in the hall hears it."""

    def __init__(self) -> None:
        self._sound: Sound | None = SoundLoader.load(str(path("sounds", "chime.wav")))
        self.broken = self._sound is None or not self._sound.length
        if self.broken:
            log.error("no sound device plays the chime; calls are shown without it")

    def ring(self) -> None:
        """From its start, also while it still rings."""
        if self._sound is None or self.broken:
            return
        self._sound.stop()
        self._sound.play()
        if self._sound.state != "play":
            self.broken = True
            log.error("the chime no longer plays; calls are shown without it")
