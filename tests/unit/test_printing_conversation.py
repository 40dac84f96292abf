"""The order of a conversation, on a wire that follows a script."""

import pytest

from terminal.printing import Interrupted, TimedOut
from terminal.printing.answers import ask, ask_id
from terminal.printing.conversation import Conversation


class Script:
    """A wire that gives these answers in turn, and fails at this send."""

    def __init__(self, answers: list[bytes], fails_at: int | None = None) -> None:
        self.answers = answers
        self.fails_at = fails_at
        self.sent: list[bytes] = []
        self.closed = 0

    def send(self, data: bytes) -> None:
        if len(self.sent) == self.fails_at:
            raise TimedOut("scripted", sent=True)
        self.sent.append(data)

    def receive(self, timeout_s: float) -> bytes:
        if not self.answers:
            raise Interrupted("the script is over")
        return self.answers.pop(0)

    def close(self) -> None:
        self.closed += 1


def conversation(wire: Script) -> Conversation:
    return Conversation(lambda: wire, 0.1, None, lambda: "AB12")


def test_one_question_at_a_time_then_the_ticket_with_its_id():
    wire = Script([b"\x12", b"\x12", b"\x12", b"\x37\x22AB12\x00"])
    assert conversation(wire).print(b"ticket").confirmed
    assert wire.sent == [ask(1), ask(2), ask(4), b"ticket" + ask_id("AB12")]
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
