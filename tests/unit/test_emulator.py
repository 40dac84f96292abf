"""The emulated printer's core: Epson's byte table, the order of things, and what each fault does. No I/O, no clock."""

import random
from datetime import UTC, datetime

import pytest

from terminal.emulator import FAULTS, BadParameter, EmulatedPrinter, Nameplate, UnknownFault
from terminal.emulator.conditions import Condition, automatic, real_time, sensor
from terminal.emulator.printer import Action, HangUp, Say
from terminal.emulator.stream import first_piece
from terminal.printing import samples
from terminal.printing.job import job
from terminal.printing.sheet import sheet

TICKET = samples.ticket("id", datetime(2026, 11, 23, 2, 15, tzinfo=UTC))
JOB = job(TICKET, sheet(80))
NARROW = job(TICKET, sheet(58))
ASK_ID = b"\x1d(H\x06\x0000abcd"
ID = b"\x37\x22abcd\x00"
ASK_STATUS = b"\x10\x04\x01"
READY = b"\x12"

# Section C of the facts on printing, row by row: DLE EOT 1 to 4, GS r 1 (None: offline, not reached), ASB.
TABLE: dict[str, tuple[str, str | None, str]] = {
    "none": ("12 12 12 12", "00", "10 00 00 00"),
    "drawer_high": ("16 12 12 12", "00", "14 00 00 00"),
    "near_end": ("12 12 12 1e", "03", "10 00 03 00"),
    "paper_out": ("1a 32 12 7e", None, "18 00 0f 00"),
    "cover_open": ("1a 16 12 12", None, "38 00 00 00"),
    "cutter_error": ("1a 52 1a 12", None, "18 08 00 00"),
    "unrecoverable": ("1a 52 32 12", None, "18 20 00 00"),
    "head_hot": ("1a 52 52 12", None, "18 40 00 00"),
    "feed_held": ("1a 1a 12 12", None, "58 00 00 00"),
}


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def printer(fault: str = "none", width_mm: int = 80, **more: object) -> EmulatedPrinter:
    made = EmulatedPrinter(width_mm, **{"clock": Clock(), **more})  # type: ignore[arg-type]
    made.set_fault(fault)
    made.call()
    return made


def said(to: EmulatedPrinter, data: bytes = b"") -> bytes:
    """What it answers by now."""
    to.hear(data)
    return b"".join(action.data for action in to.due() if isinstance(action, Say))


def done(to: EmulatedPrinter, data: bytes) -> list[Action]:
    to.hear(data)
    return list(to.due())


def disagreements(table: dict[str, tuple[str, str | None, str]]) -> list[str]:
    """Where a printer in one of these states says something else than the table does."""
    found = []
    for state, (questions, paper, frame) in table.items():
        for question, byte in enumerate(questions.split(), start=1):
            if said(printer(state), b"\x10\x04" + bytes([question])).hex() != byte:
                found.append(f"{state}: DLE EOT {question}")
        for question in (b"\x01", b"1"):
            if said(printer(state), b"\x1dr" + question).hex() != (paper or ""):
                found.append(f"{state}: GS r {question!r}")
        waiting = printer()
        assert said(waiting, b"\x1da\x0f").hex(" ") == TABLE["none"][2]
        waiting.set_fault(state)
        if said(waiting).hex(" ") != (frame if state != "none" else ""):
            found.append(f"{state}: ASB")
    return found


def test_every_state_answers_every_question_as_the_table_says() -> None:
    assert disagreements(TABLE) == []


def test_one_wrong_byte_in_the_table_is_found() -> None:
    """The control: a table that nobody reads would agree with everything."""
    assert disagreements(TABLE | {"paper_out": ("1a 32 12 72", None, "18 00 0f 00")}) == ["paper_out: DLE EOT 4"]
    assert disagreements(TABLE | {"near_end": ("12 12 12 1e", "00", "10 00 03 00")}) == [
        "near_end: GS r b'\\x01'",
        "near_end: GS r b'1'",
    ]
    assert disagreements(TABLE | {"cover_open": ("1a 16 12 12", None, "18 00 00 00")}) == ["cover_open: ASB"]


