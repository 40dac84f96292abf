"""One terminal's socket from its first frame to its close: who it is, what it missed, what it asks."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from aiohttp import WSCloseCode, WSMsgType
from aiohttp.web import WebSocketResponse

from protocol import codec, errors
from protocol.messages import (
    VERSIONS,
    Answer,
    AnyCommand,
    AskToPair,
    Events,
    FromTerminal,
    Hello,
    Incompatible,
    Refused,
    Snapshot,
    Watch,
    Watching,
    Welcome,
)
from protocol.vocabulary import DeviceKind, View
from server.app.hub import Hub
from server.app.work import Device
from server.web.broadcast import Broadcaster
from server.web.limits import Buckets, Limits, Places, TokenBucket
from server.web.outbox import Outbox
from server.web.switchboard import Seat, Switchboard
from server.web.trouble import unexpected

log = logging.getLogger(__name__)

VIEWS = {
    DeviceKind.KIOSK: View.PUBLIC,
    DeviceKind.DISPLAY: View.PUBLIC,
    DeviceKind.COUNTER: View.STAFF,
    DeviceKind.ADMIN: View.STAFF,
}

# A sender that is told TooFast is not read for this long, so that a flood costs it more than us.
PAUSE_SECONDS = 0.05


class Door:
    """What all conversations share. ``page`` gives the revision of the board's page, as watchers are told it."""

    def __init__(self, hub: Hub, limits: Limits, page: Callable[[], Awaitable[str]]) -> None:
        self.hub = hub
        self.limits = limits
        self.page = page
        self.broadcaster = Broadcaster(hub)
        self.switchboard = Switchboard(hub)
        self.commands = Buckets(limits.commands_per_second, limits.command_burst)
        self.pairing_asks = Buckets(limits.pairing_asks_per_minute / 60, limits.pairing_ask_burst)
        self.watches = Buckets(limits.watches_per_minute / 60, limits.watch_burst)
        self.boards = Places(limits.boards, limits.boards_per_address)


