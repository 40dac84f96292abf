"""The first call is cut out of what a whole play recorded."""

from pathlib import Path

import numpy as np

from antrean.demo.heard import first_call, keep_first_call
from terminal.voice.audio import RATE, Audio, joined, silence

CALL = Audio(np.full(RATE, 900, np.int16))


def frames(audio: Audio) -> bytes:
    """As SDL's disk driver writes it: both channels the same."""
    return np.repeat(audio.samples, 2).astype("<i2").tobytes()


def test_a_call_ends_where_a_long_silence_begins() -> None:
    recording = joined([silence(3), CALL, silence(0.4), CALL, silence(2), CALL])
    assert first_call(frames(recording)).seconds == 2.4
    assert first_call(frames(joined([silence(1), CALL])) + b"\0").seconds == 1  # a frame that is not whole yet
    assert first_call(frames(silence(9))).seconds == 0
    assert first_call(b"").seconds == 0


def test_only_what_was_heard_is_kept(tmp_path: Path) -> None:
    recording, target = tmp_path / "display.raw", tmp_path / "panggilan.wav"
    assert not keep_first_call(recording, target)
    recording.write_bytes(frames(joined([silence(1), CALL])))
    assert keep_first_call(recording, target)
    assert target.stat().st_size > 2 * RATE
    assert not recording.exists()
