"""One step of a case: the workflow decides, the books keep who, when, where and the result."""

from dataclasses import replace

from protocol import errors
from protocol.messages import CaseAdvanced, CaseFile, RecordStep
from protocol.vocabulary import Result
from server.app.blanks import use_blank
from server.app.case_file import case_file, facts_of, person_of
from server.app.change_ticket import follow_case
from server.app.hub_steps import no_longer_waits, waits_for_applicant
from server.app.records import CaseRecord, StepRecord
from server.app.work import Officer, Work
from server.domain import calendar
from server.domain.pickup_code import code_from
from server.domain.workflow import CaseFacts, StepReport, advance

LONGEST = {
    "applicant_name": 120,
    "receiver": 120,
    "relation": 60,
    "note": 500,
    "reason": 500,
    "card_serial": 32,
}


def record_step(command: RecordStep, work: Work) -> CaseFile:
    """Raises CaseChanged, what the workflow refuses, SerialUsed and NoBlanks."""
    return case_file(take_step(seen(command.case, command.expected_version, work), _report(command), work), work)


def take_step(case: CaseRecord, report: StepReport, work: Work) -> CaseRecord:
    """The case after this step of the officer who asks, written to its books and told."""
    officer = work.signed_in()
    facts = advance(facts_of(case, work), work.service(case.service), person_of(officer), report)
    after = _after(case, facts, report, work)
    work.books.cases.save(after)
    commitments = _write_words(case, after, report, officer, work)
    follow_case(after, work)
    work.happened(
        CaseAdvanced(
            case=after.shown(), step=report.step, result=report.result, staff=officer.id, counter=officer.counter
        ),
        commitments,
    )
    return after


def seen(id: int, version: int, work: Work) -> CaseRecord:
    """The case as it was seen by who decides about it. Raises UnknownCase, CaseChanged."""
    case = work.case(id)
    if case.version != version:
        raise errors.CaseChanged(version=case.version)
    return case


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
            return _registered(after, work)
        case Result.CANCELLED:
            return replace(after, **no_longer_waits(case, work))
        case _:
            return after


def _verified(case: CaseRecord, report: StepReport, work: Work) -> CaseRecord:
    """The promised minutes run from the first time that the files were complete, promised days from the last."""
    looked = replace(case, variant=report.variant, seen=report.seen, missing=report.missing)
    if report.result is Result.INCOMPLETE:
        return replace(looked, **waits_for_applicant(case, work))
    service = work.service(case.service)
    if case.complete_at is not None and not service.promised_working_days:
        return looked
    due_at = calendar.due_at(service, work.office.hours, work.office.timezone, work.now)
    return replace(looked, complete_at=work.now, due_at=due_at)


def _met_printer(case: CaseRecord, report: StepReport, work: Work) -> CaseRecord:
    """Every blank card is used once, whether it became a card or was spoiled. Raises SerialUsed, NoBlanks."""
    if work.books.cases.serial_used(report.card_serial):
        raise errors.SerialUsed(serial=report.card_serial)
    spoiled = report.result is Result.SPOILED
    use_blank(case, spoiled, work)
    work.books.cases.use_serial(report.card_serial, case.id, spoiled, work.now)
    return case if spoiled else replace(case, card_serial=report.card_serial)


def _registered(case: CaseRecord, work: Work) -> CaseRecord:
    """The card is ready. Who sent the papers is told from which day to collect it."""
    case = replace(case, register_number=_register_number(case, work))
    service, office = work.service(case.service), work.office
    if not service.is_remote:
        return case
    complete_at = case.complete_at or work.now
    day = calendar.pickup_day(service, office.hours, office.timezone, complete_at, work.now)
    return replace(case, pickup_day=day)


def _register_number(case: CaseRecord, work: Work) -> str:
    """``A/2026/000123``: the service's letter, the year, and the register's next line."""
    service = work.service(case.service)
    year = work.local.year
    letter = service.prefix or service.pickup_prefix
    return f"{letter}/{year}/{work.books.cases.next_register_number(case.service, year):06d}"


def _write_words(
    case: CaseRecord, after: CaseRecord, report: StepReport, officer: Officer, work: Work
) -> dict[str, str]:
    """Keeps the step, and seals what is personal; gives the commitments for the journal."""
    cases = work.books.cases
    step = cases.add_step(
        StepRecord(case.id, report.step, report.result, officer.id, officer.counter, work.now),
    )
    words = {
        "applicant_name": report.applicant_name,
        "nik": report.nik,
        "receiver": report.receiver,
        "relation": report.relation,
        "handover_note": report.note,
        "pickup_code": code_from(work.new_code()) if after.pickup_day and not case.pickup_day else "",
    }
    commitments = {name: cases.write_personal("case", case.id, name, text) for name, text in words.items() if text}
    if report.reason:
        commitments["reason"] = cases.write_personal("step", step, "reason", report.reason)
    return commitments
