"""The address that WhatsApp calls. Nothing of a body is read before its signature fits."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from protocol import errors
from protocol.vocabulary import LetterState
from server.app.hub import Hub
from server.app.incoming import WHATSAPP, Arrived, take_message
from server.web.uploads import MEGABYTE, whole_body
from server.web.whatsapp.account import Account
from server.web.whatsapp.courier import Courier

log = logging.getLogger(__name__)
T = TypeVar("T")

PATH = "/whatsapp"
MOST_BYTES = 3 * MEGABYTE  # as the manual has it
AT_ONCE = 8
BODY_SECONDS = 10.0  # the world can call here: nobody holds a place for long
SCHEME = "sha256="
STATES = {
    "sent": LetterState.SENT,
    "delivered": LetterState.DELIVERED,
    "read": LetterState.READ,
    "failed": LetterState.FAILED,
}
SILENT = frozenset({"reaction", "system", "request_welcome", "ephemeral"})


class _Words(msgspec.Struct):
    body: str = ""


class _File(msgspec.Struct):
    id: str
    caption: str = ""


class _Message(msgspec.Struct):
    id: str
    timestamp: str
    type: str
    sender: str = msgspec.field(name="from")
    text: _Words | None = None
    image: _File | None = None
    document: _File | None = None


class _Status(msgspec.Struct):
    id: str
    status: str


class _Metadata(msgspec.Struct):
    phone_number_id: str = ""


class _Value(msgspec.Struct):
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)
    messages: list[msgspec.Raw] = []
    statuses: list[msgspec.Raw] = []


class _Change(msgspec.Struct):
    field: str = ""
    value: msgspec.Raw = msgspec.Raw(b"{}")


class _Entry(msgspec.Struct):
    changes: list[_Change] = []


class _Body(msgspec.Struct):
    object: str = ""
    entry: list[_Entry] = []


class Hook:
    """The two routes of the hook."""

    def __init__(self, hub: Hub, account: Account, courier: Courier) -> None:
        self._hub = hub
        self._account = account
        self._courier = courier
        self._free = asyncio.Semaphore(AT_ONCE)

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self.challenge), web.post(PATH, self.receive)]

    async def challenge(self, request: web.Request) -> web.Response:
        """WhatsApp asks once whether this address is ours."""
        asked = request.query
        fits = hmac.compare_digest(
            asked.get("hub.verify_token", "").encode(errors="replace"), self._account.verify_token.encode()
        )
        if asked.get("hub.mode") != "subscribe" or not fits:
            raise web.HTTPForbidden
        return web.Response(text=asked.get("hub.challenge", "")[:200])

    async def receive(self, request: web.Request) -> web.Response:
        """200 once all of it is durable; anything else, and WhatsApp tells it again."""
        async with self._free:
            try:
                body = await whole_body(request, MOST_BYTES, BODY_SECONDS)
            except errors.Refusal:
                raise web.HTTPRequestEntityTooLarge(MOST_BYTES, 0) from None
        if not is_signed(body, request.headers.get("X-Hub-Signature-256", ""), self._account.app_secret):
            raise web.HTTPUnauthorized
        try:
            told = msgspec.json.decode(body, type=_Body)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            raise web.HTTPBadRequest from None
        await self._take(told)
        return web.Response(text="ok")

    async def _take(self, told: _Body) -> None:
        for value in self._ours(told):
            for message in _each(value.messages, _Message):
                arrived = arrival(message)
                if arrived is not None:
                    await self._hub.carry(WHATSAPP, _taking(arrived))
            for status in _each(value.statuses, _Status):
                if (state := STATES.get(status.status)) is not None:
                    await self._courier.tell_state(status.id, state)
        self._courier.wake()

    def _ours(self, told: _Body) -> Iterator[_Value]:
        """What is about messages of our number; an account may have others."""
        if told.object != "whatsapp_business_account":
            return
        changes = [change.value for entry in told.entry for change in entry.changes if change.field == "messages"]
        for value in _each(changes, _Value):
            if value.metadata.phone_number_id == self._account.phone_number_id:
                yield value


def is_signed(body: bytes, header: str, secret: bytes) -> bool:
    """Whether this is the signature of the very bytes that came."""
    expected = SCHEME + hmac.new(secret, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(header.encode(errors="replace"), expected.encode())


def arrival(message: _Message) -> Arrived | None:
    """The message as the office takes it; None for what nobody has said."""
    if message.type in SILENT or not (message.timestamp.isascii() and message.timestamp.isdigit()):
        return None
    file = message.image or message.document
    if file is not None and not file.id.isalnum():
        file = None
    words = message.text.body if message.text else file.caption if file else ""
    return Arrived(
        id=message.id,
        phone=f"+{message.sender}",
        at=int(message.timestamp[:12]) * 1000,
        words=words,
        media=file.id if file else "",
        supported=bool(message.text or file),
    )


def _taking(arrived: Arrived) -> Any:
    return lambda work: take_message(arrived, work)


def _each(parts: list[msgspec.Raw], kind: type[T]) -> Iterator[T]:
    """Those that can be read: one of a shape that we don't know holds up no other."""
    for part in parts:
        try:
            yield msgspec.json.decode(part, type=kind)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            log.info("something from WhatsApp has a shape that is not known here")
