"""The loudspeaker beneath a real window: what it says of itself, and that it never grows."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from terminal.look.renewal import resident_mib
from terminal.voice.audio import RATE, Audio, joined, silence
from tests.support.recorded import QUICK_MS, Sentence, faults, plug_in, recorded
from tests.support.windows import Driver, Start

pytestmark = pytest.mark.window

PLAYS = 400


def tone(hertz: float, seconds: float) -> Audio:
    return Audio((9000 * np.sin(np.arange(round(seconds * RATE)) * hertz * 2 * np.pi / RATE)).astype(np.int16))


async def window(run_app: Start) -> Driver:
    from kivy.uix.widget import Widget

    from terminal.look.app import TerminalApp

    class Empty(TerminalApp):
        def first_screen(self) -> Any:
            return Widget()

    return await run_app(Empty(), (320, 240))


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    heard = tmp_path / "heard.raw"
    plug_in(monkeypatch, heard, delay_ms=QUICK_MS)
    return heard


async def test_two_sounds_at_once_come_one_after_the_other(run_app: Start, file: Path) -> None:
    from terminal.look.speaker import Speaker

    await window(run_app)
    speaker = Speaker()
    low, high, pause = tone(200, 1), tone(900, 1), silence(0.35)
    plays = speaker.play(joined([low, pause])), speaker.play(joined([high, pause]), 0.5)
    assert await asyncio.gather(*plays) == [True, True]
    speaker.close()
    assert faults(recorded(file), [Sentence("low", low, False), Sentence("high", high, False)], silence(1)) == []


async def test_a_sound_can_be_stopped_or_its_player_cancelled(run_app: Start, file: Path) -> None:
    from terminal.look.speaker import Speaker

    driver = await window(run_app)
    speaker = Speaker()
    playing = asyncio.create_task(speaker.play(tone(200, 600)))
    await driver.until(lambda: np.any(recorded(file).samples))
    speaker.stop()
    assert await asyncio.wait_for(playing, 60)
    cancelled = asyncio.create_task(speaker.play(tone(200, 600)))
    await driver.frames(5)
    cancelled.cancel()
    assert await asyncio.wait_for(speaker.play(tone(900, 0.1)), 60)  # the way is free
    speaker.close()


async def test_nothing_is_played_without_a_device_and_a_wrong_one_is_named_once(
    run_app: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from terminal.look.speaker import Speaker

    monkeypatch.setenv("SDL_AUDIODRIVER", "nonsense")
    await window(run_app)
    told: list[bool] = []
    speaker = Speaker(lambda: told.append(speaker.broken))
    assert [await speaker.play(tone(200, 600)) for _ in range(3)] == [False] * 3
    assert told == [True]
    assert caplog.text.count("nonsense") == 1


async def test_memory_stays_flat_over_many_sounds(run_app: Start, file: Path) -> None:
    from terminal.look.speaker import Speaker

    driver = await window(run_app)
    speaker, call = Speaker(), tone(300, 6)

    async def play(times: int) -> None:
        for _ in range(times):
            playing = asyncio.create_task(speaker.play(call))
            await driver.until(lambda: speaker._sound is not None)
            speaker.stop()
            await playing

    await play(50)
    before = resident_mib()
    await play(PLAYS)
    speaker.close()
    # One that stayed would cost a megabyte each time.
    assert resident_mib() - before < 8_000 / 1024
