"""What a sound device was given to play: SDL's disk driver as a microphone before the loudspeaker.

The driver writes 16-bit stereo at 44.1 kHz into ``SDL_DISKAUDIOFILE`` from the opening of the device on, silence too,
one buffer of 1024 frames every ``SDL_DISKAUDIODELAY`` milliseconds. Left alone it waits 23 ms, and records 0.987
seconds in a second; with 5 ms it is a device on which 4.4 seconds pass in one, so that tests need not wait for speech.
A recording therefore tells order and completeness, and times only in the device's own seconds. Two devices, of two
programs, are compared by ``Microphone``, which also knows when each buffer was played.
"""

import os
import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from terminal.voice.audio import RATE, Audio, joined, silence
from tests.support.hearing import Heard, heard

CHANNELS = 2
QUICK_MS = 5
ALIKE = 0.97
FAINT = 32
"""A thousandth of full scale: what is not heard."""

GAP_SECONDS = 0.3
"""At least so much silence lies between two announcements."""

EDGE_SECONDS = 0.1


def disk_device(file: Path, *, delay_ms: int | None = None) -> dict[str, str]:
    """The environment of a program whose sound goes into this file.

    The driver last: where these are set one after the other, a speaker that looks for a device meanwhile finds none.
    """
    delay = {"SDL_DISKAUDIODELAY": str(delay_ms)} if delay_ms is not None else {}
    return {"SDL_DISKAUDIOFILE": str(file), **delay, "SDL_AUDIODRIVER": "disk"}


PATIENCE = 60.0
_IMPATIENT = (
    *("terminal.look.speaker.OPEN_SECONDS", "terminal.look.speaker.LATE_SECONDS"),
    *("terminal.voice.announcer.SAY_SECONDS", "terminal.voice.espeak.SECONDS"),
)


def wait_for_sound(patch: pytest.MonkeyPatch) -> None:
    """Neither this process's sound device nor its voice counts as broken because the machine is busy."""
    for name in _IMPATIENT:
        patch.setattr(name, PATIENCE)


def plug_in(patch: pytest.MonkeyPatch, file: Path, *, delay_ms: int | None = None) -> None:
    """Gives this process a ``disk_device``, and the patience that goes with it."""
    wait_for_sound(patch)
    for name, value in disk_device(file, delay_ms=delay_ms).items():
        patch.setenv(name, value)


def recorded(file: Path) -> Audio:
    """All that was played until now; both channels are the same, or this is no recording of ours."""
    return _mono(file.read_bytes() if file.exists() else b"")


def _mono(data: bytes) -> Audio:
    frames = np.frombuffer(data[: len(data) // 4 * 4], "<i2").reshape(-1, CHANNELS)
    assert np.array_equal(frames[:, 0], frames[:, 1])
    return Audio(frames[:, 0].copy())


def seconds_recorded(file: Path) -> float:
    """How far the device is."""
    return file.stat().st_size / (2 * CHANNELS * RATE) if file.exists() else 0.0


class Microphone:
    """Before one device that plays into the pipe ``file``: what it played, and when. All go by one clock, the machine's
    (seconds of CLOCK_MONOTONIC), and are as exact as the buffers are short.
    """

    def __init__(self, file: Path) -> None:
        os.mkfifo(file)
        self._pipe = os.open(file, os.O_RDWR)  # also for writing: so it does not end when a player does
        self._played, self._bytes, self._until = bytearray(), [0], [time.monotonic()]
        self._closed = False
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while (heard := os.read(self._pipe, 1 << 16)) and not self._closed:
            self._until.append(time.monotonic())
            self._played += heard
            self._bytes.append(len(self._played))

    def close(self) -> None:
        self._closed = True
        os.write(self._pipe, b"end")
        self._thread.join()
        os.close(self._pipe)

    @property
    def audio(self) -> Audio:
        """All that was played until now."""
        return _mono(bytes(self._played))

    def instant(self, second: float) -> float:
        """When this second of ``audio`` was played."""
        return self._until[bisect_left(self._bytes, second * RATE * 2 * CHANNELS)]

    def loudest(self, begins: float, ends: float = float("inf")) -> float:
        """Of what was played between two instants, the last buffer before them included; 0 to 1."""
        first, last = bisect_left(self._until, begins), bisect_left(self._until, ends)
        part = self._played[self._bytes[max(first - 1, 0)] : self._bytes[min(last, len(self._bytes) - 1)]]
        samples = np.frombuffer(bytes(part[: len(part) // 2 * 2]), "<i2")  # of a film's device also one channel
        return float(np.abs(samples.astype(np.int32)).max(initial=0)) / 32768


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is expected: a name for it, how it sounds, and whether the chime rings before it."""

    name: str
    audio: Audio
    chimed: bool = True


def faults(recording: Audio, expected: Sequence[Sentence], chime: Audio) -> list[str]:
    """What is wrong with a recording that should hold exactly these, in this order; nothing where all is well.

    Each sound must begin where the silence after the one before it ends, and be the same from there to its end. So
    what is missing, overlaps, comes too early or does not belong there is found, and the rest is not judged any more.
    """
    sounds = [pair for one in expected for pair in ([("chime", chime)] * one.chimed) + [(one.name, one.audio)]]
    recording = joined([silence(EDGE_SECONDS), recording, silence(EDGE_SECONDS)])
    ends, before = 0.0, ""
    for name, audio in sounds:
        begins = _next_loud(recording, ends)
        if begins is None:
            return [f"{name} is missing"]
        found = _found(recording, name, audio, begins)
        if found is None:
            return [f"what sounds at {begins:.2f} s, after {before or 'nothing'}, is not {name}"]
        if before not in ("", "chime") and found.begins - ends < GAP_SECONDS:
            return [f"only {found.begins - ends:.2f} s between {before} and {name}"]
        ends, before = found.ends, name
    rest = _next_loud(recording, ends)
    return [f"something else sounds at {rest:.2f} s"] if rest is not None else []


def _next_loud(recording: Audio, after: float) -> float | None:
    start = round(after * RATE)
    loud = np.flatnonzero(np.abs(recording.samples[start:].astype(np.int32)) > FAINT)
    return (start + int(loud[0])) / RATE if len(loud) else None


def _found(recording: Audio, name: str, audio: Audio, begins: float) -> Heard | None:
    """The sound at this place, give or take what of its edges is too faint to be seen."""
    start = begins - EDGE_SECONDS
    window = recording.samples[round(start * RATE) :][: len(audio.samples) + round(2 * EDGE_SECONDS * RATE)]
    found = heard(Audio(window), {name: audio}, ALIKE)
    return Heard(name, start + found[0].begins, start + found[0].ends, found[0].score) if found else None
