"""``antrean voice say`` and ``check``, and what the doctor says of a voice: real programs, real files."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from antrean.__main__ import main
from antrean.checks import voice_machine
from antrean.commands import voice as voice_command
from terminal.settings import Program
from terminal.voice import wav
from terminal.voice.audio import RATE, Audio, joined, louder, silence
from terminal.voice.clips import clips_of
from terminal.voice.config import VoiceSettings
from terminal.voice.espeak import Espeak
from terminal.voice.level import PEAK_DBFS, peak_dbfs
from terminal.voice.pack import Facts, write_clip, write_facts
from terminal.voice.phrases import Phrase
from terminal.voice.voices import chime
from tests.support.alsa import NO_CARD, SoundCard
from tests.support.hearing import heard_order


def antrean(*words: str, environment: Mapping[str, str] = NO_CARD) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "antrean", *words], env=dict(environment), capture_output=True, text=True, timeout=60
    )


@pytest.fixture(scope="module")
def voices() -> dict[str, Audio]:
    espeak = Espeak(145)
    return {clip.name: asyncio.run(espeak.say(Phrase("id", clip.text))) for clip in clips_of("id")}


@pytest.fixture
def pack(tmp_path: Path, voices: dict[str, Audio]) -> Path:
    folder = tmp_path / "pack"
    folder.mkdir()
    for name, voice in voices.items():
        write_clip(folder, name, voice)
    write_facts(folder, Facts("id", "uji"))
    return folder


def test_a_call_is_written_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "call.wav"
    done = antrean("voice", "say", "A-012", "3", "--out", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    audio = wav.read(file.read_bytes())
    assert heard_order(audio, {"chime": chime()}) == ["chime"]
    assert 5 < audio.seconds < 8
    assert peak_dbfs(audio) <= PEAK_DBFS


def test_a_call_is_played_and_says_the_words_of_the_pack(tmp_path: Path, pack: Path, voices: dict[str, Audio]) -> None:
    card = SoundCard(tmp_path)
    done = antrean("voice", "say", "B-7", "2", "--pack", str(pack), environment=card.environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert heard_order(card.played(), voices | {"chime": chime()}) == [
        "chime",
        "phrase-number",
        "letter-b",
        "number-tujuh",
        "phrase-go",
        "phrase-counter",
        "number-dua",
    ]


def test_digits_and_two_languages_make_a_call_longer(tmp_path: Path) -> None:
    plain, longer = tmp_path / "plain.wav", tmp_path / "longer.wav"
    antrean("voice", "say", "A-012", "3", "--out", str(plain))
    antrean(
        "voice",
        "say",
        "A-012",
        "3",
        "--numbers",
        "digits",
        "--language",
        "id",
        "--language",
        "en",
        "--out",
        str(longer),
    )
    assert wav.read(longer.read_bytes()).seconds > wav.read(plain.read_bytes()).seconds + 3


@pytest.mark.parametrize(
    ("words", "path", "said", "code"),
    [
        (("say", "A-1", "1"), os.environ["PATH"], "Tidak ada pengeras suara", 69),
        (("say", "A-1", "1", "--language", "jv"), os.environ["PATH"], "Tidak ada suara untuk bahasa jv", 69),
        (("say", "A-1", "1"), "/nowhere", "Silakan pasang espeak-ng", 69),
        (("check", "/nowhere"), os.environ["PATH"], "/nowhere tidak dapat dipakai", 1),
        (("record", "/proc/suara"), os.environ["PATH"], "/proc/suara tidak dapat ditulis", 1),
    ],
    ids=["no card", "no voice", "no program", "no pack", "no folder"],
)
def test_what_is_missing_is_one_sentence(words: tuple[str, ...], path: str, said: str, code: int) -> None:
    done = antrean("voice", *words, environment={**NO_CARD, "PATH": path})
    assert said in done.stderr
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)


def test_no_window_library_is_needed_and_a_missing_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = "import sys, antrean.commands.voice, antrean.voice_talk; sys.exit('kivy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], timeout=60).returncode == 0
    monkeypatch.setattr(voice_command, "find_spec", lambda name: None)
    told = CliRunner().invoke(main, ["voice", "check", "/nowhere"])
    assert (told.exit_code, 'pip install "antrean[voice]"' in told.stderr) == (69, True)


def test_a_folder_of_another_language_is_not_recorded_into(pack: Path) -> None:
    done = antrean("voice", "record", str(pack), "--language", "jv")
    assert (done.returncode, "berisi suara berbahasa id, bukan jv" in done.stderr) == (1, True)
    (pack / "pack.toml").write_text("language = ")
    assert "pack.toml tidak dapat dipakai" in antrean("voice", "record", str(pack)).stderr


# check


def test_the_counters_with_a_name_need_a_clip(pack: Path) -> None:
    done = antrean("voice", "check", str(pack))
    assert done.stdout.splitlines() == ["✗ counter-serah (loket penyerahan): belum ada", "46 dari 47 rekaman baik."]
    assert done.returncode == 1


def test_every_fault_of_a_pack_is_named(pack: Path, voices: dict[str, Audio]) -> None:
    write_clip(pack, "counter-serah", voices["phrase-counter"])
    assert antrean("voice", "check", str(pack)).returncode == 0  # the control
    dua = voices["number-dua"]
    hiss = Audio(np.random.default_rng(1).normal(0, 800, len(dua.samples) + RATE).astype(np.int16))
    write_clip(pack, "number-satu", louder(voices["number-satu"], 0.05))
    write_clip(
        pack, "number-dua", Audio(hiss.samples + joined([silence(0.5), dua, silence(0.5)]).samples[: len(hiss.samples)])
    )
    write_clip(pack, "number-tiga", louder(voices["number-tiga"], 30))
    write_clip(pack, "number-empat", joined([voices["phrase-go"], voices["phrase-collect"]]))
    write_clip(pack, "number-lima", silence(1))
    (pack / "number-enam.wav").write_bytes(b"no sound")
    (pack / "number-tujuh.wav").unlink()
    write_clip(pack, "number-seribu", dua)
    done = antrean("voice", "check", str(pack))
    assert done.returncode == 1
    for line in (
        "✗ number-satu (satu): terlalu pelan",
        "✗ number-dua (dua): terlalu bising",
        "✗ number-tiga (tiga): terlalu keras",
        "✗ number-empat (empat): terlalu lama",
        "✗ number-lima (lima): tidak terdengar suara",
        "✗ number-enam (enam): tidak terbaca",
        "✗ number-tujuh (tujuh): belum ada",
        "! number-seribu: tidak diperlukan",
        "40 dari 47 rekaman baik.",
    ):
        assert line in done.stdout
    assert done.stdout.count("✗") == 7


# the doctor


def findings(program: Program, how: VoiceSettings) -> str:
    return "\n".join(line for check in voice_machine.checks(program, how) for line in check().lines())


@pytest.fixture
def no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALSA_CONFIG_PATH", NO_CARD["ALSA_CONFIG_PATH"])


def test_the_doctor_tells_of_a_silent_display(tmp_path: Path) -> None:
    settings = tmp_path / "display.toml"
    settings.write_text('[voice]\nlanguages = ["id", "jv"]\n')
    told = antrean("doctor", "display", "--config", str(settings)).stdout
    assert "✗ Tidak ada perangkat suara" in told
    assert "✓ Suara: espeak-ng" in told
    assert "✗ Tidak ada suara untuk bahasa jv" in told


@pytest.mark.usefixtures("no_card")
def test_a_voice_that_nobody_needs_is_no_illness() -> None:
    assert "! Tidak ada perangkat suara" in findings("counter", VoiceSettings())
    assert findings("display", VoiceSettings(engine="off")) == "✓ Suara dimatikan dalam setelan"
    own = VoiceSettings(engine="program", program=("no-such-voice",), languages=("jv",))
    assert "✗ Program suara no-such-voice tidak ada" in findings("display", own)
    assert "bahasa jv" not in findings("display", own)  # it may know it


def test_the_doctor_looks_at_the_card_and_at_the_pack(
    tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aplay = tmp_path / "aplay"
    aplay.write_text("#!/bin/sh\necho 'card 1: HDMI [HDA Intel HDMI], device 3: HDMI 0 [TV]'\n")
    aplay.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    how = VoiceSettings(packs={"id": pack})
    told = findings("display", how)
    assert "✓ Perangkat suara ada: HDA Intel HDMI" in told
    assert f"✓ Rekaman suara id lengkap: {pack}" in told
    (pack / "letter-z.wav").unlink()
    assert "1 kurang atau kurang baik" in findings("display", how)
    assert "46 kurang atau kurang baik" in findings("display", VoiceSettings(packs={"id": tmp_path / "nowhere"}))
    javanese = VoiceSettings(languages=("jv",), packs={"jv": pack})
    assert "dan tidak ada mesin yang mengucapkannya" in findings("display", javanese)
    monkeypatch.setenv("PATH", "/nowhere")
    assert "! Perangkat suara tidak dapat diperiksa" in findings("display", how)
