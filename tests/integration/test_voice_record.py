"""A pack recorded from first to last clip: the real command, the real arecord and aplay, a sound card of files."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import assets
from assets.texts import Language
from protocol.messages import Call
from protocol.office import Office
from protocol.vocabulary import Purpose
from server.config import load_office
from server.config.settings import SHIPPED_OFFICE
from terminal.voice.audio import RATE, Audio, joined, louder, silence
from terminal.voice.clips import Clip, clips_of
from terminal.voice.espeak import Espeak
from terminal.voice.level import levelled, trimmed
from terminal.voice.pack import open_pack, read_facts
from terminal.voice.phrases import Phrase, call_phrase
from tests.support.alsa import NO_CARD, SoundCard
from tests.support.hearing import heard_order, likeness
from tests.support.typist import Typist

ROOM_DBFS = -62.0


def room(seconds: float, dbfs: float = ROOM_DBFS) -> Audio:
    """Heard by a cheap microphone, whose silence is not at zero."""
    values = np.random.default_rng(3).normal(300, 32768 * 10 ** (dbfs / 20), round(seconds * RATE))
    return Audio(values.astype(np.int16))


def read_aloud(voice: Audio, dbfs: float = ROOM_DBFS) -> Audio:
    """A reader in a room: a moment before, and long enough after."""
    take = joined([silence(0.9), voice, silence(2.5)])
    return Audio(
        (take.samples.astype(np.int32) + room(take.seconds, dbfs).samples).clip(-32768, 32767).astype(np.int16)
    )


async def reader(language: Language, clips: tuple[Clip, ...]) -> dict[str, Audio]:
    """How our reader says each clip."""
    voice = Espeak(145)
    return {clip.name: await voice.say(Phrase(language, clip.text)) for clip in clips}


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(assets.path("catalogue", SHIPPED_OFFICE))


@pytest.fixture
def card(tmp_path: Path) -> SoundCard:
    return SoundCard(tmp_path)


def recording(card: SoundCard, *words: str) -> Typist:
    return Typist([sys.executable, "-m", "antrean", "voice", "record", *words], card.environment)


def begin(person: Typist, card: SoundCard) -> None:
    """Up to the first sentence."""
    card.hears(room(4))
    person.sees("tekan [Enter]")
    person.presses("\r")
    person.sees("Ruangan: -62 dB")


def read(person: Typist, card: SoundCard, take: Audio) -> None:
    person.sees("[Enter] rekam")
    card.hears(take)
    person.presses("\r")
    person.sees("Silakan baca sekarang")


async def test_a_whole_pack_with_bad_takes_done_again(tmp_path: Path, card: SoundCard, office: Office) -> None:
    clips = clips_of("id", office)
    voices = await reader("id", clips)
    folder = tmp_path / "suara"
    with recording(card, str(folder), "--name", "Suara loket") as person:
        person.sees(f"{len(clips)} belum direkam")
        begin(person, card)
        bad_takes = {
            "number-dua": ("terlalu pelan", read_aloud(louder(voices["number-dua"], 0.05), -75)),
            "number-tiga": ("terlalu keras", read_aloud(louder(voices["number-tiga"], 30))),
            "letter-a": ("terlalu bising", read_aloud(voices["letter-a"], -30)),
            "letter-b": ("tidak terdengar suara", room(7)),
            "letter-c": ("terpotong", joined([louder(voices["phrase-go"], 1.0), room(3)])),
            "letter-d": ("terlalu lama", read_aloud(voices["phrase-collect"])),
        }
        for clip in clips:
            person.sees(f"]  {clip.text}\n")
            if clip.name in bad_takes:
                complaint, take = bad_takes[clip.name]
                read(person, card, take)
                person.sees(f"✗ {complaint}")
                assert not (folder / f"{clip.name}.wav").exists()
                person.sees("[Enter] ulangi")
                card.hears(read_aloud(voices[clip.name]))
                person.presses("\r")
                person.sees("Silakan baca sekarang")
            else:
                read(person, card, read_aloud(voices[clip.name]))
            person.sees("✓ Baik")
            person.sees("[Enter] simpan")
            person.presses("\r")
        person.sees("Lengkap.")
        assert person.exit_code() == 0
    assert not list(folder.glob("*.new"))
    await _speaks_as_it_was_read(folder, voices, office)


async def _speaks_as_it_was_read(folder: Path, voices: dict[str, Audio], office: Office) -> None:
    facts = read_facts(folder)
    assert facts is not None
    assert (facts.language, facts.name) == ("id", "Suara loket")
    pack = open_pack("id", folder)
    call = Call(id=1, ticket=1, number="A-012", counter="3", purpose=Purpose.SERVICE, at=0)
    phrase = call_phrase(office, call, "id")
    assert pack.speaks(phrase)
    assert heard_order(await pack.say(phrase), {name: levelled(trimmed(one)) for name, one in voices.items()}) == list(
        phrase.clips
    )


async def test_keys_of_a_sitting(tmp_path: Path, card: SoundCard, office: Office) -> None:
    """Hear again, do again, leave out, go back, keep all the same, finish; and go on another day."""
    first, second, third, *_ = clips_of("id", office)
    voices = await reader("id", (first, second, third))
    folder = tmp_path / "suara"
    with recording(card, str(folder)) as person:
        begin(person, card)
        read(person, card, read_aloud(voices[first.name]))
        person.sees("[Enter] simpan")
        assert likeness(card.played(), voices[first.name]) > 0.9
        person.presses("d")
        person.sees("[Enter] simpan")
        person.presses("u")  # again
        person.sees("Silakan baca sekarang")
        person.sees("[Enter] simpan")
        person.presses("\r")
        person.sees(f"]  {second.text}\n")
        person.presses("l")  # left out
        person.sees(f"]  {third.text}\n")
        read(person, card, read_aloud(louder(voices[third.name], 0.05), -75))
        person.sees("terlalu pelan")
        person.sees("[s] simpan saja")
        person.presses("s")
        person.sees("[4/")
        person.presses("k")  # back
        person.sees(f"]  {third.text}\n")
        person.presses("q")
        person.sees("belum direkam dengan baik: silakan menuju")
        assert person.exit_code() == 1
    assert {file.stem for file in folder.glob("*.wav")} == {first.name, third.name}
    with recording(card, str(folder)) as person:  # the quiet one is asked for again
        begin(person, card)
        person.sees(f"[2/{len(clips_of('id', office))}]  {second.text}\n")
        person.presses("l")
        person.sees(f"]  {third.text}\n")
        person.presses("\x03")
        person.sees("Dihentikan")
        assert person.exit_code() == 130


def test_a_loud_room_is_measured_again(tmp_path: Path, card: SoundCard) -> None:
    with recording(card, str(tmp_path / "suara")) as person:
        card.hears(room(4, -35))
        person.sees("tekan [Enter]")
        person.presses("\r")
        person.sees("Ruangan: -35 dB")
        person.sees("terlalu bising")
        person.presses("u")
        begin(person, card)
        person.sees("[1/")
        person.presses("q")
        assert person.exit_code() == 1


@pytest.mark.parametrize(
    ("environment", "said"), [(NO_CARD, "Mikrofon tidak memberi suara"), ({"PATH": "/nowhere"}, "arecord belum ada")]
)
def test_no_microphone_is_one_sentence(tmp_path: Path, environment: dict[str, str], said: str) -> None:
    with Typist([sys.executable, "-m", "antrean", "voice", "record", str(tmp_path / "suara")], environment) as person:
        person.sees("tekan [Enter]")
        person.presses("\r")
        person.sees(said)
        assert person.exit_code() == 69
        assert "Traceback" not in person.shown


def test_a_microphone_is_chosen_by_name_and_takes_our_rate(tmp_path: Path) -> None:
    arecord = tmp_path / "arecord"
    arecord.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\nexec head -c 1000000 /dev/zero\n')
    arecord.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "antrean", "voice", "record", str(tmp_path / "suara"), "--device", "hw:1,0"]
    with Typist(command, environment) as person:
        person.sees("tekan [Enter]")
        person.presses("\r")
        person.sees("Ruangan: -99 dB")  # digital silence
    assert (tmp_path / "words").read_text() == "-q -D plughw:1,0 -t raw -f S16_LE -r 44100 -c 1\n"


def test_without_a_keyboard_it_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "antrean", "voice", "record", str(tmp_path / "suara")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        start_new_session=True,
    )
    assert (done.returncode, done.stderr) == (
        1,
        "Perekaman memerlukan papan ketik. Silakan jalankan langsung di terminal.\n",
    )
