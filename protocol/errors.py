"""Every way in which the hub says no: a class, a stable code, and named parameters.

The sentence for people is made where it is read, from ``assets/i18n/<language>/errors.po`` under
the code. An unexpected failure is ``internal`` with a reference that the hub's log repeats; its
text never leaves the hub.
"""

from typing import ClassVar

Parameter = str | int | bool | list[str] | None


class Refusal(Exception):
    """A command that the hub will not carry out. Nothing was changed by it."""

    code: ClassVar[str] = "refused"
    registry: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.code in Refusal.registry:
            raise TypeError(f"the code {cls.code!r} names two refusals")
        Refusal.registry[cls.code] = cls

    def __init__(self, **params: Parameter) -> None:
        super().__init__(self.code, params)
        self.params = params


def refusal(code: str, params: dict[str, Parameter]) -> Refusal:
    """The refusal that the other side raised; an unknown code keeps its name for the log."""
    known = Refusal.registry.get(code)
    return known(**params) if known else Unrecognised(code=code)


# What was said could not be understood.


class Malformed(Refusal):
    """Not JSON, or not the shape of any message. ``at``: the JSON path that is wrong."""

    code = "malformed"


class UnknownCommand(Refusal):
    """A message type that this hub does not know."""

    code = "unknown_command"


class TooLarge(Refusal):
    code = "too_large"


class OutOfOrder(Refusal):
    """A frame that has no place here, as a command before Hello."""

    code = "out_of_order"


class TooFast(Refusal):
    """More commands a second than this device may send. ``retry_ms``: when to come again."""

    code = "too_fast"


class RequestReused(Refusal):
    """The same request_id came again with another content."""

    code = "request_reused"


class Unrecognised(Refusal):
    """A refusal of a newer hub, read by an older terminal."""

    code = "unrecognised"


class Internal(Refusal):
    """Something broke in the hub. ``reference``: what to look for in its log."""

    code = "internal"


class Busy(Refusal):
    """The hub can't write now (full or broken disk). Nothing was lost; try again."""

    code = "busy"


# Who may speak.


class NotTrusted(Refusal):
    """The token is unknown or revoked."""

    code = "not_trusted"


class ConnectedElsewhere(Refusal):
    """The same device said Hello on another connection; this older one is closed. Wait before coming back."""

    code = "connected_elsewhere"


class NoWebBoard(Refusal):
    """This hub shows no board to strangers: its settings say so."""

    code = "no_web_board"


class BoardsFull(Refusal):
    """As many boards as may be are open, in all or from this address. Come again later."""

    code = "boards_full"


class PairingExpired(Refusal):
    code = "pairing_expired"


class PairingMismatch(Refusal):
    """The code's check letters are not ours: somebody stands between device and hub, or a letter is mistyped."""

    code = "pairing_mismatch"


class PairingOtherKind(Refusal):
    """``kind``: what the device that shows this code says it is."""

    code = "pairing_other_kind"


class NotAllowed(Refusal):
    """This device or role may not do that. ``right``: the one that is missing."""

    code = "not_allowed"


class NotSignedIn(Refusal):
    code = "not_signed_in"


class Locked(Refusal):
    """The terminal locked itself; the signed-in person's PIN opens it."""

    code = "locked"


class WrongPin(Refusal):
    """``wait_s``: seconds until the next try is heard."""

    code = "wrong_pin"


class TryLater(Refusal):
    """Too many wrong PINs. ``wait_s``: seconds until the next try is heard."""

    code = "try_later"


class WeakPin(Refusal):
    """``digits``: the shortest PIN taken. Repeated, counted-up and demo PINs are refused too."""

    code = "weak_pin"


class StaffElsewhere(Refusal):
    """One person serves at one counter at a time. ``counter``: where they are signed in."""

    code = "staff_elsewhere"


class CounterTaken(Refusal):
    """Somebody else is signed in at this counter."""

    code = "counter_taken"


class UnknownStaff(Refusal):
    code = "unknown_staff"


class StaffExists(Refusal):
    code = "staff_exists"


class UnknownRole(Refusal):
    """``role``, ``allowed``: the roles that the catalogue knows."""

    code = "unknown_role"


class UnknownDevice(Refusal):
    code = "unknown_device"


class UnknownPlace(Refusal):
    """``place``, ``allowed``: the counters that the catalogue knows."""

    code = "unknown_place"


# The queue.


class UnknownService(Refusal):
    code = "unknown_service"


class UnknownCounter(Refusal):
    code = "unknown_counter"


class UnknownTicket(Refusal):
    code = "unknown_ticket"


class OfficeClosed(Refusal):
    """``opens_at``: local HH:MM when numbers are given again, or None today no more."""

    code = "office_closed"


class QuotaUsed(Refusal):
    """``quota``: how many numbers a day this service gives."""

    code = "quota_used"


class GivesNoNumber(Refusal):
    """The service is explained at the kiosk but has no queue (PAK TUWA)."""

    code = "gives_no_number"


class CounterNotOpen(Refusal):
    code = "counter_not_open"


class CounterBusy(Refusal):
    """This counter still has a number in hand. ``number``: which."""

    code = "counter_busy"


class NobodyWaiting(Refusal):
    code = "nobody_waiting"


