"""The bytes of a ticket: golden for both widths, without real-time commands, decodable to the same words.

After a change that is meant: ``python tests/unit/test_printing_bytes.py`` writes the golden files anew.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.printing import BadJob, samples
from terminal.printing.decode import CutPaper, FeedLines, Letters, QrStore, Raster, Reverse, decode, slip
from terminal.printing.job import encode, job, without_real_time
from terminal.printing.paper import Cut, Gap, Line, QrCode, lay_out
from terminal.printing.sheet import sheet

GOLDEN = Path(__file__).parents[1] / "fixtures" / "paper"
NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
TICKET = samples.ticket("id", NOW)
SHEETS = {
    "58-image": sheet(58),
    "58-native": sheet(58, qr="native", cutter=True),
    "80-native": sheet(80),
    "80-image": sheet(80, qr="image"),
    "80-tm-t88v": sheet(80, "TM-T88V"),
}


@pytest.mark.parametrize("name", SHEETS)
def test_ticket_is_byte_for_byte_the_golden_one(name):
    assert job(TICKET, SHEETS[name]) == (GOLDEN / f"ticket-{name}.bin").read_bytes()


@pytest.mark.parametrize("name", SHEETS)
def test_the_bytes_say_what_was_laid_out(name):
    commands = slip(job(TICKET, SHEETS[name]))
    said = [command.text for command in commands if isinstance(command, Letters)]
    meant = [element.text for element in lay_out(TICKET, SHEETS[name].columns) if isinstance(element, Line)]
    assert said == meant


@pytest.mark.parametrize("name", SHEETS)
def test_no_beginning_of_a_ticket_passes_for_a_ticket(name):
    """The control: a checker that took a truncated ticket for whole would fail here."""
    whole = job(TICKET, SHEETS[name])
    slip(whole)
    for length in range(len(whole)):
        with pytest.raises(BadJob):
            slip(whole[:length])


def test_a_printer_with_its_own_qr_is_told_the_address_and_another_gets_dots():
    native, image = slip(job(TICKET, SHEETS["80-native"])), slip(job(TICKET, SHEETS["80-image"]))
    assert [command.content for command in native if isinstance(command, QrStore)] == [TICKET.url]
    assert not any(isinstance(command, QrStore) for command in image)
    assert max(command.height for command in image if isinstance(command, Raster)) > 150


def test_paper_is_cut_where_there_is_a_cutter_and_fed_to_the_tear_bar_elsewhere():
    assert isinstance(slip(job(TICKET, SHEETS["58-native"]))[-1], CutPaper)
    assert isinstance(slip(job(TICKET, SHEETS["58-image"]))[-1], FeedLines)


@pytest.mark.parametrize("hidden", [b"\x10\x04\x01", b"\x10\x04\x04", b"\x10\x05", b"\x10\x14\x01\x00\x01"])
def test_real_time_commands_inside_a_ticket_are_refused(hidden):
    with pytest.raises(BadJob, match="real-time"):
        without_real_time(b"\x1dv0\x00\x08\x00\x01\x00" + hidden)


def test_an_address_too_long_for_a_code_is_refused():
    for length in (1200, 5000):
        with pytest.raises(BadJob, match=r"QR code"):
            encode([QrCode("https://x.example/" + "a" * length), Cut()], sheet(58))


@given(st.text(max_size=60), st.sampled_from(list(SHEETS.values())))
def test_no_wording_becomes_a_command(words, paper):
    """Whatever the catalogue says, the printer gets the commands that the layout meant and no others."""
    worded = replace(TICKET, office_name=words, office_address=words, requirements=[words])
    letters = [command.text for command in slip(job(worded, paper)) if isinstance(command, Letters)]
    assert letters == [e.text for e in lay_out(worded, paper.columns) if isinstance(e, Line) and e.text]


@given(st.binary(max_size=200))
def test_any_bytes_decode_or_are_refused(data):
    try:
        list(decode(data))
    except BadJob:
        return


@pytest.mark.parametrize(
    "bad",
    [
        b"\x1b",
        b"\x1bp\x00",
        b"\x10\x04\x01",
        b"\x1ba\x07",
        b"\x1dv0\x03\x01\x00\x01\x00\xff",
        b"\x1dv0\x00\x02\x00\x02\x00\xff",
        b"\x1d(L\x02\x000p",
        b"\x1d(k\x05\x001C\x06\x00\x00",
        b"\x1dV\x07",
        b"\xc3\xa9",
        b"\x1d(H\x06\x00\x30\x31abcd",
    ],
)
def test_commands_that_are_not_ours_are_refused(bad):
    with pytest.raises(BadJob):
        list(decode(bad))


def test_a_line_sets_all_of_its_look_so_that_nothing_leaks_into_the_next():
    commands = list(decode(encode([Line("x", reverse=True), Gap(3), Line("y")], sheet(80))))
    assert [command.on for command in commands if isinstance(command, Reverse)] == [True, False]


if __name__ == "__main__":
    for name, paper in SHEETS.items():
        (GOLDEN / f"ticket-{name}.bin").write_bytes(job(TICKET, paper))
