"""A display as it runs in the hall: ``antrean display`` in a process of its own, its sound a recording."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from antrean.demo.virtual import Person
from tests.support.hub_process import ROOT
from tests.support.recorded import QUICK_MS, disk_device

SCREEN = (1280, 720)


@dataclass
class DisplayProcess:
    """``settings`` is the whole display.toml. Each start records into a file of its own: ``heard``."""

    folder: Path
    screen: str
    settings: str
    starts: int = 0
    process: asyncio.subprocess.Process | None = None

    @property
    def hall(self) -> Person:
        return Person("display", self.screen, self.folder / "display.sight")

    @property
    def heard(self) -> Path:
        return self.folder / f"heard-{self.starts}.raw"

    async def start(self) -> None:
        """Returns when its window tells what it shows."""
        self.starts += 1
        config = self.folder / "display.toml"
        config.write_text(self.settings)
        self.hall.sight.unlink(missing_ok=True)
        with (self.folder / "display.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "antrean", "display", "--config", str(config)),
                *("--window", f"{SCREEN[0]}x{SCREEN[1]}+0+0"),
                env={**os.environ, **self.hall.env, **disk_device(self.heard, delay_ms=QUICK_MS)},
                stdout=log,
                stderr=log,
                cwd=ROOT,
            )
        await self.hall.sees("Dinas")

    async def kill(self) -> None:
        """SIGKILL, as the power goes: it gets no chance to tidy up."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def display_process(folder: Path, screen: str, settings: str) -> AsyncIterator[DisplayProcess]:
    """Not started yet; whatever still runs at the end is ended."""
    display = DisplayProcess(folder, screen, settings)
    try:
        yield display
    finally:
        if display.process is not None and display.process.returncode is None:
            await display.kill()
