"""What lies in the media folder, seen from outside: names, sizes, times. Opens nothing but the playlist."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from display.media.kinds import is_hoped_for
from display.media.playlist import PLAYLIST, MediaFile

MOST_PLAYLIST_BYTES = 256 * 1024
MOST_FILES = 2000
"""Somebody who points the display at a home folder gets the first of them."""


@dataclass(frozen=True, slots=True)
class Contents:
    """``playlist``: the bytes of playlist.toml, None where there is none; ``fault``: why nothing could be read."""

    files: tuple[MediaFile, ...] = ()
    playlist: bytes | None = None
    fault: str = ""


def look(folder: Path) -> Contents:
    """The folder as it is now. Blocks as long as its disk does."""
    try:
        with os.scandir(folder) as inside:
            files = sorted(_media(inside), key=lambda file: file.name)[:MOST_FILES]
        return Contents(tuple(files), _playlist(folder / PLAYLIST))
    except OSError as fault:
        return Contents(fault=fault.strerror or type(fault).__name__)


def _media(inside: Iterator["os.DirEntry[str]"]) -> Iterator[MediaFile]:
    """Plain files only: whoever opened a pipe would wait for ever."""
    for entry in inside:
        if not is_hoped_for(entry.name):
            continue
        try:
            about = entry.stat()
        except OSError:  # gone again
            continue
        if stat.S_ISREG(about.st_mode):
            yield MediaFile(entry.name, about.st_size, about.st_mtime_ns)


def _playlist(file: Path) -> bytes | None:
    if not file.exists():
        return None
    if not file.is_file():
        raise OSError(0, f"{PLAYLIST} is no file")
    with file.open("rb") as stream:
        return stream.read(MOST_PLAYLIST_BYTES)
