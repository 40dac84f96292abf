"""From the operator's key to the displays: call -> display, against a bare websocket broadcast of the same size.

Four processes: the hub (or the bare server), all displays in one, the operator in this one.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import websockets

from bench.limits import cpu_seconds, percentile, resident_mib
from protocol import messages as m
from protocol.vocabulary import CounterState, DeviceKind
from terminal.link import identity
from terminal.link.identity import Identity
from tests.support.hub_process import HubProcess, RawClient, raw_client, running_hub, tokens

SERVICE = "ktp-hilang-rusak"
PIN = "407193"
PAUSE = 0.03  # between calls, so that each is measured alone
FRAME_BYTES = 330  # of one call, as displays get it


@dataclass(frozen=True)
class CallToDisplay:
    """``bare_*``: the same number of plain sockets on a plain server, in the same minute."""

    displays: int
    p50_ms: float
    p99_ms: float
    bare_p50_ms: float
    bare_p99_ms: float
    missed: int
    hub_mib: float
    hub_idle_cpu: float

    @property
    def ratio(self) -> float:
        return self.p99_ms / self.bare_p99_ms


async def measure(folder: Path, displays: int, calls: int, idle_seconds: float) -> CallToDisplay:
    """Headless displays: the hub's real clients without their windows."""
    async with running_hub(folder / f"calls-{displays}") as hub:
        await _pair(hub, folder / "identities", displays)
        async with program("bench.hall", "links", hub.url, str(displays), str(folder / "identities")) as hall:
            await said(hall)
            idle, mib = await at_rest(hub.pid, idle_seconds), resident_mib(hub.pid)
            async with operator(hub, calls) as counter:
                sent = [await call_next(counter, turn) for turn in range(calls)]
            latencies, missed = _latencies(dict(sent), await _report(hall), displays)
    bare = await _bare(folder, displays, calls)
    return CallToDisplay(
        displays=displays,
        p50_ms=percentile(latencies, 0.5) * 1000,
        p99_ms=percentile(latencies, 0.99) * 1000,
        bare_p50_ms=percentile(bare, 0.5) * 1000,
        bare_p99_ms=percentile(bare, 0.99) * 1000,
        missed=missed,
        hub_mib=mib,
        hub_idle_cpu=idle,
    )


async def kiosk_at_rest(folder: Path, screen: str, seconds: float) -> float:
    """The share of one core that a real kiosk takes while nobody touches it."""
    on_screen = {"DISPLAY": screen, "SDL_AUDIODRIVER": "dummy", "LIBGL_ALWAYS_SOFTWARE": "1"}
    async with running_hub(folder / "hub") as hub:
        state = folder / "kiosk"
        keep(state, hub.url, (await tokens(hub, DeviceKind.KIOSK, ["lobby"]))[0])
        config = folder / "kiosk.toml"
        config.write_text(
            f'state_dir = "{state}"\n[hub]\nurl = "{hub.url}"\n[printer]\nkind = "virtual"\nfolder = "paper"\n'
        )
        async with program("kiosk", "--config", str(config), "--window", "1080x1920+0+0", **on_screen) as kiosk:
            await _connected(hub)
            await asyncio.sleep(5)  # it has drawn its first page
            return await at_rest(kiosk.pid, seconds)


async def _connected(hub: HubProcess) -> None:
    """Until a kiosk has a conversation with the hub."""
    async with asyncio.timeout(30), raw_client(hub, hub.admin_token) as admin:
        asked = 0
        while not any(d.connected and d.kind is DeviceKind.KIOSK for d in (await _devices(admin, asked))):
            asked += 1
            await asyncio.sleep(0.1)


async def _devices(admin: RawClient, asked: int) -> tuple[m.DeviceRow, ...]:
    answer: m.DeviceList = await admin.ask(m.ListDevices(request_id=f"devices-{asked}"))
    return answer.devices


# --- The operator -----------------------------------------------------------------------------------


