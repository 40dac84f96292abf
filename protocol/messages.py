"""Every frame that crosses the wire, as tagged structs. ``type`` names the message on each of them.

Order of a conversation: the terminal says ``Hello`` (or ``AskToPair``); the hub answers ``Welcome``
and then ``Snapshot`` or the missed ``Events``; after that commands and answers, events and beats
cross freely. A board in a browser says ``Watch``, hears ``Watching`` and then the same, and asks for
nothing. Instants are milliseconds since 1970 UTC; days are local ISO dates; every duration says its
unit in its name. A field that holds its default is left out of the frame.
"""

import re
from typing import Annotated, Any, get_args

import msgspec

from protocol.errors import Parameter
from protocol.office import Office
from protocol.vocabulary import (
    Availability,
    BlankMove,
    CaseState,
    ChosenBecause,
    CounterState,
    DeviceKind,
    FileFormat,
    IncidentKind,
    Letter,
    LetterState,
    PauseCause,
    PersonalKind,
    PersonalPart,
    PrintOutcome,
    Purpose,
    Register,
    Result,
    Right,
    Step,
    TicketChange,
    TicketState,
    Trouble,
    View,
)

VERSION = 1
VERSIONS: tuple[int, ...] = (VERSION,)
PORT = 7810
MAX_FRAME_BYTES = 64 * 1024
BEAT_SECONDS = 2.0
STALE_SECONDS = 5.0


Id = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""A number that names something. Larger ones fit neither a database's integer nor every reader of JSON."""


def type_name(class_name: str) -> str:
    """``CallNext`` -> ``call_next``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name).lower()


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a message."""


class Message(Value, frozen=True, kw_only=True, tag_field="type", tag=type_name):
    """A frame, or a part of one that comes in several types."""


# --- What is, as seen by terminals -------------------------------------------------------------


class Ticket(Value, frozen=True, kw_only=True):
    """A numbered ticket. All but staff hear nothing after ``paper_owed``.

    ``paper_owed``: nothing of its paper was printed and no copy was given, so a kiosk may print it.
    ``paper_problem``: the printer's code where ``paper`` is failed or unknown. ``copy_paper``: of the last copy.
    """

    id: int
    number: str
    service: str
    state: TicketState
    day: str
    arrived_at: int
    counter: str | None = None
    paper_owed: bool = False
    priority: bool = False
    language: str = "id"
    version: int = 1
    recalls: int = 0
    copies: int = 0
    reserved_for: str | None = None
    case: int | None = None
    paper: PrintOutcome = PrintOutcome.PENDING
    paper_problem: str = ""
    copy_paper: PrintOutcome = PrintOutcome.PENDING
    changed_at: int = 0


class Call(Value, frozen=True, kw_only=True):
    """One announcement: this number to this counter. ``repeat`` 0 is the first call, 1 the first recall."""

    id: int
    ticket: int
    number: str
    counter: str
    purpose: Purpose
    at: int
    repeat: int = 0


class CounterNow(Value, frozen=True, kw_only=True):
    """The state of a counter; who sits there is told to staff only."""

    id: str
    state: CounterState
    staff: int | None = None


class PrinterNow(Value, frozen=True, kw_only=True):
    """What one terminal's printer says of itself. ``device`` is the terminal, ``name`` and ``place`` its own.

    ``problem``: the code of why it does not print, "" while it does. ``spare``: another printer of the same
    terminal prints in its stead. ``tickets_left`` is an estimate, None where nobody can tell. ``mute``: it never
    answers, so nothing else is known of it.
    """

    device: int
    name: str
    place: str = ""
    problem: str = ""
    paper_low: bool = False
    tickets_left: int | None = None
    spare: bool = False
    mute: bool = False
    at: int = 0


class TerminalNow(Value, frozen=True, kw_only=True):
    """How a terminal of the hall is: a display or a kiosk that the hub has seen today.

    ``gone_since``: it was switched off or cut off then, while the office serves; None while it is there, or not missed.
    ``troubles``: its own words, each once; of one that is gone nothing is known. ``revoked``: it is not a terminal of
    this hub any more, and leaves the list.
    """

    device: int
    kind: DeviceKind
    name: str
    place: str = ""
    troubles: tuple[Trouble, ...] = ()
    gone_since: int | None = None
    revoked: bool = False
    at: int = 0


