"""What desks are told of the hall's terminals: their troubles, and which of them are gone. Nobody else is told."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import DeviceKind, Trouble, View
from tests.support.office import TestOffice, open_office, snapshot_of, staffed_office
from tests.support.web_terminal import Terminal, served_office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path)
    yield office
    await office.close()


async def seen(office: TestOffice) -> dict[str, tuple[tuple[Trouble, ...], int | None]]:
    """Each terminal's troubles, and since when it is gone: milliseconds UTC."""
    return {one.name: (one.troubles, one.gone_since) for one in (await snapshot_of(office)).terminals}


async def gone(office: TestOffice) -> set[str]:
    return {name for name, (_, since) in (await seen(office)).items() if since is not None}


async def passes(office: TestOffice, seconds: float) -> None:
    """Time, at the end of which the hub looks."""
    office.clock.run(seconds)
    await office.hub.tick()


async def comes(office: TestOffice, *names: str) -> None:
    for name in names:
        office.hub.came(office.devices[name])
    await office.hub.tick()


# --- troubles


async def test_desks_are_told_what_a_terminal_says_of_itself(office: TestOffice) -> None:
    heard: list[m.Event] = []
    office.hub.on_committed(lambda lines: heard.extend(line.event for line in lines))
    said = (Trouble.NO_SOUND, Trouble.SCREEN_ASLEEP, Trouble.NO_SOUND)
    for troubles in (said, said[::-1], ()):
        await office.do("display", m.ReportTroubles, troubles=troubles)
    told = m.TerminalNow(
        device=office.devices["display"].id,
        kind=DeviceKind.DISPLAY,
        name="display",
        place="display",
        troubles=(Trouble.SCREEN_ASLEEP, Trouble.NO_SOUND),
        at=office.clock(),
    )
    mended = msgspec.structs.replace(told, troubles=())
    assert heard == [m.TerminalChanged(terminal=told), m.TerminalChanged(terminal=mended)]
    assert (await snapshot_of(office)).terminals == (mended,)


@pytest.mark.parametrize("place", ["1", "admin"])
async def test_only_the_halls_terminals_speak_of_themselves(office: TestOffice, place: str) -> None:
    with pytest.raises(errors.NotAllowed):
        await office.do(place, m.ReportTroubles, troubles=(Trouble.NO_SOUND,))
    assert (await snapshot_of(office)).terminals == ()


@pytest.mark.parametrize("view", [View.PUBLIC, View.STRANGER])
async def test_the_hall_and_strangers_are_not_told(office: TestOffice, view: View) -> None:
    before = office.hub.last_seq(view)
    await office.do("display", m.ReportTroubles, troubles=(Trouble.NO_SOUND,))
    missed: list[m.Events | None] = []
    await office.hub.since(view, office.hub.epoch, before, missed.append)
    assert missed[0] is not None
    assert (missed[0].seq, missed[0].events) == (before, ())
    assert "no_sound" not in msgspec.json.encode(await snapshot_of(office, view)).decode()
    assert "no_sound" in msgspec.json.encode(await snapshot_of(office)).decode(), "the control"


# --- who is gone


async def test_a_terminal_that_is_gone_for_a_minute_is_missed_until_it_is_back(office: TestOffice) -> None:
    await comes(office, "display", "kiosk")
    assert await seen(office) == {"display": ((), None), "kiosk": ((), None)}
    await office.do("display", m.ReportTroubles, troubles=(Trouble.NO_SOUND,))
    left = office.clock()
    office.hub.left(office.devices["display"])
    await passes(office, 59)
    assert await gone(office) == set()
    await passes(office, 1)
    assert (await seen(office))["display"] == ((), left), "of what is gone nothing else is known"
    await passes(office, 600)
    assert (await seen(office))["display"] == ((), left)
    await comes(office, "display")
    assert await gone(office) == set()


async def test_a_flicker_of_the_network_is_told_to_nobody(office: TestOffice) -> None:
    await comes(office, "display", "kiosk")
    before = office.hub.last_seq(View.STAFF)
    for _ in range(20):
        for name in ("display", "kiosk"):
            office.hub.left(office.devices[name])
        await passes(office, 40)
        await comes(office, "display", "kiosk")
    assert office.hub.last_seq(View.STAFF) == before


async def test_whoever_was_not_seen_today_is_not_missed(office: TestOffice) -> None:
    await passes(office, 600)
    assert await seen(office) == {}
    await comes(office, "display")
    office.hub.left(office.devices["display"])
    tomorrow = office.clock.at + timedelta(days=1)
    office.clock.set(tomorrow)
    await passes(office, 600)
    assert await seen(office) == {}


