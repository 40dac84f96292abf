"""Headphones that are a sound card of their own: real aplay and ALSA, only the hardware is a file."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from kiosk.card_player import CardPlayer
from terminal.voice.audio import RATE, Audio
from tests.support.alsa import NO_CARD, SoundCard

TONE = Audio((8000 * np.sin(np.arange(RATE // 2) / 9)).astype(np.int16))


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoundCard:
    card = SoundCard(tmp_path)
    monkeypatch.setenv("ALSA_CONFIG_PATH", card.environment["ALSA_CONFIG_PATH"])
    return card


async def test_the_sound_goes_to_this_card_and_to_no_other(card: SoundCard, tmp_path: Path) -> None:
    player = CardPlayer("Headset")
    assert await player.play(TONE, 0.5)
    assert not player.broken
    played = card.played("Headset").samples[: len(TONE.samples)]
    assert np.abs(played - TONE.samples * 0.5).max() <= 1
    assert not (tmp_path / "played.raw").exists(), "nothing for all to hear"


async def test_a_card_that_is_gone_is_silence_and_nothing_else(
    card: SoundCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ALSA_CONFIG_PATH", NO_CARD["ALSA_CONFIG_PATH"])
    player = CardPlayer("Headset")
    assert not await player.play(TONE)
    assert player.broken
    assert "the headphones take no sound" in caplog.text
    assert not (tmp_path / "played.raw").exists()


async def test_without_the_program_there_is_no_sound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not await CardPlayer("Headset").play(TONE)


async def test_a_sound_that_is_broken_off_leaves_no_program_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A card that takes its time, played by a program that would wait for ever."""
    slow = tmp_path / "aplay"
    slow.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    playing = asyncio.create_task(CardPlayer("Headset").play(TONE))
    async with asyncio.timeout(60):
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        process = Path("/proc") / (tmp_path / "pid").read_text().strip()
        playing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await playing
        while _runs(process):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def _runs(process: Path) -> bool:
    """By its folder in /proc, which may go while it is read."""
    try:
        return "(sleep) Z" not in (process / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
