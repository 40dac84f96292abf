"""Files to and from the hub over real sockets and real TLS: a server that follows a script, and no patching."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from protocol import codec, errors
from protocol.messages import FileReady, Refused
from terminal.link import HubSettings, Identity, NotLive
from terminal.link import identity as identities
from terminal.link.files import FilePace, HubFiles
from tests.integration.test_link import _fingerprint as fingerprint_of
from tests.integration.test_link import _server_tls as server_tls
from tests.integration.test_link import make_certificate

TOKEN = "a-token-of-forty-three-letters-that-nobody-k"
PAGE = bytes(range(256)) * 1024
REGISTER = FileReady(path="/files/abc", name="register.csv", expires_at=1)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Heard:
    """What came to the hub."""

    requests: list[web.Request] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def hub(
    answer: Handler, state: Path, certificate: Path | None = None, pin: str | None = None
) -> AsyncIterator[tuple[HubFiles, Heard]]:
    """A server that answers so, and the paired terminal's files at it."""
    heard = Heard()

    async def handle(request: web.Request) -> web.StreamResponse:
        heard.requests.append(request)
        heard.bodies.append(await request.read())
        return await answer(request)

    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=server_tls(certificate))
    await site.start()
    port = runner.addresses[0][1]
    shown = fingerprint_of(certificate) if certificate else ""
    identities.save(
        state,
        Identity(
            url=f"{'wss' if certificate else 'ws'}://127.0.0.1:{port}/ws",
            fingerprint=shown if pin is None else pin,
            token=TOKEN,
        ),
    )
    try:
        yield HubFiles(HubSettings(state_dir=state), FilePace(connect=2, silence=1, whole=5, most=1024 * 1024)), heard
    finally:
        await runner.cleanup()


async def give_page(_request: web.Request) -> web.Response:
    return web.Response(body=PAGE, content_type="image/jpeg")


async def take(_request: web.Request) -> web.Response:
    return web.json_response({"id": 7, "pages": 2, "bytes": 10, "at": 5, "requirement": "kk"}, status=201)


def refusing(status: int, code: str, **params: errors.Parameter) -> Handler:
    async def refuse(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=codec.encode(Refused(code=code, params=params)))

    return refuse


async def test_a_page_comes_over_the_pinned_certificate(tmp_path: Path) -> None:
    async with hub(give_page, tmp_path, make_certificate(tmp_path)) as (files, heard):
        told: list[tuple[int, int]] = []
        assert await files.fetch(REGISTER, 2, lambda *so_far: told.append(so_far)) == PAGE
        assert heard.requests[0].path == "/files/abc/2"
        assert heard.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"
        assert told[-1] == (len(PAGE), len(PAGE))
        assert [done for done, _ in told] == sorted(done for done, _ in told)


async def test_a_register_is_at_the_path_itself(tmp_path: Path) -> None:
    async with hub(give_page, tmp_path) as (files, heard):
        await files.fetch(REGISTER)
        assert heard.requests[0].path == "/files/abc"


async def test_another_certificate_sees_neither_token_nor_file(tmp_path: Path) -> None:
    async with hub(take, tmp_path, make_certificate(tmp_path), pin="ab" * 32) as (files, heard):
        with pytest.raises(NotLive):
            await files.upload(1, b"secret", request_id="r1")
        with pytest.raises(NotLive):
            await files.fetch(REGISTER)
        assert heard.requests == []


@pytest.mark.parametrize("pin", ["ab" * 32, "not hex"])
async def test_a_pinned_terminal_sends_nothing_in_the_clear(tmp_path: Path, pin: str) -> None:
    async with hub(give_page, tmp_path, pin=pin) as (files, heard):
        with pytest.raises(NotLive):
            await files.fetch(REGISTER)
        assert heard.requests == []


async def test_a_certificate_that_was_never_pinned_is_not_trusted(tmp_path: Path) -> None:
    async with hub(give_page, tmp_path, make_certificate(tmp_path), pin="") as (files, heard):
        with pytest.raises(NotLive):
            await files.fetch(REGISTER)
        assert heard.requests == []


