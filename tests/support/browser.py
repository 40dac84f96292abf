"""A page in a browser, as every engine shows it; and one of headless Chromium, driven over its debugging socket."""

import asyncio
import base64
import itertools
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or "chromium"  # deploy/prepare.sh installs it; without it these tests fail

PATIENCE_SECONDS = 60.0
"""A busy machine takes its time to open the first page."""

# Set to keep the pictures where a person can look at them.
PICTURES = os.environ.get("ANTREAN_PICTURES")

OVERFLOWING = """
[...document.querySelectorAll('body *')].filter(part => {
  const box = part.getBoundingClientRect();
  return box.right > innerWidth + 0.5 || box.left < -0.5 || part.scrollWidth > part.clientWidth + 1 && part.clientWidth;
}).map(part => part.tagName + '.' + part.className)
"""
SMALL_LINKS = """
[...document.querySelectorAll('a')].filter(link => link.getBoundingClientRect().height < 44).length
"""


class Page(ABC):
    """One page. ``complaints`` is all that it said it could not do: blocked, not found, thrown, warned of."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    @abstractmethod
    async def resize(self, width: int, height: int) -> None:
        """The page as a screen of this size shows it."""

    @abstractmethod
    async def go(self, url: str) -> None:
        """Returns when the page is loaded."""

    @abstractmethod
    async def tell(self, expression: str) -> Any:
        """The value of a JavaScript expression, promises awaited; None where it threw."""

    @abstractmethod
    async def photograph(self) -> bytes:
        """What stands in the window, as PNG."""

    async def open(self, url: str, width: int, height: int) -> None:
        """Returns when the page is loaded."""
        await self.resize(width, height)
        await self.go(url)

    async def until(self, expression: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Returns as soon as the expression is true, as JavaScript understands it. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not await self.tell(f"Promise.resolve({expression}).then(Boolean)"):  # noqa: ASYNC110 - not our program
                await asyncio.sleep(0.05)

    async def picture(self, name: str) -> bytes:
        png = await self.photograph()
        if PICTURES:
            Path(PICTURES, f"{name}.png").write_bytes(png)  # noqa: ASYNC240
        return png


class Browser(Page):
    """Chromium's."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        super().__init__()
        self._socket = socket
        self._ids = itertools.count(1)

    async def do(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the debugging protocol, and its answer."""
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        return await self._until(lambda message: message.get("id") == number)

    async def resize(self, width: int, height: int) -> None:
        """A narrow one is a telephone's."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        await self.do("Emulation.setDeviceMetricsOverride", **size)

    async def go(self, url: str) -> None:
        await self.do("Page.navigate", url=url)
        await self._until(lambda message: message.get("method") == "Page.loadEventFired")

    async def tell(self, expression: str) -> Any:
        answer = await self.do("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        return answer.get("result", {}).get("result", {}).get("value")

    async def press(self, key: str, code: int, text: str = "") -> None:
        """One key, as a keyboard or a remote control sends it."""
        for kind in ("keyDown", "keyUp"):
            sign = {"text": text} if text and kind == "keyDown" else {}
            await self.do("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **sign)

    async def photograph(self) -> bytes:
        answer = await self.do("Page.captureScreenshot", captureBeyondViewport=False)
        return base64.b64decode(answer["result"]["data"])

    async def _until(self, wanted: Any) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                message: dict[str, Any] = await self._socket.receive_json()
                self.complaints += _complaint(message)
                if wanted(message):
                    return message


def _complaint(message: dict[str, Any]) -> list[str]:
    said = message.get("params", {})
    match message.get("method"):
        case "Log.entryAdded":
            return [said["entry"]["text"]]
        case "Runtime.exceptionThrown":
            return [said["exceptionDetails"].get("exception", {}).get("description", "exception")]
        case "Runtime.consoleAPICalled":
            return [f"console.{said['type']}: {[part.get('value') for part in said['args']]}"]
    return []


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Browser]:
    """Chromium with an empty page, its own data in ``folder``."""
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0")
    process = await asyncio.create_subprocess_exec(
        CHROMIUM, *flags, f"--user-data-dir={folder}", "about:blank", stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while b"DevTools listening on" not in (line := await process.stderr.readline()):
                assert line, "chromium ended"
        port = line.decode().split("127.0.0.1:")[1].split("/")[0]
        async with aiohttp.ClientSession() as client:
            async with client.put(f"http://127.0.0.1:{port}/json/new?about:blank") as answer:
                target = (await answer.json())["webSocketDebuggerUrl"]
            async with client.ws_connect(target, max_msg_size=0) as socket:
                page = Browser(socket)
                for room in ("Page", "Runtime", "Log"):
                    await page.do(f"{room}.enable")
                yield page
    finally:
        process.kill()
        await process.wait()
