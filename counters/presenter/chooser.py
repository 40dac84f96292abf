"""Choosing files from a folder, in our own look: what lies there, what is marked, and what cannot be sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from counters.presenter.actions import Action

KINDS: Final = (".jpg", ".jpeg", ".png", ".pdf")
MOST_SHOWN: Final = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder, or a file that could be a paper. ``changed``: seconds since 1970."""

    path: Path
    folder: bool
    bytes: int = 0
    changed: float = 0.0


@dataclass(frozen=True, slots=True)
class Chooser:
    """``cursor``: the row that keys act on. ``marked``: in the order of marking, so that they are sent so."""

    folder: Path
    entries: tuple[Entry, ...] = ()
    cursor: int = 0
    marked: tuple[Path, ...] = field(default=())
    problem: str = ""

    @property
    def current(self) -> Entry | None:
        return self.entries[self.cursor] if 0 <= self.cursor < len(self.entries) else None


def fits(path: Path) -> bool:
    """Whether the name says that it is a paper; the hub looks at what is inside."""
    return path.suffix.lower() in KINDS and not path.name.startswith(".")


def entries(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """Folders by name, then files, the newest first: what was just saved from WhatsApp stands on top."""
    seen = [entry for entry in found if not entry.path.name.startswith(".")]
    folders = sorted((entry for entry in seen if entry.folder), key=lambda entry: entry.path.name.casefold())
    files = (entry for entry in seen if not entry.folder and fits(entry.path))
    return (*folders, *sorted(files, key=lambda entry: (-entry.changed, entry.path.name)))[:MOST_SHOWN]


def moved(chooser: Chooser, by: int) -> Chooser:
    """The row above or below."""
    return replace(chooser, cursor=max(0, min(len(chooser.entries) - 1, chooser.cursor + by)))


def at(chooser: Chooser, path: Path) -> Chooser:
    """The cursor on this entry, where it is there."""
    places = [place for place, entry in enumerate(chooser.entries) if entry.path == path]
    return replace(chooser, cursor=places[0]) if places else chooser


def marked(chooser: Chooser) -> Chooser:
    """The current file marked, or not any more; folders are not sent."""
    entry = chooser.current
    if entry is None or entry.folder:
        return chooser
    rest = tuple(path for path in chooser.marked if path != entry.path)
    return replace(chooser, marked=rest if entry.path in chooser.marked else (*rest, entry.path))


def to_send(chooser: Chooser) -> tuple[Path, ...]:
    """The marked files; the current one where none is."""
    entry = chooser.current
    return chooser.marked or ((entry.path,) if entry is not None and not entry.folder else ())


def offers(chooser: Chooser) -> Mapping[Action, str]:
    """What can be done here."""
    chosen = {Action.CHOOSE: "", Action.FOLDER_UP: ""} if chooser.entries else {Action.FOLDER_UP: ""}
    entry = chooser.current
    if entry is not None and not entry.folder:
        chosen[Action.MARK] = ""
    if to_send(chooser):
        chosen[Action.SEND_FILES] = ""
    return chosen