class StaffMember(Value, frozen=True, kw_only=True):
    """An officer as colleagues see them."""

    id: int
    login: str
    name: str
    roles: tuple[str, ...]
    disabled: bool = False


class Pause(Value, frozen=True, kw_only=True):
    """A time during which the clock of cases did not run. ``until`` None: it lasts."""

    cause: PauseCause
    since: int
    until: int | None = None


class Case(Value, frozen=True, kw_only=True):
    """One card on its way. Carries nothing personal; ``CaseFile`` does, and is asked for.

    ``received_at``: its place among those that came by WhatsApp; the applicant's first message keeps it. ``due_at``
    is the promise without pauses: protocol.clocks adds those of the office to ``waited``, the times that this
    case waited for its applicant. ``expires_at``: how long INCOMPLETE lasts. ``pickup_day``: from when the card is
    handed out. ``told``: how far the last message to the applicant has got; None where none was written.
    """

    id: int
    version: int
    service: str
    state: CaseState
    opened_at: int
    changed_at: int
    ticket: int | None = None
    number: str = ""
    variant: str = ""
    complete_at: int | None = None
    due_at: int | None = None
    verified_by: int | None = None
    approved_by: tuple[str, ...] = ()
    refused: bool = False
    spoiled: int = 0
    register_number: str = ""
    missing: tuple[str, ...] = ()
    received_at: int | None = None
    assigned_to: int | None = None
    waited: tuple[Pause, ...] = ()
    expires_at: int | None = None
    pickup_day: str = ""
    documents: int = 0
    told: LetterState | None = None


class Delegation(Value, frozen=True, kw_only=True):
    """``taker`` holds ``role`` in ``giver``'s place from ``first_day`` through ``last_day``, unless it was ended."""

    id: int
    role: str
    giver: int
    taker: int
    first_day: str
    last_day: str
    given_at: int
    ended_at: int | None = None


class Incident(Value, frozen=True, kw_only=True):
    """The office cannot work, and it is not the applicants' fault. ``declared_by`` is told to staff only."""

    id: int
    kind: IncidentKind
    since: int
    until: int | None = None
    declared_by: int | None = None


class BlankStock(Value, frozen=True, kw_only=True):
    """Blank cards in the safe. ``kept`` False: nobody has entered any yet, so nothing is refused for want of them.

    ``closed_day``: the last day that was closed with a count.
    """

    kept: bool = False
    balance: int = 0
    low: bool = False
    out_since: int | None = None
    changed_at: int = 0
    closed_day: str = ""


class ServiceNow(Value, frozen=True, kw_only=True):
    """What the kiosk must know of a service at this moment. Waits are minutes, a range, rounded to 5."""

    id: str
    availability: Availability
    opens_at: str | None = None
    left: int | None = None
    waiting: int = 0
    wait_low: int | None = None
    wait_high: int | None = None
    blanks_out: bool = False


class Session(Value, frozen=True, kw_only=True):
    """Who is signed in at this terminal, and what they may do at this counter."""

    staff: int
    name: str
    roles: tuple[str, ...]
    rights: tuple[Right, ...]
    counter: str
    locked: bool = False


# --- Events: what happened, in the order of the journal ------------------------------------------


class TicketIssued(Message, frozen=True, kw_only=True):
    ticket: Ticket


class TicketCalled(Message, frozen=True, kw_only=True):
    call: Call
    ticket: Ticket


class TicketChanged(Message, frozen=True, kw_only=True):
    """The ticket is now so. ``what`` says which step led there."""

    ticket: Ticket
    what: TicketChange


class CounterChanged(Message, frozen=True, kw_only=True):
    counter: CounterNow


class CaseAdvanced(Message, frozen=True, kw_only=True):
    """Staff only. The case is now so, by this step, result and person."""

    case: Case
    step: Step
    result: Result
    staff: int | None = None
    counter: str | None = None


class StaffChanged(Message, frozen=True, kw_only=True):
    """Staff only."""

    member: StaffMember


