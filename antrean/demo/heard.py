"""What the hall heard. On a virtual screen the display's sound goes into a file, and its first call is kept of it."""

from pathlib import Path

import numpy as np

from terminal.voice import wav
from terminal.voice.audio import RATE, Audio

PAUSE_SECONDS = 0.6
"""Longer than any pause within a call."""


def sound_into(file: Path) -> dict[str, str]:
    """The environment of a program whose sound is recorded: SDL's disk driver, 16 bits, two channels, 44.1 kHz."""
    return {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(file)}


def keep_first_call(recording: Path, target: Path) -> bool:
    """Writes the first that is heard as a WAV; False where nothing was. The recording, large and silent, goes."""
    call = first_call(recording.read_bytes()) if recording.exists() else Audio(np.zeros(0, np.int16))
    recording.unlink(missing_ok=True)
    if len(call.samples):
        target.write_bytes(wav.written(call))
    return len(call.samples) > 0


def first_call(recording: bytes) -> Audio:
    """From the first sound to the first long silence; empty where all is silent."""
    left = np.frombuffer(recording[: len(recording) // 4 * 4], "<i2")[::2]
    loud = np.flatnonzero(left)
    if not len(loud):
        return Audio(np.zeros(0, np.int16))
    silences = np.flatnonzero(np.diff(loud) > PAUSE_SECONDS * RATE)
    last = loud[silences[0]] if len(silences) else loud[-1]
    return Audio(left[loud[0] : last + 1].astype(np.int16))
