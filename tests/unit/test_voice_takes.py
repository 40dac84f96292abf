"""Which takes are good enough, when a reader has finished, and which sentence comes next."""

import numpy as np
import pytest

from antrean.voice_script import Script
from terminal.voice.audio import RATE, Audio, joined, louder, silence
from terminal.voice.clips import Clip
from terminal.voice.takes import PIECE, Ear, Fault, clip_faults, is_clipped, longest_seconds, take_faults

ROOM = -60.0
GENERATOR = np.random.default_rng(5)


def hiss(seconds: float, dbfs: float = ROOM) -> Audio:
    return Audio(
        GENERATOR.normal(0, 32768 * 10 ** (dbfs / 20), round(seconds * RATE)).clip(-32768, 32767).astype(np.int16)
    )


def voice(seconds: float = 0.5, peak: float = 0.3) -> Audio:
    turns = np.arange(round(seconds * RATE)) / RATE * 2 * np.pi
    return Audio((np.sin(180 * turns) * (0.6 + 0.4 * np.sin(4 * turns)) * peak * 32767).astype(np.int16))


def take(said: Audio, room: float = ROOM) -> Audio:
    return joined([hiss(0.5, room), said, hiss(0.8, room)])


@pytest.mark.parametrize(
    ("said", "room", "faults"),
    [
        (voice(), ROOM, ()),
        (voice(peak=0.9), ROOM, ()),
        (voice(peak=0.03), -80, ()),
        (voice(peak=0.008), -80, ("quiet",)),
        (louder(voice(), 8), ROOM, ("clipped",)),
        (voice(peak=0.05), -44, ("noisy",)),
        (voice(seconds=4), ROOM, ("long",)),
        (silence(0.5), ROOM, ("empty",)),
        (voice(seconds=0.03), ROOM, ("empty",)),
    ],
    ids=["good", "loud", "soft", "quiet", "clipped", "noisy", "long", "nothing", "a click"],
)
def test_a_take_is_judged(said: Audio, room: float, faults: tuple[Fault, ...]) -> None:
    assert take_faults(take(said, room), "dua", room) == faults


def test_who_begins_too_early_or_is_not_waited_for_is_cut() -> None:
    assert take_faults(joined([voice(), hiss(0.8)]), "dua", ROOM) == ("cut",)
    assert take_faults(joined([hiss(0.5), voice()]), "dua", ROOM) == ("cut",)


def test_a_stored_clip_is_judged_by_its_own_margins() -> None:
    assert clip_faults(joined([hiss(0.02), voice(), hiss(0.04)]), "dua") == ()
    assert clip_faults(joined([hiss(0.2, -30), voice(peak=0.1), hiss(0.2, -30)]), "dua") == ("noisy",)
    assert clip_faults(voice(), "dua") == ()  # cut close to the word by somebody else
    assert clip_faults(voice(peak=0.008), "dua") == ("quiet",)
    assert clip_faults(silence(1), "dua") == clip_faults(silence(0), "dua") == ("empty",)


def test_one_peak_at_full_scale_is_not_clipped() -> None:
    samples = voice().samples.copy()
    samples[100:102] = 32767
    assert not is_clipped(samples)
    samples[100:103] = -32768
    assert is_clipped(samples)
    assert not is_clipped(samples[:2])


@pytest.mark.parametrize("hertz", [70, 110, 220, 1000])
def test_a_loud_tone_is_not_clipped_and_one_cut_below_full_scale_is(hertz: float) -> None:
    tone = 0.97 * 32767 * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    assert not is_clipped(np.rint(tone).astype(np.int16))
    assert is_clipped(np.rint(tone.clip(-30_000, 30_000)).astype(np.int16))


def heard_seconds(ear: Ear, audio: Audio) -> float:
    """How much of it the ear listens to."""
    for end in range(PIECE, len(audio.samples), PIECE):
        if ear.hear(audio.samples[end - PIECE : end]):
            return end / RATE
    raise AssertionError("it listens for ever")


def test_the_ear_waits_for_the_reader_and_for_the_end() -> None:
    late = joined([hiss(3), voice(0.5), hiss(10)])
    assert heard_seconds(Ear(ROOM, "dua"), late) == pytest.approx(3.5 + Ear.QUIET_AT_END_SECONDS, abs=0.05)


def test_the_ear_bears_a_pause_between_words() -> None:
    halting = joined([hiss(1), voice(0.5), hiss(0.6), voice(0.5), hiss(10)])
    assert heard_seconds(Ear(ROOM, "silakan menuju"), halting) == pytest.approx(2.6 + 0.8, abs=0.05)


def test_a_click_is_not_the_reader() -> None:
    clicked = joined([hiss(1), voice(0.03), hiss(20)])
    assert heard_seconds(Ear(ROOM, "dua"), clicked) == pytest.approx(Ear.PATIENCE_SECONDS, abs=0.05)


def test_the_ear_does_not_listen_for_ever() -> None:
    assert heard_seconds(Ear(ROOM, "dua"), voice(60)) < longest_seconds("dua") + 3
    assert heard_seconds(Ear(ROOM, "dua"), silence(60)) == pytest.approx(Ear.PATIENCE_SECONDS, abs=0.05)


def test_a_loud_room_is_not_the_reader() -> None:
    loud = joined([hiss(1, -35), voice(0.5), hiss(10, -35)])
    assert heard_seconds(Ear(-35, "dua"), loud) == pytest.approx(1.5 + 0.8, abs=0.05)


# The script.

CLIPS = tuple(Clip(name, name) for name in "abcd")


def shown(script: Script) -> str:
    return script.clip.name if script.clip else "end"


def test_what_is_recorded_already_is_passed_over() -> None:
    script = Script(CLIPS, {"a", "c"})
    assert (shown(script), script.place) == ("b", 2)
    script.keep()
    assert shown(script) == "d"
    script.keep()
    assert (shown(script), script.missing) == ("end", ())


def test_back_also_goes_to_what_is_recorded_and_forward_again_to_what_is_not() -> None:
    script = Script(CLIPS, {"b"})
    script.keep()
    assert shown(script) == "c"
    script.back()
    assert shown(script) == "b"
    script.back()
    script.back()
    assert shown(script) == "a"
    script.keep()
    assert shown(script) == "c"


def test_what_is_left_out_is_missing() -> None:
    script = Script(CLIPS)
    script.skip()
    for _ in range(3):
        script.keep()
    assert [clip.name for clip in script.missing] == ["a"]
