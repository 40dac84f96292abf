"""The limit of a window, one that only shows the line it is told: ``python -m bench.still WIDTH HEIGHT FPS``.

As Kivy draws it, in as large a window and at as many frames a second as the display's. Says ``ready`` after its first
frame; ends with its input.
"""

import asyncio
import sys

from terminal.look.boot import WindowShape, prepare


async def main(width: int, height: int) -> None:
    from kivy.app import App
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.uix.label import Label

    words = Label(font_size=height / 3)
    app = App()
    app.build = lambda: words

    async def listen() -> None:
        lines = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        print("ready", flush=True)
        while line := await lines.readline():
            words.text = line.decode().strip()
        app.stop()

    Clock.clock_resolution = 0.002
    Window.clearcolor = (0, 0, 0.2, 1)
    listening = asyncio.get_running_loop().create_task(listen())
    await app.async_run(async_lib="asyncio")
    await listening


if __name__ == "__main__":
    wide, high, fps = map(int, sys.argv[1:])
    prepare(WindowShape(wide, high, maxfps=fps))
    asyncio.run(main(wide, high))