class PrinterChanged(Message, frozen=True, kw_only=True):
    """The printer is now so. The hall's own screens hear it too: their flag asks staff to come."""

    printer: PrinterNow


class TerminalChanged(Message, frozen=True, kw_only=True):
    """Staff only. A terminal of the hall is now so."""

    terminal: TerminalNow


class DelegationChanged(Message, frozen=True, kw_only=True):
    """Staff only."""

    delegation: Delegation


class IncidentChanged(Message, frozen=True, kw_only=True):
    """Declared or over. The hall hears of it without the person."""

    incident: Incident


class BlanksChanged(Message, frozen=True, kw_only=True):
    """Staff only. ``count`` is signed; ``stock`` is what is left after it."""

    move: BlankMove
    count: int
    stock: BlankStock
    case: int | None = None


class PersonalRead(Message, frozen=True, kw_only=True):
    """Staff only. Somebody saw in full what is masked; the reason is sealed apart, the journal commits to it."""

    what: PersonalPart
    case: int | None = None
    document: int | None = None
    register: Register | None = None


class LetterSent(Message, frozen=True, kw_only=True):
    """Staff only. A message to the applicant is now in this state."""

    case: Case
    letter: Letter
    state: LetterState


class CaseUpdated(Message, frozen=True, kw_only=True):
    """Staff only. The case stands where it stood, with something new: ``document``, or a number to collect it with."""

    case: Case
    document: int | None = None


class PersonalErased(Message, frozen=True, kw_only=True):
    """Staff only. What belonged to this many subjects has been erased, since its time was over before ``day``.

    With ``document``: somebody took this one out of ``case``, for a reason that is sealed apart.
    """

    kind: PersonalKind
    count: int
    day: str
    case: int | None = None
    document: int | None = None


class DayStarted(Message, frozen=True, kw_only=True):
    """Numbers start again; what waited yesterday has expired."""

    day: str


Event = (
    TicketIssued
    | TicketCalled
    | TicketChanged
    | CounterChanged
    | CaseAdvanced
    | StaffChanged
    | PrinterChanged
    | DayStarted
    | DelegationChanged
    | IncidentChanged
    | BlanksChanged
    | PersonalRead
    | LetterSent
    | CaseUpdated
    | PersonalErased
    | TerminalChanged
)


# --- Commands: what a terminal asks for ------------------------------------------------------------


class Command(Message, frozen=True, kw_only=True):
    """The same ``request_id`` from the same device gets the same answer, however often it comes."""

    request_id: str


class IssueTicket(Command, frozen=True, kw_only=True):
    """Kiosk: a number for this service. Answer: TicketPaper."""

    service: str
    priority: bool = False
    language: str = "id"


class ReportPaper(Command, frozen=True, kw_only=True):
    """Kiosk or counter: what became of this ticket's paper. ``copy``: of which one, 0 is the original.

    ``problem``: the printer's code. An officer who saw the paper in the citizen's hand reports CONFIRMED.
    A report never makes more certain news worse: docs/decisions/paper-journal.md.
    """

    ticket: Id
    outcome: PrintOutcome
    problem: str = ""
    copy: Id = 0


class PrintOwed(Command, frozen=True, kw_only=True):
    """Kiosk: the original of a number whose paper never went out (``paper_owed``), for a citizen still waiting.

    Only one kiosk gets it: the paper is PENDING again with the answer. Answer: TicketPaper; else PaperNotOwed.
    """

    ticket: Id


class ReportPrinter(Command, frozen=True, kw_only=True):
    """Kiosk or counter: its printer is now so; the fields of PrinterNow."""

    problem: str = ""
    paper_low: bool = False
    tickets_left: Id | None = None
    spare: bool = False
    mute: bool = False


class ReportTroubles(Command, frozen=True, kw_only=True):
    """Display or kiosk: this is all that keeps it from being seen or heard now; empty: nothing that it knows of."""

    troubles: tuple[Trouble, ...] = ()


class SignIn(Command, frozen=True, kw_only=True):
    """Counter: this person sits here now. ``take_over`` moves them from the counter they left. Answer: Session."""

    staff: Id
    pin: str
    take_over: bool = False


