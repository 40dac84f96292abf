"""Virtual screens, and a person before each: eyes that read the window, a hand on the X server's pointer and keys."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from antrean.speech import Trouble

EX_UNAVAILABLE = 69
TOOLS = ("Xvfb", "xdotool", "import")
LOOK_SECONDS = 0.05
AGAIN_SECONDS = 3.0
TOOL_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
SIGHT = "ANTREAN_SIGHT"  # as terminal.look.sight reads it, which can be imported only where there is a window
KEYS = {"enter": "Return", "space": "space", "tab": "Tab", "escape": "Escape", "backspace": "BackSpace"}


def check_tools() -> None:
    """Raises Trouble naming every tool that is missing."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        raise Trouble("demo.tool_missing", EX_UNAVAILABLE, tools=", ".join(missing))


@contextmanager
def virtual_screen(size: tuple[int, int]) -> Iterator[str]:
    """The name of an X server without a monitor, on a number of its own choosing."""
    reading, writing = os.pipe()
    server = subprocess.Popen(  # noqa: S603 - its words are ours
        # -r: a key that is let go late, as on a busy machine, is not repeated meanwhile.
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp", "-r"],  # noqa: S607
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            yield ":" + answer.readline().strip()
    finally:
        server.terminate()
        server.wait(10)


@dataclass(frozen=True, slots=True)
class Word:
    """A text on the window and the middle of it."""

    text: str
    x: int
    y: int
    enabled: bool
    field: bool
    focused: bool


@dataclass
class Person:
    """Somebody in front of one window. Reads before doing anything; never hopes that enough time has passed."""

    name: str
    screen: str
    sight: Path
    patience: float = PATIENCE_SECONDS

    @property
    def env(self) -> dict[str, str]:
        """What a program must be started with to open its window here and tell what it shows."""
        return {
            "DISPLAY": self.screen,
            SIGHT: str(self.sight),
            "SDL_AUDIODRIVER": "dummy",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "WAYLAND_DISPLAY": "",
        }

    # eyes

    def words(self) -> list[Word]:
        try:
            return [Word(**word) for word in json.loads(self.sight.read_text())["words"]]
        except (FileNotFoundError, ValueError):
            return []

    def find(self, text: str) -> Word | None:
        """The topmost text that is this, or else contains it; rather one that can be used."""
        above_first = self.words()[::-1]
        words = [w for w in above_first if w.enabled] + [w for w in above_first if not w.enabled]
        exact = (word for word in words if word.text.strip() == text)
        return next(exact, None) or next((word for word in words if text in word.text), None)

    async def sees(self, *texts: str) -> None:
        """Waits until all of these stand on the window."""
        await self._until(" + ".join(texts), lambda: all(self.find(text) for text in texts))

    async def may_use(self, text: str) -> None:
        """Waits until this stands there and is not greyed out."""
        await self._until(text, lambda: (word := self.find(text)) is not None and word.enabled)

    async def reads(self, text: str) -> None:
        """Waits until a field holds exactly this."""
        await self._until(f"[{text}]", lambda: any(word.field and word.text == text for word in self.words()))

    async def misses(self, text: str) -> None:
        """Waits until this is gone."""
        await self._until(f"- {text}", lambda: self.find(text) is None)

    async def _until(self, what: str, so: Callable[[], bool]) -> None:
        """Raises Trouble when patience ends."""
        if not await within(self.patience, so):
            raise self._stuck(what)

    def _stuck(self, what: str) -> Trouble:
        seen = " | ".join(word.text for word in self.words())[:600] or "–"
        return Trouble("demo.stuck", 70, what=what, screen=self.name, seen=seen, log=self.sight.parent)

    # hands

    async def touches(self, text: str, then: str = "", gone: str = "") -> None:
        """Presses the pointer on the words until ``then`` is seen, or ``gone`` is not: a page that has just come
        takes no touch, so that a double touch does no harm, and people touch again."""

        def come() -> bool:
            return self.find(then) is not None if then else self.find(gone) is None

        ends = asyncio.get_running_loop().time() + self.patience
        while not come():
            if asyncio.get_running_loop().time() > ends:
                raise self._stuck(f"{text} → {then or gone}")
            if (word := self.find(text)) is not None and word.enabled:
                await self._xdotool("mousemove", str(word.x), str(word.y), "click", "1")
            await within(AGAIN_SECONDS, come)

    async def does(self, button: str, key: str) -> None:
        """Presses the key of a button as soon as the button can be used."""
        await self.may_use(button)
        await self.presses(key)

    async def presses(self, *keys: str) -> None:
        await self._xdotool("key", "--delay", "40", *(KEYS.get(key, key) for key in keys))

    async def types(self, code: str, then: str) -> None:
        """Types until the button ``then`` can be used: a page that has just come takes no key, and who sees a sign
        missing wipes the others and types again."""

        def taken() -> bool:
            return (word := self.find(then)) is not None and word.enabled

        ends = asyncio.get_running_loop().time() + self.patience
        while not taken():
            if asyncio.get_running_loop().time() > ends:
                raise self._stuck(then)
            await self.presses(*["backspace"] * len(code), *code)
            await within(AGAIN_SECONDS, taken)

    async def writes(self, key: str, text: str) -> None:
        """Goes to a field by its key, unless the cursor is there already, and writes into it. No key: the window puts
        the cursor there by itself."""
        if key and self._field() is None:
            await self.presses(key)
        await self._until("cursor", lambda: self._field() is not None)
        await self._xdotool("type", "--delay", "25", text)
        await self._until(text, lambda: self._field() == text)

    async def leaves(self) -> None:
        """Takes the cursor out of its field."""
        await self.presses("escape")
        await self._until("no cursor", lambda: self._field() is None)

    def _field(self) -> str | None:
        """What stands in the field that has the cursor."""
        return next((word.text for word in self.words() if word.focused), None)

    async def photographs(self, file: Path) -> None:
        """The whole screen as the X server has it."""
        await self._run("import", "-display", self.screen, "-window", "root", str(file))

    async def _xdotool(self, *words: str) -> None:
        await self._run("xdotool", *words)

    async def _run(self, *words: str) -> None:
        tool = await asyncio.create_subprocess_exec(
            *words, env={**os.environ, "DISPLAY": self.screen}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            failed = await asyncio.wait_for(tool.wait(), TOOL_SECONDS)
        except TimeoutError:
            tool.kill()
            failed = await tool.wait()
        if failed:
            raise self._stuck(" ".join(words))


async def within(seconds: float, so: Callable[[], bool]) -> bool:
    """Whether it becomes so in this time."""
    try:
        async with asyncio.timeout(seconds):
            while not so():  # noqa: ASYNC110 - another program's window has no event for us
                await asyncio.sleep(LOOK_SECONDS)
    except TimeoutError:
        return False
    return True
