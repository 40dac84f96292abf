"""A real window on a virtual screen, driven as a person would: for every test of a screen.

Ask for the fixture ``run_app``; everything of Kivy and of a room that imports Kivy is imported inside the test::

    @pytest.mark.window
    async def test_touch_gives_a_ticket(run_app):
        from kiosk.app import KioskApp
        driver = await run_app(KioskApp(...))
        await driver.tap(driver.find(text="Ambil nomor"))
        await driver.until(lambda: ...)
        assert driver.clipped() == []

A process has one window; each test sets its size, so that rooms of different shapes run one after another.

Nobody looks at most of them, and software takes longer to fill two million pixels than a page needs for all the rest.
So a frame is drawn with every instruction it has, but only its corner is filled, until ``shot`` asks for a picture.
A test that reads pixels by itself has every frame filled: ``await run_app(app, filled=True)``.
"""

import asyncio
import os
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Any

from antrean.demo.virtual import virtual_screen
from terminal.look.boot import WindowShape, environment, settle

LOOKS = 100  # at least so many before it is given up
SCREEN = (1920, 1920)  # holds a landscape and a portrait
TextRect = tuple[float, float, float, float]
KEYS = {
    "enter": 13, "escape": 27, "tab": 9, "space": 32, "backspace": 8, "delete": 127,
    "up": 273, "down": 274, "right": 275, "left": 276, **{f"f{n}": 281 + n for n in range(1, 13)},
}  # fmt: skip
X_NAMES = {
    "enter": "Return", "escape": "Escape", "tab": "Tab", "backspace": "BackSpace", "?": "question",
    "up": "Up", "down": "Down", "left": "Left", "right": "Right",
}  # fmt: skip


class NoScreen(RuntimeError):
    """Neither DISPLAY nor Xvfb: window tests cannot run, and do not pretend to."""


class VirtualScreen:
    """An X server without a monitor, on a number of its own choosing."""

    def __init__(self, size: tuple[int, int] = SCREEN) -> None:
        if shutil.which("Xvfb") is None:
            raise NoScreen("set DISPLAY or install Xvfb (apt-get install xvfb)")
        self._server = ExitStack()
        self.name = self._server.enter_context(virtual_screen(size))

    def close(self) -> None:
        self._server.close()


_screen: VirtualScreen | None = None
_settled = False


def open_screen(home: Path) -> None:
    """Once per process, before the first import of Kivy: a screen, Kivy's environment, no sound card."""
    global _screen, _settled
    if _settled:
        return
    if not os.environ.get("DISPLAY"):
        _screen = VirtualScreen()
        os.environ["DISPLAY"] = _screen.name
    os.environ.update(environment(str(home)))
    os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
    os.environ.setdefault("LIBGL_ALWAYS_SOFTWARE", "1")
    settle(WindowShape(1080, 1920, maxfps=60))
    _settled = True


def close_screen() -> None:
    global _screen
    if _screen is not None:
        _screen.close()
        _screen = None


