"""The office's words: states, steps, results and rights, with one name on both sides of the wire.

Every word read from the wire goes through these enums; a word that a newer hub invents is read as
``UNKNOWN`` so that an older screen goes on living.
"""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A word of the vocabulary. Reading a word that we don't know gives ``UNKNOWN`` where the enum has it."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return cls.__members__.get("UNKNOWN")


class TicketState(Word):
    """Where a numbered ticket stands today. The case behind it has its own states."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    IN_PROCESS = "in_process"
    READY = "ready"
    HANDOVER_CALLED = "handover_called"
    DONE = "done"
    PARKED = "parked"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class TicketChange(Word):
    """Which step changed a ticket, where the state alone does not say it."""

    SERVING = "serving"
    IN_PROCESS = "in_process"
    READY = "ready"
    DONE = "done"
    NO_SHOW = "no_show"
    PARKED = "parked"
    BROUGHT_BACK = "brought_back"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNDONE = "undone"
    PAPER = "paper"
    REPRINTED = "reprinted"
    UNKNOWN = "unknown"


class CaseState(Word):
    """Where one card stands, from the first look at the files to the hand of the applicant.

    INCOMPLETE: it waits for the applicant, who was told what is missing. EXPIRED: nobody came back in time.
    """

    VERIFYING = "verifying"
    INCOMPLETE = "incomplete"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_PRINT = "awaiting_print"
    AWAITING_REGISTER = "awaiting_register"
    READY = "ready"
    HANDED_OVER = "handed_over"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Step(Word):
    """What an officer does to a case. Each is recorded with who, when, where and the result."""

    VERIFY = "verify"
    APPROVE = "approve"
    PRINT = "print"
    REGISTER = "register"
    HAND_OVER = "hand_over"
    CANCEL = "cancel"
    OPEN = "open"  # recorded by the hub itself, when serving starts or the papers come by WhatsApp
    RESUBMIT = "resubmit"  # by the hub: the applicant brought or sent what was missing
    EXPIRE = "expire"  # by the hub, when the applicant's time is over
    ASSIGN = "assign"  # a supervisor gave the case to somebody
    TELL = "tell"  # the applicant was written to
    UNKNOWN = "unknown"


class Result(Word):
    """How a step ended."""

    OPENED = "opened"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    APPROVED = "approved"
    REFUSED = "refused"
    PRINTED = "printed"
    SPOILED = "spoiled"
    REGISTERED = "registered"
    RECEIVED = "received"
    RESUBMITTED = "resubmitted"
    EXPIRED = "expired"
    ASSIGNED = "assigned"
    TOLD = "told"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Right(Word):
    """What a role may do. Roles are data of the office; rights are the words they are made of."""

    CALL = "call"
    VERIFY = "verify"
    APPROVE = "approve"
    PRINT = "print"
    REGISTER = "register"
    HAND_OVER = "hand_over"
    CANCEL = "cancel"
    SUPERVISE = "supervise"
    INTAKE = "intake"  # receives papers that come by WhatsApp
    STOCK = "stock"  # keeps the blank cards
    UNKNOWN = "unknown"


class DeviceKind(Word):
    """What a paired machine is. ADMIN is the command line at the hub itself, never a paired machine."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    COUNTER = "counter"
    ADMIN = "admin"
    UNKNOWN = "unknown"


class Trouble(Word):
    """What a terminal of the hall says of itself, where something keeps it from being seen or heard.

    SCREEN_UNPLUGGED: no screen hangs on it. SCREEN_ASLEEP: the picture was switched off. SPEECHLESS: no voice says a
    call, only the chime rings. OTHER_VOICE: not the voice that the office chose. TOO_SMALL: its layout holds no
    letters that are large enough for the hall.
    """

    SCREEN_UNPLUGGED = "screen_unplugged"
    SCREEN_ASLEEP = "screen_asleep"
    NO_SOUND = "no_sound"
    SPEECHLESS = "speechless"
    OTHER_VOICE = "other_voice"
    MEDIA_BROKEN = "media_broken"
    TOO_SMALL = "too_small"
    UNKNOWN = "unknown"


