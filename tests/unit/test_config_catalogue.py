"""The shipped office is right, and every way of describing an office wrongly is told."""

import re
import tomllib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import pytest

import assets
from assets.texts import LANGUAGES, domain
from protocol.office import Office, Text
from protocol.strict import ConfigProblem, explain
from protocol.vocabulary import Right
from server.config import catalogue, load_office

SHIPPED = assets.path("catalogue", "magetan.toml")
DATA = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


@pytest.fixture
def office() -> Office:
    return load_office(SHIPPED)


def test_both_published_standards_are_there(office: Office) -> None:
    walk_in, by_whatsapp = office.services
    assert (walk_in.id, walk_in.prefix, walk_in.promised_minutes) == ("ktp-hilang-rusak", "A", 15)
    assert [paper.id for paper in walk_in.requirements_for("lost")] == ["kk", "police-letter"]
    assert [paper.id for paper in walk_in.requirements_for("damaged")] == ["kk", "old-card"]
    assert (walk_in.approval.rule, by_whatsapp.approval.rule) == ("any", "all")
    assert not by_whatsapp.gives_numbers
    assert by_whatsapp.whatsapp == "6282141815610"


def test_the_places_are_those_agreed_on(office: Office) -> None:
    assert [counter.id for counter in office.counters] == ["1", "2", "3", "paktuwa", "kasi", "cetak", "serah"]
    assert [role.id for role in office.roles] == [
        "operator",
        "operator-paktuwa",
        "kasi",
        "kabid",
        "operator-cetak",
        "penyerahan",
        "kepala",
    ]


def test_no_post_verifies_and_approves(office: Office) -> None:
    for role in office.roles:
        assert not {Right.VERIFY, Right.APPROVE} <= set(role.rights)


def texts_in(value: Any) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if isinstance(value, msgspec.Struct):
        return [text for name in value.__struct_fields__ for text in texts_in(getattr(value, name))]
    return [text for part in value for text in texts_in(part)] if isinstance(value, tuple) else []


def test_every_text_is_there_in_three_languages_and_spelled_right(office: Office) -> None:
    texts = texts_in(office)
    assert len(texts) > 50
    for text in texts:
        assert all(text.said_in(language) for language in LANGUAGES)
        assert text.jv
        assert text.en
        assert not re.search(r"antrian|silahkan|\bnomer\b", text.id, re.IGNORECASE)


def test_a_citizen_without_a_paper_is_told_what_to_do(office: Office) -> None:
    for service in office.services:
        for paper in service.requirements:
            assert re.search("silakan|pilih", paper.without.id, re.IGNORECASE)


def test_the_pledge_is_there_and_an_office_without_one_is_an_office(office: Office, tmp_path: Path) -> None:
    assert office.pledge is not None
    assert "standar pelayanan" in office.pledge.id
    data = deepcopy(DATA)
    del data["pledge"]
    assert load_office(write(data, tmp_path)).pledge is None


def test_a_window_may_last_to_the_end_of_the_day(tmp_path: Path) -> None:
    data = deepcopy(DATA)
    put("hours", "serving", 0, "closes", value="24:00")(data)
    assert load_office(write(data, tmp_path)).hours.serving[0].closes == "24:00"


def test_a_window_may_begin_where_another_ends(tmp_path: Path) -> None:
    data = deepcopy(DATA)
    data["hours"]["issuing"].append({"days": ["mon"], "opens": "14:30", "closes": "15:00"})
    assert len(load_office(write(data, tmp_path)).hours.issuing) == 4


def test_the_demo_is_marked(office: Office) -> None:
    assert not office.demo
    assert load_office(SHIPPED, demo=True).demo


# Mistakes. Each changes one thing of the shipped file and must be told at its place.

Change = Callable[[dict[str, Any]], object]


def put(*path: str | int, value: object) -> Change:
    def change(data: dict[str, Any]) -> None:
        inner: Any = data
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

    return change


def service(key: str, value: object, index: int = 0) -> Change:
    return put("services", index, key, value=value)


def drop_right(right: str) -> Change:
    def change(data: dict[str, Any]) -> None:
        for part in (*data["counters"], *data["roles"]):
            part["rights"] = [name for name in part["rights"] if name != right]

    return change


BLANK = {"id": " "}
WINDOW = {"days": ["mon"], "opens": "14:00", "closes": "15:00"}