async def test_whoever_is_switched_off_after_hours_is_not_missed_nor_in_a_break(office: TestOffice) -> None:
    friday = office.clock.at.replace(day=27)
    office.clock.set(friday.replace(hour=11, minute=20))
    await comes(office, "display", "kiosk")
    office.clock.set(friday.replace(hour=15, minute=30))
    office.hub.left(office.devices["display"])
    await passes(office, 3600)
    assert await gone(office) == set()


async def test_a_new_start_of_the_hub_says_nothing_false_and_forgets_nobody(tmp_path: Path) -> None:
    """Three terminals of yesterday's hub: one was gone, one comes back, one does not."""
    office = await staffed_office(tmp_path)
    await office.place_device(DeviceKind.DISPLAY, "display-2")
    await comes(office, "display", "display-2", "kiosk")
    office.hub.left(office.devices["display"])
    left = office.clock()
    await passes(office, 90)
    await office.close()
    again = await open_office(tmp_path, clock=office.clock)
    again.devices = office.devices
    before, begun = again.hub.last_seq(View.STAFF), again.clock()
    await comes(again, "kiosk")
    await passes(again, 59)
    assert again.hub.last_seq(View.STAFF) == before, "nothing is new yet"
    await passes(again, 2)
    assert await seen(again) == {"display": ((), left), "display-2": ((), begun), "kiosk": ((), None)}
    await again.close()


async def test_a_hub_that_finds_the_right_time_misses_nobody(office: TestOffice) -> None:
    """A small computer without a battery starts in the past, and is set by the network."""
    await comes(office, "display")
    office.hub.left(office.devices["display"])
    office.clock.set(office.clock.at + timedelta(minutes=20))
    await passes(office, 2)
    assert await gone(office) == set()


async def test_troubles_of_a_terminal_that_stays_on_last_over_midnight(office: TestOffice) -> None:
    await comes(office, "display", "kiosk")
    await office.do("display", m.ReportTroubles, troubles=(Trouble.NO_SOUND,))
    office.hub.left(office.devices["kiosk"])
    office.clock.set(office.clock.at + timedelta(days=1))
    await office.hub.tick()
    assert await seen(office) == {"display": ((Trouble.NO_SOUND,), None)}


async def test_a_revoked_terminal_is_asked_for_by_nobody(office: TestOffice) -> None:
    await comes(office, "display")
    heard: list[m.Event] = []
    office.hub.on_committed(lambda lines: heard.extend(line.event for line in lines))
    await office.do("admin", m.RevokeDevice, device=office.devices["display"].id)
    assert [event.terminal.revoked for event in heard if isinstance(event, m.TerminalChanged)] == [True]
    office.hub.left(office.devices["display"])
    await passes(office, 600)
    assert await seen(office) == {}


# --- over real sockets


async def is_connected(admin: Terminal, name: str) -> bool:
    devices = (await admin.do("list_devices"))["devices"]
    return any(row.get("connected") for row in devices if row["name"] == name)


async def test_a_desk_hears_of_a_display_whose_cable_is_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.wiring.TICK_SECONDS", 0.02)
    async with served_office(tmp_path) as office:
        await office.furnish()
        admin, desk, display = await office.admin(), await office.at("1"), await office.at("display")

        async def told() -> dict[str, object]:
            while True:
                for event in (await desk.hear("events"))["events"]:
                    if event["type"] == "terminal_changed" and event["terminal"]["name"] == "display":
                        return event["terminal"]  # type: ignore[no-any-return]

        assert (await told()).keys() == {"device", "kind", "name", "place", "at"}
        await display.do("report_troubles", troubles=["screen_asleep", "a word of tomorrow"])
        assert (await told())["troubles"] == ["screen_asleep", "unknown"]
        await display.say("report_troubles", request_id="r", troubles="no_sound")
        refused = await display.hear("refused")
        assert (refused["code"], refused["params"]) == ("malformed", {"at": "$.troubles"})
        display.socket._response.connection.transport.abort()  # type: ignore[union-attr]
        await display.closed.wait()
        while await is_connected(admin, "display"):
            pass
        left = office.clock()
        office.clock.run(61)
        away = await told()
        assert (away["gone_since"], away.get("troubles")) == (left, None)
        await office.at("display")
        assert "gone_since" not in await told()
