"""Where a numbered ticket may go. One table; whoever changes a ticket asks it first."""

from collections.abc import Mapping
from enum import StrEnum

from protocol.errors import TicketMoved
from protocol.vocabulary import CaseState, TicketState


class TicketMove(StrEnum):
    """What may happen to a ticket."""

    CALL = "call"
    RECALL = "recall"
    SERVE = "serve"
    NO_SHOW = "no_show"
    PARK = "park"
    BRING_BACK = "bring_back"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    EXPIRE = "expire"
    CALL_HANDOVER = "call_handover"
    BACK_TO_READY = "back_to_ready"
    BACK_TO_PROCESS = "back_to_process"
    TO_PROCESS = "to_process"
    TO_READY = "to_ready"
    HAND_OVER = "hand_over"
    TO_APPLICANT = "to_applicant"
    CLOSE_CANCELLED = "close_cancelled"
    CLOSE_PICKUP = "close_pickup"


_S = TicketState
_M = TicketMove

# A returned case's citizen is called back to the counter: in_process -> called -> serving, the same
# case goes on. If they don't come, BACK_TO_PROCESS keeps the case where it was.
# CANCEL is for a ticket taken by mistake, before a case exists; a case under way is cancelled by its
# own step, and CLOSE_CANCELLED lets the ticket follow.
# TO_APPLICANT sets a number aside whose case waits for what is missing; it comes back as it is.
# CLOSE_PICKUP: a number that was only for collecting is good for its day; the card stays ready.
NEXT: Mapping[tuple[TicketState, TicketMove], TicketState] = {
    (_S.WAITING, _M.CALL): _S.CALLED,
    (_S.WAITING, _M.PARK): _S.PARKED,
    (_S.WAITING, _M.TRANSFER): _S.WAITING,
    (_S.WAITING, _M.CANCEL): _S.CANCELLED,
    (_S.WAITING, _M.EXPIRE): _S.EXPIRED,
    (_S.WAITING, _M.CLOSE_CANCELLED): _S.CANCELLED,
    (_S.CALLED, _M.RECALL): _S.CALLED,
    (_S.CALLED, _M.SERVE): _S.SERVING,
    (_S.CALLED, _M.NO_SHOW): _S.NO_SHOW,
    (_S.CALLED, _M.BACK_TO_PROCESS): _S.IN_PROCESS,
    (_S.CALLED, _M.PARK): _S.PARKED,
    (_S.CALLED, _M.TRANSFER): _S.WAITING,
    (_S.CALLED, _M.CANCEL): _S.CANCELLED,
    (_S.CALLED, _M.EXPIRE): _S.EXPIRED,
    (_S.CALLED, _M.CLOSE_CANCELLED): _S.CANCELLED,
    (_S.PARKED, _M.CALL): _S.CALLED,
    (_S.PARKED, _M.BRING_BACK): _S.WAITING,
    (_S.PARKED, _M.CANCEL): _S.CANCELLED,
    (_S.PARKED, _M.EXPIRE): _S.EXPIRED,
    (_S.PARKED, _M.CLOSE_CANCELLED): _S.CANCELLED,
    (_S.NO_SHOW, _M.CALL): _S.CALLED,
    (_S.NO_SHOW, _M.BRING_BACK): _S.WAITING,
    (_S.NO_SHOW, _M.CANCEL): _S.CANCELLED,
    (_S.NO_SHOW, _M.EXPIRE): _S.EXPIRED,
    (_S.NO_SHOW, _M.CLOSE_CANCELLED): _S.CANCELLED,
    (_S.SERVING, _M.TO_PROCESS): _S.IN_PROCESS,
    (_S.SERVING, _M.TO_APPLICANT): _S.PARKED,
    (_S.SERVING, _M.CLOSE_CANCELLED): _S.CANCELLED,
    (_S.IN_PROCESS, _M.CALL): _S.CALLED,
    (_S.IN_PROCESS, _M.TO_PROCESS): _S.IN_PROCESS,
    (_S.IN_PROCESS, _M.TO_READY): _S.READY,
    (_S.IN_PROCESS, _M.TO_APPLICANT): _S.PARKED,
    (_S.IN_PROCESS, _M.CLOSE_CANCELLED): _S.CANCELLED,
    (_S.READY, _M.CALL_HANDOVER): _S.HANDOVER_CALLED,
    (_S.READY, _M.HAND_OVER): _S.DONE,
    (_S.READY, _M.CLOSE_CANCELLED): _S.CANCELLED,
    (_S.READY, _M.CLOSE_PICKUP): _S.EXPIRED,
    (_S.HANDOVER_CALLED, _M.RECALL): _S.HANDOVER_CALLED,
    (_S.HANDOVER_CALLED, _M.BACK_TO_READY): _S.READY,
    (_S.HANDOVER_CALLED, _M.HAND_OVER): _S.DONE,
    (_S.HANDOVER_CALLED, _M.CLOSE_CANCELLED): _S.CANCELLED,
    (_S.HANDOVER_CALLED, _M.CLOSE_PICKUP): _S.EXPIRED,
}

ENDED = frozenset({_S.DONE, _S.CANCELLED, _S.EXPIRED})

FOLLOWS: Mapping[CaseState, TicketMove] = {
    CaseState.AWAITING_APPROVAL: _M.TO_PROCESS,
    CaseState.INCOMPLETE: _M.TO_APPLICANT,
    CaseState.READY: _M.TO_READY,
    CaseState.HANDED_OVER: _M.HAND_OVER,
    CaseState.CANCELLED: _M.CLOSE_CANCELLED,
    CaseState.EXPIRED: _M.EXPIRE,
}


def move(state: TicketState, step: TicketMove, number: str = "") -> TicketState:
    """Where this move leads. Raises TicketMoved if the ticket is not where the move supposes."""
    try:
        return NEXT[state, step]
    except KeyError:
        raise TicketMoved(number=number, state=state.value) from None


def no_show(state: TicketState, case: CaseState | None) -> TicketMove:
    """Which move "nobody came" is: a ready card and a returned case stay where they were before the call."""
    if state is TicketState.HANDOVER_CALLED:
        return TicketMove.BACK_TO_READY
    return TicketMove.BACK_TO_PROCESS if under_way(case) else TicketMove.NO_SHOW


def under_way(case: CaseState | None) -> bool:
    """Whether the office works on this number's card. One that waits for its applicant is theirs to bring back."""
    return case is not None and case is not CaseState.INCOMPLETE


def follow(state: TicketState, case: CaseState, number: str = "") -> TicketState:
    """Where a ticket stands once its case has got to ``case``. One that has ended stays ended."""
    if state in ENDED or case not in FOLLOWS:
        return state
    return move(state, FOLLOWS[case], number)


def expires_at_midnight(state: TicketState) -> bool:
    """Whether the end of the day ends this ticket. A card under way outlives the day."""
    return (state, TicketMove.EXPIRE) in NEXT


def at_midnight(state: TicketState, case: CaseState | None, only_collects: bool = False) -> TicketMove | None:
    """The move with which the day ends for this ticket; None where it stays as it is.

    A call that nobody answered is over. ``only_collects``: the number was given for a pickup.
    """
    if only_collects and (state, TicketMove.CLOSE_PICKUP) in NEXT:
        return TicketMove.CLOSE_PICKUP
    if state is TicketState.HANDOVER_CALLED:
        return TicketMove.BACK_TO_READY
    if not expires_at_midnight(state):
        return None
    if not under_way(case):
        return TicketMove.EXPIRE
    return TicketMove.BACK_TO_PROCESS if state is TicketState.CALLED else None
