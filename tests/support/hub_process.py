"""A real hub as a process of its own: started, killed in cold blood, started again on the same books."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import websockets

from protocol import codec, errors
from protocol import messages as m
from protocol.vocabulary import CounterState, DeviceKind
from tests.support.ports import kept_port

READY = re.compile(rb"antrean hub ready (?P<url>\S+) fingerprint=(?P<fingerprint>\S+) pid=(?P<pid>\d+)")
ROOT = Path(__file__).parent.parent.parent
ALWAYS_OPEN = (
    '[[hours.{kind}]]\ndays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]\nopens = "00:00"\ncloses = "24:00"\n'
)


def far_from_midnight() -> str:
    """A timezone whose day does not end soon: with midnight numbers begin anew, and those of the day expire."""
    return min(("Asia/Jakarta", "America/Lima"), key=lambda zone: abs(datetime.now(ZoneInfo(zone)).hour - 11))


def always_open(folder: Path, timezone: str = "") -> Path:
    """The shipped catalogue with hours that never close, so that tests don't depend on the time of day.

    ``timezone``: where the office stands instead, for a run that must not meet midnight.
    """
    shipped = (ROOT / "assets" / "catalogue" / "magetan.toml").read_text()
    without = re.sub(r"\[\[hours\.(issuing|serving)\]\]\n(?:\w+ = .*\n)+", "", shipped)
    without = re.sub(r"holidays = \[.*?\]", "holidays = []", without, flags=re.S)
    if timezone:
        without = re.sub(r'^timezone = ".*"$', f'timezone = "{timezone}"', without, flags=re.M)
    windows = "".join(ALWAYS_OPEN.format(kind=kind) for kind in ("issuing", "serving"))
    target = folder / "always-open.toml"
    target.write_text(without + "\n" + windows)
    return target


@dataclass
class HubProcess:
    """One hub on loopback without TLS. ``port`` stays the same over restarts."""

    folder: Path
    commands_per_second: int = 10_000
    tls: bool = False
    module: str = "server"
    timezone: str = ""
    port: int = field(default_factory=kept_port)
    url: str = ""
    fingerprint: str = ""
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when the hub says that it is ready. Raises RuntimeError with what it said instead."""
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "hub.toml"
        config.write_text(
            f'host = "127.0.0.1"\nport = {self.port}\ndata_dir = "books"\ntls = {str(self.tls).lower()}\n'
            f'catalogue = "{always_open(self.folder, self.timezone)}"\nadvertise = false\nlog_level = "warning"\n'
            f"commands_per_second = {self.commands_per_second}\n"
        )
        with (self.folder / "hub.log").open("ab") as log:
            command = (sys.executable, "-m", self.module, "--config", str(config))
            self.process = await asyncio.create_subprocess_exec(
                *command, stdout=asyncio.subprocess.PIPE, stderr=log, cwd=ROOT
            )
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), 60)
        ready = READY.match(line)
        if ready is None:
            raise RuntimeError(f"the hub did not start: {(self.folder / 'hub.log').read_text()[-2000:]}")
        self.url, self.fingerprint = ready["url"].decode(), ready["fingerprint"].decode()
        self.port = int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to tidy up."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)

    async def ended(self) -> None:
        assert self.process is not None
        await self.process.wait()

    async def stop(self) -> int:
        """Asks it to end and waits; gives the exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 60)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def admin_token(self) -> str:
        return (self.folder / "books" / "admin.token").read_text()


@asynccontextmanager
async def running_hub(folder: Path, **settings: Any) -> AsyncIterator[HubProcess]:
    hub = HubProcess(folder, **settings)
    await hub.start()
    try:
        yield hub
    finally:
        if hub.process is not None and hub.process.returncode is None:
            await hub.stop()


@dataclass
class RawClient:
    """A websocket that speaks the protocol and does nothing by itself: one request at a time."""

    socket: websockets.ClientConnection

    async def ask(self, command: m.AnyCommand) -> Any:
        """The answer to this command; frames of other kinds are passed over. Raises Refusal."""
        await self.socket.send(codec.encode(command).decode())
        while True:
            text = await self.socket.recv()
            if not text.startswith(('{"type":"answer"', '{"type":"refused"')):  # type: ignore[arg-type]
                continue
            match codec.from_hub(text):
                case m.Answer(request_id=id, result=result) if id == command.request_id:
                    return result
                case m.Refused(request_id=id) as refused if id == command.request_id:
                    raise errors.refusal(refused.code, refused.params)


@asynccontextmanager
async def raw_client(hub: HubProcess, token: str) -> AsyncIterator[RawClient]:
    """Connected and past its snapshot."""
    # No bound on what nobody has read yet: a client that reads no further answers no ping, and the hub lets it go.
    async with websockets.connect(
        hub.url + "/ws", compression=None, max_size=None, max_queue=None, ping_interval=None
    ) as socket:
        await socket.send(codec.encode(m.Hello(versions=m.VERSIONS, token=token)).decode())
        while not isinstance(codec.from_hub(await socket.recv()), m.Snapshot):
            pass
        yield RawClient(socket)


async def tokens(hub: HubProcess, kind: DeviceKind, places: list[str]) -> list[str]:
    """Devices entered through the admin's door; their tokens."""
    async with raw_client(hub, hub.admin_token) as admin:
        added = [
            await admin.ask(
                m.AddDevice(request_id=f"add-{kind}-{n}-{os.urandom(4).hex()}", kind=kind, name=place, place=place)
            )
            for n, place in enumerate(places)
        ]
    return [device.token for device in added]


async def open_counter(hub: HubProcess, place: str, login: str) -> tuple[str, int]:
    """A paired counter's token and the operator who will sit there."""
    (token,) = await tokens(hub, DeviceKind.COUNTER, [place])
    async with raw_client(hub, hub.admin_token) as admin:
        hired = await admin.ask(
            m.AddStaff(request_id=f"hire-{login}", login=login, name=login.title(), roles=("operator",), pin="739154")
        )
    return token, next(member.id for member in hired.staff if member.login == login)


async def sign_in(client: RawClient, staff: int, place: str) -> None:
    """At this counter, which then serves."""
    await client.ask(m.SignIn(request_id=f"in-{place}", staff=staff, pin="739154"))
    await client.ask(m.SetCounter(request_id=f"open-{place}", state=CounterState.OPEN))
