"""What a printer says, framed and understood. Bytes: the table of DLE EOT answers by state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.printing import CoverOpen, CutterJammed, Faulty, Offline, PaperOut
from terminal.printing.answers import (
    Automatic,
    Framer,
    Noise,
    Reached,
    RealTime,
    Sensor,
    Status,
    ask,
    ask_id,
    read_status,
)

STATES = [
    ("ready", (0x12, 0x12, 0x12, 0x12), Status()),
    ("drawer high", (0x16, 0x12, 0x12, 0x12), Status()),
    ("near end", (0x12, 0x12, 0x12, 0x1E), Status(paper_low=True)),
    ("paper out", (0x1A, 0x32, 0x12, 0x7E), Status(paper_low=True, problem=PaperOut)),
    ("paper out, no near-end sensor", (0x1A, 0x32, 0x12, 0x72), Status(problem=PaperOut)),
    ("cover open", (0x1A, 0x16, 0x12, 0x12), Status(problem=CoverOpen)),
    ("cover open takes the paper sensor along", (0x1A, 0x16, 0x12, 0x7E), Status(paper_low=True, problem=CoverOpen)),
    ("cutter", (0x1A, 0x52, 0x1A, 0x12), Status(problem=CutterJammed)),
    ("unrecoverable", (0x1A, 0x52, 0x32, 0x12), Status(problem=Faulty)),
    ("head hot", (0x1A, 0x52, 0x52, 0x12), Status(problem=Faulty)),
    ("feed button", (0x1A, 0x1A, 0x12, 0x12), Status(problem=Offline)),
]


@pytest.mark.parametrize(("state", "bits", "meant"), STATES, ids=[state for state, _, _ in STATES])
def test_each_state_is_understood(state, bits, meant):
    printer, cause, error, paper = bits
    assert read_status(printer, cause, paper, error) == meant


STREAM = b"\x12\x10\x00\x03\x00\x37\x22AB12\x00\x03\x1a\xff\x37\x22zzzz\x00"
ANSWERS = [
    RealTime(0x12),
    Automatic(b"\x10\x00\x03\x00"),
    Reached("AB12"),
    Sensor(3),
    RealTime(0x1A),
    Noise(0xFF),
    Reached("zzzz"),
]


@pytest.mark.parametrize("size", range(1, len(STREAM) + 1))
def test_answers_are_framed_however_they_are_split(size):
    framer = Framer()
    heard = [answer for start in range(0, len(STREAM), size) for answer in framer.feed(STREAM[start : start + size])]
    assert heard == ANSWERS


def test_an_automatic_status_is_not_taken_for_an_answer():
    assert not any(isinstance(answer, RealTime) for answer in Framer().feed(b"\x18\x00\x0f\x00"))


@given(st.lists(st.binary(max_size=20), max_size=20))
def test_garbage_never_stops_the_framer(chunks):
    framer = Framer()
    for chunk in chunks:
        list(framer.feed(chunk))
    # At most one block of 80 bytes can be pending; more zeros than that bring it back in step.
    list(framer.feed(b"\x00" * 100))
    assert list(framer.feed(b"\x37\x22AB12\x00"))[-1] == Reached("AB12")


def test_questions_are_the_documented_bytes():
    assert ask(4) == b"\x10\x04\x04"
    assert ask_id("AB12") == bytes.fromhex("1d284806003030") + b"AB12"


@pytest.mark.parametrize("ident", ["", "abc", "abcde", "ab\x00d", "abcé"])
def test_an_id_that_a_printer_would_garble_is_refused(ident):
    with pytest.raises(ValueError):
        ask_id(ident)


def test_a_broken_automatic_status_does_not_swallow_the_answer_behind_it():
    assert list(Framer().feed(b"\x10\x12\x32")) == [Noise(0x10), RealTime(0x12), RealTime(0x32)]
