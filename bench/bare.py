"""The limit of a broadcast: a plain websocket server that sends what it hears to everybody else.

``python -m bench.bare`` prints its address and runs until its input ends.
"""

import asyncio
import sys

import websockets


async def main() -> None:
    sockets: set[websockets.ServerConnection] = set()

    async def serve(socket: websockets.ServerConnection) -> None:
        sockets.add(socket)
        async for text in socket:
            websockets.broadcast(sockets - {socket}, text)
        sockets.discard(socket)

    async with websockets.serve(serve, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"ws://127.0.0.1:{port}", flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
