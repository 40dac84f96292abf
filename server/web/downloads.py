"""The way to a file that a terminal has asked for: its own token again, the path it was told, and nothing kept."""

from urllib.parse import quote

from aiohttp import hdrs, web

from protocol import codec, errors
from protocol.messages import Refused
from server.app.hub import Hub
from server.app.work import Device
from server.web.trouble import unexpected

SCHEME = "Bearer "
NOT_TRUSTED, UNKNOWN, BROKEN = 401, 404, 500


async def device_of(request: web.Request, hub: Hub) -> Device:
    """The terminal that holds the token in the request. Raises NotTrusted."""
    said = request.headers.get(hdrs.AUTHORIZATION, "")
    if not said.startswith(SCHEME):
        raise errors.NotTrusted
    return await hub.recognise(said.removeprefix(SCHEME))


def refused(refusal: errors.Refusal, status: int) -> web.Response:
    """A refusal as a terminal reads it."""
    body = codec.encode(Refused(code=refusal.code, params=refusal.params))
    return web.Response(body=body, status=status, content_type="application/json")


class Downloads:
    """The routes below ``/files``."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(r"/files/{token}", self.fetch),
            web.get(r"/files/{token}/{page:\d{1,4}}", self.fetch),
        ]

    async def fetch(self, request: web.Request) -> web.Response:
        token, page = request.match_info["token"], int(request.match_info.get("page", "1"))
        try:
            device = await device_of(request, self._hub)
            file = await self._hub.files.fetch(token, page, device.id)
        except errors.NotTrusted as refusal:
            return refused(refusal, NOT_TRUSTED)
        except errors.UnknownFile as refusal:
            return refused(refusal, UNKNOWN)
        except Exception as problem:
            return refused(unexpected(problem), BROKEN)
        headers = {
            hdrs.CONTENT_TYPE: file.kind,
            hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        }
        return web.Response(body=file.content, headers=headers)
