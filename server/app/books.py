"""The books as the use cases need them. ``server.storage`` keeps them; a use case never sees SQL.

All of it happens inside one transaction that is durable before anybody is answered.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from protocol.messages import Event
from protocol.turns import Waiting
from protocol.vocabulary import DeviceKind, Letter, PersonalKind, Purpose, Register, Result, View
from server.app.records import (
    BlankMoveRecord,
    CallRecord,
    CaseRecord,
    CounterRecord,
    DelegationRecord,
    DeviceRecord,
    DocumentRecord,
    IncidentRecord,
    IncomingRecord,
    LetterRecord,
    NoteRecord,
    PrinterRecord,
    SessionRecord,
    StaffRecord,
    StepRecord,
    TerminalRecord,
    TicketRecord,
)


class TicketBook(Protocol):
    """Numbers, their places, and what was called."""

    def next_number(self, service: str, day: str) -> int:
        """The next number of this service today, from 1, without gaps or repeats."""
        ...

    def issued_today(self, day: str) -> dict[str, int]:
        """How many numbers each service has given."""
        ...

    def add(self, ticket: TicketRecord) -> TicketRecord:
        """Writes it and gives it its id."""
        ...

    def save(self, ticket: TicketRecord) -> None: ...

    def find(self, id: int) -> TicketRecord | None: ...

    def by_code(self, code: str) -> TicketRecord | None: ...

    def waiting(self, services: Sequence[str], counter: str) -> list[Waiting]:
        """Those that wait for these services or are reserved for this counter, in order of arrival."""
        ...

    def waiting_before(self, service: str, arrived_at: int, id: int) -> int:
        """How many of this service stand before this place."""
        ...

    def waiting_count(self, service: str) -> int:
        """How many wait for this service."""
        ...

    def in_hand(self, counter: str) -> TicketRecord | None:
        """The ticket that this counter has called or serves."""
        ...

    def shown(self, day: str) -> list[TicketRecord]:
        """Today's tickets, and older ones whose case still runs."""
        ...

    def left_over(self, day: str) -> list[TicketRecord]:
        """Earlier days' tickets that no officer took up, or that somebody may still collect a card with."""
        ...

    def of_day(self, day: str) -> list[TicketRecord]:
        """Every number that was given on this day."""
        ...

    def first_called(self, day: str) -> dict[int, int]:
        """When each of the day's tickets was first called to be served, by the ticket's id."""
        ...

    def add_call(self, call: CallRecord) -> CallRecord: ...

    def last_calls(self, day: str, limit: int) -> list[CallRecord]:
        """Oldest first."""
        ...

    def last_call_of(self, ticket: int, purpose: Purpose) -> CallRecord | None: ...

    def priority_history(self, services: Sequence[str], day: str) -> list[bool]:
        """For each first call to service today, oldest first: was it a priority ticket?"""
        ...

    def minutes_served(self, service: str, limit: int) -> list[float]:
        """The newest service times at the counter, in minutes."""
        ...


class CounterBook(Protocol):
    def find(self, id: str) -> CounterRecord: ...

    def all(self) -> list[CounterRecord]: ...

    def save(self, counter: CounterRecord) -> None: ...


class CaseBook(Protocol):
    """Cards on their way, their steps, and the words about people, encrypted apart from all else."""

    def add(self, case: CaseRecord) -> CaseRecord: ...

    def save(self, case: CaseRecord) -> None: ...

    def find(self, id: int) -> CaseRecord | None: ...

    def shown(self, since: int) -> list[CaseRecord]:
        """Cases that still run, and those that ended after this instant."""
        ...

    def waits_for_applicant(self) -> list[CaseRecord]:
        """Incomplete cases, those that have waited longest first."""
        ...

    def add_step(self, step: StepRecord) -> int: ...

    def steps(self, case: int) -> list[tuple[int, StepRecord]]: ...

    def results_between(self, start: int, end: int) -> dict[Result, int]:
        """How often each step's result was recorded from ``start`` to before ``end``, in milliseconds UTC."""
        ...

    def add_note(self, note: NoteRecord) -> int: ...

    def notes(self, case: int) -> list[tuple[int, NoteRecord]]: ...

    def serial_used(self, serial: str) -> bool: ...

    def use_serial(self, serial: str, case: int, spoiled: bool, at: int) -> None:
        """Notes that this blank card met the printer."""
        ...

    def next_register_number(self, service: str, year: int) -> int: ...

    def write_personal(self, kind: str, id: int, field: str, text: str) -> str:
        """Keeps the text encrypted; gives the salted commitment that the journal may hold."""
        ...

    def read_personal(self, kind: str, id: int) -> dict[str, str]: ...

    def with_personal(self, field: str, text: str) -> list[int]:
        """Cases with this "nik", "phone", "pickup_code", or these words of the "applicant_name" or how they begin.

        Newest first. The text itself stands nowhere: a blind index is asked.
        """
        ...

    def with_number(self, number: str) -> list[int]:
        """Cases whose ticket, of any day, had this number; newest first."""
        ...

    def with_register_number(self, number: str) -> list[int]: ...

    def add_reading(self, case: int | None, at: int) -> int:
        """Somebody sees in full what is masked; the id names ("read", id), where the reason is kept."""
        ...


