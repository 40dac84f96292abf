"""Every refusal has a sentence in three languages that says what is so and what to do next."""

import ast
import re
from collections.abc import Iterator

import pytest

from assets import ROOT
from assets.refusals import sentence
from assets.texts import LANGUAGES, Language, domain
from protocol.errors import Refusal

CODES = sorted({"refused"} | {kind.code for kind in Refusal.registry.values() if kind.__module__ == "protocol.errors"})

# What each refusal always carries; where the hub raises it is read below.
PARAMETERS: dict[str, set[str]] = {
    "malformed": {"at"},
    "unknown_command": {"type"},
    "too_large": {"limit"},
    "too_fast": {"retry_ms"},
    "unrecognised": {"code"},
    "internal": {"reference"},
    "not_allowed": {"right"},
    "wrong_pin": {"wait_s"},
    "try_later": {"wait_s"},
    "weak_pin": {"digits"},
    "staff_elsewhere": {"counter"},
    "pairing_other_kind": {"kind"},
    "unknown_role": {"role", "allowed"},
    "unknown_place": {"place", "allowed"},
    "office_closed": {"opens_at"},
    "quota_used": {"quota"},
    "counter_busy": {"number"},
    "ticket_moved": {"number", "state"},
    "ticket_elsewhere": {"number", "counter"},
    "recall_first": {"needed", "recalls"},
    "case_changed": {"version"},
    "step_not_allowed": {"state", "step", "result"},
    "same_person": {"step"},
    "requirement_open": {"missing"},
    "unknown_requirement": {"requirement"},
    "unknown_reason": {"allowed"},
    "field_needed": {"field"},
    "serial_used": {"serial"},
    "paper_not_owed": {"number"},
    "stock_negative": {"balance"},
    "search_too_short": {"letters"},
    "case_ended": {"state"},
    "file_refused": {"why"},
    "file_too_large": {"limit_mb"},
    "incident_runs": {"kind"},
    "letter_impossible": {"state", "letter"},
    "not_remote": {"service"},
    "not_the_holder": {"role"},
    "too_many_documents": {"limit"},
    "pickup_not_ready": {"day"},
    "register_too_long": {"lines", "limit"},
    "not_served_there": {"counter"},
    "staff_exists": {"login"},
    "unknown_service": {"service"},
}

WHAT_NEXT = {"id": "silakan", "jv": "mangga", "en": "please"}
FORBIDDEN = re.compile(r"silahkan|antrian", re.IGNORECASE)


def every_sentence() -> list[tuple[Language, str, str]]:
    return [(language, key, text) for language in LANGUAGES for key, text in domain(language, "errors").items()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_own_sentence_in_every_language(language: Language, code: str) -> None:
    assert domain(language, "errors").get(code)


def test_a_code_without_a_sentence_would_be_noticed() -> None:
    assert "just_invented" not in domain("id", "errors")
    assert sentence("id", "just_invented", {}) == domain("id", "errors")["unrecognised"]


@pytest.mark.parametrize(("language", "key", "text"), every_sentence())
def test_a_sentence_names_only_parameters_that_its_refusal_carries(language: Language, key: str, text: str) -> None:
    named = set(re.findall(r"{(\w*)}", text))
    assert named <= PARAMETERS.get(key.split(".")[0], set())


@pytest.mark.parametrize(("language", "key", "text"), every_sentence())
def test_a_sentence_says_politely_what_next(language: Language, key: str, text: str) -> None:
    if key.startswith("field."):
        return
    assert WHAT_NEXT[language] in text.lower()
    assert not FORBIDDEN.search(text)
    assert len(text) <= 190


def raised_with(source: str) -> Iterator[tuple[str, set[str]]]:
    """(code, parameters) for each place in this source that makes a refusal."""
    codes = {kind.__name__: code for code, kind in Refusal.registry.items()}
    for node in ast.walk(ast.parse(source)):
        made = node.exc if isinstance(node, ast.Raise) else node
        named = made.func if isinstance(made, ast.Call) else made if isinstance(node, ast.Raise) else None
        name = getattr(named, "attr", getattr(named, "id", ""))
        if name in codes:
            keywords = made.keywords if isinstance(made, ast.Call) else []
            yield codes[name], {keyword.arg or "" for keyword in keywords}


def test_the_parameters_are_those_that_the_hub_gives() -> None:
    files = [file for folder in ("server", "protocol") for file in (ROOT.parent / folder).rglob("*.py")]
    made = [found for file in files for found in raised_with(file.read_text(encoding="utf-8"))]
    always = {code: set.intersection(*(given for known, given in made if known == code)) for code, _ in made}
    assert len(made) > 80
    assert {code: given for code, given in always.items() if given} == PARAMETERS


def test_a_place_that_gives_less_would_be_noticed() -> None:
    assert dict(raised_with("raise PaperNotOwed")) == {"paper_not_owed": set()}
    assert dict(raised_with("raise errors.TicketMoved(number=1)")) == {"ticket_moved": {"number"}}


def test_languages_have_the_same_keys() -> None:
    assert domain("id", "errors").keys() == domain("jv", "errors").keys() == domain("en", "errors").keys()


def test_no_sentence_of_another_language_was_left_in_place() -> None:
    for key, text in domain("id", "errors").items():
        assert text != domain("en", "errors")[key]


def test_a_refusal_becomes_words() -> None:
    assert "A-012" in sentence("id", "counter_busy", {"number": "A-012"})
    assert sentence("en", "unknown_role", {"role": "x", "allowed": ["kasi", "kabid"]}).endswith("kasi, kabid.")


def test_the_fuller_form_is_used_where_its_parameter_is_told() -> None:
    assert "13:00" in sentence("id", "office_closed", {"opens_at": "13:00"})
    assert "jam buka" in sentence("id", "office_closed", {"opens_at": None})
    assert "detik" not in sentence("id", "wrong_pin", {"wait_s": 0})
    assert "4 detik" in sentence("id", "wrong_pin", {"wait_s": 4})


def test_a_field_is_named_in_the_readers_language() -> None:
    assert "nama penerima" in sentence("id", "field_needed", {"field": "receiver"})
    assert "receiver's name" in sentence("en", "field_needed", {"field": "receiver"})


def test_a_newer_hub_never_breaks_an_older_screen() -> None:
    assert sentence("id", "from_the_future", {"number": "{0.__class__}"}) == domain("id", "errors")["unrecognised"]
    assert "–" in sentence("id", "counter_busy", {})
    assert "{x}" in sentence("id", "counter_busy", {"number": "{x}"})


CHECKERS = ("protocol/strict.py", "server/config/files.py", "server/config/settings.py", "server/config/catalogue.py")


def problem_codes(source: str) -> set[str]:
    """Every code with which this source makes a Problem, or asks one of its helpers to."""
    words = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    called = {word for word in words if isinstance(word, str)}
    return called & set(domain("id", "config")) | set(re.findall(r'Problem\([^()]*?, "(\w+)"', source))


@pytest.mark.parametrize("file", [*CHECKERS, "terminal/settings.py"])
def test_every_problem_of_a_settings_file_has_a_sentence(file: str) -> None:
    codes = problem_codes((ROOT.parent / file).read_text(encoding="utf-8"))
    assert codes
    assert codes <= domain("id", "config").keys()
    assert domain("id", "config").keys() == domain("en", "config").keys()


def test_a_problem_without_a_sentence_would_be_noticed() -> None:
    assert problem_codes('Problem(path, "just_invented")') == {"just_invented"}
