"""What is good enough for a pack, and when a reader has finished speaking. Pure."""

import math
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from terminal.voice.audio import RATE, Audio, Samples
from terminal.voice.level import noise_dbfs, rms_dbfs, speech_dbfs, spoken, trimmed

Fault = Literal["empty", "cut", "quiet", "clipped", "noisy", "long"]
"""``empty``: nobody speaks. ``cut``: it begins or ends within a sound. ``clipped``: louder than it bears."""

QUIET_DBFS = -40.0
"""A quieter voice would be made louder together with what the microphone adds of its own."""

NOISY_DB = 15.0
"""How far a voice must stand above its room."""

NOISY_CLIP_DB = 10.0
"""The same for a clip, whose quietest moments may be the end of its word instead of the room."""

LOUD_ROOM_DBFS = -45.0
"""Louder than this, a room is better made quiet before forty clips are recorded in it."""

_SHORTEST_SECONDS = 0.08
_LOUD = 29_000


def longest_seconds(text: str) -> float:
    """How long the slowest good reader takes for these words."""
    return 1.0 + 0.12 * len(text)


def take_faults(take: Audio, text: str, noise: float) -> tuple[Fault, ...]:
    """What is wrong with a fresh take, whose room has this ``noise`` in dBFS."""
    voice = spoken(take, noise)
    if _is_empty(voice):
        return ("empty",)
    whole = Audio(take.samples[voice])
    cut: tuple[Fault, ...] = ("cut",) if voice.start == 0 or voice.stop == len(take.samples) else ()
    return (*cut, *_faults(whole, whole.seconds, text, noise + NOISY_DB))


def clip_faults(clip: Audio, text: str) -> tuple[Fault, ...]:
    """What is wrong with a clip of a pack. Its room is only known by its own quietest moments."""
    voice = spoken(clip)
    if _is_empty(voice):
        return ("empty",)
    noise = noise_dbfs(clip)
    return tuple(_faults(clip, trimmed(clip, noise).seconds, text, noise + NOISY_CLIP_DB))


def _is_empty(voice: slice) -> bool:
    return bool((voice.stop - voice.start) / RATE < _SHORTEST_SECONDS)


def _faults(voice: Audio, seconds: float, text: str, above: float) -> Iterator[Fault]:
    loudness = speech_dbfs(voice)
    if loudness < QUIET_DBFS:
        yield "quiet"
    if is_clipped(voice.samples):
        yield "clipped"
    if loudness < above:
        yield "noisy"
    if seconds > longest_seconds(text):
        yield "long"


def is_clipped(samples: Samples) -> bool:
    """Whether three samples in a row are the loudest, and near full scale: one alone is a peak, a row is one cut off.

    Some microphones cut below full scale, and a centred recording is no longer quite there.
    """
    return any(_is_flat(samples == edge) for edge in (samples.max(), samples.min()) if abs(int(edge)) >= _LOUD)


def _is_flat(at_edge: NDArray[np.bool_]) -> bool:
    return bool(np.any(at_edge[2:] & at_edge[1:-1] & at_edge[:-2]))


PIECE = RATE // 50
"""How many samples an ``Ear`` is given at a time."""


class Ear:
    """Notices when a reader has begun and has finished. ``noise``: of the room, in dBFS."""

    PATIENCE_SECONDS = 5.0
    QUIET_AT_END_SECONDS = 0.8
    OVER_NOISE_DB = 10.0
    LEAST_DBFS = -50.0
    VOICE_PIECES = 3  # a click is shorter

    def __init__(self, noise: float, text: str) -> None:
        self._threshold = max(noise + self.OVER_NOISE_DB, self.LEAST_DBFS)
        self._longest = longest_seconds(text) + self.QUIET_AT_END_SECONDS + 1.0
        self._heard = 0.0
        self._begun = math.inf
        self._last_sound = 0.0
        self._row = 0

    def hear(self, piece: Samples) -> bool:
        """Takes in the next piece. True once it has heard enough: the reader is done, too slow, or never began."""
        self._heard += len(piece) / RATE
        if rms_dbfs(Audio(piece)) >= self._threshold:
            self._row += 1
            self._last_sound = self._heard
            if self._row == self.VOICE_PIECES:
                self._begun = min(self._begun, self._heard)
        else:
            self._row = 0
        if self._begun == math.inf:
            return self._heard >= self.PATIENCE_SECONDS
        return self._heard - self._last_sound >= self.QUIET_AT_END_SECONDS or self._heard - self._begun >= self._longest
