"""The way to a file: who may fetch it, what comes with it, and what is said to everybody else."""

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from protocol.messages import FileReady
from tests.support.web_fake_hub import DEVICES, FakeHub

TOKEN, OTHER = list(DEVICES)[:2]


@pytest.fixture
def ready(hub: FakeHub) -> FileReady:
    return hub.files.offer("register kartu.pdf", b"%PDF", DEVICES[TOKEN].id)


async def fetch(client: TestClient, path: str, token: str = TOKEN) -> ClientResponse:
    return await client.get(path, headers={"Authorization": f"Bearer {token}"} if token else {})


async def test_its_own_terminal_gets_it_and_nobody_keeps_it(client: TestClient, ready: FileReady) -> None:
    answer = await fetch(client, ready.path)
    assert (answer.status, await answer.read()) == (200, b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''register%20kartu.pdf"


async def test_a_document_comes_page_by_page(hub: FakeHub, client: TestClient) -> None:
    ready = hub.files.offer("kk", [b"one", b"two"], DEVICES[TOKEN].id)
    for page, content in enumerate((b"one", b"two"), 1):
        answer = await fetch(client, f"{ready.path}/{page}")
        assert (answer.status, await answer.read(), answer.headers["Content-Type"]) == (200, content, "image/jpeg")
    assert (await fetch(client, f"{ready.path}/3")).status == 404


@pytest.mark.parametrize("token", ["", "stranger"])
async def test_a_stranger_is_not_trusted(client: TestClient, ready: FileReady, token: str) -> None:
    answer = await fetch(client, ready.path, token)
    assert (answer.status, (await answer.json())["code"]) == (401, "not_trusted")


async def test_another_terminal_learns_only_that_there_is_no_such_file(client: TestClient, ready: FileReady) -> None:
    for path, token in ((ready.path, OTHER), ("/files/guessed", TOKEN)):
        answer = await fetch(client, path, token)
        assert (answer.status, await answer.json()) == (404, {"type": "refused", "code": "unknown_file"})
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "application/json"


async def test_what_cannot_be_made_is_internal_and_quotes_nothing(
    hub: FakeHub, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    name = "Siti Aminah"

    async def make() -> bytes:
        raise ValueError(name)

    answer = await fetch(client, hub.files.offer_made("a.pdf", make, DEVICES[TOKEN].id).path)
    body = await answer.text()
    assert (answer.status, "internal" in body, "Siti" in body + caplog.text) == (500, True, False)
