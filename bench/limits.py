"""The machine's own limits: what the disk and a bare websocket can do, measured beside our figures."""

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path

import websockets


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def fdatasync_per_second(folder: Path, seconds: float = 1.5) -> float:
    """4 KiB written over and made durable, one after the other: no durable answer can come faster alone."""
    file = folder / "limit.bin"
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    block = os.urandom(4096)
    try:
        os.pwrite(handle, block * 256, 0)
        os.fsync(handle)
        count, start = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - start) < seconds:
            os.pwrite(handle, block, (count % 256) * 4096)
            os.fdatasync(handle)
            count += 1
        return count / elapsed
    finally:
        os.close(handle)
        file.unlink()


async def echo_latencies(readers: int, messages: int, text: str) -> list[float]:
    """Seconds from a bare send to its receipt by every one of ``readers``, through one plain websocket server."""
    sockets: set[websockets.ServerConnection] = set()
    arrived: asyncio.Queue[float] = asyncio.Queue()

    async def serve(socket: websockets.ServerConnection) -> None:
        sockets.add(socket)
        await socket.wait_closed()

    async def read(uri: str) -> None:
        async with websockets.connect(uri, compression=None) as socket:
            async for _ in socket:
                arrived.put_nowait(time.perf_counter())

    async with websockets.serve(serve, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        tasks = [asyncio.create_task(read(f"ws://127.0.0.1:{port}")) for _ in range(readers)]
        while len(sockets) < readers:
            await asyncio.sleep(0.01)
        latencies = []
        for _ in range(messages):
            start = time.perf_counter()
            websockets.broadcast(sockets, text)
            latencies += [await arrived.get() - start for _ in range(readers)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return latencies
