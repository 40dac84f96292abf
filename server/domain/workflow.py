"""The way of a case from the first look at the files to the applicant's hand.

``NEXT`` is the whole of it. A step is taken if the table has it, the person may take it, and it
says what it must say; otherwise a typed refusal tells which of these is missing, in this order.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from protocol.errors import (
    AlreadyApproved,
    FieldNeeded,
    NotAllowed,
    NothingMissing,
    ReasonNeeded,
    Refusal,
    RequirementOpen,
    SamePerson,
    StepNotAllowed,
    UnknownReason,
    UnknownRequirement,
)
from protocol.office import Approval, Service
from protocol.vocabulary import CaseState, Result, Right, Step
from server.domain.nik import check_nik


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules know of a case. ``approvals``: (role, person), as given so far."""

    state: CaseState
    verified_by: int | None = None
    approvals: tuple[tuple[str, int], ...] = ()
    refused: bool = False
    spoiled: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Who takes the step: their roles, and what those roles may do at the counter they sit at."""

    id: int
    roles: tuple[str, ...]
    rights: frozenset[Right]


@dataclass(frozen=True, slots=True)
class StepReport:
    """A step as the officer reports it. Which fields it needs depends on step and result."""

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


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that the case is ready for, and the code of the refusal this person would get, if any."""

    step: Step
    result: Result
    refused: str = ""


_C = CaseState
_R = Result

# INCOMPLETE ends the case: the applicant comes back with a new number and the papers.
NEXT: Mapping[tuple[CaseState, Step, Result], CaseState] = {
    (_C.VERIFYING, Step.VERIFY, _R.COMPLETE): _C.AWAITING_APPROVAL,
    (_C.VERIFYING, Step.VERIFY, _R.INCOMPLETE): _C.INCOMPLETE,
    (_C.VERIFYING, Step.CANCEL, _R.CANCELLED): _C.CANCELLED,
    (_C.AWAITING_APPROVAL, Step.APPROVE, _R.APPROVED): _C.AWAITING_PRINT,
    (_C.AWAITING_APPROVAL, Step.APPROVE, _R.REFUSED): _C.VERIFYING,
    (_C.AWAITING_APPROVAL, Step.CANCEL, _R.CANCELLED): _C.CANCELLED,
    (_C.AWAITING_PRINT, Step.PRINT, _R.PRINTED): _C.AWAITING_REGISTER,
    (_C.AWAITING_PRINT, Step.PRINT, _R.SPOILED): _C.AWAITING_PRINT,
    (_C.AWAITING_PRINT, Step.CANCEL, _R.CANCELLED): _C.CANCELLED,
    (_C.AWAITING_REGISTER, Step.REGISTER, _R.REGISTERED): _C.READY,
    (_C.AWAITING_REGISTER, Step.CANCEL, _R.CANCELLED): _C.CANCELLED,
    (_C.READY, Step.HAND_OVER, _R.RECEIVED): _C.HANDED_OVER,
    (_C.READY, Step.CANCEL, _R.CANCELLED): _C.CANCELLED,
}

RIGHT_FOR: Mapping[Step, Right] = {
    Step.VERIFY: Right.VERIFY,
    Step.APPROVE: Right.APPROVE,
    Step.PRINT: Right.PRINT,
    Step.REGISTER: Right.REGISTER,
    Step.HAND_OVER: Right.HAND_OVER,
    Step.CANCEL: Right.CANCEL,
}


def advance(case: CaseFacts, service: Service, person: Person, report: StepReport) -> CaseFacts:
    """The case after this step. Raises the refusal that says why not; the case is then as it was."""
    if (case.state, report.step, report.result) not in NEXT:
        raise StepNotAllowed(state=case.state.value, step=report.step.value, result=report.result.value)
    check_person(case, service.approval, person, report.step, report.result)
    for check in CHECKS[report.step, report.result]:
        check(service, report)
    return _after(case, service.approval, person, report)


def offered(case: CaseFacts, service: Service, person: Person) -> Iterator[Offer]:
    """The steps that this case is ready for, in the table's order, and whether this person may take them."""
    for state, step, result in NEXT:
        if state is case.state:
            yield Offer(step, result, _refusal_code(case, service.approval, person, step, result))


def check_person(case: CaseFacts, rule: Approval, person: Person, step: Step, result: Result) -> None:
    """Raises NotAllowed, SamePerson or AlreadyApproved if this person may not take this step of this case."""
    right = RIGHT_FOR[step]
    if right not in person.rights:
        raise NotAllowed(right=right.value)
    if step is Step.APPROVE:
        _check_approver(case, rule, person, result)


