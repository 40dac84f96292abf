"""The real hub behind real sockets: TLS and pinning, pairing, views, privacy, return, revocation, the ticket's page."""

import asyncio
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from protocol import pairing
from server.app.hub import Chance
from server.wiring import running
from tests.support.office import KTP, PIN, HandClock
from tests.support.web_terminal import Refused, ServedOffice, Terminal, hub_settings, served_office

NAME, RECEIVER, NIK = "Kanaria Sukmawati", "Merpati Jayanti", "3520114505900003"
REASON = "tetangga kanaria salah sebut"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[ServedOffice]:
    async with served_office(tmp_path) as office:
        await office.furnish()
        yield office


async def one_trip(office: ServedOffice, kiosk: Terminal, seats: dict[str, Terminal]) -> dict[str, Any]:
    """A citizen's whole walk, with everything personal that a form takes. The ticket's paper and the last file."""

    async def step(place: str, step: str, result: str, **words: Any) -> dict[str, Any]:
        version = file["case"].get("version", 1)
        case = file["case"]["id"]
        return await seats[place].do(
            "record_step", case=case, expected_version=version, step=step, result=result, **words
        )

    async def verify() -> dict[str, Any]:
        who = {"variant": "lost", "applicant_name": NAME, "nik": NIK}
        return await step("1", "verify", "complete", seen=["kk", "police-letter"], **who)

    paper = await kiosk.do("issue_ticket", service=KTP, priority=True)
    ticket = paper["ticket"]["id"]
    await kiosk.do("report_paper", ticket=ticket, outcome="confirmed")
    await seats["1"].do("call_next")
    await seats["1"].do("recall", ticket=ticket)
    file = await seats["1"].do("start_serving", ticket=ticket)
    file = await verify()
    file = await step("kasi", "approve", "refused", reason=REASON)
    file = await verify()
    file = await step("kasi", "approve", "approved")
    file = await step("cetak", "print", "spoiled", card_serial="S1", reason=REASON)
    file = await step("cetak", "print", "printed", card_serial="S2")
    file = await step("cetak", "register", "registered")
    await seats["serah"].do("call_to_handover", ticket=ticket)
    file = await step("serah", "hand_over", "received", receiver=RECEIVER)
    return {"paper": paper, "file": file}


# --- Privacy ------------------------------------------------------------------------------------------


async def test_nothing_personal_ever_goes_to_the_hall(office: ServedOffice, caplog: pytest.LogCaptureFixture) -> None:
    """A whole trip with canaries: no frame to kiosk, display or web board holds one, nor does the log, a page, or a
    broadcast.
    """
    kiosk, display = await office.at("kiosk"), await office.at("display")
    board = await office.connect()
    await board.say("watch", versions=[1])
    await board.hear("snapshot")
    seats = await office.seated()
    trip = await one_trip(office, kiosk, seats)
    late = await office.greet(office.tokens["display"])  # a fresh snapshot of it all
    await late.hear("snapshot")
    returning = await office.greet(office.tokens["kiosk"], **held(json.loads(kiosk.heard[1])))
    await returning.hear("events")
    page = ""
    for address in (page_of(trip["paper"]), "/board"):
        async with office.client.get(office.http + address, ssl=office.pin()) as answer:
            page += await answer.text()
    public = "\n".join(kiosk.heard + display.heard + board.heard + late.heard + returning.heard) + page + caplog.text
    staff_broadcasts = [line for seat in seats.values() for line in seat.heard if '"type":"events"' in line[:20]]
    for canary in (NAME, RECEIVER, NIK, NIK[:4] + "*", REASON, "Ani", "Karim"):
        assert canary not in public
    for canary in (NAME, RECEIVER, NIK, REASON):
        assert canary not in "\n".join(staff_broadcasts)
    assert '"case_advanced"' not in public
    assert '"priority":true' not in "\n".join(display.heard + board.heard)
    assert '"ticket_called"' in "\n".join(board.heard), "the board heard of it all"
    # The control: the same search finds the name and the reason where they belong, and never the whole NIK.
    asked_for = "\n".join(line for seat in seats.values() for line in seat.heard)
    assert NAME in asked_for
    assert REASON in asked_for
    assert NIK not in asked_for
    assert staff_broadcasts


# --- Streams ------------------------------------------------------------------------------------------


def held(snapshot: dict[str, Any]) -> dict[str, Any]:
    """What a terminal says of the mirror it holds."""
    revision = snapshot["office_revision"]
    return {"epoch": snapshot["epoch"], "last_seq": snapshot["seq"], "office_revision": revision}


def events_of(heard: list[str]) -> tuple[list[Any], list[tuple[int, int]]]:
    """All events in order, and each frame's (prev, seq)."""
    frames = [frame for line in heard if (frame := json.loads(line))["type"] == "events"]
    return [event for frame in frames for event in frame["events"]], [(f["prev"], f["seq"]) for f in frames]


