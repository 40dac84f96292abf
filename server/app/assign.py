"""A supervisor gives a case to somebody, who sees it first."""

from protocol import errors
from protocol.messages import AssignCase, CaseFile
from protocol.vocabulary import Result, Step
from server.app.case_file import case_file
from server.app.hub_steps import recorded
from server.app.work import Work


def assign_case(command: AssignCase, work: Work) -> CaseFile:
    """Raises UnknownCase, CaseEnded, UnknownStaff."""
    case = work.case(command.case)
    if command.staff is not None:
        member = work.books.people.staff(command.staff)
        if member is None or member.disabled:
            raise errors.UnknownStaff
    return case_file(recorded(case, Step.ASSIGN, Result.ASSIGNED, work, assigned_to=command.staff), work)
