"""Documents handed in by a terminal: who may, to which case, once each, and what is kept of them."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from protocol import messages as m
from protocol.vocabulary import CaseState, DeviceKind, Result, Step
from server.app.receive_document import MOST_DOCUMENTS
from server.app.work import ADMIN
from server.pictures.signature import is_plain_jpeg
from tests.support.office import PIN, TestOffice
from tests.support.pictures import jpeg, pdf, png
from tests.support.remote_office import DESK, events, incomplete, opened, receive, remote_office
from tests.support.uploads import Sender, sending
from tests.support.web_terminal import served_office


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await remote_office(tmp_path)
    yield office
    await office.close()


@pytest_asyncio.fixture
async def desk(office: TestOffice) -> AsyncIterator[Sender]:
    await office.do(DESK, m.SignOut)
    async with sending(office, DESK) as sender:
        await office.sit_down("wati", DESK, open_counter=False)
        yield sender


async def pages_of(office: TestOffice, document: int) -> list[bytes]:
    return await office.hub.carry(ADMIN, lambda work: work.books.documents.pages(document))


async def test_a_photo_becomes_a_document(office: TestOffice, desk: Sender) -> None:
    file = await receive(office)
    told = await desk.send(file.case.id, jpeg(400, 300), requirement="kk")
    assert told.status == 201
    after = await opened(office, file.case.id)
    assert [(d.id, d.pages, d.requirement) for d in after.documents] == [(told.body["id"], 1, "kk")]
    assert (after.case.documents, after.case.version) == (1, file.case.version + 1)
    [page] = await pages_of(office, told.body["id"])
    assert is_plain_jpeg(page)
    assert Image.open(io.BytesIO(page)).size == (400, 300)
    last = (await events(office))[-1]
    assert isinstance(last, m.CaseUpdated)
    assert last.document == told.body["id"]


async def test_a_pdf_is_a_document_of_its_pages(office: TestOffice, desk: Sender) -> None:
    file = await receive(office)
    told = await desk.send(file.case.id, pdf(3))
    assert (told.status, told.body["pages"]) == (201, 3)


async def test_the_same_request_has_the_same_answer(office: TestOffice, desk: Sender) -> None:
    file, content = await receive(office), jpeg()
    first = await desk.send(file.case.id, content, request_id="one")
    again = await desk.send(file.case.id, content, request_id="one")
    assert (again.status, again.body) == (201, first.body)
    other = await desk.send(file.case.id, png(), request_id="one")
    assert (other.status, other.why) == (409, "request_reused")
    assert (await opened(office, file.case.id)).case.documents == 1


async def test_a_document_answers_what_was_missing(office: TestOffice, desk: Sender) -> None:
    file = await incomplete(office, await receive(office))
    await desk.send(file.case.id, jpeg(), requirement="kk")
    after = await opened(office, file.case.id)
    assert (after.case.state, after.case.received_at) == (CaseState.VERIFYING, file.case.received_at)
    assert after.history[-1].step is Step.RESUBMIT


async def test_who_may_not_hand_in(office: TestOffice, desk: Sender) -> None:
    file = await receive(office)
    stranger = Sender(desk.url, "not-a-token", desk.client)
    assert (await stranger.send(file.case.id, jpeg())).why == "not_trusted"
    kiosk = await office.do("admin", m.AddDevice, kind=DeviceKind.KIOSK, name="k2", place="k2")
    assert (await Sender(desk.url, kiosk.token, desk.client).send(file.case.id, jpeg())).status == 403
    printer = await office.do("admin", m.AddDevice, kind=DeviceKind.COUNTER, name="c2", place="cetak")
    print_room = Sender(desk.url, printer.token, desk.client)
    assert (await print_room.send(file.case.id, jpeg())).why == "not_signed_in"
    await office.do(DESK, m.Lock)
    assert (await desk.send(file.case.id, jpeg())).why == "locked"
    await office.do(DESK, m.Unlock, pin=PIN)
    assert (await desk.send(file.case.id, jpeg())).status == 201
    office.devices["cetak"] = await office.hub.recognise(printer.token)
    await office.do("cetak", m.SignIn, staff=office.staff["pri"], pin=PIN, take_over=True)
    assert (await print_room.send(file.case.id, jpeg())).why == "not_allowed"
    assert (await opened(office, file.case.id)).case.documents == 1


async def test_what_is_refused_is_not_kept(office: TestOffice, desk: Sender) -> None:
    file = await receive(office)
    refusals = [
        await desk.send(file.case.id, b"<svg/>"),
        await desk.send(file.case.id, b""),
        await desk.send(file.case.id, bytes(10 * 1024 * 1024 + 1)),
        await desk.send(file.case.id, jpeg(), requirement="../../etc/passwd"),
        await desk.send(file.case.id, jpeg(), request_id=""),
        await desk.send(999, jpeg()),
    ]
    assert [(told.status, told.why) for told in refusals] == [
        (422, "file_refused:type"),
        (422, "file_refused:empty"),
        (413, "file_too_large"),
        (422, "unknown_requirement"),
        (400, "malformed"),
        (404, "unknown_case"),
    ]
    after = await opened(office, file.case.id)
    assert (after.documents, after.case.version) == ((), file.case.version)


async def test_cases_of_the_hall_and_ended_ones_take_nothing(office: TestOffice, desk: Sender) -> None:
    await office.issue()
    served = await office.serve_next("1")
    assert (await desk.send(served.case.id, jpeg())).why == "not_remote"
    file = await receive(office)
    await office.step(DESK, file, Step.CANCEL, Result.CANCELLED, reason="Twice")
    assert (await desk.send(file.case.id, jpeg())).why == "case_ended"


async def test_a_case_holds_so_many(office: TestOffice, desk: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.app.receive_document.MOST_DOCUMENTS", 2)
    assert MOST_DOCUMENTS > 10
    file = await receive(office)
    told = [await desk.send(file.case.id, png()) for _ in range(3)]
    assert [one.status for one in told] == [201, 201, 409]
    assert (told[2].why, told[2].body["params"]) == ("too_many_documents", {"limit": 2})


async def test_the_running_hub_takes_documents_behind_its_certificate(tmp_path: Path) -> None:
    async with served_office(tmp_path) as office:
        admin = await office.admin()
        added = await admin.do("add_device", kind="counter", name=DESK, place=DESK)
        hired = await admin.do("add_staff", login="wati", name="Wati", roles=["operator-paktuwa"], pin=PIN)
        desk = await office.greet(added["token"])
        await desk.do("sign_in", staff=hired["staff"][0]["id"], pin=PIN)
        file = await desk.do("receive_case", service="pak-tuwa", phone="081234567890", sent_at=1)
        url = f"{office.http}/cases/{file['case']['id']}/documents"
        headers = {"Authorization": f"Bearer {added['token']}", "X-Request-Id": "one"}
        async with office.client.post(url, data=jpeg(), headers=headers, ssl=office.pin()) as answer:
            assert (answer.status, (await answer.json())["pages"]) == (201, 1)
        updated = await desk.hear("events")
        while "case_updated" not in str(updated):
            updated = await desk.hear("events")
