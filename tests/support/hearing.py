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
    echoes = [echo for name, clip in clips.items() for echo in _echoes(name, recording, clip, alike)]
    found: list[Heard] = []
    for _, one in sorted(echoes, key=lambda echo: echo[0], reverse=True):
        if not _taken(one, found):
            found.append(one)
    return sorted(found, key=lambda one: one.begins)


def likeness(recording: Audio, clip: Audio) -> float:
    """How alike the clip and the best place for it are: 1.0 the same, 0 nothing in common."""
    scores = _scores(_signal(recording), _signal(clip))
    return float(scores.max(initial=0.0))


def _echoes(name: str, recording: Audio, clip: Audio, alike: float) -> Iterator[tuple[float, Heard]]:
    """Every place where the clip is heard, with its weight. Near the best place the others are shifts of it."""
    sound = _signal(recording)
    scores = _scores(sound, _signal(clip))
    length = len(clip.samples)
    while len(scores) and scores[best := int(scores.argmax())] >= alike:
        score = float(scores[best])
        energy = float(sound[best : best + length] @ sound[best : best + length])
        weight = energy * (score**2 - _UNHEARD * (1 - score**2))
        yield weight, Heard(name, best / RATE, (best + length) / RATE, score)
        scores[max(best - length // 2, 0) : best + length // 2 + 1] = 0


def _taken(one: Heard, others: list[Heard]) -> bool:
    def shared(other: Heard) -> float:
        return min(one.ends, other.ends) - max(one.begins, other.begins)

    return any(shared(other) > _SAME_PLACE * min(one.ends - one.begins, other.ends - other.begins) for other in others)


def _signal(audio: Audio) -> Signal:
    return audio.samples.astype(np.float64)


def _scores(recording: Signal, clip: Signal) -> Signal:
    """The normalised correlation of the clip with each part of the recording that is as long as it."""
    places = len(recording) - len(clip) + 1
    energy = float(clip @ clip)
    if places < 1 or energy == 0:
        return np.zeros(0)
    size = 1 << (len(recording) + len(clip)).bit_length()
    product = np.fft.irfft(np.fft.rfft(recording, size) * np.conj(np.fft.rfft(clip, size)), size)[:places]
    sums = np.concatenate([[0.0], np.cumsum(recording**2)])
    local = sums[len(clip) :] - sums[:places]
    heard_at_all = local > energy * 1e-6
    scores: Signal = np.where(heard_at_all, product / np.sqrt(np.where(heard_at_all, local, 1.0) * energy), 0.0)
    return scores
