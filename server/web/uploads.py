"""``POST /cases/{case}/documents``: a terminal hands in what an applicant has sent."""

import asyncio
import time
from collections.abc import Mapping

import msgspec
from aiohttp import web

from protocol import errors
from server.app.hub import Hub
from server.app.receive_document import DocumentDesk, Upload
from server.web.downloads import device_of, refused
from server.web.limits import Buckets
from server.web.trouble import unexpected

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
BODY_SECONDS = 120.0
AT_ONCE = 4  # bodies in memory
PER_SECOND, BURST = 2.0, 40.0

STATUS: Mapping[type[errors.Refusal], int] = {
    errors.Malformed: 400,
    errors.NotTrusted: 401,
    errors.NotAllowed: 403,
    errors.NotSignedIn: 403,
    errors.Locked: 403,
    errors.UnknownCase: 404,
    errors.CaseEnded: 409,
    errors.RequestReused: 409,
    errors.TooManyDocuments: 409,
    errors.FileTooLarge: 413,
    errors.TooFast: 429,
    errors.Busy: 503,
    errors.Internal: 500,
}
UNPROCESSABLE = 422


class Uploads:
    """The route, for devices that the hub knows. A file has no name here: what it is called is never asked."""

    def __init__(self, hub: Hub, desk: DocumentDesk, per_second: float = PER_SECOND, burst: float = BURST) -> None:
        self._hub = hub
        self._desk = desk
        self._free = asyncio.Semaphore(AT_ONCE)
        self._pace = Buckets(per_second, burst)

    def routes(self) -> list[web.RouteDef]:
        return [web.post(r"/cases/{case:\d{1,12}}/documents", self.receive)]

    async def receive(self, request: web.Request) -> web.Response:
        try:
            return await self._receive(request)
        except errors.Refusal as refusal:
            return refused(refusal, STATUS.get(type(refusal), UNPROCESSABLE))
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as problem:
            return refused(unexpected(problem), STATUS[errors.Internal])

    async def _receive(self, request: web.Request) -> web.Response:
        device = await device_of(request, self._hub)
        if wait := self._pace.take(device.id, time.monotonic()):
            raise errors.TooFast(retry_ms=wait)
        case = int(request.match_info["case"])
        await self._desk.admit(device, case)
        async with self._free:
            upload = Upload(
                case=case,
                requirement=request.query.get("requirement", ""),
                request_id=request.headers.get("X-Request-Id", ""),
                content=await whole_body(request, MOST_BYTES),
            )
            document = await self._desk.receive(device, upload)
        return web.Response(status=201, body=msgspec.json.encode(document), content_type="application/json")


async def whole_body(request: web.Request, most: int, seconds: float = BODY_SECONDS) -> bytes:
    """What was sent, if it is not more than this and does not take for ever. Raises FileTooLarge, Malformed."""
    if (request.content_length or 0) > most:
        raise errors.FileTooLarge(limit_mb=most // MEGABYTE)
    content = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.content.iter_chunked(64 * 1024):
                content += piece
                if len(content) > most:
                    raise errors.FileTooLarge(limit_mb=most // MEGABYTE)
    except TimeoutError:
        raise errors.Malformed(at="$") from None
    return bytes(content)
