"""Renders a sheet in another process: what is personal goes through its pipes and never onto a disk."""

import asyncio
import contextlib
import sys

import msgspec

from protocol.vocabulary import FileFormat
from server.app.sheet import Sheet

AT_ONCE = 1  # a register a little later matters less than the hall
SECONDS = 180.0


class NotRendered(Exception):
    """The other process gave no file. What it complained of may quote the sheet, so it is not told."""


class Renderer:
    """Keeps the promise of ``server.app.sheet.Press``."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._free = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, sheet: Sheet, into: FileFormat) -> bytes:
        """The file. Raises NotRendered."""
        async with self._free:
            worker = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "server.registers",
                into.value,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                async with asyncio.timeout(self._seconds):
                    content, _ = await worker.communicate(msgspec.json.encode(sheet))
            except TimeoutError:
                raise NotRendered("time") from None
            finally:
                with contextlib.suppress(ProcessLookupError):
                    worker.kill()
                await worker.wait()
        if worker.returncode or not content:
            raise NotRendered(f"status {worker.returncode}")
        return content
