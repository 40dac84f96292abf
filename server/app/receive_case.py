"""Papers come by WhatsApp: a case opens, or the one that this person has goes on in its place."""

from collections.abc import Mapping
from dataclasses import replace

from protocol import errors
from protocol.messages import CaseAdvanced, CaseFile, CaseUpdated, ReceiveCase
from protocol.office import Service
from protocol.vocabulary import CaseState, Result, Step
from server.app.case_file import case_file
from server.app.hub_steps import NOBODY, resubmitted
from server.app.records import CaseRecord, StepRecord
from server.app.work import Work
from server.domain.nik import check_nik
from server.domain.phone import normal_phone
from server.domain.workflow import ENDED

LONGEST_NAME = 120
LANGUAGES = ("id", "jv", "en")
AT_BEGINNING = frozenset({CaseState.VERIFYING, CaseState.INCOMPLETE})


def receive_case(command: ReceiveCase, work: Work) -> CaseFile:
    """Raises UnknownService, NotRemote, PhoneImpossible, UnknownReason, FieldNeeded, NikImpossible."""
    service = remote_service(command.service, work)
    phone = phone_of(command.phone)
    words = _words(command, service)
    running = running_case(service, phone, work)
    if running is None:
        words |= {"phone": phone, "language": command.language if command.language in LANGUAGES else LANGUAGES[0]}
        return case_file(opened(service, command.sent_at, words, work, command.variant), work)
    case = gone_on(running, command.sent_at, work)
    return case_file(_told_more(case, words, command.variant, work), work)


def remote_service(id: str, work: Work) -> Service:
    """Raises UnknownService, NotRemote."""
    service = work.service(id)
    if not service.is_remote:
        raise errors.NotRemote(service=service.id)
    return service


def phone_of(text: str) -> str:
    """With the country's code, however it was written. Raises PhoneImpossible."""
    number = normal_phone(text)
    if not number:
        raise errors.PhoneImpossible
    return f"+{number}"


def running_case(service: Service, phone: str, work: Work) -> CaseRecord | None:
    """The case of this service that this person still has."""
    cases = cases_of(service, phone, work)
    return next((case for case in cases if case.state not in ENDED), None)


def cases_of(service: Service, phone: str, work: Work) -> list[CaseRecord]:
    """All that this person ever had of this service and is still known of, newest first."""
    found = (work.books.cases.find(id) for id in work.books.cases.with_personal("phone", phone))
    return [case for case in found if case is not None and case.service == service.id]


def opened(service: Service, sent_at: int, words: Mapping[str, str], work: Work, variant: str = "") -> CaseRecord:
    """A new case, in the place of the message that it began with. No place lies in the future."""
    case = work.books.cases.add(
        CaseRecord(
            id=0,
            service=service.id,
            opened_at=work.now,
            changed_at=work.now,
            received_at=_sent(sent_at, work),
            variant=variant,
        )
    )
    staff, counter = (work.officer.id, work.officer.counter) if work.officer else (None, "")
    work.books.cases.add_step(StepRecord(case.id, Step.OPEN, Result.OPENED, staff or NOBODY, counter, work.now))
    event = CaseAdvanced(case=case.shown(), step=Step.OPEN, result=Result.OPENED, staff=staff, counter=counter)
    work.happened(event, _sealed(case, words, work))
    return case


def gone_on(case: CaseRecord, sent_at: int, work: Work) -> CaseRecord:
    """Another message of somebody whose case runs: it never costs the place, and answers what we have asked for."""
    earliest = min(_sent(sent_at, work), case.received_at or work.now)
    if earliest != case.received_at:
        case = replace(case, received_at=earliest)
        work.books.cases.save(case)
    return resubmitted(case, work) if case.state is CaseState.INCOMPLETE else case


def _words(command: ReceiveCase, service: Service) -> dict[str, str]:
    """What was said about the person. Raises UnknownReason, FieldNeeded, NikImpossible."""
    if command.variant and command.variant not in [variant.id for variant in service.variants]:
        raise errors.UnknownReason(allowed=[variant.id for variant in service.variants])
    name, nik = command.applicant_name.strip(), command.nik.strip()
    if len(name) > LONGEST_NAME:
        raise errors.FieldNeeded(field="applicant_name")
    if nik:
        check_nik(nik)
    return {"applicant_name": name, "nik": nik}


def _told_more(case: CaseRecord, words: Mapping[str, str], variant: str, work: Work) -> CaseRecord:
    """What was not known yet. What a verifier has entered is not written over by what a message says."""
    if case.state not in AT_BEGINNING:
        return case
    known = work.books.cases.read_personal("case", case.id)
    new = {name: text for name, text in words.items() if text and not known.get(name)}
    variant = variant if not case.variant else ""
    if not new and not variant:
        return case
    case = replace(case, variant=variant or case.variant, version=case.version + 1, changed_at=work.now)
    work.books.cases.save(case)
    work.happened(CaseUpdated(case=case.shown()), _sealed(case, new, work))
    return case


def _sealed(case: CaseRecord, words: Mapping[str, str], work: Work) -> dict[str, str]:
    write = work.books.cases.write_personal
    return {name: write("case", case.id, name, text) for name, text in words.items() if text}


def _sent(at: int, work: Work) -> int:
    return min(at, work.now) if at > 0 else work.now