class Conversation:
    """Answers every frame; ends only when the socket closes or the peer may not speak here."""

    def __init__(
        self,
        door: Door,
        socket: WebSocketResponse,
        transport: asyncio.Transport,
        address: str,
        *,
        loopback: bool,
        boards_only: bool = False,
    ) -> None:
        self._door = door
        self._hub = door.hub
        self._socket = socket
        self._address = address
        self._loopback = loopback
        self._boards_only = boards_only
        self._outbox = Outbox(socket, transport, door.limits)
        self._strangers_frames = TokenBucket(1.0, door.limits.frames_before_hello, time.monotonic())
        self._seat: Seat | None = None
        self._view = View.STRANGER
        self._live = False
        self._watches = False

    async def run(self) -> None:
        """Returns when the socket is closed and every command that came through it is carried out."""
        sender = asyncio.create_task(self._outbox.send())
        try:
            first = await self._introduction()
            if isinstance(first, Hello) and await self._welcome(first):
                await self._listen()
            elif isinstance(first, Watch) and await self._show(first):
                await self._refuse_all()
        except Exception as problem:
            self._refuse(unexpected(problem), None)
            self._outbox.close(WSCloseCode.INTERNAL_ERROR)
        finally:
            self._leave()
            self._outbox.close(WSCloseCode.OK)
            await sender

    def close(self, code: WSCloseCode) -> None:
        self._outbox.close(code)

    # --- Before the welcome -------------------------------------------------------------------

    async def _introduction(self) -> Hello | Watch | None:
        """Who speaks, for which a stranger has seconds and a device being paired has until its code expires."""
        try:
            async with asyncio.timeout(self._door.limits.hello_seconds) as patience:
                while (message := await self._next()) is not None:
                    if isinstance(message, Watch):
                        return message
                    if self._boards_only:
                        self._refuse(errors.OutOfOrder(), getattr(message, "request_id", None))
                    elif isinstance(message, Hello):
                        return message
                    elif isinstance(message, AskToPair):
                        offered = await self._offer_pairing(message)
                        patience.reschedule(asyncio.get_running_loop().time() + offered)
                    else:
                        self._refuse(errors.OutOfOrder(), message.request_id)
        except TimeoutError:
            self._outbox.close(WSCloseCode.POLICY_VIOLATION)
        return None

    async def _offer_pairing(self, ask: AskToPair) -> float:
        """Seconds for which this socket may now wait."""
        switchboard = self._door.switchboard
        try:
            if not self._speaks_our_version(ask.versions):
                return 0.0
            if wait := self._door.pairing_asks.take(self._address, time.monotonic()):
                raise errors.TooFast(retry_ms=wait)
            switchboard.wait_for_pairing(ask.letters, self._outbox)
            offered = await self._hub.offer_pairing(ask.letters, ask.kind)
        except errors.Refusal as refusal:
            self._refuse(refusal, None)
            return self._door.limits.hello_seconds
        self._outbox.tell(offered)
        return max(0.0, (offered.expires_at - self._hub_time()) / 1000)

    async def _welcome(self, hello: Hello) -> bool:
        """Whether the device may go on; if so it is greeted and up to date."""
        if not self._speaks_our_version(hello.versions):
            return False
        try:
            device = await self._recognise(hello.token)
            self._seat = self._door.switchboard.sit(device, self._outbox)
        except errors.Refusal as refusal:
            self._refuse(refusal, None)
            self._outbox.close(WSCloseCode.POLICY_VIOLATION)
            return False
        self._view = VIEWS[device.kind]
        session = await self._hub.session_of(device)
        self._outbox.tell(
            Welcome(
                version=max(set(hello.versions) & set(VERSIONS)),
                time=self._hub_time(),
                device=device.id,
                kind=device.kind,
                name=device.name,
                place=device.place,
                view=self._view,
                session=self._seat.session_to_welcome(session),
            )
        )
        log.info("device %d (%s %s) connected", device.id, device.kind, device.name)
        await self._bring_up_to_date(hello)
        return True

    def _speaks_our_version(self, versions: tuple[int, ...]) -> bool:
        if set(versions) & set(VERSIONS):
            return True
        newest = max(versions, default=0)
        update = "hub" if newest > max(VERSIONS) else "terminal"
        self._outbox.tell(Incompatible(update=update, versions=VERSIONS))
        self._outbox.close(WSCloseCode.POLICY_VIOLATION)
        return False

    async def _recognise(self, token: str) -> Device:
        device = await self._hub.recognise(token)
        if device.kind not in VIEWS or (device.kind is DeviceKind.ADMIN and not self._loopback):
            raise errors.NotTrusted
        return device

    async def _show(self, watch: Watch) -> bool:
        """Whether the stranger's board may stay; if so it is up to date."""
        if not self._speaks_our_version(watch.versions):
            return False
        try:
            self._take_board_place()
        except errors.Refusal as refusal:
            self._refuse(refusal, None)
            self._outbox.close(WSCloseCode.POLICY_VIOLATION)
            return False
        version = max(set(watch.versions) & set(VERSIONS))
        page = await self._door.page()
        self._outbox.tell(Watching(version=version, time=self._hub_time(), page=page))
        await self._bring_up_to_date(watch)
        return True

    def _take_board_place(self) -> None:
        """Boards are strangers: they are counted apart, so that any number of them leaves room for the terminals."""
        if not self._door.limits.boards:
            raise errors.NoWebBoard
        if not self._loopback and (wait := self._door.watches.take(self._address, time.monotonic())):
            raise errors.TooFast(retry_ms=wait)
        if not self._door.boards.take(self._address, loopback=self._loopback):
            raise errors.BoardsFull
        self._watches = True

    async def _bring_up_to_date(self, held: Hello | Watch) -> None:
        if held.epoch is not None and held.last_seq is not None and held.office_revision == self._hub.office_revision:
            await self._hub.since(self._view, held.epoch, held.last_seq, self._replay)
        if not self._live:
            await self._hub.snapshot(self._view, self._subscribe)

    def _replay(self, missed: Events | None) -> None:
        if missed is not None:
            self._outbox.tell(missed)
            self._outbox.tell(self._hub.beat(self._view))
            self._join()

    def _subscribe(self, snapshot: Snapshot) -> None:
        self._outbox.tell(snapshot)
        self._join()

    def _join(self) -> None:
        """Called in the hub's callback: no commit can come between what was put and this."""
        self._live = True
        self._door.broadcaster.join(self._view, self._outbox)

    # --- After the welcome --------------------------------------------------------------------

    async def _listen(self) -> None:
        """Commands run side by side, up to a bound at which the socket is no longer read."""
        free = asyncio.Semaphore(self._door.limits.commands_in_flight)
        async with asyncio.TaskGroup() as running:
            while (message := await self._next()) is not None:
                if isinstance(message, Hello | AskToPair | Watch):
                    self._refuse(errors.OutOfOrder(), None)
                    continue
                await free.acquire()
                running.create_task(self._carry_out(message)).add_done_callback(lambda _: free.release())
            self._leave()

    async def _refuse_all(self) -> None:
        """A board only looks on: whatever it says is answered with no."""
        while (message := await self._next()) is not None:
            self._refuse(errors.OutOfOrder(), getattr(message, "request_id", None))

    async def _carry_out(self, command: AnyCommand) -> None:
        assert self._seat is not None
        try:
            answer = await self._hub.execute(self._seat.device, command)
        except errors.Refusal as refusal:
            self._refuse(refusal, command.request_id)
        except Exception as problem:
            self._refuse(unexpected(problem), command.request_id)
        else:
            result = self._door.switchboard.with_presence(answer)
            self._outbox.tell(Answer(request_id=command.request_id, result=result))

    # --- Both ---------------------------------------------------------------------------------

    async def _next(self) -> FromTerminal | None:
        """The next frame that can be read; None when the socket is closed. The others are answered here."""
        while True:
            message = await self._socket.receive()
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return None
            try:
                self._check_speed()
                if message.type is WSMsgType.BINARY:
                    raise errors.Malformed(at="$")
                return codec.from_terminal(message.data)
            except errors.Refusal as refusal:
                self._refuse(refusal, codec.request_id_of(message.data))
                if isinstance(refusal, errors.TooFast):
                    await asyncio.sleep(PAUSE_SECONDS)

    def _check_speed(self) -> None:
        now = time.monotonic()
        if self._seat is None:
            wait = self._strangers_frames.take(now)
        else:
            wait = self._door.commands.take(self._seat.device.id, now)
        if wait:
            raise errors.TooFast(retry_ms=wait)

    def _refuse(self, refusal: errors.Refusal, request_id: str | None) -> None:
        self._outbox.tell(Refused(code=refusal.code, params=refusal.params, request_id=request_id))

    def _hub_time(self) -> int:
        return self._hub.beat(self._view).time

    def _leave(self) -> None:
        self._door.broadcaster.leave(self._outbox)
        self._door.switchboard.stop_waiting(self._outbox)
        if self._seat is not None:
            self._door.switchboard.rise(self._seat)
        if self._watches:
            self._watches = False
            self._door.boards.give_back(self._address)
