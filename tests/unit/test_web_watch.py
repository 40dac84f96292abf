"""A stranger's board: it is told what such a board draws and nothing else, asks for nothing, and crowds nobody out."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from protocol.messages import Incompatible
from server.web.conversation import Conversation
from server.web.limits import Limits
from server.web.outbox import Outbox
from tests.support.web_fake_hub import case_advanced, counter_open, printer_stuck
from tests.support.web_house import LIMITS, House, Peer, served


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with served(LIMITS) as house:
        yield house


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every peer counts as another machine's, which the bounds of an address hold for."""
    monkeypatch.setattr("server.web.site.is_loopback", lambda address: False)


async def watching(house: House, **held: object) -> Peer:
    peer = await house.peer()
    await peer.say(type="watch", versions=[1], **held)
    return peer


async def test_a_stranger_is_shown_the_strangers_view(house: House) -> None:
    board = await watching(house)
    welcome = await board.hear()
    assert (welcome["type"], welcome["version"], welcome["time"]) == ("watching", 1, 1000)
    snapshot = await board.hear()
    assert snapshot["type"] == "snapshot"
    assert "staff" not in json.dumps(snapshot)
    house.hub.commit(case_advanced(), printer_stuck(), counter_open())
    events = await board.hear("events")
    assert [event["type"] for event in events["events"]] == ["counter_changed"], "no case, no printer"
    assert events["events"][0]["counter"] == {"id": "1", "state": "open"}, "nor is who sits there"
    assert (await board.hear("beat"))["day"] == "2026-11-23"


async def test_who_comes_back_is_told_what_it_missed(house: House) -> None:
    house.hub.commit(counter_open())
    held = {"epoch": "epoch-1", "last_seq": 0, "office_revision": "office-1"}
    board = await watching(house, **held)
    await board.hear("watching")
    assert [frame["type"] for frame in (await board.hear(), await board.hear())] == ["events", "beat"]
    for stale in ({"epoch": "another"}, {"last_seq": 99}, {"office_revision": "office-0"}):
        board = await watching(house, **(held | stale))
        assert (await board.hear("events", "snapshot"))["type"] == "snapshot", stale


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "call_next", "request_id": "r"},
        {"type": "sign_in", "request_id": "r", "staff": 1, "pin": "839201"},
        {"type": "list_staff", "request_id": "r"},
        {"type": "hello", "versions": [1], "token": "counter-token"},
        {"type": "ask_to_pair", "versions": [1], "kind": "kiosk", "letters": "BCDFGHJK"},
        {"type": "watch", "versions": [1]},
    ],
)
async def test_a_board_that_speaks_is_refused_and_goes_on_watching(house: House, frame: dict[str, object]) -> None:
    async def never(device: object, command: object) -> object:
        raise AssertionError("a stranger's command was carried out")

    house.hub.answer = never  # type: ignore[assignment]
    board = await watching(house)
    await board.hear("snapshot")
    await board.say(**frame)
    refused = await board.hear("refused", "answer", "welcome", "pairing_offered")
    assert (refused["code"], refused.get("request_id")) == ("out_of_order", frame.get("request_id"))
    house.hub.commit(counter_open())
    assert (await board.hear("events"))["seq"] == 1


async def test_a_board_that_floods_is_slowed_down() -> None:
    async with served(replace(LIMITS, frames_before_hello=3)) as house:
        board = await watching(house)
        await board.hear("snapshot")
        for _ in range(4):
            await board.say(type="call_next", request_id="r")
        assert [(await board.hear("refused"))["code"] for _ in range(4)] == ["out_of_order"] * 2 + ["too_fast"] * 2


async def test_garbage_is_answered_and_the_board_lives(house: House) -> None:
    board = await watching(house)
    await board.hear("snapshot")
    for garbage in ("{", "[]", '{"type":"dance"}', "x" * 70_000):
        await board.socket.send_str(garbage)
        assert (await board.hear("refused"))["code"] in ("malformed", "unknown_command", "too_large")
    house.hub.commit(counter_open())
    assert (await board.hear("events"))["seq"] == 1


async def test_an_office_without_web_boards_says_so() -> None:
    async with served(replace(LIMITS, boards=0)) as house:
        board = await watching(house)
        assert (await board.hear())["code"] == "no_web_board"
        assert await board.closed() == 1008


async def test_another_version_is_told_which_side_to_update(house: House) -> None:
    board = await house.peer()
    await board.say(type="watch", versions=[9])
    assert (await board.hear())["type"] == Incompatible.__struct_config__.tag
    assert await board.closed() == 1008


async def test_boards_are_bounded_in_all_and_terminals_still_find_room() -> None:
    async with served(replace(LIMITS, boards=2)) as house:
        boards = [await watching(house) for _ in range(3)]
        for board in boards[:2]:
            await board.hear("snapshot")
        assert (await boards[2].hear())["code"] == "boards_full"
        assert await boards[2].closed() == 1008
        assert (await (await house.peer()).hello("display-token"))["type"] == "snapshot"
        await boards[0].socket.close()
        await (await watching(house)).hear("snapshot")


@pytest.mark.usefixtures("far_away")
async def test_one_address_has_a_bound_of_its_own() -> None:
    async with served(replace(LIMITS, boards_per_address=1)) as house:
        first, second = await watching(house), await watching(house)
        await first.hear("snapshot")
        assert (await second.hear())["code"] == "boards_full"


@pytest.mark.usefixtures("far_away")
async def test_coming_and_going_is_bounded_too() -> None:
    """Each coming costs the hub a snapshot."""
    async with served(replace(LIMITS, watch_burst=2, watches_per_minute=1.0)) as house:
        for _ in range(2):
            board = await watching(house)
            await board.hear("snapshot")
            await board.socket.close()
        refused = await (await watching(house)).hear()
        assert refused["code"] == "too_fast"
        assert 0 < refused["params"]["retry_ms"] <= 60_000


async def test_a_board_that_does_not_read_loses_its_place_and_no_one_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dropped: list[Outbox] = []
    drop = Outbox._drop_slow_reader
    monkeypatch.setattr(Outbox, "_drop_slow_reader", lambda outbox: (dropped.append(outbox), drop(outbox)))
    left: list[Conversation] = []
    leave = Conversation._leave
    monkeypatch.setattr(Conversation, "_leave", lambda one: (left.append(one), leave(one)))
    limits = replace(LIMITS, boards=1, outbox_frames=4)
    async with served(limits) as house:
        lazy = await watching(house)
        await lazy.hear("snapshot")
        transport = lazy.socket._response.connection.transport  # type: ignore[union-attr]
        transport.pause_reading()  # type: ignore[union-attr]
        brisk = await house.peer()
        await brisk.hello("display-token")
        count = 0
        while not dropped:
            house.hub.commit(*[counter_open()] * 500)
            await brisk.hear("events")
            count += 1
            assert count < 2_000, "the slow board was never cut off"
        again = await watching(house)
        assert (await again.hear("snapshot", "refused"))["type"] == "snapshot", "its place is free"


def test_boards_leave_room_for_terminals_whatever_the_settings_say() -> None:
    from server.config.settings import HubFile

    most = HubFile.__annotations__["web_boards_at_once"].__metadata__[0].le
    assert most + 100 < Limits().connections
