"""A real terminal or hub that gets stuck when told to: ``python -m tests.support.stuck HOW WHAT [its own words]``.

It lives until SIGUSR1. From then on, HOW: ``frames``, a callback of Kivy's clock never returns; ``loop``, one of
asyncio's never does; ``parked``, the window's frames stand still while everything else goes on; ``writer``, the hub's
writer stands in a command that does not end; ``never``, the control: nothing happens.
"""

import asyncio
import gc
import importlib
import signal
import sys
import time
from collections.abc import Callable


def spin(*_: object) -> None:
    """For ever, and nobody else has a turn."""
    while True:
        pass


def frames() -> None:
    from kivy.clock import Clock

    Clock.schedule_once(spin)


def loop() -> None:
    asyncio.get_running_loop().call_soon(spin)


def parked() -> None:
    from kivy.base import EventLoop

    EventLoop.async_idle = asyncio.Event().wait  # nobody sets it


def writer() -> None:
    from server.storage.store import Store

    store = next(thing for thing in gc.get_objects() if isinstance(thing, Store))
    store.submit(lambda books: time.sleep(3600))


def never() -> None:
    pass


WAYS: dict[str, Callable[[], None]] = {way.__name__: way for way in (frames, loop, parked, writer, never)}


def main(how: str, what: str, *words: str) -> None:
    signal.signal(signal.SIGUSR1, lambda *_: WAYS[how]())
    importlib.import_module(f"{what}.__main__").main(list(words), prog_name=what)


if __name__ == "__main__":
    main(*sys.argv[1:])