async def test_both_views_are_unbroken_chains_and_the_hall_sees_less(office: ServedOffice) -> None:
    display = await office.at("display")
    watcher = await office.admin()
    kiosk = await office.at("kiosk")
    await one_trip(office, kiosk, await office.seated())
    last = await kiosk.do("issue_ticket", service=KTP)
    for terminal in (display, watcher):
        while (await terminal.hear("events"))["events"][-1].get("ticket", {}).get("id") != last["ticket"]["id"]:
            pass
    public, public_chain = events_of(display.heard)
    staff, staff_chain = events_of(watcher.heard)
    for terminal, chain in ((display, public_chain), (watcher, staff_chain)):
        start = next(json.loads(line)["seq"] for line in terminal.heard if '"type":"snapshot"' in line)
        assert [prev for prev, _ in chain] == [start, *(seq for _, seq in chain[:-1])]
    assert len(public) < len(staff)
    for_desks = {event["type"] for event in staff} - {event["type"] for event in public}
    assert for_desks - {"terminal_changed"} == {"case_advanced"}


async def test_a_return_replays_exactly_what_was_missed(office: ServedOffice) -> None:
    """The frames of one that stayed and of one that left and came back hold the same events; across a restart too."""
    stayed, left = await office.admin(), await office.at("display")
    display_stays = await office.at("kiosk")
    mark = json.loads(left.heard[1])
    await left.socket.close()
    seats = await office.seated()
    kiosk = await office.greet(office.tokens["kiosk"])
    await display_stays.hear("refused")  # the newer connection of the same device won
    await kiosk.hear("snapshot")
    await one_trip(office, kiosk, seats)
    back = await office.greet(office.tokens["display"], **held(mark))
    missed = await back.hear("events")
    everything, _ = events_of(stayed.heard)
    for_desks = ("case_advanced", "staff_changed", "terminal_changed")
    expected = [event["type"] for event in everything if event["type"] not in for_desks]
    assert [event["type"] for event in missed["events"]] == expected
    assert missed["prev"] == mark["seq"]
    assert (await back.hear("beat"))["services"]
    await seats["1"].do("set_counter", state="paused")
    assert (await back.hear("events"))["prev"] == missed["seq"]


async def test_a_restarted_hub_replays_from_its_journal(tmp_path: Path) -> None:
    clock = HandClock()
    async with served_office(tmp_path, clock) as before:
        await before.furnish()
        display, kiosk = await before.at("display"), await before.at("kiosk")
        mark = json.loads(display.heard[1])
        await kiosk.do("issue_ticket", service=KTP)
        tokens, fingerprint = before.tokens, before.ready.fingerprint
    async with served_office(tmp_path, clock) as after:
        assert after.ready.fingerprint == fingerprint
        back = await after.greet(tokens["display"], **held(mark))
        missed = await back.hear("events", "snapshot")
        assert [event["type"] for event in missed["events"]] == ["ticket_issued"]


async def test_a_sign_in_survives_a_restart_of_the_hub(tmp_path: Path) -> None:
    clock = HandClock()
    async with served_office(tmp_path, clock) as before:
        await before.furnish()
        await before.seated()
    async with served_office(tmp_path, clock) as after:
        terminal = await after.greet(before.tokens["1"])
        assert (await terminal.hear("welcome"))["session"]["name"] == "Ani"


async def test_many_terminals_at_once_hear_every_event_in_one_order(office: ServedOffice) -> None:
    admins = [await office.admin() for _ in range(20)]
    kiosk = await office.at("kiosk")
    await asyncio.gather(*(kiosk.do("issue_ticket", service=KTP) for _ in range(1)))
    papers = await asyncio.gather(*(ask(kiosk, number) for number in range(30)))
    last = max(paper["ticket"]["id"] for paper in papers)
    for admin in admins:
        while last not in tickets((await admin.hear("events"))["events"]):
            pass
    orders = {json.dumps(tickets(events_of(admin.heard)[0])) for admin in admins}
    assert len(orders) == 1
    assert len(json.loads(orders.pop())) == 31


def tickets(events: list[Any]) -> list[int]:
    return [event["ticket"]["id"] for event in events if "ticket" in event]


async def ask(kiosk: Terminal, number: int) -> dict[str, Any]:
    """A command whose answer may come between others'."""
    request_id = f"many-{number}"
    await kiosk.say("issue_ticket", request_id=request_id, service=KTP)
    async with asyncio.timeout(30):
        while True:
            for line in kiosk.heard:
                if f'"request_id":"{request_id}"' in line:
                    frame = json.loads(line)
                    assert frame["type"] == "answer", frame
                    return frame["result"]  # type: ignore[no-any-return]
            kiosk._news.clear()
            await kiosk._news.wait()


