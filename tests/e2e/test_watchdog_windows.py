"""Real windows under a service manager's eyes: they say when they stand and that they live; stuck, they are silent."""

import signal
from functools import partial
from pathlib import Path

import pytest

from tests.support import service_manager
from tests.support.service_manager import Watched

pytestmark = pytest.mark.window
NOBODY = "ws://127.0.0.1:9"
SMALL = ("--hub", NOBODY, "--window", "320x180+0+0")
watched = partial(service_manager.watched, watchdog_seconds=6.0)
"""A window says each 1.5 seconds that it lives: a busy machine may be late."""


def display(how: str, folder: Path) -> list[str]:
    return ["tests.support.stuck", how, "display", *SMALL, "--state", str(folder / "state")]


async def standing(display: Watched) -> None:
    await display.says("READY=1")
    assert await display.stands(beats=3)


@pytest.mark.parametrize("program", ["kiosk", "display", "counters"])
async def test_every_terminal_says_that_it_stands_and_lives(screen: None, tmp_path: Path, program: str) -> None:
    socket = str(tmp_path / "notify")
    async with watched(program, *SMALL, "--state", str(tmp_path / "state"), address=socket) as terminal:
        await terminal.says("READY=1")
        await terminal.says("STATUS=link connecting, unreachable")
        assert await terminal.stands(beats=4)
        terminal.process.terminate()
        await terminal.says("STOPPING=1")
        assert await terminal.process.wait() == 0


@pytest.mark.parametrize("how", ["frames", "loop"])
async def test_a_stuck_window_is_silent_and_the_log_has_where(screen: None, tmp_path: Path, how: str) -> None:
    async with watched(*display(how, tmp_path), address=str(tmp_path / "notify")) as stuck:
        await standing(stuck)
        stuck.poke()
        assert not await stuck.stands(beats=10)
        died_of, log = await stuck.abort()
    assert died_of == signal.SIGABRT
    assert "in spin" in log


async def test_frames_that_stand_still_while_the_loop_goes_on_are_told_too(screen: None, tmp_path: Path) -> None:
    async with watched(*display("parked", tmp_path), address=str(tmp_path / "notify")) as stuck:
        await standing(stuck)
        stuck.poke()
        assert not await stuck.stands(beats=10)


async def test_a_window_that_nothing_happens_to_goes_on_speaking(screen: None, tmp_path: Path) -> None:
    """The control, and the abstract socket that systemd used to give."""
    async with watched(*display("never", tmp_path), address=f"@antrean-test-{tmp_path.name}-{id(tmp_path)}") as well:
        await standing(well)
        well.poke()
        assert await well.stands(beats=10)
