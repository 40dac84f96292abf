"""What the hub keeps of tickets, cases and people. The books write and read these; messages show a part."""

from dataclasses import dataclass, field, replace

from protocol import messages
from protocol.vocabulary import (
    BlankMove,
    CaseState,
    CounterState,
    DeviceKind,
    IncidentKind,
    Letter,
    LetterState,
    PauseCause,
    PrintOutcome,
    Purpose,
    Result,
    Step,
    TicketState,
    Trouble,
)
from server.domain.paper import owed


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """A numbered ticket. Its identity is ``id``, its place in the queue ``arrived_at``, never its number.

    ``paper_device``: the machine that has the original to print, None in books of before there was such a thing.
    ``copy_paper``: what is known of the last copy.
    """

    id: int
    day: str
    service: str
    number: str
    code: str
    arrived_at: int
    changed_at: int
    priority: bool = False
    language: str = "id"
    state: TicketState = TicketState.WAITING
    version: int = 1
    counter: str | None = None
    recalls: int = 0
    copies: int = 0
    reserved_for: str | None = None
    case: int | None = None
    paper: PrintOutcome = PrintOutcome.PENDING
    served_at: int | None = None
    served_until: int | None = None
    paper_problem: str = ""
    paper_device: int | None = None
    copy_paper: PrintOutcome = PrintOutcome.PENDING

    @property
    def paper_owed(self) -> bool:
        """Whether a kiosk may print the original."""
        return owed(self.paper, self.copies, self.state)

    def shown(self) -> messages.Ticket:
        """The ticket as staff see it."""
        return messages.Ticket(
            id=self.id,
            number=self.number,
            service=self.service,
            state=self.state,
            day=self.day,
            arrived_at=self.arrived_at,
            counter=self.counter,
            paper_owed=self.paper_owed,
            priority=self.priority,
            language=self.language,
            version=self.version,
            recalls=self.recalls,
            copies=self.copies,
            reserved_for=self.reserved_for,
            case=self.case,
            paper=self.paper,
            paper_problem=self.paper_problem,
            copy_paper=self.copy_paper,
            changed_at=self.changed_at,
        )


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One announcement in the hall."""

    id: int
    ticket: int
    number: str
    service: str
    counter: str
    purpose: Purpose
    at: int
    day: str
    priority: bool = False
    repeat: int = 0

    def shown(self) -> messages.Call:
        return messages.Call(
            id=self.id,
            ticket=self.ticket,
            number=self.number,
            counter=self.counter,
            purpose=self.purpose,
            at=self.at,
            repeat=self.repeat,
        )


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One card on its way. What is personal in it lives in the personal table, encrypted.

    ``waited``: from when to when it waited for its applicant; the last has no end while it does.
    """

    id: int
    service: str
    opened_at: int
    changed_at: int
    state: CaseState = CaseState.VERIFYING
    version: int = 1
    variant: str = ""
    ticket: int | None = None
    number: str = ""
    complete_at: int | None = None
    due_at: int | None = None
    verified_by: int | None = None
    approvals: tuple[tuple[str, int], ...] = ()
    refused: bool = False
    spoiled: int = 0
    card_serial: str = ""
    register_number: str = ""
    seen: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    received_at: int | None = None
    assigned_to: int | None = None
    waited: tuple[tuple[int, int | None], ...] = ()
    expires_at: int | None = None
    pickup_day: str = ""
    documents: int = 0
    told: LetterState | None = None

    def shown(self) -> messages.Case:
        """The case as every officer sees it in a list."""
        return messages.Case(
            id=self.id,
            version=self.version,
            service=self.service,
            state=self.state,
            opened_at=self.opened_at,
            changed_at=self.changed_at,
            ticket=self.ticket,
            number=self.number,
            variant=self.variant,
            complete_at=self.complete_at,
            due_at=self.due_at,
            verified_by=self.verified_by,
            approved_by=tuple(role for role, _ in self.approvals),
            refused=self.refused,
            spoiled=self.spoiled,
            register_number=self.register_number,
            missing=self.missing,
            received_at=self.received_at,
            assigned_to=self.assigned_to,
            waited=tuple(
                messages.Pause(cause=PauseCause.APPLICANT, since=since, until=until) for since, until in self.waited
            ),
            expires_at=self.expires_at,
            pickup_day=self.pickup_day,
            documents=self.documents,
            told=self.told,
        )


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One recorded step: who, when, where, with which result."""

    case: int
    step: Step
    result: Result
    staff: int
    counter: str
    at: int


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A paper that was sent. ``pages``: how many; the pictures are asked for apart."""

    id: int
    case: int
    requirement: str
    pages: int
    bytes: int
    at: int
    erased: bool = False

    def shown(self) -> messages.Document:
        return messages.Document(
            id=self.id, pages=self.pages, bytes=self.bytes, at=self.at, requirement=self.requirement
        )


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """A line in the case's file. Its words are in the personal table. ``staff`` None: the applicant wrote it."""

    case: int
    at: int
    staff: int | None = None


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """A message to the applicant. Its words are in the personal table. ``next_at``: when it is tried (again)."""

    id: int
    case: int
    letter: Letter
    state: LetterState
    at: int
    changed_at: int
    staff: int | None = None
    tries: int = 0
    next_at: int | None = None

    def shown(self) -> messages.LetterWritten:
        return messages.LetterWritten(letter=self.letter, state=self.state, at=self.at)


