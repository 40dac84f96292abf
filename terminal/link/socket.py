"""One websocket to the hub, opened only to the hub that is meant."""

import hashlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from protocol import codec
from protocol.messages import FromHub, Message
from protocol.pairing import NO_CERTIFICATE
from terminal.link.address import Address, is_loopback
from terminal.link.pace import Pace
from terminal.link.status import LinkProblem

MAX_BYTES = 16 * 1024 * 1024
"""The largest frame taken from the hub: a snapshot of a very long day."""


class Socket:
    """Messages in both directions. ``fingerprint``: of the certificate seen, empty on a plain loopback socket."""

    def __init__(self, connection: ClientConnection, fingerprint: str) -> None:
        self._connection = connection
        self.fingerprint = fingerprint

    async def say(self, message: Message) -> None:
        await self.write(codec.encode(message))

    async def write(self, frame: bytes) -> None:
        """Sends a frame that is encoded already. Raises LinkProblem where the connection is gone."""
        try:
            await self._connection.send(frame, text=True)
        except ConnectionClosed as closed:
            raise LinkProblem("closed", str(closed)) from None

    async def hear(self) -> FromHub | None:
        """The next message; None for a type we are too old for. Raises LinkProblem, or Malformed."""
        try:
            return codec.from_hub(await self._connection.recv(decode=False))
        except ConnectionClosed as closed:
            raise LinkProblem("closed", str(closed)) from None

    def cut(self) -> None:
        """Ends the connection at once, without a word: the other side may be gone."""
        self._connection.transport.abort()


@asynccontextmanager
async def opened(address: Address, pin: str, pace: Pace) -> AsyncIterator[Socket]:
    """A socket to the hub whose certificate has this fingerprint (any certificate where there is no pin yet).

    Nothing of ours has been said on it. Raises LinkProblem: unreachable, wrong_certificate, plain_refused.
    """
    connection = await _connect(address, pace)
    try:
        yield Socket(connection, _checked(connection, pin))
    finally:
        await connection.close()


async def _connect(address: Address, pace: Pace) -> ClientConnection:
    try:
        return await connect(
            address.url,
            ssl=_any_certificate() if address.secure else None,
            compression=None,
            proxy=None,
            user_agent_header=None,
            max_size=MAX_BYTES,
            open_timeout=pace.connect,
            close_timeout=1,
            ping_interval=pace.ping,
        )
    except (OSError, TimeoutError, EOFError, InvalidHandshake, InvalidMessage) as problem:
        raise LinkProblem("unreachable", type(problem).__name__) from problem


def _checked(connection: ClientConnection, pin: str) -> str:
    """The fingerprint of the certificate that the other side has proved to own. Raises LinkProblem."""
    channel = connection.transport.get_extra_info("ssl_object")
    if channel is None:
        peer = connection.remote_address
        if not (peer and is_loopback(peer[0])):
            raise LinkProblem("plain_refused", str(peer))
        if pin not in ("", NO_CERTIFICATE):
            raise LinkProblem("wrong_certificate", "none shown")
        return ""
    seen = hashlib.sha256(channel.getpeercert(binary_form=True)).hexdigest()
    if pin and seen != pin:
        raise LinkProblem("wrong_certificate", seen)
    return seen


@cache
def _any_certificate() -> ssl.SSLContext:
    """TLS that asks no authority: the pinned fingerprint is the authority, and ``_checked`` compares it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
