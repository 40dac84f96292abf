"""The file wire: devices, named pipes and files. None of them answers; what was sent has to be true all the more."""

import os
import resource
import select
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from terminal.printing import Interrupted, NotAllowed, StorageFailed, TimedOut, Unreachable
from terminal.printing.wires import FileWire, file
from tests.support.wire_jobs import JOB

PIPE_BYTES = 1 << 16


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "lp0")
    return tmp_path / "lp0"


@contextmanager
def reader(pipe: Path) -> Iterator[int]:
    ear = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield ear
    finally:
        os.close(ear)


def test_a_file_gets_the_very_bytes(tmp_path: Path) -> None:
    disk = tmp_path / "lp0"
    disk.write_bytes(b"before ")
    for _ in range(2):
        with closing(FileWire(disk, 1)) as wire:
            wire.send(JOB)
            assert wire.receive(5) == b""  # at once: it never answers
    assert disk.read_bytes() == b"before " + JOB * 2


def test_a_misspelt_device_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as met:
        FileWire(tmp_path / "lpO", 1)
    assert not met.value.sent
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_printer(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="Is a directory"):
        FileWire(tmp_path, 1)


def test_a_device_that_another_program_has_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux's driver of USB printers lets one program in."""

    def busy(*_: object) -> int:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr(os, "open", busy)
    with pytest.raises(NotAllowed, match="busy"):
        FileWire(Path("/dev/usb/lp0"), 1)


def test_a_pipe_that_nobody_reads_is_unreachable(pipe: Path) -> None:
    with pytest.raises(Unreachable):
        FileWire(pipe, 1)


def test_a_pipe_takes_a_ticket(pipe: Path) -> None:
    with reader(pipe) as ear, closing(FileWire(pipe, 1)) as wire:
        wire.send(JOB)
        assert os.read(ear, PIPE_BYTES) == JOB


def test_a_pipe_that_takes_no_more(pipe: Path) -> None:
    with reader(pipe), closing(FileWire(pipe, 0.1)) as wire:
        with pytest.raises(TimedOut) as met:
            wire.send(JOB * 100)
        assert met.value.sent
        with pytest.raises(TimedOut) as met:
            wire.send(JOB)
        assert not met.value.sent  # nothing of this one


def test_a_pipe_whose_reader_leaves(pipe: Path) -> None:
    with reader(pipe) as ear:
        wire = FileWire(pipe, 1)
        wire.send(JOB)
        os.read(ear, 100)
    with closing(wire), pytest.raises(Interrupted, match="Broken pipe") as met:
        wire.send(JOB)
    assert not met.value.sent


def test_a_full_device_may_have_taken_something() -> None:
    with closing(FileWire(Path("/dev/full"), 1)) as wire, pytest.raises(StorageFailed) as met:
        wire.send(JOB)
    assert met.value.sent


def test_a_disk_that_is_full_in_the_middle(tmp_path: Path) -> None:
    disk = tmp_path / "lp0"
    disk.touch()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with closing(FileWire(disk, 1)) as wire:
            with pytest.raises(Interrupted, match="too large") as met:
                wire.send(JOB)
            assert met.value.sent
            with pytest.raises(Interrupted) as met:
                wire.send(JOB)
            assert not met.value.sent
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert disk.read_bytes() == JOB[:100]


def test_a_device_is_not_closed_before_it_has_taken_the_last_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux's driver of USB printers says yes to the last piece, and drops it if we close before the printer has it.

    No device here is like it; so one that takes everything stands in, and the system's word on it.
    """
    asked: list[int] = []

    def ready(handle: int, events: int, timeout_s: float) -> bool:
        asked.append(events)
        return len(asked) == 1

    monkeypatch.setattr(file, "ready", ready)
    with closing(FileWire(Path("/dev/null"), 0.1)) as wire:
        wire.send(JOB)
        with pytest.raises(TimedOut) as met:
            wire.send(JOB)
    assert met.value.sent
    assert asked == [select.POLLOUT] * 2
