"""The journal of owed papers survives what a power cut, a full disk and a stranger's editor leave of it."""

import asyncio
import itertools
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

import kiosk.owed
from kiosk.line_file import ROOMY, LineFile
from kiosk.owed import AFTER_CRASH, FILE, OUTCOMES, POWER, Owed, OwedPapers, Stage
from protocol.vocabulary import PrintOutcome

ENDS = (Stage.CONFIRMED, Stage.FAILED, Stage.UNKNOWN)
UNREADABLE = "papers.unreadable"
TRIES = itertools.count(1)


def books(folder: Path) -> OwedPapers:
    return OwedPapers(folder, lambda: f"try-{next(TRIES)}")


async def brought_to(papers: OwedPapers, stage: Stage, ticket: int = 12, copy: int = 0) -> Owed:
    owed = papers.begin("e1", ticket, copy)
    if stage is Stage.RESERVED:
        await papers.reserve(owed)
        return owed
    sent = await papers.send(owed)
    return (
        sent if stage is Stage.SENT else await papers.settle(sent, stage, "paper_out" if stage is not ENDS[0] else "")
    )


@pytest.mark.parametrize(
    ("stage", "outcome", "problem"),
    [
        (Stage.RESERVED, PrintOutcome.FAILED, POWER),
        (Stage.SENT, PrintOutcome.UNKNOWN, POWER),
        (Stage.CONFIRMED, PrintOutcome.CONFIRMED, ""),
        (Stage.FAILED, PrintOutcome.FAILED, "paper_out"),
        (Stage.UNKNOWN, PrintOutcome.UNKNOWN, "paper_out"),
    ],
)
async def test_power_loss_at_each_stage(tmp_path: Path, stage: Stage, outcome: PrintOutcome, problem: str) -> None:
    await brought_to(books(tmp_path), stage)
    [owed] = books(tmp_path).of("e1")
    assert (owed.ticket, owed.copy, owed.outcome, owed.problem) == (12, 0, outcome, problem)


async def test_what_power_loss_made_of_it_is_on_disk_too(tmp_path: Path) -> None:
    """A second loss, before the hub was told, changes nothing any more."""
    await brought_to(books(tmp_path), Stage.SENT)
    first = books(tmp_path).of("e1")
    assert books(tmp_path).of("e1") == first


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("stage", ENDS)
async def test_cut_after_every_byte(tmp_path: Path, stage: Stage, waits: bool) -> None:
    """Whatever part of a line is on disk, the paper is at the stage before it or at that stage."""
    papers = books(tmp_path / "whole")
    owed = papers.begin("e1", 12)
    if waits:
        await papers.reserve(owed)
    await papers.settle(await papers.send(owed), stage)
    whole = (tmp_path / "whole" / FILE).read_bytes()
    steps = [*[Stage.RESERVED] * (1 + waits), Stage.SENT, stage]
    assert whole.count(b"\n") == len(steps)
    for cut in range(len(whole) + 1):
        folder = tmp_path / f"{cut}"
        folder.mkdir()
        (folder / FILE).write_bytes(whole[:cut])
        lines = whole[:cut].count(b"\n") + (whole[cut : cut + 1] == b"\n")
        read = books(folder)
        assert [owed.ticket for owed in read.of("e1")] == ([12] if lines else [])
        if lines:
            reached = steps[lines - 1]
            assert read.of("e1")[0].stage is AFTER_CRASH.get(reached, reached)
        await brought_to(read, Stage.CONFIRMED, ticket=13)
        assert [owed.ticket for owed in books(folder).of("e1")] == ([12, 13] if lines else [13])


async def test_promise_and_its_bytes_are_one_write_where_nothing_waits(tmp_path: Path, disk: "Disk") -> None:
    """A citizen stands there: the disk is waited for once."""
    papers = books(tmp_path)
    before = disk.synced
    sent = await papers.send(papers.begin("e1", 12))
    assert disk.synced == before + 1
    await papers.settle(sent, Stage.CONFIRMED)
    assert disk.synced == before + 2
    [owed] = papers.of("e1")
    await papers.reported(owed)
    assert disk.synced == before + 2


async def test_reported_is_owed_no_more_and_leaves_the_file(tmp_path: Path) -> None:
    papers = books(tmp_path)
    await papers.reported(await brought_to(papers, Stage.CONFIRMED))
    assert papers.of("e1") == ()
    books(tmp_path)
    assert (tmp_path / FILE).read_text() == ""