def test_a_printer_without_a_near_end_sensor_feels_the_end_alone() -> None:
    blind = printer("paper_out", has_near_end=False)
    assert said(blind, b"\x10\x04\x04") == b"\x72"
    assert automatic(blind.condition) == b"\x18\x00\x0c\x00"
    assert said(printer("near_end", has_near_end=False), b"\x10\x04\x04") == READY


def test_states_add_up() -> None:
    both = Condition(drawer_high=True, cover_open=True, paper_out=True)
    assert [real_time(question, both) for question in (1, 2, 3, 4)] == [0x1E, 0x36, 0x12, 0x7E]
    assert automatic(both) == b"\x3c\x00\x0f\x00"
    assert [sensor(question, both) for question in (2, 3)] == [1, None]


def test_answers_can_be_told_apart_by_their_fixed_bits() -> None:
    for state in TABLE:
        feels = printer(state).condition
        assert all(real_time(question, feels) & 0x93 == 0x12 for question in (1, 2, 3, 4))
        assert automatic(feels)[0] & 0x93 == 0x10
        assert not any(byte & 0x90 for byte in automatic(feels)[1:])


EPSON = Nameplate(model="TM-T88V", maker="EPSON", firmware="30.21 ESC/POS", serial="J6ZK012345")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (65, b"\x5f30.21 ESC/POS\x00"),
        (66, b"\x5fEPSON\x00"),
        (67, b"\x5fTM-T88V\x00"),
        (68, b"\x5fJ6ZK012345\x00"),
        (1, b"\x02"),
        (49, b"\x02"),
        (2, b"\x02"),
        (3, b"\x01"),
        (4, b""),
        (64, b""),
        (69, b""),
    ],
)
def test_it_says_what_it_is(question: int, answer: bytes) -> None:
    assert said(printer(nameplate=EPSON), b"\x1dI" + bytes([question])) == answer


def test_by_default_it_says_that_it_is_an_emulator() -> None:
    assert said(printer(), b"\x1dI\x43") == b"\x5fEMULATOR\x00"
    assert said(printer(nameplate=Nameplate(model="")), b"\x1dI\x43") == b""


def test_it_says_what_it_is_in_its_turn() -> None:
    """GS I is no real-time question: offline it waits, and is answered to whoever listens then."""
    it = printer("cover_open")
    assert said(it, b"\x1dI\x43" + ASK_STATUS) == b"\x1a"
    it.set_fault("none")
    assert said(it) == b"\x5fEMULATOR\x00"


@pytest.mark.parametrize("fault", ["mute", "simple_clone", "half_baud", "leftover", "late"])
def test_some_printers_do_not_say_what_they_are(fault: str) -> None:
    it = printer(fault)
    assert said(it, b"\x1dI\x43") == b""
    assert "I" not in it.hanging


def test_a_change_is_told_to_whoever_asked_for_its_kind() -> None:
    """GS a: bit 0 the drawer, 1 on line and cover, 2 errors, 3 paper, 6 the feed button. Each tells all four bytes."""
    kinds = {
        0x01: {"drawer_high"},
        0x04: {"cutter_error", "unrecoverable", "head_hot"},
        0x08: {"near_end", "paper_out"},
    }
    offline = {"paper_out", "cover_open", "feed_held", "cutter_error", "unrecoverable", "head_hot"}
    for wanted, faults in (kinds | {0x02: offline, 0x40: {"feed_held"}, 0x0F: set(TABLE) - {"none"}, 0: set()}).items():
        for fault in set(TABLE) - {"none"}:
            it = printer()
            said(it, b"\x1da" + bytes([wanted]))
            it.set_fault(fault)
            heard = said(it).hex(" ")
            assert heard == (TABLE[fault][2] if fault in faults else ""), (wanted, fault)


# Papers.


@pytest.mark.parametrize(("width", "data"), [(80, JOB), (58, NARROW)])
@pytest.mark.parametrize("piece", [1, 7, 10**6])
def test_a_ticket_is_one_whole_paper_however_it_arrives(width: int, data: bytes, piece: int) -> None:
    it = printer(width_mm=width)
    everything = data + ASK_ID
    answers = b"".join(said(it, everything[at : at + piece]) for at in range(0, len(everything), piece))
    assert answers == ID
    (paper,) = it.papers
    assert (paper.whole, paper.garbled, paper.copy, paper.ids, paper.data) == (True, False, False, ("abcd",), data)
    assert "A-012" in paper.text
    assert paper.codes == ((TICKET.url,) if width == 80 else ())


