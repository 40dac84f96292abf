"""Hours, days, numbers, waiting times, NIKs and PINs."""

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import NikImpossible, WeakPin
from protocol.office import Hours, Service, Text, Window
from protocol.vocabulary import Availability
from server.domain.estimate import minutes_per_ticket, wait_range
from server.domain.hours import availability, day_after, day_of, local, serves, start_of
from server.domain.nik import check_nik, masked
from server.domain.numbers import label
from server.domain.pin import DEMO_PINS, check_pin, wait_after

WIB = "Asia/Jakarta"
NAME = Text(id="x")
HOURS = Hours(
    issuing=(
        Window(days=("fri",), opens="13:00", closes="14:30"),
        Window(days=("mon", "tue", "wed", "thu"), opens="07:30", closes="14:30"),
        Window(days=("fri",), opens="07:30", closes="11:30"),
    ),
    serving=(Window(days=("mon", "tue", "wed", "thu", "fri"), opens="07:30", closes="15:00"),),
    holidays=("2026-12-25",),
)


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(WIB))


def service(prefix: str = "A", quota: int = 0) -> Service:
    return Service(id="ktp", title=NAME, subtitle=NAME, prefix=prefix, quota_per_day=quota)


MONDAY, FRIDAY, SATURDAY, CHRISTMAS = "2026-11-23", "2026-11-27", "2026-11-28", "2026-12-25"


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (MONDAY, "07:29:59.999", False),
        (MONDAY, "07:30:00", True),
        (MONDAY, "14:59:59.999", True),
        (MONDAY, "15:00:00", False),
        (SATURDAY, "10:00:00", False),
        (CHRISTMAS, "10:00:00", False),
    ],
)
def test_when_an_office_serves(day: str, clock: str, expected: bool) -> None:
    assert serves(HOURS, at(day, clock)) is expected


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (MONDAY, "00:00:00", (Availability.CLOSED, "07:30")),
        (MONDAY, "07:29:59.999", (Availability.CLOSED, "07:30")),
        (MONDAY, "07:30:00", (Availability.OPEN, None)),
        (MONDAY, "14:29:59.999", (Availability.OPEN, None)),
        (MONDAY, "14:30:00", (Availability.CLOSED, None)),
        (FRIDAY, "07:00:00", (Availability.CLOSED, "07:30")),
        (FRIDAY, "11:29:59", (Availability.OPEN, None)),
        (FRIDAY, "11:30:00", (Availability.BREAK, "13:00")),
        (FRIDAY, "12:59:59", (Availability.BREAK, "13:00")),
        (FRIDAY, "13:00:00", (Availability.OPEN, None)),
        (FRIDAY, "14:30:00", (Availability.CLOSED, None)),
        (SATURDAY, "10:00:00", (Availability.CLOSED, None)),
        (CHRISTMAS, "10:00:00", (Availability.CLOSED, None)),
    ],
)
def test_when_numbers_are_given(day: str, clock: str, expected: tuple[Availability, str | None]) -> None:
    assert availability(service(), HOURS, 0, at(day, clock)) == expected


@pytest.mark.parametrize(
    ("quota", "issued", "clock", "expected"),
    [
        (0, 100_000, "10:00", Availability.OPEN),
        (40, 39, "10:00", Availability.OPEN),
        (40, 40, "10:00", Availability.QUOTA_USED),
        (40, 41, "07:00", Availability.QUOTA_USED),
        (40, 40, "15:00", Availability.CLOSED),
    ],
)
def test_the_quota_of_the_day(quota: int, issued: int, clock: str, expected: Availability) -> None:
    assert availability(service(quota=quota), HOURS, issued, at(MONDAY, clock)) == (expected, None)


def test_a_window_that_lasts_to_the_end_of_the_day() -> None:
    all_day = Hours(issuing=(Window(days=("mon",), opens="00:00", closes="24:00"),), serving=())
    assert availability(service(), all_day, 0, at(MONDAY, "00:00:00")) == (Availability.OPEN, None)
    assert availability(service(), all_day, 0, at(MONDAY, "23:59:59.999")) == (Availability.OPEN, None)


def test_a_service_that_is_only_explained() -> None:
    assert availability(service(""), HOURS, 0, at(MONDAY, "10:00")) == (Availability.INFORMATION_ONLY, None)


def test_the_office_has_its_own_day() -> None:
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert day_of(local(int(late.timestamp() * 1000), WIB)) == "2026-11-24"
    assert day_of(local(int(late.timestamp() * 1000), "America/Havana")) == "2026-11-23"


@given(st.integers(1_577_836_800_000, 2_051_222_400_000), st.sampled_from([WIB, "Africa/Cairo", "America/Havana"]))
def test_the_office_never_goes_back_a_day(moment: int, zone: str) -> None:
    """Also where summer time ends at midnight and an hour comes twice."""
    assert day_of(local(moment, zone)) <= day_of(local(moment + 1_800_000, zone))


