"""Everything that can be wrong with the link or its settings has a sentence."""

import re
from pathlib import Path

import pytest

import terminal.link
from assets.texts import LANGUAGES, Language, domain
from terminal.link.status import PROBLEMS, NotLive

SOURCES = [file.read_text() for file in Path(terminal.link.__file__).parent.glob("*.py")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_a_sentence(language: Language) -> None:
    keys = {f"problem.{code}" for code in PROBLEMS} | {NotLive.code}
    assert set(domain(language, "link")) == keys


def test_every_problem_that_the_link_raises_is_listed() -> None:
    raised = {code for source in SOURCES for code in re.findall(r'(?:LinkProblem|_away)\("(\w+)"', source)}
    assert raised <= PROBLEMS
    assert len(raised) > 8


@pytest.mark.parametrize("code", ["bad_address", "plain_refused", "bad_fingerprint", "bad_window"])
def test_every_mistake_in_a_terminals_settings_has_a_sentence(code: str) -> None:
    assert "{value}" in domain("id", "config")[code]