class SignOut(Command, frozen=True, kw_only=True):
    """Counter: closes the counter too."""


class Lock(Command, frozen=True, kw_only=True):
    """Counter: nobody is in front of the terminal; only Unlock is heard until the PIN comes."""


class Unlock(Command, frozen=True, kw_only=True):
    """Answer: Session."""

    pin: str


class SetCounter(Command, frozen=True, kw_only=True):
    """Opens, pauses or closes the counter this terminal stands at."""

    state: CounterState


class CallNext(Command, frozen=True, kw_only=True):
    """Answer: CallMade. Refused while this counter still has a number in hand."""


class CallTicket(Command, frozen=True, kw_only=True):
    """Calls this very number, out of its turn; the journal says so. Answer: CallMade."""

    ticket: Id


class Recall(Command, frozen=True, kw_only=True):
    """Announces the same call again, to service or to handover. Answer: CallMade."""

    ticket: Id


class StartServing(Command, frozen=True, kw_only=True):
    """The citizen is at the counter; their case opens. Answer: CaseFile."""

    ticket: Id


class MarkNoShow(Command, frozen=True, kw_only=True):
    """Nobody came. For a handover call: the card goes back among the ready ones."""

    ticket: Id


class Park(Command, frozen=True, kw_only=True):
    """The citizen fetches something; the number waits aside."""

    ticket: Id


class BringBack(Command, frozen=True, kw_only=True):
    """A parked or no-show number waits again, at the place of its arrival."""

    ticket: Id


class Transfer(Command, frozen=True, kw_only=True):
    """To another service's queue, or to one counter; the arrival time stays. Exactly one of the two is given."""

    ticket: Id
    service: str | None = None
    counter: str | None = None


class CancelTicket(Command, frozen=True, kw_only=True):
    """A ticket taken by mistake. A case under way is cancelled by its own step."""

    ticket: Id


class Undo(Command, frozen=True, kw_only=True):
    """Takes back this counter's last step on the ticket, within the office's seconds, where nobody was told."""

    ticket: Id


class Reprint(Command, frozen=True, kw_only=True):
    """A copy of the ticket's paper, marked as one. Answer: TicketPaper."""

    ticket: Id


class CallToHandover(Command, frozen=True, kw_only=True):
    """Calls a ready card's number to this handover counter. Answer: CallMade."""

    ticket: Id


class OpenDayReport(Command, frozen=True, kw_only=True):
    """A day in figures, with the journal's head. ``day`` empty: today. Answer: DayReport."""

    day: str = ""


class OpenCase(Command, frozen=True, kw_only=True):
    """Answer: CaseFile, with the steps that this person may record."""

    case: Id


class RecordStep(Command, frozen=True, kw_only=True):
    """One step of the workflow. ``expected_version`` is the case as it was seen; CaseChanged if it moved on.

    VERIFY needs ``variant``, ``applicant_name`` and ``seen`` (complete) or ``missing`` (incomplete);
    ``nik`` is optional. PRINT needs ``card_serial``; SPOILED also ``reason``. REFUSED and CANCEL need
    ``reason``. HAND_OVER needs ``receiver``, and where ``relation`` says that it is not the applicant, ``note``.
    The register's number is given by the hub. Answer: CaseFile.
    """

    case: Id
    expected_version: Id
    step: Step
    result: Result
    variant: str = ""
    applicant_name: str = ""
    nik: str = ""
    seen: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reason: str = ""
    card_serial: str = ""
    receiver: str = ""
    relation: str = ""
    note: str = ""


class CaseSeen(Value, frozen=True, kw_only=True):
    """A case as it was seen when somebody decided about it."""

    case: Id
    expected_version: Id


class ApproveCases(Command, frozen=True, kw_only=True):
    """Approves each of these, as RecordStep would; one that is refused holds up no other. Answer: CasesApproved."""

    cases: tuple[CaseSeen, ...]


class Delegate(Command, frozen=True, kw_only=True):
    """The holder of a role, or a supervisor, puts somebody in their place for these days. Answer: Done."""

    role: str
    giver: Id
    taker: Id
    first_day: str
    last_day: str


class EndDelegation(Command, frozen=True, kw_only=True):
    delegation: Id


