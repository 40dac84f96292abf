"""What a cover shows: a title, perhaps a big figure, lines to choose from, and what can be done. Pure."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "warn", "danger", "action"]
Kind = Literal["plain", "first", "danger"]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row. ``badge`` stands at its right end, in the colour of ``tone``."""

    key: int | str
    text: str
    detail: str = ""
    badge: str = ""
    tone: Tone = "action"
    cap: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class SheetButton:
    """``name`` tells what is asked for, ``key`` asks for it too. ``why``: what hinders it, "" when nothing does."""

    name: str
    text: str
    key: str
    icon: str = ""
    why: str = ""
    kind: Kind = "plain"


@dataclass(frozen=True, slots=True)
class SheetView:
    """The whole cover. ``note`` says how things are, in the colour of ``tone``; ``foot`` stands below the lines.

    ``columns``: the lines are a table with these headings, and ``table`` holds its cells.
    """

    title: str
    note: str = ""
    tone: Tone = "good"
    big: str = ""
    lines: tuple[SheetLine, ...] = ()
    empty: str = ""
    foot: str = ""
    buttons: tuple[SheetButton, ...] = ()
    columns: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()

    def button(self, key: str) -> SheetButton | None:
        """The button of this key."""
        return next((button for button in self.buttons if button.key == key), None)


def stepped(lines: tuple[SheetLine, ...], chosen: int | str | None, by: int) -> int | str | None:
    """The row above or below the chosen one; the first where none is chosen."""
    keys = [line.key for line in lines]
    if not keys:
        return None
    if chosen not in keys:
        return keys[0]
    return keys[max(0, min(len(keys) - 1, keys.index(chosen) + by))]
