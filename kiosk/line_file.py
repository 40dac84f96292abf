"""Lines on a disk that may lose its power at any byte, be full, or be read-only. No words of its own. Blocks."""

import os
from collections.abc import Iterable
from pathlib import Path

ROOMY = 256 * 1024
"""Bytes after which a file has grown enough to be begun anew."""


class LineFile:
    """One file of lines and its only writer. Every method but ``grown`` raises OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._torn = False
        self._size = self._size_at_birth = 0

    @property
    def grown(self) -> bool:
        """Whether it holds much more than when it was begun."""
        return self._size > self._size_at_birth + ROOMY

    def read(self) -> list[bytes]:
        """What stands in it; a power cut leaves half a line at the end, and zeros."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        content = self._path.read_bytes() if self._path.exists() else b""
        return [line for raw in content.split(b"\n") if (line := raw.strip(b"\0 \r\t"))]

    def append(self, lines: Iterable[bytes], *, safe: bool = True) -> None:
        """In one write. When this returns they are on the disk itself; unless ``safe``, on their way to it."""
        # A line that a full disk took by half must not swallow the next one.
        content = (b"\n" if self._torn else b"") + _joined(lines)
        self._torn = True
        with self._path.open("ab", buffering=0) as file:
            if file.write(content) != len(content):
                raise OSError("the disk took half a line")
            if safe:
                os.fsync(file.fileno())
            self._size = file.tell()
        self._torn = False

    def begin_anew(self, lines: Iterable[bytes]) -> None:
        """Only these, in a new file that takes the old one's place in one step."""
        fresh = self._path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(_joined(lines))
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        fresh.replace(self._path)
        _settle_folder(self._path.parent)
        self._size = self._size_at_birth = size
        self._torn = False

    def set_aside(self, lines: Iterable[bytes]) -> Path:
        """Keep these in a file beside it, whose name is returned: somebody else may read more in them."""
        aside = self._path.with_suffix(".unreadable")
        with aside.open("ab") as file:
            file.write(_joined(lines))
            file.flush()
            os.fsync(file.fileno())
        return aside


def _joined(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _settle_folder(folder: Path) -> None:
    """A file's new name is safe from a power cut only once its folder is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
