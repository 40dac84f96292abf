"""The journal of owed papers survives what a power cut leaves, and the ticket's paper says what the hub said."""

from pathlib import Path

import pytest

from kiosk.owed import FILE, SETTLED, Owed, OwedPapers, Stage
from kiosk.slip import slip_of
from protocol.vocabulary import PrintOutcome
from tests.support.kiosk_office import LOST, OFFICE, paper


@pytest.mark.parametrize("stage", SETTLED)
def test_what_was_not_reported_is_known_after_a_restart(tmp_path: Path, stage: Stage) -> None:
    OwedPapers(tmp_path).note(Owed("e1", 12, stage, "paper_out"))
    [owed] = OwedPapers(tmp_path).of("e1")
    assert (owed.ticket, owed.stage, owed.problem) == (12, stage, "paper_out")


def test_sent_is_unknown_and_reserved_is_failed() -> None:
    assert Owed("e1", 1, Stage.SENT).outcome is PrintOutcome.UNKNOWN
    assert Owed("e1", 1, Stage.RESERVED).outcome is PrintOutcome.FAILED


def test_reported_is_owed_no_more_and_leaves_the_file(tmp_path: Path) -> None:
    papers = OwedPapers(tmp_path)
    owed = Owed("e1", 12, Stage.CONFIRMED)
    papers.note(owed)
    papers.advance(owed, Stage.REPORTED)
    assert papers.of("e1") == ()
    OwedPapers(tmp_path)
    assert (tmp_path / FILE).read_text() == ""


def test_half_a_line_hurts_no_other(tmp_path: Path) -> None:
    OwedPapers(tmp_path).note(Owed("e1", 12, Stage.SENT))
    with (tmp_path / FILE).open("a") as file:
        file.write('{"epoch": "e1", "tick')
    assert [owed.ticket for owed in OwedPapers(tmp_path).of("e1")] == [12]


def test_other_books_have_other_tickets(tmp_path: Path) -> None:
    OwedPapers(tmp_path).note(Owed("e1", 12, Stage.SENT))
    assert OwedPapers(tmp_path).of("e2") == ()


def test_slip_of_a_lost_card() -> None:
    slip = slip_of(paper(priority=True), OFFICE, LOST, "id")
    assert (slip.number, slip.priority, slip.ahead, slip.wait) == ("A-012", True, 7, (20, 35))
    assert list(slip.requirements) == ["Fotokopi Kartu Keluarga (KK)", "Surat kehilangan dari kepolisian"]


def test_slip_without_a_choice_says_when_each_paper_is_needed() -> None:
    slip = slip_of(paper(), OFFICE, "", "id")
    assert slip.requirements[2] == "KTP-el lama yang rusak (jika rusak)"
