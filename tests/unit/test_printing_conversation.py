"""The order of a conversation, on a wire that follows a script."""

from collections.abc import Callable
from typing import ClassVar

import pytest

from terminal.printing import CoverOpen, Interrupted, PaperOut, Silent, Status, TimedOut
from terminal.printing.answers import ASK_SENSOR, ask, ask_id
from terminal.printing.conversation import Conversation


class Played:
    """A clock that goes on while somebody waits, and not while the machine is busy."""

    ran = 0.0

    def __call__(self) -> float:
        return self.ran


CLOCK = Played()


class Script:
    """A wire that gives these answers in turn, and fails at this send."""

    def __init__(self, answers: list[bytes], fails_at: int | None = None, *, hangs_up: bool = True) -> None:
        self.answers = answers
        self.fails_at = fails_at
        self.hangs_up = hangs_up
        self.sent: list[bytes] = []
        self.closed = 0

    def send(self, data: bytes) -> None:
        if len(self.sent) == self.fails_at:
            raise TimedOut("scripted", sent=True)
        self.sent.append(data)

    def receive(self, timeout_s: float) -> bytes:
        if not timeout_s:
            return b""  # nothing comes before it is waited for
        if not self.answers:
            if self.hangs_up:
                raise Interrupted("the script is over")
            CLOCK.ran += timeout_s
            return b""
        return self.answers.pop(0)

    def close(self) -> None:
        self.closed += 1


def conversation(wire: Script) -> Conversation:
    return patient(lambda: wire, 0.1)


def patient(open_wire: Callable[[], Script], timeout_s: float) -> Conversation:
    return Conversation(open_wire, timeout_s, None, lambda: "AB12", clock=CLOCK)


def test_one_question_at_a_time_then_the_ticket_with_its_id():
    wire = Script([b"\x12", b"\x12", b"\x12", b"\x37\x22AB12\x00"])
    assert conversation(wire).print(b"ticket").confirmed
    assert wire.sent == [ask(1), ask(2), ask(4), b"ticket" + ask_id("AB12") + ASK_SENSOR]
    assert wire.closed == 1


@pytest.mark.parametrize(("fails_at", "sent"), [(0, False), (1, False), (2, False), (3, True)])
def test_a_question_that_cannot_be_sent_is_no_ticket(fails_at, sent):
    wire = Script([b"\x12"] * 3, fails_at)
    with pytest.raises(TimedOut) as met:
        conversation(wire).print(b"ticket")
    assert met.value.sent is sent
    assert wire.closed == 1


def test_the_answer_to_an_earlier_ticket_confirms_nothing():
    wire = Script([b"\x12", b"\x12", b"\x12", b"\x37\x22AB11\x00"])
    assert not conversation(wire).print(b"ticket").confirmed


WELL = [b"\x12", b"\x12", b"\x12"]
SENSOR, WRONG_ID = b"\x00", b"\x37\x22????\x00"


def test_where_no_id_is_given_the_sensor_in_its_turn_is_proof():
    printed = conversation(Script([*WELL, SENSOR, *WELL])).print(b"ticket")
    assert (printed.confirmed, printed.by) == (True, "sensor")


def test_the_nothing_that_a_serial_line_reads_when_a_printer_loses_power_is_no_proof():
    """A broken line is read as a byte of zeros, as which the sensor says that paper is there. Nobody answers then."""
    assert not conversation(Script([*WELL, SENSOR], hangs_up=False)).print(b"ticket").confirmed


def test_trouble_after_the_sensors_answer_sends_somebody_to_look():
    wire = Script([*WELL, SENSOR, b"\x1a", b"\x16", b"\x12"])
    with pytest.raises(CoverOpen) as met:
        conversation(wire).print(b"ticket")
    assert met.value.sent


@pytest.mark.parametrize("bits", [0x0C, 0x0F, 0x01, 0x02, 0x04, 0x43])
def test_a_sensor_that_feels_no_paper_or_half_of_it_proves_nothing(bits):
    assert not conversation(Script([*WELL, bytes([bits]), *WELL], hangs_up=False)).print(b"ticket").confirmed


def test_little_paper_is_paper():
    assert conversation(Script([*WELL, b"\x03", *WELL])).print(b"ticket").confirmed


def test_what_came_before_the_ticket_was_sent_proves_nothing():
    wire = Script([b"\x12", b"\x12", b"\x12" + SENSOR], hangs_up=False)
    assert not conversation(wire).print(b"ticket").confirmed


def test_a_wrong_id_is_no_proof_and_the_sensor_after_it_neither():
    assert not conversation(Script([*WELL, WRONG_ID, SENSOR])).print(b"ticket").confirmed


def test_a_printer_that_gave_ids_is_not_proven_by_its_sensor_alone():
    wire = Script([*WELL, b"\x37\x22AB12\x00", *WELL, SENSOR])
    talk = conversation(wire)
    assert talk.print(b"ticket").confirmed
    assert not talk.print(b"ticket").confirmed


def test_a_printer_that_knows_no_ids_is_asked_for_none_after_two_tickets():
    wire = Script([*WELL, SENSOR, *WELL] * 3)
    talk = conversation(wire)
    assert [talk.print(b"ticket").confirmed for _ in range(3)] == [True] * 3
    jobs = [sent for sent in wire.sent if sent.startswith(b"ticket")]
    assert [ask_id("AB12") in sent for sent in jobs] == [True, True, False]


