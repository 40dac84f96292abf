"""A hall of headless displays in a process of its own: each a real client without its window.

``python -m bench.hall links|bare URL COUNT FOLDER`` says ``ready`` when all of them follow, notes on the
machine's steady clock when each of them has heard each call, and writes that down when its input ends.
"""

import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import msgspec
import websockets

from protocol.messages import Event, TicketCalled
from protocol.vocabulary import DeviceKind
from terminal.link import HubSettings, Link

Arrivals = dict[int, list[float]]
"""Call -> when each display had it, in seconds of CLOCK_MONOTONIC, which all processes share."""


async def follow_links(url: str, folders: Sequence[Path], arrivals: Arrivals) -> None:
    """Returns when every link is live; they go on."""

    def heard(events: Sequence[Event]) -> None:
        now = time.monotonic()
        for event in events:
            if isinstance(event, TicketCalled):
                arrivals[event.call.id].append(now)

    changed = asyncio.Event()
    links = [
        Link(HubSettings(url=url, state_dir=folder), DeviceKind.DISPLAY, on_change=changed.set, on_events=heard)
        for folder in folders
    ]
    _running.update(link.start() for link in links)
    while not all(link.status.live for link in links):
        await changed.wait()
        changed.clear()


async def follow_bare(url: str, count: int, arrivals: Arrivals) -> None:
    """The limit: plain websockets that do nothing but note the time. A message starts with its number."""

    async def read(socket: websockets.ClientConnection) -> None:
        async for text in socket:
            arrivals[int(str(text).partition(" ")[0])].append(time.monotonic())

    sockets = [await websockets.connect(url, compression=None, ping_interval=None) for _ in range(count)]
    _running.update(asyncio.create_task(read(socket)) for socket in sockets)


_running: set[asyncio.Task[None]] = set()


async def main(kind: str, url: str, count: int, folder: Path) -> None:
    arrivals: Arrivals = defaultdict(list)
    if kind == "links":
        await follow_links(url, [folder / str(n) for n in range(count)], arrivals)
    else:
        await follow_bare(url, count, arrivals)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(msgspec.json.encode(arrivals).decode(), flush=True)
    for task in _running:
        task.cancel()
    await asyncio.gather(*_running, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(partial(main, sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))())
