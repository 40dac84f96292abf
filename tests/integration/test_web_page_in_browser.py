"""The ticket's page in a real browser, on the narrowest phone and on a desk: nothing is cut off, nothing is refused."""

import asyncio
import base64
import itertools
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.support.office import KTP
from tests.support.web_terminal import ServedOffice, served_office

CHROMIUM = shutil.which("chromium") or "chromium"  # deploy/prepare.sh installs it; without it these tests fail

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


class Browser:
    """A page of headless chromium, driven over its debugging socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self.complaints: list[str] = []

    async def do(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        return await self._until(lambda message: message.get("id") == number)

    async def open(self, url: str, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        await self.do("Emulation.setDeviceMetricsOverride", **size)
        await self.do("Page.navigate", url=url)
        await self._until(lambda message: message.get("method") == "Page.loadEventFired")

    async def tell(self, expression: str) -> Any:
        answer = await self.do("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"]["result"].get("value")

    async def picture(self, name: str) -> bytes:
        answer = await self.do("Page.captureScreenshot", captureBeyondViewport=False)
        png = base64.b64decode(answer["result"]["data"])
        if PICTURES:
            Path(PICTURES, f"{name}.png").write_bytes(png)  # noqa: ASYNC240
        return png

    async def _until(self, wanted: Any) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                message: dict[str, Any] = await self._socket.receive_json()
                if message.get("method") == "Log.entryAdded":
                    self.complaints.append(message["params"]["entry"]["text"])
                if wanted(message):
                    return message


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Browser]:
    assert CHROMIUM is not None
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0")
    process = await asyncio.create_subprocess_exec(
        CHROMIUM, *flags, f"--user-data-dir={folder}", "about:blank", stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(30):
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


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[ServedOffice]:
    async with served_office(tmp_path, tls=False) as office:
        await office.furnish()
        yield office


async def test_page_fits_every_screen_in_every_language(office: ServedOffice, tmp_path: Path) -> None:
    kiosk = await office.at("kiosk")
    first = await kiosk.do("issue_ticket", service=KTP)
    await kiosk.do("issue_ticket", service=KTP)
    seats = await office.seated()
    async with browser(tmp_path / "chromium") as page:

        async def look(path: str, name: str) -> None:
            for width, height in ((320, 640), (1280, 800)):
                await page.open(office.http + path, width, height)
                assert await page.tell(OVERFLOWING) == [], (path, width)
                assert await page.tell(SMALL_LINKS) == 0
                # The stylesheet was taken: the header is not white on white.
                assert await page.tell("getComputedStyle(document.querySelector('header')).backgroundColor") == (
                    "rgb(10, 47, 92)"
                )
                assert len(await page.picture(f"page-{name}-{width}")) > 5_000

        ticket = "/t/" + first["url"].rpartition("/t/")[2]
        for language in ("id", "jv", "en"):
            await look(f"{ticket}?lang={language}", f"waiting-{language}")
        assert "Waiting for your turn" in await page.tell("document.body.innerText")
        await seats["1"].do("call_next")
        for language in ("id", "jv", "en"):
            await look(f"{ticket}?lang={language}", f"called-{language}")
        await look("/", "home")
        assert page.complaints == [], "the browser blocked something that the page needs"
        await look("/t/unknown", "unknown")
        assert all("404" in complaint for complaint in page.complaints)


async def test_language_links_keep_the_ticket(office: ServedOffice, tmp_path: Path) -> None:
    kiosk = await office.at("kiosk")
    paper = await kiosk.do("issue_ticket", service=KTP, language="jv")
    async with browser(tmp_path / "chromium") as page:
        await page.open(office.http + "/t/" + paper["url"].rpartition("/t/")[2], 320, 640)
        assert await page.tell("document.documentElement.lang") == "jv"
        link = await page.tell("document.querySelector('a[hreflang=en]').href")
        await page.open(link, 320, 640)
        assert await page.tell("document.querySelector('h1').innerText") == paper["ticket"]["number"]
        assert await page.tell("document.documentElement.lang") == "en"
