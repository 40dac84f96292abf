"""Files to and from the hub, over HTTP at the very hub that this terminal is paired with, by the same certificate.

The websocket carries words; a document's pages, a register and an upload are too large for its frames. They go
to the address where the link was last live, with the device's token, and only to the certificate that is pinned.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import msgspec

from protocol import errors
from protocol.messages import Document, FileReady, Refused
from protocol.pairing import NO_CERTIFICATE
from terminal.link import identity as identities
from terminal.link.address import Address, parse
from terminal.link.identity import Identity
from terminal.link.link import HubSettings
from terminal.link.status import LinkProblem, NotLive

_log = logging.getLogger(__name__)

PIECE = 64 * 1024
Progress = Callable[[int, int], None]
"""Told how many bytes have gone or come, and of how many; 0 where nobody has said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePace:
    """Seconds: to connect, for the other side to go on, and for the whole file. ``most``: bytes taken from the hub.

    ``silence`` is long, since the hub answers an upload only when it has read and drawn every page of it.
    """

    connect: float = 5.0
    silence: float = 60.0
    whole: float = 300.0
    most: int = 64 * 1024 * 1024


def no_progress(_done: int, _whole: int) -> None:
    """For whoever does not look."""


class HubFiles:
    """The hub's files, as this terminal may have them. Every method raises the hub's Refusal, or NotLive.

    After NotLive an upload may have come through all the same: send it again with the same ``request_id``.
    """

    def __init__(self, settings: HubSettings, pace: FilePace | None = None) -> None:
        self._settings = settings
        self._pace = pace or FilePace()

    async def fetch(self, file: FileReady, page: int | None = None, progress: Progress = no_progress) -> bytes:
        """The file, or one page of a document, from 1."""
        path = file.path if page is None else f"{file.path}/{page}"
        async with self._asked("GET", path) as answer:
            return await self._content(answer, progress)

    async def upload(
        self, case: int, content: bytes, *, request_id: str, requirement: str = "", progress: Progress = no_progress
    ) -> Document:
        """Give the hub a paper for this case; it checks, redraws and keeps it. ``requirement``: which one it shows."""
        headers = {
            "X-Request-Id": request_id,
            "Content-Length": str(len(content)),
            "Content-Type": "application/octet-stream",
        }
        query = {"requirement": requirement} if requirement else {}
        path = f"/cases/{case}/documents"
        async with self._asked("POST", path, query, headers, _pieces(content, progress)) as answer:
            return _document(await self._content(answer))

    @asynccontextmanager
    async def _asked(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        body: AsyncIterator[bytes] | None = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The hub's answer once it has said yes. All that can go wrong on the way is NotLive."""
        try:
            known, address = self._hub()
            async with (
                self._session(known, address) as session,
                session.request(
                    method, _url(address, path), params=query, headers=headers, data=body, allow_redirects=False
                ) as answer,
            ):
                if answer.status >= 300:
                    raise _refusal(answer.status, await self._content(answer))
                yield answer
        except aiohttp.ServerFingerprintMismatch:
            _log.warning("no file goes to a hub with another certificate")
            raise NotLive from None
        except (aiohttp.ClientError, OSError, TimeoutError, LinkProblem, ValueError) as problem:
            _log.info("no file: %s", type(problem).__name__)
            raise NotLive from None

    def _hub(self) -> tuple[Identity, Address]:
        """Who we are there, and where it is. Raises LinkProblem."""
        known = identities.load(self._settings.state_dir)
        if known is None:
            raise LinkProblem("not_trusted", "not paired")
        return known, parse(self._settings.url or known.url)

    def _session(self, known: Identity, address: Address) -> aiohttp.ClientSession:
        pace = self._pace
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=self._trust(known, address), limit=1, force_close=True),
            headers={"Authorization": f"Bearer {known.token}", "Accept-Encoding": "identity"},
            timeout=aiohttp.ClientTimeout(total=pace.whole, connect=pace.connect, sock_read=pace.silence),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )

    def _trust(self, known: Identity, address: Address) -> aiohttp.Fingerprint | bool:
        """Only the pinned certificate; without TLS, ``parse`` has let through this very machine alone.

        Raises LinkProblem where a certificate is pinned and none would be shown, or none is known.
        """
        pin = self._settings.fingerprint or known.fingerprint
        if not address.secure:
            if pin not in ("", NO_CERTIFICATE):
                raise LinkProblem("wrong_certificate", "none shown")
            return True
        if not pin:
            raise LinkProblem("wrong_certificate", "none pinned")
        return aiohttp.Fingerprint(bytes.fromhex(pin))

    async def _content(self, answer: aiohttp.ClientResponse, progress: Progress = no_progress) -> bytes:
        """The whole body, as long as it is not more than we take."""
        content = bytearray()
        async for piece in answer.content.iter_chunked(PIECE):
            content += piece
            if len(content) > self._pace.most:
                raise LinkProblem("malformed", "too large a file")
            progress(len(content), answer.content_length or 0)
        if answer.content_length not in (None, len(content)):
            raise LinkProblem("closed", "not the whole file")
        return bytes(content)


async def _pieces(content: bytes, progress: Progress) -> AsyncIterator[bytes]:
    """In small parts, so that the window is drawn between them."""
    whole = len(content)
    for at in range(0, whole, PIECE):
        yield content[at : at + PIECE]
        progress(min(at + PIECE, whole), whole)
        await asyncio.sleep(0)


def _url(address: Address, path: str) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{'https' if address.secure else 'http'}://{host}:{address.port}{path}"


def _document(body: bytes) -> Document:
    try:
        return msgspec.json.decode(body, type=Document)
    except msgspec.DecodeError as problem:
        raise LinkProblem("malformed", str(problem)) from None


def _refusal(status: int, body: bytes) -> errors.Refusal:
    """What the hub has said; where it was no word of ours, as from a hub too old for this, the status."""
    try:
        refused = msgspec.json.decode(body, type=Refused)
    except msgspec.DecodeError:
        return errors.Unrecognised(code=f"http_{status}")
    return errors.refusal(refused.code, refused.params)
