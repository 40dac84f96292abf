"""Letters out and papers in through the Cloud API, against its double: lost, late, twice, and signed by a stranger."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from protocol import messages as m
from protocol.vocabulary import CaseState, Letter, LetterState
from server.app.work import ADMIN
from server.config import load_settings
from server.pictures import Cleaner
from server.web import listening
from server.web.limits import Limits
from server.web.site import application
from server.web.whatsapp import CloudApi, Courier, Hook
from server.web.whatsapp.hook import is_signed
from server.wiring import running
from tests.support import cloud_api as wa
from tests.support.cloud_api import Caller, CloudDouble, Failure, photo, status, words
from tests.support.office import MONDAY_NINE, TestOffice, open_office
from tests.support.pictures import jpeg
from tests.support.remote_office import DESK, events, incomplete, opened, receive, remote_office

FORM = "6281234567890"


@dataclass
class Line:
    """An office on the line with WhatsApp. The courier goes when it is told to."""

    office: TestOffice
    cloud: CloudDouble
    courier: Courier
    caller: Caller

    async def files(self) -> list[m.CaseFile]:
        """All cases there are."""
        ids = await self.office.hub.carry(ADMIN, lambda work: [case.id for case in work.books.cases.shown(0)])
        return [await opened(self.office, id) for id in ids]

    async def wait(self, **time: float) -> None:
        self.office.clock.set(self.office.clock.at + timedelta(**time))
        await self.courier.round()


@asynccontextmanager
async def on_line(office: TestOffice, cloud: CloudDouble) -> AsyncIterator[Line]:
    office.hub._place = replace(office.hub._place, sends_letters=True)
    async with aiohttp.ClientSession() as client:
        courier = Courier(office.hub, CloudApi(cloud.account, client), Cleaner())
        hook = Hook(office.hub, cloud.account, courier)
        listener = listening.bind("127.0.0.1", 0)
        app = application(office.hub, Limits(), "test", hook.routes())
        async with listening.serving(app, listener, None):
            yield Line(office, cloud, courier, Caller(f"http://127.0.0.1:{listener.getsockname()[1]}", client))


@pytest_asyncio.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    office = await remote_office(tmp_path)
    async with wa.cloud() as cloud, on_line(office, cloud) as line:
        yield line
    await office.close()


async def missing(line: Line) -> m.CaseFile:
    """A case whose applicant wrote a minute ago and is told what is missing."""
    await line.caller.messages(words("Salam", line.office.clock()))
    await line.courier.round()
    [file] = await line.files()
    file = await incomplete(line.office, file)
    ready = await line.office.do(DESK, m.TellApplicant, case=file.case.id, letter=Letter.MISSING)
    assert ready.state is LetterState.QUEUED
    return file


async def last_letter(line: Line) -> m.LetterWritten:
    [file] = await line.files()
    return file.letters[-1]


# --- The hook -----------------------------------------------------------------------------------------------


def test_the_signature_of_the_manual() -> None:
    vector = "sha256=0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914"
    assert is_signed(b"test", vector, b"secret")
    assert not is_signed(b"test ", vector, b"secret")


async def test_the_challenge_is_answered_to_who_knows_the_word(line: Line) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": wa.VERIFY, "hub.challenge": "1158201444"}
    for query, answer in ((asked, (200, "1158201444")), (asked | {"hub.verify_token": "é"}, (403, "Forbidden"))):
        async with line.caller.client.get(f"{line.caller.url}/whatsapp", params=query) as told:
            assert (told.status, await told.text()) == answer


@pytest.mark.parametrize("sign", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "sha256=é", "SIGNED_BY_ANOTHER"])
async def test_what_whatsapp_did_not_sign_is_not_even_read(line: Line, sign: str) -> None:
    body = wa.told(messages=[words("Salam", line.office.clock())])
    forged = wa.signature(body, b"another secret") if sign == "SIGNED_BY_ANOTHER" else sign
    assert await line.caller.tell(body, forged) == 401
    assert await line.caller.tell(b"{not json", forged) == 401
    assert await line.files() == []
    assert await line.caller.tell(body) == 200  # the control: signed, it opens a case
    assert len(await line.files()) == 1


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"{not json", 400),
        (b"[" * 100_000, 400),
        (b'{"entry": {}}', 400),
        (b"{}", 200),
        (wa.told(number="another", messages=[words("Salam", 1_764_036_000_000)]), 200),
        (wa.told(messages=[{"id": 5}, {"type": "text"}, 7]), 200),
        (wa.told(messages=[words("Salam", 1_764_036_000_000, sender="not a number")]), 200),
        (wa.told(messages=[words("Salam", 0) | {"timestamp": "soon"}]), 200),
        (wa.told(statuses=[status("wamid.unknown", "read"), {"status": 1}]), 200),
        (wa.told(messages=[{"from": FORM, "id": "r", "timestamp": "1764036000", "type": "reaction"}]), 200),
    ],
)
async def test_no_body_does_harm(line: Line, body: bytes, answer: int) -> None:
    assert await line.caller.tell(body) == answer
    assert await line.files() == []
    await line.caller.messages({"id": 5}, words("Salam", line.office.clock(), id="wamid.control"))
    assert len(await line.files()) == 1


async def test_a_stranger_opens_a_case_and_is_greeted(line: Line) -> None:
    sent = line.office.clock() - 60_000
    assert await line.caller.messages(words("Mau cetak KTP hilang", sent)) == 200
    [file] = await line.files()
    assert (file.phone, file.case.received_at, file.case.state) == (f"+{FORM}", sent, CaseState.VERIFYING)
    assert [(note.text, note.staff) for note in file.notes] == [("Mau cetak KTP hilang", "")]
    await line.courier.round()
    [greeting] = line.cloud.sent
    assert (greeting["to"], greeting["type"]) == (FORM, "text")
    assert "sudah kami terima" in greeting["text"]["body"]
    assert (await last_letter(line)).state is LetterState.SENT


async def test_a_message_that_is_told_twice_is_heard_once(line: Line) -> None:
    message = words("Salam", line.office.clock())
    for _ in range(3):
        await line.caller.messages(message, message)
    [file] = await line.files()
    assert len(file.notes) == 1
    await line.caller.messages(words("Masih antre?", line.office.clock(), id="wamid.in9"))
    [file] = await line.files()
    assert len(file.notes) == 2


async def test_thanks_after_the_end_open_no_new_case(line: Line) -> None:
    await line.caller.messages(words("Salam", line.office.clock()))
    [file] = await line.files()
    words_of_end = {"step": "cancel", "result": "cancelled", "reason": "Twice"}
    await line.office.do(DESK, m.RecordStep, case=file.case.id, expected_version=file.case.version, **words_of_end)
    await line.caller.messages(words("Terima kasih", line.office.clock(), id="wamid.in8"))
    assert [len(file.notes) for file in await line.files()] == [2]
    line.cloud.media["77"] = jpeg()
    await line.caller.messages(photo("77", line.office.clock(), id="wamid.in7"))
    assert len(await line.files()) == 2


# --- Files --------------------------------------------------------------------------------------------------


async def test_a_photo_becomes_a_document_and_its_caption_a_note(line: Line) -> None:
    exif_word = b"3520060101900001"
    line.cloud.media["77"] = jpeg(300, 200, comment=exif_word)
    await line.caller.messages(photo("77", line.office.clock(), caption="KK saya"))
    await line.courier.round()
    [file] = await line.files()
    assert [note.text for note in file.notes] == ["KK saya"]
    [document] = file.documents
    [page] = await line.office.hub.carry(ADMIN, lambda work: work.books.documents.pages(document.id))
    assert page.startswith(b"\xff\xd8")
    assert exif_word not in page
    asked = len(line.cloud.asked)
    await line.wait(hours=1)
    assert len(line.cloud.asked) == asked


async def test_a_photo_answers_what_was_missing(line: Line) -> None:
    file = await missing(line)
    line.cloud.media["78"] = jpeg()
    await line.caller.messages(photo("78", line.office.clock()))
    await line.courier.round()
    [after] = await line.files()
    assert (after.case.id, after.case.state) == (file.case.id, CaseState.VERIFYING)
    assert after.case.received_at == file.case.received_at


@pytest.mark.parametrize(
    "spoil",
    [
        lambda cloud: cloud.expired.add("77"),
        lambda cloud: cloud.failures.append(Failure(429, 4, "30")),
        lambda cloud: cloud.failures.append(Failure(500)),
        lambda cloud: cloud.failures.append(Failure(401, 190)),
        lambda cloud: cloud.failures.extend((None, Failure(503))),
    ],
)
async def test_a_file_that_does_not_come_is_asked_for_again(line: Line, spoil: Callable[[CloudDouble], None]) -> None:
    line.cloud.media["77"] = jpeg()
    await line.caller.messages(words("Salam", line.office.clock()))
    await line.courier.round()
    spoil(line.cloud)
    await line.caller.messages(photo("77", line.office.clock()))
    await line.courier.round()
    [file] = await line.files()
    assert file.documents == ()
    await line.wait(minutes=6)
    [file] = await line.files()
    assert len(file.documents) == 1
    assert "berkas" not in " ".join(note.text for note in file.notes).lower()


async def test_a_file_with_a_wrong_sum_is_not_kept_until_it_fits(line: Line) -> None:
    line.cloud.media["77"] = jpeg()
    line.cloud.wrong_sum.add("77")
    await line.caller.messages(photo("77", line.office.clock()))
    await line.wait(minutes=1)
    assert (await line.files())[0].documents == ()
    line.cloud.wrong_sum.clear()
    await line.wait(minutes=1)
    assert len((await line.files())[0].documents) == 1


async def test_the_token_goes_to_whatsapp_only(line: Line) -> None:
    line.cloud.media["77"] = jpeg()
    line.cloud.elsewhere = line.cloud.url.replace("127.0.0.1", "localhost")
    await line.caller.messages(photo("77", line.office.clock()))
    await line.courier.round()
    assert not any(path.startswith("/download") for path in line.cloud.asked)
    [file] = await line.files()
    assert "tidak dapat diunduh" in file.notes[-1].text


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"<svg onload=alert(1)>", "bukan JPEG"), (jpeg()[:300], "rusak"), (None, "tidak dapat diunduh")],
)
async def test_the_officer_reads_why_there_is_no_document(line: Line, content: bytes | None, why: str) -> None:
    if content is not None:
        line.cloud.media["77"] = content
    await line.caller.messages(photo("77", line.office.clock()))
    await line.courier.round()
    [file] = await line.files()
    assert file.documents == ()
    assert why in file.notes[-1].text


async def test_what_is_no_picture_is_told_to_the_officer(line: Line) -> None:
    at = str(line.office.clock() // 1000)
    await line.caller.messages({"from": FORM, "id": "v", "timestamp": at, "type": "audio", "audio": {"id": "5"}})
    [file] = await line.files()
    assert "suara" in file.notes[0].text


# --- Letters ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "failure", [Failure(429, 130429, "40"), Failure(500), Failure(400, 131056), Failure(401, 190), Failure(400, 131016)]
)
async def test_a_letter_is_tried_again_until_it_goes(line: Line, failure: Failure) -> None:
    await missing(line)
    line.cloud.failures.extend([failure] * 3)
    for _ in range(3):
        await line.courier.round()
        await line.courier.round()  # not before its time
        assert (await last_letter(line)).state is LetterState.QUEUED
        line.office.clock.set(line.office.clock.at + timedelta(minutes=6))
    assert not line.cloud.failures
    await line.courier.round()
    assert (await last_letter(line)).state is LetterState.SENT
    assert [message["type"] for message in line.cloud.sent] == ["text", "text"]
    assert "Kartu Keluarga" in line.cloud.sent[-1]["text"]["body"]


async def test_a_letter_that_is_refused_for_good_says_so(line: Line) -> None:
    await missing(line)
    line.cloud.failures.append(Failure(400, 131026))
    await line.courier.round()
    assert (await last_letter(line)).state is LetterState.FAILED
    await line.wait(hours=3)
    assert len(line.cloud.sent) == 1


async def test_after_a_day_only_the_template_goes(line: Line) -> None:
    file = await missing(line)
    line.office.clock.set(MONDAY_NINE + timedelta(days=1, minutes=1))
    await line.courier.round()
    sent = line.cloud.sent[-1]["template"]
    assert (sent["name"], sent["language"]) == ("antrean_missing", {"code": "id"})
    [body] = sent["components"]
    assert [place["text"] for place in body["parameters"]] == ["Foto Kartu Keluarga (KK)", "Senin, 7 Desember 2026"]
    assert file.case.id


async def test_whatsapp_knows_better_when_the_day_is_over(line: Line) -> None:
    await missing(line)
    line.cloud.failures.append(Failure(400, 131047))
    await line.courier.round()
    assert line.cloud.sent[-1]["type"] == "template"
    assert (await last_letter(line)).state is LetterState.SENT


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (["sent", "delivered", "read"], LetterState.READ),
        (["read", "delivered", "sent"], LetterState.READ),
        (["delivered", "sent", "sent"], LetterState.DELIVERED),
        (["delivered", "failed"], LetterState.DELIVERED),
        (["failed", "sent"], LetterState.SENT),
        (["failed"], LetterState.FAILED),
        (["deleted", "warning"], LetterState.SENT),
    ],
)
async def test_states_are_told_in_any_order(line: Line, told: list[str], known: LetterState) -> None:
    await missing(line)
    await line.courier.round()
    [before] = await line.files()
    for state in told:
        await line.caller.statuses(status("wamid.out2", state))
    [file] = await line.files()
    assert (file.letters[-1].state, file.case.told) == (known, known)
    assert file.case.version == before.case.version
    seen = [event.state for event in await events(line.office) if isinstance(event, m.LetterSent)]
    assert seen[-1] is known


async def test_a_state_that_comes_before_its_letter_is_noted_is_kept(line: Line) -> None:
    await missing(line)
    await line.caller.statuses(status("wamid.out2", "delivered"))
    await line.courier.round()
    assert (await last_letter(line)).state is LetterState.DELIVERED


async def test_pressing_twice_writes_once(line: Line) -> None:
    file = await missing(line)
    await line.office.do(DESK, m.TellApplicant, case=file.case.id, letter=Letter.MISSING)
    await line.courier.round()
    assert len(line.cloud.sent) == 2  # the greeting and the letter


async def test_what_no_longer_fits_is_not_sent(line: Line) -> None:
    await missing(line)
    await receive(line.office)  # the paper was brought by another way
    await line.courier.round()
    assert len(line.cloud.sent) == 1
    assert (await last_letter(line)).state is LetterState.FAILED


async def test_letters_and_files_survive_a_restart(tmp_path: Path) -> None:
    office = await remote_office(tmp_path)
    async with wa.cloud() as cloud:
        async with on_line(office, cloud) as line:
            await missing(line)
            cloud.media["77"] = jpeg()
            await line.caller.messages(photo("77", office.clock()))
        await office.close()
        again = await open_office(tmp_path, clock=office.clock)
        again.devices, again.staff, again.requests = office.devices, office.staff, office.requests
        async with on_line(again, cloud) as line:
            await line.courier.round()
            [file] = await line.files()
            assert len(cloud.sent) == 2
            assert (file.letters[-1].state, len(file.documents)) == (LetterState.SENT, 1)
        await again.close()


async def test_nothing_that_is_kept_tells_the_number(line: Line, tmp_path: Path) -> None:
    await line.caller.messages(words("Salam dari Siti", line.office.clock(), id="wamid.HBgNNjI4MTIzNDU2Nzg5MA"))
    await line.courier.round()
    await line.office.store.close()
    kept = _all_bytes(tmp_path)
    for word in (FORM, FORM[2:], "HBgNNjI4", "Siti"):
        assert word.encode() not in kept
    assert b"pak-tuwa" in kept  # the control: this is where the books are
    line.office.store = (await open_office(tmp_path, clock=line.office.clock)).store


def _all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


# --- The whole hub --------------------------------------------------------------------------------------------


async def test_a_hub_with_an_account_sends_by_itself(tmp_path: Path) -> None:
    async with wa.cloud() as cloud:
        settings = _settings(tmp_path, cloud.account.api)
        async with running(load_settings(settings)) as ready, aiohttp.ClientSession() as client:
            url = ready.url.replace("ws", "http", 1)
            await Caller(url, client).messages(words("Salam", 1_764_036_000_000))
            async with asyncio.timeout(20):
                await cloud.took.wait()
    assert cloud.sent[0]["to"] == FORM


def _settings(folder: Path, api: str) -> Path:
    (folder / "token").write_text(wa.TOKEN + "\n")
    (folder / "secret").write_text(wa.SECRET.decode())
    keys: dict[str, Any] = {"host": "127.0.0.1", "port": 0, "data_dir": "data", "advertise": False, "tls": False}
    account = {
        "phone_number_id": wa.NUMBER_ID,
        "token_file": "token",
        "app_secret_file": "secret",
        "verify_token": wa.VERIFY,
        "api": api,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
    lines += ["[whatsapp]", *(f"{key} = {json.dumps(value)}" for key, value in account.items())]
    lines += ["[whatsapp.templates]", 'received = "antrean_received"']
    file = folder / "hub.toml"
    file.write_text("\n".join(lines))
    return file
