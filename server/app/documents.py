"""The papers of a case: looked at with a reason, and taken out where they do not belong."""

from dataclasses import replace

from protocol import errors
from protocol.messages import (
    CaseFile,
    CaseUpdated,
    FileReady,
    PersonalErased,
    PersonalRead,
    ReadDocument,
    RemoveDocument,
    SortDocument,
)
from protocol.vocabulary import PersonalKind, PersonalPart
from server.app.case_file import case_file
from server.app.records import DocumentRecord
from server.app.reveal import note_reading, seal_reason
from server.app.work import Work
from server.domain.workflow import check_runs


def read_document(command: ReadDocument, work: Work) -> FileReady:
    """The pages wait for this terminal. Raises UnknownCase, UnknownDocument, PersonalGone, FieldNeeded."""
    document = _document(command.case, command.document, work)
    pages = work.books.documents.pages(document.id)
    event = PersonalRead(what=PersonalPart.DOCUMENT, case=document.case, document=document.id)
    note_reading(event, command.reason, work)
    return work.files.offer(f"{document.id}.jpg", pages, work.device.id)


def remove_document(command: RemoveDocument, work: Work) -> CaseFile:
    """Erased for good. Raises UnknownCase, UnknownDocument, PersonalGone, FieldNeeded."""
    document = _document(command.case, command.document, work)
    commitment = seal_reason(document.case, command.reason, work)
    work.books.documents.erase(document.id)
    work.aftermath.scrub = True
    case = work.case(document.case)
    left = len(work.books.documents.of_case(case.id))
    case = replace(case, documents=left, version=case.version + 1)  # changed_at stays: retention counts from there
    work.books.cases.save(case)
    event = PersonalErased(kind=PersonalKind.DOCUMENT, count=1, day=work.day, case=document.case, document=document.id)
    work.happened(event, {"reason": commitment})
    work.happened(CaseUpdated(case=case.shown()))
    return case_file(case, work)


def sort_document(command: SortDocument, work: Work) -> CaseFile:
    """Said of a document by whoever looked at it, while the papers are looked at.

    Raises UnknownCase, UnknownDocument, PersonalGone, CaseEnded, UnknownRequirement.
    """
    document = _document(command.case, command.document, work)
    case = work.case(document.case)
    check_runs(case.state)
    known = {need.id for need in work.service(case.service).requirements}
    if command.requirement and command.requirement not in known:
        raise errors.UnknownRequirement(requirement=command.requirement[:64])
    work.books.documents.sort(document.id, command.requirement)
    case = replace(case, version=case.version + 1)
    work.books.cases.save(case)
    work.happened(CaseUpdated(case=case.shown(), document=document.id))
    return case_file(case, work)


def _document(case: int, id: int, work: Work) -> DocumentRecord:
    """A document that belongs to this case and can be read."""
    found = work.books.documents.find(id)
    if found is None or found.case != work.case(case).id:
        raise errors.UnknownDocument
    if found.erased:
        raise errors.PersonalGone
    return found
