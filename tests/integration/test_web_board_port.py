"""The board's own port at a real hub: for televisions that take no certificate, and no way to anything else."""

import asyncio
from pathlib import Path

from tests.support.office import KTP
from tests.support.web_terminal import Terminal, served_office


async def test_televisions_get_the_board_without_a_certificate_and_nothing_else(tmp_path: Path) -> None:
    async with served_office(tmp_path, web_board_port=0) as office:
        await office.furnish()
        kiosk = await office.at("kiosk")
        root = office.ready.board_url.removesuffix("/board")
        assert root.startswith("http://127.0.0.1:")
        async with office.client.get(office.ready.board_url) as answer:
            page = await answer.text()
            assert answer.status == 200
            assert "Set-Cookie" not in answer.headers
            assert "<form" not in page
        for address in ("/", "/t/a-tickets-secret", "/p/7K3M9QR0", "/healthz", "/files/1"):
            async with office.client.get(root + address, allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (302, "/board"), address
            async with office.client.post(root + address) as answer:
                assert answer.status == 405, address
        async with office.client.ws_connect(root.replace("http", "ws") + "/ws") as socket:
            board = Terminal(socket)
            listening = asyncio.create_task(board.listen())
            await board.say("hello", versions=[1], token=office.tokens["kiosk"])
            assert (await board.hear("refused", "welcome"))["code"] == "out_of_order"
            await board.say("ask_to_pair", versions=[1], letters="BCDFGHJK", kind="kiosk")
            assert (await board.hear("refused", "pairing_offered"))["code"] == "out_of_order"
            await board.say("issue_ticket", request_id="1", service=KTP)
            assert (await board.hear("refused", "answer"))["code"] == "out_of_order"
            await board.say("watch", versions=[1])
            await board.hear("snapshot")
            await kiosk.do("issue_ticket", service=KTP)
            assert [event["type"] for event in (await board.hear("events"))["events"]] == ["ticket_issued"]
        await listening
        async with office.client.get(office.http + "/healthz", ssl=office.pin()) as answer:
            assert answer.status == 200, "the other door is as before"


async def test_no_second_port_is_opened_unasked(tmp_path: Path) -> None:
    async with served_office(tmp_path) as office:
        assert office.ready.board_url == ""
