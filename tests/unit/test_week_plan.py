"""The played week's own people, calendar and bookkeeping: what judges the hub must be right by itself."""

from collections import Counter
from datetime import date

import pytest

from protocol.vocabulary import CaseState, Result, Step
from server.domain.nik import check_nik
from tests.support.week_canary import Canaries
from tests.support.week_ledger import Ledger, differences
from tests.support.week_plan import DAYS, REMOTE, WALK_INS, drawn, next_working_day, works


def test_five_hundred_come_in_and_three_hundred_write() -> None:
    people = drawn(7)
    fates = Counter(person.fate for person in people)
    assert fates == {**WALK_INS, **REMOTE}
    assert (sum(WALK_INS.values()), sum(REMOTE.values())) == (500, 300)
    assert drawn(7) == people != drawn(8)


def test_everybody_has_a_possible_number_of_their_own() -> None:
    people = drawn(7)
    for person in people:
        check_nik(person.nik)
    assert len({person.nik for person in people}) == len({person.phone for person in people}) == len(people)


@pytest.mark.parametrize(
    ("day", "ready"),
    [("2026-11-25", "2026-11-26"), ("2026-11-27", "2026-12-01"), ("2026-11-29", "2026-12-01")],
)
def test_the_next_working_day_knows_weekend_and_holiday(day: str, ready: str) -> None:
    assert next_working_day(date.fromisoformat(day)).isoformat() == ready


def test_the_week_has_a_friday_a_weekend_and_a_holiday() -> None:
    assert [works(day) for day in DAYS] == [True, True, True, False, False, False, True]


def test_one_step_more_is_a_difference() -> None:
    plan, books = Ledger(), Ledger()
    for ledger in (plan, books):
        ledger.step(1, CaseState.VERIFYING, Step.OPEN, Result.OPENED)
    assert list(differences(plan, books)) == []
    books.step(1, CaseState.CANCELLED, Step.CANCEL, Result.CANCELLED)
    assert "cases 1: verifying planned, cancelled in the books" in list(differences(plan, books))


def test_canaries_are_found_where_they_sing() -> None:
    person = drawn(7)[0]
    canaries = Canaries([person])
    assert canaries.found_in(b"x" + person.nik.encode() + b" " + person.name.upper().encode()) == {
        person.nik.encode(),
        person.name.split()[-1].lower().encode(),
    }
    assert canaries.found_in(b"************" + person.nik[-4:].encode()) == set()
