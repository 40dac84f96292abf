"""A kiosk or a display as it runs in the hall: ``antrean <program>`` in a process and a window of its own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from antrean.demo.virtual import Person
from tests.support.hub_process import ROOT
from tests.support.recorded import QUICK_MS, disk_device


@dataclass
class WindowProcess:
    """``settings`` is the whole of its TOML file. What it keeps on its disk outlives it, as on a real machine."""

    program: ClassVar[str]
    size: ClassVar[tuple[int, int]]
    at_first: ClassVar[tuple[str, ...]]
    """What can be read once it stands."""

    folder: Path
    screen: str
    settings: str
    process: asyncio.subprocess.Process | None = None

    @property
    def person(self) -> Person:
        """Who stands before it."""
        return Person(self.program, self.screen, self.folder / f"{self.program}.sight")

    def environment(self) -> dict[str, str]:
        return self.person.env

    async def start(self) -> Person:
        """Returns when its first page can be read."""
        config = self.folder / f"{self.program}.toml"
        config.write_text(self.settings)
        self.person.sight.unlink(missing_ok=True)
        with (self.folder / f"{self.program}.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "antrean", self.program, "--config", str(config)),
                *("--window", f"{self.size[0]}x{self.size[1]}+0+0"),
                env={**os.environ, **self.environment()},
                stdout=log,
                stderr=log,
                cwd=ROOT,
            )
        await self.person.sees(*self.at_first)
        return self.person

    async def kill(self) -> None:
        """SIGKILL, as the power goes: it gets no chance to tidy up."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()


class KioskProcess(WindowProcess):
    program, size, at_first = "kiosk", (1080, 1920), ("Bahasa Indonesia", "Tersambung")


@dataclass
class DisplayProcess(WindowProcess):
    """Each start records what it plays into a file of its own: ``heard``."""

    program, size, at_first = "display", (1280, 720), ("Dinas",)

    starts: int = 0

    @property
    def heard(self) -> Path:
        return self.folder / f"heard-{self.starts}.raw"

    def environment(self) -> dict[str, str]:
        self.starts += 1
        return {**super().environment(), **disk_device(self.heard, delay_ms=QUICK_MS)}


Kind = TypeVar("Kind", bound=WindowProcess)


@asynccontextmanager
async def ended(window: Kind) -> AsyncIterator[Kind]:
    """Not started yet; what still runs at the end is ended."""
    try:
        yield window
    finally:
        if window.process is not None and window.process.returncode is None:
            await window.kill()
