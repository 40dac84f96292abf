"""The hub as the rooms around it see it: recognise, execute, show, tell.

Everything that changes goes through ``execute``: permission, use case, journal and remembered answer
in one transaction, durable before it returns. Everything that is shown comes from the same books.
"""

import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol, TypeVar

import msgspec

from protocol import codec, errors
from protocol import messages as m
from protocol.office import Office
from protocol.views import seen_by
from protocol.vocabulary import DeviceKind, View
from server.app import devices, pairing, permissions, sessions, staff
from server.app import snapshot as shown
from server.app.approve_cases import approve_cases
from server.app.assign import assign_case
from server.app.blanks import close_blanks, move_blanks
from server.app.books import Books, Entry
from server.app.call import call_next, call_ticket, call_to_handover, recall
from server.app.case_file import open_case
from server.app.day_report import open_day_report
from server.app.delegation import delegate, end_delegation
from server.app.documents import read_document, remove_document, sort_document
from server.app.erase import erase_expired
from server.app.files import FileDesk
from server.app.find_cases import find_cases
from server.app.incidents import declare_incident, end_incident
from server.app.issue_ticket import issue_ticket
from server.app.letters import remind, tell_applicant
from server.app.new_day import start_day
from server.app.notes import add_note
from server.app.pickup import Guesses
from server.app.pickup_page import PickupPage, pickup_page
from server.app.pins import Pins
from server.app.presence import Attendance, Presence
from server.app.print_owed import print_owed
from server.app.receive_case import receive_case
from server.app.record_step import record_step
from server.app.registers import export_register, open_register
from server.app.report_paper import report_paper
from server.app.report_printer import report_printer
from server.app.reprint import reprint
from server.app.reveal import reveal_nik
from server.app.serve import start_serving
from server.app.set_aside import bring_back, cancel_ticket, mark_no_show, park, transfer
from server.app.sheet import Press
from server.app.terminals import report_troubles, watch_terminals
from server.app.undo import undo
from server.app.work import ADMIN, Aftermath, Device, Officer, Pace, Work
from server.domain.hours import day_of, local
from server.domain.pin import check_pin, wait_after

log = logging.getLogger(__name__)
T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)

Handler = Callable[[Any, Work], Any]

HANDLERS: Mapping[type[m.Message], Handler] = {
    m.IssueTicket: issue_ticket,
    m.ReportPaper: report_paper,
    m.PrintOwed: print_owed,
    m.ReportPrinter: report_printer,
    m.ReportTroubles: report_troubles,
    m.SignIn: sessions.sign_in,
    m.SignOut: sessions.sign_out,
    m.Lock: sessions.lock,
    m.Unlock: sessions.unlock,
    m.SetCounter: sessions.set_counter,
    m.CallNext: call_next,
    m.CallTicket: call_ticket,
    m.Recall: recall,
    m.StartServing: start_serving,
    m.MarkNoShow: mark_no_show,
    m.Park: park,
    m.BringBack: bring_back,
    m.Transfer: transfer,
    m.CancelTicket: cancel_ticket,
    m.Undo: undo,
    m.Reprint: reprint,
    m.CallToHandover: call_to_handover,
    m.OpenDayReport: open_day_report,
    m.OpenCase: open_case,
    m.FindCases: find_cases,
    m.RevealNik: reveal_nik,
    m.ReadDocument: read_document,
    m.RemoveDocument: remove_document,
    m.SortDocument: sort_document,
    m.EraseExpired: erase_expired,
    m.RecordStep: record_step,
    m.ReceiveCase: receive_case,
    m.TellApplicant: tell_applicant,
    m.ApproveCases: approve_cases,
    m.AssignCase: assign_case,
    m.AddNote: add_note,
    m.Delegate: delegate,
    m.EndDelegation: end_delegation,
    m.DeclareIncident: declare_incident,
    m.EndIncident: end_incident,
    m.MoveBlanks: move_blanks,
    m.CloseBlanks: close_blanks,
    m.SetStaffDisabled: staff.set_staff_disabled,
    m.ListStaff: staff.list_staff,
    m.ListDevices: devices.list_devices,
    m.RevokeDevice: devices.revoke_device,
}
QUESTIONS = (
    m.OpenDayReport,
    m.OpenCase,
    m.OpenRegister,
    m.FindCases,
    m.ListStaff,
    m.ListDevices,
)  # change nothing, so nothing is remembered of them
REPLAYED = 500  # more missed events than this, and a snapshot is the shorter story
LONGEST_REQUEST_ID = 64

