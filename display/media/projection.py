"""One picture or video on its way to the window: the decoder's process as seen from here. Nothing of Kivy."""

import asyncio
import mmap
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from math import isfinite
from pathlib import Path

from display.media.kinds import PIXEL_BYTES, Unshowable

FIRST_SECONDS = 25.0
"""How long the first frame may take, the start of the process included: a large PNG on a weak machine."""

STALLED_SECONDS = 30.0
"""A video that shows nothing new for so long is over."""

Frame = Callable[[memoryview, tuple[int, int]], float]
"""Draws pixels (RGBA, 8 bits each, from the top; good for this call only) of this width and height, and says how many
frames a second may come from now on; 0: none, this one stands."""

Paced = Callable[[float, float], None]
"""Hears now and then how many frames a second of a video were seen of late, and how many it has."""


class Projection:
    """``run`` shows one file in frames of at most ``box``. ``volume`` 0 to 1, None: without a sound device."""

    def __init__(
        self,
        file: Path,
        box: tuple[int, int],
        draw: Frame,
        *,
        volume: float | None = None,
        paced: Paced = lambda seen, own: None,
    ) -> None:
        self._file, self._box, self._draw, self._volume, self._paced = file, box, draw, volume, paced
        self._process: Process | None = None

    async def run(self) -> None:
        """Returns when a picture stands, or a video has ended or is to stand still. Raises Unshowable for whatever
        else becomes of it."""
        width, height = self._box
        shared = os.memfd_create("antrean-media")
        try:
            os.ftruncate(shared, width * height * PIXEL_BYTES)
            command = ["-m", "display.media.decode", str(self._file.absolute()), str(shared), str(width), str(height)]
            loud = "none" if self._volume is None else str(self._volume)
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *command, loud, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, pass_fds=(shared,)
            )
            with mmap.mmap(shared, width * height * PIXEL_BYTES) as pixels:  # writable: Kivy takes no other buffer
                await self._follow(self._process, pixels)
        finally:
            os.close(shared)
            await self._end()

    def set_volume(self, volume: float) -> None:
        """From now on, or from the start; nothing for a projection without sound."""
        if self._volume is not None:
            self._volume = volume
            self._say(f"volume {volume}")

    async def _follow(self, process: Process, pixels: mmap.mmap) -> None:
        assert process.stdout is not None
        patience = FIRST_SECONDS
        while True:
            try:
                async with asyncio.timeout(patience):
                    line = await process.stdout.readline()
            except (TimeoutError, ValueError) as fault:  # ValueError: a line without end
                raise Unshowable("it shows nothing new") from fault
            word, _, words = line.decode(errors="replace").strip().partition(" ")
            if word == "frame":
                patience = STALLED_SECONDS
                rate = self._show(words, pixels)
                if not rate:
                    return None
                self._say(f"next {rate}")
            elif word == "pace":
                self._paced(*_two_numbers(words))
            elif word == "problem":
                raise Unshowable(words)
            elif not line:
                return await self._ended(process)

    def _show(self, words: str, pixels: mmap.mmap) -> float:
        """A decoder that was taken over by its file may say anything: only what fits is drawn."""
        width, height = map(int, _two_numbers(words))
        if not (0 < width <= self._box[0] and 0 < height <= self._box[1]):
            raise Unshowable("its decoder is confused")
        with memoryview(pixels) as whole, whole[: width * height * PIXEL_BYTES] as frame:
            return self._draw(frame, (width, height))

    def _say(self, line: str) -> None:
        if self._process is not None and self._process.stdin is not None and self._process.returncode is None:
            with suppress(ConnectionError, RuntimeError):
                self._process.stdin.write(f"{line}\n".encode())

    async def _ended(self, process: Process) -> None:
        async with asyncio.timeout(5):
            code = await process.wait()
        if code < 0:
            raise Unshowable(f"its decoder died of {signal.Signals(-code).name}")
        if code:
            raise Unshowable(f"its decoder ended with {code}")

    async def _end(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.communicate()  # also what it had still to say, so that its pipes are closed


def _two_numbers(words: str) -> tuple[float, float]:
    try:
        one, other = map(float, words.split())
    except ValueError as fault:
        raise Unshowable("its decoder is confused") from fault
    if not (isfinite(one) and isfinite(other)):
        raise Unshowable("its decoder is confused")
    return one, other
