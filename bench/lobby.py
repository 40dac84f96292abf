"""One real kiosk in a process of its own: ``python -m bench.lobby window|half URL FOLDER PORT``.

Says ``ready`` when it follows the hub. Then each line of its input is a citizen who touches for a number: it answers
with the instant (CLOCK_MONOTONIC) at which the finger left the screen, once the paper is out. Ends with its input.
``window``: the whole program, on the screen that DISPLAY names. ``half``: all of it but the window.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

from kiosk.desk import Desk
from kiosk.owed import OwedPapers
from kiosk.reports import Reports
from protocol.messages import IssueTicket
from protocol.vocabulary import DeviceKind, PrintOutcome
from terminal.link import HubSettings, Link, new_request_id
from terminal.printing import PrinterConfig, Watch, open_printer, report_of
from terminal.settings import TerminalSettings, WindowSettings

SERVICE = "ktp-hilang-rusak"


async def citizens() -> asyncio.StreamReader:
    """The program's input, line by line."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def half(settings: TerminalSettings) -> None:
    """Without a window, the touch is the moment in which the window would call the desk."""
    assert settings.printer is not None
    link = Link(settings.hub, DeviceKind.KIOSK, on_change=lambda: reports.wake())
    papers = OwedPapers(settings.hub.state_dir, new_request_id)
    reports = Reports(link, papers)
    printer = open_printer(settings.printer, None, settings.hub.state_dir)
    desk = Desk(link, printer, papers, reports)
    watch = Watch(printer, lambda status: reports.tell(report_of(status)))
    parts = [asyncio.create_task(work) for work in (link.run(), reports.run(), watch.run())]
    while not (link.status.live and link.mirror.loaded):  # noqa: ASYNC110 - once, before anything is measured
        await asyncio.sleep(0.01)
    print("ready", flush=True)
    coming = await citizens()
    while await coming.readline():
        touched = time.monotonic()
        paper = await desk.ask(IssueTicket(request_id=new_request_id(), service=SERVICE))
        came = await desk.print(paper, "", "id")
        watch.look_now()
        print(touched, came.outcome, flush=True)
    for part in parts:
        part.cancel()


async def window(settings: TerminalSettings) -> None:
    """The finger goes the whole way through Kivy: its hit test, the button, the page."""
    from kivy.base import EventLoop

    from kiosk.app import KioskApp  # imports Kivy, which must find its environment settled
    from kiosk.visit import Act, Action, Page
    from tests.support.windows import Driver, _finger

    app = KioskApp(settings)
    driver = Driver(app)

    async def page(wanted: Page) -> None:
        await driver.until(lambda: app.frame._shown is not None and app.frame._shown.page == wanted, 30)
        await asyncio.sleep(0.45)  # a fresh page takes nothing for so long

    async def lift(button: Any) -> float:
        """A button acts as the finger leaves it."""
        touch = _finger(*button.to_window(*button.center))
        EventLoop.post_dispatch_input("begin", touch)
        await driver.frames(3)
        at = time.monotonic()
        EventLoop.post_dispatch_input("end", touch)
        return at

    async def visit() -> str:
        await page(Page.START)
        for action, next_page in (
            (Action(Act.SPEAK, "id"), Page.SERVICES),
            (Action(Act.CHOOSE, SERVICE), Page.REQUIREMENTS),
            (Action(Act.TAKE), Page.PRIORITY),
        ):
            app.do(action)
            await page(next_page)
        touched = await lift(driver.find(title="Tidak"))
        await driver.until(lambda: app.visit.outcome is not PrintOutcome.PENDING, 30)
        outcome = app.visit.outcome
        await asyncio.sleep(0.45)
        app.do(Action(Act.LEAVE))
        return f"{touched} {outcome}"

    async def serve() -> None:
        await driver.until(lambda: app.link.status.live and app.frame.office, 60)
        print("ready", flush=True)
        coming = await citizens()
        while await coming.readline():
            print(await visit(), flush=True)
        app.stop()

    asyncio.get_running_loop().call_later(0.5, lambda: app.keep(serve()))
    await app.run_terminal()


def main(kind: str, url: str, folder: str, port: str) -> None:
    shape = WindowSettings(size=(1080, 1920))
    settings = TerminalSettings(
        hub=HubSettings(url=url, state_dir=Path(folder)),
        window=shape,
        printer=PrinterConfig(kind="network", host="127.0.0.1", port=int(port)),
    )
    if kind == "window":
        from kiosk.__main__ import ROOM
        from terminal.look.boot import prepare
        from terminal.look.program import shape_of

        prepare(shape_of(ROOM.shape, shape))
        asyncio.run(window(settings))
    else:
        asyncio.run(half(settings))


if __name__ == "__main__":
    main(*sys.argv[1:])