class Driver:
    """One running app, and the hands and eyes of a person before it."""

    def __init__(self, app: Any, running: asyncio.Task[None] | None = None) -> None:
        self.app = app
        self._running = running

    async def leave(self) -> None:
        """The app ends, before another one takes its window."""
        assert self._running is not None
        self.app.stop()
        await self._running

    # -- waiting

    async def frames(self, count: int = 3) -> None:
        """Let the window come round this many times."""
        from kivy.clock import Clock

        start = Clock.frames
        await self.until(lambda: Clock.frames >= start + count)

    async def until(self, condition: Callable[[], object], timeout: float = 60) -> None:  # noqa: ASYNC109
        """Wait for a condition; TimeoutError when it never holds. Patient: a busy machine must not fail a test.

        Who was not given the processor has not waited: however late it is by then, it is looked a few times more.
        """
        ends, looks = time.monotonic() + timeout, LOOKS
        begun = time.monotonic()
        while not condition():  # a window has no event for every condition
            looks -= 1
            now = time.monotonic()
            if now > ends and looks < 0:
                raise TimeoutError
            await asyncio.sleep(_pause(now - begun))
            begun = time.monotonic()

    # -- finding

    def all(self, root: Any = None) -> Iterator[Any]:
        """Every widget that stands, parents before children."""
        for widget in [root] if root is not None else self._roots():
            yield widget
            for child in reversed(widget.children):
                yield from self.all(child)

    def find(self, kind: str = "", **values: object) -> Any:
        """The one widget of this class name (or a subclass) with these property values; a label's button counts."""
        found = self.sought(kind, **values)
        if len(found) != 1:
            raise LookupError(f"{len(found)} widgets are {kind or 'any'} with {values}; seen: {self.words()}")
        return found[0]

    def sought(self, kind: str = "", **values: object) -> list[Any]:
        """All that ``find`` would find."""
        found = [widget for widget in self.all() if _is(widget, kind) and _has(widget, values) and visible(widget)]
        return [widget for widget in found if hasattr(widget, "push")] or found

    def words(self) -> list[str]:
        """Every text that can be read now."""
        return [label.text for label in self.labels()]

    def labels(self) -> Iterator[Any]:
        from kivy.uix.label import Label

        return (
            widget
            for widget in self.all()
            if isinstance(widget, Label) and widget.text.strip() and widget.font_name != "Icons" and visible(widget)
        )

    @staticmethod
    def _roots() -> list[Any]:
        from kivy.core.window import Window

        return list(Window.children)

    # -- acting

    async def tap(self, widget: Any) -> None:
        """A finger: injected into Kivy's event loop, with its real hit test."""
        await self.touch(*widget.to_window(*widget.center))

    async def touch(self, x: float, y: float) -> None:
        """A finger at this place of the window."""
        from kivy.base import EventLoop

        finger = _finger(x, y)
        EventLoop.post_dispatch_input("begin", finger)
        await self.frames(2)
        EventLoop.post_dispatch_input("end", finger)
        await self.frames(2)

    async def xclick(self, widget: Any) -> None:
        """The X server's own pointer, as a real mouse or touch panel would move it."""
        from kivy.core.window import Window

        x, y = widget.to_window(*widget.center)
        await self._xdotool("mousemove", str(round(x)), str(round(Window.height - y)), "click", "1")

    async def key(self, name: str) -> None:
        """A key: injected into Kivy's window; "7", "enter", "?", "ctrl+z"."""
        self._strike(name)
        await self.frames(2)

    async def quick_keys(self, names: str) -> None:
        """Single keys, struck before the window has drawn anything of the one before."""
        for name in names:
            self._strike(name)
        await self.frames(2)

    def _strike(self, name: str) -> None:
        from kivy.core.window import Window

        *modifiers, last = name.split("+") if len(name) > 1 else [name]
        code, text = KEYS.get(last, ord(last[0])), last if len(last) == 1 else None
        if not Window.dispatch("on_key_down", code, 0, text, modifiers) and text and not modifiers:
            Window.dispatch("on_textinput", text)
        Window.dispatch("on_key_up", code, 0)

    async def xkey(self, name: str) -> None:
        """The X server's own keyboard."""
        await self._xdotool("key", "+".join(X_NAMES.get(part, part) for part in name.split("+")))

    async def xtype(self, text: str, *, enter: bool = False) -> None:
        """As a scanner types: the X server's own keyboard, a few milliseconds from key to key."""
        await self._xdotool("type", "--delay", "4", text)
        if enter:
            await self._xdotool("key", "Return")

    async def _xdotool(self, *words: str) -> None:
        if shutil.which("xdotool") is None:
            raise NoScreen("install xdotool (apt-get install xdotool)")
        tool = await asyncio.create_subprocess_exec("xdotool", *words)
        if await tool.wait():
            raise RuntimeError(f"xdotool {' '.join(words)} failed")
        await self.frames(4)

    # -- looking

    async def shot(self, target: Path) -> Path:
        """A picture of the window."""
        from terminal.look.picture import save_picture

        await self.frames(4)
        fill()
        return save_picture(target)

    def clipped(self, *, shortened: bool = False) -> list[str]:
        """What a person could not read: one sentence per label that is cut, outside, broken or covered by another.

        Labels that were shortened with "…" count too, unless ``shortened`` allows them.
        """
        labels = list(self.labels())
        room_of = cache(_rect)  # what holds a label holds others too
        found = [fault for label in labels for fault in _faults(label, shortened, room_of)]
        return found + list(_overlaps(labels))


