"""The guess of what a roll still gives."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from terminal.printing import BadJob, CoverOpen, PaperOut, samples
from terminal.printing.job import job
from terminal.printing.picture import draw
from terminal.printing.roll import DOTS_PER_MM, Roll, length_mm
from terminal.printing.sheet import sheet

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
TICKET = job(samples.ticket("id", NOW), sheet(80))
LENGTH = length_mm(TICKET)


@pytest.mark.parametrize("kind", samples.KINDS)
@pytest.mark.parametrize(("width", "qr"), [(58, "image"), (58, "native"), (80, "native")])
def test_a_paper_is_as_long_as_its_picture(kind: str, width: int, qr: str) -> None:
    paper = sheet(width, qr=qr)  # type: ignore[arg-type]
    made = job(samples.KINDS[kind]("id", NOW), paper)
    drawn = draw(made, paper, scale=1).height / DOTS_PER_MM
    assert length_mm(made) == pytest.approx(drawn, abs=8)  # the picture has a margin above


def test_what_is_no_slip_has_no_length() -> None:
    with pytest.raises(BadJob):
        length_mm(b"\x1b@Halo\n")


def test_nobody_knows_a_roll_whose_length_nobody_told() -> None:
    roll = Roll(None, 5)
    roll.fed(TICKET)
    roll.felt(paper_low=False, problem=None)
    assert roll.tickets_left is None


def test_tickets_are_counted_down() -> None:
    roll = Roll(LENGTH / 1000 * 10.5, 5)
    assert roll.tickets_left is None  # no ticket has been measured yet
    for left in (9, 8, 7):
        roll.fed(TICKET)
        assert roll.tickets_left == left


def test_the_sensor_knows_better_than_the_count() -> None:
    roll = Roll(80, LENGTH / 1000 * 3.5)
    roll.fed(TICKET)
    roll.felt(paper_low=True, problem=None)
    assert roll.tickets_left == 3
    roll.fed(TICKET)
    roll.felt(paper_low=True, problem=None)
    assert roll.tickets_left == 2
    roll.felt(paper_low=False, problem=None)  # a new roll, put in before the end
    assert roll.tickets_left == int(80_000 // LENGTH)


@pytest.mark.parametrize("switched_off", [False, True])
@pytest.mark.parametrize("between", [(), (CoverOpen,), (CoverOpen, PaperOut, CoverOpen)])
def test_after_paper_out_a_new_roll_is_in(
    tmp_path: Path, between: tuple[type[Exception], ...], switched_off: bool
) -> None:
    roll = Roll(80, 5, tmp_path / "roll.json")
    for _ in range(9):
        roll.fed(TICKET)
    roll.felt(paper_low=True, problem=PaperOut)
    if switched_off:
        roll = Roll(80, 5, tmp_path / "roll.json")
    for problem in between:
        roll.felt(paper_low=False, problem=problem)
    assert roll.tickets_left == int((80_000 - 9 * LENGTH) // LENGTH)
    roll.felt(paper_low=False, problem=None)
    assert roll.tickets_left == int(80_000 // LENGTH)


def test_a_cover_that_is_opened_for_a_look_is_no_new_roll() -> None:
    """With the cover open some printers no longer feel that the roll is nearly used up."""
    roll = Roll(80, LENGTH / 1000 * 3.5)
    roll.fed(TICKET)
    for paper_low, problem in ((True, None), (False, CoverOpen), (True, None)):
        roll.felt(paper_low, problem)
    assert roll.tickets_left == 3


def test_an_empty_roll_gives_none_rather_than_less() -> None:
    roll = Roll(LENGTH / 1000, 5)
    roll.fed(TICKET)
    roll.fed(TICKET)
    assert roll.tickets_left == 0


def test_the_count_outlives_the_program(tmp_path: Path) -> None:
    file = tmp_path / "state" / "roll.json"
    Roll(10, 5, file).fed(TICKET)
    assert Roll(10, 5, file).tickets_left == int((10_000 - LENGTH) // LENGTH)


def test_another_programs_count_is_read_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "roll.json"
    Roll(10, 5, file).fed(TICKET)
    before = file.read_bytes()
    looking = Roll(10, 5, file, keeps=False)
    assert looking.tickets_left == int((10_000 - LENGTH) // LENGTH)
    looking.fed(TICKET)
    looking.felt(paper_low=True, problem=None)
    assert file.read_bytes() == before
    Roll(10, 5, tmp_path / "absent" / "roll.json", keeps=False).fed(TICKET)
    assert not (tmp_path / "absent").exists()


@pytest.mark.parametrize("lengths", ['"many"', "NaN", "Infinity", "-1", "null"])
def test_a_count_that_is_no_length_is_a_fresh_count(tmp_path: Path, lengths: str) -> None:
    file = tmp_path / "roll.json"
    file.write_text(f'{{"fed_mm": {lengths}, "paper_mm": {lengths}, "near_mm": null, "out": false}}')
    assert Roll(10, 5, file).tickets_left is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"fed_mm": "many"}', b"\xff\xfe"])
def test_a_broken_file_is_a_fresh_count(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "roll.json"
    file.write_bytes(content)
    roll = Roll(10, 5, file)
    roll.fed(TICKET)
    assert roll.tickets_left == int((10_000 - LENGTH) // LENGTH)


def test_a_folder_that_cannot_be_written_costs_no_ticket(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    Roll(10, 5, tmp_path / "file" / "roll.json").fed(TICKET)
