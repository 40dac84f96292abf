"""The ticket's page: every state in three languages, safe headers, nothing that runs."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from assets.texts import LANGUAGES, domain
from protocol.office import Text
from protocol.vocabulary import TicketState
from server.app.snapshot import TicketPage
from tests.support.web_fake_hub import FakeHub


def ticket(state: TicketState, **more: object) -> TicketPage:
    shown: dict[str, Any] = {
        "number": "A017",
        "service": Text(id="KTP-el hilang atau rusak", en="Lost or damaged identity card"),
        "state": state,
        "language": "id",
        "ahead": 3,
        "counter": Text(id="Loket 1", en="Counter 1"),
        "today": True,
        "updated_at": datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
        "office": "Contoh",
        "demo": False,
    }
    return TicketPage(**(shown | more))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", TicketState)
async def test_every_state_is_said_in_every_language(
    hub: FakeHub, client: TestClient, state: TicketState, language: str
) -> None:
    hub.tickets["code"] = ticket(state)
    page = await (await client.get(f"/t/code?lang={language}")).text()
    words = domain(language, "page")
    assert "A017" in page
    assert words[f"state.{state}"] in page
    assert f'<html lang="{language}">' in page
    assert not re.search(r"(state|hint)\.[a-z]|\{[a-z]+\}|<script|style=", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_sentences(language: str) -> None:
    assert domain(language, "page").keys() == domain("id", "page").keys()
    for key, sentence in domain(language, "page").items():
        assert re.findall(r"{\w+}", sentence) == re.findall(r"{\w+}", domain("id", "page")[key]), key


async def test_page_speaks_the_tickets_language_unless_asked_otherwise(hub: FakeHub, client: TestClient) -> None:
    hub.tickets["code"] = ticket(TicketState.WAITING, language="jv")
    assert 'lang="jv"' in (await (await client.get("/t/code")).text()).splitlines()[1]
    assert 'lang="en"' in (await (await client.get("/t/code?lang=en")).text()).splitlines()[1]
    assert 'lang="jv"' in (await (await client.get("/t/code?lang=xx")).text()).splitlines()[1]


async def test_people_ahead_are_told_only_while_waiting(hub: FakeHub, client: TestClient) -> None:
    hub.tickets["code"] = ticket(TicketState.WAITING)
    assert "<dd>3</dd>" in await (await client.get("/t/code")).text()
    hub.tickets["code"] = ticket(TicketState.WAITING, ahead=0)
    assert "<dd>0</dd>" in await (await client.get("/t/code")).text()
    hub.tickets["code"] = ticket(TicketState.CALLED)
    called = await (await client.get("/t/code")).text()
    assert "<dd>" not in called
    assert "Silakan menuju Loket 1." in called


async def test_page_refreshes_until_the_ticket_is_over(hub: FakeHub, client: TestClient) -> None:
    hub.tickets["code"] = ticket(TicketState.WAITING)
    assert 'http-equiv="refresh" content="15"' in await (await client.get("/t/code")).text()
    hub.tickets["code"] = ticket(TicketState.DONE)
    assert "http-equiv" not in await (await client.get("/t/code")).text()


async def test_counter_that_left_the_catalogue_is_not_named(hub: FakeHub, client: TestClient) -> None:
    hub.tickets["code"] = ticket(TicketState.CALLED, counter=None)
    assert "Silakan lihat layar" in await (await client.get("/t/code")).text()


async def test_what_the_hub_says_is_escaped(hub: FakeHub, client: TestClient) -> None:
    hub.tickets["code"] = ticket(TicketState.WAITING, number="<script>alert(1)</script>")
    page = await (await client.get("/t/code")).text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/t/nobody", 404), ("/nowhere", 404), ("/style.css", 200), ("/healthz", 200)]
)
async def test_every_answer_carries_the_headers(client: TestClient, path: str, status: int) -> None:
    answer = await client.get(path)
    assert answer.status == status
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_unknown_code_gets_a_kind_page(client: TestClient) -> None:
    page = await (await client.get("/t/nobody")).text()
    assert "Silakan pindai lagi QR" in page


async def test_what_breaks_is_a_reference_without_words(
    hub: FakeHub, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    personal = "Siti Canary"

    async def broken(code: str) -> None:
        raise ValueError(personal)

    hub.ticket_page = broken  # type: ignore[method-assign,assignment]
    answer = await client.get("/t/code")
    assert answer.status == 500
    assert (await answer.text()).removeprefix("internal ") in caplog.text
    assert personal not in caplog.text + await answer.text()


async def test_wrong_method_is_refused_without_a_trace(client: TestClient) -> None:
    answer = await client.post("/t/code", data=b"x" * 1000)
    assert answer.status == 405
    assert "Traceback" not in await answer.text()


async def test_health_says_version_and_day(client: TestClient) -> None:
    assert await (await client.get("/healthz")).json() == {
        "status": "ok",
        "version": "1.2.3",
        "time": 1000,
        "day": "2026-11-23",
    }
