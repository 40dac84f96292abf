"""The page behind a pickup code's link: nothing personal, slow to guess at, and a QR that the kiosk reads."""

import asyncio
import re

import pytest
from aiohttp.test_utils import TestClient, TestServer

from assets.texts import LANGUAGES, domain
from protocol import pickup
from protocol.vocabulary import TicketState
from server.app.pickup_page import Collecting, PickupPage
from server.web import pickup_html
from server.web.limits import Limits
from server.web.pages import PICKUP_SECONDS
from server.web.site import application
from tests.support.web_fake_hub import FakeHub
from tests.unit.test_web_pages import ticket

CODE = "7K3M9QR0"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", Collecting)
async def test_every_state_is_said_in_every_language(
    hub: FakeHub, client: TestClient, state: Collecting, language: str
) -> None:
    hub.pickups[CODE] = PickupPage(CODE, state, "2026-11-25")
    answer = await client.get(f"/p/{CODE}?lang={language}")
    page = await answer.text()
    assert answer.status == 200
    assert domain(language, "page")[f"pickup.{state}"] in page
    assert f'<html lang="{language}">' in page
    assert not re.search(r"pickup\.[a-z]|\{[a-z]+\}|<script|style=", page)


@pytest.mark.parametrize("state", Collecting)
async def test_the_code_stands_large_until_the_card_is_out(hub: FakeHub, client: TestClient, state: Collecting) -> None:
    hub.pickups[CODE] = PickupPage(CODE, state, "2026-11-25")
    page = await (await client.get(f"/p/{CODE}")).text()
    assert ("7K3M 9QR0" in page, "<svg" in page) == (state is not Collecting.DONE,) * 2


async def test_the_day_is_named_as_people_say_it(hub: FakeHub, client: TestClient) -> None:
    hub.pickups[CODE] = PickupPage(CODE, Collecting.LATER, "2026-11-25")
    assert "mulai Rabu, 25 November" in await (await client.get(f"/p/{CODE}")).text()


def test_the_qr_holds_what_the_kiosk_reads_and_little_more() -> None:
    """21 modules and the quiet zone, the fewest there are: large squares on any phone."""
    svg = pickup_html.qr(CODE, "Kode <&>")
    assert "<title>Kode &lt;&amp;&gt;</title>" in svg
    assert int(re.findall(r'viewBox="0 0 (\d+) ', svg)[0]) == 21 + 8
    assert pickup.read(pickup_html.scanned(CODE)) == CODE


async def test_unknown_codes_are_told_kindly_and_no_sooner_than_known_ones(hub: FakeHub, client: TestClient) -> None:
    loop = asyncio.get_running_loop()
    hub.pickups[CODE] = PickupPage(CODE, Collecting.READY)
    for code, status in ((CODE, 200), ("AAAAAAAA", 404), ("nonsense", 404)):
        began = loop.time()
        answer = await client.get(f"/p/{code}")
        assert answer.status == status
        assert loop.time() - began >= PICKUP_SECONDS
    assert "Kode pengambilan tidak dikenal" in await answer.text()


async def test_guessing_is_slow(hub: FakeHub) -> None:
    hub.pickups[CODE] = PickupPage(CODE, Collecting.READY)
    limits = Limits(pickup_pages_per_minute=1, pickup_page_burst=3)
    async with TestClient(TestServer(application(hub, limits, "1.2.3"))) as client:
        statuses = [(await client.get(f"/p/{code}")).status for code in ("A" * 8, "B" * 8, "C" * 8, CODE)]
        assert statuses == [404, 404, 404, 429]
        refused = await client.get(f"/p/{CODE}")
        assert "Silakan coba lagi sebentar lagi" in await refused.text()
        assert refused.headers["Cache-Control"] == "no-store"
        assert (await client.get("/t/nobody")).status == 404  # tickets have a hundred and twenty-eight bits


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_number_that_waits_for_papers_says_that_it_stays_good(
    hub: FakeHub, client: TestClient, language: str
) -> None:
    hub.tickets["code"] = ticket(TicketState.PARKED, incomplete=True)
    page = await (await client.get(f"/t/code?lang={language}")).text()
    assert domain(language, "page")["state.incomplete"] in page
    assert domain(language, "page")["hint.incomplete"] in page
    hub.tickets["code"] = ticket(TicketState.WAITING, incomplete=True)
    back = await (await client.get(f"/t/code?lang={language}")).text()
    assert domain(language, "page")["state.waiting"] in back


async def test_a_number_to_collect_a_card_is_called_so(hub: FakeHub, client: TestClient) -> None:
    hub.tickets["code"] = ticket(TicketState.READY, collects=True, number="P-001")
    page = await (await client.get("/t/code")).text()
    assert "Nomor pengambilan Anda" in page
    assert "Sudah siap diserahkan" in page
