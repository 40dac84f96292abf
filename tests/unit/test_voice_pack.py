"""A voice of recorded clips: what it can say, how it is put together, and that no file in its folder can hurt it."""

import logging
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from terminal.voice import wav
from terminal.voice.audio import RATE, Audio, joined, louder, silence
from terminal.voice.level import SPEECH_DBFS, speech_dbfs
from terminal.voice.pack import (
    BETWEEN_SECONDS,
    COMMA_SECONDS,
    BadFile,
    Facts,
    Pack,
    open_pack,
    read_facts,
    write_clip,
    write_facts,
)
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voiceless
from tests.support.hearing import heard, heard_order, likeness


def word(seed: int, seconds: float = 0.4) -> Audio:
    """Some sound that is like no other word: noise with the rhythm of a syllable."""
    values = np.random.default_rng(seed).normal(0, 5000, round(seconds * RATE)).cumsum()
    values -= np.convolve(values, np.ones(200) / 200, "same")  # no drift
    envelope = np.sin(np.linspace(0, np.pi, len(values))) ** 0.5
    return louder(Audio(np.clip(values * envelope, -32768, 32767).astype(np.int16)), 0.5)


WORDS = {
    "phrase-number": word(1, 0.9),
    "letter-a": word(2, 0.3),
    "number-dua": word(3, 0.35),
    "number-belas": word(4, 0.45),
    "phrase-go": word(5, 1.0),
    "phrase-counter": word(6, 0.5),
    "number-tiga": word(7, 0.4),
}
CALL = ("phrase-number", "letter-a", "number-dua", "number-belas", "phrase-go", "phrase-counter", "number-tiga")


def phrase(*clips: str) -> Phrase:
    return Phrase("id", "", clips)


async def test_a_call_is_its_clips_in_their_order() -> None:
    audio = await Pack("id", WORDS).say(phrase(*CALL))
    assert heard_order(audio, WORDS) == list(CALL)
    assert min(one.score for one in heard(audio, WORDS)) > 0.999


async def test_the_ears_hear_a_wrong_order_a_missing_word_and_a_word_said_twice() -> None:
    """The control of the matched filter."""
    wrong = await Pack("id", WORDS).say(phrase(*reversed(CALL)))
    assert heard_order(wrong, WORDS) == list(reversed(CALL)) != list(CALL)
    missing = await Pack("id", WORDS).say(phrase(*CALL[:3], *CALL[4:]))
    assert "number-belas" not in heard_order(missing, WORDS)
    twice = await Pack("id", WORDS).say(phrase("number-dua", "number-dua"))
    assert heard_order(twice, WORDS) == ["number-dua", "number-dua"]
    assert heard_order(silence(3), WORDS) == []
    assert heard_order(word(99, 3), WORDS) == []
    assert likeness(word(99, 3), WORDS["letter-a"]) < 0.6


