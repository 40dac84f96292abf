"""The way of a case from the first look at the files to the applicant's hand.

``NEXT`` is what people do and ``BY_HUB`` what the hub records by itself. A step is taken if the table
has it, the person may take it, and it says what it must say; otherwise a typed refusal tells which of
these is missing, in this order.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from protocol.errors import (
    AlreadyApproved,
    CaseEnded,
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
    """What the rules know of a case. ``approvals``: (role, person), as given so far. ``taken``: (step, person) since
    the case last stood at its beginning.
    """

    state: CaseState
    verified_by: int | None = None
    approvals: tuple[tuple[str, int], ...] = ()
    refused: bool = False
    spoiled: int = 0
    taken: tuple[tuple[Step, int], ...] = ()


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
    relation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that the case is ready for, and the code of the refusal this person would get, if any."""

    step: Step
    result: Result
    refused: str = ""


_C = CaseState
_R = Result

ENDED = frozenset({_C.HANDED_OVER, _C.CANCELLED, _C.EXPIRED})
RUNNING = tuple(state for state in CaseState if state not in ENDED and state is not _C.UNKNOWN)

# INCOMPLETE waits for the applicant, who may bring what is missing as long as service.applicant_days allow.
NEXT: Mapping[tuple[CaseState, Step, Result], CaseState] = {
    (_C.VERIFYING, Step.VERIFY, _R.COMPLETE): _C.AWAITING_APPROVAL,
    (_C.VERIFYING, Step.VERIFY, _R.INCOMPLETE): _C.INCOMPLETE,
    (_C.VERIFYING, Step.CANCEL, _R.CANCELLED): _C.CANCELLED,
    (_C.INCOMPLETE, Step.CANCEL, _R.CANCELLED): _C.CANCELLED,
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

BY_HUB: Mapping[tuple[CaseState, Step, Result], CaseState] = {
    (_C.INCOMPLETE, Step.RESUBMIT, _R.RESUBMITTED): _C.VERIFYING,
    (_C.INCOMPLETE, Step.EXPIRE, _R.EXPIRED): _C.EXPIRED,
    **{(state, Step.ASSIGN, _R.ASSIGNED): state for state in RUNNING},
    **{(state, Step.TELL, _R.TOLD): state for state in RUNNING},
}

# With these a case stands at its beginning, and who did what before is separated no more.
BEGINS = frozenset({_R.OPENED, _R.REFUSED, _R.RESUBMITTED})

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
    _check_table(NEXT, case.state, report.step, report.result)
    check_person(case, service, person, report.step, report.result)
    for check in CHECKS[report.step, report.result]:
        check(service, report)
    return _after(case, service.approval, person, report)


def by_hub(state: CaseState, step: Step, result: Result) -> CaseState:
    """The state after what the hub records by itself. Raises CaseEnded, StepNotAllowed."""
    _check_table(BY_HUB, state, step, result)
    return BY_HUB[state, step, result]


def check_runs(state: CaseState) -> None:
    """Raises CaseEnded."""
    if state in ENDED:
        raise CaseEnded(state=state.value)


def taken_since_beginning(steps: Iterable[tuple[Step, Result, int]]) -> tuple[tuple[Step, int], ...]:
    """(step, person) of those steps, oldest first, that came after the case last stood at its beginning."""
    taken: list[tuple[Step, int]] = []
    for step, result, person in steps:
        if result in BEGINS:
            taken.clear()
        elif step in RIGHT_FOR:
            taken.append((step, person))
    return tuple(taken)


def offered(case: CaseFacts, service: Service, person: Person) -> Iterator[Offer]:
    """The steps that this case is ready for, in the table's order, and whether this person may take them."""
    for state, step, result in NEXT:
        if state is case.state:
            yield Offer(step, result, _refusal_code(case, service, person, step, result))


def check_person(case: CaseFacts, service: Service, person: Person, step: Step, result: Result) -> None:
    """Raises NotAllowed, SamePerson or AlreadyApproved if this person may not take this step of this case."""
    right = RIGHT_FOR[step]
    if right not in person.rights:
        raise NotAllowed(right=right.value)
    if step is Step.APPROVE and not set(person.roles) & set(service.approval.roles):
        raise NotAllowed(right=Right.APPROVE.value)
    _check_separated(case, service, person, step)
    if (step, result) == (Step.APPROVE, Result.APPROVED):
        _check_not_yet_approved(case, service.approval, person)


def satisfied(rule: Approval, approvals: tuple[tuple[str, int], ...]) -> bool:
    """Whether these approvals are enough: one of the rule's roles, or each of them."""
    given = {role for role, _ in approvals}
    needed = set(rule.roles)
    return needed <= given if rule.rule == "all" else bool(needed & given)


def _check_table(table: Mapping[tuple[CaseState, Step, Result], CaseState], *key: Any) -> None:
    if key not in table:
        state, step, result = key
        check_runs(state)
        raise StepNotAllowed(state=state.value, step=step.value, result=result.value)


def _check_separated(case: CaseFacts, service: Service, person: Person, step: Step) -> None:
    """The verifier of the request as it stands never decides on it; other pairs are the service's own."""
    if step is Step.APPROVE and person.id == case.verified_by:
        raise SamePerson(step=Step.VERIFY.value)
    for other in _kept_from(service, step):
        if (other, person.id) in case.taken:
            raise SamePerson(step=other.value)


def _kept_from(service: Service, step: Step) -> Iterator[Step]:
    for one, other in service.separations:
        if step in (one, other) and one is not other:
            yield other if step is one else one


def _check_not_yet_approved(case: CaseFacts, rule: Approval, person: Person) -> None:
    if person.id in {approver for _, approver in case.approvals}:
        raise SamePerson(step=Step.APPROVE.value)
    if _role_to_approve_in(case, rule, person) is None:
        raise AlreadyApproved


def _role_to_approve_in(case: CaseFacts, rule: Approval, person: Person) -> str | None:
    """One approval stands for one role, also when the person holds several: ALL needs as many people as roles."""
    given = {role for role, _ in case.approvals}
    return next((role for role in rule.roles if role in person.roles and role not in given), None)


def _refusal_code(case: CaseFacts, service: Service, person: Person, step: Step, result: Result) -> str:
    try:
        check_person(case, service, person, step, result)
    except Refusal as refusal:
        return refusal.code
    return ""


def _after(case: CaseFacts, rule: Approval, person: Person, report: StepReport) -> CaseFacts:
    state = NEXT[case.state, report.step, report.result]
    taken = () if report.result in BEGINS else (*case.taken, (report.step, person.id))
    case = replace(case, taken=taken)
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


def _stranger_noted(service: Service, report: StepReport) -> None:
    if report.relation.strip() and not report.note.strip():
        raise FieldNeeded(field="note")


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
    (Step.HAND_OVER, _R.RECEIVED): (_given("receiver"), _stranger_noted),
    (Step.CANCEL, _R.CANCELLED): (_reason_given,),
}
