"""The ticket's paper says what the hub said."""

import msgspec

from kiosk.slip import slip_of
from tests.support.kiosk_office import LOST, MONDAY, OFFICE, paper


def test_slip_of_a_lost_card() -> None:
    slip = slip_of(paper(priority=True), OFFICE, LOST, "id", MONDAY)
    assert (slip.number, slip.priority, slip.ahead, slip.wait) == ("A-012", True, 7, (20, 35))
    assert list(slip.requirements) == ["Fotokopi Kartu Keluarga (KK)", "Surat kehilangan dari kepolisian"]


def test_slip_without_a_choice_says_when_each_paper_is_needed() -> None:
    slip = slip_of(paper(), OFFICE, "", "id", MONDAY)
    assert slip.requirements[2] == "KTP-el lama yang rusak (jika rusak)"


def test_copy_says_when_it_was_printed_and_an_original_does_not() -> None:
    assert slip_of(paper(), OFFICE, "", "id", MONDAY).printed_at is None
    copy = slip_of(msgspec.structs.replace(paper(), copies=2), OFFICE, "", "id", MONDAY)
    assert (copy.copy, copy.printed_at) == (2, MONDAY)
