"""The promises that this desk can still keep, and those that are broken: counted before anybody opens a list."""

from typing import Final

from counters.presenter.seat import Seat
from counters.presenter.timing import case_clock
from protocol.messages import Case
from protocol.vocabulary import CaseState, Right

_STAGES: Final = (
    (Right.APPROVE, CaseState.AWAITING_APPROVAL),
    (Right.PRINT, CaseState.AWAITING_PRINT),
    (Right.REGISTER, CaseState.AWAITING_REGISTER),
)
_UNDER_WAY: Final = frozenset({CaseState.VERIFYING, *(state for _, state in _STAGES)})


def pressing(seat: Seat) -> tuple[int, int]:
    """How many cases are late, and how many will be before long."""
    tones = [clock.tone for case in _watched(seat) if (clock := case_clock(seat, case)) is not None]
    return tones.count("danger"), tones.count("warn")


def _watched(seat: Seat) -> tuple[Case, ...]:
    """A counter watches its services' cases to the end, an approver or the print room what waits there."""
    return tuple(case for case in seat.mirror.cases_in(*_UNDER_WAY) if _concerns(seat, case))


def _concerns(seat: Seat, case: Case) -> bool:
    if seat.may(Right.SUPERVISE) and not seat.may(Right.APPROVE):
        return True
    if seat.may(Right.CALL, Right.VERIFY) and case.service in seat.services:
        return True
    return any(case.state is state and seat.may(right) for right, state in _STAGES)
