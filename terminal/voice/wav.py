"""WAV files of any maker, read as ``Audio`` and written from it. Pure.

A reader of our own, because the bytes may come from anybody's program: ``wave`` of the standard library knows neither
floating point nor, before Python 3.12, the "extensible" header that recorders write around 24 bits; and a decoder in C
that falls over strange bytes would take the whole display with it.
"""

import io
import struct
import wave
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminal.voice.audio import RATE, Audio, Samples

LONGEST_SECONDS = 30.0

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_RATES = range(4_000, 192_001)
_MOST_CHANNELS = 16

Wave = NDArray[np.float64]
"""One channel; full scale is 1.0."""


class NotWav(ValueError):
    """These bytes are no WAV that can be read. ``args[0]`` says why, for a log."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a file writes its samples."""

    float_: bool
    channels: int
    rate: int
    bytes_each: int


def read(data: bytes) -> Audio:
    """All channels mixed into one, at ``RATE``. Raises NotWav; also for more than ``LONGEST_SECONDS``.

    A data chunk that claims more than there is ends with the file: who writes to a pipe cannot know its length.
    """
    form, body = _parts(data)
    if len(body) > LONGEST_SECONDS * form.rate * form.channels * form.bytes_each:
        raise NotWav("too long")
    return from_wave(resampled(_mixed(form, body), form.rate, RATE))


def written(audio: Audio) -> bytes:
    """A WAV file: one channel, 16 bits, ``RATE``."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, RATE, 0, "NONE", ""))
        sound.writeframes(audio.samples.astype("<i2").tobytes())
    return file.getvalue()


def from_wave(values: Wave) -> Audio:
    """Full scale 1.0 becomes 16 bits; what is louder is cut off."""
    return Audio(np.clip(np.rint(values * 32768), -32768, 32767).astype(np.int16))


def to_wave(samples: Samples) -> Wave:
    return samples.astype(np.float64) / 32768


def resampled(values: Wave, old: int, new: int) -> Wave:
    """The same sound at another rate, by its spectrum: nothing above half the lower rate is left to fold back.

    Padded to whole periods of both rates, so that it is exactly as long as it was; and by some silence, because a
    spectrum takes the end for the neighbour of the beginning.
    """
    if old == new or not len(values):
        return values
    period = old // np.gcd(old, new)
    padded = -(-(len(values) + old // 50) // period) * period
    length = padded * new // old
    spectrum = np.fft.rfft(values, padded)
    kept = np.zeros(length // 2 + 1, complex)
    both = min(len(spectrum), len(kept))
    kept[:both] = spectrum[:both]
    result: Wave = np.fft.irfft(kept, length) * (new / old)
    return result[: round(len(values) * new / old)]


# What is inside a file.


def _parts(data: bytes) -> tuple[Form, bytes]:
    form: Form | None = None
    for name, body in _chunks(data):
        if name == b"fmt ":
            form = _form(body)
        elif name == b"data":
            if form is None:
                raise NotWav("samples before their form")
            return form, body
    raise NotWav("no samples")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise NotWav("no RIFF WAVE")
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _form(body: bytes) -> Form:
    if len(body) < 16:
        raise NotWav("cut off")
    code, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if code == _EXTENSIBLE and len(body) >= 26:
        code = int.from_bytes(body[24:26], "little")
    if (code, bits) not in {(_PCM, 8), (_PCM, 16), (_PCM, 24), (_PCM, 32), (_FLOAT, 32), (_FLOAT, 64)}:
        raise NotWav(f"form {code} of {bits} bits")
    if not 1 <= channels <= _MOST_CHANNELS or rate not in _RATES:
        raise NotWav(f"{channels} channels at {rate}")
    return Form(code == _FLOAT, channels, rate, bits // 8)


def _mixed(form: Form, body: bytes) -> Wave:
    whole = len(body) // (form.bytes_each * form.channels) * form.channels
    values = _values(form, body[: whole * form.bytes_each])
    mixed: Wave = values.reshape(-1, form.channels).mean(axis=1)
    return mixed


def _values(form: Form, body: bytes) -> Wave:
    if form.float_:
        floats = np.frombuffer(body, f"<f{form.bytes_each}").astype(np.float64)
        return np.clip(np.nan_to_num(floats), -1, 1)
    if form.bytes_each == 1:  # the only one that counts from 0
        return (np.frombuffer(body, np.uint8).astype(np.float64) - 128) / 128
    wide = np.zeros((len(body) // form.bytes_each, 4), np.uint8)
    wide[:, 4 - form.bytes_each :] = np.frombuffer(body, np.uint8).reshape(-1, form.bytes_each)
    return wide.view("<i4")[:, 0].astype(np.float64) / 2**31
