"""The folder of the books: whose it is at the moment, and how its database is written."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DURABLE: dict[str, Any] = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "cache_size": -8000,
    "secure_delete": 1,  # what is deleted is written over: docs/decisions/house-privacy.md
}


class DataFolderInUse(Exception):
    """Another hub has these books open."""


def lock_folder(folder: Path) -> int:
    """Holds the folder for this process; the kernel lets go when it ends, however it ends."""
    handle = os.open(folder / "hub.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise DataFolderInUse(str(folder)) from None
    return handle


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder is ours while inside. Raises DataFolderInUse, OSError."""
    handle = lock_folder(folder)
    try:
        yield
    finally:
        os.close(handle)
