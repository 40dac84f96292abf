"""WAV files of every form, and none: read to the same sound, or refused. And the change of a rate."""

import io
import math
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from terminal.voice import wav
from terminal.voice.audio import RATE, Audio
from terminal.voice.wav import NotWav, Wave, resampled

TONE_HZ = 441.0


def tone(seconds: float, rate: int, hertz: float = TONE_HZ, peak: float = 0.5) -> Wave:
    values: Wave = peak * np.sin(math.tau * hertz * np.arange(round(seconds * rate)) / rate)
    return values


def file(body: bytes, *, code: int, bits: int, rate: int = RATE, channels: int = 1, extensible: bool = False) -> bytes:
    """A WAV made by hand, with a chunk of no interest before the samples."""
    frame = bits // 8 * channels
    form = struct.pack("<HHIIHH", 0xFFFE if extensible else code, channels, rate, rate * frame, frame, bits)
    if extensible:
        form += (
            struct.pack("<HHI", 22, bits, 0) + struct.pack("<H", code) + bytes.fromhex("000000001000800000aa00389b71")
        )
    parts = [(b"fmt ", form), (b"LIST", b"odd"), (b"data", body)]
    chunks = b"".join(name + len(part).to_bytes(4, "little") + part + b"\0" * (len(part) % 2) for name, part in parts)
    return b"RIFF" + (len(chunks) + 4).to_bytes(4, "little") + b"WAVE" + chunks


def of_bits(values: Wave, bits: int) -> bytes:
    if bits == 8:
        return np.rint(values * 127 + 128).astype(np.uint8).tobytes()
    whole = np.rint(values * (2 ** (bits - 1) - 1)).astype("<i4")
    low: bytes = whole.view(np.uint8).reshape(-1, 4)[:, : bits // 8].tobytes()
    return low


@pytest.mark.parametrize("extensible", [False, True])
@pytest.mark.parametrize(("bits", "off"), [(8, 300), (16, 2), (24, 2), (32, 2)])
def test_whole_numbers_of_every_width_are_read_alike(bits: int, off: int, extensible: bool) -> None:
    values = tone(0.1, RATE)
    read = wav.read(file(of_bits(values, bits), code=1, bits=bits, extensible=extensible))
    assert np.abs(read.samples - values * 32768).max() < off


@pytest.mark.parametrize("bits", [32, 64])
def test_floating_point_is_read_and_what_is_no_number_is_silence(bits: int) -> None:
    values = tone(0.1, RATE)
    values[:4] = [math.nan, math.inf, -math.inf, 7.5]
    read = wav.read(file(values.astype(f"<f{bits // 8}").tobytes(), code=3, bits=bits))
    assert list(read.samples[:4]) == [0, 32767, -32768, 32767]
    assert np.abs(read.samples[4:] - values[4:] * 32768).max() < 2


def test_channels_are_mixed() -> None:
    left, right = tone(0.1, RATE, peak=0.6), tone(0.1, RATE, peak=0.2)
    both = of_bits(np.column_stack([left, right]).reshape(-1), 16)
    assert (
        np.abs(wav.read(file(both, code=1, bits=16, channels=2)).samples - tone(0.1, RATE, peak=0.4) * 32768).max() < 2
    )


def test_it_agrees_with_the_standard_library() -> None:
    audio = Audio((tone(0.2, RATE) * 32767).astype(np.int16))
    written = wav.written(audio)
    with wave.open(io.BytesIO(written)) as again:
        assert (again.getframerate(), again.getnchannels(), again.getsampwidth()) == (RATE, 1, 2)
        assert again.readframes(again.getnframes()) == audio.samples.tobytes()
    assert np.array_equal(wav.read(written).samples, audio.samples)


def test_a_stream_that_claims_to_be_endless_ends_where_it_ends() -> None:
    whole = wav.written(Audio((tone(0.1, RATE) * 32767).astype(np.int16)))
    endless = whole.replace(len(whole[44:]).to_bytes(4, "little"), b"\xff\xff\xff\xff")
    assert np.array_equal(wav.read(endless).samples, wav.read(whole).samples)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"ID3\x04 some music",
        file(b"", code=1, bits=16)[:40],  # cut inside its form
        file(b"\0\0", code=2, bits=4),  # ADPCM
        file(b"\0\0", code=1, bits=16, rate=8),
        file(b"\0\0", code=1, bits=16, channels=0),
        file(b"\0\0" * 8_000 * 31, code=1, bits=16, rate=8_000),  # half a minute and more
    ],
    ids=["empty", "stub", "mp3", "cut", "adpcm", "slow", "mute", "long"],
)
def test_what_is_no_clip_is_refused(data: bytes) -> None:
    with pytest.raises(NotWav):
        wav.read(data)


GOOD = file(of_bits(tone(0.02, 8_000), 16), code=1, bits=16, rate=8_000)


@given(some.lists(some.tuples(some.integers(0, len(GOOD) - 1), some.binary(max_size=6)), max_size=6), some.integers(0))
def test_no_bytes_do_more_than_to_be_refused(changes: list[tuple[int, bytes]], cut: int) -> None:
    data = bytearray(GOOD)
    for at, what in changes:
        data[at : at + len(what)] = what
    try:
        audio = wav.read(bytes(data[: cut % (len(data) + 1)]) if cut % 3 else bytes(data))
    except NotWav:
        return
    assert audio.samples.dtype == np.int16
    assert audio.seconds <= wav.LONGEST_SECONDS


# The change of a rate.


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000, 11_027])
def test_a_tone_is_the_same_tone_at_another_rate(rate: int) -> None:
    there = resampled(tone(1.0, rate), rate, RATE)
    assert len(there) == RATE
    inner = slice(RATE // 20, -RATE // 20)
    assert np.abs(there - tone(1.0, RATE))[inner].max() < 1e-4


def spectrum_db(values: Wave, hertz: float) -> float:
    """How loud one frequency is, in dB of a full-scale tone."""
    window = np.hanning(len(values))
    turning = np.exp(-1j * math.tau * hertz * np.arange(len(values)) / RATE)
    return 20 * math.log10(2 * abs(np.sum(values * window * turning)) / window.sum() + 1e-12)


def test_what_the_lower_rate_cannot_hold_does_not_fold_back() -> None:
    high = tone(1.0, 96_000, hertz=30_000)
    assert spectrum_db(resampled(high, 96_000, RATE), RATE - 30_000) < -100
    # the control: leaving samples out folds it back at full loudness
    careless = high[(np.arange(RATE) * 96_000 // RATE)]
    assert spectrum_db(careless, RATE - 30_000) > -20


def test_no_image_of_speech_appears_above_its_own_rate() -> None:
    low = tone(1.0, 22_050, hertz=5_000)
    assert spectrum_db(resampled(low, 22_050, RATE), 22_050 - 5_000) < -100
    assert spectrum_db(np.repeat(low, 2), 22_050 - 5_000) > -30  # the control: each sample twice
