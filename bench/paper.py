"""From a citizen's touch to the first byte of the ticket at the printer, against what disk and loopback need alone.

Three processes: the hub, the kiosk (``bench.lobby``), and this one, in which the emulated printer stands.
"""

import asyncio
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bench.calls import program, said
from bench.limits import fdatasync_per_second, percentile
from protocol.vocabulary import DeviceKind, PrintOutcome
from terminal.emulator import EmulatedPrinter, NetworkPrinter, start_emulator
from terminal.link import identity
from terminal.link.identity import Identity
from tests.support.hub_process import running_hub, tokens

COMMITS = 2
"""Before the first byte: the hub's number, and the kiosk's word that it prints."""
ROUND_TRIPS = 5
"""Before the first byte: the hub's answer, the printer's port, its three answers on how it is."""
BEGIN = b"\x1b@"
PAUSE_S = 0.05
"""Between two citizens, so that each is measured alone."""


@dataclass(frozen=True)
class TouchToPaper:
    """``limit_ms``: so many durable writes and round trips alone, measured in the same run."""

    touches: int
    p50_ms: float
    p99_ms: float
    confirmed: int
    fdatasync_ms: float
    round_trip_ms: float

    @property
    def limit_ms(self) -> float:
        return COMMITS * self.fdatasync_ms + ROUND_TRIPS * self.round_trip_ms

    @property
    def ratio(self) -> float:
        return self.p50_ms / self.limit_ms


async def measure(folder: Path, kind: str, touches: int, disk_seconds: float, screen: str = "") -> TouchToPaper:
    """``folder`` exists. ``kind``: "half", or "window" on this screen."""
    on_screen = {"DISPLAY": screen, "SDL_AUDIODRIVER": "dummy", "LIBGL_ALWAYS_SOFTWARE": "1"} if screen else {}
    before = fdatasync_per_second(folder, disk_seconds)
    async with running_hub(folder / f"paper-{kind}") as hub:
        [token] = await tokens(hub, DeviceKind.KIOSK, ["lobby"])
        state = folder / f"paper-{kind}-kiosk"
        identity.save(state, Identity(url=hub.url, fingerprint="", token=token, name="lobby"))
        with start_emulator() as printer:
            ear = _Ear(printer)
            async with program("bench.lobby", kind, hub.url, str(state), str(printer.port), **on_screen) as kiosk:
                await said(kiosk)
                waits, confirmed = await _visits(kiosk, ear, touches)
    after = fdatasync_per_second(folder, disk_seconds)
    return TouchToPaper(
        touches=touches,
        p50_ms=percentile(waits, 0.5) * 1000,
        p99_ms=percentile(waits, 0.99) * 1000,
        confirmed=confirmed,
        fdatasync_ms=2000 / (before + after),
        round_trip_ms=await asyncio.to_thread(round_trip_s, 500) * 1000,
    )


async def _visits(kiosk: asyncio.subprocess.Process, ear: "_Ear", touches: int) -> tuple[list[float], int]:
    waits, confirmed = [], 0
    assert kiosk.stdin is not None
    for _ in range(touches):
        ear.begun = 0.0
        kiosk.stdin.write(b"touch\n")
        touched, outcome = (await said(kiosk)).split()
        waits.append(ear.begun - float(touched))
        confirmed += outcome == PrintOutcome.CONFIRMED
        await asyncio.sleep(PAUSE_S)
    return waits, confirmed


class _Ear:
    """Notes when a ticket begins to arrive. Questions to the printer are no ticket."""

    def __init__(self, printer: NetworkPrinter) -> None:
        self.begun = 0.0
        self._core = printer.core
        with printer.changed:
            printer.core.hear = self._hear  # type: ignore[method-assign]

    def _hear(self, data: bytes) -> None:
        if not self.begun and BEGIN in data:
            self.begun = time.monotonic()
        EmulatedPrinter.hear(self._core, data)


def round_trip_s(times: int) -> float:
    """Seconds for one byte to a neighbour on this machine and back: the median."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_echo, args=(server,), daemon=True).start()
        with socket.create_connection(server.getsockname()) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            trips = []
            for _ in range(times):
                began = time.perf_counter()
                line.sendall(b"?")
                line.recv(1)
                trips.append(time.perf_counter() - began)
    return percentile(trips, 0.5)


def _echo(server: socket.socket) -> None:
    line, _ = server.accept()
    with line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while heard := line.recv(1):
            line.sendall(heard)
