"""A fault comes at its byte, and not one earlier: what the torture rests on."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from terminal.emulator import NetworkPrinter, start_emulator
from tests.torture.moments import Moment, break_at, mend

TICKET = b"\x1b@one\ntwo\nthree\n\x1dVB\x00"
QUESTION = b"\x1d(H\x06\x000012ab"


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    with start_emulator() as running:
        yield running


def say(printer: NetworkPrinter, data: bytes) -> bytes:
    """Everything that the printer answers until the line is done with."""
    with socket.create_connection(("127.0.0.1", printer.port), 2) as line:
        line.sendall(data)
        heard = b""
        with suppress(OSError):  # a printer that loses its power breaks off at any of these
            line.shutdown(socket.SHUT_WR)
            while more := line.recv(100):
                heard += more
    printer.wait_free()
    return heard


def slips(printer: NetworkPrinter) -> list[tuple[str, bool]]:
    return [(paper.text, paper.whole) for paper in printer.papers]


def test_inside_means_after_so_many_bytes_of_the_ticket(printer: NetworkPrinter) -> None:
    """Questions before it are not counted."""
    break_at(printer, "power_cycle=0", Moment.INSIDE, len(b"\x1b@one\ntwo\n"))
    say(printer, b"\x10\x04\x01" + TICKET)
    assert slips(printer) == [("one\ntwo", False)]


def test_between_cut_and_id_the_paper_is_out_and_nothing_says_so(printer: NetworkPrinter) -> None:
    break_at(printer, "mute", Moment.BEFORE_ID)
    assert say(printer, b"\x10\x04\x01" + TICKET + QUESTION) == b"\x12"
    assert slips(printer) == [("one\ntwo\nthree", True)]


def test_after_the_id_it_is_said_and_then_it_breaks(printer: NetworkPrinter) -> None:
    break_at(printer, "paper_out", Moment.AFTER_ID)
    assert say(printer, TICKET + QUESTION) == b"\x37\x2212ab\x00"
    assert [str(fault) for fault in printer.faults] == ["paper_out"]


def test_what_was_not_read_when_it_hung_is_lost(printer: NetworkPrinter) -> None:
    break_at(printer, "hung", Moment.INSIDE, len(b"\x1b@one\n"))
    with socket.create_connection(("127.0.0.1", printer.port), 2) as line:
        line.sendall(TICKET)
        printer.wait_until(lambda: bool(printer.core.faults))
    mend(printer)
    printer.wait_free()
    assert (slips(printer), printer.hanging) == ([], "one")


def test_a_later_fault_takes_the_place_of_one_that_never_came(printer: NetworkPrinter) -> None:
    break_at(printer, "paper_out", Moment.AFTER_ID)
    break_at(printer, "mute", Moment.BEFORE)
    assert say(printer, TICKET + QUESTION) == b""
    mend(printer)
    say(printer, TICKET + QUESTION)
    assert (slips(printer), printer.faults) == ([("one\ntwo\nthree", True)] * 2, [])


@pytest.mark.parametrize("moment", [moment for moment in Moment if moment is not Moment.BEFORE])
def test_no_later_fault_puts_in_a_new_roll_under_a_torn_ticket(printer: NetworkPrinter, moment: Moment) -> None:
    """Two kiosks break the same printer: the end of the roll is mended before the next fault is laid, not by it."""
    break_at(printer, "paper_ends=1", Moment.BEFORE)
    break_at(printer, "near_end", moment, len(TICKET))
    say(printer, TICKET + QUESTION)
    assert slips(printer) == [("one\ntwo\nthree", True)]


@pytest.mark.parametrize(
    "act", [mend, lambda printer: break_at(printer, "paper_ends", Moment.BEFORE)], ids=["mend", "break"]
)
def test_no_ticket_begins_while_somebody_has_his_hands_in_it(
    printer: NetworkPrinter, act: Callable[[NetworkPrinter], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second kiosk at the same printer, say: what is torn would go on upon the new roll, and prove itself."""
    steps: list[str] = []

    class Grip(threading.Condition):
        """The printer's lock, which says when this thread has let go of it altogether."""

        def __exit__(self, *ended: Any) -> None:
            super().__exit__(*ended)
            if threading.current_thread() is threading.main_thread() and not self._is_owned():  # type: ignore[attr-defined]
                steps.append("let go")

    def noted(name: str, real: Callable[..., None]) -> Callable[..., None]:
        def step(*given: object) -> None:
            real(*given)
            steps.append(name)

        return step

    printer.changed = Grip(threading.RLock())
    monkeypatch.setattr(printer, "wait_free", noted("was free", printer.wait_free))
    for name in ("set_fault", "new_roll"):
        monkeypatch.setattr(printer.core, name, noted("done", getattr(printer.core, name)))
    act(printer)
    assert "let go" not in steps[steps.index("was free") : len(steps) - steps[::-1].index("done")], steps


@pytest.mark.parametrize(("after", "text"), [(len(b"\x1b@one\ntwo"), "one"), (len(b"\x1b@one\ntwo\n"), "one\ntwo")])
def test_a_stream_in_pieces_is_counted_as_one(printer: NetworkPrinter, after: int, text: str) -> None:
    """One byte more, and one line more is on paper."""
    break_at(printer, "power_cycle=0", Moment.INSIDE, after)
    with printer.changed:
        printer.core.call()
        for place in range(len(TICKET)):
            if printer.core.room():
                printer.core.hear(TICKET[place : place + 1])
        printer.core.hang_up()
    assert slips(printer) == [(text, False)]
