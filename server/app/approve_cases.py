"""Several print requests approved with one keystroke; each is judged by itself."""

from protocol import errors
from protocol.messages import ApproveCases, CaseOutcome, CasesApproved, CaseSeen
from protocol.vocabulary import Result, Step
from server.app.record_step import seen, take_step
from server.app.work import Work
from server.domain.workflow import StepReport

MOST = 200
APPROVED = StepReport(Step.APPROVE, Result.APPROVED)


def approve_cases(command: ApproveCases, work: Work) -> CasesApproved:
    """Approves what can be approved; the answer says why the others could not. Raises Malformed for too many."""
    if len(command.cases) > MOST:
        raise errors.Malformed(at="$.cases")
    return CasesApproved(outcomes=tuple(CaseOutcome(case=one.case, refused=_try(one, work)) for one in command.cases))


def _try(one: CaseSeen, work: Work) -> str:
    """The code of the refusal, "" where it was carried out. A refusal comes before anything is written."""
    try:
        take_step(seen(one.case, one.expected_version, work), APPROVED, work)
    except errors.Refusal as refusal:
        return refusal.code
    return ""