@given(
    moment=st.integers(min_value=0, max_value=4 * 10**12),
    zone=st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin"]),
)
def test_every_moment_lies_between_two_midnights_of_its_day(moment: int, zone: str) -> None:
    day = day_of(local(moment, zone))
    assert start_of(day, zone) <= moment < start_of(day_after(day), zone)


@pytest.mark.parametrize(("number", "shown"), [(1, "A-001"), (12, "A-012"), (999, "A-999"), (1000, "A-1000")])
def test_the_label(number: int, shown: str) -> None:
    assert label("A", number) == shown


# Waiting times.


def test_nobody_knows_while_no_counter_is_open() -> None:
    assert wait_range(3, 0, 5.0) is None


@pytest.mark.parametrize(
    ("ahead", "counters", "minutes", "expected"),
    [(0, 1, 5.0, (0, 15)), (0, 3, 5.0, (0, 5)), (5, 2, 5.0, (5, 25)), (20, 3, 5.0, (25, 50)), (0, 9, 0.5, (0, 5))],
)
def test_the_range_is_said_in_fives(ahead: int, counters: int, minutes: float, expected: tuple[int, int]) -> None:
    assert wait_range(ahead, counters, minutes) == expected


@given(st.integers(0, 300), st.integers(1, 20), st.floats(0.5, 60))
def test_a_longer_queue_is_never_promised_sooner(ahead: int, counters: int, minutes: float) -> None:
    here, behind = wait_range(ahead, counters, minutes), wait_range(ahead + 1, counters, minutes)
    assert here is not None
    assert behind is not None
    assert 0 <= here[0] < here[1]
    assert (here[0] % 5, here[1] % 5) == (0, 0)
    assert here[0] <= behind[0]
    assert here[1] <= behind[1]


@pytest.mark.parametrize(("ahead", "counters"), [(0, 1), (3, 2), (10, 3), (40, 3)])
def test_four_of_five_real_waits_lie_in_the_range(ahead: int, counters: int) -> None:
    chance = random.Random(7)
    told = wait_range(ahead, counters, 15.0)
    assert told is not None
    waits = [sum(chance.expovariate(counters / 15.0) for _ in range(ahead + 1)) for _ in range(4000)]
    inside = sum(told[0] <= wait <= told[1] for wait in waits) / len(waits)
    assert 0.78 <= inside <= 0.97
    assert inside > sum(told[0] <= wait * 2 <= told[1] for wait in waits) / len(waits)


def test_few_services_weigh_less_than_the_catalogue() -> None:
    assert minutes_per_ticket(5.0, []) == 5.0
    assert minutes_per_ticket(5.0, [11.0]) == 6.0
    assert minutes_per_ticket(5.0, [11.0] * 1000) == pytest.approx(11.0, abs=0.05)


# NIK: invented numbers only.


@pytest.mark.parametrize("nik", ["3520060101900001", "3520066508850002", "3520062902000001", "1101017112990009"])
def test_a_possible_nik_of_any_area(nik: str) -> None:
    check_nik(nik)


@pytest.mark.parametrize(
    "nik",
    [
        "",
        "352006010190000",
        "35200601019000011",
        "352006010190000A",
        "352006010190000１",
        "3520060001900001",
        "3520063201900001",
        "3520064001900001",
        "3520067201900001",
        "3520060113900001",
        "3520063002900001",
        "3520062902010001",
        "3520060101900000",
    ],
)
def test_an_impossible_nik_is_refused_without_being_repeated(nik: str) -> None:
    with pytest.raises(NikImpossible) as refused:
        check_nik(nik)
    assert refused.value.params == {}


def test_a_masked_nik_tells_neither_area_nor_birthday() -> None:
    assert masked("3520060101900001") == "************0001"
    assert masked("") == ""


# PINs.


@pytest.mark.parametrize("pin", ["492716", "100000", "123654", "90817263"])
def test_a_fair_pin(pin: str) -> None:
    check_pin(pin, 6)


@pytest.mark.parametrize(
    "pin",
    [
        "",
        "49271",
        "49271a",
        "４９２７１６",
        "111111",
        "121212",
        "123123",
        "123456",
        "654321",
        "890123",
        "210987",
        "4927160382715",
    ],
)
def test_a_weak_pin_is_refused_and_the_rule_told(pin: str) -> None:
    with pytest.raises(WeakPin) as refused:
        check_pin(pin, 6)
    assert refused.value.params == {"digits": 6}


def test_the_demos_pins_open_the_demo_only() -> None:
    for pin in DEMO_PINS:
        check_pin(pin, 6, demo=True)
        with pytest.raises(WeakPin):
            check_pin(pin, 6)


def test_wrong_pins_cost_more_and_more_but_never_for_ever() -> None:
    assert [wait_after(failures) for failures in range(12)] == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert wait_after(10**9) == 300