# --- Trust --------------------------------------------------------------------------------------------


async def test_another_certificate_is_refused_by_the_pin(office: ServedOffice) -> None:
    wrong = aiohttp.Fingerprint(bytes.fromhex("00" * 32))
    with pytest.raises(aiohttp.ServerFingerprintMismatch):
        await office.client.ws_connect(office.ready.url + "/ws", ssl=wrong)


async def test_plain_words_are_not_heard_where_tls_is_spoken(office: ServedOffice) -> None:
    with pytest.raises(aiohttp.ClientError):
        await office.client.ws_connect(office.ready.url.replace("wss", "ws") + "/ws")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
async def test_old_tls_is_refused(office: ServedOffice) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(aiohttp.ClientError):
        await office.client.get(office.http + "/healthz", ssl=old)


async def test_pairing_end_to_end(office: ServedOffice) -> None:
    """The code on the screen, typed at the hub, gives this very device a token that works. A wrong one is burnt."""
    device, admin = await office.connect(), await office.admin()
    tampered = pairing.letters_from(os.urandom(16))
    await device.say("ask_to_pair", versions=[1], kind="display", letters=tampered)
    await device.hear("pairing_offered")
    for fingerprint, problem in (("11" * 32, "mismatch"), (office.ready.fingerprint, "expired")):
        with pytest.raises(Refused, match=problem):
            await admin.do("confirm_pairing", code=pairing.code(tampered, fingerprint), kind="display", name="TV aula")
    assert (await device.hear("refused"))["code"] == "pairing_mismatch"
    async with asyncio.timeout(30):
        await device.closed.wait()
    device, letters = await office.connect(), pairing.letters_from(os.urandom(16))
    await device.say("ask_to_pair", versions=[1], kind="display", letters=letters)
    await device.hear("pairing_offered")
    code = pairing.code(letters, office.ready.fingerprint)
    row = (await admin.do("confirm_pairing", code=code.lower(), kind="display", name="TV aula"))["devices"][0]
    token = (await device.hear("paired"))["token"]
    paired = await office.greet(token)
    assert (await paired.hear("welcome"))["name"] == "TV aula"
    listed = (await admin.do("list_devices"))["devices"]
    assert {item["name"] for item in listed if item.get("connected")} == {"TV aula"}
    await admin.do("revoke_device", device=row["id"])
    assert (await paired.hear("refused"))["code"] == "not_trusted"
    async with asyncio.timeout(30):
        await paired.closed.wait()
    stranger = await office.greet(token)
    assert (await stranger.hear("refused"))["code"] == "not_trusted"


async def test_a_display_may_not_do_an_officers_work(office: ServedOffice) -> None:
    display = await office.at("display")
    for command in ("call_next", "list_staff", "list_devices"):
        with pytest.raises(Refused, match="not_allowed"):
            await display.do(command)


async def test_the_lock_reaches_the_terminal_and_the_pin_opens_it(office: ServedOffice) -> None:
    seats = await office.seated()
    await seats["1"].do("lock")
    with pytest.raises(Refused, match="locked"):
        await seats["1"].do("call_next")
    assert (await seats["1"].do("unlock", pin=PIN))["session"]["name"] == "Ani"


@pytest.mark.parametrize("number", [2**63, 10**30, -(2**70)])
async def test_impossible_numbers_are_refused_and_the_connection_lives(office: ServedOffice, number: int) -> None:
    seats = await office.seated()
    with pytest.raises(Refused) as refused:
        await seats["1"].do("call_ticket", ticket=number)
    assert refused.value.args[0] in ("malformed", "unknown_ticket")
    assert (await seats["1"].do("set_counter", state="paused"))["type"] == "done"


# --- The ticket's page --------------------------------------------------------------------------------


def page_of(paper: dict[str, Any]) -> str:
    return "/t/" + str(paper["url"]).rpartition("/t/")[2]


async def test_page_follows_the_ticket(office: ServedOffice) -> None:
    kiosk = await office.at("kiosk")
    first = await kiosk.do("issue_ticket", service=KTP)
    second = await kiosk.do("issue_ticket", service=KTP, language="en")
    assert first["url"].startswith(office.http + "/t/")
    seats = await office.seated()

    async def page(paper: dict[str, Any]) -> str:
        async with office.client.get(office.http + page_of(paper), ssl=office.pin()) as answer:
            assert answer.status == 200
            return await answer.text()

    assert "Menunggu giliran" in await page(first)
    assert "<dd>1</dd>" in await page(second)
    assert "Waiting for your turn" in await page(second)
    await seats["1"].do("call_next")
    assert "Silakan menuju Loket 1." in await page(first)
    assert "<dd>0</dd>" in await page(second)


