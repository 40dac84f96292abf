"""Seeing in full what is masked: only with a reason, and never without a trace.

The journal's line says who and what; the reason in words is sealed apart, and the line commits to it.
"""

from protocol import errors
from protocol.messages import NikRevealed, PersonalRead, RevealNik
from protocol.vocabulary import PersonalPart
from server.app.work import Work

LONGEST_REASON = 500


def reveal_nik(command: RevealNik, work: Work) -> NikRevealed:
    """Raises UnknownCase, FieldNeeded, PersonalGone where there is no NIK (any more)."""
    case = work.case(command.case)
    reason = sound_reason(command.reason)
    nik = work.books.cases.read_personal("case", case.id).get("nik", "")
    if not nik:
        raise errors.PersonalGone
    note_reading(PersonalRead(what=PersonalPart.NIK, case=case.id), reason, work)
    return NikRevealed(nik=nik)


def note_reading(event: PersonalRead, reason: str, work: Work) -> None:
    """Journals that this was read, with a commitment to the reason. Raises FieldNeeded without a reason."""
    work.happened(event, {"reason": seal_reason(event.case, reason, work)})


def seal_reason(case: int | None, reason: str, work: Work) -> str:
    """Keeps why somebody touched what is personal; gives the commitment. Raises FieldNeeded."""
    words = sound_reason(reason)
    return work.books.cases.write_personal("read", work.books.cases.add_reading(case, work.now), "reason", words)


def sound_reason(reason: str) -> str:
    """Raises FieldNeeded for none, and for one that is longer than any reason."""
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_REASON:
        raise errors.FieldNeeded(field="reason")
    return words
