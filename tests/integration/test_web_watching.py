"""A stranger's board at a real hub: the frames of a display, resumed over a restart, and no power at all."""

import json
from pathlib import Path
from typing import Any

from tests.support.office import KTP, HandClock
from tests.support.web_terminal import Terminal, served_office


async def watching(office: Any, **held: Any) -> Terminal:
    board: Terminal = await office.connect()
    await board.say("watch", versions=[1], **held)
    await board.hear("watching")
    return board


def without_time(line: str) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(line)
    return {name: value for name, value in frame.items() if name != "time"}


async def test_a_board_hears_what_a_display_hears(tmp_path: Path) -> None:
    async with served_office(tmp_path) as office:
        await office.furnish()
        kiosk, seats = await office.at("kiosk"), await office.seated()
        display, board = await office.at("display"), await watching(office)
        snapshot = await board.hear("snapshot")
        paper = await kiosk.do("issue_ticket", service=KTP, priority=True)
        await seats["1"].do("call_next")
        await seats["1"].do("start_serving", ticket=paper["ticket"]["id"])
        await seats["1"].do("set_counter", state="paused")
        for terminal in (display, board):
            while (await terminal.hear("events"))["events"][-1]["type"] != "counter_changed":
                pass
        # Both heard watching or welcome first; then the same frames in the same order.
        heard = [[without_time(line) for line in one.heard[1:] if '"beat"' not in line] for one in (display, board)]
        assert heard[0] == heard[1]
        assert heard[1][0]["seq"] == snapshot["seq"]


async def test_a_board_resumes_over_a_restart_of_the_hub(tmp_path: Path) -> None:
    clock = HandClock()
    async with served_office(tmp_path, clock) as office:
        await office.furnish()
        board, kiosk = await watching(office), await office.at("kiosk")
        mark = await board.hear("snapshot")
        await kiosk.do("issue_ticket", service=KTP)
    held = {"epoch": mark["epoch"], "last_seq": mark["seq"], "office_revision": mark["office_revision"]}
    async with served_office(tmp_path, clock) as office:
        back = await watching(office, **held)
        missed = await back.hear("events", "snapshot")
        assert [event["type"] for event in missed["events"]] == ["ticket_issued"]
        assert missed["prev"] == mark["seq"]
        assert (await back.hear("beat"))["services"]


async def test_a_board_can_do_nothing(tmp_path: Path) -> None:
    async with served_office(tmp_path) as office:
        await office.furnish()
        kiosk, board = await office.at("kiosk"), await watching(office)
        before = (await board.hear("snapshot"))["seq"]
        commands: tuple[tuple[str, dict[str, Any]], ...] = (
            ("issue_ticket", {"service": KTP}),
            ("call_next", {}),
            ("list_staff", {}),
            ("add_device", {"kind": "counter", "name": "x", "place": "1"}),
        )
        for command, fields in commands:
            await board.say(command, request_id=command, **fields)
            assert (await board.hear("refused", "answer"))["code"] == "out_of_order"
        token = (office.settings.data_dir / "admin.token").read_text()
        await board.say("hello", versions=[1], token=token)  # not even with a good one, once it watches
        assert (await board.hear("refused", "welcome"))["code"] == "out_of_order"
        await kiosk.do("issue_ticket", service=KTP)
        events = await board.hear("events")
        assert (events["prev"], [event["type"] for event in events["events"]]) == (before, ["ticket_issued"])


async def test_where_boards_are_off_there_is_no_page_and_no_watching(tmp_path: Path) -> None:
    async with served_office(tmp_path, web_board=False) as office:
        board = await office.connect()
        await board.say("watch", versions=[1])
        assert (await board.hear("refused"))["code"] == "no_web_board"
        async with office.client.get(office.http + "/board", ssl=office.pin()) as answer:
            assert answer.status == 404
