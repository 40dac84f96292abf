"""The hub's client: finds it, pairs with it, mirrors it, and comes back to it by itself."""

import asyncio
import logging
import os
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from protocol import errors, pairing
from protocol.messages import (
    VERSIONS,
    Answer,
    AnyAnswer,
    AnyCommand,
    AskToPair,
    Beat,
    Event,
    Events,
    FromHub,
    Hello,
    Incompatible,
    Paired,
    PairingOffered,
    Refused,
    Session,
    SessionChanged,
    Snapshot,
    Welcome,
)
from protocol.vocabulary import DeviceKind
from terminal.link import identity as identities
from terminal.link.address import Address, parse
from terminal.link.discovery import Finder
from terminal.link.identity import Identity
from terminal.link.mirror import Gap, Mirror
from terminal.link.pace import Clock, HubClock, Pace
from terminal.link.requests import Requests, session_after
from terminal.link.silence import SilenceWatch
from terminal.link.socket import Socket, opened
from terminal.link.status import LinkProblem, LinkState, LinkStatus, NotLive

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """Where the hub is. No ``url``: found by mDNS. No ``fingerprint``: it is learnt by pairing, and pinned then."""

    state_dir: Path
    url: str | None = None
    fingerprint: str = ""


class Link:
    """This terminal's bond with the hub, for the life of the program. Without a window it is the headless client.

    ``on_change`` is called after anything readable here has changed; ``on_events`` with the events
    that were just folded into ``mirror``, in the order of the journal, also those missed while away.
    A snapshot comes without events. Both are called on the event loop and should return soon; what
    they raise is logged and hurts nobody.
    """

    def __init__(
        self,
        settings: HubSettings,
        kind: DeviceKind,
        *,
        on_change: Callable[[], None] = lambda: None,
        on_events: Callable[[Sequence[Event]], None] = lambda events: None,
        clock: Clock | None = None,
        pace: Pace | None = None,
        program: str = "",
    ) -> None:
        self.mirror = Mirror()
        self.welcome: Welcome | None = None
        self.session: Session | None = None
        self._settings = settings
        self._kind = kind
        self._on_change = on_change
        self._on_events = on_events
        self._clock = clock or Clock()
        self._pace = pace or Pace()
        self._program = program
        self._chance = random.SystemRandom()
        self._hub_clock = HubClock(self._clock)
        self._requests = Requests()
        self._socket: Socket | None = None
        self._watch: SilenceWatch | None = None
        self._held_since: float | None = None
        self._distrusted = False
        self._greeted = False
        self._resume = True
        self._ask_network = True
        self.status = LinkStatus(LinkState.SEARCHING, self.hub_now())

    # For screens.

    def hub_now(self) -> datetime:
        """The hub's time, in the office's zone; the machine's own until the hub was heard."""
        return self._hub_clock.now(self.mirror.office.timezone)

    async def ask(self, command: AnyCommand, timeout: float | None = None) -> AnyAnswer:  # noqa: ASYNC109 - the promise spans reconnects
        """The hub's answer, durable there. Raises the Refusal that the hub gave, or NotLive when time is up (10 s).

        Where the connection drops before the answer, the same command with the same ``request_id``
        goes out again on the next one, so it is carried out once at most.
        """
        request = self._requests.open(command)
        try:
            async with asyncio.timeout(self._pace.answer if timeout is None else timeout):
                if self._socket is not None and request.sent_on is not self._socket:
                    request.sent_on = self._socket
                    with suppress(LinkProblem):
                        await self._socket.write(request.frame)
                return await asyncio.shield(request.answer)
        except TimeoutError:
            raise NotLive from None
        finally:
            self._requests.leave(request)

    def pair_again(self) -> None:
        """Sets the identity aside (its file is kept as a backup) and asks to be paired anew, with a new code."""
        self._forget()
        if self._socket is not None:
            self._socket.cut()

    # For the program.

    def start(self) -> asyncio.Task[None]:
        """Runs the link as a task; an end that nobody asked for is logged."""
        task = asyncio.get_running_loop().create_task(self.run(), name=f"link of the {self._kind}")
        task.add_done_callback(_log_end)
        return task

    async def run(self) -> None:
        """For ever: find the hub, pair if needed, follow it, and come back. Ends only by cancellation."""
        async with Finder() as finder:
            delays = self._pace.delays(self._chance)
            while True:
                self._held_since = None
                await self._attempt(finder)
                if self._was_steady():
                    delays = self._pace.delays(self._chance)
                twin = self.status.problem == errors.ConnectedElsewhere.code
                await asyncio.sleep(self._pace.elsewhere if twin else next(delays))

    async def _attempt(self, finder: Finder) -> None:
        """One connection, from the search for the hub to the loss of it."""
        try:
            await self._converse(finder)
        except LinkProblem as problem:
            _log.info("hub away: %s", problem)
            self._away(problem.code)
        except errors.Malformed as problem:
            _log.warning("unreadable frame from the hub, at %s", problem.params.get("at"))
            self._away("malformed", resume=False)
        except Gap as gap:
            _log.warning("events are missing: %s", gap)
            self._away("gap", resume=False)
        except Exception:
            _log.exception("the link broke")
            self._away("internal", resume=False)

    def _was_steady(self) -> bool:
        """Whether the last connection held long enough to retry fast; a flapping one waits longer each time."""
        return self._held_since is not None and self._clock.monotonic() - self._held_since >= self._pace.steady

    async def _converse(self, finder: Finder) -> None:
        known = identities.load(self._settings.state_dir)
        pin = self._settings.fingerprint or (known.fingerprint if known else "")
        address = await self._find(finder, known, pin)
        self._look_for(LinkState.CONNECTING, str(address))
        async with opened(address, pin, self._pace) as socket:
            if known is None:
                await self._pair(socket, address)
            else:
                await self._follow(socket, known, address)

    async def _find(self, finder: Finder, known: Identity | None, pin: str) -> Address:
        """Where to try now: as configured; else in turns where the hub was last and where the network says it is."""
        if self._settings.url:
            return parse(self._settings.url)
        self._ask_network = known is None or not self._ask_network
        if known is not None and not self._ask_network:
            return parse(known.url)
        self._look_for(LinkState.SEARCHING, "hub")
        if found := await finder.find(pin, self._pace.search):
            return found
        if known is None:
            raise LinkProblem("no_hub_found")
        return parse(known.url)

    # Pairing.

    async def _pair(self, socket: Socket, address: Address) -> None:
        """Shows a code until the hub confirms it, and keeps what the hub then gives. Raises LinkProblem."""
        letters = pairing.letters_from(os.urandom(16))
        await socket.say(AskToPair(versions=VERSIONS, kind=self._kind, letters=letters))
        self._held_since = None
        try:
            async with asyncio.timeout(self._pace.silence) as limit:
                while not isinstance(message := await socket.hear(), Paired):
                    if seconds := self._pairing_step(message, letters, socket.fingerprint):
                        limit.reschedule(asyncio.get_running_loop().time() + seconds)
        except TimeoutError:
            raise LinkProblem("pairing_expired" if self._held_since else "hub_silent") from None
        self._keep(message, socket, address)

    def _pairing_step(self, message: FromHub | None, letters: str, fingerprint: str) -> float | None:
        """Seconds for which the code is good, once the hub waits for it. Raises LinkProblem where it does not."""
        match message:
            case PairingOffered(expires_at=expires_at):
                self._held_since = self._clock.monotonic()
                code = pairing.code(letters, fingerprint or pairing.NO_CERTIFICATE)
                state = LinkState.REFUSED if self._distrusted else LinkState.PAIRING
                self._show(state, problem="", pairing_code=code)
                return self._seconds_until(expires_at)
            case Incompatible(update=side):
                raise LinkProblem(_outdated(side))
            case Refused(code=code):
                raise LinkProblem(code)
        return None

    def _seconds_until(self, expires_at: int) -> float:
        """By the local clock; where that is obviously wrong, as long as any code lives."""
        left = expires_at / 1000 - self._clock.now().timestamp()
        return left if 0 < left < self._pace.pairing else self._pace.pairing

    def _keep(self, paired: Paired, socket: Socket, address: Address) -> None:
        identity = Identity(
            url=address.url,
            fingerprint=socket.fingerprint,
            token=paired.token,
            name=paired.name,
            place=paired.place,
        )
        identities.save(self._settings.state_dir, identity)
        self._distrusted = False
        self._look_for(LinkState.CONNECTING, str(address))

    # Following.

    async def _follow(self, socket: Socket, known: Identity, address: Address) -> None:
        """Says Hello and takes what the hub says, until the connection ends. Raises LinkProblem, Gap or Malformed."""
        self._greeted = False
        with SilenceWatch(self._pace.silence, self._clock, socket.cut) as watch:
            self._watch = watch
            try:
                await socket.say(self._hello(known))
                while True:
                    message = await socket.hear()
                    watch.heard()
                    if self._take(message) and self._socket is None:
                        self._go_live(socket, known, address)
                    await self._send_open_requests()
            except LinkProblem as problem:
                raise LinkProblem("hub_silent") if watch.silent else problem from None

    def _hello(self, known: Identity) -> Hello:
        resuming = self._resume and self.mirror.loaded
        return Hello(
            versions=VERSIONS,
            token=known.token,
            epoch=self.mirror.epoch if resuming else None,
            last_seq=self.mirror.seq if resuming else None,
            office_revision=self.mirror.office_revision if resuming else None,
            program=self._program,
        )

    def _take(self, message: FromHub | None) -> bool:
        """Takes one message. True where the mirror now says what the hub says."""
        match message:
            case Welcome():
                self._greet(message)
            case Incompatible(update=side):
                raise LinkProblem(_outdated(side))
            case Answer() | Refused():
                self._settle(message)
            case _ if not self._greeted:
                raise LinkProblem("malformed", "no Welcome before the rest")
            case Snapshot() | Events() | Beat():
                return self._mirrored(message)
            case SessionChanged(session=session):
                self.session = session
                self._tell_change()
            case _:
                _log.warning("ignored a frame of type %s", type(message).__name__)
        return False

    def _greet(self, welcome: Welcome) -> None:
        if welcome.kind is not self._kind:
            raise LinkProblem("wrong_kind", f"paired as {welcome.kind}")
        self._greeted = True
        self.welcome = welcome
        self.session = welcome.session
        self._hub_clock.heard(welcome.time)
        self._tell_change()

    def _mirrored(self, message: Snapshot | Events | Beat) -> bool:
        """True where the mirror is whole with this message alone."""
        events: list[Event] = []
        match message:
            case Snapshot():
                self._hub_clock.heard(message.time)
                self.mirror.load(message)
            case Events():
                events = self.mirror.fold(message)
            case Beat():
                self._hub_clock.heard(message.time)
                self.mirror.beat(message)
        if events:
            self._tell(lambda: self._on_events(events))
        self._tell_change()
        return not isinstance(message, Beat)

    def _settle(self, message: Answer | Refused) -> None:
        if isinstance(message, Refused) and message.request_id is None:
            self._refused(message.code)
        elif request := self._requests.settle(message):
            if isinstance(message, Answer):
                self.session = session_after(request.command, message.result, self.session)
                self._tell_change()
        else:
            _log.debug("an answer that nobody waits for any more")

    def _refused(self, code: str) -> None:
        """The hub refused no command but us, or a frame that it could not read."""
        if code == errors.NotTrusted.code:
            self._forget()
            self._distrusted = True
            raise LinkProblem(code)
        if self._socket is None or code == errors.ConnectedElsewhere.code:
            raise LinkProblem(code)
        _log.warning("the hub refused a frame: %s", code)

    async def _send_open_requests(self) -> None:
        if self._socket is not None:
            for request in self._requests.unsent(self._socket):
                request.sent_on = self._socket
                await self._socket.write(request.frame)

    def _go_live(self, socket: Socket, known: Identity, address: Address) -> None:
        self._socket = socket
        self._held_since = self._clock.monotonic()
        self._resume = True
        self._ask_network = True
        if known.url != address.url:
            self._moved(known, address)
        self._show(LinkState.LIVE, problem="", waits_for=str(address))

    def _moved(self, known: Identity, address: Address) -> None:
        """Remembers the hub's new address; a full disk is no reason not to be live."""
        try:
            identities.save(self._settings.state_dir, msgspec.structs.replace(known, url=address.url))
        except LinkProblem as problem:
            _log.warning("the hub's new address is not kept: %s", problem)

    def _forget(self) -> None:
        """What a terminal must not go on showing once it is not trusted any more."""
        identities.set_aside(self._settings.state_dir)
        self.mirror, self.welcome, self.session = Mirror(), None, None

    # Status.

    def _away(self, problem: str, *, resume: bool = True) -> None:
        self._socket = None
        self._resume = self._resume and resume
        self._show(self._state_away(problem), problem=problem)

    def _state_away(self, problem: str) -> LinkState:
        if self._distrusted:
            return LinkState.REFUSED
        if problem in ("update_hub", "update_terminal"):
            return LinkState.INCOMPATIBLE
        if self.mirror.loaded:
            return LinkState.STALE
        return LinkState.SEARCHING if problem in ("no_hub_found", "no_network") else LinkState.CONNECTING

    def _look_for(self, state: LinkState, waits_for: str) -> None:
        """A new attempt begins. What the screen says of the last one stays until this one has ended."""
        keeps = self.status.state in (LinkState.STALE, LinkState.REFUSED, LinkState.INCOMPATIBLE)
        self._show(self.status.state if keeps else state, waits_for=waits_for)

    def _show(
        self, state: LinkState, *, problem: str | None = None, waits_for: str = "", pairing_code: str | None = None
    ) -> None:
        shown = LinkStatus(
            state=state,
            since=self.status.since if (state is LinkState.LIVE) is self.status.live else self._turned_at(state),
            waits_for=waits_for or self.status.waits_for,
            pairing_code=pairing_code,
            problem=self.status.problem if problem is None else problem,
        )
        if shown != self.status:
            self.status = shown
            self._tell_change()

    def _turned_at(self, state: LinkState) -> datetime:
        """Live from now on; not live since the hub was last heard."""
        if state is LinkState.LIVE or self._watch is None:
            return self.hub_now()
        return self.hub_now() - timedelta(seconds=self._clock.monotonic() - self._watch.heard_at)

    def _tell_change(self) -> None:
        self._tell(self._on_change)

    def _tell(self, listener: Callable[[], None]) -> None:
        try:
            listener()
        except Exception:
            _log.exception("a listener of the link broke")


def _outdated(side: str) -> str:
    return "update_hub" if side == "hub" else "update_terminal"


def _log_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (problem := task.exception()):
        _log.critical("%s ended", task.get_name(), exc_info=problem)
