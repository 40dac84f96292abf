"""What a sound device was given to play: SDL's disk driver as a microphone before the loudspeaker.

The driver writes 16-bit stereo at 44.1 kHz into ``SDL_DISKAUDIOFILE`` from the opening of the device on, silence too,
one buffer of 1024 frames every ``SDL_DISKAUDIODELAY`` milliseconds. Left alone it waits 23 ms, and records 0.987
seconds in a second; with 5 ms it is a device on which 4.4 seconds pass in one, so that tests need not wait for speech.
A recording therefore tells order and completeness, and times only in the device's own seconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from terminal.voice.audio import RATE, Audio, joined, silence
from tests.support.hearing import Heard, heard

CHANNELS = 2
QUICK_MS = 5
ALIKE = 0.97
FAINT = 32
"""A thousandth of full scale: what is not heard."""

GAP_SECONDS = 0.3
"""At least so much silence lies between two announcements."""

EDGE_SECONDS = 0.05


def disk_device(file: Path, *, delay_ms: int | None = None) -> dict[str, str]:
    """The environment of a program whose sound goes into this file."""
    delay = {"SDL_DISKAUDIODELAY": str(delay_ms)} if delay_ms is not None else {}
    return {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(file), **delay}


def recorded(file: Path) -> Audio:
    """All that was played until now; both channels are the same, or this is no recording of ours."""
    data = file.read_bytes() if file.exists() else b""
    frames = np.frombuffer(data[: len(data) // 4 * 4], "<i2").reshape(-1, CHANNELS)
    assert np.array_equal(frames[:, 0], frames[:, 1])
    return Audio(frames[:, 0].copy())


def seconds_recorded(file: Path) -> float:
    """How far the device is."""
    return file.stat().st_size / (2 * CHANNELS * RATE) if file.exists() else 0.0


def squeezed(audio: Audio, longest: float = 0.6) -> Audio:
    """No silence longer than this: hours of waiting between two calls are of no interest."""
    loud = np.flatnonzero(audio.samples)
    if not len(loud):
        return Audio(audio.samples[:0])
    most = round(longest * RATE)
    breaks = np.flatnonzero(np.diff(loud) > most)
    starts, ends = [loud[0], *loud[breaks + 1]], [*(loud[breaks] + most), loud[-1] + 1]
    pieces = (Audio(audio.samples[start:end]) for start, end in zip(starts, ends, strict=True))
    return joined([silence(EDGE_SECONDS), *pieces, silence(EDGE_SECONDS)])  # a sound may begin with zeros of its own


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is expected: a name for it, how it sounds, and whether the chime rings before it."""

    name: str
    audio: Audio
    chimed: bool = True


def faults(recording: Audio, expected: Sequence[Sentence], chime: Audio) -> list[str]:
    """What is wrong with a recording that should hold exactly these, in this order: one sentence each."""
    heard_here = squeezed(recording)
    sounds = {"chime": chime} | {sentence.name: sentence.audio for sentence in expected}
    found = heard(heard_here, sounds, ALIKE)
    order = [name for one in expected for name in (["chime", one.name] if one.chimed else [one.name])]
    return [*_order_faults([one.name for one in found], order), *_place_faults(found), *_noises(heard_here, found)]


def _order_faults(names: list[str], order: list[str]) -> Iterator[str]:
    if names != order:
        yield f"heard {names} instead of {order}"


def _place_faults(found: list[Heard]) -> Iterator[str]:
    for before, after in pairwise(found):
        gap = after.begins - before.ends
        if gap < 0:
            yield f"{after.name} begins while {before.name} sounds"
        elif before.name != "chime" and gap < GAP_SECONDS:
            yield f"only {gap:.2f} s between {before.name} and {after.name}"


def _noises(recording: Audio, found: list[Heard]) -> Iterator[str]:
    rest = np.abs(recording.samples.astype(np.int32))
    for one in found:
        rest[round(one.begins * RATE) : round(one.ends * RATE)] = 0
    if rest.max(initial=0) > FAINT:
        yield f"something else sounds at {int(rest.argmax()) / RATE:.2f} s"
