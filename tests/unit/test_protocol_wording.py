"""Hours, promises and the zone's name, as hall and web say them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from assets.texts import DEFAULT, LANGUAGES, Language
from protocol.office import Hours, Window
from protocol.wording import hours_lines, promises, zone_name
from tests.support.office import shipped_office

HOURS = Hours(
    issuing=(),
    serving=(
        Window(days=("mon", "tue", "wed", "thu"), opens="08:00", closes="12:00"),
        Window(days=("mon", "tue", "wed", "thu"), opens="13:00", closes="15:00"),
        Window(days=("fri",), opens="08:00", closes="11:00"),
    ),
)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("id", [("Senin–Kamis", "08.00–12.00, 13.00–15.00"), ("Jumat", "08.00–11.00")]),
        ("en", [("Monday–Thursday", "08:00–12:00, 13:00–15:00"), ("Friday", "08:00–11:00")]),
    ],
)
def test_hours_in_as_few_lines_as_it_takes(language: Language, lines: list[tuple[str, str]]) -> None:
    assert [(line.days, line.times) for line in hours_lines(HOURS, language)] == lines


def test_minutes_are_promised_where_all_services_promise_the_same() -> None:
    office = shipped_office()
    assert promises(office, DEFAULT) == ("Selesai dalam 15 menit", "Gratis, tanpa biaya")
    walk_in = office.services[0]
    slower = msgspec.structs.replace(walk_in, id="slow", promised_minutes=30)
    assert promises(msgspec.structs.replace(office, services=(walk_in, slower)), DEFAULT) == ("Gratis, tanpa biaya",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_as_many_promises(language: Language) -> None:
    assert len(promises(shipped_office(), language)) == 2


@pytest.mark.parametrize(("zone", "name"), [("Asia/Jakarta", "WIB"), ("Asia/Jayapura", "WIT"), ("Asia/Dubai", "")])
def test_a_zone_is_named_where_people_name_it(zone: str, name: str) -> None:
    assert zone_name(datetime(2026, 11, 23, tzinfo=ZoneInfo(zone))) == name
