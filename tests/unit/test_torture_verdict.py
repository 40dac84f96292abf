"""The table of a run of the torture: tickets are counted under their fault, and what was found is seen."""

import random
from collections import Counter

from protocol.vocabulary import PrintOutcome
from terminal.emulator import FAULTS, read_faults
from tests.torture import troubles
from tests.torture.judge import History, Sheet, Told, Word
from tests.torture.moments import Moment
from tests.torture.troubles import by_chance, every_one
from tests.torture.verdict import table, verdict

CONFIRMED, FAILED, UNKNOWN = PrintOutcome.CONFIRMED, PrintOutcome.FAILED, PrintOutcome.UNKNOWN


def test_each_ticket_is_counted_under_its_fault_and_each_finding_too() -> None:
    history = History(
        sheets=[Sheet(1, whole=True), Sheet(2, whole=True), Sheet(2, whole=True)],
        words=[Word(1, CONFIRMED, 0.0), Word(2, UNKNOWN, 1.0), Word(3, FAILED, 0.0)],
        hub={1: Told(CONFIRMED, 0.0), 2: Told(UNKNOWN, 0.0), 3: Told(FAILED, 0.0), 4: Told(PrintOutcome.PENDING, 0.0)},
        staff={
            1: [Told(CONFIRMED, 0.0)],
            2: [Told(UNKNOWN, 3.0)],
            3: [Told(FAILED, 0.0)],
            4: [Told(PrintOutcome.PENDING, 0.0)],
        },
    )
    found = verdict(history, {1: "mute", 2: "hung", 3: "hung"})
    assert found.rows["hung"].outcomes == Counter({UNKNOWN: 1, FAILED: 1})
    assert (found.rows["hung"].slowest_s, found.rows["mute"].slowest_s) == (2.0, 0.0)
    assert [finding.ticket for finding in found.findings] == [2]
    assert not found.clean
    lines = list(table(found))
    columns = {line.split("  ")[0]: line.split()[-11:] for line in lines[1:5]}
    assert lines[0].split()[-3:] == ["twice", "false", "unseen"] or "twice" in lines[0]
    assert columns["hung"][:8] == ["2", "0", "1", "1", "0", "0", "1", "0"]
    assert columns["nobody was told"][:5] == ["1", "0", "0", "0", "1"]
    assert columns["all"][:8] == ["4", "1", "1", "1", "1", "0", "1", "0"]
    assert lines[5].startswith("FOUND: unmarked duplicate, ticket 2")
    assert lines[6].split("; ") == [
        "       1.00 copy 0 unknown",
        "3.00 staff see unknown",
        "originals ['whole', 'whole'], copies 0",
    ]


def test_an_empty_run_is_clean() -> None:
    assert verdict(History(), {}).clean


def test_every_fault_of_a_network_comes_at_every_moment() -> None:
    listed = list(every_one(random.Random(1)))
    pairs = {(trouble.name, trouble.moment) for trouble in listed if not trouble.full and not trouble.cut}
    names = {name for name, fault in FAULTS.items() if not fault.usb_only}
    assert pairs == {(name, moment) for name in names for moment in Moment}
    assert {trouble.cut for trouble in listed if not trouble.full} == {*troubles.CUTS, None}
    assert {trouble.cut for trouble in listed if trouble.full} == {*troubles.CUTS, None}


def test_the_same_seed_gives_the_same_troubles_and_all_are_ones_that_the_printer_knows() -> None:
    one, other = random.Random(7), random.Random(7)
    drawn = [by_chance(one) for _ in range(500)]
    assert drawn == [by_chance(other) for _ in range(500)]
    assert all(read_faults(trouble.words) or trouble.name == troubles.NO_FAULT for trouble in drawn)
    assert any(trouble.cut for trouble in drawn)
    assert any(len(read_faults(trouble.words)) == 2 for trouble in drawn)
    assert any(trouble.dark_after_s is not None for trouble in drawn)
