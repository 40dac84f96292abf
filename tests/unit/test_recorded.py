"""The ears that judge a display's recording hear what is wrong: each control is a recording spoilt in one way."""

import numpy as np
import pytest

from terminal.voice.audio import RATE, Audio, joined, louder, silence
from tests.support.recorded import Sentence, faults

CHIME = Audio((9000 * np.sin(np.arange(RATE // 2) / 13)).astype(np.int16))


def speech(seed: int, seconds: float = 0.8) -> Audio:
    """Noise of one's own, as different from another's as two words."""
    return Audio(np.random.default_rng(seed).normal(0, 3000, round(seconds * RATE)).astype(np.int16))


ONE, TWO = Sentence("one", speech(1)), Sentence("two", speech(2, 1.1))
SHORT = Sentence("short", speech(3), chimed=False)
PAUSE, BREATH = silence(2), silence(0.15)


def announced(sentence: Sentence) -> Audio:
    return joined([CHIME, BREATH, sentence.audio] if sentence.chimed else [sentence.audio])


def together(first: Audio, second: Audio, at: float) -> Audio:
    """Both, the second beginning at this second of the first."""
    start = round(at * RATE)
    samples = np.zeros(max(len(first.samples), start + len(second.samples)), np.int16)
    samples[: len(first.samples)] += first.samples
    samples[start : start + len(second.samples)] += second.samples
    return Audio(samples)


RIGHT = joined([PAUSE, announced(ONE), PAUSE, announced(TWO), silence(0.4), announced(SHORT), PAUSE])


def test_a_right_recording_has_no_fault() -> None:
    assert faults(RIGHT, [ONE, TWO, SHORT], CHIME) == []
    assert faults(louder(RIGHT, 0.3), [ONE, TWO, SHORT], CHIME) == []


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(joined([PAUSE, announced(TWO), PAUSE, announced(ONE)]), id="swapped"),
        pytest.param(together(announced(ONE), announced(TWO), 1.0), id="overlapping"),
        pytest.param(joined([announced(ONE), PAUSE, TWO.audio]), id="no chime"),
        pytest.param(joined([announced(ONE), PAUSE]), id="lost"),
        pytest.param(joined([announced(ONE), PAUSE, announced(TWO), PAUSE, announced(TWO)]), id="once too often"),
        pytest.param(
            joined([announced(ONE), PAUSE, Audio(announced(TWO).samples[: -RATE // 4])]), id="the end is missing"
        ),
        pytest.param(joined([announced(ONE), silence(0.1), announced(TWO)]), id="without a pause"),
        pytest.param(joined([announced(ONE), PAUSE, announced(TWO), PAUSE, speech(9, 0.2)]), id="something else"),
        pytest.param(silence(5), id="silence"),
    ],
)
def test_what_is_wrong_is_heard(spoilt: Audio) -> None:
    assert faults(joined([PAUSE, announced(ONE), PAUSE, announced(TWO)]), [ONE, TWO], CHIME) == []
    assert faults(spoilt, [ONE, TWO], CHIME) != []
