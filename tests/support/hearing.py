"""Ears for tests: which clips are in a recording, in which order, and where.

A matched filter. Each clip slides along the recording, and wherever the two are as alike as an echo of the same
recording, it is heard; how loud it was played does not matter. "Ha" sounds where "A" does: of clips that could be in
one place, that is heard which explains most of the sound and adds least of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminal.voice.audio import RATE, Audio

ALIKE = 0.9
"""Below 1: a volume that changes, a rounding to 16 bits. Different words stay below 0.6."""

_UNHEARD = 5.0
"""How much more it counts against a clip that some of it is not in the recording, than for it that some is."""

_SAME_PLACE = 0.5
"""Two clips that share this much of the shorter one cannot both be heard."""

Signal = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heard:
    """A clip in a recording: where it begins and ends, in seconds, and how alike it is (1.0: the same)."""

    name: str
    begins: float
    ends: float
    score: float


def heard_order(recording: Audio, clips: Mapping[str, Audio]) -> list[str]:
    """The names of the clips in the order in which they are heard; one that comes twice is there twice."""
    return [one.name for one in heard(recording, clips)]


def heard(recording: Audio, clips: Mapping[str, Audio], alike: float = ALIKE) -> list[Heard]:
    """The clips that are in the recording, by their beginning."""
    sound = _Sound(recording)
    echoes = [echo for name, clip in clips.items() for echo in _echoes(name, sound, clip, alike)]
    found: list[Heard] = []
    for _, one in sorted(echoes, key=lambda echo: echo[0], reverse=True):
        if not _taken(one, found):
            found.append(one)
    return sorted(found, key=lambda one: one.begins)


def likeness(recording: Audio, clip: Audio) -> float:
    """How alike the clip and the best place for it are: 1.0 the same, 0 nothing in common."""
    return float(_Sound(recording).scores(clip).max(initial=0.0))


class _Sound:
    """A recording, prepared to be compared with many clips."""

    def __init__(self, recording: Audio) -> None:
        self._samples = _signal(recording)
        self._size = 1 << len(self._samples).bit_length()
        self._spectrum = np.fft.rfft(self._samples, self._size)
        self._energies = np.concatenate([[0.0], np.cumsum(self._samples**2)])

    def energy(self, begins: int, ends: int) -> float:
        return float(self._energies[ends] - self._energies[begins])

    def scores(self, clip: Audio) -> Signal:
        """The normalised correlation of the clip with each part of the recording that is as long as it."""
        wanted = _signal(clip)
        places = len(self._samples) - len(wanted) + 1
        energy = float(wanted @ wanted)
        if places < 1 or energy == 0:
            return np.zeros(0)
        product = np.fft.irfft(self._spectrum * np.conj(np.fft.rfft(wanted, self._size)), self._size)[:places]
        local = self._energies[len(wanted) :] - self._energies[:places]
        sounding = local > energy * 1e-6
        alike: Signal = np.where(sounding, product / np.sqrt(np.where(sounding, local, 1.0) * energy), 0.0)
        return alike


def _echoes(name: str, sound: _Sound, clip: Audio, alike: float) -> Iterator[tuple[float, Heard]]:
    """Every place where the clip is heard, with its weight. Near the best place the others are shifts of it."""
    scores = sound.scores(clip)
    length = len(clip.samples)
    while len(scores) and scores[best := int(scores.argmax())] >= alike:
        score = float(scores[best])
        weight = sound.energy(best, best + length) * (score**2 - _UNHEARD * (1 - score**2))
        yield weight, Heard(name, best / RATE, (best + length) / RATE, score)
        scores[max(best - length // 2, 0) : best + length // 2 + 1] = 0


def _taken(one: Heard, others: list[Heard]) -> bool:
    def shared(other: Heard) -> float:
        return min(one.ends, other.ends) - max(one.begins, other.begins)

    return any(shared(other) > _SAME_PLACE * min(one.ends - one.begins, other.ends - other.begins) for other in others)


def _signal(audio: Audio) -> Signal:
    return audio.samples.astype(np.float64)