def test_every_beginning_of_a_ticket_is_less_than_a_ticket() -> None:
    """Cut anywhere: never a whole paper, never a word that it was printed; the next one is whole."""
    for length in (*range(0, len(JOB), 17), len(JOB) - 1):
        it = printer()
        assert said(it, JOB[:length]) == b""
        it.hang_up()
        assert not any(paper.whole for paper in it.papers)
        it.call()
        assert said(it, JOB + ASK_ID) == ID
        assert [paper.whole for paper in it.papers][-1:] == [True]
        assert sum(paper.whole for paper in it.papers) == 1


def test_a_copy_says_so() -> None:
    it = printer()
    said(it, JOB.replace(b"DEMO - TIDAK", b"SALINAN KE-2"))
    assert it.papers[0].copy


@pytest.mark.parametrize("words", [b"FOTOCOPY KK", b"[ ] SALINAN AKTA"])
def test_a_paper_that_asks_for_copies_is_no_copy(words: bytes) -> None:
    it = printer()
    said(it, b"\x1b@" + words + b"\n\x1dV\x00")
    assert not it.papers[0].copy


def test_without_a_cutter_a_slip_ends_where_it_is_torn() -> None:
    it = printer(width_mm=58)
    said(it, NARROW)
    assert it.papers == []  # still hanging out of it
    it.hang_up()
    assert [paper.whole for paper in it.papers] == [True]


def test_a_slip_that_is_begun_anew_is_not_whole() -> None:
    it = printer()
    said(it, JOB[: JOB.index(TICKET.number.encode()) + 6] + JOB)
    assert [paper.whole for paper in it.papers] == [False, True]


def test_what_does_not_begin_with_initialise_is_not_whole() -> None:
    it = printer()
    said(it, b"abc\n" + JOB[2:])
    assert [paper.whole for paper in it.papers] == [False]


# Order.


def test_questions_in_real_time_jump_the_queue() -> None:
    assert said(printer(), JOB + ASK_ID + ASK_STATUS) == READY + ID


def test_a_question_inside_a_picture_is_answered_and_stays_in_the_picture() -> None:
    rows = b"\xff\x10\x04\x01\xff\xff"
    it = printer()
    assert said(it, b"\x1b@\x1dv0\x00\x06\x00\x02\x00" + rows) == READY
    assert said(it, bytes(6) + b"\x1dV\x00" + ASK_ID) == ID
    assert rows in it.papers[0].drawing


def test_a_question_cut_in_three_is_heard_once() -> None:
    it = printer()
    assert [said(it, ASK_STATUS[at : at + 1]) for at in range(3)] == [b"", b"", READY]
    assert said(it) == b""


def test_what_arrives_offline_waits_and_is_printed_later() -> None:
    it = printer("cover_open")
    assert said(it, JOB + ASK_ID) == b""
    it.hang_up()
    assert it.papers == []
    it.set_fault("none")
    assert [paper.whole for paper in it.papers] == [True]


def test_a_full_buffer_takes_no_more() -> None:
    it = printer("cover_open")
    assert it.room() == 65536
    it.hear(bytes(65536))
    assert it.room() == 0
    it.set_fault("none")
    assert it.room() == 65536


def test_commands_of_other_clients_are_passed_over() -> None:
    foreign = (
        b"\x1bt\x10\x1bM\x01\x1b!\x08\x1bp\x00\x19\xfa\x1dh\x50\x1dk\x04A12\x00\x1b$\x10\x00\x1d(A\x02\x00\x00\x02\x1bi"
    )
    it = printer()
    said(it, b"\x1b@Halo\n" + foreign)
    assert it.papers[0].text == "Halo\n|| A12 ||"
    assert not it.papers[0].garbled


