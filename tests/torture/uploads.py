"""``python -m tests.torture.uploads --files 2000 --seed 20261125``: files that mean harm, sent to a hub that serves.

Ends with 0 where nothing was kept that may not be and the service lived, with 1 where the judge found anything.
``--careless`` is the control: a hub that keeps what it gets. It must end with 1.
"""

import asyncio
import io
import resource
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import click
from PIL import Image

from protocol import messages as m
from server.app.work import ADMIN
from server.pictures import Cleaner
from tests.support.office import TestOffice
from tests.support.remote_office import DESK, receive, remote_office
from tests.support.uploads import Sender, Told, sending
from tests.torture.hostile import CANARY, Hostile, Verdict, hostile

AT_ONCE = 4
PER_CASE = 20
MOST_GROWTH_MB = 400
MOST_WORKER_MB = 800
SLOWEST_SERVICE = 10.0
NAMES = ("../../../../tmp/antrean-evil.jpg", "C:\\windows\\evil.png", "a\0b.pdf", "; rm -rf ~ ;.jpg", "%2e%2e%2fevil")
PATIENCE_SECONDS = 600.0
"""Of the hub with one file: its workers are the last whom a busy machine serves, and an honest file is to be taken."""
JFIF = frozenset({"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"})


class Careless:
    """The control: takes what comes as it is."""

    async def pages_of(self, content: bytes) -> list[bytes]:
        return [content]


@dataclass
class Outcome:
    """What a run has shown."""

    taken: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    slowest_service: float = 0.0
    asked_service: int = 0
    growth_mb: float = 0.0
    worker_mb: float = 0.0


@dataclass
class Torture:
    """One office under attack from its own desk's machine."""

    office: TestOffice
    sender: Sender
    seed: int
    outcome: Outcome = field(default_factory=Outcome)
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _cases: int = 0

    async def run(self, files: int) -> Outcome:
        before = _memory_mb()
        living = asyncio.create_task(self._ask_service())
        for first in range(0, files, PER_CASE):
            case = await self._case()
            numbers = range(first, min(first + PER_CASE, files))
            await asyncio.gather(*(self._send(case, number) for number in numbers))
        living.cancel()
        await asyncio.wait([living])
        if not living.cancelled():
            self.outcome.found.append(f"the service did not answer: {living.exception()!r}")
        await self._judge_the_whole(before)
        return self.outcome

    async def _case(self) -> int:
        self._cases += 1
        return (await receive(self.office, f"08120000{self._cases:04d}")).case.id

    async def _send(self, case: int, number: int) -> None:
        async with self._free:
            made = await asyncio.to_thread(hostile, self.seed, number)
            name = NAMES[number % len(NAMES)].replace("\0", "").replace("\\", "/")
            headers = {"X-File-Name": name, "Content-Disposition": f'form-data; filename="{name}"'}
            told = await self.sender.send(case, made.content, **headers)
        await self._judge(number, made, told)

    async def _judge(self, number: int, made: Hostile, told: Told) -> None:
        where = f"file {number} ({made.kind}, {len(made.content)} bytes)"
        self.outcome.by_kind[f"{made.kind}: {'taken' if told.status == 201 else told.why}"] += 1
        if told.status != 201:
            self.outcome.refused[told.why] += 1
            if told.status not in (413, 422):
                self.outcome.found.append(f"{where}: answered {told.status} {told.why}")
            if made.verdict is Verdict.TAKEN:
                self.outcome.found.append(f"{where}: should have been taken, was {told.why}")
            return
        self.outcome.taken += 1
        if made.verdict is Verdict.REFUSED:
            self.outcome.found.append(f"{where}: was taken")
        pages = await self.office.hub.carry(ADMIN, lambda work: work.books.documents.pages(told.body["id"]))
        self.outcome.found += [f"{where}: {wrong}" for page in pages for wrong in unclean(page)]
        if len(pages) != told.body["pages"]:
            self.outcome.found.append(f"{where}: {len(pages)} pages, told {told.body['pages']}")

    async def _ask_service(self) -> None:
        """The hall goes on: health and a number, again and again."""
        while True:
            began = time.monotonic()
            assert (await self.sender.health())["status"] == "ok"
            await self.office.do("kiosk", m.IssueTicket, service="ktp-hilang-rusak")
            self.outcome.slowest_service = max(self.outcome.slowest_service, time.monotonic() - began)
            self.outcome.asked_service += 1
            await asyncio.sleep(0.3)

    async def _judge_the_whole(self, before: float) -> None:
        outcome = self.outcome
        kept = await self.office.hub.carry(
            ADMIN, lambda work: sum(case.documents for case in work.books.cases.shown(0))
        )
        if kept != outcome.taken:
            outcome.found.append(f"{kept} documents are kept, {outcome.taken} were taken")
        outcome.growth_mb = _memory_mb() - before
        outcome.worker_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        if outcome.growth_mb > MOST_GROWTH_MB:
            outcome.found.append(f"the hub grew by {outcome.growth_mb:.0f} MB")
        if outcome.worker_mb > MOST_WORKER_MB:
            outcome.found.append(f"a worker took {outcome.worker_mb:.0f} MB")
        if outcome.slowest_service > SLOWEST_SERVICE:
            outcome.found.append(f"the service took {outcome.slowest_service:.1f} s to answer")
        if not outcome.asked_service:
            outcome.found.append("the service was never asked")


