"""``antrean demo``: the whole office on one machine, to be tried, watched, or photographed."""

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from antrean.demo import day, house, office, trip, windows
from antrean.demo.day_plan import plan
from antrean.demo.observer import looking_on
from antrean.demo.programs import watched
from antrean.desktop import screen_size
from antrean.speech import command, option, tell
from protocol.vocabulary import TicketState
from server.config import load_settings
from server.config.catalogue import load_office

FOLDER, DAY_FOLDER, PICTURES = Path("var/demo-office"), Path("var/demo-day"), Path("var/demo")
FASTEST = 900  # faster than that, the hub's clock outruns the hands
LOOKED_ON = (house.KIOSK, house.DISPLAY, house.KABID)

Play = Callable[[], Coroutine[Any, Any, int]]


@command(help="demo")
@option("--office-day", is_flag=True, help="option.office_day")
@option("--speed", type=click.FloatRange(1, FASTEST), default=60.0, help="option.speed")
@option("--seed", type=int, default=1, help="option.seed")
@option("--keep", is_flag=True, help="option.keep")
@option("--folder", type=click.Path(path_type=Path, file_okay=False), help="option.folder")
@option("--pictures", type=click.Path(path_type=Path, file_okay=False), default=PICTURES, help="option.pictures")
@option("--no-windows", is_flag=True, help="option.no_windows")
@option("--since", type=float, hidden=True)
def demo(
    office_day: bool,
    speed: float,
    seed: int,
    keep: bool,
    folder: Path | None,
    pictures: Path,
    no_windows: bool,
    since: float | None,
) -> int:
    """The exit code: 0 only if what was to be shown came about."""
    began = time.monotonic() - _spent(since)
    screen = None if no_windows else screen_size()
    play: Play
    if office_day:
        play = partial(_office_day, folder or DAY_FOLDER, screen, speed, seed)
    elif screen is not None:
        play = partial(_windows, office.prepared(folder or FOLDER, keep=keep), screen)
    else:
        play = partial(_trip, office.prepared(folder or FOLDER, keep=keep), pictures, began)
    return asyncio.run(_until_signalled(play()))


def _spent(since: float | None) -> float:
    """Seconds since ``make run`` was typed (Unix time), which installs before it plays."""
    return 0.0 if since is None else max(0.0, time.time() - since)


async def _trip(folder: office.Folder, pictures: Path, began: float) -> int:
    async with house.opened(folder, trip.TERMINALS, after_a_day=True) as opened:
        played = await trip.play(opened, pictures, began)
    assert played.ticket is not None
    tell(
        "demo.summary",
        number=played.ticket.number,
        state=played.ticket.state.value,
        first=played.first_ticket_s,
        total=played.elapsed,
        pictures=len(played.taken),
        folder=pictures,
    )
    return 0 if played.ticket.state is TicketState.DONE else 1


async def _windows(folder: office.Folder, screen: tuple[int, int]) -> int:
    """Ctrl-C is how a user ends it: nothing went wrong then."""
    with suppress(asyncio.CancelledError):
        async with house.opened(folder, trip.TERMINALS) as opened:
            await windows.open_windows(opened, screen, trip.TERMINALS)
            tell("demo.windows", url=opened.hub.url, pin=office.PIN)
            await windows.until_closed(opened, [terminal.name for terminal in trip.TERMINALS])
    tell("demo.stopped")
    return 0


async def _office_day(path: Path, screen: tuple[int, int] | None, speed: float, seed: int) -> int:
    """A day begins in the morning: its folder is always emptied first."""
    folder = office.prepared(path, keep=False, always_open=False)
    described = load_office(load_settings(folder.hub_config).catalogue)
    today = day.office_day(datetime.now(ZoneInfo(described.timezone)).date(), described.hours.holidays)
    clock = day.begun(today, described.timezone, speed)
    folder.hub_config.write_text(office.hub_settings(day.clock_settings(clock)))
    citizens = plan(seed)
    looked_on = LOOKED_ON if screen else ()
    async with house.opened(folder, (*day.CAST, *looked_on)) as opened, looking_on(opened) as observer:
        tell("demo.day.start", citizens=len(citizens), seed=seed, speed=speed, opens="07.30")
        if screen:
            await windows.open_windows(opened, screen, looked_on)
            tell("demo.day.watch", name=opened.staff["nanik"].name, pin=office.PIN)
        async with watched(opened.company):
            total = await day.played(opened, observer, clock, citizens)
        tell("demo.day.end", **asdict(total))
        if screen:
            await windows.until_closed(opened, [terminal.name for terminal in looked_on])
    return 0


async def _until_signalled(play: Coroutine[Any, Any, int]) -> int:
    """Plays; whoever asks us to end (Ctrl-C, a service manager, a closed terminal) leaves no program of ours behind."""
    task = asyncio.ensure_future(play)
    heard = (
        sign for sign in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT) if signal.getsignal(sign) != signal.SIG_IGN
    )
    for sign in heard:  # under nohup a closed terminal ends nothing
        asyncio.get_running_loop().add_signal_handler(sign, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