def test_a_picture_in_columns_is_turned_into_rows() -> None:
    """ESC * 33 with two columns: the upper left and the lower right dot; its line is as tall as the picture."""
    it = printer()
    said(it, b"\x1b@\x1b3\x10\x1b*\x21\x02\x00" + b"\x80\x00\x00" + b"\x00\x00\x01" + b"\n\x1dV\x00")
    assert b"\x1dv0\x00\x01\x00\x18\x00\x80" + bytes(22) + b"\x40" in it.papers[0].drawing
    assert it.papers[0].dots == 24


def test_an_unknown_command_is_printed_as_letters() -> None:
    it = printer()
    said(it, b"\x1b@\x1d\x7eABC\n\x1dV\x00")
    assert (it.papers[0].text, it.papers[0].garbled) == ("ABC", True)


def test_a_long_line_is_broken_and_goes_on() -> None:
    it = printer(width_mm=58)
    said(it, b"\x1b@" + b"a" * 40 + b"\n\x1dV\x00")
    assert it.papers[0].text == "a" * 32 + "\n" + "a" * 8


def test_from_any_place_in_a_ticket_on_the_pieces_are_the_bytes() -> None:
    """Nothing is refused, dropped or taken twice, whatever a connection begins with."""
    for start in range(len(JOB)):
        rest, pieces = JOB[start:], b""
        while (piece := first_piece(rest)) is not None:
            assert piece.raw
            pieces, rest = pieces + piece.raw, rest[len(piece.raw) :]
        assert pieces + rest == JOB[start:]


# The roll.


def test_the_roll_ends_inside_a_ticket() -> None:
    it = printer("paper_ends=40")
    assert said(it, JOB + ASK_ID) == b""
    assert [paper.whole for paper in it.papers] == [False]
    assert said(it, b"\x10\x04\x04") == b"\x7e"
    it.new_roll()
    assert said(it) == ID  # that it was processed: not that it is in one piece
    assert [paper.whole for paper in it.papers] == [False, False]
    assert said(it, JOB) == b""
    assert it.papers[-1].whole


def test_a_roll_runs_low_before_it_runs_out() -> None:
    it = printer(roll_mm=5100)
    assert said(it, b"\x10\x04\x04") == READY
    said(it, JOB)
    assert said(it, b"\x10\x04\x04") == b"\x1e"
    assert it.papers[0].dots // 8 > 100


def test_the_longest_picture_ends_with_the_roll() -> None:
    it = printer("paper_ends=1")
    said(it, b"\x1b@\x1dv0\x00\x01\x00\x40\x00" + b"\xff" * 64)
    assert it.papers[0].drawing.count(b"\xff") == 8


# Faults of the line and of the answers.


def test_power_lost_inside_a_ticket_loses_the_rest() -> None:
    it = printer("power_cycle=700")
    assert done(it, JOB) == [HangUp(reset=True)]
    it.hang_up()
    assert [paper.whole for paper in it.papers] == [False]
    it.call()
    assert said(it, JOB + ASK_ID) == ID  # once
    assert it.papers[-1].whole


def test_power_lost_forgets_what_waited() -> None:
    it = printer("cover_open")
    said(it, JOB)
    it.power_cycle()
    it.set_fault("none")
    assert it.papers == []


@pytest.mark.parametrize(("fault", "reset"), [("close_fin", False), ("close_rst", True)])
def test_it_hangs_up_after_exactly_so_many_bytes(fault: str, reset: bool) -> None:
    it = printer(f"{fault}=5")
    assert done(it, b"\x1b@ab") == []
    assert done(it, b"c\nLOST\n") == [HangUp(reset)]
    assert it.room() == 0
    it.hang_up()
    it.set_fault("none")
    it.call()
    said(it, b"\n\x1dV\x00")
    assert [paper.text for paper in it.papers] == ["abc"]


def test_it_hangs_up_between_the_ticket_and_its_proof() -> None:
    it = printer("close_before_id")
    assert done(it, JOB + ASK_ID) == [HangUp(reset=False)]
    assert it.papers[0].whole


