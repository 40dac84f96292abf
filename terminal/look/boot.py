"""What must be settled before the first import of Kivy: environment and window. Imports nothing of Kivy at its top."""

import atexit
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

from terminal.look import heap


class KivyAlreadyStarted(RuntimeError):
    """Kivy was imported before ``prepare``: its window would not have the shape that was asked for."""


@dataclass(frozen=True, slots=True)
class WindowShape:
    """The real window, in screen pixels; what is drawn in it is scaled to fit (see ``stage.Stage``).

    ``fullscreen`` needs a window manager; on a bare X server give the screen's width and height instead.
    """

    width: int
    height: int
    left: int = 0
    top: int = 0
    fullscreen: bool = False
    framed: bool = False  # with a title bar and resizable, for a desk that has other windows too
    title: str = "Antrean"
    maxfps: int = 30
    cursor: bool = True

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise ValueError(f"a window of {self.width}x{self.height} cannot be seen")
        if not 1 <= self.maxfps <= 120:
            raise ValueError(f"maxfps {self.maxfps} is not between 1 and 120")


def environment(home: str) -> dict[str, str]:
    """Kivy's switches: no parsing of our arguments, no files of its own, logging through ``logging``, 1 dp = 1 px."""
    return {
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONFIG": "1",
        "KIVY_NO_FILELOG": "1",
        "KIVY_NO_CONSOLELOG": "1",
        "KIVY_LOG_MODE": "PYTHON",
        "KIVY_HOME": home,
        "KIVY_METRICS_DENSITY": "1",
        "KIVY_METRICS_FONTSCALE": "1",
        "KIVY_DPI": "96",
        # With another player installed Kivy would choose it for sounds, and announcements would fall silent.
        "KIVY_AUDIO": "sdl2",
        # Otherwise it looks for programs (xclip, xsel) and complains aloud when there are none.
        "KIVY_CLIPBOARD": "sdl2",
    }


def graphics(shape: WindowShape) -> dict[str, str | int]:
    """The [graphics] section for this window. No multisampling: all edges are smoothed by the shapes themselves."""
    return {
        "width": shape.width,
        "height": shape.height,
        "fullscreen": "auto" if shape.fullscreen else 0,
        "borderless": int(not shape.framed),
        "resizable": int(shape.framed),
        "position": "custom",
        "left": shape.left,
        "top": shape.top,
        "maxfps": shape.maxfps,
        "multisamples": 0,
        "show_cursor": int(shape.cursor),
    }


def settings(shape: WindowShape) -> Iterator[tuple[str, str, str]]:
    """All settings as (section, key, value). Escape ends nothing and windows open no keyboard of their own."""
    yield from (("graphics", key, str(value)) for key, value in graphics(shape).items())
    yield "kivy", "exit_on_escape", "0"
    yield "kivy", "keyboard_mode", "system"
    yield "kivy", "pause_on_minimize", "0"


def prepare(shape: WindowShape) -> None:
    """Settle environment and window; call once, before anything imports Kivy."""
    if any(name == "kivy" or name.startswith("kivy.") for name in sys.modules):
        raise KivyAlreadyStarted("terminal.look.boot.prepare must come before the first import of kivy")
    heap.settle()
    home = tempfile.mkdtemp(prefix="antrean-window-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ.update(environment(home))
    settle(shape)


def _without_cutbuffer(record: logging.LogRecord) -> bool:
    """Kivy calls it critical that xclip is not installed; the middle mouse button is nothing we offer."""
    return "cutbuffer" not in record.getMessage().lower()


def settle(shape: WindowShape) -> None:
    """The settings alone, where the environment is already right: ``prepare`` and the tests call it."""
    logging.getLogger("kivy").addFilter(_without_cutbuffer)
    from kivy.config import Config

    for section, key, value in settings(shape):
        Config.set(section, key, value)
    # One provider only: mouse, mtdev and hidinput all see a touch panel, and one tap would be three.
    for name, _ in list(Config.items("input")):
        Config.remove_option("input", name)
    Config.set("input", "mouse", "mouse,disable_multitouch")
