"""A screen that has more to draw than its machine can does not keep the hub's news waiting for frames."""

import asyncio
import time
from typing import Any

import pytest

from tests.support.windows import Start

pytestmark = pytest.mark.window

HOPS = 5


async def hop(left: int) -> None:
    """A task that waits for a task, and so on: each takes a step of the loop to begin, and one to be heard of."""
    if left:
        await asyncio.create_task(hop(left - 1))


async def frames_for_hops(run_app: Start, tick: Any = None) -> int:
    """How many frames pass meanwhile on a window that needs longer for each than it has."""
    from kivy.clock import Clock
    from kivy.uix.widget import Widget

    from terminal.look.app import TerminalApp

    class Busy(TerminalApp):
        def first_screen(self) -> Any:
            return Widget()

    driver = await run_app(Busy(), (320, 240))
    generous = Clock.async_tick
    Clock.async_tick = tick or generous
    drawing = Clock.schedule_interval(lambda _dt: time.sleep(0.05), 0)
    try:
        await driver.frames(3)  # from here on each frame is a long one
        before: int = Clock.frames
        await hop(HOPS)
        return int(Clock.frames) - before
    finally:
        drawing.cancel()
        Clock.async_tick = generous


async def test_several_steps_of_the_loop_fit_into_a_frame(run_app: Start) -> None:
    assert await frames_for_hops(run_app) <= 3


async def test_kivy_alone_takes_one_step_a_frame(run_app: Start) -> None:
    """The control: without ``terminal.look.steps`` the same takes a frame for each step."""
    from terminal.look import steps

    assert await frames_for_hops(run_app, steps._tick) >= HOPS
