"""What technicians type and read: every fault has a name and a sentence in every language, and no name means two."""

import re
from pathlib import Path

import pytest

from antrean.emulation import ACTIONS, understood
from antrean.speech import Trouble
from assets.texts import LANGUAGES, domain
from terminal.emulator import FAULTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_and_every_word_is_in_this_language(language: str) -> None:
    known = domain(language, "command")  # type: ignore[arg-type]
    wanted = [f"emulate.fault.{fault}" for fault in FAULTS] + [f"emulate.fault.{fault}.name" for fault in FAULTS]
    wanted += [f"emulate.word.{action}" for action in ACTIONS]
    wanted += [f"emulate.ends.{fault.ends}" for fault in FAULTS.values()]
    wanted += [f"emulate.unit.{fault.unit}" for fault in FAULTS.values() if fault.unit]
    wanted += [key for key in domain("id", "command") if key.startswith("emulate.")]
    assert [key for key in wanted if not known.get(key)] == []


def test_no_name_means_two_things() -> None:
    meanings: dict[str, set[str]] = {}
    for language in LANGUAGES:
        known = domain(language, "command")
        for fault in FAULTS:
            meanings.setdefault(known[f"emulate.fault.{fault}.name"], set()).add(fault)
        for action in ACTIONS:
            meanings.setdefault(known[f"emulate.word.{action}"], set()).add(f"the word {action}")
    assert {name: both for name, both in meanings.items() if len(both) > 1} == {}


def test_every_name_is_understood_in_every_language() -> None:
    for language in LANGUAGES:
        for fault in FAULTS:
            assert understood(domain(language, "command")[f"emulate.fault.{fault}.name"]) == fault
            assert understood(fault.upper()) == fault


def test_names_as_people_write_them() -> None:
    assert understood("") == "none"
    assert understood("Kertas-Habis + laci_terbuka") == "paper_out+drawer_high"
    assert understood("lambat = 1,5") == "slow=1.5"


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("kertas habs", "emulate.unknown_near"),
        ("qqqqqqqqq", "emulate.unknown"),
        ("lambat=cepat", "emulate.bad_number"),
        ("lambat=-1", "emulate.bad_number"),
        ("bisu=1", "emulate.bad_number"),
        ("bisu+kertas habs", "emulate.unknown_near"),
    ],
)
def test_what_is_not_understood_is_said(words: str, key: str) -> None:
    with pytest.raises(Trouble) as met:
        understood(words)
    assert met.value.key == key


def test_the_training_page_lists_every_fault_and_no_other() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "printer-training.md").read_text()
    listed = re.findall(r"^\| `(\w+)` \| ([^|]*) \|", page.partition("## All faults")[2], re.MULTILINE)
    assert [name for name, _ in listed] == list(FAULTS)
    assert [name for name, takes in listed if takes.strip()] == [fault.name for fault in FAULTS.values() if fault.unit]


def test_what_the_training_page_types_is_understood() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "printer-training.md").read_text()
    exercise = page.partition("## 3.")[2].partition("## 4.")[0]
    typed = re.findall(r"^\| `([^`]+)`", exercise, re.MULTILINE)
    assert len(typed) > 10
    for words in typed:
        assert words == "matikan" or understood(words) != "none"
