"""systemd's part in a test: starts a real program, hears its datagrams, and ends it when it was silent too long."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 90


@dataclass
class Watched:
    """One program under ``WATCHDOG_USEC``, and the socket that it speaks to."""

    process: asyncio.subprocess.Process
    ears: socket.socket
    watchdog_seconds: float

    async def says(self, word: str, within: float = START_SECONDS) -> str:
        """The next datagram that begins so; others are passed over. Raises TimeoutError, RuntimeError."""
        try:
            async with asyncio.timeout(within):
                while not (said := await self._next()).startswith(word):
                    pass
        except TimeoutError:
            if self.process.returncode is not None:
                raise RuntimeError((await self.process.communicate())[1].decode()) from None
            raise
        return said

    async def _next(self) -> str:
        return (await asyncio.get_running_loop().sock_recv(self.ears, 4096)).decode()

    async def stands(self, beats: int) -> bool:
        """Whether it keeps so many beats, as systemd counts: none may be later than the watchdog after the last."""
        try:
            for _ in range(beats):
                await self.says("WATCHDOG=1", self.watchdog_seconds)
        except TimeoutError:
            return False
        return True

    def poke(self) -> None:
        """From here on it is stuck in its own way (see ``stuck``)."""
        self.process.send_signal(signal.SIGUSR1)

    async def abort(self) -> tuple[int, str]:
        """What systemd does to a service that is silent: the signal that it died of, and what it left in the log."""
        self.process.send_signal(signal.SIGABRT)
        _, log = await asyncio.wait_for(self.process.communicate(), 20)
        assert self.process.returncode is not None
        return -self.process.returncode, log.decode()


@asynccontextmanager
async def watched(
    *words: str, address: str, watchdog_seconds: float = 2.0, environment: dict[str, str] | None = None
) -> AsyncIterator[Watched]:
    """``python -m words...`` as a service of Type=notify. ``address``: a path, or @name."""
    ears = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    ears.setblocking(False)
    ears.bind("\0" + address[1:] if address.startswith("@") else address)
    told = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(round(watchdog_seconds * 1_000_000))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *words),
        cwd=ROOT,
        env=os.environ | told | (environment or {}),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Watched(process, ears, watchdog_seconds)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        ears.close()
