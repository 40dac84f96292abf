"""One real display window: ``python -m bench.window CONFIG``, on the screen that DISPLAY names.

CONFIG is a display.toml. Says ``ready`` when it follows the hub, then a line for each call: its id and the instant
after the flip of the frame in which it first stood in the big place (CLOCK_MONOTONIC). Ends with its input.

``--hold SECONDS``: how long a call keeps the big place, instead of the hall's own time; ``--fps``: frames a second at
most, instead of the display's own. Both are for a benchmark that has more calls than time. ``--film``: a line ``film
INSTANT`` also for each frame of a video.
"""

import asyncio
import sys
import time
from dataclasses import replace
from pathlib import Path

import click

from display.__main__ import ROOM
from terminal.look.boot import prepare
from terminal.look.program import shape_of
from terminal.settings import TerminalSettings, read
from terminal.voice import announcements


async def show(settings: TerminalSettings) -> None:
    from display.app import DisplayApp  # imports Kivy, which must find its environment settled

    def painted(call: int) -> None:
        print(call, time.monotonic(), flush=True)

    async def announce() -> None:
        while not app.link.status.live:  # noqa: ASYNC110 - the window draws meanwhile
            await asyncio.sleep(0.05)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        app.stop()

    app = DisplayApp(settings, on_painted=painted)
    asyncio.get_running_loop().call_later(0.5, lambda: app.keep(announce()))
    await app.run_terminal()


def tell_frames() -> None:
    from display.media.views import FrameView

    draw = FrameView.draw

    def told(view: FrameView, pixels: memoryview, size: tuple[int, int]) -> None:
        draw(view, pixels, size)
        print("film", time.monotonic(), flush=True)

    FrameView.draw = told  # type: ignore[method-assign, assignment]


@click.command()
@click.argument("config", type=click.Path(path_type=Path, exists=True))
@click.option("--hold", type=float)
@click.option("--fps", type=int)
@click.option("--film", is_flag=True)
def main(config: Path, hold: float | None, fps: int | None, film: bool) -> None:
    settings = read("display", config)
    shape = shape_of(ROOM.shape, settings.window)
    prepare(shape if fps is None else replace(shape, maxfps=fps))
    if hold is not None:  # before the window imports them
        announcements.HOLD_SECONDS = announcements.HURRIED_SECONDS = hold
    if film:
        tell_frames()
    asyncio.run(show(settings))


if __name__ == "__main__":
    main()
