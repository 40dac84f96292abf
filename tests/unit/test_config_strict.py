"""The strict reader: every mistake, its place, what is allowed and what was probably meant."""

from typing import Annotated, Any, Literal

import msgspec
import pytest

from assets.texts import Language, domain
from protocol.strict import ConfigProblem, Problem, explain, not_one_of, parse, problems_of, read, report
from protocol.vocabulary import Right


class Inner(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    rights: tuple[Right, ...] = ()


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=5)]
    port: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1
    minutes: float = 1.0
    ratio: tuple[int, int] = (1, 1)
    level: Literal["low", "high"] = "low"
    on: bool = True
    note: str | None = None
    inner: Inner | None = None
    many: list[Inner] = []
    widths: dict[str, int] = {}
    code: Annotated[str, msgspec.Meta(pattern="^[a-z]*$")] = ""


GOOD: dict[str, Any] = {
    "name": "x",
    "port": 9,
    "minutes": 2,
    "ratio": [1, 2],
    "level": "high",
    "on": False,
    "note": "n",
    "inner": {"id": "a", "rights": ["call"]},
    "many": [{"id": "b"}],
    "widths": {"a": 1},
}


def test_what_is_right_becomes_the_struct() -> None:
    kind = read(Kind, GOOD, "x.toml")
    assert kind.inner == Inner(id="a", rights=(Right.CALL,))
    assert (kind.minutes, kind.ratio, kind.level) == (2.0, (1, 2), "high")


@pytest.mark.parametrize(
    ("key", "value", "path", "code"),
    [
        ("nmae", "x", "nmae", "unknown_key"),
        ("name", 3, "name", "wrong_type"),
        ("name", "", "name", "too_short"),
        ("name", "abcdef", "name", "too_long"),
        ("port", 0, "port", "too_small"),
        ("port", 10, "port", "too_big"),
        ("port", True, "port", "wrong_type"),
        ("port", 1.5, "port", "wrong_type"),
        ("minutes", "2", "minutes", "wrong_type"),
        ("minutes", False, "minutes", "wrong_type"),
        ("ratio", [1], "ratio", "wrong_length"),
        ("ratio", 1, "ratio", "wrong_length"),
        ("ratio", [1, "2"], "ratio[1]", "wrong_type"),
        ("level", "hihg", "level", "not_one_of"),
        ("level", 1, "level", "wrong_type"),
        ("on", "yes", "on", "wrong_type"),
        ("note", 1, "note", "wrong_type"),
        ("inner", [], "inner", "wrong_type"),
        ("inner", {}, "inner.id", "missing_key"),
        ("inner", {"id": "a", "rights": ["unknown"]}, "inner.rights[0]", "not_one_of"),
        ("inner", {"id": "a", "rights": "call"}, "inner.rights", "wrong_type"),
        ("many", [{"id": "a"}, {"ids": "b", "id": "b"}], "many[1].ids", "unknown_key"),
        ("many", {"id": "a"}, "many", "wrong_type"),
        ("widths", {"a": "1"}, "widths.a", "wrong_type"),
        ("widths", 1, "widths", "wrong_type"),
        ("code", "A", "code", "wrong_value"),
    ],
)
def test_each_mistake_is_told_with_its_place(key: str, value: object, path: str, code: str) -> None:
    with pytest.raises(ConfigProblem) as wrong:
        read(Kind, {**GOOD, key: value}, "x.toml")
    assert [(problem.path, problem.code) for problem in wrong.value.problems] == [(path, code)]
    assert wrong.value.file == "x.toml"


def test_all_mistakes_are_told_at_once() -> None:
    found = list(problems_of(Kind, {"prot": 1, "port": 99, "level": "hig"}))
    assert [(problem.path, problem.nearest) for problem in found] == [
        ("prot", "port"),
        ("port", None),
        ("level", "high"),
        ("name", None),
    ]


def test_a_name_that_resembles_nothing_gets_no_guess() -> None:
    assert not_one_of("x", "zzz", ["call", "verify"]) == Problem(
        "x", "not_one_of", {"value": "zzz"}, ("call", "verify")
    )


def test_a_kind_that_no_settings_file_can_hold_is_our_mistake() -> None:
    class Odd(msgspec.Struct):
        raw: bytes

    with pytest.raises(TypeError, match="raw"):
        list(problems_of(Odd, {"raw": "x"}))


@pytest.mark.parametrize("content", [b"a = ", b"a = 1\na = 2", b"\xff\xfe"])
def test_what_is_not_toml(content: bytes) -> None:
    with pytest.raises(ConfigProblem) as wrong:
        parse(content, "x.toml")
    assert wrong.value.problems[0].code == "not_toml"
    assert parse(b'a = "\xc3\xa9"', "x.toml") == {"a": "é"}


def said_in(language: Language) -> Any:
    sentences = domain(language, "config")
    return lambda key, **values: sentences[key].format(**values)


def test_a_problem_in_words() -> None:
    problem = not_one_of("counters[0].rights[0]", "cal", ["call", "verify"])
    assert explain(problem, said_in("id")) == (
        "“cal” tidak dikenal di sini. Yang diperbolehkan: call, verify. Mungkin maksud Anda “call”?"
    )
    wrong_type = next(problems_of(Kind, {"name": 3}))
    assert explain(wrong_type, said_in("en")) == "This must be text in quotes, but it is a number."


def test_a_file_in_words() -> None:
    lines = report(
        ConfigProblem("hub.toml", [Problem("", "not_toml", {"detail": "line 1"})]), said_in("id")
    ).splitlines()
    assert lines == [
        "Berkas pengaturan hub.toml belum dapat dipakai. Silakan perbaiki:",
        "  .: Berkas ini bukan TOML yang benar: line 1.",
    ]
    assert str(ConfigProblem("hub.toml", [Problem("port", "too_big")])) == "hub.toml: port: too_big"
