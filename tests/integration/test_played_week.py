"""A week of the office, to the unit: what was done and what is in the books are counted apart and compared.

A quarter of the week with all its branches; ``make torture-week`` plays all of it. ``pytest -s`` prints the figures.
"""

from pathlib import Path

import pytest

from server.app import record_step
from tests.support.week_canary import Canaries
from tests.support.week_plan import Fate
from tests.torture.week import judged

SEED = 20261125
QUARTER, SMALL = 0.25, 0.04


async def test_the_week_agrees_to_the_unit(tmp_path: Path) -> None:
    """Cases, tickets, steps, journal, stock, registers, ready days; and nothing personal where it must not be."""
    verdict = await judged(tmp_path, SEED, QUARTER)
    print(verdict.figures())
    assert verdict.wrong == []
    assert {person.fate for person in verdict.week.people} == set(Fate)
    assert "no_blanks" in verdict.week.office.refused, "the cards never ran out"
    assert verdict.week.office.reopened == 5


async def test_a_broken_rule_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: a hub that forgets to take spoiled cards out of the stock."""
    honest = record_step.use_blank
    monkeypatch.setattr(
        record_step, "use_blank", lambda case, spoiled, work: None if spoiled else honest(case, spoiled, work)
    )
    wrong = (await judged(tmp_path, SEED, SMALL)).wrong
    assert any(line.startswith("blanks spoiled") for line in wrong), wrong
    assert not any(line.startswith(("cases", "tickets", "steps")) for line in wrong), wrong


async def test_a_leak_is_found(tmp_path: Path) -> None:
    """Control: the same search, over names, NIKs and telephone numbers that somebody wrote down in plain."""
    people = (await judged(tmp_path, SEED, SMALL)).week.people
    (tmp_path / "logs" / "leak.log").write_text("\n".join(f"{one.name} {one.nik} {one.phone}" for one in people))
    assert len(Canaries(people).found_on_disk(tmp_path)) == 3 * len(people)
