"""What has died in a window is swept up where the window runs, and never in a thread beside it."""

import asyncio
import gc
import threading
import weakref

import pytest

from terminal.look.sweep import between_frames, due, set_apart


@pytest.mark.parametrize(
    ("counts", "age"),
    [
        ((700, 10), None),
        ((701, 0), 0),
        ((701, 11), 1),
        ((0, 11), 1),
    ],
)
def test_the_oldest_generation_that_is_full_is_due(counts: tuple[int, ...], age: int | None) -> None:
    assert due(counts, (700, 10)) == age


def test_a_generation_that_is_never_swept_is_never_due() -> None:
    assert due((10_000, 11), (0, 10)) == 1
    assert due((10_000, 9), (0, 10)) is None


class Circle:
    """Only a sweep ends it."""

    def __init__(self) -> None:
        self.me = self


def sweepers() -> list[str]:
    """The threads in which a sweep ended a circle, while another thread made twenty thousand of them."""
    swept: list[str] = []

    def make() -> None:
        for _ in range(20):
            circle = Circle()
            weakref.finalize(circle, lambda: swept.append(threading.current_thread().name))
            del circle
            [Circle() for _ in range(1000)]

    maker = threading.Thread(target=make, name="beside")
    maker.start()
    maker.join()
    return swept


async def test_no_thread_beside_the_window_sweeps() -> None:
    sweeping = asyncio.create_task(between_frames())
    await asyncio.sleep(0)
    try:
        assert sweepers() == []
        swept = asyncio.Event()
        circle = Circle()
        weakref.finalize(circle, swept.set)
        del circle
        await asyncio.wait_for(swept.wait(), 60)
    finally:
        sweeping.cancel()
        await asyncio.wait([sweeping])
    assert gc.isenabled()


def test_left_to_python_it_does() -> None:
    """The control."""
    assert "beside" in sweepers()


def test_what_stands_by_now_is_not_looked_at_again() -> None:
    stands = Circle()
    set_apart()
    try:
        seen = gc.get_objects()
        assert not any(thing is stands for thing in seen)
    finally:
        gc.unfreeze()
    assert any(thing is stands for thing in gc.get_objects())
