"""Steps that the hub records by itself: what was missing has come, nobody came in time, somebody was chosen."""

from dataclasses import replace
from typing import Any

from protocol.messages import CaseAdvanced
from protocol.vocabulary import CaseState, Result, Step
from server.app.records import CaseRecord, StepRecord
from server.app.work import Work
from server.domain import calendar
from server.domain.workflow import by_hub

NOBODY = 0
"""The person of a step that no person took."""


def resubmitted(case: CaseRecord, work: Work) -> CaseRecord:
    """The applicant brought or sent what was missing: the case is verified again, in its place."""
    return recorded(case, Step.RESUBMIT, Result.RESUBMITTED, work, **no_longer_waits(case, work))


def expired(case: CaseRecord, work: Work) -> CaseRecord:
    """Nobody came in time."""
    return recorded(case, Step.EXPIRE, Result.EXPIRED, work, **no_longer_waits(case, work))


def recorded(case: CaseRecord, step: Step, result: Result, work: Work, **changes: Any) -> CaseRecord:
    """The case after this step of the hub, written to its book and told. Raises CaseEnded, StepNotAllowed."""
    state = by_hub(case.state, step, result)
    after = replace(case, state=state, version=case.version + 1, changed_at=work.now, **changes)
    work.books.cases.save(after)
    note_step(after, step, result, work)
    return after


def note_step(case: CaseRecord, step: Step, result: Result, work: Work) -> None:
    """Keeps who took the step and where, and tells everybody."""
    staff = work.officer.id if work.officer else None
    counter = work.officer.counter if work.officer else ""
    work.books.cases.add_step(StepRecord(case.id, step, result, staff or NOBODY, counter, work.now))
    work.happened(CaseAdvanced(case=case.shown(), step=step, result=result, staff=staff, counter=counter))


def waits_for_applicant(case: CaseRecord, work: Work) -> dict[str, Any]:
    """What changes in a case that is incomplete from now on: its clock stands, and its time is counted."""
    ends = calendar.expires_at(work.service(case.service), work.office.timezone, work.now)
    return {"waited": (*case.waited, (work.now, None)), "expires_at": ends}


def no_longer_waits(case: CaseRecord, work: Work) -> dict[str, Any]:
    """What changes in a case whose waiting for its applicant is over, however it ended."""
    if case.state is not CaseState.INCOMPLETE:
        return {}
    waited = tuple((since, work.now if until is None else until) for since, until in case.waited)
    return {"waited": waited, "expires_at": None}
