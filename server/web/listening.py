"""The hub's port: bound before the books are opened, so that a second hub fails early and harms nothing."""

import errno
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from ssl import SSLContext

from aiohttp import web

BACKLOG = 512


class PortTaken(Exception):
    """Another program listens there."""


def bind(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. Raises PortTaken, or OSError where the address is not ours."""
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise PortTaken from None
        raise


@asynccontextmanager
async def serving(app: web.Application, listener: socket.socket, tls: SSLContext | None) -> AsyncIterator[None]:
    """The site answers while inside; on the way out every conversation is closed first."""
    # No access log: a ticket's address is its holder's secret.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    async with AsyncExitStack() as stack:
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listener, ssl_context=tls, backlog=BACKLOG).start()
        yield
