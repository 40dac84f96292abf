"""Sound as numbers: one channel, 44,100 samples a second, 16 bits. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
"""Samples a second of every ``Audio``."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A piece of sound that is never changed."""

    samples: Samples

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def silence(seconds: float) -> Audio:
    return Audio(np.zeros(round(seconds * RATE), np.int16))


def joined(parts: Iterable[Audio]) -> Audio:
    """One after the other."""
    pieces = [part.samples for part in parts]
    return Audio(np.concatenate(pieces) if pieces else np.zeros(0, np.int16))


def louder(audio: Audio, factor: float) -> Audio:
    """``factor`` times as loud, cut off where it would overflow."""
    scaled = np.clip(audio.samples.astype(np.float64) * factor, -32768, 32767)
    return Audio(scaled.astype(np.int16))