class AssignCase(Command, frozen=True, kw_only=True):
    """Supervisor: this case is for this person, who sees it first; None: for whoever takes it. Answer: CaseFile."""

    case: Id
    staff: Id | None = None


class AddNote(Command, frozen=True, kw_only=True):
    """A line in the case's file, in words. Answer: CaseFile."""

    case: Id
    text: str


class FindCases(Command, frozen=True, kw_only=True):
    """By ticket number, register number, NIK, phone, words of the name, or a scanned code. Answer: CasesFound."""

    text: str


class RevealNik(Command, frozen=True, kw_only=True):
    """The whole NIK; that it was read, by whom and why, is in the journal. Answer: NikRevealed."""

    case: Id
    reason: str


class ReadDocument(Command, frozen=True, kw_only=True):
    """The pages of a document; the journal says who read it. Answer: FileReady."""

    case: Id
    document: Id
    reason: str


class RemoveDocument(Command, frozen=True, kw_only=True):
    """A file that does not belong to the case: erased, and the journal says by whom. Answer: CaseFile."""

    case: Id
    document: Id
    reason: str


class SortDocument(Command, frozen=True, kw_only=True):
    """Which requirement this document shows, by whoever looked at it; empty: none of them. Answer: CaseFile."""

    case: Id
    document: Id
    requirement: str


class ReceiveCase(Command, frozen=True, kw_only=True):
    """Intake: papers came by WhatsApp. ``sent_at``: the applicant's message. ``language``: that of our letters to them.

    A person whose case of this service still runs keeps it and its place. Answer: CaseFile.
    """

    service: str
    phone: str
    sent_at: Id
    applicant_name: str = ""
    nik: str = ""
    variant: str = ""
    language: str = "id"


class TellApplicant(Command, frozen=True, kw_only=True):
    """Writes to the applicant of a case that came by WhatsApp. Answer: LetterReady."""

    case: Id
    letter: Letter


class IssuePickup(Command, frozen=True, kw_only=True):
    """Kiosk: the pickup code from the message; a number in the handover's list. Answer: TicketPaper."""

    code: str
    language: str = "id"


class MoveBlanks(Command, frozen=True, kw_only=True):
    """Blank cards came in, went back, or were spoiled away from any case. ``count`` is above zero. Answer: Done."""

    move: BlankMove
    count: Id
    note: str = ""


class CloseBlanks(Command, frozen=True, kw_only=True):
    """The day's closing: so many were counted by hand. Needs ``note`` where the balance is another. Answer: Done."""

    counted: Id
    note: str = ""


class OpenRegister(Command, frozen=True, kw_only=True):
    """Lines of a register, NIK masked, oldest first. ``text``: only lines with it. Answer: RegisterPage."""

    register: Register
    first_day: str
    last_day: str
    text: str = ""
    after: Id = 0
    language: str = "id"


class ExportRegister(Command, frozen=True, kw_only=True):
    """The register as a file with the whole NIK; the journal says who took it out. Answer: FileReady."""

    register: Register
    first_day: str
    last_day: str
    format: FileFormat
    reason: str
    text: str = ""
    language: str = "id"


class DeclareIncident(Command, frozen=True, kw_only=True):
    """From now on the office cannot work; the clocks of its cases stand. Answer: Done."""

    kind: IncidentKind


class EndIncident(Command, frozen=True, kw_only=True):
    incident: Id


class EraseExpired(Command, frozen=True, kw_only=True):
    """Admin: what the retention rules let go, at once. ``only_count``: nothing is erased. Answer: Erased."""

    only_count: bool = False


class AddStaff(Command, frozen=True, kw_only=True):
    """Admin. Answer: StaffList with the new member."""

    login: str
    name: str
    roles: tuple[str, ...]
    pin: str


class SetPin(Command, frozen=True, kw_only=True):
    """Admin."""

    login: str
    pin: str


class SetStaffDisabled(Command, frozen=True, kw_only=True):
    """Admin. Disabling signs the person out."""

    login: str
    disabled: bool


class ListStaff(Command, frozen=True, kw_only=True):
    """Admin. Answer: StaffList."""


