"""A citizen who does not see, alone with number pad and loudspeaker: real window, real hub, real voice, real paper."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from kiosk.guide import LETTERS, second_keys
from kiosk.spoken import Line
from protocol import pickup
from protocol.vocabulary import PrintOutcome
from terminal.voice.audio import RATE, Audio
from terminal.voice.config import VoiceSettings
from terminal.voice.phrases import Phrase
from terminal.voice.voices import voice_for
from tests.support.hearing import heard_order
from tests.support.kiosk_guided import Socket
from tests.support.kiosk_hall import Hall, hall
from tests.support.office import MONDAY_NINE, HandClock, TestOffice
from tests.support.recorded import QUICK_MS, plug_in, recorded, seconds_recorded
from tests.support.remote_office import made_ready, receive, remote_office
from tests.support.windows import Start

pytestmark = [pytest.mark.window, pytest.mark.timeout(240)]

VOICE = VoiceSettings(words_per_minute=260)
"""As quick as it goes: what is tested is not patience."""


@dataclass
class Listener:
    """Whoever stands there. Since the last ``forget``: the sentences that were begun, ``told``; the page that stood
    as each began, ``drawn``; what the engine made, ``made``; when each ``began``.
    """

    inside: Hall
    file: Path
    socket: Socket
    told: list[Line] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    made: list[Phrase] = field(default_factory=list)
    began: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        reader: Any = self.inside.app.guided._reader
        plays, makes = reader.player.play, reader._voice._voice.say

        async def play(audio: Audio, volume: float = 1.0) -> bool:
            self.began.append(perf_counter())
            self.told.append(reader.line)
            self.drawn.append(self.inside.app.frame._shown.page if self.inside.app.frame._shown else "")
            return bool(await plays(audio, volume))

        async def make(phrase: Phrase) -> Audio:
            self.made.append(phrase)
            audio: Audio = await makes(phrase)
            return audio

        reader.player.play, reader._voice._voice.say = play, make

    @property
    def said(self) -> list[str]:
        return [line.phrase.text for line in self.told]

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.inside.key(key)

    async def begins(self) -> None:
        await self.press("5")
        await self.hears("Selamat datang")

    async def hears(self, words: str) -> None:
        """Wait until a sentence with these has begun."""
        await self.inside.driver.until(lambda: any(words in text for text in self.said))

    async def silence(self) -> None:
        """Wait until all has been said."""
        await self.inside.driver.until(lambda: not self.inside.app.guided.speaking)

    async def ready(self) -> None:
        """Wait until whatever a key may bring has been made."""
        guided = self.inside.app.guided
        await self.inside.driver.until(lambda: guided._ahead is None or guided._ahead.done())

    def forget(self) -> float:
        """Where the recording is now."""
        for each in (self.told, self.drawn, self.made, self.began):
            each.clear()
        return seconds_recorded(self.file)


@asynccontextmanager
async def listening(
    run_app: Start, folder: Path, monkeypatch: pytest.MonkeyPatch, *, quick: bool = True, collecting: bool = False
) -> AsyncIterator[tuple[Listener, list[str]]]:
    """Open, with a card that is ready where somebody comes for one; its code is given too."""
    file, codes, clock = folder / "heard.raw", [], HandClock()
    plug_in(monkeypatch, file, delay_ms=QUICK_MS if quick else None)

    async def ready(office: TestOffice) -> None:
        if collecting:
            codes.append((await made_ready(office, await receive(office))).pickup_code)
            clock.set(MONDAY_NINE + timedelta(days=1))

    opened = {"opened": remote_office} if collecting else {}
    async with hall(run_app, folder, clock=clock, voice=VOICE, before=ready, **opened) as inside:  # type: ignore[arg-type]
        await inside.driver.until(lambda: inside.app.guided.available)
        socket = Socket()
        inside.app.guided._headphones = socket
        inside.app.draw()
        yield Listener(inside, file, socket), codes


async def sounds(lines: list[Line]) -> dict[str, Audio]:
    voice = voice_for(VOICE)
    assert voice is not None
    return {line.phrase.text: await voice.say(line.phrase) for line in lines}


async def test_the_whole_trip_by_the_number_pad_alone(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(run_app, tmp_path, monkeypatch) as (person, _):
        inside = person.inside
        await inside.reads("Tekan tombol angka: mesin ini berbicara")
        await person.press("5")
        await person.hears("Tekan satu untuk Bahasa Indonesia.")
        await person.press("1")
        await person.hears("Tekan satu untuk KTP-el hilang atau rusak.")
        await person.press("1", "1")
        await person.hears("Dipilih: KTP-el hilang, perlu")
        await person.press("9")
        await person.hears("Fotokopi Kartu Keluarga")
        await person.press("enter")
        await person.hears("Apakah Anda termasuk salah satu ini?")
        begins = person.forget()
        await person.press("2")
        await inside.on("ticket")
        await inside.paper_is(PrintOutcome.CONFIRMED)
        await person.hears("Silakan ambil tiket Anda.")
        await person.silence()
        [ticket] = await inside.tickets()
        told = [line for line in person.told if "tunggu sebentar" not in line.text]
        assert ticket.number in inside.driver.words()
        assert [line.text for line in told if ticket.number in line.text] == [f"Nomor antrean Anda: {ticket.number}."]
        played = Audio(recorded(person.file).samples[round(begins * RATE) :])
        numbers = [line for line in told if line.text.startswith(("Nomor antrean Anda:", "Dieja:"))]
        assert len(numbers) == 2
        assert heard_order(played, await sounds(numbers)) == [line.phrase.text for line in numbers]
        assert "Tekan nol untuk mendengar nomor Anda lagi." in person.said
        await person.press("enter")
        await inside.on("start")
        assert not inside.app.guided.on
        assert len(list((tmp_path / "paper").glob("*.png"))) == 1


async def test_a_key_breaks_off_what_is_said_and_zero_says_it_whole(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(run_app, tmp_path, monkeypatch, quick=False) as (person, _):
        await person.press("5")
        await person.hears("Selamat datang")
        begins = person.forget()
        await person.press("0")
        await person.hears("Angka lima di tengah")  # which is long: a busy machine breaks it off too
        await person.press("*")
        await person.silence()
        played = Audio(recorded(person.file).samples[round(begins * RATE) :])
        *whole, broken = (line.phrase.text for line in person.told[:4])
        assert "Angka lima" in broken
        assert heard_order(played, await sounds(person.told[:4])) == whole


async def test_the_voice_answers_a_key_before_the_page_is_drawn(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is made after the key: its sentence was ready while the page before it was read.

    How long that takes is this machine's affair, and only printed: from the key to the sound that is given to SDL,
    which has a buffer of 23 ms. Nor is it how long the picture waits for the voice: here, as long as it must.
    """
    monkeypatch.setattr("kiosk.reader.BREATH_SECONDS", 60.0)
    async with listening(run_app, tmp_path, monkeypatch, quick=False) as (person, _):
        waits, before = [], "start"
        for key, page in [("5", "start"), ("1", "services"), ("1", "requirements"), ("enter", "priority")]:
            await person.ready()
            person.forget()
            pressed = perf_counter()
            await person.press(key)
            await person.inside.driver.until(lambda: bool(person.told))
            waits.append(person.began[0] - pressed)
            assert person.told[0].phrase not in person.made
            assert person.drawn[0] == before, "first the voice, then the picture"
            await person.inside.on(page)
            before = page
        print("from key to voice, s:", [round(wait, 3) for wait in waits])


