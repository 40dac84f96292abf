"""The ticket's table, walked over every state and every move."""

import pytest

from protocol.errors import TicketMoved
from protocol.vocabulary import CaseState, TicketState
from server.domain.ticket import ENDED, NEXT, TicketMove, at_midnight, expires_at_midnight, follow, move, no_show

# Written down a second time, from the design's picture, so that a slip of the table is seen.
WALK = {
    "waiting": "call>called park>parked transfer>waiting cancel>cancelled expire>expired close_cancelled>cancelled",
    "called": "recall>called serve>serving no_show>no_show back_to_process>in_process park>parked transfer>waiting"
    " cancel>cancelled expire>expired close_cancelled>cancelled",
    "serving": "to_process>in_process to_applicant>parked close_cancelled>cancelled",
    "in_process": "call>called to_process>in_process to_ready>ready to_applicant>parked close_cancelled>cancelled",
    "ready": "call_handover>handover_called hand_over>done close_pickup>expired close_cancelled>cancelled",
    "handover_called": "recall>handover_called back_to_ready>ready hand_over>done close_pickup>expired"
    " close_cancelled>cancelled",
    "parked": "call>called bring_back>waiting cancel>cancelled expire>expired close_cancelled>cancelled",
    "no_show": "call>called bring_back>waiting cancel>cancelled expire>expired close_cancelled>cancelled",
    "done": "",
    "cancelled": "",
    "expired": "",
    "unknown": "",
}


def allowed(state: TicketState) -> dict[str, str]:
    return dict(pair.split(">") for pair in WALK[state].split())


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("step", TicketMove)
def test_every_move_leads_where_the_design_says_or_is_refused(state: TicketState, step: TicketMove) -> None:
    goal = allowed(state).get(step)
    if goal:
        assert move(state, step) == goal
        return
    with pytest.raises(TicketMoved) as refused:
        move(state, step, "A-012")
    assert refused.value.params == {"number": "A-012", "state": state.value}


def test_every_state_is_reached_and_every_walk_can_end() -> None:
    reached = {TicketState.WAITING, *NEXT.values()}
    assert reached == set(TicketState) - {TicketState.UNKNOWN}
    for state in reached - ENDED:
        assert (state, TicketMove.CLOSE_CANCELLED) in NEXT


def test_what_has_ended_never_moves() -> None:
    assert not [state for state, _ in NEXT if state in ENDED]


@pytest.mark.parametrize("state", TicketState)
def test_midnight_ends_those_who_wait_and_spares_a_card_under_way(state: TicketState) -> None:
    ends = state in {TicketState.WAITING, TicketState.CALLED, TicketState.PARKED, TicketState.NO_SHOW}
    assert expires_at_midnight(state) is ends


@pytest.mark.parametrize(
    ("state", "case", "only_collects", "goal"),
    [
        ("waiting", None, False, "expired"),
        ("called", None, False, "expired"),
        ("parked", None, False, "expired"),
        ("no_show", None, False, "expired"),
        ("waiting", "incomplete", False, "expired"),
        ("called", "incomplete", False, "expired"),
        ("parked", "incomplete", False, "expired"),
        # Called back for what the approver refused, and gone home.
        ("called", "verifying", False, "in_process"),
        ("serving", "verifying", False, None),
        ("in_process", "awaiting_print", False, None),
        ("ready", "ready", False, None),
        ("handover_called", "ready", False, "ready"),
        ("ready", "ready", True, "expired"),
        ("handover_called", "ready", True, "expired"),
        ("done", "handed_over", True, None),
    ],
)
def test_how_the_day_ends(state: str, case: str | None, only_collects: bool, goal: str | None) -> None:
    step = at_midnight(TicketState(state), CaseState(case) if case else None, only_collects)
    assert (move(TicketState(state), step).value if step else None) == goal


@pytest.mark.parametrize(
    ("state", "case", "step", "goal"),
    [
        (TicketState.CALLED, None, TicketMove.NO_SHOW, TicketState.NO_SHOW),
        (TicketState.CALLED, CaseState.INCOMPLETE, TicketMove.NO_SHOW, TicketState.NO_SHOW),
        (TicketState.CALLED, CaseState.VERIFYING, TicketMove.BACK_TO_PROCESS, TicketState.IN_PROCESS),
        (TicketState.HANDOVER_CALLED, CaseState.READY, TicketMove.BACK_TO_READY, TicketState.READY),
    ],
)
def test_nobody_came(state: TicketState, case: CaseState | None, step: TicketMove, goal: TicketState) -> None:
    assert no_show(state, case) is step
    assert move(state, step) is goal


@pytest.mark.parametrize("case", CaseState)
@pytest.mark.parametrize("state", ENDED)
def test_a_ticket_that_has_ended_lets_its_case_go_on_alone(state: TicketState, case: CaseState) -> None:
    assert follow(state, case) is state


@pytest.mark.parametrize(
    ("state", "case", "goal"),
    [
        (TicketState.SERVING, CaseState.VERIFYING, TicketState.SERVING),
        (TicketState.SERVING, CaseState.AWAITING_APPROVAL, TicketState.IN_PROCESS),
        (TicketState.SERVING, CaseState.INCOMPLETE, TicketState.PARKED),
        (TicketState.IN_PROCESS, CaseState.INCOMPLETE, TicketState.PARKED),
        (TicketState.PARKED, CaseState.EXPIRED, TicketState.EXPIRED),
        (TicketState.WAITING, CaseState.EXPIRED, TicketState.EXPIRED),
        (TicketState.IN_PROCESS, CaseState.VERIFYING, TicketState.IN_PROCESS),
        (TicketState.IN_PROCESS, CaseState.AWAITING_APPROVAL, TicketState.IN_PROCESS),
        (TicketState.IN_PROCESS, CaseState.AWAITING_PRINT, TicketState.IN_PROCESS),
        (TicketState.IN_PROCESS, CaseState.AWAITING_REGISTER, TicketState.IN_PROCESS),
        (TicketState.IN_PROCESS, CaseState.READY, TicketState.READY),
        (TicketState.HANDOVER_CALLED, CaseState.HANDED_OVER, TicketState.DONE),
        (TicketState.READY, CaseState.HANDED_OVER, TicketState.DONE),
        (TicketState.PARKED, CaseState.CANCELLED, TicketState.CANCELLED),
    ],
)
def test_a_ticket_follows_its_case(state: TicketState, case: CaseState, goal: TicketState) -> None:
    assert follow(state, case) is goal


def test_a_ticket_does_not_follow_from_where_it_can_not() -> None:
    with pytest.raises(TicketMoved) as refused:
        follow(TicketState.CALLED, CaseState.READY, "A-001")
    assert refused.value.params["number"] == "A-001"
