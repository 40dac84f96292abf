"""Files wait for the terminal that asked for them, for no other, and not for long."""

import asyncio

import pytest

from protocol import errors
from protocol.messages import FileReady
from server.app.files import LIFETIME_MS, FileDesk


class Clock:
    at = 1_000

    def __call__(self) -> int:
        return self.at


def token_of(ready: FileReady) -> str:
    return ready.path.removeprefix("/files/")


async def is_there(desk: FileDesk, ready: FileReady, device: int = 1, page: int = 1) -> bool:
    try:
        await desk.fetch(token_of(ready), page, device)
    except errors.UnknownFile:
        return False
    return True


async def test_a_file_is_fetched_as_often_as_its_device_wants() -> None:
    desk = FileDesk(Clock())
    ready = desk.offer("blangko.pdf", b"%PDF", 1)
    for _ in range(2):
        got = await desk.fetch(token_of(ready), 1, 1)
        assert (got.name, got.kind, got.content) == ("blangko.pdf", "application/pdf", b"%PDF")
    assert (ready.expires_at, ready.pages) == (1_000 + LIFETIME_MS, 1)


async def test_a_document_is_fetched_page_by_page() -> None:
    desk = FileDesk(Clock())
    ready = desk.offer("kk", [b"one", b"two"], 1)
    assert ready.pages == 2
    assert [(await desk.fetch(token_of(ready), page, 1)).content for page in (1, 2)] == [b"one", b"two"]
    assert (await desk.fetch(token_of(ready), 2, 1)).kind == "image/jpeg"
    assert not await is_there(desk, ready, page=3)
    assert not await is_there(desk, ready, page=0)


async def test_another_device_and_another_token_get_nothing() -> None:
    desk = FileDesk(Clock())
    ready = desk.offer("a.csv", b"a", 1)
    assert await is_there(desk, ready)
    assert not await is_there(desk, ready, device=2)
    with pytest.raises(errors.UnknownFile):
        await desk.fetch("guessed", 1, 1)


async def test_its_time_ends() -> None:
    clock = Clock()
    desk = FileDesk(clock)
    ready = desk.offer("a.csv", b"a", 1)
    clock.at = ready.expires_at - 1
    assert await is_there(desk, ready)
    clock.at = ready.expires_at
    assert not await is_there(desk, ready)


async def test_the_oldest_give_way_in_number_and_in_bytes_but_the_newest_never() -> None:
    few = FileDesk(Clock(), most_files=2)
    offered = [few.offer("a.csv", b"a", 1) for _ in range(3)]
    assert [await is_there(few, ready) for ready in offered] == [False, True, True]
    small = FileDesk(Clock(), most_bytes=10)
    offered = [small.offer("a.csv", b"x" * 4, 1) for _ in range(3)]
    assert [await is_there(small, ready) for ready in offered] == [False, True, True]
    large = small.offer("a.csv", b"x" * 100, 1)
    assert [await is_there(small, ready) for ready in (*offered, large)] == [False, False, False, True]


async def test_a_file_that_takes_time_is_made_once_for_all_who_come() -> None:
    made, go_on = 0, asyncio.Event()

    async def make() -> bytes:
        nonlocal made
        made += 1
        await go_on.wait()
        return b"%PDF"

    desk = FileDesk(Clock())
    ready = desk.offer_made("a.pdf", make, 1)
    fetching = [asyncio.create_task(desk.fetch(token_of(ready), 1, 1)) for _ in range(3)]
    await asyncio.sleep(0)
    fetching[0].cancel()
    go_on.set()
    first, *others = await asyncio.gather(*fetching, return_exceptions=True)
    assert isinstance(first, asyncio.CancelledError)
    assert [getattr(other, "content", other) for other in others] == [b"%PDF", b"%PDF"]
    assert await is_there(desk, ready)
    assert made == 1


async def test_a_file_that_could_not_be_made_can_be_tried_again() -> None:
    tries = 0

    async def make() -> bytes:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError
        return b"%PDF"

    desk = FileDesk(Clock())
    ready = desk.offer_made("a.pdf", make, 1)
    with pytest.raises(OSError):
        await desk.fetch(token_of(ready), 1, 1)
    assert (await desk.fetch(token_of(ready), 1, 1)).content == b"%PDF"
