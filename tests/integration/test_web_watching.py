"""A stranger's board at a real hub: no more than it draws, resumed over a restart, and no power at all."""

from pathlib import Path
from typing import Any

from protocol import codec
from protocol.messages import Event, Events, Snapshot
from protocol.views import seen_by
from protocol.vocabulary import View
from terminal.link.mirror import Mirror
from tests.support.office import KTP, HandClock
from tests.support.web_terminal import Terminal, served_office


async def watching(office: Any, **held: Any) -> Terminal:
    board: Terminal = await office.connect()
    await board.say("watch", versions=[1], **held)
    await board.hear("watching")
    return board


async def test_a_board_hears_in_time_what_a_stranger_may_hear(tmp_path: Path) -> None:
    """Of everything that desks hear, in its order; and the snapshot of a newcomer says the same."""
    async with served_office(tmp_path) as office:
        await office.furnish()
        kiosk, seats = await office.at("kiosk"), await office.seated()
        desk, board = await office.at("serah"), await watching(office)
        first = await board.hear("snapshot")
        known = {"tickets", "counters", "calls", "services", "incidents", "office", "office_revision"}
        assert first.keys() <= known | {"type", "epoch", "seq", "time", "day"}
        assert first["office"]["roles"] == []
        paper = await kiosk.do("issue_ticket", service=KTP, priority=True)
        await kiosk.do("report_paper", ticket=paper["ticket"]["id"], outcome="failed", problem="paper_out")
        await kiosk.do("report_printer", problem="paper_out")
        await kiosk.do("report_troubles", troubles=["screen_asleep"])
        await seats["1"].do("call_next")
        await seats["1"].do("start_serving", ticket=paper["ticket"]["id"])
        await seats["1"].do("set_counter", state="paused")
        for terminal in (desk, board):
            while (await terminal.hear("events"))["events"][-1]["type"] != "counter_changed":
                pass
        heard = [[event for line in one.heard for event in told(line)] for one in (desk, board)]
        mirrors = [Mirror() for _ in range(2)]
        assert heard[1] == [codec.encode(seen) for event in heard[0] if (seen := seen_by(View.STRANGER, read(event)))]
        assert len(heard[0]) >= len(heard[1]) + 3, "papers, printers and terminals are for others"
        for line in board.heard:
            follow(mirrors[0], line)
        newcomer = await watching(office)
        await newcomer.hear("snapshot")
        for line in newcomer.heard:
            follow(mirrors[1], line)
        assert (mirrors[0].seq, mirrors[0].tickets) == (mirrors[1].seq, mirrors[1].tickets)
        assert (mirrors[0].counters, mirrors[0].calls) == (mirrors[1].counters, mirrors[1].calls)


def told(line: str) -> list[bytes]:
    frame = codec.from_hub(line)
    return [bytes(body) for body in frame.events] if isinstance(frame, Events) else []


def read(body: bytes) -> Event:
    event = codec.event(body)
    assert event is not None
    return event


def follow(mirror: Mirror, line: str) -> None:
    match codec.from_hub(line):
        case Snapshot() as snapshot:
            mirror.load(snapshot)
        case Events() as events:
            mirror.fold(events)


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
