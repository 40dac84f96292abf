"""The display's window, watched from outside: from the operator's key to the pixel, and what it takes of a processor.

Four processes: hub, window, X server (it draws nothing: the window's process does, by software), and this one, which
is the operator, and reads the number's pixels from the X server as fast as that answers. The limit is a bare window of
the same size and rate that shows a line (``bench.still``), read in the same way.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from bench import film
from bench.calls import call_next, keep, operator, program, said
from bench.endless import endless_office
from bench.limits import percentile, with_children
from bench.pixels import Pixels, Screen, looking
from protocol.vocabulary import DeviceKind
from terminal.look.boot import WindowShape
from tests.support.hub_process import running_hub, tokens

Size = tuple[int, int]

FPS = WindowShape(1, 1).maxfps
SILENT = '[voice]\nengine = "off"\nchime = false\ntimes = 1\n'
HOLD_SECONDS = 0.1
QUIET_SECONDS = 0.5
"""What the call before still has to draw, also on a busy machine, is drawn by then."""

STRIP = 4
"""So many rows of pixels are read, where the number changes most."""


@dataclass(frozen=True)
class Seen:
    """Call -> pixel of the display, and line -> pixel of the bare window; both hold the wait for the next frame."""

    size: Size
    calls: int
    p50_ms: float
    p99_ms: float
    bare_p50_ms: float
    bare_p99_ms: float

    @property
    def frame_ms(self) -> float:
        return 1000 / FPS

    @property
    def ratio(self) -> float:
        return self.p50_ms / self.bare_p50_ms


@dataclass(frozen=True)
class Load:
    """Shares of one core, the window's process and its decoder of videos together."""

    size: Size
    idle: float
    ticker: float
    video: float


async def measure(folder: Path, screen: str, size: Size, calls: int) -> Seen:
    """``screen``: the X server's name; it must be at least as large."""
    on_screen = {"DISPLAY": screen, "SDL_AUDIODRIVER": "dummy", "LIBGL_ALWAYS_SOFTWARE": "1"}
    with looking(screen) as eyes:
        waits = await _display(folder, eyes, on_screen, size, calls)
        bare = await _bare(eyes, on_screen, size, calls)
    return Seen(
        size=size,
        calls=len(waits),
        p50_ms=percentile(waits, 0.5) * 1000,
        p99_ms=percentile(waits, 0.99) * 1000,
        bare_p50_ms=percentile(bare, 0.5) * 1000,
        bare_p99_ms=percentile(bare, 0.99) * 1000,
    )


async def _display(folder: Path, eyes: Screen, on_screen: dict[str, str], size: Size, calls: int) -> list[float]:
    async with running_hub(folder / "hub") as hub:
        (token,) = await tokens(hub, DeviceKind.DISPLAY, ["tv"])
        config = display_config(folder, hub.url, size, SILENT, token)
        async with program("bench.window", str(config), "--hold", str(HOLD_SECONDS), **on_screen) as window:
            await said(window)
            async with operator(hub, calls + 2) as counter:
                turns = iter(range(calls + 2))
                return await _watched(eyes, size, calls, lambda: call_next(counter, next(turns)))


async def _bare(eyes: Screen, on_screen: dict[str, str], size: Size, lines: int) -> list[float]:
    async with program("bench.still", *map(str, size), str(FPS), **on_screen) as window:
        await said(window)
        numbers = iter(range(1000))

        async def write() -> None:
            assert window.stdin is not None
            window.stdin.write(f"A-{next(numbers):03d}\n".encode())

        return await _watched(eyes, size, lines, write)


# --- Eyes -------------------------------------------------------------------------------------------


async def _watched(eyes: Screen, size: Size, count: int, change: Callable[[], Awaitable[object]]) -> list[float]:
    """Seconds from each change until the pixels of the number are others."""
    row = await _where_it_changes(eyes, size, change)
    return [await _until_other(eyes, row, size[0], change) for _ in range(count)]


async def _where_it_changes(eyes: Screen, size: Size, change: Callable[[], Awaitable[object]]) -> int:
    """The topmost of the rows that become most different when another number is shown; uses up two changes.

    Looks where the big place is: below the clock, above the ticker, which change by themselves.
    """
    top, place = size[1] // 8, (size[0], size[1] // 2)
    await change()
    before = await _quiet(eyes, top, place)
    await change()
    await _other(eyes, top, before)
    changed = (await _quiet(eyes, top, place) != before).sum(axis=1)
    return top + min(int(np.argmax(changed)), place[1] - STRIP)


async def _until_other(eyes: Screen, row: int, width: int, change: Callable[[], Awaitable[object]]) -> float:
    before = await _quiet(eyes, row, (width, STRIP))
    began = time.monotonic()
    changing = asyncio.ensure_future(change())
    await _other(eyes, row, before)
    seconds = time.monotonic() - began
    await changing
    return seconds


async def _other(eyes: Screen, row: int, before: Pixels) -> None:
    """Until these rows are no longer as they were."""
    high, width = before.shape
    async with asyncio.timeout(20):
        while np.array_equal(eyes.read(0, row, width, high), before):  # noqa: ASYNC110 - a screen tells nobody
            await asyncio.sleep(0)  # so that the change goes out


async def _quiet(eyes: Screen, row: int, size: Size) -> Pixels:
    """These rows, once nothing in them has changed for a while."""
    seen, since = eyes.read(0, row, *size), time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS:
        await asyncio.sleep(0.02)
        now = eyes.read(0, row, *size)
        if not np.array_equal(now, seen):
            seen, since = now, time.monotonic()
    return seen


# --- Processor --------------------------------------------------------------------------------------


async def load(folder: Path, screen: str, size: Size, seconds: float) -> Load:
    """Nobody is called: what is drawn is drawn for the ticker, or the video."""
    media = folder / "media"
    media.mkdir(parents=True)
    film.write(media / "film.mp4")
    playing = f'[board]\nlayout = "media"\n[media]\nfolder = "{media}"\nslides = false\n'
    return Load(
        size=size,
        idle=await _share(folder / "idle", screen, size, seconds, SILENT, ticker=False),
        ticker=await _share(folder / "ticker", screen, size, seconds, SILENT, ticker=True),
        video=await _share(folder / "video", screen, size, seconds, SILENT + playing, ticker=False),
    )


async def _share(folder: Path, screen: str, size: Size, seconds: float, tables: str, *, ticker: bool) -> float:
    on_screen = {"DISPLAY": screen, "SDL_AUDIODRIVER": "dummy", "LIBGL_ALWAYS_SOFTWARE": "1"}
    async with endless_office(folder) as (office, url):
        if not ticker:
            office.office = msgspec.structs.replace(office.office, ticker=())
        config = display_config(folder, url, size, tables)
        async with program("bench.window", str(config), **on_screen) as window:
            await said(window)
            await asyncio.sleep(4)  # a video needs a moment to begin
            began, used = time.monotonic(), with_children(window.pid)
            await asyncio.sleep(seconds)
            return (with_children(window.pid) - used) / (time.monotonic() - began)


def display_config(folder: Path, url: str, size: Size, tables: str, token: str = "endless") -> Path:
    """A paired display's settings file."""
    keep(folder / "state", url, token)
    config = folder / "display.toml"
    config.write_text(
        f'state_dir = "{folder / "state"}"\n[hub]\nurl = "{url}"\n[window]\nsize = {list(size)}\n{tables}'
    )
    return config
