"""Forgets what the office may not keep: documents, messages and the applicant's words, each after its time.

Runs at the start of each day, and when the administrator asks. What is counted as erased is looked for again
afterwards; only what is found nowhere any more counts as gone.
"""

from typing import Any

import msgspec

from protocol.messages import (
    AnyAnswer,
    CaseFile,
    CasesFound,
    Erased,
    ErasedKind,
    EraseExpired,
    NikRevealed,
    PersonalErased,
    RegisterPage,
)
from protocol.vocabulary import PersonalKind
from server.app.work import Work
from server.domain.hours import days_before, start_of

KINDS = (PersonalKind.APPLICANT, PersonalKind.DOCUMENT, PersonalKind.MESSAGE)

_answer: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyAnswer)


def erase_expired(command: EraseExpired, work: Work) -> Erased:
    """``left`` of those that were only counted are all of them."""
    due = _due(work)
    if command.only_count:
        return _erased(due, left=sum(map(len, due.values())))
    _erase(due, work)
    return _erased(due, left=sum(work.books.retention.left(kind, cases) for kind, cases in due.items()))


def erase_what_is_over(work: Work) -> None:
    """For the start of a day."""
    _erase(_due(work), work)


def _due(work: Work) -> dict[PersonalKind, list[int]]:
    """The cases whose time is over, by what of them is erased."""
    return {kind: work.books.retention.due(kind, _limit(kind, work)) for kind in KINDS}


def _limit(kind: PersonalKind, work: Work) -> int:
    """What ended before this instant is not kept."""
    settings = work.office.settings
    days = {
        PersonalKind.APPLICANT: settings.applicant_days,
        PersonalKind.DOCUMENT: settings.document_days,
        PersonalKind.MESSAGE: settings.message_days,
    }
    return start_of(days_before(work.day, days[kind]), work.office.timezone)


def _erase(due: dict[PersonalKind, list[int]], work: Work) -> None:
    retention = work.books.retention
    for reading in retention.readings_due(_limit(PersonalKind.APPLICANT, work)):
        retention.erase_reading(reading)
    for kind, cases in due.items():
        for case in cases:
            retention.erase(kind, case, work.now)
        if cases:
            work.happened(PersonalErased(kind=kind, count=len(cases), day=work.day))
            work.aftermath.erased[kind] = tuple(cases)
            work.aftermath.scrub = True
    gone = set(due[PersonalKind.APPLICANT])
    if gone:
        work.books.answers.forget_those(lambda kept: _tells(_answer.decode(kept), gone))


def _tells(answer: AnyAnswer, cases: set[int]) -> bool:
    """Whether a remembered answer may hold words of one of these cases."""
    match answer:
        case CaseFile():
            return answer.case.id in cases
        case NikRevealed() | CasesFound() | RegisterPage():
            return True
        case _:
            return False


def _erased(due: dict[PersonalKind, list[int]], left: int) -> Erased:
    return Erased(kinds=tuple(ErasedKind(kind=kind, count=len(cases)) for kind, cases in due.items()), left=left)