async def test_the_ears_hear_through_a_volume_and_an_overlap_is_seen() -> None:
    audio = await Pack("id", WORDS).say(phrase(*CALL))
    assert heard_order(louder(audio, 0.05), WORDS) == list(CALL)
    first, second = WORDS["phrase-number"], WORDS["phrase-go"]
    both = (
        joined([first, silence(0.5)]).samples[: len(second.samples)] // 2
        + second.samples[: len(first.samples) + RATE // 2] // 2
    )
    assert heard_order(Audio(both), WORDS) == []  # two voices at once are no clean word


async def test_words_after_a_number_come_after_a_pause() -> None:
    audio = await Pack("id", WORDS).say(phrase(*CALL))
    places = {one.name: one for one in heard(audio, WORDS)}
    assert places["phrase-go"].begins - places["number-belas"].ends == pytest.approx(COMMA_SECONDS, abs=0.001)
    assert places["number-belas"].begins - places["number-dua"].ends == pytest.approx(BETWEEN_SECONDS, abs=0.001)
    assert places["phrase-counter"].begins - places["phrase-go"].ends == pytest.approx(BETWEEN_SECONDS, abs=0.001)


async def test_it_speaks_only_what_it_has_whole_and_only_its_language() -> None:
    pack = Pack("id", WORDS)
    assert pack.speaks(phrase(*CALL))
    assert not pack.speaks(phrase(*CALL, "counter-penyerahan"))
    assert not pack.speaks(phrase())
    assert not pack.speaks(Phrase("jv", "", CALL))
    with pytest.raises(Voiceless, match="clip"):
        await pack.say(phrase(*CALL, "counter-penyerahan"))


# The folder.


def folder_of(tmp_path: Path, *names: str) -> Path:
    for name in names:
        write_clip(tmp_path, name, WORDS[name])
    return tmp_path


def test_clips_of_different_loudness_and_margins_become_alike(tmp_path: Path) -> None:
    write_clip(tmp_path, "number-dua", joined([silence(1), louder(WORDS["number-dua"], 0.1), silence(2)]))
    write_clip(tmp_path, "letter-a", WORDS["letter-a"])
    clips = open_pack("id", tmp_path).clips
    assert [speech_dbfs(clip) for clip in clips.values()] == pytest.approx([SPEECH_DBFS] * 2, abs=0.2)
    assert clips["number-dua"].seconds < 0.5


def test_wrong_files_are_told_and_the_others_are_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder_of(tmp_path, "letter-a", "number-dua")
    write_clip(tmp_path, "silent", silence(1))
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "music.wav").write_bytes(b"ID3 and no wav")
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "huge.wav").write_bytes(wav.written(WORDS["letter-a"]) + bytes(9_000_000))
    (tmp_path / "readme.txt").write_text("not looked at")
    with caplog.at_level(logging.WARNING):
        pack = open_pack("id", tmp_path)
    assert set(pack.clips) == {"letter-a", "number-dua"}
    assert {Path(str(record.args[0])).name for record in caplog.records if isinstance(record.args, tuple)} == {
        "silent.wav",
        "empty.wav",
        "music.wav",
        "folder.wav",
        "huge.wav",
    }


def test_no_folder_is_a_pack_that_says_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert not open_pack("id", tmp_path / "nowhere").clips
    assert "nowhere" in caplog.text


def test_a_pack_of_another_language_is_not_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_facts(folder_of(tmp_path, "letter-a"), Facts("jv"))
    assert not open_pack("id", tmp_path).clips
    assert open_pack("jv", tmp_path).clips
    assert "speaks jv" in caplog.text


def test_the_facts_are_read_as_they_were_written(tmp_path: Path) -> None:
    assert read_facts(tmp_path) is None
    facts = Facts("jv", 'Bu "Ani" \\ Lestari\n✓', date(2026, 11, 25))
    write_facts(tmp_path, facts)
    assert read_facts(tmp_path) == facts


@pytest.mark.parametrize("content", [b"language = 3", b'language = "fr"', b"not toml", b"\xff\xfe", b""])
def test_wrong_facts_are_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pack.toml").write_bytes(content)
    with pytest.raises(BadFile):
        read_facts(tmp_path)
    assert not open_pack("id", tmp_path).clips


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=some.binary(max_size=200), header=some.booleans(), cut=some.integers(0, 20_000))
async def test_no_file_makes_more_of_a_pack_than_a_missing_clip(
    tmp_path: Path, data: bytes, header: bool, cut: int
) -> None:
    good = wav.written(word(8, 0.2))
    content = good[: 30 + cut % 20] + data + good[50:cut] if header else data
    (tmp_path / "letter-a.wav").write_bytes(content)
    pack = open_pack("id", tmp_path)
    if pack.speaks(phrase("letter-a")):
        assert len((await pack.say(phrase("letter-a"))).samples)
    else:
        with pytest.raises(Voiceless, match="clip"):
            await pack.say(phrase("letter-a"))
