"""The link against a real websocket server on a real socket, playing a hub that follows a script."""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import WSMsgType, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from protocol import codec, errors, pairing
from protocol.messages import (
    Answer,
    AskToPair,
    Beat,
    CallNext,
    Done,
    Event,
    Events,
    FromTerminal,
    Hello,
    Incompatible,
    Lock,
    Message,
    Paired,
    PairingOffered,
    Refused,
    Session,
    SessionChanged,
    SignedIn,
    SignIn,
    SignOut,
    Snapshot,
    Ticket,
    TicketIssued,
    Welcome,
)
from protocol.office import Hours, Office
from protocol.vocabulary import DeviceKind, TicketState, View
from terminal.link import HubSettings, Identity, Link, LinkState, NotLive, Pace, new_request_id
from terminal.link import identity as identities
from tests.support.hand_clock import HandClock
from tests.support.ports import kept_port

TOKEN = "a-token-of-forty-three-letters-that-nobody-k"
QUICK = Pace(silence=2.0, connect=2.0, answer=5.0, search=0.1, steady=0.0, retries=(0.02, 0.02), elsewhere=0.05)
NOON = 1_790_000_000_000
SESSION = Session(staff=7, name="Sari", roles=("operator",), rights=(), counter="1")
OFFICE = Office(
    name="Kantor Uji",
    short_name="Uji",
    address="Jalan Uji 1",
    timezone="Asia/Jakarta",
    hours=Hours(issuing=(), serving=()),
    services=(),
    counters=(),
    roles=(),
)


def ticket(number: int, state: TicketState = TicketState.WAITING) -> Ticket:
    return Ticket(
        id=number, number=f"A-{number:03}", service="ktp", state=state, day="2026-09-21", arrived_at=NOON + number
    )


def issued(number: int) -> Event:
    return TicketIssued(ticket=ticket(number))


def snapshot(seq: int, *tickets: Ticket, epoch: str = "e1") -> Snapshot:
    return Snapshot(
        epoch=epoch, seq=seq, time=NOON, day="2026-09-21", office=OFFICE, office_revision="r1", tickets=tickets
    )


def events(prev: int, seq: int, *told: Event, epoch: str = "e1") -> Events:
    return Events(epoch=epoch, prev=prev, seq=seq, events=tuple(codec.raw(event) for event in told))


def welcome(kind: DeviceKind = DeviceKind.DISPLAY, session: Session | None = None) -> Welcome:
    return Welcome(version=1, time=NOON, device=3, kind=kind, name="TV 1", place="", view=View.PUBLIC, session=session)


@dataclass
class Visit:
    """One connection as the hub sees it."""

    socket: web.WebSocketResponse
    heard: list[FromTerminal] = field(default_factory=list)
    bytes_heard: list[bytes] = field(default_factory=list)

    async def hear(self) -> FromTerminal:
        frame = await self.socket.receive()
        if frame.type is not WSMsgType.TEXT:
            raise ConnectionResetError
        self.bytes_heard.append(frame.data.encode())
        self.heard.append(codec.from_terminal(frame.data))
        return self.heard[-1]

    async def say(self, *messages: Message) -> None:
        for message in messages:
            await self.socket.send_str(codec.encode(message).decode())

    async def greet(self, *messages: Message) -> Hello:
        hello = await self.hear()
        assert isinstance(hello, Hello)
        await self.say(welcome(), *messages)
        return hello

    async def stay(self) -> None:
        """Silent until the terminal goes."""
        while not self.socket.closed:
            frame = await self.socket.receive()
            if frame.type is not WSMsgType.TEXT:
                return
            self.heard.append(codec.from_terminal(frame.data))

    def cut(self) -> None:
        assert self.socket._req is not None
        transport = self.socket._req.transport
        assert transport is not None
        transport.abort()


Scene = Callable[[Visit], Awaitable[None]]


@dataclass
class ScriptedHub:
    """Plays scene after scene, one for each connection; the last again and again."""

    scenes: list[Scene]
    url: str = ""
    fingerprint: str = ""
    visits: list[Visit] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def visited(self, times: int) -> None:
        """Returns when a terminal has connected so often."""
        async with asyncio.timeout(30):
            while len(self.visits) < times:
                self.came.clear()
                await self.came.wait()

    async def receive(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        visit = Visit(socket)
        self.visits.append(visit)
        self.arrivals.append(asyncio.get_running_loop().time())
        scene = self.scenes[min(len(self.visits), len(self.scenes)) - 1]
        self.came.set()
        with suppress(ConnectionResetError):
            await scene(visit)
        return socket

    @asynccontextmanager
    async def open(self, certificate: Path | None = None, port: int = 0) -> AsyncIterator["ScriptedHub"]:
        app = web.Application()
        app.router.add_get("/ws", self.receive)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port, ssl_context=_server_tls(certificate))
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"{'wss' if certificate else 'ws'}://127.0.0.1:{port}"
        self.fingerprint = _fingerprint(certificate) if certificate else ""
        try:
            yield self
        finally:
            await runner.cleanup()


