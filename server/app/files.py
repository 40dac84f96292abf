"""Files that wait a little while for the terminal that asked for them: in memory only, nobody else's, soon gone.

What is personal in them never reaches the disk from here. A use case offers a file inside its transaction, on the
books' thread; the terminal fetches it afterwards, on the event loop.
"""

import asyncio
import secrets
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from protocol import errors
from protocol.messages import FileReady

LIFETIME_MS = 10 * 60 * 1000
MOST_FILES = 64
MOST_BYTES = 256 * 1024 * 1024
PICTURE = "image/jpeg"
KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Make = Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the terminal gets."""

    name: str
    kind: str
    content: bytes


@dataclass(slots=True)
class _Offer:
    """``making``: the file is still being made; ``make``: it will be, when it is fetched for the first time."""

    name: str
    kind: str
    device: int
    expires_at: int
    pages: tuple[bytes, ...] = ()
    make: Make | None = None
    making: "asyncio.Future[bytes] | None" = None

    @property
    def bytes(self) -> int:
        return sum(map(len, self.pages))


class FileDesk:
    """Where files are handed out. Bounded: the oldest give way to a new one."""

    def __init__(self, now: Callable[[], int], *, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES) -> None:
        self._now = now
        self._most_files = most_files
        self._most_bytes = most_bytes
        self._offers: dict[str, _Offer] = {}  # oldest first
        self._lock = threading.Lock()

    def offer(self, name: str, pages: Sequence[bytes] | bytes, device: int) -> FileReady:
        """One file, or a document as pictures of its pages, for this device."""
        if isinstance(pages, bytes):
            return self._put(_Offer(name, kind_of(name), device, self._now() + LIFETIME_MS, (pages,)))
        return self._put(_Offer(name, PICTURE, device, self._now() + LIFETIME_MS, tuple(pages)))

    def offer_made(self, name: str, make: Make, device: int) -> FileReady:
        """A file that takes its time: it is made once, outside of the books, when this device comes for it."""
        return self._put(_Offer(name, kind_of(name), device, self._now() + LIFETIME_MS, make=make))

    async def fetch(self, token: str, page: int, device: int) -> Fetched:
        """The file, or one page of it, from 1. Raises UnknownFile."""
        offer = self._find(token, device)
        if offer.make is not None:
            await self._made(offer)
        if not 1 <= page <= len(offer.pages):
            raise errors.UnknownFile
        return Fetched(offer.name, offer.kind, offer.pages[page - 1])

    def _put(self, offer: _Offer) -> FileReady:
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._offers[token] = offer
            self._make_room()
        pages = max(1, len(offer.pages))
        return FileReady(path=f"/files/{token}", name=offer.name, expires_at=offer.expires_at, pages=pages)

    def _find(self, token: str, device: int) -> _Offer:
        with self._lock:
            self._forget_expired()
            offer = self._offers.get(token)
        if offer is None or offer.device != device:
            raise errors.UnknownFile
        return offer

    async def _made(self, offer: _Offer) -> None:
        """Waits for the file. Who goes away meanwhile does not stop it; a failure can be tried again."""
        make = offer.make
        if make is None:
            return
        if offer.making is None:
            offer.making = asyncio.ensure_future(make())
        making = offer.making
        try:
            content = await asyncio.shield(making)
        except BaseException:
            if making.done() and offer.making is making:
                offer.making = None
            raise
        with self._lock:
            offer.pages, offer.make, offer.making = (content,), None, None
            self._make_room()

    def _make_room(self) -> None:
        """Lets go of what is expired, then of the oldest, but never of the newest."""
        self._forget_expired()
        held = sum(offer.bytes for offer in self._offers.values())
        for token in list(self._offers)[:-1]:
            if held <= self._most_bytes and len(self._offers) <= self._most_files:
                return
            held -= self._offers.pop(token).bytes

    def _forget_expired(self) -> None:
        now = self._now()
        for token in [token for token, offer in self._offers.items() if offer.expires_at <= now]:
            del self._offers[token]


def kind_of(name: str) -> str:
    """The content type, by how the name ends."""
    return KINDS.get(name[name.rfind(".") :].lower(), "application/octet-stream")
