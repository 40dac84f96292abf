"""Touches without sense, while hub and printer come and go: the kiosk lives, tells no old word for a new one, and
comes home. ``KIOSK_SEED=7 KIOSK_STEPS=400`` plays one seed, for so long.
"""

import os
import random
from pathlib import Path

import pytest

from kiosk.visit import Page
from terminal.voice.config import VoiceSettings
from tests.support.kiosk_monkey import WITHOUT_HUB, Monkey, monkey
from tests.support.recorded import QUICK_MS, plug_in
from tests.support.windows import Start

pytestmark = [pytest.mark.window, pytest.mark.timeout(300)]

STEPS = int(os.environ.get("KIOSK_STEPS", "80"))
SEEDS = [int(seed)] if (seed := os.environ.get("KIOSK_SEED")) else [1, random.SystemRandom().randrange(10**6)]


@pytest.mark.parametrize("seed", SEEDS)
async def test_senseless_touches_do_no_harm(run_app: Start, tmp_path: Path, seed: int) -> None:
    print(f"KIOSK_SEED={seed} KIOSK_STEPS={STEPS}")
    async with monkey(run_app, tmp_path, seed) as at_play:
        try:
            for _ in range(STEPS):
                await at_play.acts()
                check(at_play)
            await at_play.comes_home()
            check(at_play)
            assert at_play.inside.app.visit.page is Page.START
            await truth(at_play)
        except BaseException:
            print("\n".join(at_play.done))
            raise


async def test_senseless_keys_do_no_harm_with_the_guide_on(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short one: thousands of steps are played without a window, in ``tests/unit/test_kiosk_guided_random.py``."""
    seed, steps = SEEDS[-1], STEPS // 2
    print(f"KIOSK_SEED={seed} KIOSK_STEPS={STEPS}")
    plug_in(monkeypatch, tmp_path / "heard.raw", delay_ms=QUICK_MS)
    async with monkey(run_app, tmp_path, seed, VoiceSettings(words_per_minute=260)) as at_play:
        app, guided = at_play.inside.app, 0
        try:
            for _ in range(steps):
                await at_play.acts()
                await drawn(at_play)
                check(at_play)
                guided += app.guided.on
                heard(at_play)
            await at_play.comes_home()
            assert (app.visit.page, app.guided.on) == (Page.START, False)
            assert guided, "never guided"
            await truth(at_play)
        except BaseException:
            print("\n".join(at_play.done))
            raise


async def drawn(at_play: Monkey) -> None:
    """The voice goes before the picture: what it says now is on the screen then."""
    app = at_play.inside.app
    for _ in range(9):
        app.draw()
        if not app.guided.draws_breath:
            return
        await at_play.inside.driver.until(lambda: not app.guided.draws_breath)


def heard(at_play: Monkey) -> None:
    """The guide is on where it is drawn so, and what was typed is told to whoever is alone with it."""
    app = at_play.inside.app
    shown, reader = app.frame._shown, app.guided._reader
    assert shown is not None
    assert reader is not None
    assert shown.guided == app.guided.on or app.guided.draws_breath
    if reader.line is not None and reader.line.private:
        assert at_play.socket.inside is True


async def test_a_kiosk_that_hides_a_lost_hub_is_found(run_app: Start, tmp_path: Path) -> None:
    """The control: it goes on showing what it heard before as if it were so now."""
    async with monkey(run_app, tmp_path, 1) as at_play:
        app = at_play.inside.app
        await at_play.inside.touch(title="Bahasa Indonesia")
        await at_play.inside.on("services")
        check(at_play)
        app._away = lambda: None  # type: ignore[method-assign]
        assert await at_play.hub.turn()
        await at_play.inside.driver.until(lambda: not app.link.status.live)
        with pytest.raises(AssertionError):
            check(at_play)


def check(at_play: Monkey) -> None:
    """After every step, with the screen as it is drawn now."""
    app = at_play.inside.app
    assert app.fault is None
    app.draw()
    shown = app.frame._shown
    assert shown is not None
    assert (shown.bar.link.meaning == "good") == app.link.status.live
    if not app.link.status.live:
        assert shown.page in WITHOUT_HUB
        assert not any("menunggu" in choice.note for choice in shown.content.choices)
    if shown.page is not Page.PICKUP:
        assert at_play.code not in " ".join(at_play.inside.driver.words())


async def truth(at_play: Monkey) -> None:
    """Every number that the hub gave is another one, and all of them are still the hub's own."""
    tickets = await at_play.inside.tickets()
    assert len({ticket.number for ticket in tickets}) == len(tickets)
    mirror = at_play.inside.app.link.mirror
    await at_play.inside.driver.until(lambda: {ticket.id for ticket in tickets} == set(mirror.tickets))
