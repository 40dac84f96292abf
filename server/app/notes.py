"""Lines in a case's file, in words."""

from protocol import errors
from protocol.messages import AddNote, CaseFile, CaseUpdated
from server.app.case_file import case_file
from server.app.records import CaseRecord, NoteRecord
from server.app.work import Work
from server.domain.workflow import check_runs

LONGEST = 1000


def add_note(command: AddNote, work: Work) -> CaseFile:
    """Raises UnknownCase, CaseEnded, FieldNeeded for no words or too many."""
    case = work.case(command.case)
    check_runs(case.state)
    text = command.text.strip()
    if not 0 < len(text) <= LONGEST:
        raise errors.FieldNeeded(field="text")
    write_note(case, text, work.signed_in().id, work)
    return case_file(case, work)


def write_note(case: CaseRecord, text: str, staff: int | None, work: Work) -> None:
    """Seals the words, and tells that there is something new. ``staff`` None: the applicant wrote it."""
    note = work.books.cases.add_note(NoteRecord(case.id, work.now, staff))
    commitment = work.books.cases.write_personal("note", note, "text", text)
    work.happened(CaseUpdated(case=case.shown()), {"note": commitment})