async def test_an_upload_is_carried_whole_with_its_name_and_progress(tmp_path: Path) -> None:
    async with hub(take, tmp_path, make_certificate(tmp_path)) as (files, heard):
        told: list[tuple[int, int]] = []
        document = await files.upload(
            12, PAGE, request_id="r9", requirement="kk", progress=lambda *so_far: told.append(so_far)
        )
        assert (document.id, document.pages, document.requirement) == (7, 2, "kk")
        (request,) = heard.requests
        assert (request.method, request.path, dict(request.query)) == (
            "POST",
            "/cases/12/documents",
            {"requirement": "kk"},
        )
        assert (request.headers["X-Request-Id"], request.content_length) == ("r9", len(PAGE))
        assert heard.bodies == [PAGE]
        assert told[-1] == (len(PAGE), len(PAGE))
        assert len(told) == 4


async def test_the_hubs_refusal_is_raised_as_its_class(tmp_path: Path) -> None:
    async with hub(refusing(422, "file_refused", why="pixels"), tmp_path) as (files, _heard):
        with pytest.raises(errors.FileRefused) as refused:
            await files.upload(1, b"x", request_id="r1")
        assert refused.value.params == {"why": "pixels"}


async def test_a_refusal_of_an_unknown_kind_says_its_status(tmp_path: Path) -> None:
    async def not_found(_request: web.Request) -> web.Response:
        return web.Response(status=404, text="404: Not Found")

    async with hub(not_found, tmp_path) as (files, _heard):
        with pytest.raises(errors.Unrecognised) as refused:
            await files.fetch(REGISTER)
        assert refused.value.params == {"code": "http_404"}


async def test_nothing_follows_a_redirect(tmp_path: Path) -> None:
    """The token would go along to wherever the answer points."""

    async def elsewhere(request: web.Request) -> web.Response:
        raise web.HTTPFound("/other")

    async with hub(elsewhere, tmp_path) as (files, heard):
        with pytest.raises(errors.Unrecognised):
            await files.fetch(REGISTER)
        assert [request.path for request in heard.requests] == ["/files/abc"]


async def test_a_silent_hub_ends_in_not_live_while_the_loop_goes_on(tmp_path: Path) -> None:
    held = asyncio.Event()

    async def silent(_request: web.Request) -> web.Response:
        await held.wait()
        return web.Response()

    async with hub(silent, tmp_path) as (files, _heard):
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        beside = asyncio.create_task(tick())
        with pytest.raises(NotLive):
            await files.fetch(REGISTER)
        beside.cancel()
        assert ticks > 10
        held.set()


async def test_more_than_we_take_is_not_taken(tmp_path: Path) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(100):
            await answer.write(PAGE)
        return answer

    async with hub(endless, tmp_path) as (files, _heard):
        with pytest.raises(NotLive):
            await files.fetch(REGISTER)


async def test_an_answer_that_is_no_document_is_no_upload(tmp_path: Path) -> None:
    async def odd(_request: web.Request) -> web.Response:
        return web.Response(status=201, text=json.dumps({"hello": 1}))

    async with hub(odd, tmp_path) as (files, _heard):
        with pytest.raises(NotLive):
            await files.upload(1, b"x", request_id="r1")


async def test_an_unpaired_terminal_has_no_files(tmp_path: Path) -> None:
    with pytest.raises(NotLive):
        await HubFiles(HubSettings(state_dir=tmp_path, url="ws://127.0.0.1:1")).fetch(REGISTER)


async def test_a_hub_that_is_away_is_not_live(tmp_path: Path) -> None:
    identities.save(tmp_path, Identity(url="ws://127.0.0.1:1/ws", fingerprint="", token=TOKEN))
    with pytest.raises(NotLive):
        await HubFiles(HubSettings(state_dir=tmp_path), FilePace(connect=1)).fetch(REGISTER)
