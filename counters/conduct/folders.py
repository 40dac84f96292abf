"""What lies in a folder, and which folder was used last."""

import os
from pathlib import Path

from counters.presenter.chooser import Chooser, Entry, entries


def first_folder() -> Path:
    """Where a browser puts what was saved from WhatsApp; the home folder where there is no such place."""
    for name in ("Downloads", "Unduhan"):
        if (folder := Path.home() / name).is_dir():
            return folder
    return Path.home()


def opened(folder: Path) -> Chooser:
    """The chooser on this folder; its ``problem`` where it cannot be read."""
    try:
        return Chooser(folder, entries(_entries(folder)))
    except OSError:
        return Chooser(folder, problem="chooser.unreadable")


def _entries(folder: Path) -> list[Entry]:
    found = []
    with os.scandir(folder) as listed:
        for item in listed:
            try:
                state = item.stat()
                found.append(Entry(Path(item.path), item.is_dir(), state.st_size, state.st_mtime))
            except OSError:
                continue  # a link that leads nowhere, or somebody else's
    return found