class TicketMoved(Refusal):
    """The ticket is no longer where the command supposed. ``number``, ``state``."""

    code = "ticket_moved"


class TicketElsewhere(Refusal):
    """Another counter has this ticket. ``number``, ``counter``."""

    code = "ticket_elsewhere"


class RecallFirst(Refusal):
    """No-show is offered after ``needed`` recalls; ``recalls`` were made."""

    code = "recall_first"


class NotServedThere(Refusal):
    """The counter does not serve this service."""

    code = "not_served_there"


class NothingToUndo(Refusal):
    """The last step was told to the hall, is too old, or was followed by another."""

    code = "nothing_to_undo"


# The case.


class UnknownCase(Refusal):
    code = "unknown_case"


class CaseChanged(Refusal):
    """Somebody was faster. ``version``: the case's version now."""

    code = "case_changed"


class StepNotAllowed(Refusal):
    """The workflow has no such step here. ``state``, ``step``, ``result``."""

    code = "step_not_allowed"


class SamePerson(Refusal):
    """Verifier and approver must be two people. ``step``: what this person did before."""

    code = "same_person"


class AlreadyApproved(Refusal):
    """This role has approved already; another role of the rule is still missing."""

    code = "already_approved"


class NothingMissing(Refusal):
    """Incomplete was said, but no requirement was named as missing."""

    code = "nothing_missing"


class RequirementOpen(Refusal):
    """Complete was said, but requirements are not seen. ``missing``: their ids."""

    code = "requirement_open"


class UnknownRequirement(Refusal):
    code = "unknown_requirement"


class UnknownReason(Refusal):
    """The service has no such variant (lost, damaged). ``allowed``: those that it has."""

    code = "unknown_reason"


class ReasonNeeded(Refusal):
    """A refusal, cancellation or spoiled card needs a reason in words."""

    code = "reason_needed"


class FieldNeeded(Refusal):
    """``field``: applicant_name, card_serial, receiver..."""

    code = "field_needed"


class NikImpossible(Refusal):
    """Not 16 digits, or a birth date that can't be."""

    code = "nik_impossible"


class SerialUsed(Refusal):
    """This blank card's serial was recorded before. ``serial``."""

    code = "serial_used"


class PaperNotOwed(Refusal):
    """The paper may be out already, a copy was given, or the citizen no longer waits. ``number``."""

    code = "paper_not_owed"


class NoBlanks(Refusal):
    """The stock of blank cards is empty, so nothing can be printed until some come in."""

    code = "no_blanks"


class StockNegative(Refusal):
    """More would leave the safe than is in it. ``balance``: what the book says is there."""

    code = "stock_negative"


class StockNotKept(Refusal):
    """Nobody has entered blank cards yet, so there is nothing to close or to give back."""

    code = "stock_not_kept"


class CaseEnded(Refusal):
    """The case is handed over, cancelled or expired: nothing more is done to it. ``state``."""

    code = "case_ended"


class UnknownDelegation(Refusal):
    code = "unknown_delegation"


class NotTheHolder(Refusal):
    """Only who holds the role, or a supervisor, may put somebody in its place. ``role``."""

    code = "not_the_holder"


class DaysImpossible(Refusal):
    """Not ISO dates, the last before the first, or all of them past."""

    code = "days_impossible"


class UnknownIncident(Refusal):
    code = "unknown_incident"


class IncidentRuns(Refusal):
    """The same kind of incident was declared before and lasts. ``kind``."""

    code = "incident_runs"


class SearchTooShort(Refusal):
    """``letters``: the fewest that are looked for."""

    code = "search_too_short"


class PersonalGone(Refusal):
    """The retention time is over: these words or pictures were erased and cannot be shown."""

    code = "personal_gone"


class UnknownDocument(Refusal):
    code = "unknown_document"


class FileRefused(Refusal):
    """The file was not taken and nothing of it is kept. ``why``: type, damaged, protected, pixels, pages, empty."""

    code = "file_refused"


class FileTooLarge(Refusal):
    """``limit_mb``: the largest file taken."""

    code = "file_too_large"


class TooManyDocuments(Refusal):
    """``limit``: how many one case holds."""

    code = "too_many_documents"


class NotRemote(Refusal):
    """The case did not come by WhatsApp: there is nobody to write to and nothing to receive. ``service``."""

    code = "not_remote"


class PhoneImpossible(Refusal):
    """Not a telephone number that WhatsApp could have."""

    code = "phone_impossible"


class LetterImpossible(Refusal):
    """There is no such thing to tell in this state of the case. ``state``, ``letter``."""

    code = "letter_impossible"


class UnknownPickup(Refusal):
    """No card waits under this code."""

    code = "unknown_pickup"


class PickupNotReady(Refusal):
    """The card is not ready yet. ``day``: from when it can be collected, or None where that is not known yet."""

    code = "pickup_not_ready"


class PickupDone(Refusal):
    """The card was handed over already."""

    code = "pickup_done"


class UnknownRegister(Refusal):
    code = "unknown_register"


class RegisterTooLong(Refusal):
    """``lines``: how many the range has, ``limit``: how many one file holds."""

    code = "register_too_long"


class UnknownFile(Refusal):
    """The file was fetched before, its time is over, or it is another terminal's."""

    code = "unknown_file"
