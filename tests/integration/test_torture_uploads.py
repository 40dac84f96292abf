"""Two hundred files that mean harm; the whole run is ``python -m tests.torture.uploads``. And the judge can find."""

from pathlib import Path

import pytest

from tests.support.pictures import jpeg
from tests.torture.hostile import KINDS, Verdict, hostile
from tests.torture.uploads import report, unclean, under_attack

SEED = 20261125


@pytest.mark.parametrize("part", range(4))
async def test_nothing_is_kept_that_may_not_be_and_the_hall_is_served(tmp_path: Path, part: int) -> None:
    async with under_attack(tmp_path, SEED + part) as torture:
        outcome = await torture.run(50)
    assert outcome.found == [], "\n".join(report(outcome))
    assert outcome.taken > 0
    assert outcome.refused


async def test_the_judge_finds_a_hub_that_keeps_what_it_gets(tmp_path: Path) -> None:
    async with under_attack(tmp_path, SEED, careless=True) as torture:
        outcome = await torture.run(len(KINDS))
    found = " ".join(outcome.found)
    assert "was taken" in found
    assert "carries what was hidden" in found or "something behind its end" in found
    assert "cannot be decoded" in found


def test_a_file_is_the_same_in_any_order() -> None:
    numbers = (3, 17, 24, 40)
    assert [hostile(1, n) for n in numbers] == [hostile(1, n) for n in reversed(numbers)][::-1]
    assert hostile(1, 40) != hostile(2, 40)


def test_every_kind_and_every_verdict_comes_early() -> None:
    made = [hostile(SEED, number) for number in range(len(KINDS))]
    assert {one.kind for one in made} == {kind.__name__ for kind in KINDS}
    assert {one.verdict for one in made} == set(Verdict)


def test_the_judges_eye() -> None:
    page = jpeg()
    assert unclean(page) == []
    assert unclean(page + b"x")
    assert unclean(jpeg(comment=b"who I am"))
    assert unclean(jpeg(2001, 10))
    assert unclean(b"<svg/>")
