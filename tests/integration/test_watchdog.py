"""The hub under a service manager's eyes: ready when its door is open, alive while its loop and its books are."""

from pathlib import Path

import pytest

from server.wiring import TICK_SECONDS
from tests.support.hub_process import always_open
from tests.support.service_manager import watched

SOON = 2 * TICK_SECONDS
"""A hub that is stuck has said nothing for this long: enough to know it. One that is well on a busy machine may."""
DEPLOYED = 60.0
"""As in deploy/antrean-hub.service."""


def hub(how: str, folder: Path) -> list[str]:
    config = folder / "hub.toml"
    catalogue = always_open(folder)
    config.write_text(
        f'port = 0\nhost = "127.0.0.1"\ndata_dir = "books"\ncatalogue = "{catalogue}"\nadvertise = false\n'
    )
    return ["tests.support.stuck", how, "server", "--config", str(config)]


@pytest.mark.parametrize("how", ["loop", "writer"])
async def test_a_stuck_hub_is_silent(tmp_path: Path, how: str) -> None:
    async with watched(*hub(how, tmp_path), address=str(tmp_path / "notify"), watchdog_seconds=SOON) as stuck:
        await stuck.says("READY=1")
        assert (tmp_path / "books" / "hub.json").exists()
        await stuck.says("WATCHDOG=1")
        stuck.poke()
        assert not await stuck.stands(beats=3)


async def test_a_hub_that_is_well_goes_on_speaking_and_says_goodbye(tmp_path: Path) -> None:
    """The control."""
    async with watched(*hub("never", tmp_path), address=str(tmp_path / "notify"), watchdog_seconds=DEPLOYED) as well:
        await well.says("READY=1")
        well.poke()
        assert await well.stands(beats=3)
        well.process.terminate()
        await well.says("STOPPING=1")
        assert await well.process.wait() == 0
