"""The ticket's page in a real browser, on the narrowest phone and on a desk: nothing is cut off, nothing is refused."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.browser import OVERFLOWING, SMALL_LINKS, browser
from tests.support.office import KTP
from tests.support.web_terminal import ServedOffice, served_office


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