async def test_a_second_try_is_not_ended_by_word_of_the_first(tmp_path: Path) -> None:
    """The first one failed, the paper is printed again, and only then the hub's answer to the failure is heard."""
    papers = books(tmp_path)
    failed = await brought_to(papers, Stage.FAILED)
    await brought_to(papers, Stage.SENT)
    await papers.reported(failed)
    assert [owed.stage for owed in papers.of("e1")] == [Stage.SENT]
    assert [owed.stage for owed in books(tmp_path).of("e1")] == [Stage.UNKNOWN]


async def test_copies_are_papers_of_their_own(tmp_path: Path) -> None:
    papers = books(tmp_path)
    await brought_to(papers, Stage.UNKNOWN)
    await brought_to(papers, Stage.SENT, copy=2)
    assert [(owed.copy, owed.stage) for owed in books(tmp_path).of("e1")] == [(0, Stage.UNKNOWN), (2, Stage.UNKNOWN)]


async def test_other_books_have_other_tickets(tmp_path: Path) -> None:
    await brought_to(books(tmp_path), Stage.SENT)
    assert books(tmp_path).of("e2") == ()


def test_lines_of_the_version_before_are_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        '{"epoch": "e1", "ticket": 3, "stage": "reserved", "problem": ""}\n'
        '{"epoch": "e1", "ticket": 3, "stage": "sent", "problem": ""}\n'
    )
    [owed] = books(tmp_path).of("e1")
    assert (owed.ticket, owed.stage) == (3, Stage.UNKNOWN)


@pytest.mark.parametrize(
    "garbage", [b"not json", b'{"epoch":1}', b'{"epoch":"e1","ticket":2,"stage":"eaten"}', b"\xff\xfe", b"[]", b"null"]
)
async def test_garbage_hurts_no_other_line_and_is_kept_aside(tmp_path: Path, garbage: bytes) -> None:
    await brought_to(books(tmp_path), Stage.UNKNOWN)
    file = tmp_path / FILE
    file.write_bytes(garbage + b"\n" + file.read_bytes() + garbage + b"\n\0\0\0\0")
    assert [owed.ticket for owed in books(tmp_path).of("e1")] == [12]
    assert (tmp_path / UNREADABLE).read_bytes() == garbage + b"\n" + garbage + b"\n"
    assert garbage not in file.read_bytes()


class Disk:
    """A disk that can be full: it takes so many bytes more, and the rest of a line not."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.synced = 0

    def sync(self, handle: int) -> None:
        self.synced += 1

    def opened(self, path: Path, mode: Any = "r", **values: Any) -> object:
        file = self.real(path, mode, **values)
        if self.left is None or "r" in mode:
            return file
        return _Narrow(file, self)

    real = staticmethod(Path.open)


class _Narrow:
    def __init__(self, file: object, disk: Disk) -> None:
        self._file, self._disk = file, disk

    def __enter__(self) -> "_Narrow":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        assert self._disk.left is not None
        part = data[: self._disk.left]
        self._disk.left -= len(part)
        self._file.write(part)  # type: ignore[attr-defined]
        if not part:
            raise OSError(28, "No space left on device")
        return len(part)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr(Path, "open", lambda path, mode="r", **values: disk.opened(path, mode, **values))
    monkeypatch.setattr(os, "fsync", disk.sync)
    return disk


@pytest.mark.parametrize("room", [0, 1, 40, 100, 120])
async def test_full_disk_begins_no_paper_and_loses_nothing(tmp_path: Path, disk: Disk, room: int) -> None:
    """However much of the promise the disk took, no byte may leave, and power may go at any moment."""
    papers = books(tmp_path)
    sent = await brought_to(papers, Stage.SENT)
    disk.left = room
    owed = papers.begin("e1", 13)
    with pytest.raises(OSError):
        await papers.send(owed)
    assert not papers.sound
    await papers.settle(owed, Stage.FAILED, "storage")
    await papers.settle(sent, Stage.CONFIRMED)
    known = [(12, Stage.CONFIRMED), (13, Stage.FAILED)]
    assert stages(papers) == known
    left = books(copy_of(tmp_path))
    assert stages(left)[0] == (12, Stage.UNKNOWN)
    assert stages(left)[1:] in ([], [(13, Stage.FAILED)])
    disk.left = None
    await papers.mend()
    assert papers.sound
    assert stages(books(copy_of(tmp_path))) == known
    await brought_to(papers, Stage.CONFIRMED, ticket=14)
    assert stages(books(tmp_path)) == [*known, (14, Stage.CONFIRMED)]


def stages(papers: OwedPapers) -> list[tuple[int, Stage]]:
    return [(owed.ticket, owed.stage) for owed in papers.of("e1")]


COPIES = itertools.count(1)


def copy_of(folder: Path) -> Path:
    """The disk as a power cut would leave it now."""
    return Path(shutil.copytree(folder, folder.with_name(f"{folder.name}-{next(COPIES)}")))


async def test_half_a_line_does_not_swallow_the_next_one(tmp_path: Path, disk: Disk) -> None:
    file = LineFile(tmp_path / FILE)
    disk.left = 3
    with pytest.raises(OSError):
        file.append([b"first"])
    disk.left = None
    file.append([b"second"])
    assert file.read() == [b"fir", b"second"]


async def test_unfit_disk_is_tried_again_by_itself(tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to take a number first for printing to go on."""
    monkeypatch.setattr(kiosk.owed, "MEND_SECONDS", 0.001)
    papers = books(tmp_path)
    disk.left = 0
    await papers.reserve(papers.begin("e1", 12))
    assert not papers.sound
    mending = asyncio.create_task(papers.run())
    disk.left = None
    async with asyncio.timeout(30):
        while not papers.sound:  # noqa: ASYNC110 – a thread works on it
            await asyncio.sleep(0.001)
    mending.cancel()
    assert stages(books(tmp_path)) == [(12, Stage.FAILED)]


