"""One real display window: ``python -m bench.window URL FOLDER``, on the screen that DISPLAY names.

Says ``ready`` when it follows the hub, then a line for each call: its id and the instant after the flip
of the frame in which it first stood in the big place (CLOCK_MONOTONIC). Ends with its input.
"""

import asyncio
import sys
import time
from pathlib import Path

from display.__main__ import ROOM
from terminal.link import HubSettings
from terminal.look.boot import prepare
from terminal.look.program import shape_of
from terminal.settings import TerminalSettings, WindowSettings


async def main(settings: TerminalSettings) -> None:
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


if __name__ == "__main__":
    window = WindowSettings(size=(1920, 1080))
    prepare(shape_of(ROOM.shape, window))
    asyncio.run(main(TerminalSettings(hub=HubSettings(url=sys.argv[1], state_dir=Path(sys.argv[2])), window=window)))