class LetterBook(Protocol):
    """Messages to applicants, and which of theirs were heard. ``message``: an id of the Cloud API."""

    def add(self, letter: LetterRecord) -> LetterRecord: ...

    def save(self, letter: LetterRecord) -> None: ...

    def find(self, id: int) -> LetterRecord | None: ...

    def of_case(self, case: int) -> list[LetterRecord]:
        """Oldest first."""
        ...

    def due(self, now: int, limit: int) -> list[LetterRecord]:
        """Those that are to be sent by now."""
        ...

    def sent_as(self, letter: int, message: str) -> None: ...

    def by_message(self, message: str) -> LetterRecord | None: ...

    def last_at(self, case: int, letter: Letter) -> int | None:
        """When the newest of this kind was written."""
        ...

    def was_heard(self, message: str) -> bool: ...

    def hear(self, message: str, incoming: IncomingRecord) -> None: ...

    def save_incoming(self, incoming: IncomingRecord) -> None: ...

    def find_incoming(self, id: int) -> IncomingRecord | None: ...

    def media_due(self, now: int, limit: int) -> list[IncomingRecord]:
        """Those whose file is to be fetched by now."""
        ...

    def heard_last(self, case: int) -> int | None:
        """When the applicant of this case wrote last."""
        ...


class DocumentBook(Protocol):
    """Pages of papers, sealed in files; no SQL row and no journal holds them."""

    def add(self, case: int, requirement: str, pages: Sequence[bytes], at: int) -> DocumentRecord:
        """Seals the pages; they are on the disk before the row is."""
        ...

    def of_case(self, case: int) -> list[DocumentRecord]:
        """Those that can be read, in the order in which they came."""
        ...

    def find(self, id: int) -> DocumentRecord | None:
        """Also one that was erased."""
        ...

    def pages(self, id: int) -> list[bytes]:
        """Raises PersonalGone for one that was erased."""
        ...

    def sort(self, id: int, requirement: str) -> None:
        """It shows this requirement from now on; "": none of them."""
        ...

    def erase(self, id: int) -> None:
        """Its key goes at once, its file after the commit; that it was there stays known."""
        ...


class DelegationBook(Protocol):
    """Who stands in for whom."""

    def add(self, delegation: DelegationRecord) -> DelegationRecord: ...

    def save(self, delegation: DelegationRecord) -> None: ...

    def find(self, id: int) -> DelegationRecord | None: ...

    def roles_of(self, taker: int, day: str) -> tuple[str, ...]:
        """The roles that this person holds on this day in somebody's place."""
        ...

    def from_day(self, day: str) -> list[DelegationRecord]:
        """Those that are not over on this day, also the ones that have not begun."""
        ...


class IncidentBook(Protocol):
    """When the office could not work."""

    def add(self, incident: IncidentRecord) -> IncidentRecord: ...

    def save(self, incident: IncidentRecord) -> None: ...

    def find(self, id: int) -> IncidentRecord | None: ...

    def since(self, at: int) -> list[IncidentRecord]:
        """Those that last, and those that ended after this instant."""
        ...


class StockBook(Protocol):
    """Blank cards, move by move. Nothing is taken back or written over."""

    def add(self, move: BlankMoveRecord) -> int:
        """Writes it; its id names the note that belongs to it."""
        ...

    def last(self) -> BlankMoveRecord | None:
        """None: nobody has entered any blank cards yet."""
        ...

    def last_count(self) -> BlankMoveRecord | None: ...

    def shortages(self, since: int) -> list[tuple[int, int | None]]:
        """From when to when there were none; those that last, and those that ended after this instant."""
        ...

    def between(self, first_day: str, last_day: str) -> list[int]:
        """The ids of these days' moves, oldest first."""
        ...

    def find(self, id: int) -> BlankMoveRecord | None: ...


class RegisterBook(Protocol):
    """Where the lines of the registers are found; the blank cards' own are in their book."""

    def between(self, register: Register, since: int, until: int) -> list[int]:
        """The ids of the steps, or of the cases that came by WhatsApp, oldest first."""
        ...

    def step(self, id: int) -> StepRecord | None: ...


class RetentionBook(Protocol):
    """What is still known of cases that ended, and its end."""

    def due(self, kind: PersonalKind, before: int) -> list[int]:
        """Cases that ended before this instant and of which something of this kind can still be read."""
        ...

    def erase(self, kind: PersonalKind, case: int, at: int) -> None: ...

    def left(self, kind: PersonalKind, cases: Sequence[int]) -> int:
        """Of how many of these something can still be read: looked for, row by row, not remembered."""
        ...

    def erased(self, case: int) -> bool:
        """Whether the applicant's words were erased because their time was over."""
        ...

    def readings_due(self, before: int) -> list[int]:
        """Reasons older than this, for reading what belongs to no case."""
        ...

    def erase_reading(self, reading: int) -> None: ...


