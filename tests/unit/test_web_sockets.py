"""The socket's mechanics over real loopback sockets: order, bad frames, slow readers, pairing, revocation."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol.messages import MAX_FRAME_BYTES, Paired, Session
from server.web.limits import Limits
from server.web.site import application
from tests.support.web_fake_hub import FakeHub, case_advanced, counter_open
from tests.support.web_house import LIMITS, House, Peer, served


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with served(LIMITS) as house:
        yield house


async def test_hello_is_answered_with_welcome_then_snapshot(house: House) -> None:
    peer = await house.peer()
    await peer.say(type="hello", versions=[1, 9], token="display-token")
    welcome = await peer.hear()
    assert (welcome["type"], welcome["version"], welcome["view"]) == ("welcome", 1, "public")
    assert (await peer.hear())["type"] == "snapshot"


@pytest.mark.parametrize(("versions", "update"), [([2, 3], "hub"), ([0], "terminal"), ([], "terminal")])
async def test_no_common_version_names_the_side_to_update(house: House, versions: list[int], update: str) -> None:
    peer = await house.peer()
    await peer.say(type="hello", versions=versions, token="display-token")
    assert (await peer.hear())["update"] == update
    assert await peer.closed() == 1008


async def test_unknown_token_is_refused_and_closed(house: House) -> None:
    peer = await house.peer()
    await peer.say(type="hello", versions=[1], token="nobody")
    assert (await peer.hear())["code"] == "not_trusted"
    assert await peer.closed() == 1008


async def test_silent_stranger_is_closed() -> None:
    async with served(Limits(hello_seconds=0.05)) as house:
        peer = await house.peer()
        assert await peer.closed() == 1008


async def test_command_before_hello_is_out_of_order_and_hello_still_works(house: House) -> None:
    peer = await house.peer()
    await peer.say(type="call_next", request_id="r1")
    refused = await peer.hear()
    assert (refused["code"], refused["request_id"]) == ("out_of_order", "r1")
    assert (await peer.hello("counter-token"))["type"] == "snapshot"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "malformed"),
        ("", "malformed"),
        ("[]", "malformed"),
        ('{"type":"call_next"}', "malformed"),
        ('{"type":"call_ticket","request_id":"r","ticket":"3"}', "malformed"),
        ('{"type":"dance","request_id":"r"}', "unknown_command"),
        ('{"type":"hello","versions":[1],"token":"counter-token"}', "out_of_order"),
        ('{"type":"ask_to_pair","versions":[1],"kind":"kiosk","letters":"BCDFGHJK"}', "out_of_order"),
        ("[" * 60_000, "malformed"),
        ('{"type":"call_next","request_id":"r","x":' + "[" * 20_000 + "]" * 20_000 + "}", "malformed"),
        ('"' + "x" * MAX_FRAME_BYTES + '"', "too_large"),
    ],
)
async def test_bad_frame_gets_a_typed_refusal_and_the_connection_lives(house: House, frame: str, code: str) -> None:
    peer = await house.peer()
    await peer.hello("counter-token")
    await peer.socket.send_str(frame)
    assert (await peer.hear("refused"))["code"] == code
    assert await peer.lives()


async def test_binary_and_broken_utf8_are_refused_and_the_connection_lives(house: House) -> None:
    peer = await house.peer()
    await peer.hello("counter-token")
    await peer.socket.send_bytes(b'{"type":"call_next","request_id":"r"}')
    assert (await peer.hear("refused"))["code"] == "malformed"
    await peer.socket.send_frame(b'{"type":"call_next","request_id":"\xff"}', WSMsgType.TEXT)
    assert (await peer.hear("refused"))["code"] == "malformed"
    assert await peer.lives()


async def test_frame_beyond_all_bounds_closes_with_1009(house: House) -> None:
    peer = await house.peer()
    await peer.hello("counter-token")
    await peer.socket.send_str("x" * (4 * MAX_FRAME_BYTES))
    assert await peer.closed() == 1009
    assert (await (await house.peer()).hello("counter-token"))["type"] == "snapshot"


async def test_unexpected_failure_is_internal_with_a_reference_and_no_text(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    personal = "Siti Canary 3201010101010001"

    async def broken(device: object, command: object) -> Any:
        raise KeyError(personal)

    house.hub.answer = broken
    peer = await house.peer()
    await peer.hello("counter-token")
    await peer.say(type="call_next", request_id="r")
    refused = await peer.hear("refused")
    assert refused["code"] == "internal"
    assert refused["params"]["reference"] in caplog.text
    assert "KeyError" in caplog.text
    assert "in broken" in caplog.text
    assert personal not in caplog.text + json.dumps(refused)


async def test_commands_of_one_socket_run_side_by_side_up_to_the_bound() -> None:
    async with served(Limits(commands_in_flight=3)) as house:
        running, most, gate = 0, 0, asyncio.Event()

        async def slow(device: object, command: object) -> Any:
            nonlocal running, most
            running += 1
            most = max(most, running)
            if running == 3:
                gate.set()
            await gate.wait()
            running -= 1
            return await house.hub._done(None, None)  # type: ignore[arg-type]

        house.hub.answer = slow
        peer = await house.peer()
        await peer.hello("counter-token")
        for number in range(9):
            await peer.say(type="call_next", request_id=str(number))
        answered = {(await peer.hear("answer"))["request_id"] for _ in range(9)}
        assert answered == {str(number) for number in range(9)}
        assert most == 3


async def test_public_view_skips_what_it_may_not_see_and_its_chain_holds(house: House) -> None:
    public, staff = await house.peer(), await house.peer()
    mark = (await public.hello("display-token"))["seq"]
    await staff.hello("counter-token")
    house.hub.commit(case_advanced())
    house.hub.commit(counter_open(), case_advanced())
    seen = await public.hear("events")
    assert (seen["prev"], seen["seq"], len(seen["events"])) == (mark, 2, 1)
    assert "staff" not in seen["events"][0]["counter"]
    first, second = await staff.hear("events"), await staff.hear("events")
    assert (first["seq"], second["prev"], second["seq"], len(second["events"])) == (1, 1, 3, 2)
    assert second["events"][0]["counter"]["staff"] == 7


async def test_latecomer_of_the_public_view_joins_the_same_chain(house: House) -> None:
    """Its snapshot names the seq that the next frame's prev will name, not one that only staff know."""
    early, late = await house.peer(), await house.peer()
    await early.hello("display-token")
    house.hub.commit(counter_open())
    house.hub.commit(case_advanced())
    snapshot = await late.hello("display-token-2")
    house.hub.commit(counter_open())
    assert (await late.hear("events"))["prev"] == snapshot["seq"]


