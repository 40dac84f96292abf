"""A case with what is personal in it, for the officer who opened it."""

from protocol.messages import CaseFile, Note, OpenCase, StepOffered, StepTaken
from server.app.issue_ticket import ticket_url
from server.app.records import CaseRecord, NoteRecord, StepRecord
from server.app.work import Officer, Work
from server.domain import workflow
from server.domain.nik import masked


def open_case(command: OpenCase, work: Work) -> CaseFile:
    """Raises UnknownCase."""
    return case_file(work.case(command.case), work)


def case_file(case: CaseRecord, work: Work) -> CaseFile:
    """The file as this officer may see it, with the steps they may take now."""
    officer = work.signed_in()
    personal = work.books.cases.read_personal("case", case.id)
    service = work.service(case.service)
    offers = workflow.offered(facts_of(case, work), service, person_of(officer))
    ticket = work.books.tickets.find(case.ticket) if case.ticket else None
    return CaseFile(
        case=case.shown(),
        url=ticket_url(ticket, work) if ticket else "",
        applicant_name=personal.get("applicant_name", ""),
        nik=masked(personal["nik"]) if personal.get("nik") else "",
        seen=case.seen,
        card_serial=case.card_serial,
        receiver=personal.get("receiver", ""),
        history=tuple(_taken(id, step, work) for id, step in work.books.cases.steps(case.id)),
        offered=tuple(StepOffered(step=o.step, result=o.result, refused=o.refused) for o in offers),
        phone=personal.get("phone", ""),
        relation=personal.get("relation", ""),
        handover_note=personal.get("handover_note", ""),
        notes=tuple(_noted(id, note, work) for id, note in work.books.cases.notes(case.id)),
        pickup_code=personal.get("pickup_code", ""),
        letters=tuple(letter.shown() for letter in work.books.letters.of_case(case.id)),
        documents=tuple(document.shown() for document in work.books.documents.of_case(case.id)),
        erased=work.books.retention.erased(case.id),
    )


def facts_of(case: CaseRecord, work: Work) -> workflow.CaseFacts:
    """What the workflow's rules know of the case."""
    steps = ((step.step, step.result, step.staff) for _, step in work.books.cases.steps(case.id))
    return workflow.CaseFacts(
        state=case.state,
        verified_by=case.verified_by,
        approvals=case.approvals,
        refused=case.refused,
        spoiled=case.spoiled,
        taken=workflow.taken_since_beginning(steps),
    )


def person_of(officer: Officer) -> workflow.Person:
    return workflow.Person(id=officer.id, roles=officer.roles, rights=officer.rights)


def _noted(id: int, note: NoteRecord, work: Work) -> Note:
    staff = work.books.people.staff(note.staff) if note.staff else None
    text = work.books.cases.read_personal("note", id).get("text", "")
    return Note(at=note.at, text=text, staff=staff.name if staff else "")


def _taken(id: int, step: StepRecord, work: Work) -> StepTaken:
    staff = work.books.people.staff(step.staff)
    return StepTaken(
        step=step.step,
        result=step.result,
        at=step.at,
        staff=staff.name if staff else "",
        counter=step.counter,
        reason=work.books.cases.read_personal("step", id).get("reason", ""),
    )
