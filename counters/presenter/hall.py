"""The counter towards the hall: open, paused or closed, and whether it may call somebody now."""

from collections.abc import Mapping
from typing import Final

from counters.presenter.actions import Action
from counters.presenter.seat import Seat
from protocol.messages import SetCounter, Ticket
from protocol.vocabulary import CounterState

COUNTER_STATES: Final[Mapping[Action, CounterState]] = {
    Action.OPEN_COUNTER: CounterState.OPEN,
    Action.PAUSE_COUNTER: CounterState.PAUSED,
    Action.CLOSE_COUNTER: CounterState.CLOSED,
}


def counter_offers(seat: Seat) -> dict[Action, str]:
    """The states that this counter can go to. A closed one is opened, not paused."""
    return {
        action: ""
        for action, state in COUNTER_STATES.items()
        if state is not seat.counter_state
        and not (action is Action.PAUSE_COUNTER and seat.counter_state is CounterState.CLOSED)
    }


def set_counter(action: Action, request_id: str) -> SetCounter | None:
    """The command of one of these actions."""
    state = COUNTER_STATES.get(action)
    return SetCounter(request_id=request_id, state=state) if state else None


def call_hindrance(seat: Seat, hand: Ticket | None) -> str:
    """Why nobody can be called now; "" when somebody can."""
    if not seat.open:
        return "why.counter_not_open"
    return "why.in_hand" if hand is not None else ""


def absence_hindrance(seat: Seat, called: Ticket) -> str:
    """Why it can't be said yet that nobody came."""
    needed = seat.mirror.office.settings.recalls_before_no_show
    return "why.recall_first" if called.recalls < needed else ""
