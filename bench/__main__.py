"""``python -m bench`` (``make bench``): our figures beside this machine's own limits, in one run.

``--quick`` is a smoke run of seconds; its figures say nothing.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import click

from bench import calls, durable, paper, screen, smooth
from tests.support.windows import NoScreen, VirtualScreen

# FQM 0.9, the nearest peer, measured 2026-11 on two shared cores in its recommended production set-up.
FQM_TICKETS_ALONE = 17.5
FQM_TICKETS_AT_BEST = 33.3
FQM_CALL_PAINTED_MS = 1180
FQM_MIB = 163


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``met``: None where there is no goal."""

    what: str
    value: str
    limit: str
    ratio: str
    goal: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    durable: tuple[tuple[int, int, float], ...]  # callers, tickets, goal of the ratio
    displays: tuple[int, ...]
    calls: int
    disk_seconds: float
    idle_seconds: float
    seen_calls: int  # in a real window, and so many redraws of the bare one; 0: no window
    touches: int
    window_touches: int
    film_seconds: float


SCREENS = ((1920, 1080), (1280, 720))
FULL = Size(((1, 1000, 0.1), (64, 3000, 0.4)), (1, 50, 200), 100, 1.5, 10.0, 100, 300, 40, 30.0)
QUICK = Size(((1, 50, 0.1), (8, 80, 0.4)), (2,), 5, 0.2, 0.5, 0, 5, 0, 0.0)


async def figures(folder: Path, size: Size) -> AsyncIterator[Figure]:
    """Each as soon as it is measured."""
    for callers, tickets, goal in size.durable:
        yield _durable(await durable.measure(folder, callers, tickets, size.disk_seconds), goal)
    for displays in size.displays:
        measured = await calls.measure(folder / str(displays), displays, size.calls, size.idle_seconds)
        for figure in _calls(measured):
            yield figure
    yield _touches("no window", await paper.measure(folder, "half", size.touches, size.disk_seconds))
    if size.seen_calls:
        async for figure in _window(folder, size):
            yield figure


def _durable(d: durable.Durable, goal: float) -> Figure:
    peer = FQM_TICKETS_ALONE if d.callers == 1 else FQM_TICKETS_AT_BEST
    value = f"{d.tickets_per_second:.0f}/s (p50 {d.p50_ms:.1f}, p99 {d.p99_ms:.1f} ms; {d.doubled} numbers doubled)"
    return Figure(
        f"durable tickets, callers: {d.callers}",
        f"{value}; {d.tickets_per_second / peer:.0f} x FQM",
        f"{d.fdatasync_per_second:.0f} fdatasync/s",
        f"{d.ratio:.2f}",
        f">= {goal}",
        d.ratio >= goal and not d.doubled,
    )


def _calls(c: calls.CallToDisplay) -> list[Figure]:
    latency = Figure(
        f"call -> display, displays: {c.displays}",
        f"p50 {c.p50_ms:.1f}, p99 {c.p99_ms:.1f} ms; {c.missed} missed",
        f"bare broadcast p50 {c.bare_p50_ms:.1f}, p99 {c.bare_p99_ms:.1f} ms",
        f"{c.ratio:.1f}",
        "p99 < 20 ms" if c.displays == 50 else "",
        c.p99_ms < 20 and not c.missed if c.displays == 50 else None,
    )
    memory = Figure(
        f"hub with {c.displays} clients",
        f"{c.hub_mib:.0f} MiB, at rest {c.hub_idle_cpu:.1%} of a core",
        f"FQM {FQM_MIB} MiB",
        f"{c.hub_mib / FQM_MIB:.2f}",
        "< 120 MiB" if c.displays == 200 else "",
        c.hub_mib < 120 if c.displays == 200 else None,
    )
    return [latency, memory]


def _touches(kind: str, t: paper.TouchToPaper) -> Figure:
    """A window has nothing to be compared with but the same kiosk without one."""
    limit = f"{paper.COMMITS} fdatasync of {t.fdatasync_ms:.2f} ms, {paper.ROUND_TRIPS} round trips of"
    return Figure(
        f"touch -> printer, {kind}",
        f"p50 {t.p50_ms:.1f}, p99 {t.p99_ms:.1f} ms; {t.confirmed} of {t.touches} confirmed",
        f"{limit} {t.round_trip_ms:.3f} ms: {t.limit_ms:.1f} ms",
        f"{t.ratio:.1f}",
        "p99 < 300 ms",
        t.p99_ms < 300 and t.confirmed == t.touches,
    )


