"""What is known of a paper, and which news of it count. One table; docs/decisions/paper-journal.md says why.

News may make knowledge more certain, never less: what came out cannot go back, and nothing but "nothing of it was
printed" lets an original be printed again.
"""

import re
from collections.abc import Mapping

from protocol.vocabulary import PrintOutcome, TicketState

_P = PrintOutcome

# What is known, what is reported: what is known then. A pair without a line changes nothing.
# SENT may become FAILED: a kiosk writes "sent" before the first byte leaves, and none left.
# FAILED becomes CONFIRMED where somebody holds it in their hand; a later "unknown" is less than was known.
NEXT: Mapping[tuple[PrintOutcome, PrintOutcome], PrintOutcome] = {
    (_P.PENDING, _P.SENT): _P.SENT,
    (_P.PENDING, _P.CONFIRMED): _P.CONFIRMED,
    (_P.PENDING, _P.FAILED): _P.FAILED,
    (_P.PENDING, _P.UNKNOWN): _P.UNKNOWN,
    (_P.SENT, _P.CONFIRMED): _P.CONFIRMED,
    (_P.SENT, _P.FAILED): _P.FAILED,
    (_P.SENT, _P.UNKNOWN): _P.UNKNOWN,
    (_P.FAILED, _P.CONFIRMED): _P.CONFIRMED,
    (_P.UNKNOWN, _P.CONFIRMED): _P.CONFIRMED,
}

WITH_PROBLEM = frozenset({_P.FAILED, _P.UNKNOWN})
OTHER = "other"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")


def after(known: PrintOutcome, reported: PrintOutcome, *, has_it: bool) -> PrintOutcome:
    """What is known of the paper after this report. ``has_it``: whether it comes from the machine that has the paper.

    Only that machine's "failed" counts, since another original follows from it.
    """
    if reported is PrintOutcome.FAILED and not has_it:
        return known
    return NEXT.get((known, reported), known)


def owed(paper: PrintOutcome, copies: int, state: TicketState) -> bool:
    """Whether a kiosk may print the original: nothing of it was printed, no copy was given, and its citizen waits."""
    return paper is PrintOutcome.FAILED and copies == 0 and state is TicketState.WAITING


def problem_of(outcome: PrintOutcome, code: str) -> str:
    """What is kept of a reported problem: a code, never a sentence; none where the paper has none."""
    return code_of(code) if outcome in WITH_PROBLEM else ""


def code_of(problem: str) -> str:
    """The printer's code for its problem, ``OTHER`` for anything that is none, "" for none."""
    return problem if not problem or _CODE.fullmatch(problem) else OTHER