def _pause(look: float) -> float:
    """Seconds until the next look, about a frame at most: one that asks all that stands would hinder the window."""
    return min(max(0.005, 4 * look), 0.02)


def _is(widget: Any, kind: str) -> bool:
    return not kind or any(cls.__name__ == kind for cls in type(widget).__mro__)


def _has(widget: Any, values: dict[str, object]) -> bool:
    return all(hasattr(widget, name) and getattr(widget, name) == value for name, value in values.items())


def visible(widget: Any) -> bool:
    """Neither it nor what holds it is transparent or has no size."""
    while widget is not None and widget.parent is not widget:
        if not widget.opacity or widget.width <= 0 or widget.height <= 0:
            return False
        widget = widget.parent
    return True


_touches = iter(range(1_000, 1_000_000))


def _finger(x: float, y: float) -> Any:
    from kivy.core.window import Window
    from kivy.input.motionevent import MotionEvent

    class Finger(MotionEvent):
        def depack(self, args: tuple[float, float]) -> None:
            self.sx, self.sy = args
            self.profile = ["pos"]
            super().depack(args)

    at = x / (Window.width - 1), y / (Window.height - 1)
    return Finger("test", next(_touches), at, is_touch=True, type_id="touch")


SLACK = 2.0  # pixels that rounding may cost


def _faults(label: Any, shortened: bool, room_of: Callable[[Any], TextRect]) -> Iterator[str]:
    name = f"{type(label).__name__} {label.text!r}"
    wide, high = label.texture_size
    # Numbers have no descenders: their texture may be higher than their box and still be seen whole.
    seen = getattr(label, "seen", 1 / 1.3 if label.font_name == "Numbers" else 1)
    room = label.height / seen
    if wide > label.width + SLACK or high > room + SLACK:
        yield f"{name} is cut: the text is {wide}x{high}, its box {label.width:.0f}x{label.height:.0f}"
    if getattr(label, "is_shortened", False) and not shortened:
        yield f"{name} is shortened in {label.width:.0f} pixels"
    if lost := _lost(label):
        yield f"{name} is written without {lost!r}"
    if (word := _broken_word(label)) is not None:
        yield f"{name} breaks the word {word!r} in {label.width:.0f} pixels"
    if (holder := _left(label, room_of)) is not None:
        yield f"{name} reaches out of {type(holder).__name__}"


def _lost(label: Any) -> str:
    """The end, or the beginning, that Kivy leaves out where a box does not hold all lines; without spaces."""
    if label.shorten or label.markup:
        return ""
    label._label.render()  # lays out, draws nothing
    written = "".join("".join(word.text for word in line.words) for line in label._label._cached_lines)
    return "".join(label.text.split()).replace("".join(written.split()), "", 1)


def _broken_word(label: Any) -> str | None:
    """A word wider than the line it stands in: Kivy breaks it anywhere."""
    from terminal.look.widgets import extents, whole_words

    line = label.text_size[0]
    if not line or getattr(label, "shorten", False):
        return None
    words = whole_words(label.text)
    return next((w for w in words if extents(w, label.font_name, int(label.font_size))[0] > line + SLACK), None)


def text_rect(label: Any) -> TextRect:
    """Left, bottom, right, top of what is written, in the window. Text stands in the middle of its label."""
    wide, high = (min(size, box) for size, box in zip(label.texture_size, label.size, strict=True))
    x, y = label.center
    left, bottom = label.to_window(x - wide / 2, y - high / 2)
    right, top = label.to_window(x + wide / 2, y + high / 2)
    return left, bottom, right, top


def _rect(widget: Any) -> TextRect:
    return *widget.to_window(*widget.pos), *widget.to_window(widget.right, widget.top)


