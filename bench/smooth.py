"""How smoothly a video runs beside a full board while numbers are called, and what it costs the calls.

The film is a real file of our own. Its limit is the same film, decoded in the same minute for nobody: as many frames
reach a window that draws nothing. The calls' limit is the same board with the same calls and no film.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench import film
from bench.calls import program, said
from bench.endless import endless_office
from bench.limits import percentile, with_children
from bench.screen import SILENT, Size, display_config
from display.media.projection import Projection
from display.media.tempo import RATES

FILM = "film"
"""How ``bench.window`` begins the line of a video's frame."""

CALL_SECONDS = 3.0
HOLD_SECONDS = 1.0
WARM_SECONDS = 4.0


@dataclass(frozen=True)
class Smoothness:
    """Frames a second and longest gaps (seconds) of a film beside the board and alone; seconds from a call until it is
    painted, with and without the film; the share of one core that window and decoder took.
    """

    size: Size
    seen: float
    gap: float
    alone: float
    gap_alone: float
    calls: int
    painted: float
    painted_without: float
    share: float

    @property
    def ratio(self) -> float:
        return self.seen / self.alone

    @property
    def calls_ratio(self) -> float:
        return self.painted / self.painted_without


async def measure(folder: Path, screen: str, size: Size, seconds: float) -> Smoothness:
    """``screen``: the X server's name. Takes three times ``seconds``, in which a number is called every third."""
    media = folder / "media"
    media.mkdir(parents=True)
    file = film.write(media / "film.mp4", seconds=round(seconds + 3 * WARM_SECONDS))
    with_film = await _board(folder / "with", screen, size, seconds, media)
    (empty := folder / "empty").mkdir()
    without = await _board(folder / "without", screen, size, seconds, empty)
    alone = await _alone(file, seconds)
    return Smoothness(
        size=size,
        seen=len(with_film.frames) / seconds,
        gap=longest_gap(with_film.frames),
        alone=len(alone) / seconds,
        gap_alone=longest_gap(alone),
        calls=len(with_film.waits),
        painted=percentile(with_film.waits, 0.5),
        painted_without=percentile(without.waits, 0.5),
        share=with_film.share,
    )


def longest_gap(instants: Sequence[float]) -> float:
    """Between one frame and the next; of less than two for ever."""
    return max((after - before for before, after in pairwise(instants)), default=float("inf"))


@dataclass(frozen=True)
class _Board:
    """Instants of a film's frames, seconds from each call until it was painted, share of a core."""

    frames: list[float]
    waits: list[float]
    share: float


async def _board(folder: Path, screen: str, size: Size, seconds: float, media: Path) -> _Board:
    on_screen = {"DISPLAY": screen, "SDL_AUDIODRIVER": "dummy", "LIBGL_ALWAYS_SOFTWARE": "1"}
    tables = f'{SILENT}[board]\nlayout = "media"\n[media]\nfolder = "{media}"\nslides = false\nvolume = 0\n'
    async with endless_office(folder) as (office, url):
        config = display_config(folder, url, size, tables)
        async with program("bench.window", str(config), "--film", "--hold", str(HOLD_SECONDS), **on_screen) as window:
            await said(window)
            lines: list[list[str]] = []
            listening = asyncio.create_task(_listen(window, lines))
            await asyncio.sleep(WARM_SECONDS)
            began, used = time.monotonic(), with_children(window.pid)
            called: dict[int, float] = {}
            while (now := time.monotonic()) < began + seconds:
                called[office.calls + 1] = now
                await office.call()
                await asyncio.sleep(CALL_SECONDS)
            ended = time.monotonic()
            share = (with_children(window.pid) - used) / (ended - began)
            listening.cancel()
    frames = [float(at) for what, at in lines if what == FILM]
    painted = {int(what): float(at) for what, at in lines if what != FILM}
    return _Board(
        frames=[at for at in frames if began <= at < began + seconds],
        waits=[painted[call] - at for call, at in called.items() if call in painted],
        share=share,
    )


async def _listen(window: asyncio.subprocess.Process, lines: list[list[str]]) -> None:
    while True:
        lines.append((await said(window)).split())


async def _alone(file: Path, seconds: float) -> list[float]:
    """When its frames come to a window that has nothing else to do."""
    instants: list[float] = []

    def note(_pixels: memoryview, _size: Size) -> float:
        instants.append(time.monotonic())
        return RATES[0]

    playing = asyncio.create_task(Projection(file, (640, 360), note).run())
    await asyncio.sleep(WARM_SECONDS)
    began = time.monotonic()
    await asyncio.sleep(seconds)
    playing.cancel()
    with suppress(asyncio.CancelledError):
        await playing
    return [at for at in instants if began <= at < began + seconds]
