"""A page of headless Firefox, driven over WebDriver BiDi: a websocket of JSON commands, answers and news."""

import asyncio
import base64
import itertools
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.support.browser import PATIENCE_SECONDS, Page

FIREFOX = shutil.which("firefox-esr") or "firefox"  # deploy/prepare.sh installs it; without it these tests fail
LISTENING = b"WebDriver BiDi listening on "


class Firefox(Page):
    """Firefox's."""

    def __init__(self, socket: ClientConnection) -> None:
        super().__init__()
        self._socket = socket
        self._ids = itertools.count(1)
        self._context = ""

    async def begin(self) -> None:
        """Before anything else: a session, and the one page that stands open."""
        await self._do("session.new", capabilities={})
        await self._do("session.subscribe", events=["log.entryAdded"])
        self._context = (await self._do("browsingContext.getTree"))["contexts"][0]["context"]

    async def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        await self._do("browsingContext.setViewport", context=self._context, viewport=size, devicePixelRatio=1)

    async def go(self, url: str) -> None:
        await self._do("browsingContext.navigate", context=self._context, url=url, wait="complete")

    async def tell(self, expression: str) -> Any:
        target = {"context": self._context}
        answer = await self._do("script.evaluate", expression=expression, target=target, awaitPromise=True)
        return _plain(answer.get("result", {}))

    async def photograph(self) -> bytes:
        answer = await self._do("browsingContext.captureScreenshot", context=self._context)
        return base64.b64decode(answer["data"])

    async def _do(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._ids)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (message := json.loads(await self._socket.recv())).get("id") != number:
                if message.get("method") == "log.entryAdded":
                    self.complaints.append(message["params"]["text"])
        assert message["type"] == "success", message
        result: dict[str, Any] = message["result"]
        return result


def _plain(value: dict[str, Any]) -> Any:
    """BiDi spells out of what type each value is, down to the leaves; what is no data is None."""
    match value.get("type"):
        case "array":
            return [_plain(item) for item in value["value"]]
        case "object":
            return {name: _plain(item) for name, item in value["value"]}
        case "string" | "number" | "boolean":
            return value["value"]
    return None


@asynccontextmanager
async def firefox(folder: Path) -> AsyncIterator[Firefox]:
    """Firefox with an empty page, its own data in ``folder``."""
    flags = ("--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0")
    process = await asyncio.create_subprocess_exec(
        FIREFOX,
        *flags,
        "about:blank",
        env=os.environ | {"HOME": str(folder)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while LISTENING not in (line := await process.stderr.readline()):
                assert line, "firefox ended"
        address = line.partition(LISTENING)[2].decode().strip()
        async with connect(f"{address}/session", max_size=None) as socket:
            page = Firefox(socket)
            await page.begin()
            yield page
    finally:
        process.kill()
        await process.wait()