async def test_slow_disk_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window's loop goes round while a line is on its way to a disk that takes its time."""
    papers = books(tmp_path)
    arrived, gate = threading.Event(), threading.Event()

    def held(handle: int) -> None:
        arrived.set()
        assert gate.wait(10)

    monkeypatch.setattr(os, "fsync", held)
    sending = asyncio.create_task(papers.send(papers.begin("e1", 12)))
    while not arrived.is_set():  # noqa: ASYNC110 – a thread sets it
        await asyncio.sleep(0)
    assert not sending.done()
    assert stages(papers) == [(12, Stage.RESERVED)]
    gate.set()
    assert (await sending).stage is Stage.SENT


async def test_end_is_told_even_if_nothing_can_be_written(tmp_path: Path, disk: Disk) -> None:
    papers = books(tmp_path)
    disk.left = 0
    owed = await papers.settle(papers.begin("e1", 13), Stage.FAILED, "storage")
    assert papers.of("e1") == (owed,)
    assert (owed.outcome, owed.problem) == (PrintOutcome.FAILED, "storage")
    await papers.reported(owed)
    assert papers.of("e1") == ()


async def test_unwritable_folder_is_no_crash_and_heals(tmp_path: Path) -> None:
    """A file stands where the folder should be: nothing is begun, until somebody takes it away."""
    (tmp_path / "state").write_text("")
    papers = books(tmp_path / "state")
    assert not papers.sound
    with pytest.raises(OSError):
        await papers.send(papers.begin("e1", 12))
    (tmp_path / "state").unlink()
    await papers.send(papers.begin("e1", 12))
    assert papers.sound


async def test_unreadable_file_is_not_begun_anew_and_counts_once_it_is_readable(tmp_path: Path) -> None:
    """What cannot be read must not be overwritten: it may be what is owed."""
    await brought_to(books(tmp_path), Stage.SENT)
    kept = (tmp_path / FILE).rename(tmp_path / "kept")
    (tmp_path / FILE).mkdir()
    papers = books(tmp_path)
    with pytest.raises(OSError):
        await papers.send(papers.begin("e1", 13))
    assert (tmp_path / FILE).is_dir()
    (tmp_path / FILE).rmdir()
    kept.rename(tmp_path / FILE)
    await papers.mend()
    assert stages(papers) == [(12, Stage.UNKNOWN), (13, Stage.RESERVED)]


async def test_papers_of_other_books_do_not_keep_the_file_from_being_begun_anew(tmp_path: Path) -> None:
    other = books(tmp_path)
    await other.settle(other.begin("e0", 1), Stage.FAILED)
    papers = books(tmp_path)
    for ticket in range(ROOMY // 300):
        await papers.reported(await brought_to(papers, Stage.CONFIRMED, ticket))
    assert (tmp_path / FILE).stat().st_size < ROOMY * 1.1
    assert len(books(tmp_path).of("e0")) == 1


async def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    papers = books(tmp_path)
    for ticket in range(ROOMY // 300):
        await papers.reported(await brought_to(papers, Stage.CONFIRMED, ticket))
    assert (tmp_path / FILE).stat().st_size < ROOMY * 1.1
    await brought_to(papers, Stage.SENT, 7)
    assert [owed.ticket for owed in books(tmp_path).of("e1")] == [7]


def test_every_stage_but_two_has_a_word_for_the_hub() -> None:
    assert set(Stage) - set(OUTCOMES) == {Stage.RESERVED, Stage.REPORTED}