@dataclass(frozen=True, slots=True)
class IncomingRecord:
    """A message that came by itself. ``media``: the file to be fetched for it; ``next_at``: when that is tried."""

    id: int
    case: int | None
    at: int
    media: str = ""
    tries: int = 0
    next_at: int | None = None


@dataclass(frozen=True, slots=True)
class DelegationRecord:
    """``taker`` holds ``role`` in ``giver``'s place from ``first_day`` through ``last_day``."""

    id: int
    role: str
    giver: int
    taker: int
    first_day: str
    last_day: str
    given_at: int
    ended_at: int | None = None

    def shown(self) -> messages.Delegation:
        return messages.Delegation(
            id=self.id,
            role=self.role,
            giver=self.giver,
            taker=self.taker,
            first_day=self.first_day,
            last_day=self.last_day,
            given_at=self.given_at,
            ended_at=self.ended_at,
        )


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """A time in which the office could not work, through no fault of the applicants."""

    id: int
    kind: IncidentKind
    since: int
    until: int | None = None
    declared_by: int | None = None

    def shown(self) -> messages.Incident:
        return messages.Incident(
            id=self.id, kind=self.kind, since=self.since, until=self.until, declared_by=self.declared_by
        )


@dataclass(frozen=True, slots=True)
class BlankMoveRecord:
    """One line of the blank cards' book: ``change`` is signed, ``balance`` is what was left after it."""

    at: int
    day: str
    move: BlankMove
    change: int
    balance: int
    staff: int | None
    counter: str
    case: int | None = None


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """An officer. ``failures`` counts wrong PINs since the last right one."""

    id: int
    login: str
    name: str
    roles: tuple[str, ...]
    pin_hash: str = field(repr=False)
    disabled: bool = False
    failures: int = 0
    retry_at: int = 0

    def shown(self) -> messages.StaffMember:
        return messages.StaffMember(
            id=self.id, login=self.login, name=self.name, roles=self.roles, disabled=self.disabled
        )


@dataclass(frozen=True, slots=True)
class DeviceRecord:
    """A paired machine. Only a hash of its token is kept."""

    id: int
    kind: DeviceKind
    name: str
    place: str
    token_hash: str = field(repr=False)
    paired_at: int = 0
    revoked: bool = False
    failures: int = 0
    retry_at: int = 0

    def shown(self, connected: bool = False) -> messages.DeviceRow:
        return messages.DeviceRow(
            id=self.id,
            kind=self.kind,
            name=self.name,
            place=self.place,
            paired_at=self.paired_at,
            revoked=self.revoked,
            connected=connected,
        )


@dataclass(frozen=True, slots=True)
class PrinterRecord:
    """What a terminal said last of its printer."""

    device: int
    problem: str = ""
    paper_low: bool = False
    tickets_left: int | None = None
    spare: bool = False
    mute: bool = False
    at: int = 0

    def says_the_same(self, other: "PrinterRecord") -> bool:
        """Whether nothing but the time is new."""
        return replace(self, at=other.at) == other

    def shown(self, name: str, place: str) -> messages.PrinterNow:
        """The printer as all screens see it, under the name of its terminal."""
        return messages.PrinterNow(
            device=self.device,
            name=name,
            place=place,
            problem=self.problem,
            paper_low=self.paper_low,
            tickets_left=self.tickets_left,
            spare=self.spare,
            mute=self.mute,
            at=self.at,
        )


@dataclass(frozen=True, slots=True)
class TerminalRecord:
    """How a terminal of the hall is. ``day``: the last on which it was here; "" where it never was."""

    device: int
    day: str = ""
    troubles: tuple[Trouble, ...] = ()
    gone_since: int | None = None
    at: int = 0

    def shown(self, kind: DeviceKind, name: str, place: str) -> messages.TerminalNow:
        return messages.TerminalNow(
            device=self.device,
            kind=kind,
            name=name,
            place=place,
            troubles=self.troubles,
            gone_since=self.gone_since,
            at=self.at,
        )


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """Who sits at which terminal. Kept in the books, so that a restarted hub knows."""

    device: int
    staff: int
    counter: str
    since: int
    locked: bool = False


@dataclass(frozen=True, slots=True)
class CounterRecord:
    id: str
    state: CounterState = CounterState.CLOSED
    staff: int | None = None

    def shown(self) -> messages.CounterNow:
        return messages.CounterNow(id=self.id, state=self.state, staff=self.staff)