@asynccontextmanager
async def operator(hub: HubProcess, calls: int) -> AsyncIterator[RawClient]:
    """Somebody at an open counter with so many citizens waiting."""
    kiosk, counter = [
        (await tokens(hub, kind, [place]))[0]
        for kind, place in ((DeviceKind.KIOSK, "bench"), (DeviceKind.COUNTER, "1"))
    ]
    async with raw_client(hub, hub.admin_token) as admin:
        member = m.AddStaff(request_id="hire", login="ani", name="Ani", roles=("operator",), pin=PIN)
        hired: m.StaffList = await admin.ask(member)
    async with raw_client(hub, kiosk) as citizens:
        for n in range(calls):
            await citizens.ask(m.IssueTicket(request_id=f"t{n}", service=SERVICE))
    async with raw_client(hub, counter) as seat:
        await seat.ask(m.SignIn(request_id="sit", staff=hired.staff[0].id, pin=PIN))
        await seat.ask(m.SetCounter(request_id="open", state=CounterState.OPEN))
        yield seat


async def call_next(counter: RawClient, turn: int) -> tuple[int, float]:
    """Calls the next number: (call, when it was asked). The number is set aside again, for the next call."""
    asked = time.monotonic()
    made: m.CallMade = await counter.ask(m.CallNext(request_id=f"c{turn}"))
    await asyncio.sleep(PAUSE)
    await counter.ask(m.Park(request_id=f"p{turn}", ticket=made.ticket.id))
    await asyncio.sleep(PAUSE)
    return made.call.id, asked


# --- The limit --------------------------------------------------------------------------------------


async def _bare(folder: Path, readers: int, calls: int) -> list[float]:
    async with program("bench.bare") as server:
        url = (await said(server)).strip()
        async with program("bench.hall", "bare", url, str(readers), str(folder)) as hall:
            await said(hall)
            sent = {}
            async with websockets.connect(url, compression=None) as socket:
                for turn in range(calls):
                    sent[turn] = time.monotonic()
                    await socket.send(f"{turn} ".ljust(FRAME_BYTES, "x"))
                    await asyncio.sleep(2 * PAUSE)
            return _latencies(sent, await _report(hall), readers)[0]


# --- Programs beside this one -----------------------------------------------------------------------


@asynccontextmanager
async def program(module: str, *words: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Runs ``python -m module`` while inside."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=1 << 24,
        env={**os.environ, **environment},
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()  # ours end with their input; one that waits for it would not hear the signal
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def said(process: asyncio.subprocess.Process) -> str:
    """Its next line. Raises RuntimeError if it ended instead."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    if not line:
        raise RuntimeError(f"a part of the benchmark ended with {await process.wait()}")
    return line.decode()


async def _report(hall: asyncio.subprocess.Process) -> dict[int, list[float]]:
    await asyncio.sleep(1)  # for the last frames
    assert hall.stdin is not None
    hall.stdin.close()
    return msgspec.json.decode(await said(hall), type=dict[int, list[float]])


def _latencies(sent: dict[int, float], heard: dict[int, list[float]], readers: int) -> tuple[list[float], int]:
    """Seconds of every call to every display, and how many never came."""
    waits = [at - sent[call] for call, times in heard.items() for at in times if call in sent]
    return waits, len(sent) * readers - len(waits)


async def at_rest(pid: int, seconds: float) -> float:
    """The share of one core that a process takes while nothing happens."""
    await asyncio.sleep(1)
    used, began = cpu_seconds(pid), time.monotonic()
    await asyncio.sleep(seconds)
    return (cpu_seconds(pid) - used) / (time.monotonic() - began)


async def _pair(hub: HubProcess, folder: Path, count: int) -> None:
    """So many displays, entered and with their identity kept as after pairing."""
    for n, token in enumerate(await tokens(hub, DeviceKind.DISPLAY, [f"tv {n}" for n in range(count)])):
        keep(folder / str(n), hub.url, token)


def keep(state: Path, url: str, token: str) -> None:
    """A terminal with this state folder is paired with the hub there."""
    identity.save(state, Identity(url=url, fingerprint="", token=token))
