"""The judge of the torture: histories made by hand, each with one thing that it must find, and some with none."""

from dataclasses import replace

import pytest

from protocol.vocabulary import PrintOutcome
from tests.torture.judge import Fault, History, Sheet, Told, Word, judge, slowest

CONFIRMED, FAILED, PENDING, SENT, UNKNOWN = (
    PrintOutcome.CONFIRMED,
    PrintOutcome.FAILED,
    PrintOutcome.PENDING,
    PrintOutcome.SENT,
    PrintOutcome.UNKNOWN,
)
WHOLE, TORN, COPY = Sheet(7, whole=True), Sheet(7, whole=False), Sheet(7, whole=True, copy=True)


def told(*outcomes: PrintOutcome, owed: bool = False) -> History:
    """The hub and staff's screens say this of ticket 7, one second after the other."""
    words = [Told(outcome, at=float(at), owed=owed) for at, outcome in enumerate(outcomes)]
    return History(hub={7: words[-1]}, staff={7: words})


def said(*outcomes: PrintOutcome, copy: int = 0, at: float = 0.0) -> list[Word]:
    return [Word(7, outcome, at, copy) for outcome in outcomes]


GOOD = {
    "printed and confirmed": replace(told(PENDING, CONFIRMED), sheets=[WHOLE], words=said(CONFIRMED)),
    "nothing came, and it is said": replace(told(PENDING, FAILED, owed=True), words=said(FAILED)),
    "failed, then printed by a touch": replace(told(FAILED, CONFIRMED), sheets=[WHOLE], words=said(FAILED, CONFIRMED)),
    "torn, and staff know": replace(told(PENDING, UNKNOWN), sheets=[TORN], words=said(UNKNOWN)),
    "out, though nobody knows": replace(told(SENT, UNKNOWN), sheets=[WHOLE], words=said(UNKNOWN)),
    "unknown, and a marked copy": replace(
        told(UNKNOWN), sheets=[WHOLE, COPY, COPY], words=[*said(UNKNOWN), *said(CONFIRMED, UNKNOWN, copy=1)]
    ),
    "an officer found it": replace(told(UNKNOWN, CONFIRMED), sheets=[WHOLE], words=said(UNKNOWN)),
    "staff knew better already": replace(told(SENT, CONFIRMED), sheets=[WHOLE], words=said(UNKNOWN, at=20)),
    "power went before the first line": replace(told(PENDING), words=said(PENDING)),
    "power went as another kiosk was given it": replace(
        told(FAILED, PENDING), words=[*said(FAILED), *said(PENDING, at=2)]
    ),
    "a number that no kiosk heard of": told(PENDING),
    "on staff's list": replace(told(FAILED), words=said(FAILED), on_list=frozenset({7})),
    "on no list any more": replace(told(FAILED), words=said(FAILED), on_list=frozenset(), over=frozenset({7})),
    "on no list, since a copy was given": replace(told(FAILED), sheets=[COPY], words=said(FAILED), on_list=frozenset()),
    "nothing happened": History(),
}

