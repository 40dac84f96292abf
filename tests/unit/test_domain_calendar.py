"""Working days, promises and the applicant's time, on the shipped office's hours."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import assets
from protocol.office import Hours, Service, Text, Window
from server.config.catalogue import load_office
from server.domain import calendar
from server.domain.hours import day_of, local, start_of

WIB = "Asia/Jakarta"
OFFICE = load_office(assets.path("catalogue", "magetan.toml"))
HOURS = OFFICE.hours  # Monday to Friday; 25 December and 1 January are holidays
NAME = Text(id="x")
WALK_IN = Service(id="a", title=NAME, subtitle=NAME, prefix="A", promised_minutes=15)
REMOTE = Service(
    id="b", title=NAME, subtitle=NAME, whatsapp="62", promised_working_days=1, applicant_days=14, reminder_days=3
)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31)).map(date.isoformat)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(WIB)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-26", 1, "2026-11-27"),  # a Friday is worked on
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-12-24", 1, "2026-12-28"),  # Christmas on a Friday
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-12-24", 3, "2026-12-30"),
    ],
)
def test_the_next_working_day(day: str, count: int, expected: str) -> None:
    assert calendar.working_day_after(HOURS, day, count) == expected


@given(days, st.integers(1, 10))
def test_so_many_working_days_lie_between(day: str, count: int) -> None:
    """Counted one by one, as on a wall calendar."""
    goal = calendar.working_day_after(HOURS, day, count)
    ahead = [calendar.later(day, step) for step in range(1, 60)]
    passed = ahead[: ahead.index(goal) + 1]
    weekdays = [one for one in passed if date.fromisoformat(one).weekday() < 5 and one not in HOURS.holidays]
    assert (len(weekdays), weekdays[-1]) == (count, goal)


def test_an_office_that_never_works_has_days_all_the_same() -> None:
    closed = Hours(issuing=(), serving=())
    assert calendar.working_day_after(closed, "2026-11-27") == "2026-11-28"
    assert calendar.opening(closed, "2026-11-28", WIB) == start_of("2026-11-28", WIB)


def test_minutes_run_from_the_complete_files() -> None:
    assert calendar.due_at(WALK_IN, HOURS, WIB, at("2026-11-27T15:55")) == at("2026-11-27T16:10")


@pytest.mark.parametrize(
    ("complete", "due"),
    [
        ("2026-11-23T07:31", "2026-11-24T07:30"),
        ("2026-11-23T23:59", "2026-11-24T07:30"),
        ("2026-11-27T09:00", "2026-11-30T07:30"),
        ("2026-12-24T09:00", "2026-12-28T07:30"),
    ],
)
def test_a_working_day_ends_when_the_office_opens_on_it(complete: str, due: str) -> None:
    assert calendar.due_at(REMOTE, HOURS, WIB, at(complete)) == at(due)


def test_the_first_counter_opens_the_day() -> None:
    late_first = Hours(
        issuing=(),
        serving=(
            Window(days=("fri",), opens="13:00", closes="15:00"),
            Window(days=("fri",), opens="07:00", closes="11:30"),
        ),
    )
    assert calendar.opening(late_first, "2026-11-27", WIB) == at("2026-11-27T07:00")


@pytest.mark.parametrize(
    ("complete", "ready", "day"),
    [
        ("2026-11-23T09:00", "2026-11-23T10:00", "2026-11-24"),
        ("2026-11-23T09:00", "2026-11-24T06:00", "2026-11-24"),
        ("2026-11-23T09:00", "2026-11-26T14:00", "2026-11-26"),  # late: on the day on which it is ready
        ("2026-11-27T09:00", "2026-11-27T14:00", "2026-11-30"),
        ("2026-11-25T09:00", "2026-11-28T14:00", "2026-11-30"),  # printed on a Saturday
    ],
)
def test_from_when_a_card_is_collected(complete: str, ready: str, day: str) -> None:
    assert calendar.pickup_day(REMOTE, HOURS, WIB, at(complete), at(ready)) == day


def test_how_long_an_incomplete_case_waits() -> None:
    since = at("2026-11-23T09:00")
    assert calendar.expires_at(WALK_IN, WIB, since) == start_of("2026-11-24", WIB)
    assert calendar.expires_at(REMOTE, WIB, since) == start_of("2026-12-08", WIB)


@pytest.mark.parametrize(
    ("since", "reminded"),
    [
        ("2026-11-23T09:00", "2026-11-26T07:30"),
        ("2026-11-25T09:00", "2026-11-30T07:30"),  # the third day is a Saturday
        ("2026-12-22T22:00", "2026-12-28T07:30"),
    ],
)
def test_when_an_applicant_is_reminded(since: str, reminded: str) -> None:
    assert calendar.remind_at(REMOTE, HOURS, WIB, at(since)) == at(reminded)


def test_nobody_is_reminded_who_has_no_time_left() -> None:
    assert calendar.remind_at(WALK_IN, HOURS, WIB, at("2026-11-23T09:00")) is None
    short = msgspec.structs.replace(REMOTE, applicant_days=2)
    assert calendar.remind_at(short, HOURS, WIB, at("2026-11-23T09:00")) is None


@given(st.integers(1_767_225_600_000, 1_861_920_000_000), st.integers(0, 30 * 86_400_000))
def test_a_promise_is_kept_on_a_working_day_and_never_before_it_began(complete: int, longer: int) -> None:
    day = calendar.pickup_day(REMOTE, HOURS, WIB, complete, complete + longer)
    assert calendar.works_on(HOURS, day)
    assert day > day_of(local(complete, WIB))
    assert day >= day_of(local(complete + longer, WIB))
    assert calendar.due_at(REMOTE, HOURS, WIB, complete) > complete


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("2026-02-28", True), ("2026-02-29", False), ("20260228", False), ("2026-W09-1", False), ("", False)],
)
def test_what_a_day_is(text: str, is_one: bool) -> None:
    assert calendar.is_day(text) is is_one
