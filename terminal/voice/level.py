"""How loud a piece of sound is, and making it as loud as every other: in dBFS, 0 for a full-scale square wave. Pure."""

import math

import numpy as np
from numpy.typing import NDArray

from terminal.voice.audio import RATE, Audio
from terminal.voice.wav import from_wave, to_wave

SPEECH_DBFS = -20.0
"""How loud every voice speaks, measured by ``speech_dbfs``."""

PEAK_DBFS = -1.0
"""No sample of a voice is louder."""

SILENT_DBFS = -60.0
"""What stays below is no sound."""

_FRAME = RATE // 100
_GATE_DB = 10.0
_TRIM_DB = 36.0
_OVER_NOISE_DB = 8.0
_BEFORE, _AFTER = RATE // 50, RATE // 25
_FADE = RATE // 200


def dbfs(amplitude: float) -> float:
    """Decibels of an amplitude whose full scale is 1; minus infinity for none."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def peak_dbfs(audio: Audio) -> float:
    """The loudest sample."""
    return dbfs(float(np.abs(to_wave(audio.samples)).max(initial=0)))


def rms_dbfs(audio: Audio) -> float:
    """The mean power of all of it."""
    return dbfs(math.sqrt(float(np.mean(to_wave(audio.samples) ** 2)))) if len(audio.samples) else -math.inf


def speech_dbfs(audio: Audio) -> float:
    """The mean power of what is spoken, without the pauses: of frames not 10 dB below the mean of all."""
    powers = _powers(audio)
    if not len(powers):
        return -math.inf
    voiced = powers[powers >= powers.mean() / 10 ** (_GATE_DB / 10)]
    return dbfs(math.sqrt(float(voiced.mean())))


def centred(audio: Audio, offset: float | None = None) -> Audio:
    """Without the constant share that cheap microphones add: it is no sound, but counts as one, and clicks at each end.

    ``offset`` is that share, in steps of a sample; without it the mean of all samples is taken for it.
    """
    if not len(audio.samples):
        return audio
    share = float(audio.samples.mean()) if offset is None else offset
    return from_wave(to_wave(audio.samples) - share / 32768)


def noise_dbfs(audio: Audio) -> float:
    """The mean power of its quietest tenth: what is heard while nobody speaks."""
    powers = np.sort(_powers(audio))
    return dbfs(math.sqrt(float(powers[: max(len(powers) // 10, 1)].mean()))) if len(powers) else -math.inf


def spoken(audio: Audio, noise: float = -math.inf) -> slice:
    """The samples from the first sound to the last; none where nothing is louder than silence.

    ``noise``: what is known of the room, in dBFS; nothing that is hardly louder counts as sound.
    """
    powers = _powers(audio)
    loudest = dbfs(math.sqrt(float(powers.max(initial=0))))
    floor = max(loudest - _TRIM_DB, noise + _OVER_NOISE_DB, SILENT_DBFS)
    loud = np.flatnonzero(powers >= 10 ** (floor / 10))
    if not len(loud):
        return slice(0, 0)
    return slice(int(loud[0]) * _FRAME, min((int(loud[-1]) + 1) * _FRAME, len(audio.samples)))


def trimmed(audio: Audio, noise: float = -math.inf) -> Audio:
    """What is ``spoken``, with a moment before and after it for the breath of a consonant; empty where nothing is.

    The room fades in and out: cut hard, it would be heard between the words of a pack.
    """
    voice = spoken(audio, noise)
    if voice.stop == 0:
        return Audio(audio.samples[:0])
    values = to_wave(audio.samples[max(voice.start - _BEFORE, 0) : voice.stop + _AFTER])
    ramp = np.linspace(0, 1, min(_FADE, len(values)))
    values[: len(ramp)] *= ramp
    values[len(values) - len(ramp) :] *= ramp[::-1]
    return from_wave(values)


def levelled(audio: Audio) -> Audio:
    """As loud as every voice, or as loud as its peaks allow; silence stays silence."""
    loudness = speech_dbfs(audio)
    if loudness < SILENT_DBFS:
        return audio
    gain = min(SPEECH_DBFS - loudness, PEAK_DBFS - peak_dbfs(audio))
    return from_wave(to_wave(audio.samples) * 10 ** (gain / 20))


def _powers(audio: Audio) -> NDArray[np.float64]:
    """The mean power of each hundredth of a second; the last may be short."""
    values = to_wave(audio.samples) ** 2
    starts = np.arange(0, len(values), _FRAME)
    if not len(starts):
        return np.zeros(0)
    lengths = np.diff(np.append(starts, len(values)))
    powers: NDArray[np.float64] = np.add.reduceat(values, starts) / lengths
    return powers
