"""More steps of asyncio in each frame.

While a screen has more to draw than its machine can (a video without a graphics card), Kivy gives asyncio one step a
frame, and what comes from the hub needs half a dozen, from the socket to the screen: at ten frames a second, half a
second late. Some more steps cost nothing where there is nothing to do.
"""

import asyncio

from kivy.clock import Clock

STEPS = 8

_tick = Clock.async_tick


async def _tick_and_step() -> None:
    await _tick()
    for _ in range(STEPS):
        await asyncio.sleep(0)


def give_more() -> None:
    """For every window of this process."""
    Clock.async_tick = _tick_and_step