class ConfirmPairing(Command, frozen=True, kw_only=True):
    """Admin: the code that the device shows. Answer: DeviceList with the new device."""

    code: str
    kind: DeviceKind
    name: str
    place: str = ""


class AddDevice(Command, frozen=True, kw_only=True):
    """Admin: a device paired without a screen; its token is answered once. Answer: DeviceAdded."""

    kind: DeviceKind
    name: str
    place: str = ""


class ListDevices(Command, frozen=True, kw_only=True):
    """Admin. Answer: DeviceList."""


class RevokeDevice(Command, frozen=True, kw_only=True):
    """Admin. The device's connection is closed at once."""

    device: Id


AnyCommand = (
    IssueTicket
    | ReportPaper
    | PrintOwed
    | ReportPrinter
    | ReportTroubles
    | SignIn
    | SignOut
    | Lock
    | Unlock
    | SetCounter
    | CallNext
    | CallTicket
    | Recall
    | StartServing
    | MarkNoShow
    | Park
    | BringBack
    | Transfer
    | CancelTicket
    | Undo
    | Reprint
    | CallToHandover
    | OpenDayReport
    | OpenCase
    | RecordStep
    | ApproveCases
    | Delegate
    | EndDelegation
    | AssignCase
    | AddNote
    | FindCases
    | RevealNik
    | ReadDocument
    | RemoveDocument
    | SortDocument
    | ReceiveCase
    | TellApplicant
    | IssuePickup
    | MoveBlanks
    | CloseBlanks
    | OpenRegister
    | ExportRegister
    | DeclareIncident
    | EndIncident
    | EraseExpired
    | AddStaff
    | SetPin
    | SetStaffDisabled
    | ListStaff
    | ConfirmPairing
    | AddDevice
    | ListDevices
    | RevokeDevice
)


# --- Answers ---------------------------------------------------------------------------------------


class Done(Message, frozen=True, kw_only=True):
    """Carried out; there is nothing more to say."""


class TicketPaper(Message, frozen=True, kw_only=True):
    """What the kiosk prints. ``copies`` 0 is the original. ``url`` leads to the ticket's public state."""

    ticket: Ticket
    ahead: int
    url: str
    copies: int = 0
    wait_low: int | None = None
    wait_high: int | None = None


class CallMade(Message, frozen=True, kw_only=True):
    call: Call
    ticket: Ticket
    because: ChosenBecause


class StepTaken(Value, frozen=True, kw_only=True):
    """One line of the case's history, for the auditor and the next officer."""

    step: Step
    result: Result
    at: int
    staff: str
    counter: str
    reason: str = ""


class StepOffered(Value, frozen=True, kw_only=True):
    """A step this person may record now, or the code of the refusal they would get."""

    step: Step
    result: Result
    refused: str = ""


class Document(Value, frozen=True, kw_only=True):
    """A paper that was sent, as pictures of its pages. ``requirement``: which one it shows, where somebody has said."""

    id: int
    pages: int
    bytes: int
    at: int
    requirement: str = ""


class Note(Value, frozen=True, kw_only=True):
    """A line in the file. ``staff`` empty: the applicant wrote it."""

    at: int
    text: str
    staff: str = ""


class LetterWritten(Value, frozen=True, kw_only=True):
    letter: Letter
    state: LetterState
    at: int


class CaseFile(Message, frozen=True, kw_only=True):
    """The case with what is personal in it, for the person who asked. ``nik`` is masked.

    ``url``: the public page of the case's ticket, for the code on the slips that are printed for it.
    ``pickup_code``: what the applicant shows at the kiosk. ``erased``: its personal words are gone for good.
    """

    case: Case
    url: str = ""
    applicant_name: str = ""
    nik: str = ""
    seen: tuple[str, ...] = ()
    card_serial: str = ""
    receiver: str = ""
    history: tuple[StepTaken, ...] = ()
    offered: tuple[StepOffered, ...] = ()
    phone: str = ""
    relation: str = ""
    handover_note: str = ""
    documents: tuple[Document, ...] = ()
    notes: tuple[Note, ...] = ()
    letters: tuple[LetterWritten, ...] = ()
    pickup_code: str = ""
    erased: bool = False


