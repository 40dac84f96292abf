"""Papers on their way to the hub: one after the other, each with its progress and its end in a sentence."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from counters.conduct.workplace import Workplace
from counters.presenter.chooser import fits
from counters.presenter.intake_words import words
from counters.presenter.phrases import refused
from counters.presenter.printed import Meaning
from protocol.errors import Refusal
from terminal.link import NotLive, new_request_id

MOST_BYTES: Final = 64 * 1024 * 1024
"""More than any hub takes; a larger file is not even read."""
TRIES: Final = 2


@dataclass
class Upload:
    """One file. ``part``: how much of it has gone. ``told``: how it ended, "" while it has not."""

    case: int
    path: Path
    request_id: str
    part: float = 0.0
    told: str = ""
    meaning: Meaning = "action"

    @property
    def over(self) -> bool:
        return bool(self.told)

    @property
    def came(self) -> bool:
        return self.meaning == "good"


class Uploads:
    """Those of this sitting. One goes at a time: the hub draws every page anew, which takes its processor."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._waiting: deque[Upload] = deque()
        self._running = False
        self.shown: list[Upload] = []

    @property
    def busy(self) -> bool:
        return self._running

    def of(self, case: int) -> list[Upload]:
        """What belongs to this case, in the order in which it came."""
        return [upload for upload in self.shown if upload.case == case]

    def forget(self) -> None:
        """Names of files may name people. What is under way goes on, and is told to nobody."""
        self._waiting.clear()
        self.shown = []

    def tidy(self, case: int) -> None:
        """The sentences were read."""
        self.shown = [upload for upload in self.shown if upload.case != case or not upload.over]
        self._place.changed()

    def add(self, case: int, files: Sequence[Path]) -> None:
        """These go next."""
        new = [Upload(case, path, new_request_id()) for path in files]
        self.shown += new
        self._waiting += new
        self._place.changed()

    async def run(self) -> set[int]:
        """Send all that waits; the cases that have more papers now. Nothing where it is being done already."""
        if self._running:
            return set()
        self._running = True
        came: set[int] = set()
        try:
            while self._waiting:
                upload = self._waiting.popleft()
                await self._send(upload)
                came |= {upload.case} if upload.came else set()
                self._place.changed()
        finally:
            self._running = False
        return came

    async def _send(self, upload: Upload) -> None:
        content = await self._read(upload)
        if content is None:
            return
        for turn in range(TRIES):
            try:
                await self._carry(upload, content)
            except Refusal as refusal:
                self._end(upload, refused(self._place.language, refusal, self._place.link.mirror.office), "danger")
            except NotLive:
                if turn + 1 < TRIES:
                    continue
                self._end(upload, words(self._place.language, "upload.no_answer"), "danger")
            else:
                self._end(upload, words(self._place.language, "upload.came"), "good")
            return

    async def _carry(self, upload: Upload, content: bytes) -> None:
        def progress(done: int, whole: int) -> None:
            upload.part = done / whole if whole else 0.0
            self._place.changed()

        await self._place.files.upload(upload.case, content, request_id=upload.request_id, progress=progress)

    async def _read(self, upload: Upload) -> bytes | None:
        """The file, read beside the window; None where it cannot be one of ours, which has then been told."""
        why = "upload.kind"
        if fits(upload.path):
            try:
                return await asyncio.to_thread(_content, upload.path)
            except ValueError:
                why = "upload.large"
            except OSError:
                why = "upload.unreadable"
        self._end(upload, words(self._place.language, why), "danger")
        return None

    def _end(self, upload: Upload, told: str, meaning: Meaning) -> None:
        upload.told, upload.meaning = told, meaning


def _content(path: Path) -> bytes:
    """Raises OSError, or ValueError where it is too large to be a paper."""
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(path.suffix)
    return content
