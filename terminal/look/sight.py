"""Tells another program what can be read on this window, and where: the demo's eyes, which a real screen reader
could use too. Only where ``ANTREAN_SIGHT`` names a file; an office never sets it, since what stands on a counter's
screen is personal. The file is for its owner only, and is replaced whole whenever something has changed.
"""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.label import Label
from kivy.uix.textinput import TextInput

SWITCH = "ANTREAN_SIGHT"
LOOK_SECONDS = 0.1
DRAWN_FRAMES = 2
"""Kivy draws at the end of a frame; after the next one it is surely on the screen."""
NO_WORDS = frozenset({"Icons"})


async def tell(file: Path) -> None:
    """For ever: keeps ``file`` saying what is seen: what a widget says before its frame is drawn, nobody sees yet."""
    told, held, since = b"", b"", 0
    while True:
        seen = json.dumps({"size": list(Window.size), "words": list(words())}).encode()
        if seen != held:
            held, since = seen, Clock.frames
        if held != told and Clock.frames - since >= DRAWN_FRAMES:
            told = held
            _replace(file, told)
        await asyncio.sleep(LOOK_SECONDS)


def words() -> Iterator[dict[str, Any]]:
    """Every text in sight, what lies above later; ``x`` and ``y`` are its middle, from the top left of the window."""
    for root in reversed(Window.children):
        yield from _words_of(root)


def _words_of(widget: Any) -> Iterator[dict[str, Any]]:
    if not widget.opacity or (widget.width <= 0 or widget.height <= 0):
        return
    field = isinstance(widget, TextInput)
    if field or (isinstance(widget, Label) and widget.font_name not in NO_WORDS and widget.text.strip()):
        x, y = widget.to_window(*widget.center)
        yield {
            "text": widget.text,
            "x": round(x),
            "y": round(Window.height - y),
            "enabled": not widget.disabled,
            "field": field,
            "focused": field and widget.focus,
        }
    for child in reversed(widget.children):
        yield from _words_of(child)


def _replace(file: Path, content: bytes) -> None:
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
    draft.replace(file)