@pytest.mark.parametrize(
    ("fault", "status", "proof"),
    [
        ("none", READY, ID),
        ("mute", b"", b""),
        ("duplicate", READY * 2, ID * 2),
        ("garbage", b"\xa0", b"\xfe\xc3\xff\xc3\xa0\xc3\xfe"),
        ("wrong_id", READY, b"\x37\x22????\x00"),
        ("no_id", READY, b""),
        ("simple_clone", READY, b""),
        ("leftover", b"", b""),
        ("late", b"", b""),
        ("half_baud", b"", b""),
        ("asb_only", b"\x10\x00\x00\x00", ID),
        ("talkative", b"\x10\x00\x00\x00" + READY, b"\x10\x00\x00\x00" + ID),
        ("close_before_id", READY, b""),
    ],
)
def test_what_a_fault_lets_it_say(fault: str, status: bytes, proof: bytes) -> None:
    it = printer(fault)
    assert said(it, ASK_STATUS) == status
    heard = said(it, JOB + ASK_ID)
    if fault != "garbage":
        assert heard == proof
    else:
        assert len(heard) == len(proof)
        assert heard != ID
    assert [paper.whole for paper in it.papers] == ([] if fault == "half_baud" else [True])


def test_slow_answers_come_at_their_time() -> None:
    clock = Clock()
    it = printer("slow=0.5", clock=clock)
    assert said(it, ASK_STATUS) == b""
    assert it.wait_s() == 0.5
    clock.now += 0.5
    assert said(it) == READY
    assert it.wait_s() is None


def test_a_slow_head_proves_later_but_answers_at_once() -> None:
    clock = Clock()
    it = printer("slow_print=1000", clock=clock)
    assert said(it, JOB + ASK_ID + ASK_STATUS) == READY
    clock.now += len(JOB) / 1000 + 0.1
    assert said(it) == ID