MISTAKES: list[tuple[Change, str, str]] = [
    (put("naem", value="x"), "naem", "unknown_key"),
    (put("name", value=" "), "name", "empty_text"),
    (put("services", 0, "title", value=BLANK), "services[0].title.id", "empty_text"),
    (put("ticker", 0, value=BLANK), "ticker[0].id", "empty_text"),
    (put("pledge", value=BLANK), "pledge.id", "empty_text"),
    (put("pledge", value="Kami siap."), "pledge", "wrong_type"),
    (put("timezone", value="Asia/Jakata"), "timezone", "unknown_timezone"),
    (put("timezone", value="Asia"), "timezone", "unknown_timezone"),
    (put("timezone", value="/etc/passwd"), "timezone", "unknown_timezone"),
    (service("id", "KTP hilang", 1), "services[1].id", "not_an_id"),
    (service("id", "ktp-hilang-rusak", 1), "services[1].id", "doubled"),
    (put("counters", 1, "id", value="1"), "counters[1].id", "doubled"),
    (put("roles", 5, "id", value="kasi"), "roles[5].id", "doubled"),
    (put("services", 1, "variants", 1, "id", value="lost"), "services[1].variants[1].id", "doubled"),
    (put("services", 0, "requirements", 1, "id", value="kk"), "services[0].requirements[1].id", "doubled"),
    (service("prefix", "AB"), "services[0].prefix", "not_a_prefix"),
    (service("prefix", "a"), "services[0].prefix", "not_a_prefix"),
    (service("prefix", "A", 1), "services[1].prefix", "doubled"),
    (service("prefix", "B", 1), "services[1].id", "called_nowhere"),
    (service("whatsapp", "0821-4181", 1), "services[1].whatsapp", "not_whatsapp"),
    (
        put("services", 0, "requirements", 1, "variants", value=["dmaged"]),
        "services[0].requirements[1].variants[0]",
        "not_one_of",
    ),
    (put("services", 0, "approval", "roles", value=["kasie"]), "services[0].approval.roles[0]", "not_one_of"),
    (put("services", 0, "approval", "roles", value=[]), "services[0].approval.roles", "no_approver"),
    (put("services", 0, "approval", "roles", value=["operator"]), "services[0].approval.roles[0]", "cannot_approve"),
    (put("services", 0, "approval", "roles", value=["kasi", "kasi"]), "services[0].approval.roles[1]", "doubled"),
    (put("services", 0, "approval", "rule", value="al"), "services[0].approval.rule", "not_one_of"),
    (put("services", 0, "priority", "ratio", value=[0, 1]), "services[0].priority.ratio[0]", "too_small"),
    (put("services", 0, "priority", "ratio", value=[2, 0]), "services[0].priority.ratio[1]", "too_small"),
    (put("services", 0, "priority", "bound_minutes", value=0), "services[0].priority.bound_minutes", "too_small"),
    (service("quota_per_day", -1), "services[0].quota_per_day", "too_small"),
    (service("promised_minutes", 0), "services[0].promised_minutes", "too_small"),
    (service("minutes_at_counter", 0.1), "services[0].minutes_at_counter", "too_small"),
    (put("counters", 0, "services", value=["ktp"]), "counters[0].services[0]", "not_one_of"),
    (put("counters", 0, "services", value=["pak-tuwa"]), "counters[0].services[0]", "not_one_of"),
    (put("counters", 0, "services", value=[]), "counters[0].services", "calls_without_queue"),
    (put("counters", 4, "services", value=["ktp-hilang-rusak"]), "counters[4].services", "calls_without_queue"),
    (put("counters", 0, "rights", value=["cal"]), "counters[0].rights[0]", "not_one_of"),
    (drop_right("print"), "counters", "done_nowhere"),
    (drop_right("intake"), "counters", "done_nowhere"),
    (service("pickup_prefix", "", 1), "services[1].pickup_prefix", "no_pickup_prefix"),
    (service("pickup_prefix", "A", 1), "services[1].pickup_prefix", "doubled"),
    (service("pickup_prefix", "P1", 1), "services[1].pickup_prefix", "not_a_prefix"),
    (put("services", 1, "approval", "roles", value=[]), "services[1].approval.roles", "no_approver"),
    (service("separations", [["verify", "verify"]]), "services[0].separations[0]", "not_a_separation"),
    (service("separations", [["verify", "aprove"]]), "services[0].separations[0][1]", "not_one_of"),
    (service("separations", [["verify", "expire"]]), "services[0].separations[0]", "not_a_separation"),
    (service("applicant_days", 0, 1), "services[1].applicant_days", "too_small"),
    (service("promised_working_days", -1, 1), "services[1].promised_working_days", "too_small"),
    (put("settings", "low_blanks", value=-1), "settings.low_blanks", "too_small"),
    (put("settings", "document_days", value=-1), "settings.document_days", "too_small"),
    (drop_right("hand_over"), "roles", "done_by_nobody"),
    (put("hours", "issuing", value=[]), "hours.issuing", "never_open"),
    (put("hours", "issuing", 0, "days", value=[]), "hours.issuing[0].days", "never_open"),
    (put("hours", "issuing", 0, "days", value=["mo"]), "hours.issuing[0].days[0]", "not_one_of"),
    (put("hours", "issuing", 0, "opens", value="7:30"), "hours.issuing[0].opens", "not_a_clock"),
    (put("hours", "serving", 0, "closes", value="24:01"), "hours.serving[0].closes", "not_a_clock"),
    (put("hours", "serving", 0, "closes", value="07:30"), "hours.serving[0].closes", "closes_first"),
    (lambda data: data["hours"]["issuing"].append(WINDOW), "hours.issuing", "windows_overlap"),
    (put("hours", "holidays", value=["2027-02-30"]), "hours.holidays[0]", "not_a_day"),
    (put("hours", "holidays", value=["20270301"]), "hours.holidays[0]", "not_a_day"),
    (put("hours", "holidays", value=["2027-01-01", "2027-01-01"]), "hours.holidays[1]", "doubled"),
    (put("settings", "recalls_before_no_show", value=-1), "settings.recalls_before_no_show", "too_small"),
    (put("settings", "undo_seconds", value=-1), "settings.undo_seconds", "too_small"),
    (put("settings", "lock_after_minutes", value=0), "settings.lock_after_minutes", "too_small"),
    (put("settings", "kiosk_idle_seconds", value=19), "settings.kiosk_idle_seconds", "too_small"),
    (put("settings", "calls_shown", value=0), "settings.calls_shown", "too_small"),
    (put("settings", "pin_digits", value=4), "settings.pin_digits", "too_small"),
    (put("settings", "pin_digits", value=13), "settings.pin_digits", "too_big"),
    (put("assumed", value=["hours.isuing"]), "assumed[0]", "not_one_of"),
]