class View(Word):
    """Which stream of frames a screen gets, from the least to the most.

    STRANGER: what a board in a browser draws. PUBLIC: what the hall's paired terminals need besides, such as papers to
    print. STAFF: all of it.
    """

    STRANGER = "stranger"
    PUBLIC = "public"
    STAFF = "staff"


class CounterState(Word):
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"
    UNKNOWN = "unknown"


class Purpose(Word):
    """Why a number is called: to be served at a counter, or to receive the card."""

    SERVICE = "service"
    HANDOVER = "handover"
    UNKNOWN = "unknown"


class PrintOutcome(Word):
    """What is known of a ticket's paper.

    PENDING: the number is given, nothing went to a printer. SENT: its bytes are on their way. CONFIRMED: the
    printer, or an officer who looked, said that it is out. FAILED: nothing of it was printed, so an original
    may still be. UNKNOWN: it may be out; only a marked copy may follow.
    """

    PENDING = "pending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Availability(Word):
    """Whether a service gives numbers at this moment, and if not, why."""

    OPEN = "open"
    CLOSED = "closed"
    BREAK = "break"
    QUOTA_USED = "quota_used"
    INFORMATION_ONLY = "information_only"
    UNKNOWN = "unknown"


class ChosenBecause(Word):
    """Why this ticket is the next one; shown to the operator so that the order can be explained."""

    FIRST_COME = "first_come"
    PRIORITY = "priority"
    ORDINARY_TURN = "ordinary_turn"
    ORDINARY_BOUND = "ordinary_bound"
    RESERVED = "reserved"
    ASKED_FOR = "asked_for"
    UNKNOWN = "unknown"


class PauseCause(Word):
    """Why a case waits without the office's clock running: told apart in every figure about time."""

    APPLICANT = "applicant"
    NO_BLANKS = "no_blanks"
    INCIDENT = "incident"
    UNKNOWN = "unknown"


class IncidentKind(Word):
    """What keeps the whole office from working, declared by an officer and shown to the hall."""

    SIAK = "siak"
    NETWORK = "network"
    POWER = "power"
    CARD_PRINTER = "card_printer"
    OTHER = "other"
    UNKNOWN = "unknown"


class BlankMove(Word):
    """What happened to blank cards. COUNTED: the difference that a day's closing found."""

    RECEIVED = "received"
    USED = "used"
    SPOILED = "spoiled"
    RETURNED = "returned"
    COUNTED = "counted"
    UNKNOWN = "unknown"


class Register(Word):
    """The books that an office keeps: printed cards, blank cards, handovers, and what came by WhatsApp."""

    CARDS = "cards"
    BLANKS = "blanks"
    HANDOVER = "handover"
    REMOTE = "remote"
    UNKNOWN = "unknown"


class FileFormat(Word):
    """What a register is written out as."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    UNKNOWN = "unknown"


class Letter(Word):
    """What the applicant is written about."""

    RECEIVED = "received"
    MISSING = "missing"
    REMINDER = "reminder"
    READY = "ready"
    UNKNOWN = "unknown"


class LetterState(Word):
    """How far a message has got. BY_HAND: a link was made, and an officer sends it from their own phone."""

    BY_HAND = "by_hand"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"


class PersonalPart(Word):
    """What personal thing somebody asked to see in full."""

    NIK = "nik"
    DOCUMENT = "document"
    REGISTER = "register"
    UNKNOWN = "unknown"


class PersonalKind(Word):
    """What is erased when its time is over, each with its own retention."""

    APPLICANT = "applicant"
    DOCUMENT = "document"
    MESSAGE = "message"
    UNKNOWN = "unknown"
