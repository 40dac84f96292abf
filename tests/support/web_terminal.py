"""A terminal of bare frames against a hub served for real: TLS, pinned certificate, everything it heard kept."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from protocol.vocabulary import DeviceKind
from server.app.hub import Chance
from server.config import HubSettings, load_settings
from server.ready import Ready
from server.wiring import running
from tests.support.office import PIN, HandClock

STAFF = (
    ("ani", "1", "operator"),
    ("karim", "kasi", "kasi"),
    ("pri", "cetak", "operator-cetak"),
    ("sri", "serah", "penyerahan"),
)


def hub_settings(folder: Path, **keys: Any) -> HubSettings:
    """A settings file as an office writes it, read as the hub reads it."""
    written = {"host": "127.0.0.1", "port": 0, "data_dir": "data", "advertise": False} | keys
    file = folder / "hub.toml"
    file.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in written.items()))
    return load_settings(file)


class Refused(Exception):
    """The hub said no; the arguments are its code and parameters."""


@dataclass
class Terminal:
    """One conversation. ``heard`` is every text frame as it came; ``frames`` those not yet taken."""

    socket: aiohttp.ClientWebSocketResponse
    heard: list[str] = field(default_factory=list)
    _taken: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _requests: Any = field(default_factory=lambda: itertools.count(1))
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                self.heard.append(message.data)
                self._news.set()
        self.closed.set()
        self._news.set()

    async def say(self, frame: str, /, **fields: Any) -> None:
        await self.socket.send_str(json.dumps({"type": frame} | fields))

    async def hear(self, *types: str) -> dict[str, Any]:
        """The next frame of one of these types; beats in between are passed over."""
        async with asyncio.timeout(60):
            while True:
                while self._taken < len(self.heard):
                    frame: dict[str, Any] = json.loads(self.heard[self._taken])
                    self._taken += 1
                    if frame["type"] in types:
                        return frame
                assert not self.closed.is_set(), f"closed: {self.socket.close_code}"
                self._news.clear()
                await self._news.wait()

    async def do(self, command: str, /, **fields: Any) -> dict[str, Any]:
        """A command and its answer. Raises Refused."""
        request_id = f"w{next(self._requests)}-{id(self)}"
        await self.say(command, request_id=request_id, **fields)
        while True:
            frame = await self.hear("answer", "refused")
            if frame.get("request_id") == request_id:
                break
        if frame["type"] == "refused":
            raise Refused(frame["code"], frame.get("params", {}))
        return frame["result"]  # type: ignore[no-any-return]


@dataclass
class ServedOffice:
    """A running hub and the terminals that talk to it."""

    settings: HubSettings
    ready: Ready
    clock: HandClock
    client: aiohttp.ClientSession
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    devices: dict[str, int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)

    @property
    def http(self) -> str:
        return self.ready.url.replace("ws", "http", 1)

    def pin(self, fingerprint: str = "") -> aiohttp.Fingerprint:
        return aiohttp.Fingerprint(bytes.fromhex(fingerprint or self.ready.fingerprint))

    async def connect(self, **options: Any) -> Terminal:
        terminal = Terminal(
            await self.client.ws_connect(self.ready.url + "/ws", ssl=self.pin(), max_msg_size=0, **options)
        )
        self._tasks.append(asyncio.create_task(terminal.listen()))
        return terminal

    async def greet(self, token: str, **held: Any) -> Terminal:
        terminal = await self.connect()
        await terminal.say("hello", versions=[1], token=token, **held)
        return terminal

    async def at(self, place: str) -> Terminal:
        """The terminal at this place, greeted and up to date."""
        terminal = await self.greet(self.tokens[place])
        await terminal.hear("snapshot")
        return terminal

    async def admin(self) -> Terminal:
        terminal = await self.greet((self.settings.data_dir / "admin.token").read_text())
        await terminal.hear("snapshot")
        return terminal

    async def furnish(self) -> None:
        """Devices at all places and an officer for each."""
        admin = await self.admin()
        places = [(place, DeviceKind.COUNTER) for _, place, _ in STAFF]
        for place, kind in [*places, ("kiosk", DeviceKind.KIOSK), ("display", DeviceKind.DISPLAY)]:
            added = await admin.do("add_device", kind=kind.value, name=place, place=place)
            self.tokens[place], self.devices[place] = added["token"], added["device"]["id"]
        for login, _, role in STAFF:
            answer = await admin.do("add_staff", login=login, name=login.title(), roles=[role], pin=PIN)
            self.staff[login] = answer["staff"][0]["id"]
        await admin.socket.close()

    async def seated(self) -> dict[str, Terminal]:
        """Every officer signed in, every counter open."""
        terminals = {}
        for login, place, _ in STAFF:
            terminals[place] = await self.at(place)
            await terminals[place].do("sign_in", staff=self.staff[login], pin=PIN)
            await terminals[place].do("set_counter", state="open")
        return terminals


@asynccontextmanager
async def served_office(folder: Path, clock: HandClock | None = None, **keys: Any) -> AsyncIterator[ServedOffice]:
    clock = clock or HandClock()
    settings = hub_settings(folder, **keys)
    async with running(settings, Chance(now=clock, steady=clock.steady)) as ready, aiohttp.ClientSession() as client:
        office = ServedOffice(settings, ready, clock, client)
        yield office
        for task in office._tasks:
            task.cancel()
        await asyncio.gather(*office._tasks, return_exceptions=True)