def toml(value: Any) -> str:
    """Enough TOML for a test: everything inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(inner) for inner in value) + "]"
    return str(msgspec.json.encode(value).decode())


def write(data: dict[str, Any], folder: Path) -> Path:
    file = folder / "office.toml"
    file.write_text("\n".join(f"{key} = {toml(value)}" for key, value in data.items()), encoding="utf-8")
    return file


def test_the_unchanged_office_survives_the_tests_own_writer(tmp_path: Path, office: Office) -> None:
    assert load_office(write(DATA, tmp_path)) == office


@pytest.mark.parametrize(("change", "path", "code"), MISTAKES)
def test_a_mistake_is_told_at_its_place(change: Change, path: str, code: str, tmp_path: Path) -> None:
    data = deepcopy(DATA)
    change(data)
    with pytest.raises(ConfigProblem) as wrong:
        load_office(write(data, tmp_path))
    assert (path, code) in {(problem.path, problem.code) for problem in wrong.value.problems}
    for problem in wrong.value.problems:
        for language in ("id", "en"):
            sentences = domain(language, "config")
            assert explain(problem, lambda key, **values: sentences[key].format(**values))  # noqa: B023


def test_the_timezone_gets_a_guess_and_indonesias_three() -> None:
    (problem,) = catalogue._zone(msgspec.structs.replace(load_office(SHIPPED), timezone="Asia/Jakata"))
    assert problem.nearest == "Asia/Jakarta"
    assert problem.allowed == ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


def test_several_mistakes_are_told_together(tmp_path: Path) -> None:
    data = deepcopy(DATA)
    put("timezone", value="x")(data)
    put("settings", "undo_seconds", value=-1)(data)
    with pytest.raises(ConfigProblem) as wrong:
        load_office(write(data, tmp_path))
    assert len(wrong.value.problems) == 2


def test_a_missing_catalogue(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem) as wrong:
        load_office(tmp_path / "none.toml")
    assert [problem.code for problem in wrong.value.problems] == ["unreadable"]