BAD = {
    "confirmed, and nothing came": (Fault.LOSS, replace(told(CONFIRMED), words=said(CONFIRMED))),
    "confirmed, and half of it came": (Fault.LOSS, replace(told(CONFIRMED), sheets=[TORN], words=said(CONFIRMED))),
    "confirmed, and only a copy came": (Fault.LOSS, replace(told(CONFIRMED), sheets=[COPY], words=said(CONFIRMED))),
    "the kiosk's screen said so alone": (Fault.LOSS, replace(told(UNKNOWN), words=said(CONFIRMED))),
    "the hub says so alone": (Fault.LOSS, replace(told(CONFIRMED), words=said(UNKNOWN))),
    "a copy that never came": (Fault.LOSS, replace(told(UNKNOWN), words=[*said(UNKNOWN), *said(CONFIRMED, copy=1)])),
    "on its way for ever": (Fault.LOSS, replace(told(PENDING, SENT), words=said(SENT))),
    "promised for ever": (Fault.LOSS, replace(told(PENDING), words=said(FAILED))),
    "the hub forgot the ticket": (Fault.LOSS, History(words=said(FAILED))),
    "staff's screens are behind": (
        Fault.LOSS,
        replace(told(PENDING, FAILED), staff={7: [Told(PENDING, 0.0)]}, words=said(FAILED)),
    ),
    "staff's screens are empty": (Fault.LOSS, replace(told(FAILED), staff={}, words=said(FAILED))),
    "on nobody's list": (Fault.LOSS, replace(told(FAILED), words=said(FAILED), on_list=frozenset({8}))),
    "two whole ones": (Fault.DUPLICATE, replace(told(CONFIRMED), sheets=[WHOLE, WHOLE], words=said(CONFIRMED))),
    "a torn one, then a whole one": (
        Fault.DUPLICATE,
        replace(told(UNKNOWN, CONFIRMED), sheets=[TORN, WHOLE], words=said(UNKNOWN, CONFIRMED)),
    ),
    "failed, and it is in the tray": (
        Fault.FALSE_FAILURE,
        replace(told(FAILED), sheets=[WHOLE], words=said(FAILED)),
    ),
    "failed, and half of it is in the tray": (
        Fault.FALSE_FAILURE,
        replace(told(FAILED), sheets=[TORN], words=said(FAILED)),
    ),
    "offered, and it is in the tray": (
        Fault.FALSE_FAILURE,
        replace(told(UNKNOWN, FAILED, owed=True), sheets=[WHOLE], words=said(UNKNOWN)),
    ),
    "unknown, and never told": (
        Fault.UNSEEN,
        replace(told(PENDING, FAILED), sheets=[WHOLE], words=said(UNKNOWN)),
    ),
    "unknown, and told after eleven seconds": (
        Fault.UNSEEN,
        replace(
            told(UNKNOWN),
            staff={7: [Told(SENT, 1.0), Told(UNKNOWN, 31.0)]},
            sheets=[TORN],
            words=said(UNKNOWN, at=20.0),
        ),
    ),
    "left on a disk": (
        Fault.UNSEEN,
        replace(told(UNKNOWN), sheets=[WHOLE], words=said(UNKNOWN), left_on_disk=[7]),
    ),
    "out, and on its way for ever": (Fault.UNSEEN, replace(told(SENT), sheets=[WHOLE], words=said(SENT))),
}


@pytest.mark.parametrize("history", GOOD.values(), ids=GOOD.keys())
def test_truth_is_let_pass(history: History) -> None:
    assert judge(history) == []


@pytest.mark.parametrize(("fault", "history"), BAD.values(), ids=BAD.keys())
def test_each_lie_is_found(fault: Fault, history: History) -> None:
    assert fault in {finding.fault for finding in judge(history)}


def test_every_fault_has_a_control() -> None:
    assert {fault for fault, _ in BAD.values()} == set(Fault)


def test_a_lie_about_one_ticket_is_not_laid_to_another() -> None:
    history = replace(
        told(CONFIRMED),
        sheets=[WHOLE, Sheet(8, whole=True), Sheet(8, whole=True)],
        words=[*said(CONFIRMED), Word(8, CONFIRMED, 0.0)],
        hub={7: Told(CONFIRMED, 0.0), 8: Told(CONFIRMED, 0.0)},
    )
    assert [(finding.fault, finding.ticket) for finding in judge(history)] == [(Fault.DUPLICATE, 8)]


def test_the_slowest_unknown_is_measured() -> None:
    history = replace(
        told(SENT),
        words=[Word(7, UNKNOWN, 20.0), Word(8, UNKNOWN, 20.0), Word(9, CONFIRMED, 0.0)],
        staff={7: [Told(SENT, 1.0), Told(UNKNOWN, 21.5)], 8: [Told(UNKNOWN, 24.0)], 9: []},
    )
    assert slowest(history) == 4.0
    assert slowest(replace(history, staff={})) == float("inf")
    assert slowest(replace(history, hub_away=[(0.0, 19.0), (20.5, 23.5), (30.0, 40.0)])) == 1.0
    assert slowest(History()) == 0.0
