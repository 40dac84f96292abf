"""One step of a case: the workflow decides, the books keep who, when, where and the result."""

from dataclasses import replace

from protocol import errors
from protocol.messages import CaseAdvanced, CaseFile, RecordStep
from protocol.vocabulary import CaseState, Result, TicketChange, TicketState
from server.app.case_file import case_file, facts_of, person_of
from server.app.change_ticket import tell, written
from server.app.records import CaseRecord, StepRecord
from server.app.work import Officer, Work
from server.domain.ticket import follow
from server.domain.workflow import CaseFacts, StepReport, advance

MINUTE_MS = 60_000
LONGEST = {"applicant_name": 120, "receiver": 120, "reason": 500, "card_serial": 32}

_TICKET_IS_NOW: dict[TicketState, TicketChange] = {
    TicketState.IN_PROCESS: TicketChange.IN_PROCESS,
    TicketState.READY: TicketChange.READY,
    TicketState.DONE: TicketChange.DONE,
    TicketState.CANCELLED: TicketChange.CANCELLED,
}


def record_step(command: RecordStep, work: Work) -> CaseFile:
    """Raises CaseChanged, what the workflow refuses, and SerialUsed."""
    case, officer = work.case(command.case), work.signed_in()
    if case.version != command.expected_version:
        raise errors.CaseChanged(version=case.version)
    report = _report(command)
    facts = advance(facts_of(case), work.service(case.service), person_of(officer), report)
    after = _after(case, facts, report, work)
    work.books.cases.save(after)
    commitments = _write_words(case, report, officer, work)
    _move_ticket(after, work)
    work.happened(
        CaseAdvanced(
            case=after.shown(), step=report.step, result=report.result, staff=officer.id, counter=officer.counter
        ),
        commitments,
    )
    return case_file(after, work)


def _report(command: RecordStep) -> StepReport:
    """The command's words, trimmed. Raises FieldNeeded for one that is longer than any name."""
    words = {name: getattr(command, name).strip() for name in LONGEST}
    for name, longest in LONGEST.items():
        if len(words[name]) > longest:
            raise errors.FieldNeeded(field=name)
    return StepReport(
        step=command.step,
        result=command.result,
        variant=command.variant,
        nik=command.nik.strip(),
        seen=command.seen,
        missing=command.missing,
        **words,
    )


def _after(case: CaseRecord, facts: CaseFacts, report: StepReport, work: Work) -> CaseRecord:
    """The case's new record: the facts of the workflow and what this result adds."""
    after = replace(
        case,
        state=facts.state,
        verified_by=facts.verified_by,
        approvals=facts.approvals,
        refused=facts.refused,
        spoiled=facts.spoiled,
        version=case.version + 1,
        changed_at=work.now,
    )
    match report.result:
        case Result.COMPLETE | Result.INCOMPLETE:
            return _verified(after, report, work)
        case Result.PRINTED | Result.SPOILED:
            return _met_printer(after, report, work)
        case Result.REGISTERED:
            return replace(after, register_number=_register_number(case, work))
        case _:
            return after


def _verified(case: CaseRecord, report: StepReport, work: Work) -> CaseRecord:
    """The promised minutes run from the first time that the files were complete."""
    seen = replace(case, variant=report.variant, seen=report.seen, missing=report.missing)
    if report.result is Result.INCOMPLETE or case.complete_at is not None:
        return seen
    due_at = work.now + work.service(case.service).promised_minutes * MINUTE_MS
    return replace(seen, complete_at=work.now, due_at=due_at)


def _met_printer(case: CaseRecord, report: StepReport, work: Work) -> CaseRecord:
    """Every blank card is used once, whether it became a card or was spoiled. Raises SerialUsed."""
    if work.books.cases.serial_used(report.card_serial):
        raise errors.SerialUsed(serial=report.card_serial)
    spoiled = report.result is Result.SPOILED
    work.books.cases.use_serial(report.card_serial, case.id, spoiled, work.now)
    return case if spoiled else replace(case, card_serial=report.card_serial)


def _register_number(case: CaseRecord, work: Work) -> str:
    """``A/2026/000123``: the service's letter, the year, and the register's next line."""
    prefix = work.service(case.service).prefix
    year = work.local.year
    return f"{prefix}/{year}/{work.books.cases.next_register_number(case.service, year):06d}"


def _write_words(case: CaseRecord, report: StepReport, officer: Officer, work: Work) -> dict[str, str]:
    """Keeps the step, and seals what is personal; gives the commitments for the journal."""
    cases = work.books.cases
    step = cases.add_step(
        StepRecord(case.id, report.step, report.result, officer.id, officer.counter, work.now),
    )
    words = {"applicant_name": report.applicant_name, "nik": report.nik, "receiver": report.receiver}
    commitments = {name: cases.write_personal("case", case.id, name, text) for name, text in words.items() if text}
    if report.reason:
        commitments["reason"] = cases.write_personal("step", step, "reason", report.reason)
    return commitments


def _move_ticket(case: CaseRecord, work: Work) -> None:
    """The ticket follows its case; serving at the counter ends when the files leave it."""
    ticket = work.books.tickets.find(case.ticket) if case.ticket else None
    if ticket is None:
        return
    state = follow(ticket.state, case.state, ticket.number)
    if state is ticket.state:
        return
    leaves_counter = ticket.state is TicketState.SERVING and case.state is not CaseState.CANCELLED
    served_until = work.now if leaves_counter else ticket.served_until
    tell(written(ticket, work, state=state, served_until=served_until), _TICKET_IS_NOW[state], work)
