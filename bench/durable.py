"""Durable tickets a second through the real websocket, against the disk's own fdatasync a second."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.limits import fdatasync_per_second, percentile
from protocol import messages as m
from protocol.vocabulary import DeviceKind
from tests.support.hub_process import HubProcess, raw_client, running_hub, tokens

SERVICE = "ktp-hilang-rusak"


@dataclass(frozen=True)
class Durable:
    """``ratio``: tickets/s over fdatasync/s of the same disk. ``doubled``: numbers that two citizens hold."""

    callers: int
    tickets_per_second: float
    p50_ms: float
    p99_ms: float
    fdatasync_per_second: float
    doubled: int

    @property
    def ratio(self) -> float:
        return self.tickets_per_second / self.fdatasync_per_second


@dataclass
class _Rush:
    """The callers wait for each other; then each touches again as soon as it has its answer."""

    callers: int
    touches_each: int
    ready: asyncio.Barrier = field(init=False)
    latencies: list[float] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ready = asyncio.Barrier(self.callers + 1)

    async def run(self, hub: HubProcess, kiosks: list[str]) -> float:
        """Seconds from the first touch to the last answer."""
        async with asyncio.TaskGroup() as group:
            for n, token in enumerate(kiosks):
                group.create_task(self._caller(hub, token, f"b{n}"))
            await self.ready.wait()
            began = time.perf_counter()
            await self.ready.wait()
            return time.perf_counter() - began

    async def _caller(self, hub: HubProcess, token: str, name: str) -> None:
        async with raw_client(hub, token) as kiosk:
            await self.ready.wait()
            for turn in range(self.touches_each):
                began = time.perf_counter()
                paper = await kiosk.ask(m.IssueTicket(request_id=f"{name}-{turn}", service=SERVICE))
                self.latencies.append(time.perf_counter() - began)
                self.numbers.append(paper.ticket.number)
            await self.ready.wait()  # nobody closes while others are measured


async def measure(folder: Path, callers: int, tickets: int, disk_seconds: float = 1.5) -> Durable:
    """Books start empty. The disk's own speed is taken before and after, because others use it too."""
    before = fdatasync_per_second(folder, disk_seconds)
    async with running_hub(folder / f"durable-{callers}") as hub:
        kiosks = await tokens(hub, DeviceKind.KIOSK, [f"kiosk {n}" for n in range(callers)])
        rush = _Rush(callers, tickets // callers)
        elapsed = await rush.run(hub, kiosks)
    after = fdatasync_per_second(folder, disk_seconds)
    return Durable(
        callers=callers,
        tickets_per_second=len(rush.numbers) / elapsed,
        p50_ms=percentile(rush.latencies, 0.5) * 1000,
        p99_ms=percentile(rush.latencies, 0.99) * 1000,
        fdatasync_per_second=(before + after) / 2,
        doubled=len(rush.numbers) - len(set(rush.numbers)),
    )
