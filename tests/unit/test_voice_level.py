"""How loud a sound is, where it begins and ends, and that every voice becomes as loud as the next."""

import math

import numpy as np
import pytest

from terminal.voice.audio import RATE, Audio, joined, silence
from terminal.voice.level import (
    PEAK_DBFS,
    SPEECH_DBFS,
    centred,
    levelled,
    noise_dbfs,
    peak_dbfs,
    rms_dbfs,
    speech_dbfs,
    spoken,
    trimmed,
)


def tone(seconds: float, dbfs: float, hertz: float = 400) -> Audio:
    """A sine whose peak is ``dbfs``."""
    turns = math.tau * hertz * np.arange(round(seconds * RATE)) / RATE
    return Audio(np.rint(np.sin(turns) * 32767 * 10 ** (dbfs / 20)).astype(np.int16))


def noise(seconds: float, dbfs: float) -> Audio:
    values = np.random.default_rng(7).normal(0, 32768 * 10 ** (dbfs / 20), round(seconds * RATE))
    return Audio(np.clip(values, -32768, 32767).astype(np.int16))


def test_a_sine_has_its_known_levels() -> None:
    sine = tone(1, -6)
    assert peak_dbfs(sine) == pytest.approx(-6, abs=0.01)
    assert rms_dbfs(sine) == pytest.approx(-9.01, abs=0.01)
    assert speech_dbfs(sine) == pytest.approx(-9.01, abs=0.01)


def test_pauses_do_not_make_speech_quieter() -> None:
    halting = joined([tone(0.5, -6), silence(1.5), tone(0.5, -6)])
    assert rms_dbfs(halting) == pytest.approx(-9 - 10 * math.log10(2.5), abs=0.1)
    assert speech_dbfs(halting) == pytest.approx(-9.01, abs=0.1)


def test_no_sound_has_no_level() -> None:
    for nothing in (silence(0), silence(1)):
        assert peak_dbfs(nothing) == rms_dbfs(nothing) == speech_dbfs(nothing) == noise_dbfs(nothing) == -math.inf


def test_the_room_is_heard_behind_the_voice() -> None:
    take = joined([noise(0.5, -50), tone(1, -10)])
    assert noise_dbfs(take) == pytest.approx(-50, abs=1)


@pytest.mark.parametrize("before", [0.0, 0.31, 1.0])
@pytest.mark.parametrize("after", [0.0, 0.27, 2.0])
def test_silence_around_a_voice_is_cut_to_a_breath(before: float, after: float) -> None:
    whole = joined([silence(before), tone(0.5, -12), silence(after)])
    assert 0.5 <= trimmed(whole).seconds <= 0.5 + 0.02 + 0.04 + 0.02
    voice = spoken(whole)
    assert voice.start / RATE == pytest.approx(before, abs=0.011)
    assert voice.stop / RATE == pytest.approx(before + 0.5, abs=0.011)


def test_pauses_inside_stay() -> None:
    assert trimmed(joined([tone(0.2, -12), silence(0.8), tone(0.2, -12)])).seconds == pytest.approx(1.2, abs=0.02)


def test_a_soft_consonant_at_the_end_stays() -> None:
    assert trimmed(joined([tone(0.3, -12), noise(0.1, -40), silence(0.5)])).seconds > 0.4


def test_noise_is_not_taken_for_a_voice_where_it_is_known() -> None:
    take = joined([noise(1, -42), tone(0.5, -12), noise(1, -42)])
    assert trimmed(take, noise=-42).seconds < 0.6
    assert trimmed(take).seconds > 2  # the control: it is louder than what is cut without knowing


def test_a_constant_share_is_no_sound() -> None:
    hummed = Audio(joined([silence(1), tone(0.5, -12), silence(1)]).samples + np.int16(400))
    assert len(trimmed(hummed).samples) > 2 * RATE  # the control
    assert trimmed(centred(hummed)).seconds == pytest.approx(0.56, abs=0.02)
    assert not centred(Audio(np.full(RATE, 400, np.int16)), 400).samples.any()
    assert len(centred(silence(0)).samples) == 0


def test_a_room_fades_in_and_out() -> None:
    voice = trimmed(joined([noise(1, -45), tone(0.5, -12), noise(1, -45)]))
    assert voice.samples[0] == voice.samples[-1] == 0
    assert 0 < np.abs(voice.samples[:20]).max() < np.abs(voice.samples[300:800]).max()


def test_what_is_silent_becomes_empty() -> None:
    for nothing in (silence(0), silence(2), noise(1, -70)):
        assert len(trimmed(nothing).samples) == 0
        assert spoken(nothing) == slice(0, 0)


@pytest.mark.parametrize("dbfs", [-45, -30, -17, -3, 0])
def test_every_voice_becomes_as_loud(dbfs: float) -> None:
    result = levelled(joined([tone(0.5, dbfs), silence(0.3), tone(0.5, dbfs)]))
    assert speech_dbfs(result) == pytest.approx(SPEECH_DBFS, abs=0.1)
    assert peak_dbfs(result) <= PEAK_DBFS + 0.01


def test_a_voice_with_one_loud_crack_is_not_clipped() -> None:
    crack = Audio(np.concatenate([tone(1, -40).samples, np.full(3, 32767, np.int16), tone(1, -40).samples]))
    assert peak_dbfs(levelled(crack)) == pytest.approx(PEAK_DBFS, abs=0.01)
    assert speech_dbfs(levelled(crack)) < SPEECH_DBFS - 3


def test_silence_is_not_blown_up() -> None:
    hiss = noise(1, -75)
    assert np.array_equal(levelled(hiss).samples, hiss.samples)