async def test_midnight_comes_by_the_clock_alone(office: ServedOffice) -> None:
    kiosk = await office.at("kiosk")
    paper = await kiosk.do("issue_ticket", service=KTP)
    office.clock.set(office.clock.at + timedelta(days=1))
    started = await kiosk.hear("events")
    while not any(event["type"] == "day_started" for event in started["events"]):
        started = await kiosk.hear("events")
    assert (await kiosk.hear("beat"))["day"] == "2026-11-24"
    async with office.client.get(office.http + page_of(paper), ssl=office.pin()) as answer:
        assert "Sudah tidak berlaku" in await answer.text()
    again = await kiosk.do("issue_ticket", service=KTP)
    assert again["ticket"]["number"] == paper["ticket"]["number"]


# --- The program --------------------------------------------------------------------------------------


def started(folder: Path, **keys: Any) -> subprocess.Popen[str]:
    hub_settings(folder, **keys)
    return subprocess.Popen(
        [sys.executable, "-m", "server", "--config", folder / "hub.toml"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_program_says_where_it_is_and_stops_when_told(tmp_path: Path) -> None:
    hub = started(tmp_path)
    assert hub.stdout is not None
    line = hub.stdout.readline()
    found = json.loads((tmp_path / "data" / "hub.json").read_text())
    assert line == f"antrean hub ready {found['url']} fingerprint={found['fingerprint']} pid={hub.pid}\n"
    files = list((tmp_path / "data").iterdir())
    assert {path.stat().st_mode & 0o077 for path in [tmp_path / "data", *files]} == {0}
    second = started(tmp_path)
    _, said = second.communicate(timeout=60)
    assert second.returncode == 69
    assert "hub lain sedang memakai folder data" in said
    assert "another hub is using the data folder" in said
    assert "Traceback" not in said
    hub.send_signal(signal.SIGTERM)
    _, log = hub.communicate(timeout=60)
    assert hub.returncode == 0
    assert "Traceback" not in log


def test_taken_port_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        hub = started(tmp_path, port=taken.getsockname()[1])
        _, said = hub.communicate(timeout=60)
    assert hub.returncode == 69
    assert "sudah dipakai program lain" in said
    assert "Traceback" not in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("keys", "code", "said"),
    [
        ({"host": "192.0.2.1"}, 78, "tidak dapat dibuka"),
        ({"host": "nowhere.invalid"}, 78, "tidak dapat dibuka"),
        ({"data_dir": "/proc/antrean"}, 73, "tidak dapat dipakai"),
        ({"prot": 1}, 78, "port"),
        ({"host": "0.0.0.0", "tls": False}, 78, "setelannya keliru"),
        ({"catalogue": "nowhere.toml"}, 78, "nowhere.toml"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(tmp_path: Path, keys: dict[str, Any], code: int, said: str) -> None:
    file = tmp_path / "hub.toml"
    written = {"host": "127.0.0.1", "port": 0, "data_dir": "data", "advertise": False} | keys
    file.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in written.items()))
    hub = subprocess.run([sys.executable, "-m", "server", "--config", file], capture_output=True, text=True, timeout=60)
    assert hub.returncode == code, hub.stderr
    assert said in hub.stderr
    assert "Traceback" not in hub.stderr


def test_books_that_are_no_books_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    damaged = tmp_path / "data" / "antrean.db"
    damaged.write_bytes(b"not a database, certainly not one" * 1000)
    before = damaged.read_bytes()
    hub = started(tmp_path)
    _, said = hub.communicate(timeout=60)
    assert hub.returncode == 65
    assert "tidak dapat dibaca" in said
    assert "Traceback" not in said
    assert damaged.read_bytes() == before


async def test_terminals_are_told_goodbye_when_the_hub_stops(tmp_path: Path) -> None:
    settings, clock = hub_settings(tmp_path), HandClock()
    async with aiohttp.ClientSession() as client:
        async with running(settings, Chance(now=clock)) as ready:
            office = ServedOffice(settings, ready, clock, client)
            await office.furnish()
            display = await office.at("display")
        async with asyncio.timeout(30):
            await display.closed.wait()
        assert display.socket.close_code == 1001


async def test_fingerprint_is_what_openssl_reads(office: ServedOffice) -> None:
    certificate = office.settings.data_dir / "hub.crt"
    read = await asyncio.create_subprocess_exec(
        "openssl", "x509", "-in", certificate, "-noout", "-fingerprint", "-sha256", stdout=subprocess.PIPE
    )
    said, _ = await read.communicate()
    assert said.decode().strip().rpartition("=")[2].replace(":", "").lower() == office.ready.fingerprint
