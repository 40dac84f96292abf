"""A double of the WhatsApp Cloud API on this machine: the documented shapes, and the ways in which it fails.

It speaks to nobody: the office's real number is never written to by a test.
"""

import asyncio
import hashlib
import hmac
import itertools
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from protocol.vocabulary import Letter
from server.web import listening
from server.web.whatsapp import Account

NUMBER_ID = "106540352242922"
TOKEN = "EAAG-token-of-the-test"
SECRET = b"app-secret-of-the-test"
VERIFY = "verify-token-of-the-test"
APPLICANT = "6281234567890"


@dataclass
class Failure:
    """How the next call goes wrong."""

    status: int
    code: int = 0
    retry_after: str = ""


@dataclass
class CloudDouble:
    """``sent``: the messages that it has taken. ``failures``: for the next calls, in order; None: it goes well."""

    url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    failures: deque[Failure | None] = field(default_factory=deque)
    media: dict[str, bytes] = field(default_factory=dict)
    expired: set[str] = field(default_factory=set)
    wrong_sum: set[str] = field(default_factory=set)
    elsewhere: str = ""
    took: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def account(self) -> Account:
        templates = {letter: f"antrean_{letter}" for letter in Letter if letter is not Letter.UNKNOWN}
        return Account(self.url + "/v23.0", NUMBER_ID, VERIFY, TOKEN, SECRET, templates)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v23.0/{number}/messages", self._message),
            web.get("/v23.0/{media}", self._media),
            web.get("/download/{ticket}", self._download),
        ]

    async def _message(self, request: web.Request) -> web.Response:
        if wrong := self._wrong(request):
            return wrong
        message = await request.json()
        if message["messaging_product"] != "whatsapp" or request.match_info["number"] != NUMBER_ID:
            return _refused(Failure(400, 100))
        self.sent.append(message)
        self.took.set()
        id = f"wamid.out{next(self._numbers)}"
        to = message["to"]
        return web.json_response(
            {"messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}], "messages": [{"id": id}]}
        )

    async def _media(self, request: web.Request) -> web.Response:
        if wrong := self._wrong(request):
            return wrong
        id = request.match_info["media"]
        if id not in self.media:
            return _refused(Failure(404, 100))
        content = self.media[id]
        digest = hashlib.sha256(content + (b"!" if id in self.wrong_sum else b"")).hexdigest()
        return web.json_response(
            {
                "messaging_product": "whatsapp",
                "url": (self.elsewhere or self.url) + f"/download/{id}",
                "mime_type": "image/jpeg",
                "sha256": digest,
                "file_size": len(content),
                "id": id,
            }
        )

    async def _download(self, request: web.Request) -> web.Response:
        if wrong := self._wrong(request):
            return wrong
        id = request.match_info["ticket"]
        if id in self.expired:
            self.expired.discard(id)
            return web.Response(status=404)
        return web.Response(body=self.media[id], content_type="image/jpeg")

    def _wrong(self, request: web.Request) -> web.Response | None:
        self.asked.append(request.path)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _refused(Failure(401, 190))
        failure = self.failures.popleft() if self.failures else None
        return _refused(failure) if failure else None


def _refused(failure: Failure) -> web.Response:
    body = {"error": {"message": f"(#{failure.code})", "type": "OAuthException", "code": failure.code}}
    headers = {"Retry-After": failure.retry_after} if failure.retry_after else {}
    return web.json_response(body, status=failure.status, headers=headers)


@asynccontextmanager
async def cloud() -> AsyncIterator[CloudDouble]:
    """The double on a real socket."""
    double = CloudDouble()
    app = web.Application(client_max_size=16 * 1024 * 1024)
    app.router.add_routes(double.routes())
    listener = listening.bind("127.0.0.1", 0)
    double.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with listening.serving(app, listener, None):
        yield double


# --- What WhatsApp tells the hook -------------------------------------------------------------------------


def signature(body: bytes, secret: bytes = SECRET) -> str:
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def told(number: str = NUMBER_ID, **value: Any) -> bytes:
    """A notification, as the manual shows it."""
    whole = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": number},
    } | value
    change = {"field": "messages", "value": whole}
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}
    ).encode()


def words(text: str, at: int, id: str = "wamid.in1", sender: str = APPLICANT) -> dict[str, Any]:
    return {"from": sender, "id": id, "timestamp": str(at // 1000), "type": "text", "text": {"body": text}}


def photo(media: str, at: int, id: str = "wamid.in2", caption: str = "", sender: str = APPLICANT) -> dict[str, Any]:
    image = {"id": media, "mime_type": "image/jpeg", "sha256": "0" * 64} | ({"caption": caption} if caption else {})
    return {"from": sender, "id": id, "timestamp": str(at // 1000), "type": "image", "image": image}


def status(id: str, state: str) -> dict[str, Any]:
    return {"id": id, "status": state, "timestamp": "1764036000", "recipient_id": APPLICANT}


@dataclass
class Caller:
    """WhatsApp's side of the hook."""

    url: str
    client: aiohttp.ClientSession

    async def tell(self, body: bytes, sign: str | None = None) -> int:
        headers = {"X-Hub-Signature-256": signature(body) if sign is None else sign}
        async with self.client.post(f"{self.url}/whatsapp", data=body, headers=headers) as answer:
            return answer.status

    async def messages(self, *messages: dict[str, Any]) -> int:
        return await self.tell(told(messages=list(messages)))

    async def statuses(self, *statuses: dict[str, Any]) -> int:
        return await self.tell(told(statuses=list(statuses)))
