"""Durable tickets a second through the real websocket, against the disk's own fdatasync a second."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from bench.limits import fdatasync_per_second, percentile
from protocol import messages as m
from protocol.vocabulary import DeviceKind
from tests.hub_process import RawClient, raw_client, running_hub, tokens

SERVICE = "ktp-hilang-rusak"


@dataclass(frozen=True)
class Durable:
    """``ratio``: tickets/s over fdatasync/s of the same disk."""

    callers: int
    tickets_per_second: float
    p50_ms: float
    p99_ms: float
    fdatasync_per_second: float
    doubled: int

    @property
    def ratio(self) -> float:
        return self.tickets_per_second / self.fdatasync_per_second


async def measure(folder: Path, callers: int, tickets: int) -> Durable:
    """``callers`` kiosks, each touching again as soon as it has its answer. Books start empty."""
    limit = fdatasync_per_second(folder)
    async with running_hub(folder / f"durable-{callers}") as hub:
        kiosks = await tokens(hub, DeviceKind.KIOSK, [f"kiosk {n}" for n in range(callers)])
        latencies: list[float] = []
        numbers: list[str] = []
        async with asyncio.TaskGroup() as group:
            start = asyncio.Event()
            ready = asyncio.Barrier(callers + 1)
            for n, token in enumerate(kiosks):
                group.create_task(_touch(hub, token, n, tickets // callers, ready, start, latencies, numbers))
            await ready.wait()
            began = time.perf_counter()
            start.set()
        elapsed = time.perf_counter() - began
    limit = (limit + fdatasync_per_second(folder)) / 2
    return Durable(
        callers=callers,
        tickets_per_second=len(numbers) / elapsed,
        p50_ms=percentile(latencies, 0.5) * 1000,
        p99_ms=percentile(latencies, 0.99) * 1000,
        fdatasync_per_second=limit,
        doubled=len(numbers) - len(set(numbers)),
    )


async def _touch(hub, token, n, count, ready, start, latencies, numbers) -> None:  # type: ignore[no-untyped-def]
    async with raw_client(hub, token) as kiosk:
        await ready.wait()
        await start.wait()
        for turn in range(count):
            began = time.perf_counter()
            numbers.append(await _one(kiosk, f"b{n}-{turn}"))
            latencies.append(time.perf_counter() - began)


async def _one(kiosk: RawClient, request_id: str) -> str:
    paper = await kiosk.ask(m.IssueTicket(request_id=request_id, service=SERVICE))
    return str(paper.ticket.number)
