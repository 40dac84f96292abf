"""How an hour is written: with a point in Indonesian and Javanese, with a colon in English."""

from datetime import UTC, datetime

import pytest

from assets.texts import Language, hour


@pytest.mark.parametrize(("language", "written"), [("id", "09.05"), ("jv", "09.05"), ("en", "09:05")])
def test_an_hour_is_written_as_its_language_does(language: Language, written: str) -> None:
    assert hour(language, datetime(2026, 11, 23, 9, 5, 59, tzinfo=UTC)) == written
    assert hour(language, "09:05") == written


def test_midnight_at_the_end_of_a_day_is_24() -> None:
    """Settings say 24:00, which no moment does."""
    assert hour("id", "24:00") == "24.00"
