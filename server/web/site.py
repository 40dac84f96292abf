"""The hub's sites: the websocket door and the pages, behind one set of headers."""

import asyncio
import contextlib
import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web

from protocol.messages import MAX_FRAME_BYTES
from server.app.hub import Hub
from server.web.board import Board
from server.web.conversation import Conversation, Door
from server.web.downloads import Downloads
from server.web.limits import Limits, Places
from server.web.pages import Pages, with_headers

# What is too large for us but not for aiohttp gets a typed answer; beyond this the socket is closed (1009).
MAX_MESSAGE_BYTES = 2 * MAX_FRAME_BYTES


class Sockets:
    """The ``/ws`` endpoint. ``page`` gives the revision of the board's page."""

    def __init__(self, hub: Hub, limits: Limits, page: Callable[[], Awaitable[str]]) -> None:
        self.door = Door(hub, limits, page)
        self._limits = limits
        self._places = Places(limits.connections, limits.connections_per_address)
        self._open: set[Conversation] = set()

    async def converse(self, request: web.Request) -> web.StreamResponse:
        """With a terminal, or with a board."""
        return await self._converse(request, boards_only=False)

    async def show_board(self, request: web.Request) -> web.StreamResponse:
        """With a board, and with nothing else: a token that came this way was read by whoever listens."""
        return await self._converse(request, boards_only=True)

    async def _converse(self, request: web.Request, *, boards_only: bool) -> web.StreamResponse:
        """A handshake that is not a terminal's is refused before anything is spent on it."""
        address = request.remote or ""
        loopback = is_loopback(address)
        if not same_origin(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden
        if request.transport is None or not self._places.take(address, loopback=loopback):
            raise web.HTTPTooManyRequests
        try:
            socket = web.WebSocketResponse(
                compress=False,
                decode_text=False,
                max_msg_size=MAX_MESSAGE_BYTES,
                heartbeat=self._limits.heartbeat_seconds,
                timeout=self._limits.close_seconds,
            )
            await socket.prepare(request)
            await self._talk(
                Conversation(self.door, socket, request.transport, address, loopback=loopback, boards_only=boards_only)
            )
        finally:
            self._places.give_back(address)
        return socket

    async def running(self, app: web.Application) -> AsyncIterator[None]:
        """Beats as long as the application runs."""
        beat = asyncio.create_task(self.door.broadcaster.beat())
        yield
        beat.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beat

    async def say_goodbye(self, app: web.Application) -> None:
        """Every terminal learns that the hub goes away, instead of finding a dead line."""
        for conversation in self._open:
            conversation.close(WSCloseCode.GOING_AWAY)

    async def _talk(self, conversation: Conversation) -> None:
        self._open.add(conversation)
        try:
            await conversation.run()
        finally:
            self._open.discard(conversation)


def same_origin(origin: str | None, host: str) -> bool:
    """Terminals send no Origin; a browser always does, and may come only from our own pages."""
    return origin is None or urlsplit(origin).netloc == host


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


class Site:
    """All that is served. The hub must be open before any of it is, and closed after.

    ``whole`` is for terminals and citizens. ``board`` is the board alone, with no way to anything else: no secret ever
    passes through it, so it may be served without a certificate. Where this office shows no board, nothing is there.
    ``doors``: routes that are not the same in every office.
    """

    def __init__(self, hub: Hub, limits: Limits, version: str, doors: Iterable[web.RouteDef] = ()) -> None:
        board = Board(hub) if limits.boards else None
        self._sockets = Sockets(hub, limits, board.made if board else no_page)
        self.whole = self._application(
            hub,
            [
                web.get("/ws", self._sockets.converse),
                *Pages(hub, version, limits).routes(),
                *(board.routes() if board else ()),
                *Downloads(hub).routes(),
                *doors,
            ],
        )
        self.whole.cleanup_ctx.append(self._sockets.running)
        self.board = self._application(hub, self._board_routes(board) if board else ())

    def _application(self, hub: Hub, routes: Iterable[web.RouteDef]) -> web.Application:
        app = web.Application(middlewares=[with_headers(hub)], client_max_size=MAX_FRAME_BYTES)
        app.router.add_routes(routes)
        app.on_shutdown.append(self._sockets.say_goodbye)
        return app

    def _board_routes(self, board: Board) -> list[web.RouteDef]:
        """Every other address leads to the board: it is typed with a television's remote control."""
        return [web.get("/ws", self._sockets.show_board), *board.routes(), web.get("/{elsewhere:.*}", to_the_board)]


async def no_page() -> str:
    return ""


async def to_the_board(request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "/board"})


def application(hub: Hub, limits: Limits, version: str, doors: Iterable[web.RouteDef] = ()) -> web.Application:
    """The hub's whole site, where it has no other door."""
    return Site(hub, limits, version, doors).whole
