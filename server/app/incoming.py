"""What applicants send to the office's WhatsApp number by themselves: cases, notes and documents, each message once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assets.texts import DEFAULT, text
from protocol import errors
from protocol.office import Service
from protocol.vocabulary import DeviceKind, Letter
from server.app.letters import GIVEN_UP_MS, backoff_ms, write_letter
from server.app.notes import write_note
from server.app.receive_case import cases_of, opened, phone_of, running_case
from server.app.receive_document import check_room, keep_document
from server.app.records import CaseRecord, IncomingRecord
from server.app.work import Device, Work
from server.domain.workflow import ENDED

WHATSAPP = Device(id=0, kind=DeviceKind.ADMIN, name="whatsapp", place="")

DAY_MS = 24 * 3600 * 1000
THANKS_MS = 7 * DAY_MS
"""So long after its end, words alone still belong to the case: "thank you" opens no new one."""
MOST_NOTES = 200  # by one applicant in one case; who writes more is not heard in the file any more
AT_ONCE = 4
REFUSALS = {errors.FileTooLarge: "note.too_large", errors.TooManyDocuments: "note.too_many"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One message as it came. ``phone`` is in the international form, ``media`` the id of a file to be fetched."""

    id: str
    phone: str
    at: int
    words: str = ""
    media: str = ""
    supported: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to be fetched now."""

    id: int
    media: str


def take_message(message: Arrived, work: Work) -> None:
    """A stranger's first message opens a case; WhatsApp tells some messages twice, which changes nothing."""
    service = remote_service_of(work)
    if service is None or work.books.letters.was_heard(message.id):
        return
    case = _case_of(service, message, work)
    if case is None:
        work.books.letters.hear(message.id, IncomingRecord(id=0, case=None, at=message.at))
        return
    fetched_at = work.now if message.media else None
    incoming = IncomingRecord(id=0, case=case.id, at=message.at, media=message.media, next_at=fetched_at)
    work.books.letters.hear(message.id, incoming)
    _note(case, message.words if message.supported else _say("note.unsupported"), work)


def remote_service_of(work: Work) -> Service | None:
    """The service whose papers come by WhatsApp; the office has one number."""
    return next((service for service in work.office.services if service.is_remote), None)


# --- Files of messages, fetched after the message is safe ----------------------------------------------


def media_due(work: Work) -> list[Wanted]:
    """What is to be fetched now."""
    due = work.books.letters.media_due(work.now, AT_ONCE)
    return [Wanted(incoming.id, incoming.media) for incoming in due]


def media_came(id: int, pages: Sequence[bytes], work: Work) -> None:
    """A document of the case from now on, as if the desk had handed it in."""
    incoming, case = _fetched(id, work)
    if incoming is None or case is None:
        return
    try:
        check_room(case, work)
    except errors.TooManyDocuments as full:
        _note(case, _why(full), work)
    else:
        keep_document(case, "", pages, work)


def media_refused(id: int, refusal: errors.Refusal, work: Work) -> None:
    """The officer reads in the file why there is none."""
    _, case = _fetched(id, work)
    if case is not None:
        _note(case, _why(refusal), work)


def media_lost(id: int, work: Work) -> None:
    """WhatsApp does not have it any more."""
    _, case = _fetched(id, work)
    if case is not None:
        _note(case, _say("note.media_lost"), work)


def media_delayed(id: int, wait_ms: int, work: Work) -> None:
    """Not this time; given up after two days."""
    incoming = work.books.letters.find_incoming(id)
    if incoming is None or incoming.next_at is None:
        return
    if work.now - incoming.at > GIVEN_UP_MS:
        media_lost(id, work)
        return
    wait = max(wait_ms, backoff_ms(incoming.tries))
    work.books.letters.save_incoming(replace(incoming, tries=incoming.tries + 1, next_at=work.now + wait))


def _case_of(service: Service, message: Arrived, work: Work) -> CaseRecord | None:
    """Where the message belongs; None for one from what is no telephone."""
    try:
        phone = phone_of(message.phone)
    except errors.PhoneImpossible:
        return None
    running = running_case(service, phone, work) or _just_ended(service, phone, message, work)
    if running is not None:
        return running
    case = opened(service, message.at, {"phone": phone, "language": DEFAULT}, work)
    if work.sends_letters:
        write_letter(case, Letter.RECEIVED, work)
    return work.case(case.id)


def _just_ended(service: Service, phone: str, message: Arrived, work: Work) -> CaseRecord | None:
    if message.media:
        return None
    last = next(iter(cases_of(service, phone, work)), None)
    return last if last is not None and work.now - last.changed_at < THANKS_MS else None


def _fetched(id: int, work: Work) -> tuple[IncomingRecord | None, CaseRecord | None]:
    """The message, whose file is wanted no more, and its case if that still runs."""
    incoming = work.books.letters.find_incoming(id)
    if incoming is None or incoming.next_at is None or incoming.case is None:
        return None, None
    work.books.letters.save_incoming(replace(incoming, media="", next_at=None))
    case = work.books.cases.find(incoming.case)
    return incoming, case if case is not None and case.state not in ENDED else None


def _note(case: CaseRecord, words: str, work: Work) -> None:
    if words.strip() and len(work.books.cases.notes(case.id)) < MOST_NOTES:
        write_note(case, words.strip(), None, work)


def _why(refusal: errors.Refusal) -> str:
    key = REFUSALS.get(type(refusal))
    return _say(key or f"note.refused.{refusal.params.get('why', 'damaged')}")


def _say(key: str) -> str:
    return text(DEFAULT, "letters", key)