_answer: msgspec.json.Decoder[Any] = msgspec.json.Decoder(m.AnyAnswer)


class Store(Protocol):
    """Where the books are kept. ``server.storage.store`` keeps these promises."""

    def submit(self, work: Callable[[Any], T]) -> Awaitable[T]:
        """Runs it in a transaction of its own; ends after the commit is durable."""
        ...

    def look(self, reading: Callable[[Any], T], then: Callable[[T], None]) -> Awaitable[None]:
        """Reads after a commit, and calls ``then`` on the loop before any later commit is told."""
        ...

    def on_committed(self, listener: Callable[[Sequence[Any]], None]) -> None: ...


@dataclass(frozen=True)
class Place:
    """What the hub must be told of where it stands."""

    public_url: str
    fingerprint: str = ""
    admin_token: str = ""
    sends_letters: bool = False


@dataclass(frozen=True)
class Chance:
    """Time and chance come in from outside, so that a day can be played again.

    ``steady``: seconds of a clock that nobody sets.
    """

    now: Callable[[], int]
    token: Callable[[int], str] = secrets.token_urlsafe
    steady: Callable[[], float] = time.monotonic


class Hub:
    """One office's hub. Made by ``open_hub``."""

    def __init__(
        self,
        store: Store,
        office: Office,
        place: Place,
        chance: Chance,
        press: Press,
        pins: Pins,
        epoch: str,
        day: str,
    ) -> None:
        self.epoch = epoch
        self.office = office
        self.office_revision = revision_of(office)
        self.files = FileDesk(chance.now)
        self._store = store
        self._place = place
        self._chance = chance
        self._press = press
        self._day = day
        self._unclean = False  # whether something was erased whose bytes may still be on the disk
        self._pins = pins
        self._guesses = Guesses()
        self._presence = Presence(chance.steady())
        self._reminded_in = -1
        self._pairing = pairing.PairingDesk(place.fingerprint, self._burnt)
        self._pace: dict[str, Pace] = {service.id: Pace() for service in office.services}
        self._services: tuple[m.ServiceNow, ...] = ()
        self._last: dict[View, int] = dict.fromkeys(View, 0)
        self._snapshots: dict[View, m.Snapshot] = {}
        self._listeners: list[Callable[[Sequence[Entry]], None]] = []
        self._session_listeners: list[Callable[[int, m.Session | None], None]] = []
        self._revoked_listeners: list[Callable[[int], None]] = []
        self._paired_listeners: list[Callable[[str, m.Paired], None]] = []
        self._burnt_listeners: list[Callable[[str], None]] = []
        store.on_committed(self._committed)

    # --- Who is there -----------------------------------------------------------------------------

    async def recognise(self, token: str) -> Device:
        """The device that holds this token. Raises NotTrusted."""
        if self._place.admin_token and hmac.compare_digest(token.encode(), self._place.admin_token.encode()):
            return ADMIN
        found = await self._read(lambda books: books.people.device_by_token(devices.hash_of(token)))
        if found is None or found.revoked:
            raise errors.NotTrusted
        return Device(found.id, found.kind, found.name, found.place)

    async def session_of(self, device: Device) -> m.Session | None:
        """Who was signed in there, also before a restart."""
        return await self._read(lambda books: self._session_at(device, books))

    async def offer_pairing(self, letters: str, kind: DeviceKind) -> m.PairingOffered:
        """A stranger shows a code; it waits to be confirmed at the hub. Raises Malformed, TooFast."""
        return m.PairingOffered(expires_at=self._pairing.offer(letters, kind, self._chance.now()).expires_at)

    def came(self, device: Device) -> None:
        """It has a conversation with the hub now."""
        self._presence.came(device.id)

    def left(self, device: Device) -> None:
        """It has none any more."""
        self._presence.left(device.id, self._chance.steady())

    # --- What changes -----------------------------------------------------------------------------

    async def execute(self, device: Device, command: m.AnyCommand) -> m.AnyAnswer:
        """Carries the command out, once. Durable before it returns. Raises Refusal."""
        if not 0 < len(command.request_id) <= LONGEST_REQUEST_ID:
            raise errors.Malformed(at="$.request_id")
        handler = await self._prepared(device, command)
        aftermath = Aftermath()
        answer = await self._store.submit(lambda books: self._carry_out(device, command, handler, books, aftermath))
        await self._tell(aftermath)
        if aftermath.scrub:
            left = await self._scrubbed(aftermath)
            return msgspec.structs.replace(answer, left=left) if isinstance(answer, m.Erased) else answer
        return answer

    async def carry(self, device: Device, deed: Callable[[Work], T]) -> T:
        """The same for what comes by another way than a command. Who may do it is the deed's to check."""
        aftermath = Aftermath()
        result = await self._store.submit(lambda books: deed(self._work(device, books, aftermath)))
        await self._tell(aftermath)
        if aftermath.scrub:
            await self._scrubbed(aftermath)
        return result

    def _carry_out(
        self, device: Device, command: m.AnyCommand, handler: Handler, books: Books, aftermath: Aftermath
    ) -> m.AnyAnswer:
        """Inside the transaction: the day, the right, the deed, and the memory of it."""
        work = self._work(device, books, aftermath)
        permissions.check(command, device, work.officer)
        if isinstance(command, QUESTIONS):
            return handler(command, work)  # type: ignore[no-any-return]
        content = codec.content_of(command)
        known = books.answers.recall(device.id, command.request_id, content)
        if known is not None:
            return _answer.decode(known)  # type: ignore[no-any-return]
        answer = handler(command, work)
        books.answers.remember(device.id, command.request_id, content, codec.encode(answer), work.now)
        return answer  # type: ignore[no-any-return]

    async def _prepared(self, device: Device, command: m.AnyCommand) -> Handler:
        """The use case, with the slow and secret part of it done: PINs checked or hashed, tokens drawn."""
        match command:
            case m.SignIn() | m.Unlock():
                await self._check_pin(device, command)
            case m.AddStaff() | m.SetPin() if device.kind is DeviceKind.ADMIN:
                return await self._with_hash(command)
            case m.AddDevice() if device.kind is DeviceKind.ADMIN:
                token = self._chance.token(32)
                return lambda c, work: devices.add_device(c, work, token)
            case m.ConfirmPairing() if device.kind is DeviceKind.ADMIN:
                return self._confirm_pairing(command)
            case m.OpenRegister():
                await self._read(partial(self._check, command, device))
                page = await open_register(command, self.office, self._read)
                return lambda c, work: page
            case m.ExportRegister():
                return lambda c, work: export_register(c, work, self._read, self._press)
            case m.IssuePickup():
                return self._guesses.issue
        return HANDLERS.get(type(command), _nothing)

    async def _with_hash(self, command: m.AddStaff | m.SetPin) -> Handler:
        check_pin(command.pin, self.office.settings.pin_digits, self.office.demo)
        pin_hash = await self._pins.hash(command.pin)
        use_case = staff.add_staff if isinstance(command, m.AddStaff) else staff.set_pin
        return lambda c, work: use_case(c, work, pin_hash)

    def _confirm_pairing(self, command: m.ConfirmPairing) -> Handler:
        letters = self._pairing.confirmed(command, self._chance.now())
        token = self._chance.token(32)

        def enter(command: m.ConfirmPairing, work: Work) -> m.DeviceList:
            device = devices.enter(command.kind, command.name, command.place, token, work)
            work.aftermath.paired[letters] = m.Paired(token=token, name=device.name, place=device.place)
            return m.DeviceList(devices=(device.shown(),))

        return enter

    async def _check_pin(self, device: Device, command: m.SignIn | m.Unlock) -> None:
        """Raises NotAllowed, UnknownStaff, NotSignedIn, TryLater, WrongPin. A wrong PIN is counted durably."""
        if device.kind is not DeviceKind.COUNTER:
            raise errors.NotAllowed(right="")
        member, machine = await self._read(lambda books: _who(device, command, books))
        wait_ms = max(member.retry_at, machine.retry_at) - self._chance.now()
        if wait_ms > 0:
            raise errors.TryLater(wait_s=-(-wait_ms // 1000))
        if await self._pins.fits(command.pin, member.pin_hash):
            if machine.failures:
                await self._store.submit(lambda books: _forgive(device, books))
            return
        wait_s = await self._store.submit(lambda books: _count_wrong_pin(device, member.id, books, self._chance.now()))
        raise errors.WrongPin(wait_s=wait_s)

    async def tick(self) -> None:
        """Every few seconds: opens the day when the clock has reached it, looks which terminals are gone, and refreshes
        what follows from the time.
        """
        aftermath = Aftermath(scrub=self._unclean)
        attendance = self._presence.at(self._chance.steady())
        await self._store.submit(lambda books: self._refresh(books, attendance, aftermath))
        await self._tell(aftermath)
        if aftermath.scrub:
            await self._scrubbed(aftermath)

    async def _scrubbed(self, aftermath: Aftermath) -> int:
        """Leaves no bytes behind of what was erased; gives of how many cases something can be read all the same."""
        left, clean = await self._read(lambda books: _scrub(books, aftermath))
        self._unclean = not clean
        if left:
            log.warning("erased, but still to be read: something of %d cases", left)
        return left

    def _refresh(self, books: Books, attendance: Attendance, aftermath: Aftermath) -> None:
        work = self._work(ADMIN, books, aftermath)
        pace = shown.pace_of(self.office, books)
        self._services = shown.services_now(self.office, books, pace, shown.Moment(work.now, work.day))
        self._pace = pace
        self._remind(work)
        watch_terminals(attendance, work)

    def _remind(self, work: Work) -> None:
        """Once a minute is often enough to look who has not answered."""
        minute = work.now // 60_000
        if minute != self._reminded_in:
            self._reminded_in = minute
            remind(work)

    def _work(self, device: Device, books: Books, aftermath: Aftermath) -> Work:
        """What this command works with. The first one after midnight opens the day."""
        now, running = self._chance.now(), books.facts.read("day") or ""
        day = max(day_of(local(now, self.office.timezone)), running)
        work = Work(
            office=self.office,
            books=books,
            device=device,
            officer=self._officer(device, books, day),
            now=now,
            day=day,
            new_code=lambda: self._chance.token(16),
            public_url=self._place.public_url,
            sends_letters=self._place.sends_letters,
            pace=self._pace,
            aftermath=aftermath,
            files=self.files,
        )
        if work.day != running:
            start_day(replace(work, device=ADMIN, officer=None))
        return work

    def _check(self, command: m.Message, device: Device, books: Books) -> None:
        """Raises what ``permissions.check`` does, before anything is read for this command."""
        permissions.check(command, device, self._officer(device, books, self._moment(books).day))

    def _officer(self, device: Device, books: Books, day: str) -> Officer | None:
        """Who sits at this device; nobody does at any other than a counter's."""
        at_counter = device.kind is DeviceKind.COUNTER
        return sessions.officer_at(device, books, self.office, day) if at_counter else None

    # --- What is shown ----------------------------------------------------------------------------

    async def snapshot(self, view: View, subscribe: Callable[[m.Snapshot], None]) -> None:
        """Calls ``subscribe`` when all up to the snapshot has been told to listeners, and nothing after it."""
        await self._store.look(lambda books: self._snapshot(view, books), subscribe)

    async def since(self, view: View, epoch: str, last_seq: int, subscribe: Callable[[m.Events | None], None]) -> None:
        """The same with what was missed; None where it can't be told in events."""
        await self._store.look(lambda books: self._since(view, epoch, last_seq, books), subscribe)

    def beat(self, view: View) -> m.Beat:
        """The hub lives. Fresh as of the last ``tick``."""
        return m.Beat(time=self._chance.now(), day=self._day, services=self._services)

    def last_seq(self, view: View) -> int:
        """The last line told to listeners that this view may see."""
        return self._last[view]

    async def ticket_page(self, code: str) -> shown.TicketPage | None:
        """A ticket's public state."""
        return await self._read(lambda books: shown.ticket_page(code, self.office, books, self._moment(books)))

    async def pickup_page(self, code: str) -> PickupPage | None:
        """What may be said of the card under this pickup code."""
        today = day_of(local(self._chance.now(), self.office.timezone))
        return await self._read(lambda books: pickup_page(code, books, today))

    def _snapshot(self, view: View, books: Books) -> m.Snapshot:
        """Made once for all who come back at the same moment."""
        known = self._snapshots.get(view)
        at = self._moment(books)
        if known is not None and (known.seq, known.day) == (books.journal.last_seq(view), at.day):
            return msgspec.structs.replace(known, time=at.now, services=self._services)
        made = shown.snapshot(view, self.office, self.office_revision, self.epoch, books, at, self._services)
        self._snapshots[view] = made
        return made

    def _since(self, view: View, epoch: str, last_seq: int, books: Books) -> m.Events | None:
        newest = books.journal.last_seq(view)
        if epoch != self.epoch or not 0 <= last_seq <= newest:
            return None
        missed = books.journal.since(view, last_seq, REPLAYED)
        if missed is None:
            return None
        events = tuple(codec.raw(event) for _, event in missed)
        return m.Events(epoch=epoch, prev=last_seq, seq=newest, events=events)

    def _moment(self, books: Books) -> shown.Moment:
        return shown.Moment(self._chance.now(), books.facts.read("day") or self._day)

    # --- Whom to tell -----------------------------------------------------------------------------

    def on_committed(self, listener: Callable[[Sequence[Entry]], None]) -> None:
        """Called on the event loop after each commit, in order, before the commands are answered."""
        self._listeners.append(listener)

    def on_session(self, listener: Callable[[int, m.Session | None], None]) -> None:
        """Called with a device whose session changed."""
        self._session_listeners.append(listener)

    def on_revoked(self, listener: Callable[[int], None]) -> None:
        """Called with a device that is not trusted any more."""
        self._revoked_listeners.append(listener)

    def on_paired(self, listener: Callable[[str, m.Paired], None]) -> None:
        """Called with the letters that were confirmed, and what to tell the device."""
        self._paired_listeners.append(listener)

    def on_burnt(self, listener: Callable[[str], None]) -> None:
        """Called with the letters of a code that was typed wrongly and is good for nothing now."""
        self._burnt_listeners.append(listener)

    def _burnt(self, letters: str) -> None:
        for tell_burnt in self._burnt_listeners:
            tell_burnt(letters)

    def _committed(self, lines: Sequence[Entry]) -> None:
        for line in lines:
            if isinstance(line.event, m.DayStarted):
                self._day = line.event.day
            self._last.update((view, line.seq) for view in View if seen_by(view, line.event) is not None)
        for listener in self._listeners:
            listener(lines)

    async def _tell(self, aftermath: Aftermath) -> None:
        for id in aftermath.sessions:
            session = await self._read(partial(self._session_by_id, id))
            for tell_session in self._session_listeners:
                tell_session(id, session)
        for id in aftermath.revoked:
            for tell_revoked in self._revoked_listeners:
                tell_revoked(id)
        for letters, paired in aftermath.paired.items():
            self._pairing.done(letters)
            for tell_paired in self._paired_listeners:
                tell_paired(letters, paired)

    def _session_by_id(self, id: int, books: Books) -> m.Session | None:
        found = books.people.device(id)
        return self._session_at(Device(found.id, found.kind, found.name, found.place), books) if found else None

    def _session_at(self, device: Device, books: Books) -> m.Session | None:
        officer: Officer | None = sessions.officer_at(device, books, self.office, self._moment(books).day)
        return sessions.shown(officer) if officer else None

    async def _read(self, reading: Callable[[Books], T]) -> T:
        kept: list[T] = []
        await self._store.look(reading, kept.append)
        return kept[0]


async def open_hub(
    store: Store, office: Office, place: Place, chance: Chance, press: Press, pins: Pins | None = None
) -> Hub:
    """The hub on these books: a new database gets its epoch and its first day."""

    def begin(books: Books) -> tuple[str, str, dict[View, int]]:
        epoch = books.facts.read("epoch")
        if epoch is None:
            epoch = chance.token(9)
            books.facts.write("epoch", epoch)
        return epoch, books.facts.read("day") or "", {view: books.journal.last_seq(view) for view in View}

    epoch, day, last = await store.submit(begin)
    hub = Hub(store, office, place, chance, press, pins or Pins(), epoch, day)
    hub._last.update(last)
    await hub.tick()
    return hub


def _scrub(books: Books, aftermath: Aftermath) -> tuple[int, bool]:
    """(cases of which something is left, whether the disk is clean). As long as it isn't, all of them are left."""
    if not books.scrub():
        return sum(map(len, aftermath.erased.values())), False
    return sum(books.retention.left(kind, cases) for kind, cases in aftermath.erased.items()), True


def revision_of(office: Office) -> str:
    """Changes whenever the catalogue does, so that terminals ask for it anew."""
    return devices.hash_of(msgspec.json.encode(office).decode())[:16]


def _nothing(command: m.Message, work: Work) -> None:
    raise errors.NotAllowed(right="")


def _who(device: Device, command: m.SignIn | m.Unlock, books: Books) -> Any:
    """(the person whose PIN it should be, the machine). Raises UnknownStaff, NotSignedIn, NotTrusted."""
    machine = books.people.device(device.id)
    if machine is None:
        raise errors.NotTrusted
    if isinstance(command, m.SignIn):
        member = books.people.staff(command.staff)
        if member is None or member.disabled:
            raise errors.UnknownStaff
        return member, machine
    session = books.people.session_at(device.id)
    member = books.people.staff(session.staff) if session else None
    if member is None:
        raise errors.NotSignedIn
    return member, machine


def _count_wrong_pin(device: Device, member: int, books: Books, now: int) -> int:
    """Both the person and the machine wait longer each time; gives the seconds."""
    waits = [0]
    person, machine = books.people.staff(member), books.people.device(device.id)
    if person is not None:
        waits.append(wait_after(person.failures + 1))
        books.people.save_staff(replace(person, failures=person.failures + 1, retry_at=now + waits[-1] * 1000))
    if machine is not None:
        waits.append(wait_after(machine.failures + 1))
        books.people.save_device(replace(machine, failures=machine.failures + 1, retry_at=now + waits[-1] * 1000))
    return max(waits)


def _forgive(device: Device, books: Books) -> None:
    machine = books.people.device(device.id)
    if machine is not None:
        books.people.save_device(replace(machine, failures=0, retry_at=0))
