"""A kiosk as it runs in the lobby: ``antrean kiosk`` in a process and a window of its own, and a person before it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from antrean.demo.virtual import Person
from tests.support.hub_process import ROOT

SCREEN = (1080, 1920)


@dataclass
class KioskProcess:
    """``settings`` is the whole kiosk.toml. What it keeps on its disk outlives it, as on a real machine."""

    folder: Path
    screen: str
    settings: str
    process: asyncio.subprocess.Process | None = None

    @property
    def person(self) -> Person:
        return Person("kiosk", self.screen, self.folder / "kiosk.sight")

    async def start(self) -> Person:
        """Returns when its start page can be read."""
        config = self.folder / "kiosk.toml"
        config.write_text(self.settings)
        self.person.sight.unlink(missing_ok=True)
        with (self.folder / "kiosk.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "antrean", "kiosk", "--config", str(config)),
                *("--window", f"{SCREEN[0]}x{SCREEN[1]}+0+0"),
                env={**os.environ, **self.person.env},
                stdout=log,
                stderr=log,
                cwd=ROOT,
            )
        await self.person.sees("Bahasa Indonesia", "Tersambung")
        return self.person

    async def kill(self) -> None:
        """SIGKILL, as the power goes: it gets no chance to tidy up."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def kiosk_process(folder: Path, screen: str, settings: str) -> AsyncIterator[KioskProcess]:
    """Not started yet; whatever still runs at the end is ended."""
    kiosk = KioskProcess(folder, screen, settings)
    try:
        yield kiosk
    finally:
        if kiosk.process is not None and kiosk.process.returncode is None:
            await kiosk.kill()
