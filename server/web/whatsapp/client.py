"""Asks the Cloud API: sends a letter, fetches a file. What went wrong comes back as what to do about it."""

import base64
import contextlib
import hashlib
from collections.abc import AsyncIterator
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
import msgspec

from protocol import errors
from server.app.letters import Outgoing
from server.web.uploads import MEGABYTE, MOST_BYTES
from server.web.whatsapp.account import Account

Kind = TypeVar("Kind")

TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10, sock_read=30)
MOST_WORDS = 256 * 1024  # of an answer in JSON
# Javanese is no language that templates are approved in.
TEMPLATE_LANGUAGE = {"id": "id", "jv": "id", "en": "en"}
WINDOW_OVER = 131047
SLOW_DOWN = frozenset({4, 80007, 130429, 131048, 131056, 368})
UNSURE = frozenset({1, 2, 131000, 131016, 133004})
NOT_US = frozenset({0, 3, 10, 190, 200})  # a token that expired or may not: the office mends it, the letter waits
TOKEN_WAIT_MS = 5 * 60 * 1000
MEDIA_HOSTS = ("fbsbx.com", "facebook.com", "fbcdn.net", "whatsapp.net")


class Delayed(Exception):
    """Not this time. ``wait_ms``: what was asked for, or 0."""

    def __init__(self, wait_ms: int = 0) -> None:
        super().__init__()
        self.wait_ms = wait_ms


class Never(Exception):
    """The same would be refused again."""


class WindowOver(Never):
    """More than a day after the applicant's last message: only a template may go."""


class _Sent(msgspec.Struct):
    id: str


class _Accepted(msgspec.Struct):
    messages: list[_Sent]


class _Problem(msgspec.Struct):
    code: int = 0


class _Refused(msgspec.Struct):
    error: _Problem = msgspec.field(default_factory=_Problem)


class _Media(msgspec.Struct):
    url: str
    sha256: str = ""
    file_size: int = 0


class CloudApi:
    """One account. Raises Delayed or Never and nothing else that belongs to the wire."""

    def __init__(self, account: Account, session: aiohttp.ClientSession) -> None:
        self._account = account
        self._session = session

    async def send(self, letter: Outgoing) -> str:
        """Gives the message's id. Where the free text is too late, its template goes."""
        if letter.free:
            with contextlib.suppress(WindowOver):
                return await self._post(letter, {"type": "text", "text": _free(letter)})
        return await self._post(letter, {"type": "template", "template": self._template(letter)})

    async def fetch(self, media: str) -> bytes:
        """The file. Its address lives for minutes, so it is asked for each time. Raises FileTooLarge."""
        async with self._asked("GET", f"{self._account.api}/{media}") as answer:
            found = await _read(answer, _Media)
        if found.file_size > MOST_BYTES:
            raise errors.FileTooLarge(limit_mb=MOST_BYTES // MEGABYTE)
        if not self._is_theirs(found.url):
            raise Never
        try:
            async with self._asked("GET", found.url) as answer:
                content = await _bounded(answer, MOST_BYTES)
        except Never:
            raise Delayed from None  # that address is over; the next try asks for another
        if found.sha256 and not _fits(content, found.sha256):
            raise Delayed
        return content

    async def _post(self, letter: Outgoing, content: dict[str, Any]) -> str:
        to = letter.text.phone.removeprefix("+")
        message = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": to} | content
        url = f"{self._account.api}/{self._account.phone_number_id}/messages"
        async with self._asked("POST", url, message) as answer:
            accepted = await _read(answer, _Accepted)
        if not accepted.messages:
            raise Delayed
        return accepted.messages[0].id

    def _template(self, letter: Outgoing) -> dict[str, Any]:
        name = self._account.templates.get(letter.letter)
        if not name:
            raise Never
        places = [{"type": "text", "text": value} for value in letter.text.values]
        return {
            "name": name,
            "language": {"code": TEMPLATE_LANGUAGE[letter.text.language]},
            "components": [{"type": "body", "parameters": places}],
        }

    @contextlib.asynccontextmanager
    async def _asked(
        self, method: str, url: str, content: dict[str, Any] | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer, once it is yes."""
        headers = {"Authorization": f"Bearer {self._account.token}"}
        try:
            async with self._session.request(
                method, url, json=content, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as answer:
                if answer.status >= 300:
                    raise await _why_not(answer)
                yield answer
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Delayed from None

    def _is_theirs(self, url: str) -> bool:
        """The token goes to WhatsApp's own machines only."""
        asked, ours = urlsplit(url), urlsplit(self._account.api)
        if (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc):
            return True
        host = asked.hostname or ""
        return asked.scheme == "https" and any(host == known or host.endswith(f".{known}") for known in MEDIA_HOSTS)


def _free(letter: Outgoing) -> dict[str, Any]:
    return {"preview_url": False, "body": letter.text.text}


async def _why_not(answer: aiohttp.ClientResponse) -> Exception:
    code = await _code_of(answer)
    wait = answer.headers.get("Retry-After", "")
    wait_ms = int(wait) * 1000 if wait.isascii() and wait.isdigit() and len(wait) < 6 else 0
    if code == WINDOW_OVER:
        return WindowOver()
    if answer.status == 429 or answer.status >= 500 or code in SLOW_DOWN or code in UNSURE:
        return Delayed(wait_ms)
    if answer.status in (401, 403) and code in NOT_US:
        return Delayed(TOKEN_WAIT_MS)
    return Never()


async def _code_of(answer: aiohttp.ClientResponse) -> int:
    try:
        return msgspec.json.decode(await _bounded(answer, MOST_WORDS), type=_Refused).error.code
    except (msgspec.DecodeError, errors.FileTooLarge):
        return 0


async def _read(answer: aiohttp.ClientResponse, kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(await _bounded(answer, MOST_WORDS), type=kind)
    except (msgspec.DecodeError, errors.FileTooLarge):
        raise Delayed from None


async def _bounded(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """Raises FileTooLarge."""
    content = bytearray()
    async for piece in answer.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > most:
            raise errors.FileTooLarge(limit_mb=MOST_BYTES // MEGABYTE)
    return bytes(content)


def _fits(content: bytes, told: str) -> bool:
    """Told in hex or in base64, by different pages of the same manual."""
    digest = hashlib.sha256(content).digest()
    return told.lower() == digest.hex() or told.rstrip("=") == base64.b64encode(digest).decode().rstrip("=")