class CaseOutcome(Value, frozen=True, kw_only=True):
    """What became of one case of several. ``refused``: the refusal's code, "" where it was carried out."""

    case: int
    refused: str = ""


class CasesApproved(Message, frozen=True, kw_only=True):
    outcomes: tuple[CaseOutcome, ...]


class FoundCase(Value, frozen=True, kw_only=True):
    """``nik`` is masked."""

    case: Case
    applicant_name: str = ""
    nik: str = ""


class CasesFound(Message, frozen=True, kw_only=True):
    """Newest first. ``more``: there are others; say more of what you look for."""

    cases: tuple[FoundCase, ...]
    more: bool = False


class NikRevealed(Message, frozen=True, kw_only=True):
    nik: str


class FileReady(Message, frozen=True, kw_only=True):
    """A file to be fetched by this device, with its token, from the hub's own address until ``expires_at``.

    A register is at ``path``; a document's pages, JPEG, are at ``path/1`` to ``path/<pages>``.
    """

    path: str
    name: str
    expires_at: int
    pages: int = 1


class LetterReady(Message, frozen=True, kw_only=True):
    """``url``: opens WhatsApp with the text written. ``state`` is QUEUED where the hub sends it by itself."""

    text: str
    url: str
    state: LetterState


class RegisterLine(Value, frozen=True, kw_only=True):
    """One line, its cells in the order of RegisterPage.columns. ``case``: whose file it belongs to, if any."""

    id: int
    cells: tuple[str, ...]
    case: int | None = None


class RegisterPage(Message, frozen=True, kw_only=True):
    """``columns``: the keys of their names in assets/i18n/*/registers.po, where ``title.<register>`` is its title.

    ``after``: where the next page begins, 0 at the end.
    """

    register: Register
    columns: tuple[str, ...]
    lines: tuple[RegisterLine, ...] = ()
    total: int = 0
    after: int = 0


class ErasedKind(Value, frozen=True, kw_only=True):
    kind: PersonalKind
    count: int


class Erased(Message, frozen=True, kw_only=True):
    """How many subjects of each kind were erased, or would be. ``left`` of them are still readable: it must be 0."""

    kinds: tuple[ErasedKind, ...]
    left: int = 0


class ServiceDay(Value, frozen=True, kw_only=True):
    """One service's day. ``open``: neither done nor ended. Waits are whole minutes, 0 where nobody was called."""

    service: str
    issued: int = 0
    done: int = 0
    open: int = 0
    no_show: int = 0
    cancelled: int = 0
    expired: int = 0
    median_wait_minutes: int = 0
    longest_wait_minutes: int = 0


class DayReport(Message, frozen=True, kw_only=True):
    """A day in figures, nobody's name in it. ``journal_head``: the chain's last link in hexadecimal, at ``seq``.

    Whoever holds the printed head can prove that no earlier line was changed: ``antrean audit verify --head``.
    """

    day: str
    made_at: int
    services: tuple[ServiceDay, ...]
    cards_printed: int = 0
    cards_spoiled: int = 0
    cards_registered: int = 0
    cards_handed_over: int = 0
    papers_confirmed: int = 0
    papers_failed: int = 0
    papers_unknown: int = 0
    copies: int = 0
    journal_seq: int = 0
    journal_head: str = ""


class SignedIn(Message, frozen=True, kw_only=True):
    session: Session


class StaffList(Message, frozen=True, kw_only=True):
    staff: tuple[StaffMember, ...]


class DeviceRow(Value, frozen=True, kw_only=True):
    id: int
    kind: DeviceKind
    name: str
    place: str
    paired_at: int
    revoked: bool = False
    connected: bool = False


class DeviceList(Message, frozen=True, kw_only=True):
    devices: tuple[DeviceRow, ...]


class DeviceAdded(Message, frozen=True, kw_only=True):
    """``token`` is shown once and kept nowhere."""

    device: DeviceRow
    token: str


AnyAnswer = (
    Done
    | TicketPaper
    | CallMade
    | CaseFile
    | DayReport
    | SignedIn
    | StaffList
    | DeviceList
    | DeviceAdded
    | CasesApproved
    | CasesFound
    | NikRevealed
    | FileReady
    | LetterReady
    | RegisterPage
    | Erased
)


