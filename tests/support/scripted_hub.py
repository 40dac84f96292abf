"""A hub that follows a script: it says to a display what a test wants said, and when."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import WSMsgType, web

from assets.texts import Language
from protocol import codec
from protocol import messages as m
from protocol.vocabulary import DeviceKind, Purpose, TicketState, View
from terminal.link import HubSettings, Identity
from terminal.link import identity as identities
from terminal.settings import BoardSettings, MediaSettings, TerminalSettings, Theme, WindowSettings
from terminal.voice.config import VoiceSettings
from tests.support.display_hall import call, ticket
from tests.support.ports import kept_port


@dataclass
class ScriptedHub:
    """Says Welcome, a snapshot and beats to whoever comes, and then what the test tells it to.

    ``asked``: the commands that it heard; it says Done to each.
    """

    held: m.Snapshot
    url: str = ""
    runner: web.AppRunner | None = None
    port: int = field(default_factory=kept_port)
    silent: bool = False
    asked: list[Any] = field(default_factory=list)
    sockets: set[web.WebSocketResponse] = field(default_factory=set)

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/ws", self._converse)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port)
        await site.start()
        self.url = f"ws://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        for socket in list(self.sockets):
            await socket.close()
        if self.runner is not None:
            await self.runner.cleanup()

    async def _converse(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        first = await socket.receive()
        assert first.type is WSMsgType.TEXT
        while self.silent:  # noqa: ASYNC110 - a hub that hangs greets nobody either
            await asyncio.sleep(0.02)
        welcome = m.Welcome(
            version=1, time=self.held.time, device=1, kind=DeviceKind.DISPLAY, name="TV", place="", view=View.PUBLIC
        )
        await socket.send_str(codec.encode(welcome).decode())
        self.sockets.add(socket)  # before the snapshot has left: what happens from now on comes after it
        await socket.send_str(codec.encode(self.held).decode())
        beats = asyncio.create_task(self._beat(socket))
        async for message in socket:
            command: Any = codec.from_terminal(message.data)
            self.asked.append(command)
            await socket.send_str(codec.encode(m.Answer(request_id=command.request_id, result=m.Done())).decode())
        beats.cancel()
        self.sockets.discard(socket)
        return socket

    async def _beat(self, socket: web.WebSocketResponse) -> None:
        while True:
            await asyncio.sleep(1)
            if not self.silent:
                beat = m.Beat(time=self.held.time, day=self.held.day, services=self.held.services)
                await socket.send_str(codec.encode(beat).decode())

    async def tell(self, *events: m.Event) -> None:
        """These events happened in one commit."""
        frame = m.Events(
            epoch=self.held.epoch,
            prev=self.held.seq,
            seq=self.held.seq + len(events),
            events=tuple(msgspec.Raw(codec.encode(event)) for event in events),
        )
        self.held = msgspec.structs.replace(self.held, seq=frame.seq)
        for socket in list(self.sockets):
            await socket.send_str(codec.encode(frame).decode())

    def remember(self, *events: m.TicketCalled) -> None:
        """These calls were made while nobody listened."""
        self.held = msgspec.structs.replace(
            self.held,
            seq=self.held.seq + len(events),
            calls=(*self.held.calls, *(event.call for event in events)),
            tickets=(*self.held.tickets, *(event.ticket for event in events)),
        )


@asynccontextmanager
async def scripted(held: m.Snapshot) -> AsyncIterator[ScriptedHub]:
    hub = ScriptedHub(held)
    await hub.start()
    try:
        yield hub
    finally:
        await hub.stop()


def calling(name: int, counter: str = "1", purpose: Purpose = Purpose.SERVICE) -> m.TicketCalled:
    state = TicketState.HANDOVER_CALLED if purpose is Purpose.HANDOVER else TicketState.CALLED
    of = ticket(name, state, counter)
    return m.TicketCalled(call=call(name, of, purpose=purpose), ticket=of)


SHOWN_ONLY = VoiceSettings(engine="off", times=1)
"""The chime rings, nothing is said, and nothing is repeated: for tests of what is seen."""


def display_of(
    url: str,
    state: Path,
    *,
    token: str = "token",
    theme: Theme | None = None,
    language: Language = "id",
    painted: list[int] | None = None,
    voice: VoiceSettings = SHOWN_ONLY,
    board: BoardSettings | None = None,
    media: MediaSettings | None = None,
) -> Any:
    """A paired display; ``painted`` collects the calls whose first frame was flipped."""
    from display.app import DisplayApp

    if token:
        identities.save(state, Identity(url=url, fingerprint="", token=token))
    settings = TerminalSettings(
        hub=HubSettings(state_dir=state, url=url),
        window=WindowSettings(theme=theme, language=language),
        voice=voice,
        board=board or BoardSettings(),
        media=media or MediaSettings(),
    )
    return DisplayApp(settings, on_painted=(painted if painted is not None else []).append)
