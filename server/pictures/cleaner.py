"""Takes a file from outside and gives its pages as plain JPEG, or says why not. The hub itself decodes nothing."""

import asyncio
import contextlib
import logging
import sys
from pathlib import Path

import msgspec

from protocol import errors
from server.pictures.signature import (
    LONGEST_SIDE,
    MOST_PIXELS,
    Kind,
    claimed_size,
    is_plain_jpeg,
    kind_of,
    too_large,
)

log = logging.getLogger(__name__)

WORKER = Path(__file__).with_name("worker.py")
AT_ONCE = 2
SECONDS = 30.0
MOST_PAGES = 20
MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_BYTES_OUT = MOST_PAGES * 4 * MEGABYTE
REASONS = frozenset({"type", "damaged", "protected", "pixels", "pages", "empty"})
# Nothing of the hub's own surroundings; fewer arenas, so that the end of memory is the file's and not malloc's.
SURROUNDINGS = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}


class Head(msgspec.Struct, frozen=True):
    """The first line that a worker says."""

    pages: list[int] = []
    refused: str = ""


class Cleaner:
    """Keeps the promise of ``server.app.receive_document.Pictures``."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._free = asyncio.Semaphore(AT_ONCE)

    async def pages_of(self, content: bytes) -> list[bytes]:
        """The pages, at least one. Raises FileRefused, FileTooLarge."""
        kind = _checked(content)
        async with self._free:
            said = await self._ask(kind, content)
        return _pages(said)

    async def _ask(self, kind: Kind, content: bytes) -> bytes:
        """What a worker says of the file; b"" of one that the worker did not survive."""
        worker = await asyncio.create_subprocess_exec(
            sys.executable,
            "-IB",  # nothing of the surroundings, and nothing written beside the program
            str(WORKER),
            kind,
            *(str(limit) for limit in (MOST_PIXELS, LONGEST_SIDE, MOST_PAGES)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a decoder's complaint may quote the file
            env=SURROUNDINGS,
            cwd="/",
            close_fds=True,
        )
        try:
            async with asyncio.timeout(self._seconds):
                said = await _talk(worker, content)
                await worker.wait()
                return said
        except TimeoutError:
            log.info("a file took longer than %.0f s and was left", self._seconds)
            return b""
        finally:
            await _end(worker)


async def _end(worker: asyncio.subprocess.Process) -> None:
    """It has ended when this returns, if need be by force."""
    if worker.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()


def _checked(content: bytes) -> Kind:
    """What can be said without decoding. Raises FileRefused, FileTooLarge."""
    if not content:
        raise errors.FileRefused(why="empty")
    if len(content) > MOST_BYTES:
        raise errors.FileTooLarge(limit_mb=MOST_BYTES // MEGABYTE)
    kind = kind_of(content)
    if kind is None:
        raise errors.FileRefused(why="type")
    if kind != "pdf":
        size = claimed_size(content, kind)
        if size is None:
            raise errors.FileRefused(why="damaged")
        if too_large(*size):
            raise errors.FileRefused(why="pixels")
    return kind


async def _talk(worker: asyncio.subprocess.Process, content: bytes) -> bytes:
    """Gives it the file and hears it out, up to a bound."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    writing = asyncio.create_task(_give(worker.stdin, content))
    try:
        said = bytearray()
        while piece := await worker.stdout.read(MEGABYTE):
            said += piece
            if len(said) > MOST_BYTES_OUT:
                return b""
        return bytes(said)
    finally:
        writing.cancel()
        await asyncio.wait([writing])


async def _give(stdin: asyncio.StreamWriter, content: bytes) -> None:
    """A worker that ends before it has read all is heard all the same."""
    with contextlib.suppress(ConnectionError):
        stdin.write(content)
        await stdin.drain()
        stdin.close()


def _pages(said: bytes) -> list[bytes]:
    """Believes nothing of what a worker says: a broken one may have been taken over. Raises FileRefused."""
    line, _, rest = said.partition(b"\n")
    try:
        head = msgspec.json.decode(line, type=Head)
    except msgspec.DecodeError:
        raise errors.FileRefused(why="damaged") from None
    if head.refused in REASONS:
        raise errors.FileRefused(why=head.refused)
    pages = _cut(rest, head.pages)
    if not 0 < len(pages) <= MOST_PAGES or not all(map(is_plain_jpeg, pages)):
        raise errors.FileRefused(why="damaged")
    return pages


def _cut(rest: bytes, lengths: list[int]) -> list[bytes]:
    """The pages, if their lengths are those of the whole; none otherwise."""
    if any(length <= 0 for length in lengths) or sum(lengths) != len(rest):
        return []
    pages, at = [], 0
    for length in lengths:
        pages.append(rest[at : at + length])
        at += length
    return pages