# --- Frames of the terminal ------------------------------------------------------------------------


class Hello(Message, frozen=True, kw_only=True):
    """First frame of a paired device. ``epoch`` and ``last_seq``: the mirror it still holds, if any."""

    versions: tuple[int, ...]
    token: str
    epoch: str | None = None
    last_seq: Id | None = None
    office_revision: str | None = None
    program: str = ""


class AskToPair(Message, frozen=True, kw_only=True):
    """First frame of a device without a token. ``letters``: the first eight of the code on its screen."""

    versions: tuple[int, ...]
    kind: DeviceKind
    letters: str


class Watch(Message, frozen=True, kw_only=True):
    """First and only frame of a stranger's screen, as a board in a browser. It is told the stranger's view, no more."""

    versions: tuple[int, ...]
    epoch: str | None = None
    last_seq: Id | None = None
    office_revision: str | None = None


FromTerminal = Hello | AskToPair | Watch | AnyCommand


# --- Frames of the hub -----------------------------------------------------------------------------


class Incompatible(Message, frozen=True, kw_only=True):
    """No common version. ``update``: which side is too old, "hub" or "terminal"."""

    update: str
    versions: tuple[int, ...]


class PairingOffered(Message, frozen=True, kw_only=True):
    """The hub waits for the code to be confirmed until ``expires_at``."""

    expires_at: int


class Paired(Message, frozen=True, kw_only=True):
    """The code was confirmed. Keep the token, pin the certificate's fingerprint, connect again with Hello."""

    token: str
    name: str
    place: str


class Welcome(Message, frozen=True, kw_only=True):
    """The conversation is in ``version``. ``session``: who was signed in here before, also across a restart."""

    version: int
    time: int
    device: int
    kind: DeviceKind
    name: str
    place: str
    view: View
    session: Session | None = None


class Watching(Message, frozen=True, kw_only=True):
    """A watcher is welcome, in ``version``. ``page``: the revision of the hub's board; a page of another loads anew."""

    version: int
    time: int
    page: str = ""


class Snapshot(Message, frozen=True, kw_only=True):
    """Everything this view may know, as of ``seq``. Replaces whatever the terminal held."""

    epoch: str
    seq: int
    time: int
    day: str
    office: Office
    office_revision: str
    tickets: tuple[Ticket, ...] = ()
    counters: tuple[CounterNow, ...] = ()
    calls: tuple[Call, ...] = ()
    services: tuple[ServiceNow, ...] = ()
    cases: tuple[Case, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    printers: tuple[PrinterNow, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    incidents: tuple[Incident, ...] = ()
    blanks: BlankStock | None = None
    shortages: tuple[Pause, ...] = ()
    terminals: tuple[TerminalNow, ...] = ()


class Events(Message, frozen=True, kw_only=True):
    """What happened after ``prev``, up to ``seq``. ``prev`` is not what you hold? Say Hello again without a seq."""

    epoch: str
    prev: int
    seq: int
    events: tuple[msgspec.Raw, ...]


class Beat(Message, frozen=True, kw_only=True):
    """Every two seconds: the hub lives, its time, and what follows from the time."""

    time: int
    day: str
    services: tuple[ServiceNow, ...] = ()


class Answer(Message, frozen=True, kw_only=True):
    """The command was carried out and is durable."""

    request_id: str
    result: AnyAnswer


class Refused(Message, frozen=True, kw_only=True):
    """The command changed nothing. ``request_id`` is absent where the frame could not be read."""

    code: str
    params: dict[str, Parameter] = {}
    request_id: str | None = None


class SessionChanged(Message, frozen=True, kw_only=True):
    """To one terminal: its session was ended or locked by somebody else's command."""

    session: Session | None = None


FromHub = (
    Incompatible
    | PairingOffered
    | Paired
    | Welcome
    | Watching
    | Snapshot
    | Events
    | Beat
    | Answer
    | Refused
    | SessionChanged
)


def kinds(union: Any) -> tuple[type[Message], ...]:
    """The message classes of a union, in the order they are written here."""
    return get_args(union)