def unclean(page: bytes) -> list[str]:
    """What is wrong with a page that is kept, seen by a decoder that did not make it."""
    wrong = []
    try:
        with Image.open(io.BytesIO(page), formats=["JPEG"]) as image:
            image.load()
            strange = set(image.info) - JFIF
            if image.format != "JPEG" or strange or image.getexif():
                wrong.append(f"carries {image.format} {sorted(strange)}")
            if max(image.size) > 2000:
                wrong.append(f"is {image.size}")
    except Exception as problem:
        return [f"cannot be decoded: {type(problem).__name__}"]
    if not page.endswith(b"\xff\xd9") or page.count(b"\xff\xd9") != 1 or page.count(b"\xff\xd8\xff") != 1:
        wrong.append("has something behind its end")
    if any(hidden in page for hidden in (CANARY, b"<script>", b"PK\x03\x04", b"%PDF")):
        wrong.append("carries what was hidden")
    return wrong


@asynccontextmanager
async def under_attack(folder: Path, seed: int, *, careless: bool = False) -> AsyncIterator[Torture]:
    office = await remote_office(folder)
    await office.do(DESK, m.SignOut)
    cleaner = cast(Cleaner, Careless()) if careless else Cleaner(PATIENCE_SECONDS)
    try:
        async with sending(office, DESK, cleaner, per_second=1e6, burst=1e6) as sender:
            await office.sit_down("wati", DESK, open_counter=False)
            yield Torture(office, sender, seed)
    finally:
        await office.close()


def report(outcome: Outcome) -> Sequence[str]:
    lines = [f"  {count:5d}  {kind}" for kind, count in sorted(outcome.by_kind.items())]
    service = f"{outcome.asked_service} times, slowest {outcome.slowest_service:.2f} s"
    return (
        *lines,
        f"taken {outcome.taken}, refused {sum(outcome.refused.values())}: {dict(outcome.refused)}",
        f"the hall was served {service}",
        f"the hub grew {outcome.growth_mb:.0f} MB, the largest worker had {outcome.worker_mb:.0f} MB",
        *(f"FOUND: {found}" for found in outcome.found[:50]),
        f"{len(outcome.found)} found",
    )


def _memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


async def _main(files: int, seed: int, careless: bool) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        async with under_attack(Path(folder), seed, careless=careless) as torture:
            outcome = await torture.run(files)
    for line in report(outcome):
        print(line)
    return not outcome.found


@click.command()
@click.option("--files", default=2000, show_default=True)
@click.option("--seed", type=int, default=None)
@click.option("--careless", is_flag=True)
def main(files: int, seed: int | None, careless: bool) -> None:
    seed = secrets.randbelow(1 << 31) if seed is None else seed
    print(f"seed {seed}, {files} files", flush=True)
    began = time.monotonic()
    clean: Any = asyncio.run(_main(files, seed, careless))
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(0 if clean else 1)


if __name__ == "__main__":
    main()