def satisfied(rule: Approval, approvals: tuple[tuple[str, int], ...]) -> bool:
    """Whether these approvals are enough: one of the rule's roles, or each of them."""
    given = {role for role, _ in approvals}
    needed = set(rule.roles)
    return needed <= given if rule.rule == "all" else bool(needed & given)


def _check_approver(case: CaseFacts, rule: Approval, person: Person, result: Result) -> None:
    if not set(person.roles) & set(rule.roles):
        raise NotAllowed(right=Right.APPROVE.value)
    if person.id == case.verified_by:
        raise SamePerson(step=Step.VERIFY.value)
    if result is Result.APPROVED:
        _check_not_yet_approved(case, rule, person)


def _check_not_yet_approved(case: CaseFacts, rule: Approval, person: Person) -> None:
    if person.id in {approver for _, approver in case.approvals}:
        raise SamePerson(step=Step.APPROVE.value)
    if _role_to_approve_in(case, rule, person) is None:
        raise AlreadyApproved


def _role_to_approve_in(case: CaseFacts, rule: Approval, person: Person) -> str | None:
    """One approval stands for one role, also when the person holds several: ALL needs as many people as roles."""
    given = {role for role, _ in case.approvals}
    return next((role for role in rule.roles if role in person.roles and role not in given), None)


def _refusal_code(case: CaseFacts, rule: Approval, person: Person, step: Step, result: Result) -> str:
    try:
        check_person(case, rule, person, step, result)
    except Refusal as refusal:
        return refusal.code
    return ""


def _after(case: CaseFacts, rule: Approval, person: Person, report: StepReport) -> CaseFacts:
    state = NEXT[case.state, report.step, report.result]
    match report.result:
        case Result.COMPLETE | Result.INCOMPLETE:
            return replace(case, state=state, verified_by=person.id, refused=False)
        case Result.APPROVED:
            return _approved(case, rule, person, state)
        case Result.REFUSED:
            return replace(case, state=state, approvals=(), refused=True)
        case Result.SPOILED:
            return replace(case, state=state, spoiled=case.spoiled + 1)
        case _:
            return replace(case, state=state)


def _approved(case: CaseFacts, rule: Approval, person: Person, enough: CaseState) -> CaseFacts:
    role = _role_to_approve_in(case, rule, person)
    approvals = (*case.approvals, (str(role), person.id))
    return replace(case, state=enough if satisfied(rule, approvals) else case.state, approvals=approvals)


# What a step must say.

Check = Callable[[Service, StepReport], None]


def _variant_known(service: Service, report: StepReport) -> None:
    allowed = [variant.id for variant in service.variants] or [""]
    if report.variant not in allowed:
        raise UnknownReason(allowed=allowed)


def _papers_known(service: Service, report: StepReport) -> None:
    known = {requirement.id for requirement in service.requirements_for(report.variant)}
    for paper in (*report.seen, *report.missing):
        if paper not in known:
            raise UnknownRequirement(requirement=paper)


def _papers_seen(service: Service, report: StepReport) -> None:
    needed = [requirement.id for requirement in service.requirements_for(report.variant)]
    still = [paper for paper in needed if paper not in report.seen or paper in report.missing]
    if still:
        raise RequirementOpen(missing=still)


def _something_missing(service: Service, report: StepReport) -> None:
    if not set(report.missing) - set(report.seen):
        raise NothingMissing


def _nik_possible(service: Service, report: StepReport) -> None:
    if report.nik:
        check_nik(report.nik)


def _reason_given(service: Service, report: StepReport) -> None:
    if not report.reason.strip():
        raise ReasonNeeded


def _given(name: str) -> Check:
    def check(service: Service, report: StepReport) -> None:
        if not str(getattr(report, name)).strip():
            raise FieldNeeded(field=name)

    return check


CHECKS: Mapping[tuple[Step, Result], tuple[Check, ...]] = {
    (Step.VERIFY, _R.COMPLETE): (_variant_known, _given("applicant_name"), _nik_possible, _papers_known, _papers_seen),
    (Step.VERIFY, _R.INCOMPLETE): (
        _variant_known,
        _given("applicant_name"),
        _nik_possible,
        _papers_known,
        _something_missing,
    ),
    (Step.APPROVE, _R.APPROVED): (),
    (Step.APPROVE, _R.REFUSED): (_reason_given,),
    (Step.PRINT, _R.PRINTED): (_given("card_serial"),),
    (Step.PRINT, _R.SPOILED): (_given("card_serial"), _reason_given),
    (Step.REGISTER, _R.REGISTERED): (),
    (Step.HAND_OVER, _R.RECEIVED): (_given("receiver"),),
    (Step.CANCEL, _R.CANCELLED): (_reason_given,),
}
