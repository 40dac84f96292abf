"""Whether a display's memory stays flat: ``python -m bench.soak --calls 100000`` or ``--minutes 60``.

``--calls``: as fast as a real window can paint them, each call in a frame of its own, 500 to a day; a small window
draws all that a large one does, on fewer pixels.
``--minutes``: the hall as it is, one call every few seconds, spoken to a sound device that swallows it, with what
stands in ``--media`` (without: a film of our own, and the office's slides). The memory is what the kernel says that the
window's process holds (VmRSS).
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import click

from bench import film
from bench.calls import program, said
from bench.endless import EndlessOffice, endless_office
from bench.limits import cpu_seconds, resident_mib
from bench.screen import SILENT, Size, display_config
from tests.support.windows import VirtualScreen

WARM_UP = 0.1
"""The share of a soak in which caches fill; the slope is taken after it."""

AHEAD = 3
"""So many calls may wait to be painted: enough that the window never waits for the hub."""

Sample = tuple[float, float]
"""How far the soak was (calls, or minutes), and MiB."""


def slope(samples: Sequence[Sample]) -> float:
    """MiB for each call or minute: the straight line with the least squares through them."""
    middle_x = sum(x for x, _ in samples) / len(samples)
    middle_y = sum(y for _, y in samples) / len(samples)
    spread = sum((x - middle_x) ** 2 for x, _ in samples)
    return sum((x - middle_x) * (y - middle_y) for x, y in samples) / spread if spread else 0.0


def warm(samples: Sequence[Sample]) -> list[Sample]:
    """Those after the warm-up."""
    return [sample for sample in samples if sample[0] >= WARM_UP * samples[-1][0]]


@asynccontextmanager
async def shown(
    folder: Path, size: Size, tables: str, *flags: str
) -> AsyncIterator[tuple[EndlessOffice, asyncio.subprocess.Process]]:
    """The endless office and a real window that follows it."""
    screen = VirtualScreen()
    try:
        on_screen = {"DISPLAY": screen.name, "SDL_AUDIODRIVER": "dummy", "LIBGL_ALWAYS_SOFTWARE": "1"}
        async with endless_office(folder) as (office, url):
            config = display_config(folder, url, size, tables)
            async with program("bench.window", str(config), *flags, **on_screen) as window:
                await said(window)
                yield office, window
    finally:
        screen.close()


async def many_calls(folder: Path, calls: int, every: int, size: Size) -> list[Sample]:
    """A sample at the start and after each ``every`` calls."""
    async with shown(folder, size, SILENT, "--hold", "0", "--fps", "120") as (office, window):
        samples = [_sample(0, window.pid)]
        began, used, painted = time.monotonic(), cpu_seconds(window.pid), 0
        while painted < calls:
            while office.calls < min(calls, painted + AHEAD):
                await office.call()
            painted = int((await said(window)).split()[0])
            if painted % every == 0:
                samples.append(_sample(painted, window.pid))
        each = (cpu_seconds(window.pid) - used) / calls
        rate = calls / (time.monotonic() - began)
        print(f"{rate:.0f} calls a second, each painted, {1000 * each:.1f} ms of processor each", flush=True)
    return samples


async def long_time(folder: Path, minutes: float, pause: float, size: Size, media: Path | None) -> list[Sample]:
    """A sample each minute."""
    if media is None:
        media = folder / "media"
        media.mkdir()
        film.write(media / "film.mp4")
    hall = f'[board]\nlayout = "media"\n[media]\nfolder = "{media.resolve()}"\n'
    async with shown(folder, size, hall) as (office, window):
        talk = asyncio.create_task(_listen(window))
        began, used, samples = time.monotonic(), cpu_seconds(window.pid), [_sample(0, window.pid)]
        while (gone := (time.monotonic() - began) / 60) < minutes:
            await office.call()
            await asyncio.sleep(pause)
            if gone >= len(samples):
                samples.append(_sample(len(samples), window.pid))
        share = (cpu_seconds(window.pid) - used) / (time.monotonic() - began)
        talk.cancel()
        print(f"{office.calls} calls, {share:.0%} of a core", flush=True)
    return samples


async def _listen(window: asyncio.subprocess.Process) -> None:
    """Its words must be taken from it, or it would wait for us."""
    assert window.stdout is not None
    while await window.stdout.readline():
        pass


def _sample(at: float, pid: int) -> Sample:
    mib = resident_mib(pid)
    print(f"{at:>8}  {mib:7.1f} MiB", flush=True)
    return at, mib


@click.command()
@click.option("--calls", type=int, default=0)
@click.option("--minutes", type=float, default=0)
@click.option("--pause", type=float, default=7.0, help="Seconds from call to call, with --minutes.")
@click.option("--size", type=(int, int), help="Of the window: 640 360 with --calls, 1920 1080 with --minutes.")
@click.option("--media", type=click.Path(path_type=Path, file_okay=False, exists=True))
def main(calls: int, minutes: float, pause: float, size: Size | None, media: Path | None) -> None:
    """Memory over many calls, or over time."""
    print(f"python -m {' '.join(['bench.soak', *sys.argv[1:]])}: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        if calls:
            samples = asyncio.run(many_calls(Path(folder), calls, max(1, calls // 20), size or (640, 360)))
            print(f"slope after the warm-up: {slope(warm(samples)) * 10_000:+.2f} MiB for 10,000 calls")
        if minutes:
            samples = asyncio.run(long_time(Path(folder), minutes, pause, size or (1920, 1080), media))
            print(f"slope after the warm-up: {slope(warm(samples)) * 60:+.2f} MiB an hour")


if __name__ == "__main__":
    main()
