"""Voices that are programs: espeak-ng, and any other, which may hang, fail, babble, or leave children behind."""

import asyncio
import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from assets.texts import Language
from terminal.voice import program as programs
from terminal.voice import wav
from terminal.voice.audio import RATE, Audio
from terminal.voice.config import VoiceSettings
from terminal.voice.espeak import Espeak
from terminal.voice.level import PEAK_DBFS, SPEECH_DBFS, peak_dbfs, speech_dbfs, spoken
from terminal.voice.pack import write_clip
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voiceless
from terminal.voice.program import Program
from terminal.voice.voices import chime, voice_for

CALL = Phrase("id", "Nomor antrean A dua belas, silakan menuju loket tiga")

# espeak-ng


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", CALL.text),
        ("id", "F seratus dua puluh tiga, loket satu"),
        ("id", "A"),
        ("en", "Number A twelve, please go to counter three"),
    ],
)
async def test_every_sentence_is_trimmed_and_as_loud_as_the_next(language: Language, text: str) -> None:
    audio = await Espeak(145).say(Phrase(language, text))
    assert speech_dbfs(audio) == pytest.approx(SPEECH_DBFS, abs=0.2)
    assert peak_dbfs(audio) <= PEAK_DBFS
    voice = spoken(audio)
    assert voice.start <= RATE // 40
    assert len(audio.samples) - voice.stop <= RATE // 20


async def test_the_same_words_are_the_same_sound_and_speed_is_obeyed() -> None:
    once, again = await Espeak(145).say(CALL), await Espeak(145).say(CALL)
    assert np.array_equal(once.samples, again.samples)
    assert (await Espeak(200).say(CALL)).seconds < 0.8 * once.seconds
    assert (await Espeak(145).say(Phrase("id", CALL.text + " " + CALL.text))).seconds > 1.8 * once.seconds


async def test_it_has_no_javanese() -> None:
    phrase = Phrase("jv", "Nomer antrean A")
    assert not Espeak(145).speaks(phrase)
    with pytest.raises(Voiceless, match="language"):
        await Espeak(145).say(phrase)


async def test_without_the_program_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Voiceless, match="program") as problem:
        await Espeak(145).say(CALL)
    assert "espeak-ng" in problem.value.args[1]


@pytest.mark.parametrize(
    "text", ["", "   ", "...", "--help", "<speak>", "\0", "a\nb", "\N{PILE OF POO}" * 50, "la " * 3000]
)
async def test_no_text_hurts_it(text: str) -> None:
    with suppress(Voiceless):
        assert len((await Espeak(145).say(Phrase("id", text))).samples)


async def test_twenty_at_once_are_twenty_voices() -> None:
    said = await asyncio.gather(*(Espeak(145).say(Phrase("id", f"nomor {word}")) for word in ["satu", "dua"] * 10))
    assert len({audio.samples.tobytes() for audio in said}) == 2


# A program of the office's own.

SPEAKER = """
import sys, time, wave, math, struct
words = sys.stdin.readline()
assert words.endswith("\\n") and not sys.stdin.read()
with wave.open(sys.stdout.buffer, "wb") as sound:
    sound.setparams((1, 2, 16000, 0, "NONE", ""))
    samples = [int(9000 * math.sin(i / 5)) for i in range(len(words) * 800)]
    sound.writeframes(struct.pack(f"<{len(samples)}h", *samples))
"""

Script = Callable[[str], Program]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """Makes a voice of a Python program, which a busy machine may take its time to start."""
    monkeypatch.setattr(programs, "SECONDS", 30.0)

    def voice(text: str) -> Program:
        file = tmp_path / "voice.py"
        file.write_text(text)
        return Program([sys.executable, str(file), "{language}", str(tmp_path)])

    return voice


async def test_it_is_given_one_line_and_its_sound_is_used(script: Script) -> None:
    audio = await script(SPEAKER).say(Phrase("jv", "nomer\nantrean  A"))
    assert audio.seconds == pytest.approx(len("nomer antrean A\n") * 800 / 16_000, abs=0.02)
    assert speech_dbfs(audio) == pytest.approx(SPEECH_DBFS, abs=0.2)


async def test_it_is_told_the_language(script: Script) -> None:
    voice = script(f"import sys\nassert sys.argv[1] == 'jv', sys.argv\n{SPEAKER}")
    assert voice.speaks(CALL)
    await voice.say(Phrase("jv", "A"))
    with pytest.raises(Voiceless):
        await voice.say(CALL)


WAVE = """
import sys, wave
with wave.open(sys.stdout.buffer, "wb") as sound:
    sound.setparams((1, 2, 8000, 0, "NONE", ""))
    sound.writeframes({samples})
"""

