"""What waits to be sent to one socket: bounded, with one sender, so that nobody waits for a slow reader."""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass

from aiohttp import WSCloseCode, WSMsgType
from aiohttp.web import WebSocketResponse

from protocol import codec
from protocol.messages import Message
from server.web.limits import Limits

log = logging.getLogger(__name__)

# Above this the transport says stop, and frames wait here, where they are counted.
TRANSPORT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Frame:
    """One message, encoded once for however many sockets. ``wire`` is ``payload`` with its WebSocket header."""

    payload: bytes
    wire: bytes


def frame(message: Message) -> Frame:
    payload = codec.encode(message)
    return Frame(payload, _header(len(payload)) + payload)


def _header(length: int) -> bytes:
    """RFC 6455, section 5.2: a whole, unmasked text message."""
    if length < 126:
        return bytes((0x81, length))
    if length < 65536:
        return b"\x81\x7e" + length.to_bytes(2, "big")
    return b"\x81\x7f" + length.to_bytes(8, "big")


class Outbox:
    """The frames of one socket, in order. A reader too slow for its bounds loses the connection and comes back."""

    def __init__(self, socket: WebSocketResponse, transport: asyncio.Transport, limits: Limits) -> None:
        transport.set_write_buffer_limits(high=TRANSPORT_BYTES)
        self._socket = socket
        self._transport = transport
        self._limits = limits
        self._frames: deque[Frame] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._last_word: WSCloseCode | None = None

    def tell(self, message: Message) -> None:
        """Sends one message to this socket alone."""
        self.put(frame(message))

    def put(self, encoded: Frame) -> None:
        """Sends at once when nothing waits, otherwise in order; never blocks and never raises."""
        if self._last_word is not None or self._transport.is_closing():
            return
        if not self._frames and self._transport.get_write_buffer_size() == 0:
            self._transport.write(encoded.wire)
        elif self._has_room(encoded):
            self._frames.append(encoded)
            self._bytes += len(encoded.payload)
            self._wake.set()
        else:
            self._drop_slow_reader()

    def close(self, code: WSCloseCode) -> None:
        """Closes after what was put before; nothing can be put after."""
        if self._last_word is None:
            self._last_word = code
            self._wake.set()

    async def send(self) -> None:
        """The sender: runs until the socket is closed, by us or by the other side."""
        try:
            while self._last_word is None:
                await self._wake.wait()
                self._wake.clear()
                await self._send_waiting()
            async with asyncio.timeout(self._limits.close_seconds):
                await self._send_waiting()
                await self._socket.close(code=self._last_word)
        except (ConnectionError, TimeoutError):
            self._transport.abort()

    async def _send_waiting(self) -> None:
        while self._frames:
            waiting = self._frames.popleft()
            self._bytes -= len(waiting.payload)
            await self._socket.send_frame(waiting.payload, WSMsgType.TEXT)

    def _has_room(self, encoded: Frame) -> bool:
        """A single frame may be larger than the bound (the snapshot of a long day), a queue may not."""
        if not self._frames:
            return True
        fits = self._bytes + len(encoded.payload) <= self._limits.outbox_bytes
        return fits and len(self._frames) < self._limits.outbox_frames

    def _drop_slow_reader(self) -> None:
        log.warning("slow reader dropped: %d frames, %d bytes waited", len(self._frames), self._bytes)
        self._frames.clear()
        self._bytes = 0
        self._last_word = WSCloseCode.TRY_AGAIN_LATER
        self._transport.abort()
        self._wake.set()
