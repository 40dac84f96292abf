"""Puts one part of the window on the screen anew, at once, and leaves the rest of it as it stands.

Kivy redraws the whole window whenever anything in it has changed. A graphics card does not mind; where the processor
draws, it takes six times as long as the part in which a video runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from math import ceil, floor

from kivy.core.window import Window
from kivy.graphics.opengl import (
    GL_COLOR_BUFFER_BIT,
    GL_RENDERER,
    GL_RGBA,
    GL_SCISSOR_TEST,
    GL_UNSIGNED_BYTE,
    glClear,
    glClearColor,
    glDisable,
    glEnable,
    glFinish,
    glGetString,
    glReadPixels,
    glScissor,
)

from terminal.look.guard import guarded

DRAWN_BY_PROCESSOR = (b"llvmpipe", b"softpipe", b"Software Rasterizer")

Area = tuple[float, float, float, float]
"""Left, bottom, right, top, in the window's pixels."""


def repaint(area: Area) -> None:
    """Returns when it is drawn. Does nothing where the window is about to be drawn as a whole: what is new here comes
    with it, and the board's own news never wait behind it."""
    if Window.canvas.needs_redraw:
        return
    with guarded():
        if keeps_what_was_drawn():
            with _only(area):
                Window.dispatch("on_draw")
        else:
            Window.dispatch("on_draw")
        glFinish()
        Window.flip()  # not "on_flip": whoever waits for that waits for news of the board


@cache
def keeps_what_was_drawn() -> bool:
    """Whether the next frame begins with what the last one has left. OpenGL promises it to nobody, and a card that
    shows several buffers in turn does not do it; so it is tried, and asked of a processor only, whose way to the screen
    does not change later.
    """
    drawn_by = glGetString(GL_RENDERER)
    return any(name in drawn_by for name in DRAWN_BY_PROCESSOR) and all(map(_survives_flip, (0.0, 0.5, 1.0)))


def _survives_flip(shade: float) -> bool:
    """One pixel in the corner, for an instant; the next whole frame covers it."""
    with _only((0, 0, 1, 1)):
        glClearColor(shade, shade, shade, 1)
        glClear(GL_COLOR_BUFFER_BIT)
    before = _corner()
    Window.flip()
    Window.canvas.ask_update()
    return _corner() == before


def _corner() -> bytes:
    return bytes(glReadPixels(0, 0, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE))


@contextmanager
def _only(area: Area) -> Iterator[None]:
    left, bottom, right, top = floor(area[0]), floor(area[1]), ceil(area[2]), ceil(area[3])
    glScissor(left, bottom, right - left, top - bottom)
    glEnable(GL_SCISSOR_TEST)
    try:
        yield
    finally:
        glDisable(GL_SCISSOR_TEST)