def keys_for(code: str) -> Iterator[str]:
    """Two for each sign."""
    made = {pickup.sign(sign): (key, second) for key in LETTERS for second, sign in second_keys(key).items()}
    for sign in code:
        yield from made[sign]


async def test_a_code_is_typed_with_two_keys_for_a_sign_and_told_to_nobody_else(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(run_app, tmp_path, monkeypatch, collecting=True) as (person, [code]):
        inside = person.inside
        await person.begins()
        await person.press("1")
        await inside.on("services")
        await person.press("3")
        await inside.on("pickup")
        keys = list(keys_for(code))
        await person.press(*keys[:6])
        await person.hears("tiga dari delapan tanda.")
        assert not any(line.private for line in person.told), "a loudspeaker is for all"
        person.socket.inside = True
        await person.press(*keys[6:8])
        await person.hears("empat: ")
        person.socket.inside = False
        person.forget()
        await person.press(*keys[8:])
        await person.hears("Kode sudah lengkap.")
        assert not any(line.private for line in person.told)
        await person.press("enter")
        await inside.on("ticket")
        await person.hears("Nomor antrean Anda: Pe satu.")
        assert inside.app.visit.code == code


async def test_a_scanner_does_not_wake_the_guide(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(run_app, tmp_path, monkeypatch, collecting=True) as (person, [code]):
        inside = person.inside
        inside.hand.at += 1
        await inside.driver.quick_keys(code.lower())
        await inside.driver.key("enter")
        await inside.on("ticket")
        assert not inside.app.guided.on
        assert not inside.app.visit.comfort.contrast
        assert inside.app.visit.language == "id"


async def test_a_touch_is_as_ever_while_the_kiosk_can_speak(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(run_app, tmp_path, monkeypatch) as (person, _):
        inside = person.inside
        await inside.touch(title="Bahasa Indonesia")
        await inside.on("services")
        assert person.told == []
        await person.press("1")  # a sighted citizen's number pad, as before
        await inside.on("requirements")
        assert person.told == []
        person.socket.inside = True
        await person.hears("KTP-el hilang atau rusak.")
        await inside.touch(text="Lanjut")
        await person.hears("Apakah Anda termasuk")


async def test_the_warning_is_spoken_and_any_key_keeps_the_page(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(run_app, tmp_path, monkeypatch) as (person, _):
        inside = person.inside
        await person.begins()
        await person.press("1")
        await person.hears("Silakan pilih layanan.")
        for _ in range(5):  # before the voice can have come to its end
            inside.hand.at += 20
            inside.app.draw()
        assert inside.app.stage.layers == (), "who listens is not idle"
        await person.press("7")
        await person.silence()
        await inside.pass_time(46)
        await person.hears("Apakah Anda masih di sini?")
        await person.press("7")
        await person.hears("Baik, silakan lanjut.")
        assert inside.app.visit.page == "services"