async def test_return_with_the_same_revision_gets_only_what_was_missed(house: House) -> None:
    peer = await house.peer()
    held = (await peer.hello("display-token"))["seq"]
    await peer.socket.close()
    house.hub.commit(counter_open())
    house.hub.commit(case_advanced())
    back = await house.peer()
    missed = await back.hello("display-token", epoch="epoch-1", last_seq=held, office_revision="office-1")
    assert (missed["type"], missed["prev"], len(missed["events"])) == ("events", held, 1)
    house.hub.commit(counter_open())
    assert (await back.hear("events"))["prev"] == missed["seq"]


@pytest.mark.parametrize("held", [{"epoch": "other"}, {"last_seq": 99}, {"office_revision": "other"}])
async def test_return_that_cannot_be_continued_gets_a_snapshot(house: House, held: dict[str, Any]) -> None:
    peer = await house.peer()
    hello = {"epoch": "epoch-1", "last_seq": 0, "office_revision": "office-1"} | held
    assert (await peer.hello("display-token", **hello))["type"] == "snapshot"


async def test_slow_reader_is_dropped_and_nobody_else_waits() -> None:
    async with served(LIMITS) as house:
        slow, quick = await house.peer(), await house.peer()
        await slow.hello("counter-token")
        await quick.hello("display-token")
        transport = slow.socket._conn.transport  # type: ignore[union-attr]
        transport.pause_reading()
        sent = 0
        heard: list[int] = []
        caught_up = asyncio.Event()

        async def listen() -> None:
            while len(heard) < 20_000:
                heard.append((await quick.hear("events"))["seq"])
                caught_up.set()

        listening = asyncio.create_task(listen())
        while sent < 20_000:
            house.hub.commit(*[counter_open()] * 50)
            house.hub.commit(counter_open())
            sent += 2
            while len(heard) < sent - 100:  # the quick one keeps up; the slow one can't
                await caught_up.wait()
                caught_up.clear()
        await listening
        assert heard == sorted(heard)
        assert len(heard) == 20_000
        transport.resume_reading()
        assert await slow.closed() in (None, 1006)


async def test_newest_connection_of_a_device_wins(house: House) -> None:
    older = await house.peer()
    await older.hello("counter-token")
    newer = await house.peer()
    await newer.hello("counter-token")
    assert (await older.hear("refused"))["code"] == "connected_elsewhere"
    assert await older.closed() == 1008
    assert await newer.lives()


async def test_two_command_lines_of_the_admin_may_run_at_once(house: House) -> None:
    one, two = await house.peer(), await house.peer()
    await one.hello("admin-token")
    await two.hello("admin-token")
    assert await one.lives()
    assert await two.lives()


async def test_revoked_device_is_cut_off_at_once(house: House) -> None:
    peer = await house.peer()
    await peer.hello("display-token")
    house.hub.tell_revoked(1)
    assert (await peer.hear("refused"))["code"] == "not_trusted"
    assert await peer.closed() == 1008
    back = await house.peer()
    await back.say(type="hello", versions=[1], token="display-token")
    assert (await back.hear())["code"] == "not_trusted"


async def test_session_news_reach_the_device_concerned(house: House) -> None:
    counter, other = await house.peer(), await house.peer()
    await counter.hello("counter-token")
    await other.hello("display-token")
    house.hub.tell_session(3, Session(staff=7, name="Bu Rini", roles=(), rights=(), counter="1", locked=True))
    assert (await counter.hear("session_changed"))["session"]["locked"] is True
    house.hub.tell_session(3, None)
    assert "session" not in await counter.hear("session_changed")
    house.hub.commit(counter_open())
    assert (await other.hear("events", "session_changed"))["type"] == "events"


