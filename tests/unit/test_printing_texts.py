"""Every key that printing asks for is translated, and every problem has its sentences."""

import string

import pytest

from assets.texts import LANGUAGES, domain, text
from terminal.printing import PrinterProblem, problems

PROBLEMS = [
    kind
    for kind in vars(problems).values()
    if isinstance(kind, type) and issubclass(kind, PrinterProblem) and kind is not PrinterProblem
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_key(language):
    assert set(domain(language, "paper")) == set(domain("id", "paper"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_ask_for_the_same_values(language):
    for key, sentence in domain("id", "paper").items():
        assert _values(domain(language, "paper")[key]) == _values(sentence), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PROBLEMS)
def test_each_problem_speaks_to_staff_and_to_citizens(kind, language):
    problem = kind()
    assert problem.for_staff(language) != problem.staff_key
    assert problem.for_citizen(language) != problem.citizen_key


def test_codes_are_unlike_each_other():
    assert len({kind.code for kind in PROBLEMS}) == len(PROBLEMS) == 13


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["staff", "citizen"])
def test_an_unknown_outcome_has_its_sentences(language, who):
    assert text(language, "paper", f"problem.unknown.{who}") != f"problem.unknown.{who}"


def _values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