class PeopleBook(Protocol):
    """Staff, devices, and who sits where."""

    def staff(self, id: int) -> StaffRecord | None: ...

    def staff_by_login(self, login: str) -> StaffRecord | None: ...

    def all_staff(self) -> list[StaffRecord]: ...

    def add_staff(self, member: StaffRecord) -> StaffRecord: ...

    def save_staff(self, member: StaffRecord) -> None: ...

    def device(self, id: int) -> DeviceRecord | None: ...

    def device_by_token(self, token_hash: str) -> DeviceRecord | None: ...

    def all_devices(self) -> list[DeviceRecord]: ...

    def add_device(self, kind: DeviceKind, name: str, place: str, token_hash: str, at: int) -> DeviceRecord: ...

    def save_device(self, device: DeviceRecord) -> None: ...

    def printer(self, device: int) -> PrinterRecord | None: ...

    def all_printers(self) -> list[PrinterRecord]:
        """In the order of their devices' ids."""
        ...

    def save_printer(self, printer: PrinterRecord) -> None: ...

    def end_printer(self, device: int) -> None: ...

    def terminal(self, device: int) -> TerminalRecord | None: ...

    def all_terminals(self) -> list[TerminalRecord]:
        """In the order of their devices' ids."""
        ...

    def save_terminal(self, terminal: TerminalRecord) -> None: ...

    def end_terminal(self, device: int) -> None: ...

    def session_at(self, device: int) -> SessionRecord | None: ...

    def session_of(self, staff: int) -> SessionRecord | None: ...

    def session_at_counter(self, counter: str) -> SessionRecord | None: ...

    def save_session(self, session: SessionRecord) -> None: ...

    def end_session(self, device: int) -> None: ...


class Entry(Protocol):
    """One line of the journal, as written."""

    @property
    def seq(self) -> int: ...

    @property
    def at(self) -> int: ...

    @property
    def staff(self) -> int | None: ...

    @property
    def counter(self) -> str: ...

    @property
    def public(self) -> bool: ...

    @property
    def event(self) -> Event: ...

    @property
    def body(self) -> bytes:
        """The event's JSON as staff see it."""
        ...


class Journal(Protocol):
    """Append-only, chained by an HMAC whose key is not in the database."""

    def append(
        self, event: Event, *, at: int, device: int, staff: int | None, counter: str, commitments: dict[str, str]
    ) -> int: ...

    def about(self, ticket: int) -> Sequence[Entry]:
        """Every entry about this ticket, newest first."""
        ...

    def since(self, view: View, seq: int, limit: int) -> list[tuple[int, Event]] | None:
        """What this view may see after ``seq``; None where that is more than ``limit``."""
        ...

    def last_seq(self, view: View) -> int: ...

    @property
    def head(self) -> bytes:
        """The last line's HMAC."""
        ...


class Answers(Protocol):
    """What was answered to which request, so that the same request gets the same answer."""

    def recall(self, device: int, request_id: str, content: bytes) -> bytes | None:
        """The answer to a request that was carried out before. Raises RequestReused for another content."""
        ...

    def remember(self, device: int, request_id: str, content: bytes, answer: bytes, at: int) -> None: ...

    def forget_before(self, at: int) -> None: ...

    def forget_those(self, unwanted: Callable[[bytes], bool]) -> None:
        """Answers of which this says yes; the same request would be carried out again."""
        ...


class Facts(Protocol):
    """A few lasting words about the books themselves: the epoch, the current day."""

    def read(self, name: str) -> str | None: ...

    def write(self, name: str, value: str) -> None: ...


class Books(Protocol):
    """All of them, inside one transaction."""

    @property
    def tickets(self) -> TicketBook: ...

    @property
    def counters(self) -> CounterBook: ...

    @property
    def cases(self) -> CaseBook: ...

    @property
    def documents(self) -> DocumentBook: ...

    @property
    def letters(self) -> LetterBook: ...

    @property
    def retention(self) -> RetentionBook: ...

    @property
    def delegations(self) -> DelegationBook: ...

    @property
    def incidents(self) -> IncidentBook: ...

    @property
    def stock(self) -> StockBook: ...

    @property
    def registers(self) -> RegisterBook: ...

    @property
    def people(self) -> PeopleBook: ...

    @property
    def journal(self) -> Journal: ...

    @property
    def answers(self) -> Answers: ...

    @property
    def facts(self) -> Facts: ...

    def scrub(self) -> bool:
        """Between transactions: leaves no older bytes of the books on the disk; False where somebody still reads."""
        ...