BAD_PROGRAMS = {
    "fails": ("raise SystemExit(3)", "exit code 3"),
    "complains": (r"import sys; sys.exit('a' * 200_000 + '\nno model here')", "exit code 1 no model here"),
    "says nothing": ("", "no RIFF"),
    "prints": ("print('no model loaded')", "no RIFF"),
    "babbles": ("import os, sys; sys.stdout.buffer.write(b'RIFF' + os.urandom(5000))", "no RIFF"),
    "hangs": ("import time; time.sleep(60)", "TimeoutError"),
    "never stops": ("import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))", "too much"),
    "crashes": ("import os; os.kill(os.getpid(), 11)", "exit code -11"),
    "silence": (WAVE.format(samples="bytes(16000)"), "silence"),
    "long": (WAVE.format(samples="b'ab' * 8000 * 40"), "too long"),
    "leaves a child with our pipe": ("import subprocess; subprocess.Popen(['sleep', '60'])", "TimeoutError"),
}


@pytest.mark.parametrize(("text", "why"), BAD_PROGRAMS.values(), ids=BAD_PROGRAMS)
async def test_whatever_it_does_is_only_a_missing_voice(
    script: Script, monkeypatch: pytest.MonkeyPatch, text: str, why: str
) -> None:
    if why == "TimeoutError":
        monkeypatch.setattr(programs, "SECONDS", 1.0)
    began = time.monotonic()
    with pytest.raises(Voiceless, match="program") as problem:
        await script(text).say(CALL)
    assert why in problem.value.args[1]
    assert time.monotonic() - began < 40


@pytest.mark.parametrize("command", [("/nowhere/voice",), ("/etc/passwd",), ("/tmp",)])
async def test_what_is_no_program_is_a_missing_voice(command: tuple[str, ...]) -> None:
    with pytest.raises(Voiceless, match="program"):
        await Program(command).say(CALL)


async def test_one_that_closes_its_ears_is_heard_all_the_same(script: Script) -> None:
    deaf = SPEAKER.replace("words = sys.stdin.readline()", "import os; os.close(0); words = 'A\\n'").replace(
        "and not sys.stdin.read()", ""
    )
    assert (await script(deaf).say(Phrase("id", "la " * 100_000))).seconds > 0


def wait_for_the_end_of(pid: str) -> None:
    status = Path("/proc", pid, "status")
    until = time.monotonic() + 50
    while status.exists() and "zombie" not in status.read_text():
        assert time.monotonic() < until, f"{pid} lives on"


async def test_who_is_cancelled_leaves_nobody_behind(script: Script, tmp_path: Path) -> None:
    voice = script(
        "import os, subprocess, sys, time, pathlib\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        "pathlib.Path(sys.argv[2], 'pids').write_text(f'{os.getpid()} {child.pid}')\n"
        "time.sleep(60)"
    )
    saying = asyncio.create_task(voice.say(CALL))
    pids = tmp_path / "pids"
    while not pids.exists() or not pids.read_text():
        assert not saying.done(), saying.exception()
        await asyncio.sleep(0.01)
    saying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saying
    for pid in pids.read_text().split():
        await asyncio.to_thread(wait_for_the_end_of, pid)


# The chain of a terminal.


async def test_a_pack_is_asked_first_and_the_engine_says_the_rest(tmp_path: Path) -> None:
    word = Audio((np.sin(np.arange(RATE // 2) / 20) * 9000).astype(np.int16))
    write_clip(tmp_path, "letter-a", word)
    voice = voice_for(VoiceSettings(packs={"id": tmp_path}))
    assert voice is not None
    recorded = await voice.say(Phrase("id", "A", ("letter-a",)))
    assert recorded.seconds == pytest.approx(0.5, abs=0.02)
    spoken_by_engine = await voice.say(Phrase("id", "A satu", ("letter-a", "number-satu")))
    assert np.array_equal(spoken_by_engine.samples, (await Espeak(145).say(Phrase("id", "A satu"))).samples)


async def test_a_broken_program_gives_way_to_espeak_and_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    voice = voice_for(VoiceSettings(engine="program", program=("/nowhere/voice",)))
    assert voice is not None
    with caplog.at_level(logging.WARNING):
        assert np.array_equal((await voice.say(CALL)).samples, (await Espeak(145).say(CALL)).samples)
        await voice.say(Phrase("id", "loket dua"))
    assert [record.getMessage() for record in caplog.records].count(caplog.records[0].getMessage()) == 1
    assert "/nowhere/voice" in caplog.text


async def test_what_nobody_can_say_is_voiceless(monkeypatch: pytest.MonkeyPatch) -> None:
    voice = voice_for(VoiceSettings())
    assert voice is not None
    assert not voice.speaks(Phrase("jv", "A"))
    with pytest.raises(Voiceless, match="language"):
        await voice.say(Phrase("jv", "A"))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Voiceless, match="program"):
        await voice.say(CALL)


def test_off_is_no_voice_and_the_chime_rings_all_the_same() -> None:
    assert voice_for(VoiceSettings(engine="off")) is None
    assert chime().seconds == pytest.approx(1.6)
    assert chime() is chime()
    assert len(wav.written(chime())) == 44 + 2 * len(chime().samples)