async def test_pairing_hands_the_token_to_the_socket_that_showed_the_letters(house: House) -> None:
    device = await house.peer()
    await device.say(type="ask_to_pair", versions=[1], kind="kiosk", letters="BCDFGHJK")
    assert (await device.hear())["type"] == "pairing_offered"
    thief = await house.peer()
    await thief.say(type="ask_to_pair", versions=[1], kind="kiosk", letters="BCDFGHJK")
    assert (await thief.hear())["code"] == "pairing_expired"
    house.hub.tell_paired("BCDFGHJK", Paired(token="t", name="Kios", place=""))
    assert (await device.hear())["token"] == "t"
    assert await device.closed() == 1000


async def test_a_code_that_was_typed_wrongly_goes_off_its_screen(house: House) -> None:
    ask = {"type": "ask_to_pair", "versions": [1], "kind": "kiosk", "letters": "BCDFGHJK"}
    device = await house.peer()
    await device.say(**ask)
    await device.hear("pairing_offered")
    house.hub.tell_burnt("BCDFGHJK")
    assert (await device.hear())["code"] == "pairing_mismatch"
    assert await device.closed() == 1000
    again = await house.peer()
    await again.say(**ask)
    assert (await again.hear())["type"] == "pairing_offered"


async def test_letters_are_free_again_when_their_socket_is_gone(house: House) -> None:
    ask = {"type": "ask_to_pair", "versions": [1], "kind": "kiosk", "letters": "BCDFGHJK"}
    device = await house.peer()
    await device.say(**ask)
    await device.hear("pairing_offered")
    await device.socket.close()
    again = await house.peer()
    await again.say(**ask)
    assert (await again.hear())["type"] == "pairing_offered"


async def test_pairing_asks_are_limited_per_address() -> None:
    async with served(Limits(pairing_ask_burst=2, pairing_asks_per_minute=1.0)) as house:
        peer = await house.peer()
        codes = []
        for letters in ("BCDFGHJK", "BCDFGHJL", "BCDFGHJM"):
            await peer.say(type="ask_to_pair", versions=[1], kind="kiosk", letters=letters)
            codes.append((await peer.hear()).get("code"))
        assert codes == [None, None, "too_fast"]


async def test_a_flood_is_told_when_to_come_again() -> None:
    async with served(Limits(commands_per_second=2.0, command_burst=3)) as house:
        peer = await house.peer()
        await peer.hello("counter-token")
        for number in range(4):
            await peer.say(type="call_next", request_id=str(number))
        refused = await peer.hear("refused")
        assert (refused["code"], refused["request_id"]) == ("too_fast", "3")
        assert 0 < refused["params"]["retry_ms"] <= 500


async def test_foreign_origin_is_refused_and_our_own_is_not(house: House) -> None:
    headers = {"Origin": "https://evil.example"}
    answer = await house.client.get(house.server.make_url("/ws"), headers=headers)
    assert answer.status == 403
    own = await house.peer(headers={"Origin": f"http://{house.server.host}:{house.server.port}"})
    assert (await own.hello("display-token"))["type"] == "snapshot"


async def test_sockets_in_all_are_bounded() -> None:
    async with served(Limits(connections=1)) as house:
        only = await house.peer()
        assert (await house.client.get(house.server.make_url("/ws"))).status == 429
        await only.hello("display-token")


async def test_shutdown_says_goodbye_to_every_socket() -> None:
    hub = FakeHub()
    async with ClientSession() as client:
        server = TestServer(application(hub, LIMITS, "test"))
        await server.start_server()
        peer = Peer(await client.ws_connect(server.make_url("/ws")))
        await peer.hello("display-token")
        closing = asyncio.create_task(server.close())
        assert await peer.closed() == 1001
        await closing


async def test_beat_comes_by_itself(house: House) -> None:
    peer = await house.peer()
    await peer.hello("display-token")
    assert (await peer.hear("beat"))["day"] == "2026-11-23"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
near_frames = st.fixed_dictionaries(
    {"type": st.sampled_from(["hello", "call_next", "issue_ticket", "record_step", "ask_to_pair", "x"])},
    optional={"request_id": json_values, "service": json_values, "case": json_values, "versions": json_values},
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frames=st.lists(st.binary(max_size=200) | (json_values | near_frames).map(lambda v: json.dumps(v).encode())))
def test_no_bytes_at_all_kill_the_connection(frames: list[bytes]) -> None:
    async def talk() -> None:
        async with served(LIMITS) as house:
            peer = await house.peer()
            await peer.hello("counter-token")
            for number, frame in enumerate(frames):
                await peer.socket.send_frame(frame, WSMsgType.BINARY if number % 5 == 4 else WSMsgType.TEXT)
            assert await peer.lives()

    asyncio.run(talk())
