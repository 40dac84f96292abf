"""A desk that hears the hall: off at first, switched by F11, the same calls at its own volume."""

from pathlib import Path

import numpy as np
import pytest

from protocol import messages as m
from protocol.messages import Call
from terminal.voice.config import VoiceSettings
from terminal.voice.phrases import call_phrase
from terminal.voice.voices import chime, voice_for
from tests.support.counters_hall import hall, look, terminal
from tests.support.recorded import QUICK_MS, Sentence, faults, plug_in, recorded, seconds_recorded
from tests.support.windows import Start

pytestmark = pytest.mark.window

QUIET = VoiceSettings(times=1, words_per_minute=250, volume=0.4)
ON, DEAF = "Ruang tunggu", "Tanpa suara"


async def sentence(driver: object, of: Call) -> Sentence:
    speaker, office = voice_for(QUIET), driver.app.link.mirror.office  # type: ignore[attr-defined]
    assert speaker is not None
    return Sentence(of.number, await speaker.say(call_phrase(office, of, "id")))


async def test_a_desk_hears_what_the_hall_hears_while_it_wishes(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "desk.raw"
    plug_in(monkeypatch, file, delay_ms=QUICK_MS)
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri", voice=QUIET)
        budi = await here.colleague("budi", "2")
        await here.issue()
        ticket = (await budi.ask(m.CallNext(request_id=here.request()))).ticket

        async def again() -> Call:
            answer = await budi.ask(m.Recall(request_id=here.request(), ticket=ticket.id))
            await driver.until(lambda: answer.call in driver.app.link.mirror.calls)
            made: Call = answer.call
            return made

        assert ON not in driver.words()
        assert not file.exists()  # the device is not even opened
        await driver.key("f11")
        await driver.until(lambda: ON in driver.words() and file.exists())
        await look(driver, "hearing")
        expected = [await sentence(driver, await again())]
        whole = seconds_recorded(file) + chime().seconds + expected[0].audio.seconds
        await driver.until(lambda: seconds_recorded(file) > whole)  # to listen takes long: not before it can be heard
        await driver.until(lambda: faults(recorded(file), expected, chime()) == [])
        loudest = int(np.abs(recorded(file).samples.astype(np.int32)).max())
        made = max(int(np.abs(one.samples.astype(np.int32)).max()) for one in (chime(), expected[0].audio))
        assert loudest == pytest.approx(0.4 * made, rel=0.02)
        await driver.key("f11")
        await driver.until(lambda: ON not in driver.words())
        file.unlink()
        await again()
        await driver.key("f11")  # what was called meanwhile is not made up for
        await driver.until(lambda: ON in driver.words() and seconds_recorded(file) > 2 * chime().seconds)
        assert not np.any(recorded(file).samples)


async def test_a_desk_without_a_sound_device_says_so(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "nonsense")
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri", voice=QUIET)
        await driver.key("f11")
        await driver.until(lambda: DEAF in driver.words())
        await look(driver, "hearing-nothing")