def test_a_late_sensor_answer_on_a_line_that_is_kept_proves_nothing_of_the_next_ticket():
    """The first ticket's answer comes while the second one is awaited; a minute later nobody waits for it."""
    wire = Script([])
    talk = Conversation(lambda: wire, 0.1, None, lambda: "AB12", keeps_line=True, clock=CLOCK)
    for answers, confirmed, later in (([], False, 1), ([SENSOR], False, 1), ([SENSOR], False, 61), ([SENSOR], True, 1)):
        wire.answers = [*WELL, *answers, *WELL]
        assert talk.print(b"ticket").confirmed is confirmed
        CLOCK.ran += later


def test_silence_of_a_printer_that_has_answered_is_trouble_before_the_ticket():
    wire = Script([*WELL], hangs_up=False)
    talk = conversation(wire)
    talk.status()
    with pytest.raises(Silent) as met:
        talk.print(b"ticket")
    assert not met.value.sent
    assert b"ticket" not in b"".join(wire.sent)


class OpenCover(Script):
    """Answers each question truly, after a byte that was left over from before."""

    STATE: ClassVar = {ask(1): b"\x1a", ask(2): b"\x16", ask(4): b"\x12"}

    def send(self, data: bytes) -> None:
        super().send(data)
        self.answers.append(self.STATE[data])


def test_answers_that_a_left_over_byte_has_shifted_are_asked_for_again():
    """Read one place off, an open cover is a printer that is online with its feed button held."""
    wire = OpenCover([b"\x12"], hangs_up=False)
    assert conversation(wire).status().problem is CoverOpen
    assert len(wire.sent) == 6


def test_a_printer_that_only_tells_of_its_own_accord_is_believed():
    wire = Script([b"\x18\x00\x0f\x00"], hangs_up=False)
    assert conversation(wire).status() == Status(paper_low=True, problem=PaperOut)


class Busy(Script):
    """Prints until it is asked a second time how it is; then it is done, and says so before it answers."""

    def __init__(self, then: tuple[int, int, int]) -> None:
        super().__init__([], hangs_up=False)
        self._now, self._then = (0x12, 0x12, 0x12), then

    def send(self, data: bytes) -> None:
        super().send(data)
        if data in (ask(1), ask(2), ask(4)):
            if self.sent.count(ask(1)) == 2:
                self._now = self._then
            done = b"\x37\x22AB12\x00" if data == ask(1) and self._now is self._then else b""
            self.answers.append(done + bytes([self._now[(ask(1), ask(2), ask(4)).index(data)]]))


@pytest.mark.parametrize("then", [(0x12, 0x12, 0x12), (0x1A, 0x16, 0x12)], ids=["well", "cover open"])
def test_an_id_that_comes_while_the_status_is_asked_is_heard(then):
    talk = patient(lambda: wire, 8)
    wire = Busy(then)
    assert talk.print(b"ticket").confirmed


class FallsSilent(Script):
    """Is well before the ticket, says in the midst of it that its cover is open, and then nothing more."""

    def send(self, data: bytes) -> None:
        super().send(data)
        asked = self.sent.count(ask(1))
        if data in OpenCover.STATE and asked < 3:
            self.answers.append(b"\x12" if asked == 1 else OpenCover.STATE[data])


def test_trouble_that_was_told_once_is_trouble_though_nothing_comes_after_it():
    with pytest.raises(CoverOpen) as met:
        conversation(FallsSilent([], hangs_up=False)).print(b"ticket")
    assert met.value.sent


class Stutters(OpenCover):
    """Says each answer twice."""

    STATE: ClassVar = {question: answer * 2 for question, answer in OpenCover.STATE.items()}

    def receive(self, timeout_s: float) -> bytes:
        return super().receive(timeout_s or (0.01 if self.answers else 0))


def test_an_answer_that_is_said_twice_answers_one_question():
    wire = Stutters([], hangs_up=False)
    assert conversation(wire).status().problem is CoverOpen
    assert len(wire.sent) == 3


class Simple(Script):
    """Answers DLE EOT, and knows no other question."""

    def send(self, data: bytes) -> None:
        super().send(data)
        if data in (ask(1), ask(2), ask(4)):
            self.answers.append(b"\x12")


def test_a_printer_that_can_prove_nothing_is_not_waited_for_at_each_ticket():
    wire = Simple([], hangs_up=False)
    talk = patient(lambda: wire, 8)
    took = []
    for _ in range(3):
        began = CLOCK()
        assert not talk.print(b"ticket").confirmed
        took.append(CLOCK() - began)
    assert took == pytest.approx([8, 8, 1])


def test_a_printer_that_proved_a_ticket_once_is_waited_for():
    wire = Script([*WELL, b"\x37\x22AB12\x00"], hangs_up=False)
    talk = patient(lambda: wire, 8)
    assert talk.print(b"ticket").confirmed
    simple = wire = Simple([], hangs_up=False)
    for _ in range(3):
        began = CLOCK()
        assert not talk.print(b"ticket").confirmed
        assert CLOCK() - began == pytest.approx(8)
    assert simple.closed == 3


class HeldUp(Script):
    """Who listens here is held up until no time is left, each time; by then all answers lie there."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        super().__init__([])
        self.by_question = answers
        self.lies_there = b""

    def send(self, data: bytes) -> None:
        super().send(data)
        self.lies_there += self.by_question.get(data, b"")

    def receive(self, timeout_s: float) -> bytes:
        if timeout_s:
            CLOCK.ran += timeout_s
            return b""
        said, self.lies_there = self.lies_there, b""
        return said


def test_who_was_held_up_until_the_time_was_over_hears_what_lies_there():
    ticket = b"ticket" + ask_id("AB12") + ASK_SENSOR
    wire = HeldUp({ask(1): b"\x12", ask(2): b"\x12", ask(4): b"\x12", ticket: b"\x37\x22AB12\x00"})
    assert conversation(wire).print(b"ticket").by == "id"