def test_no_answer_overtakes_another_where_the_machine_is_held_up() -> None:
    """Wherever that is: the id goes before the sensor's answer, which was asked for after it."""

    class HeldUp(Clock):
        """At this one of its looks a second has gone by."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.left = at

        def __call__(self) -> float:
            self.left -= 1
            self.now += self.left == 0
            return self.now

    for at in range(1, 400):
        clock = HeldUp(at)
        it = printer("slow_print=1000", clock=clock)
        it.hear(JOB + ASK_ID + b"\x1dr\x01")
        missed = clock.left > 0
        clock.now += len(JOB) / 1000 + 10
        assert said(it) == ID + b"\x00", at
    assert missed, "no look of the clock was left out"


def test_a_slow_line_carries_so_many_bytes_a_second() -> None:
    clock = Clock()
    it = printer("slow_line=1000", clock=clock)
    carried, began = 0, clock.now
    while carried < 2000:
        room = it.room()
        assert 0 < room <= 20
        it.hear(bytes(room))
        carried += room
        assert it.room() == 0
        clock.now += it.wait_s() or 0
    assert clock.now - began == pytest.approx(2.0)
    it.set_fault("none")
    assert it.room() > 60_000


def test_split_answers_come_byte_by_byte() -> None:
    clock = Clock()
    it = printer("split=0.02", clock=clock)
    heard = [said(it, ASK_ID)]
    while it.wait_s() is not None:
        clock.now += 0.021
        heard.append(said(it))
    assert heard == [bytes([byte]) for byte in ID]


def test_left_over_answers_come_in_the_next_connection() -> None:
    it = printer("leftover")
    assert said(it, ASK_ID) == b""
    it.hang_up()
    it.call()
    assert said(it) == ID


def test_a_stale_byte_comes_before_the_true_one_once_a_connection() -> None:
    it = printer("stale_status+paper_out")
    assert [said(it, ASK_STATUS), said(it, ASK_STATUS)] == [b"\x12\x1a", b"\x1a"]


def test_a_liar_is_ready_whatever_happens() -> None:
    assert said(printer("always_ready+paper_out"), b"\x10\x04\x04") == READY


def test_a_simple_clone_prints_the_question() -> None:
    it = printer("simple_clone")
    said(it, JOB + ASK_ID + b"\n" + JOB)
    assert any("00abcd" in paper.text for paper in it.papers)


def test_half_a_command_eats_the_next_ticket() -> None:
    """Of a picture that was cut off, a printer may wait for the rest for ever."""
    picture = b"\x1b@\x1dv0\x00\x48\x00\x20\x00"
    for fault, whole in (("none", True), ("half_command", False)):
        it = printer(fault)
        said(it, picture + b"\xff" * 72)
        it.hang_up()
        it.call()
        said(it, JOB + ASK_ID)
        assert any(paper.whole for paper in it.papers) is whole


def test_a_hot_head_cools_by_itself() -> None:
    clock = Clock()
    it = printer("head_hot=20", clock=clock)
    assert said(it, JOB + ASK_ID) == b""
    assert it.wait_s() == 20
    clock.now += 20
    assert said(it) == ID


@pytest.mark.parametrize("recovery", [b"\x10\x05\x01", b"\x10\x05\x02"])
def test_a_cutter_error_is_recovered_on_request(recovery: bytes) -> None:
    it = printer("cutter_error")
    said(it, JOB)
    said(it, recovery)
    assert [paper.whole for paper in it.papers] == ([True] if recovery[2] == 1 else [])
    assert said(it, b"\x10\x04\x03") == READY


def test_clearing_the_buffer_is_answered_and_forgets() -> None:
    it = printer("cover_open")
    assert said(it, JOB + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08") == b"\x37\x25\x00"
    it.set_fault("none")
    assert it.papers == []


@pytest.mark.parametrize("fault", ["refused", "unplugged", "power_off"])
def test_nobody_is_there(fault: str) -> None:
    it = EmulatedPrinter()
    it.set_fault(fault)
    assert not it.takes_calls
    it.set_fault("none")
    assert it.takes_calls


def test_each_fault_ends_as_it_says() -> None:
    for fault in FAULTS.values():
        for by, what in (("new_roll", EmulatedPrinter.new_roll), ("power", EmulatedPrinter.power_cycle)):
            it = printer(fault.name)
            what(it)
            still = [active.fault.name for active in it.faults]
            assert still == ([] if fault.ends == by else [fault.name]), (fault.name, by)
        it = printer(fault.name)
        it.set_fault("none")
        it.hang_up()
        it.call()
        assert said(it, JOB + ASK_ID) == ID, fault.name
        assert it.papers[-1].whole


def test_there_are_at_least_twenty_five() -> None:
    assert len(FAULTS) >= 25
    assert set(TABLE) - {"none"} <= set(FAULTS)


def test_names_and_numbers_that_make_no_sense() -> None:
    it = printer()
    with pytest.raises(UnknownFault):
        it.set_fault("paper_oud")
    for wrong in ("slow=x", "slow=-1", "slow=nan", "mute=3", "close_fin=inf"):
        with pytest.raises(BadParameter):
            it.set_fault(wrong)
    it.set_fault(" paper_out + drawer_high ")
    assert sorted(map(str, it.faults)) == ["drawer_high", "paper_out"]


@pytest.mark.parametrize("seed", range(60))
def test_no_bytes_and_no_faults_stop_it(seed: int) -> None:
    """Whatever is sent in whatever state: it never raises, and prints the next ticket when it is well again."""
    chance = random.Random(seed)
    it = EmulatedPrinter(clock=Clock())
    for _ in range(8):
        it.set_fault("+".join(chance.sample(sorted(FAULTS), chance.choice((0, 1, 2, 3)))))
        it.call()
        it.hear(_nonsense(chance))
        it.due()
        it.hang_up()
        chance.choice((it.power_cycle, it.new_roll, it.power_off, it.power_on))()
    it.power_cycle()
    it.set_fault("none")
    it.due()
    it.call()
    assert said(it, JOB + ASK_ID).endswith(ID)
    assert it.papers[-1].data == JOB


def _nonsense(chance: random.Random) -> bytes:
    kind = chance.randrange(3)
    if kind == 0:
        return chance.randbytes(400)
    if kind == 1:
        return bytes(chance.choice(b"\x1b\x1d\x1c\x10\x04\x14@(kHVv*0\x00\x01\x30a\n") for _ in range(300))
    spoilt = bytearray(JOB[: chance.randrange(1, len(JOB))])
    spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)
