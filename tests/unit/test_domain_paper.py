"""The paper's table, walked over every knowledge and every report."""

import pytest

from protocol.vocabulary import PrintOutcome, TicketState
from server.domain.paper import NEXT, OTHER, after, code_of, owed, problem_of

# Written down a second time, from docs/decisions/paper-journal.md, so that a slip of the table is seen.
THEN = {
    "pending": {"sent": "sent", "confirmed": "confirmed", "failed": "failed", "unknown": "unknown"},
    "sent": {"confirmed": "confirmed", "failed": "failed", "unknown": "unknown"},
    "confirmed": {},
    "failed": {"confirmed": "confirmed"},
    "unknown": {"confirmed": "confirmed"},
}
# The more certain, the higher. FAILED is certain too, but an officer's eyes are more so.
CERTAIN = {"pending": 0, "sent": 1, "unknown": 2, "failed": 2, "confirmed": 3}


@pytest.mark.parametrize("known", PrintOutcome)
@pytest.mark.parametrize("reported", PrintOutcome)
def test_every_report_leads_where_the_page_says(known: PrintOutcome, reported: PrintOutcome) -> None:
    assert after(known, reported, has_it=True) == THEN[known].get(reported, known)


@pytest.mark.parametrize("known", PrintOutcome)
@pytest.mark.parametrize("reported", PrintOutcome)
def test_a_machine_without_the_paper_cannot_say_that_nothing_was_printed(
    known: PrintOutcome, reported: PrintOutcome
) -> None:
    then = after(known, reported, has_it=False)
    assert then == (known if reported is PrintOutcome.FAILED else after(known, reported, has_it=True))
    assert (then is PrintOutcome.FAILED) <= (known is PrintOutcome.FAILED)


def test_knowledge_only_becomes_more_certain() -> None:
    assert all(CERTAIN[then] > CERTAIN[known] for (known, _), then in NEXT.items())


def test_what_may_be_out_is_never_offered_again() -> None:
    """From unknown and confirmed no chain of reports leads to failed."""
    for start in (PrintOutcome.UNKNOWN, PrintOutcome.CONFIRMED):
        reached, found = {start}, {start}
        while found:
            found = {after(known, news, has_it=True) for known in found for news in PrintOutcome} - reached
            reached |= found
        assert PrintOutcome.FAILED not in reached


@pytest.mark.parametrize("paper", PrintOutcome)
@pytest.mark.parametrize("copies", [0, 1])
@pytest.mark.parametrize("state", TicketState)
def test_owed_is_what_failed_for_one_who_waits_without_a_copy(
    paper: PrintOutcome, copies: int, state: TicketState
) -> None:
    meant = (paper, copies, state) == (PrintOutcome.FAILED, 0, TicketState.WAITING)
    assert owed(paper, copies, state) is meant


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("paper_out", "paper_out"),
        ("", ""),
        ("Siti Aminah", OTHER),
        ("x" * 33, OTHER),
        ("3520066508850002", OTHER),
        ("paper_out\n", OTHER),
    ],
)
def test_a_problem_is_a_code_and_no_words(said: str, kept: str) -> None:
    assert code_of(said) == kept


@pytest.mark.parametrize("outcome", PrintOutcome)
def test_only_failed_and_unknown_papers_have_a_problem(outcome: PrintOutcome) -> None:
    meant = "paper_out" if outcome in (PrintOutcome.FAILED, PrintOutcome.UNKNOWN) else ""
    assert problem_of(outcome, "paper_out") == meant