async def _window(folder: Path, size: Size) -> AsyncIterator[Figure]:
    try:
        virtual = VirtualScreen()
    except NoScreen as problem:
        yield Figure("a real window", f"not measured: {problem}", "", "")
        return
    try:
        for wide, high in SCREENS:
            yield _seen(await screen.measure(folder / f"seen-{wide}", virtual.name, (wide, high), size.seen_calls))
            loads = await screen.load(folder / f"load-{wide}", virtual.name, (wide, high), size.idle_seconds)
            for figure in _loads(loads):
                yield figure
            film = await smooth.measure(folder / f"film-{wide}", virtual.name, (wide, high), size.film_seconds)
            for figure in _smooth(film):
                yield figure
        kiosk = await calls.kiosk_at_rest(folder / "rest", virtual.name, size.idle_seconds)
        yield _share("kiosk at rest", kiosk, "< 3 %", kiosk < 0.03)
        yield _touches(
            "a real window", await paper.measure(folder, "window", size.window_touches, size.disk_seconds, virtual.name)
        )
    finally:
        virtual.close()


def _seen(s: screen.Seen) -> Figure:
    wide, high = s.size
    return Figure(
        f"call -> pixel, {wide}x{high}",
        f"p50 {s.p50_ms:.0f}, p99 {s.p99_ms:.0f} ms of {s.calls} calls, a frame each {s.frame_ms:.0f} ms included; "
        f"FQM p50 {FQM_CALL_PAINTED_MS} ms",
        f"a bare window p50 {s.bare_p50_ms:.0f}, p99 {s.bare_p99_ms:.0f} ms",
        f"{s.ratio:.1f}",
    )


def _loads(load: screen.Load) -> list[Figure]:
    at = f"{load.size[0]}x{load.size[1]}"
    return [
        _share(f"display at rest, {at}", load.idle, "< 3 %", load.idle < 0.03),
        _share(f"display with ticker, {at}", load.ticker),
        _share(f"display with video, {at}", load.video),
    ]


def _smooth(s: smooth.Smoothness) -> list[Figure]:
    """A call must not be later for a film; a film may lose frames to calls, but no more than are not missed."""
    at = f"{s.size[0]}x{s.size[1]}"
    frames = Figure(
        f"film beside calls, {at}",
        f"{s.seen:.1f} frames/s, longest gap {s.gap * 1000:.0f} ms, {s.share:.0%} of a core",
        f"decoded for nobody {s.alone:.1f} frames/s, longest gap {s.gap_alone * 1000:.0f} ms",
        f"{s.ratio:.2f}",
        ">= 0.8",
        s.ratio >= 0.8,
    )
    calls = Figure(
        f"call -> painted beside a film, {at}",
        f"p50 {s.painted * 1000:.0f} ms of {s.calls} calls",
        f"without it p50 {s.painted_without * 1000:.0f} ms",
        f"{s.calls_ratio:.2f}",
        "<= 1.5",
        s.calls_ratio <= 1.5,
    )
    return [frames, calls]


def _share(what: str, share: float, goal: str = "", met: bool | None = None) -> Figure:
    return Figure(what, f"{share:.1%} of a core", "one core", f"{share:.3f}", goal, met)


async def run(size: Size, within: Path | None) -> None:
    """Prints the table, line by line."""
    print(
        f"python -m bench{' --quick' if size is QUICK else ''}: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(
        "Operator, hub, kiosk and displays are processes of their own on this machine. FQM: FQM 0.9, measured 2026-11"
    )
    print("on two shared cores. Ratios: ours over the limit measured in this run.\n")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=within) as folder:
        async for figure in figures(Path(folder), size):
            print(line(figure), flush=True)


def line(figure: Figure) -> str:
    """One row; goals are marked as reached or missed."""
    mark = {None: "", True: "reached", False: "MISSED"}[figure.met]
    first = f"{figure.what:<34} {figure.ratio:>6}  {figure.goal:<12} {mark}".rstrip()
    return f"{first}\n    {figure.value}  |  {figure.limit}"


@click.command()
@click.option("--quick", is_flag=True, help="A smoke run of seconds; its figures say nothing.")
@click.option(
    "--disk", type=click.Path(path_type=Path, file_okay=False, exists=True), help="A folder on the disk to measure."
)
def main(quick: bool, disk: Path | None) -> None:
    """Our figures beside this machine's own limits."""
    asyncio.run(run(QUICK if quick else FULL, disk))


if __name__ == "__main__":
    main()