def _left(label: Any, room_of: Callable[[Any], TextRect]) -> Any | None:
    """The first holder that the label's text reaches out of; what scrolls may."""
    from kivy.core.window import Window
    from kivy.uix.scrollview import ScrollView

    inner = text_rect(label)
    holder = label.parent
    while holder is not None and holder is not Window:
        if isinstance(holder, ScrollView):
            return None
        if not _within(inner, room_of(holder)):
            return holder
        holder = holder.parent
    return None if _within(inner, (0, 0, *Window.size)) else Window


def _within(inner: TextRect, outer: TextRect) -> bool:
    return (
        inner[0] >= outer[0] - SLACK
        and inner[1] >= outer[1] - SLACK
        and inner[2] <= outer[2] + SLACK
        and inner[3] <= outer[3] + SLACK
    )


def _layer(widget: Any) -> Any:
    """The screen, dialog or cover that a widget belongs to: what lies on different layers may overlap."""
    from terminal.look.stage import Stage

    while widget.parent is not None and not isinstance(getattr(widget.parent, "parent", None), Stage):
        if widget.parent is widget.parent.parent:
            break
        widget = widget.parent
    return widget


def _overlaps(labels: list[Any]) -> Iterator[str]:
    # A line's box has leading above and below its letters; a quarter of it may touch the next one's.
    placed = [(label, _layer(label), text_rect(label), label.font_size / 4) for label in labels]
    for at, (one, layer, a, slack) in enumerate(placed):
        for other, its_layer, b, its_slack in placed[at + 1 :]:
            most = max(slack, its_slack)
            across, along = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            if layer is its_layer and across > SLACK and along > most:
                yield f"{one.text!r} and {other.text!r} lie on each other"


def fill(*_: object) -> None:
    """Draw all of the window at once, for whoever reads its pixels next."""
    from kivy.core.window import Window

    type(Window).on_draw(Window)


def _draw_corner(*_: object) -> None:
    from kivy.graphics.opengl import GL_SCISSOR_TEST, glDisable, glEnable, glScissor

    glScissor(0, 0, 1, 1)
    glEnable(GL_SCISSOR_TEST)
    try:
        fill()
    finally:
        glDisable(GL_SCISSOR_TEST)


Start = Callable[..., Awaitable[Driver]]


class Theatre:
    """Runs one app after another in the process's one window."""

    def __init__(self) -> None:
        from kivy.core.window import Window

        self._running: list[tuple[Any, asyncio.Task[None]]] = []
        self._close = Window.close
        Window.close = lambda *_: None  # the window outlives the app

    async def start(self, app: Any, size: tuple[int, int] | None = None, *, filled: bool = False) -> Driver:
        """Run a TerminalApp in a window of its design size, or of ``size`` to see it scaled.

        ``filled``: every pixel of every frame is drawn, as at work.
        """
        from kivy.base import EventLoop
        from kivy.core.window import Window

        Window.on_draw = fill if filled else _draw_corner
        Window.create_window()
        Window.register()
        Window.initialized = True
        Window.canvas.clear()
        Window.size = size or app.design
        task = asyncio.create_task(app.run_terminal())
        self._running.append((app, task))
        driver = Driver(app, task)
        wanted = tuple(size or app.design)
        await driver.until(lambda: task.done() or (app.root is not None and EventLoop.status == "started"))
        if task.done():
            task.result()
        await driver.until(lambda: tuple(Window.size) == wanted and tuple(app.root.size) == wanted)
        await driver.frames(5)
        return driver

    async def close(self) -> None:
        from kivy.base import stopTouchApp
        from kivy.core.window import Window
        from kivy.lang.builder import Builder, _handlers

        stopTouchApp()
        for app, task in self._running:
            app.stop()
            with suppress(asyncio.CancelledError):
                await asyncio.wait_for(task, 30)
        for child in list(Window.children):
            Window.remove_widget(child)
        # Kivy never lets go of an app's widgets: no later test shall wait for them to follow the theme.
        for uid in list(_handlers):
            Builder.unbind_widget(uid)
        Window.close = self._close