def make_certificate(folder: Path, name: str = "hub") -> Path:
    """A certificate with its key in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def _server_tls(certificate: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _fingerprint(certificate: Path) -> str:
    der = ssl.PEM_cert_to_DER_cert(certificate.read_text().partition("-----END PRIVATE KEY-----")[2].strip())
    return hashlib.sha256(der).hexdigest()


class Terminal:
    """A running link, and what it told its listeners."""

    def __init__(self, hub: HubSettings, kind: DeviceKind = DeviceKind.DISPLAY, **rest: Any) -> None:
        self.changed = asyncio.Event()
        self.told: list[Event] = []
        self.states: list[LinkState] = []
        rest.setdefault("pace", QUICK)
        rest.setdefault("on_events", self.told.extend)
        self.link = Link(hub, kind, on_change=self._note, **rest)

    def _note(self) -> None:
        if not self.states or self.states[-1] is not self.link.status.state:
            self.states.append(self.link.status.state)
        self.changed.set()

    async def until(self, condition: Callable[[Link], object], seconds: float = 60.0) -> None:
        async with asyncio.timeout(seconds):
            while not condition(self.link):
                self.changed.clear()
                await self.changed.wait()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Terminal"]:
        task = self.link.start()
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def paired(folder: Path, hub: ScriptedHub, *, pin: str | None = None) -> HubSettings:
    """Settings of a terminal that this hub has paired before."""
    fingerprint = hub.fingerprint if pin is None else pin
    identities.save(folder, Identity(url=hub.url + "/ws", fingerprint=fingerprint, token=TOKEN))
    return HubSettings(state_dir=folder, url=hub.url)


def live(link: Link) -> bool:
    return link.status.live


async def everyday(visit: Visit) -> None:
    await visit.greet(snapshot(5, ticket(1)))
    await visit.stay()


async def test_a_paired_terminal_is_live_with_the_office_and_the_hubs_time(tmp_path: Path) -> None:
    async with ScriptedHub([everyday]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(live)
        assert tv.link.mirror.tickets == {1: ticket(1)}
        assert tv.link.status.problem == ""
        assert tv.link.welcome == welcome()
        now = tv.link.hub_now()
        assert abs(now.timestamp() - NOON / 1000) < 5
        assert str(now.tzinfo) == "Asia/Jakarta"
        (visit,) = hub.visits
        assert visit.heard == [Hello(versions=(1,), token=TOKEN)]


async def test_events_are_folded_and_told_in_order(tmp_path: Path) -> None:
    async def scene(visit: Visit) -> None:
        await visit.greet(snapshot(5), events(5, 7, issued(2), issued(3)), events(7, 8, issued(4)))
        await visit.stay()

    async with ScriptedHub([scene]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(lambda link: link.mirror.seq == 8)
        assert tv.told == [issued(2), issued(3), issued(4)]
        assert [t.id for t in tv.link.mirror.waiting("ktp")] == [2, 3, 4]


async def test_a_type_of_event_or_frame_from_the_future_is_passed_over(tmp_path: Path) -> None:
    async def scene(visit: Visit) -> None:
        await visit.greet(snapshot(5))
        await visit.socket.send_str('{"type":"weather_told","sky":"clear"}')
        body = msgspec.Raw(b'{"type":"robot_arrived","wheels":3}')
        await visit.say(Events(epoch="e1", prev=5, seq=7, events=(body, codec.raw(issued(2)))))
        await visit.stay()

    async with ScriptedHub([scene]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(lambda link: link.mirror.seq == 7)
        assert tv.told == [issued(2)]
        assert live(tv.link)
        assert len(hub.visits) == 1


async def test_after_a_loss_it_resumes_where_it_was_and_misses_no_event(tmp_path: Path) -> None:
    async def first(visit: Visit) -> None:
        await visit.greet(snapshot(5, ticket(1)))
        visit.cut()

    async def second(visit: Visit) -> None:
        await visit.greet(events(5, 6, issued(2)))
        await visit.stay()

    async with ScriptedHub([first, second]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(lambda link: link.mirror.seq == 6)
        assert hub.visits[1].heard[0] == Hello(versions=(1,), token=TOKEN, epoch="e1", last_seq=5, office_revision="r1")
        assert tv.told == [issued(2)]
        await tv.until(live)
        assert LinkState.STALE in tv.states


async def test_a_restored_hub_replaces_the_mirror(tmp_path: Path) -> None:
    async def first(visit: Visit) -> None:
        await visit.greet(snapshot(5, ticket(1)))
        visit.cut()

    async def second(visit: Visit) -> None:
        await visit.greet(snapshot(2, ticket(9), epoch="e2"))
        await visit.stay()

    async with ScriptedHub([first, second]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(lambda link: link.mirror.epoch == "e2")
        assert tv.link.mirror.tickets == {9: ticket(9)}


@pytest.mark.parametrize(
    "broken",
    [
        codec.encode(events(6, 7, issued(3))).decode(),
        codec.encode(events(5, 6, epoch="e9")).decode(),
        "{",
        "[]",
        '{"type":"events","epoch":"e1","prev":5}',
        '{"type":"events","epoch":"e1","prev":5,"seq":6,"events":[{"type":"ticket_issued"}]}',
        "[" * 20_000,
    ],
)
async def test_a_gap_or_an_unreadable_frame_is_mended_by_a_new_snapshot(tmp_path: Path, broken: str) -> None:
    async def first(visit: Visit) -> None:
        await visit.greet(snapshot(5, ticket(1)))
        await visit.socket.send_str(broken)
        await visit.stay()

    async def second(visit: Visit) -> None:
        await visit.greet(snapshot(8, ticket(2)))
        await visit.stay()

    async with ScriptedHub([first, second]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(lambda link: link.mirror.seq == 8)
        assert hub.visits[1].heard[0] == Hello(versions=(1,), token=TOKEN)
        assert tv.told == []


async def test_bytes_that_are_no_text_end_the_connection_not_the_link(tmp_path: Path) -> None:
    async def first(visit: Visit) -> None:
        await visit.greet(snapshot(5))
        await visit.socket.send_bytes(b"\xff\xfe\x00")
        await visit.stay()

    async with ScriptedHub([first, everyday]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(lambda link: live(link) and len(hub.visits) == 2)


async def test_silence_shows_as_stale_since_the_last_word_and_keeps_the_mirror(tmp_path: Path) -> None:
    async def silent(visit: Visit) -> None:
        await visit.greet(snapshot(5, ticket(1)))
        await asyncio.Event().wait()

    pace, clock = Pace(silence=0.3, connect=2.0, retries=(0.02,)), HandClock()
    async with (
        ScriptedHub([silent]).open() as hub,
        Terminal(paired(tmp_path, hub), pace=pace, clock=clock).running() as tv,
    ):
        await tv.until(live)
        live_at = tv.link.status.since
        clock.ran += 0.3
        await tv.until(lambda link: link.status.state is LinkState.STALE)
        status = tv.link.status
        assert (status.problem, status.waits_for) == ("hub_silent", hub.url.removeprefix("ws://"))
        assert status.since == live_at, "not when it was noticed"
        assert tv.link.hub_now() - status.since == timedelta(seconds=0.3)
        assert tv.link.mirror.tickets == {1: ticket(1)}
        await tv.until(lambda link: live(link) and len(hub.visits) == 2)


async def test_beats_keep_the_link_alive_and_carry_the_time(tmp_path: Path) -> None:
    async def beating(visit: Visit) -> None:
        await visit.greet(snapshot(5))
        for second in range(12):
            await visit.say(Beat(time=NOON + 60_000 + second, day="2026-09-21"))
            await asyncio.sleep(0.2)
        await visit.say(events(5, 6, issued(2)))
        await visit.stay()

    pace = Pace(silence=1.0, connect=2.0, retries=(0.02,))
    async with ScriptedHub([beating]).open() as hub, Terminal(paired(tmp_path, hub), pace=pace).running() as tv:
        await tv.until(lambda link: link.mirror.seq == 6)
        assert len(hub.visits) == 1
        assert abs(tv.link.hub_now().timestamp() - NOON / 1000 - 60) < 5


async def test_a_jump_of_the_local_clock_changes_nothing(tmp_path: Path) -> None:
    clock = HandClock()
    async with ScriptedHub([everyday]).open() as hub, Terminal(paired(tmp_path, hub), clock=clock).running() as tv:
        await tv.until(live)
        before = tv.link.hub_now()
        clock.shown += timedelta(days=400)
        clock.ran += 2
        assert tv.link.hub_now() - before == timedelta(seconds=2)


# Asking.


async def test_an_answer_comes_to_whoever_asked_whatever_the_order(tmp_path: Path) -> None:
    async def scene(visit: Visit) -> None:
        await visit.greet(snapshot(5))
        first, second = await visit.hear(), await visit.hear()
        assert isinstance(first, CallNext)
        assert isinstance(second, SignIn)
        await visit.say(Refused(code="too_fast", params={"retry_ms": 5}))
        await visit.say(Answer(request_id=second.request_id, result=SignedIn(session=SESSION)))
        await visit.say(Refused(code="nobody_waiting", params={}, request_id=first.request_id))
        await visit.stay()

    async with ScriptedHub([scene]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(live)
        called = asyncio.ensure_future(tv.link.ask(CallNext(request_id="one")))
        signed = asyncio.ensure_future(tv.link.ask(SignIn(request_id="two", staff=7, pin="839201")))
        assert await signed == SignedIn(session=SESSION)
        with pytest.raises(errors.NobodyWaiting):
            await called


async def test_a_command_cut_off_before_its_answer_goes_out_again_under_the_same_id(tmp_path: Path) -> None:
    async def first(visit: Visit) -> None:
        await visit.greet(snapshot(5))
        await visit.hear()
        visit.cut()

    async def second(visit: Visit) -> None:
        await visit.greet(events(5, 5))
        command = await visit.hear()
        assert isinstance(command, CallNext)
        await visit.say(Answer(request_id=command.request_id, result=Done()))
        await visit.stay()

    async with ScriptedHub([first, second]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(live)
        command = CallNext(request_id=new_request_id())
        assert await tv.link.ask(command) == Done()
        assert hub.visits[0].heard[1:] == hub.visits[1].heard[1:] == [command]


async def test_a_command_given_while_away_is_sent_when_the_hub_is_back(tmp_path: Path) -> None:
    async def answering(visit: Visit) -> None:
        await visit.greet(snapshot(5))
        command = await visit.hear()
        assert isinstance(command, CallNext)
        await visit.say(Answer(request_id=command.request_id, result=Done()))
        await visit.stay()

    async with ScriptedHub([answering]).open() as hub:
        tv = Terminal(paired(tmp_path, hub))
        asked = asyncio.ensure_future(tv.link.ask(CallNext(request_id="one")))
        async with tv.running():
            assert await asked == Done()


async def test_without_an_answer_the_asker_is_told_in_time(tmp_path: Path) -> None:
    async with ScriptedHub([everyday]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(live)
        with pytest.raises(NotLive):
            await tv.link.ask(CallNext(request_id="one"), timeout=0.1)


async def test_one_id_for_two_commands_and_a_command_too_large_are_refused_before_they_are_sent(tmp_path: Path) -> None:
    async with ScriptedHub([everyday]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(live)
        asked = asyncio.ensure_future(tv.link.ask(CallNext(request_id="one"), timeout=0.2))
        await asyncio.sleep(0)
        with pytest.raises(errors.RequestReused):
            await tv.link.ask(Lock(request_id="one"))
        with pytest.raises(errors.TooLarge):
            await tv.link.ask(SignIn(request_id="two", staff=1, pin="9" * 70_000))
        with pytest.raises(NotLive):
            await asked


async def test_who_is_signed_in_follows_answers_and_what_others_do(tmp_path: Path) -> None:
    async def scene(visit: Visit) -> None:
        await visit.hear()
        await visit.say(welcome(session=SESSION), snapshot(5))
        for _ in range(2):
            command = await visit.hear()
            assert isinstance(command, Lock | SignOut)
            await visit.say(Answer(request_id=command.request_id, result=Done()))
        await visit.say(SessionChanged(session=SESSION))
        await visit.stay()

    async with ScriptedHub([scene]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(live)
        assert tv.link.session == SESSION
        await tv.link.ask(Lock(request_id="one"))
        assert tv.link.session == msgspec.structs.replace(SESSION, locked=True)
        await tv.link.ask(SignOut(request_id="two"))
        await tv.until(lambda link: link.session == SESSION)


# Trust.


async def test_the_pinned_certificate_is_followed_over_tls(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    async with ScriptedHub([everyday]).open(certificate) as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(live)
        assert hub.url.startswith("wss://")


async def test_another_certificate_hears_nothing_of_us(tmp_path: Path) -> None:
    async with (
        ScriptedHub([everyday]).open(make_certificate(tmp_path)) as hub,
        Terminal(paired(tmp_path, hub, pin="ab" * 32)).running() as tv,
    ):
        await tv.until(lambda link: link.status.problem == "wrong_certificate")
        assert not any(visit.bytes_heard or visit.heard for visit in hub.visits)
        assert not tv.link.mirror.loaded
        assert identities.load(tmp_path) is not None


async def test_a_pinned_terminal_says_nothing_without_tls(tmp_path: Path) -> None:
    async with (
        ScriptedHub([everyday]).open() as hub,
        Terminal(paired(tmp_path, hub, pin="ab" * 32)).running() as tv,
    ):
        await tv.until(lambda link: link.status.problem == "wrong_certificate")
        assert not any(visit.bytes_heard or visit.heard for visit in hub.visits)


async def test_a_configured_fingerprint_wins_over_the_kept_one(tmp_path: Path) -> None:
    async with ScriptedHub([everyday]).open(make_certificate(tmp_path)) as hub:
        kept = paired(tmp_path, hub, pin="ab" * 32)
        settings = HubSettings(state_dir=tmp_path, url=kept.url, fingerprint=hub.fingerprint)
        async with Terminal(settings).running() as tv:
            await tv.until(live)


async def test_a_plain_socket_to_another_machine_is_refused(tmp_path: Path) -> None:
    settings = HubSettings(state_dir=tmp_path, url="ws://192.0.2.1:7810")
    async with Terminal(settings).running() as tv:
        await tv.until(lambda link: link.status.problem == "plain_refused")
        assert tv.link.status.state is LinkState.CONNECTING


async def test_pairing_from_the_first_screen_to_the_first_snapshot(tmp_path: Path) -> None:
    """The code on the screen carries the check over the certificate that the hub itself would compute."""
    confirmed = asyncio.Event()

    async def offering(visit: Visit) -> None:
        asked = await visit.hear()
        assert isinstance(asked, AskToPair)
        await visit.say(PairingOffered(expires_at=NOON))
        await confirmed.wait()
        await visit.say(Paired(token=TOKEN, name="TV 1", place=""))
        await visit.stay()

    state = tmp_path / "new" / "state"
    async with ScriptedHub([offering, everyday]).open(make_certificate(tmp_path)) as hub:
        async with Terminal(HubSettings(state_dir=state, url=hub.url)).running() as tv:
            await tv.until(lambda link: link.status.pairing_code)
            asked = hub.visits[0].heard[0]
            assert isinstance(asked, AskToPair)
            assert asked.kind is DeviceKind.DISPLAY
            assert tv.link.status.state is LinkState.PAIRING
            assert tv.link.status.pairing_code == pairing.code(asked.letters, hub.fingerprint)
            confirmed.set()
            await tv.until(live)
            assert tv.link.status.pairing_code is None
        kept = identities.load(state)
        assert kept == Identity(url=hub.url + "/ws", fingerprint=hub.fingerprint, token=TOKEN, name="TV 1")
        assert (state / "identity.json").stat().st_mode & 0o777 == 0o600
        assert TOKEN not in repr(kept)


async def test_an_expired_code_is_followed_by_a_new_one(tmp_path: Path) -> None:
    async def offering(visit: Visit) -> None:
        await visit.hear()
        await visit.say(PairingOffered(expires_at=NOON))
        if len(hub.visits) == 1:
            await visit.say(Refused(code="pairing_expired"))
        await visit.stay()

    hub = ScriptedHub([offering])
    async with hub.open(), Terminal(HubSettings(state_dir=tmp_path, url=hub.url)).running() as tv:
        await tv.until(lambda link: link.status.pairing_code and len(hub.visits) == 2)
        first, second = (visit.heard[0] for visit in hub.visits)
        assert isinstance(first, AskToPair)
        assert isinstance(second, AskToPair)
        assert first.letters != second.letters


async def test_a_code_that_the_hub_forgot_in_silence_is_drawn_again(tmp_path: Path) -> None:
    async def offering(visit: Visit) -> None:
        await visit.hear()
        await visit.say(PairingOffered(expires_at=NOON))
        await visit.stay()

    pace = Pace(silence=2.0, pairing=0.2, retries=(0.02,))
    hub = ScriptedHub([offering])
    async with hub.open(), Terminal(HubSettings(state_dir=tmp_path, url=hub.url), pace=pace).running():
        await hub.visited(3)


async def test_a_revoked_terminal_forgets_the_office_keeps_a_backup_and_offers_pairing(tmp_path: Path) -> None:
    async def revoking(visit: Visit) -> None:
        await visit.greet(snapshot(5, ticket(1)))
        await visit.say(Refused(code="not_trusted"))
        await visit.stay()

    async def offering(visit: Visit) -> None:
        assert isinstance(await visit.hear(), AskToPair)
        await visit.say(PairingOffered(expires_at=NOON))
        await visit.stay()

    hub = ScriptedHub([revoking, offering])
    async with hub.open(), Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(lambda link: link.status.pairing_code)
        assert tv.link.status.state is LinkState.REFUSED
        assert not tv.link.mirror.loaded
        assert identities.load(tmp_path) is None
        assert TOKEN in (tmp_path / "identity.refused.json").read_text()


async def test_a_kiosks_token_makes_no_display(tmp_path: Path) -> None:
    async def scene(visit: Visit) -> None:
        await visit.hear()
        await visit.say(welcome(DeviceKind.KIOSK), snapshot(5))
        await visit.stay()

    async with ScriptedHub([scene]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(lambda link: link.status.problem == "wrong_kind")
        assert not tv.link.mirror.loaded


@pytest.mark.parametrize("side", ["hub", "terminal"])
async def test_without_a_common_version_the_screen_says_which_side_to_update(tmp_path: Path, side: str) -> None:
    async def scene(visit: Visit) -> None:
        await visit.hear()
        await visit.say(Incompatible(update=side, versions=(9,)))
        await visit.stay()

    async with ScriptedHub([scene]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(lambda link: link.status.state is LinkState.INCOMPATIBLE)
        assert tv.link.status.problem == f"update_{side}"


@pytest.mark.parametrize("text", ["", "{", '{"url":1}', "\0" * 40])
async def test_a_broken_identity_file_is_said_not_overwritten(tmp_path: Path, text: str) -> None:
    (tmp_path / "identity.json").write_text(text)
    async with Terminal(HubSettings(state_dir=tmp_path, url="ws://127.0.0.1:9")).running() as tv:
        await tv.until(lambda link: link.status.problem == "identity_unreadable")
        assert (tmp_path / "identity.json").read_text() == text


# Coming back.


async def test_a_hub_that_slams_the_door_is_not_hammered(tmp_path: Path) -> None:
    async def slamming(visit: Visit) -> None:
        visit.cut()

    pace = Pace(retries=(0.02, 0.1, 0.2))
    async with ScriptedHub([slamming]).open() as hub, Terminal(paired(tmp_path, hub), pace=pace).running():
        await hub.visited(5)
        gaps = [later - earlier for earlier, later in zip(hub.arrivals, hub.arrivals[1:], strict=False)]
        assert gaps[1] >= 0.1
        assert min(gaps[2:]) >= 0.2


async def test_a_listener_that_breaks_hurts_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(visit: Visit) -> None:
        await visit.greet(snapshot(5), events(5, 6, issued(2)), events(6, 7, issued(3)))
        await visit.stay()

    def broken(told: object) -> None:
        raise ZeroDivisionError

    async with ScriptedHub([scene]).open() as hub, Terminal(paired(tmp_path, hub), on_events=broken).running() as tv:
        await tv.until(lambda link: link.mirror.seq == 7)
        assert len(hub.visits) == 1
    assert caplog.text.count("a listener of the link broke") == 2


async def test_a_hub_that_starts_later_or_again_is_found_by_itself(tmp_path: Path) -> None:
    hub, port = ScriptedHub([everyday]), kept_port()
    async with hub.open(port=port):
        settings = paired(tmp_path, hub)
    async with Terminal(settings).running() as tv:
        await tv.until(lambda link: link.status.problem == "unreachable")
        assert tv.link.status.state is LinkState.CONNECTING
        async with hub.open(port=port):
            await tv.until(live)
        await tv.until(lambda link: link.status.state is LinkState.STALE)
        async with hub.open(port=port):
            await tv.until(live)


async def test_no_token_is_ever_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "terminal")
    async with ScriptedHub([everyday]).open() as hub, Terminal(paired(tmp_path, hub)).running() as tv:
        await tv.until(live)
    assert TOKEN not in caplog.text
