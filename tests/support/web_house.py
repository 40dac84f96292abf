"""A bare peer and a served hub in memory, for tests of the sockets' mechanics."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from aiohttp.test_utils import TestServer

from server.web.limits import Limits
from server.web.site import application
from tests.support.web_fake_hub import FakeHub

LIMITS = Limits(commands_per_second=1000.0, command_burst=1000, hello_seconds=5.0, close_seconds=0.5)


class Peer:
    """A bare terminal: JSON in, JSON out."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, **frame: Any) -> None:
        await self.socket.send_str(json.dumps(frame))

    async def hear(self, *types: str) -> dict[str, Any]:
        """The next frame; with types, the next of one of these."""
        while True:
            message = await self.socket.receive(timeout=30)
            assert message.type is WSMsgType.TEXT, f"closed: {message}"
            frame: dict[str, Any] = json.loads(message.data)
            if not types or frame["type"] in types:
                return frame

    async def hello(self, token: str, **more: Any) -> dict[str, Any]:
        """Says Hello; the frame that brings it up to date."""
        await self.say(type="hello", versions=[1], token=token, **more)
        await self.hear("welcome")
        return await self.hear("snapshot", "events")

    async def lives(self) -> bool:
        await self.say(type="call_next", request_id="alive")
        while (frame := await self.hear("answer", "refused")).get("request_id") != "alive":
            pass
        return frame["type"] == "answer"

    async def closed(self) -> int | None:
        while (await self.socket.receive(timeout=30)).type is WSMsgType.TEXT:
            pass
        return self.socket.close_code


class House:
    """A served hub, and clients that are closed with it."""

    def __init__(self, hub: FakeHub, server: TestServer, client: ClientSession) -> None:
        self.hub = hub
        self.server = server
        self.client = client

    async def peer(self, **options: Any) -> Peer:
        return Peer(await self.client.ws_connect(self.server.make_url("/ws"), **options))


@asynccontextmanager
async def served(limits: Limits) -> AsyncIterator[House]:
    hub = FakeHub()
    async with TestServer(application(hub, limits, "test")) as server, ClientSession() as client:
        yield House(hub, server, client)
