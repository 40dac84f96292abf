"""The Kivy application that every terminal is: one stage, one asyncio loop, guarded and locked down."""

import asyncio
import logging
import os
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from kivy.app import App
from kivy.base import ExceptionManager, stopTouchApp
from kivy.clock import Clock
from kivy.core.window import Window

from assets.service_manager import ServiceManager
from terminal.link import Link
from terminal.look import renewal, sight, sweep
from terminal.look.guard import Guard
from terminal.look.palette import ScaleName
from terminal.look.stage import Stage
from terminal.look.steps import give_more
from terminal.look.theme import theme
from terminal.look.watchdog import Watchdog

log = logging.getLogger(__name__)


class TerminalApp(App):
    """Subclass it, name ``design`` and ``scale``, give ``first_screen``, and ``await run_terminal()``.

    ``closable`` is False at a kiosk and a display: their windows do not go away on Alt+F4.
    """

    design: tuple[int, int] = (1920, 1080)
    scale: ScaleName = "desk"
    closable: bool = True

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.stage: Stage
        self.fault: BaseException | None = None  # what a background task died of
        self._tasks: set[asyncio.Task[Any]] = set()
        self._guard = Guard()
        self._kept_link: Link | None = None
        self._watchdog: Watchdog

    def first_screen(self) -> Any:
        """The widget that stands when the window opens."""
        raise NotImplementedError

    def load_kv(self, filename: str | None = None) -> bool:
        """Nothing: Kivy would load ``kiosk.kv`` for a KioskApp by itself, a second time and twice drawn."""
        return False

    def build(self) -> Stage:
        theme.use(scale=self.scale)
        self.stage = Stage(self.design)
        self.stage.listen()
        self.stage.show(self.first_screen())
        return self.stage

    def on_start(self) -> None:
        Window.bind(on_request_close=self._on_request_close)
        ExceptionManager.add_handler(self._guard)
        self.keep(sweep.between_frames())
        # SDL would turn a service manager's stop into a request to close, which a kiosk refuses.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopTouchApp)
        manager = ServiceManager()
        self._watchdog = Watchdog(manager, self._standing)
        if manager.listens:
            self.keep(self._watchdog.run())
            self.keep(renewal.watch(stopTouchApp))
        if file := os.environ.get(sight.SWITCH):
            self.keep(sight.tell(Path(file)))

    def on_stop(self) -> None:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
        Window.unbind(on_request_close=self._on_request_close)
        ExceptionManager.remove_handler(self._guard)
        self._watchdog.end()
        self.stage.fall_silent()

    def let_go(self) -> None:
        """Called last, when the window is closed and its background tasks have ended: what they used is closed here."""

    def _on_request_close(self, *_: object, **__: object) -> bool:
        return not self.closable

    def open_settings(self, *_: object) -> bool:
        """Kivy's own settings page (F1) is not for our users."""
        return False

    def _standing(self) -> str:
        if self._kept_link is None:
            return "no link"
        link = self._kept_link.status
        return f"link {link.state}, {link.problem}" if link.problem else f"link {link.state}"

    def stay_linked(self, link: Link) -> None:
        """Keep this link running beside the window; how it stands is also told to the service manager."""
        self._kept_link = link
        self.keep(link.run())

    def keep(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run this beside the window until it closes. If it dies of a fault, the window ends with it:
        a window that lives on with stale numbers is worse than one that is started again."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (fault := task.exception()) is None:
            return
        log.critical("a background task of the window died of %s", type(fault).__name__, exc_info=fault)
        self.fault = fault
        stopTouchApp()

    async def run_terminal(self) -> None:
        """Show the window until it is closed; raises what a background task died of."""
        # Kivy's clock would run a third too fast on asyncio with its default resolution.
        Clock.clock_resolution = 0.002
        give_more()
        try:
            await self.async_run(async_lib="asyncio")
        finally:
            await self._stop_tasks()
            self.let_go()
        if self.fault is not None:
            raise self.fault

    async def _stop_tasks(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
