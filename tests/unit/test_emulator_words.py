"""What technicians type and read: every fault has a name and a sentence in every language, and no name means two."""

import re
from pathlib import Path

import pytest

from antrean.commands.printer import KINDS, printer
from antrean.emulation import ACTIONS, understood
from antrean.speech import Trouble
from assets.texts import LANGUAGES, domain
from terminal.emulator import FAULTS
from terminal.emulator.conditions import Condition, real_time, sensor
from terminal.printing import PrinterConfig


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


# The checklist for the first real printer.

CHECKLIST = (Path(__file__).parent.parent.parent / "docs" / "printer-checklist.md").read_text()
STATE = r"^\| 2\.\d+ \| `(\w+)` \| [^|]* \| (\w\w) \| (\w\w) \| (\w\w) \| (\w\w) \| (\w\w|–) \|"


def disagreements(page: str) -> list[str]:
    """States of which the checklist says other bytes than the emulated printer does."""
    found = []
    for name, *questions, paper in re.findall(STATE, page, re.MULTILINE):
        feels = Condition(**({} if name == "none" else {name: True}))
        said = [f"{real_time(question, feels):02X}" for question in (1, 2, 3, 4)]
        if said != questions or paper != ("–" if feels.offline else f"{sensor(1, feels):02X}"):
            found.append(name)
    return found


def test_the_checklist_and_the_emulated_printer_say_the_same_of_all_nine_states() -> None:
    assert len(re.findall(STATE, CHECKLIST, re.MULTILINE)) == 9
    assert disagreements(CHECKLIST) == []


def test_a_wrong_byte_in_the_checklist_is_found() -> None:
    assert disagreements(CHECKLIST.replace("| 1A | 32 | 12 | 7E | – |", "| 1A | 32 | 12 | 72 | – |")) == ["paper_out"]
    assert disagreements(CHECKLIST.replace("| 12 | 12 | 12 | 1E | 03 |", "| 12 | 12 | 12 | 1E | – |")) == ["near_end"]


@pytest.mark.parametrize("page", ["printer-checklist.md", "printer-training.md"])
def test_the_pages_name_commands_flags_and_settings_that_exist(page: str) -> None:
    words = (Path(__file__).parent.parent.parent / "docs" / page).read_text()
    asked = re.findall(r"antrean printer (\w+)([^`|\n]*)", words)
    assert asked
    for name, rest in asked:
        command = printer.commands[name]
        known = {flag for option in command.params for flag in option.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, (name, rest)
    for kind in re.findall(r"--to (\w+)", words):
        assert kind in KINDS
    for key in re.findall(r"`(\w+) = ", words):
        assert key in PrinterConfig.__dataclass_fields__, key
