"""A printer that is a folder: each job becomes ticket-<n>.png, and ticket-<n>.bin with its very bytes."""

import itertools
import os
import tempfile
from io import BytesIO
from pathlib import Path

from terminal.printing.answers import Status
from terminal.printing.conversation import Printed
from terminal.printing.picture import draw, on_desk
from terminal.printing.problems import StorageFailed
from terminal.printing.sheet import Sheet


class VirtualPrinter:
    """Prints pictures. It always answers, never runs out of paper, and refuses what a printer would garble."""

    def __init__(self, folder: Path, sheet: Sheet) -> None:
        self._folder = folder
        self._sheet = sheet

    def status(self) -> Status:
        """Ready, or StorageFailed when the folder cannot be written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                return Status()
        except OSError as problem:
            raise self._storage_failed(problem) from problem

    def print(self, job: bytes) -> Printed:
        """Draw the job; both files appear whole or not at all, and no earlier one is overwritten."""
        paper = BytesIO()
        on_desk(draw(job, self._sheet)).save(paper, "png")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            picture = self._add(paper.getvalue(), job)
        except OSError as problem:
            raise self._storage_failed(problem) from problem
        return Printed(confirmed=True, picture=picture)

    def _add(self, paper: bytes, job: bytes) -> Path:
        """The bytes first, claiming the number; whoever sees the picture finds them beside it."""
        for number in itertools.count(1 + max(map(_number, self._folder.glob("ticket-*.bin")), default=0)):
            name = self._folder / f"ticket-{number}"
            try:
                _publish(job, name.with_suffix(".bin"))
            except FileExistsError:
                continue  # another process was quicker
            _publish(paper, name.with_suffix(".png"))
            return name.with_suffix(".png")
        raise AssertionError("counting ended")

    def _storage_failed(self, problem: OSError) -> StorageFailed:
        return StorageFailed(f"{self._folder}: {problem.strerror}")


def _number(file: Path) -> int:
    digits = file.stem.removeprefix("ticket-")
    return int(digits) if digits.isdecimal() else 0


def _publish(data: bytes, target: Path) -> None:
    """Write aside, then link into place: FileExistsError rather than overwriting."""
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".ticket-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(aside).chmod(0o644)
        target.hardlink_to(aside)
    finally:
        Path(aside).unlink()
