"""What the counter terminal shows and which keys do what: an action is offered exactly when the hub would take it."""

import itertools
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.texts import LANGUAGES, domain
from counters.presenter import case_file, nik, order, queue, sign_in, timing, verification
from counters.presenter.actions import EVERYWHERE, FIELDS, OWN, Action, Desk, Mode, asked_by, key_of, tab_key
from counters.presenter.case_list import case_desk_view, case_lines, kept
from counters.presenter.help import key_groups
from counters.presenter.paper import Matter
from counters.presenter.phrases import hindrance, refused, say
from counters.presenter.queue import Choice, QueueView, Shelf, UndoOffer, queue_view
from counters.presenter.seat import Seat, desk_here, desks_of
from counters.presenter.sign_in import PinEntry
from counters.presenter.verification import Draft, Mark
from protocol import errors
from protocol import messages as m
from protocol.office import Office, Priority
from protocol.turns import Waiting, choose_next
from protocol.vocabulary import (
    CaseState,
    ChosenBecause,
    CounterState,
    PrintOutcome,
    Purpose,
    Result,
    Right,
    Step,
    TicketState,
)
from server.config.catalogue import load_office
from server.domain.nik import check_nik
from server.domain.ticket import NEXT, TicketMove
from server.domain.workflow import RIGHT_FOR
from tests.support.counters_seat import KTP, MINUTE, NOW, OPERATOR, case, mirror_of, seat, ticket
from tests.support.hub_process import ROOT


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(ROOT / "assets" / "catalogue" / "magetan.toml")


def view(
    office: Office, *tickets: m.Ticket, chosen: int | None = None, shelf: Shelf = Shelf.WAITING, **fields: Any
) -> QueueView:
    return queue_view(seat(mirror_of(office, tickets), **fields), Choice(shelf, chosen))


# --- actions and keys -----------------------------------------------------------------------------


def test_every_daily_action_has_one_key() -> None:
    """A key, or one held with Ctrl: never more than two keys for anything."""
    reached = {action for keys in (*OWN.values(), EVERYWHERE) for asked in keys.values() for action in asked}
    assert set(Action) == reached
    keys = [key for table in (*OWN.values(), EVERYWHERE) for key in table]
    assert all(len(key.split("+")) <= 2 for key in keys)
    assert all(len(tab_key(at).split("+")) == 2 for at in range(len(Desk)))


@pytest.mark.parametrize("mode", Mode)
def test_a_desk_takes_no_key_from_everywhere(mode: Mode) -> None:
    assert not OWN[mode].keys() & EVERYWHERE.keys()
    for key, asked in OWN[mode].items():
        assert asked_by(mode, key) == asked
        assert all(key_of(mode, action) == key or asked_by(mode, key_of(mode, action)) == (action,) for action in asked)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", Mode)
def test_help_names_every_key_of_the_mode(mode: Mode, language: str) -> None:
    lines = [line for group in key_groups(mode, language, 2) for line in group.lines]  # type: ignore[arg-type]
    told = " ".join(line.does for line in lines)
    assert all(say(language, f"do.{action}") in told for asked in OWN[mode].values() for action in asked)  # type: ignore[arg-type]
    assert not any(line.does.startswith("do.") for line in lines)


# --- the queue --------------------------------------------------------------------------------------

MOVES = {
    Action.CALL_CHOSEN: TicketMove.CALL,
    Action.RECALL: TicketMove.RECALL,
    Action.START_SERVING: TicketMove.SERVE,
    Action.NO_SHOW: TicketMove.NO_SHOW,
    Action.PARK: TicketMove.PARK,
    Action.BRING_BACK: TicketMove.BRING_BACK,
    Action.TRANSFER: TicketMove.TRANSFER,
    Action.CANCEL: TicketMove.CANCEL,
}


@pytest.mark.parametrize("action", MOVES)
def test_steps_are_offered_from_the_states_that_the_hub_takes(action: Action) -> None:
    """The terminal's table is the hub's, except that a handover call is recalled at its own desk."""
    taken = {state for state, step in NEXT if step is MOVES[action]} - {TicketState.HANDOVER_CALLED}
    assert queue.ALLOWED[action] == taken


@pytest.mark.parametrize("state", [s for s in TicketState if s is not TicketState.UNKNOWN])
def test_number_in_hand_offers_exactly_what_its_state_allows(office: Office, state: TicketState) -> None:
    shown = view(office, ticket(1, state, counter="1", recalls=2))
    about = set(queue.ALLOWED) & set(shown.offers)
    in_hand = state in (TicketState.CALLED, TicketState.SERVING, TicketState.HANDOVER_CALLED)
    assert about == ({action for action, states in queue.ALLOWED.items() if state in states} if in_hand else set())


def test_nobody_is_called_while_a_number_is_in_hand(office: Office) -> None:
    shown = view(office, ticket(1, TicketState.CALLED, counter="1"), ticket(2), chosen=2)
    assert shown.offers[Action.CALL_NEXT] == shown.offers[Action.CALL_CHOSEN] == "why.in_hand"


@pytest.mark.parametrize("state", [CounterState.CLOSED, CounterState.PAUSED])
def test_a_counter_calls_only_while_it_is_open(office: Office, state: CounterState) -> None:
    mirror = mirror_of(office, [ticket(1)], counters=(m.CounterNow(id="1", state=state),))
    shown = queue_view(seat(mirror), Choice())
    assert shown.offers[Action.CALL_NEXT] == "why.counter_not_open"
    assert shown.offers[Action.OPEN_COUNTER] == ""


def test_no_show_waits_for_the_recalls(office: Office) -> None:
    by_recalls = [view(office, ticket(1, TicketState.CALLED, counter="1", recalls=n)) for n in range(3)]
    assert [shown.offers[Action.NO_SHOW] for shown in by_recalls] == ["why.recall_first", "why.recall_first", ""]


@pytest.mark.parametrize(("fields", "why"), [({"live": False}, "why.not_live"), ({"asking": True}, "why.asking")])
def test_nothing_can_be_asked_while_away_or_asking(office: Office, fields: dict[str, bool], why: str) -> None:
    shown = view(office, ticket(1, TicketState.CALLED, counter="1"), ticket(2), **fields)
    assert shown.offers
    assert set(shown.offers.values()) == {why}


def test_keys_act_on_the_chosen_row_before_the_number_in_hand(office: Office) -> None:
    called, parked = ticket(1, TicketState.CALLED, counter="1"), ticket(2, TicketState.PARKED)
    assert view(office, called, parked).subject == called
    chosen = view(office, called, parked, chosen=2, shelf=Shelf.PARKED)
    assert chosen.subject == parked
    command = queue.command(Action.BRING_BACK, chosen, "r")
    assert command == m.BringBack(request_id="r", ticket=2)


def test_returned_number_called_back_stays_with_its_case(office: Office) -> None:
    offers = view(office, ticket(1, TicketState.CALLED, counter="1", case=7, recalls=2)).offers
    assert not {Action.PARK, Action.TRANSFER, Action.CANCEL} & set(offers)
    assert offers[Action.START_SERVING] == offers[Action.NO_SHOW] == ""


def test_lists_hold_what_this_counter_may_call(office: Office) -> None:
    shown = view(
        office,
        ticket(1),
        ticket(2, reserved_for="2"),
        ticket(3, reserved_for="1", service="elsewhere"),
        ticket(4, service="elsewhere"),
        ticket(5, paper=PrintOutcome.FAILED),
    )
    assert [line.key for line in shown.lines] == [3, 1, 5]
    assert [line.matter for line in shown.lines] == [None, None, Matter.FAILED]
    assert shown.lines[0].because is ChosenBecause.RESERVED


def test_only_the_list_of_returned_files_calls_for_attention_while_it_holds_any(office: Office) -> None:
    parked = ticket(1, TicketState.PARKED)
    assert not any(view(office, parked, ticket(2)).urgent(shelf) for shelf in Shelf)
    back = case(7, CaseState.VERIFYING, ticket=3, refused=True)
    mirror = mirror_of(office, [parked, ticket(3, TicketState.IN_PROCESS)], [back])
    shown = queue_view(seat(mirror), Choice())
    assert [shelf for shelf in Shelf if shown.urgent(shelf)] == [Shelf.RETURNED]


def test_a_list_that_one_goes_to_has_its_first_row_chosen(office: Office) -> None:
    parked = [ticket(number, TicketState.PARKED) for number in (2, 3)]
    free = seat(mirror_of(office, [ticket(1), *parked]))
    assert queue.shelf_beside(free, Shelf.WAITING, 1) == Choice(Shelf.PARKED, 2)
    assert queue.shelf_beside(free, Shelf.PARKED, -1) == Choice(Shelf.WAITING), "whose turn it is, the hub says"
    busy = seat(mirror_of(office, [ticket(1, TicketState.CALLED, counter="1"), *parked]))
    assert queue.shelf_beside(busy, Shelf.WAITING, 1) == Choice(Shelf.PARKED), "the keys are for the number in hand"


def test_undo_counts_down_and_ends(office: Office) -> None:
    place = seat(mirror_of(office))
    undo = queue.undo_after(Action.PARK, ticket(1), place)
    assert undo == UndoOffer(1, "A-001", Action.PARK, NOW + 10_000)
    assert queue.number_of(Action.UNDO, queue_view(place, Choice(), undo)) == "A-001"
    assert queue.undo_after(Action.RECALL, ticket(1), place) is None
    assert queue_view(place, Choice(), undo).offers[Action.UNDO] == ""
    later = msgspec.structs.replace(place.session)
    over = Seat(mirror=place.mirror, session=later, now_ms=NOW + 10_000)
    assert Action.UNDO not in queue_view(over, Choice(), undo).offers


def test_transfer_goes_to_counters_of_the_same_service(office: Office) -> None:
    titles = [target.counter for target in queue.targets(seat(mirror_of(office)), ticket(1))]
    assert titles == ["2", "3"]


waiting_tickets = st.lists(
    st.tuples(st.booleans(), st.integers(0, 45), st.sampled_from([None, None, None, "1"])), min_size=0, max_size=8
)


@given(
    waiting=waiting_tickets,
    history=st.lists(st.booleans(), max_size=6),
    ratio=st.tuples(st.integers(1, 3), st.integers(1, 2)),
)
def test_who_is_next_is_whom_the_hub_would_call(
    waiting: list[tuple[bool, int, str | None]], history: list[bool], ratio: tuple[int, int]
) -> None:
    """The preview and the hub's own rule agree on the ticket and on the reason."""
    shipped = load_office(ROOT / "assets" / "catalogue" / "magetan.toml")
    rule = Priority(ratio=ratio, bound_minutes=30)
    services = tuple(msgspec.structs.replace(s, priority=rule) if s.id == KTP else s for s in shipped.services)
    tickets = [
        ticket(at + 1, priority=priority, arrived_at=NOW - minutes * MINUTE, reserved_for=kept)
        for at, (priority, minutes, kept) in enumerate(waiting)
    ]
    called = [ticket(100 + at, TicketState.DONE, priority=priority) for at, priority in enumerate(history)]
    calls = tuple(
        m.Call(id=at + 1, ticket=t.id, number=t.number, counter="1", purpose=Purpose.SERVICE, at=NOW)
        for at, t in enumerate(called)
    )
    mirror = mirror_of(msgspec.structs.replace(shipped, services=services), [*tickets, *called], calls=calls)
    hub = choose_next(
        [Waiting(t.id, t.service, t.arrived_at, t.priority, t.reserved_for) for t in tickets],
        history,
        {KTP: rule},
        "1",
        NOW,
    )
    preview = order.next_of(seat(mirror), mirror.waiting())
    assert (preview and (preview[0].id, preview[1])) == (hub and (hub.ticket, hub.because))


# --- verification ----------------------------------------------------------------------------------


def file_of(the_case: m.Case, **fields: Any) -> m.CaseFile:
    return m.CaseFile(case=the_case, **fields)


def panel(office: Office, draft: Draft, **fields: Any) -> verification.VerificationView:
    service = office.service(KTP)
    assert service is not None
    the_file = file_of(case(7, CaseState.VERIFYING))
    return verification.verification_view(seat(mirror_of(office), **fields), the_file, draft, service)


def test_a_digit_goes_from_seen_to_missing_and_back(office: Office) -> None:
    service = office.service(KTP)
    assert service is not None
    draft = verification.next_variant(Draft(case=7), service)
    marks = []
    for _ in range(3):
        draft = verification.toggled(draft, service, "2")
        marks.append(draft.mark("police-letter"))
    assert marks == [Mark.SEEN, Mark.MISSING, Mark.SEEN]
    assert verification.toggled(draft, service, "9") == draft


def test_ends_are_offered_when_they_are_true(office: Office) -> None:
    service = office.service(KTP)
    assert service is not None
    draft = Draft(case=7)
    ends = Action.COMPLETE, Action.INCOMPLETE

    def offered(draft: Draft) -> tuple[str, ...]:
        return tuple(panel(office, draft).offers[end] for end in ends)

    assert offered(draft) == ("why.variant", "why.variant")
    draft = verification.with_variant(draft, "lost")
    assert offered(draft) == ("why.name", "why.name")
    draft = msgspec_replace(draft, name="Siti")
    assert offered(draft) == ("why.papers_open", "why.nothing_missing")
    assert offered(verification.all_seen(draft, service)) == ("", "why.nothing_missing")
    missing = verification.toggled(verification.all_seen(draft, service), service, "1")
    assert offered(missing) == ("why.papers_open", "")
    assert offered(msgspec_replace(missing, nik="352006")) == ("why.nik", "why.nik")


def msgspec_replace(draft: Draft, **fields: str) -> Draft:
    from dataclasses import replace

    return replace(draft, **fields)  # type: ignore[arg-type]


def test_recorded_verification_says_only_what_the_variant_needs(office: Office) -> None:
    service = office.service(KTP)
    assert service is not None
    draft = verification.all_seen(Draft(case=7, variant="lost", name="  Siti   Aminah "), service)
    step = verification.recorded(verification.with_variant(draft, "damaged"), service, 3, Result.INCOMPLETE, "r")
    assert step.seen == ("kk",)
    assert step.missing == ()
    assert step.applicant_name == "Siti Aminah"
    assert (step.step, step.expected_version) == (Step.VERIFY, 3)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", ""),
        ("3520", ""),
        ("35200600", "nik.day"),
        ("35200632", "nik.day"),
        ("35200672", "nik.day"),
        ("3520067113", "nik.month"),
        ("352006300290", "nik.date"),
        ("352006290200", ""),
        ("3520060101900000", "nik.serial"),
        ("35200601019000011", "nik.long"),
        ("3520060101900001", ""),
        ("3520066508850002", ""),
    ],
)
def test_nik_is_hinted_while_it_is_typed(typed: str, key: str) -> None:
    assert nik.hint(typed) == key


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_nik_hint_agrees_with_the_hub(number: str) -> None:
    try:
        check_nik(number)
        possible = True
    except errors.NikImpossible:
        possible = False
    assert nik.acceptable(number) == possible


# --- cases and their clock ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "tone", "key", "left"),
    [(0, "good", "clock.left", 15), (9, "good", "clock.left", 6), (10, "warn", "clock.hurry", 5),
     (14, "warn", "clock.hurry", 1), (15, "danger", "clock.left", 0), (16, "danger", "clock.late", -1)],
)  # fmt: skip
def test_fifteen_minutes_turn_amber_and_red(office: Office, minutes: int, tone: str, key: str, left: int) -> None:
    ready = case(1, CaseState.AWAITING_APPROVAL, complete_at=NOW, due_at=NOW + 15 * MINUTE)
    place = replace(seat(mirror_of(office)), now_ms=NOW + minutes * MINUTE)
    clock = timing.case_clock(place, ready)
    assert clock is not None
    assert (clock.tone, clock.key, clock.minutes) == (tone, key, left)


def test_a_card_that_nobody_has_come_for_lies_below(office: Office) -> None:
    """Its applicant wrote, and has no number before the pickup; who stands in the hall is called first."""
    earlier = case(1, CaseState.READY, number="", service="pak-tuwa", changed_at=NOW - 60 * MINUTE)
    here = case(2, CaseState.READY, ticket=2)
    mirror = mirror_of(office, [ticket(2, TicketState.READY, case=2)], [earlier, here])
    lines = case_lines(seat(mirror, rights=(Right.HAND_OVER,)), Desk.HANDOVER)
    assert [line.key for line in lines] == [2, 1]


def test_most_urgent_case_comes_first_and_stays_chosen(office: Office) -> None:
    late = case(1, CaseState.AWAITING_APPROVAL, complete_at=NOW - 20 * MINUTE, due_at=NOW - 5 * MINUTE)
    fresh = case(2, CaseState.AWAITING_APPROVAL, complete_at=NOW, due_at=NOW + 15 * MINUTE)
    place = seat(mirror_of(office, cases=[fresh, late]), rights=(Right.APPROVE,), counter="kasi")
    assert kept(place, Desk.APPROVAL, None) == 1
    assert kept(place, Desk.APPROVAL, 2) == 2
    assert kept(place, Desk.APPROVAL, 99) == 1


def test_blocked_step_says_why(office: Office) -> None:
    """The verifier opens her own case at the approver's desk: she sees the step, and why it isn't hers."""
    waits = case(1, CaseState.AWAITING_APPROVAL, verified_by=1, due_at=NOW, complete_at=NOW)
    offered = (m.StepOffered(step=Step.APPROVE, result=Result.APPROVED, refused="same_person"),)
    place = seat(mirror_of(office, cases=[waits]), rights=(Right.APPROVE,), counter="kasi")
    shown = case_desk_view(place, Desk.APPROVAL, 1, file_of(waits, offered=offered))
    assert shown.offers[Action.APPROVE] == "same_person"
    assert hindrance("id", "same_person") != "same_person"
    assert Action.OPEN_FILE not in shown.offers


def test_every_step_of_the_hub_has_its_action() -> None:
    steps = {step for step, _ in case_file._ACTIONS} | {Step.VERIFY}
    assert steps == set(RIGHT_FOR)


# --- people ---------------------------------------------------------------------------------------------


def test_only_people_with_something_to_do_are_listed(office: Office) -> None:
    members = [
        m.StaffMember(id=1, login="sri", name="Sri", roles=("operator",)),
        m.StaffMember(id=2, login="kasi", name="Bu Kasi", roles=("kasi",)),
        m.StaffMember(id=3, login="gone", name="Adi", roles=("operator",), disabled=True),
    ]
    mirror = mirror_of(office, staff=tuple(members), counters=(m.CounterNow(id="2", state=CounterState.OPEN, staff=1),))
    (person,) = sign_in.people(mirror, "1", "id")
    assert (person.id, person.elsewhere) == (1, "Loket 2")
    assert [person.id for person in sign_in.people(mirror, "kasi", "id")] == [2]


def test_wrong_pin_waits_as_long_as_the_hub_says() -> None:
    entry = PinEntry("402913").refused(errors.WrongPin(wait_s=4), NOW)
    assert entry.typed == ""
    assert [entry.wait_s(NOW + ms) for ms in (0, 1, 3999, 4000)] == [4, 4, 1, 0]
    assert not PinEntry("402913", NOW + 1).may_send(6, NOW)
    assert not PinEntry("40291").may_send(6, NOW)


@pytest.mark.parametrize("refusal", [errors.WrongPin(wait_s=4), errors.TryLater(wait_s=4), errors.WrongPin(wait_s=0)])
def test_nothing_typed_during_the_wait_stays_behind(refusal: errors.Refusal) -> None:
    entry = PinEntry("402913").refused(refusal, NOW)
    over = entry.heard_from or NOW
    if entry.wait_s(NOW):
        entry = entry.press("7", over - 1)
    for digit in "846205":
        entry = entry.press(digit, over)
    assert entry.typed == "846205"
    assert entry.may_send(6, over)


def test_a_pin_is_corrected_and_ends_somewhere() -> None:
    entry = PinEntry(heard_from=NOW)
    for key in ("1", "2", "backspace", "a", "12"):
        entry = entry.press(key, NOW)
    assert entry.typed == "1"
    for _ in range(20):
        entry = entry.press("3", NOW)
    assert len(entry.typed) == sign_in.LONGEST_PIN
    assert entry.press("escape", NOW) == entry.emptied() == PinEntry(heard_from=NOW)


def test_desks_follow_from_rights() -> None:
    def session(*rights: Right) -> m.Session:
        return m.Session(staff=1, name="", roles=(), rights=rights, counter="1")

    assert desks_of(session(*OPERATOR)) == (Desk.QUEUE,)
    assert desks_of(session(*Right)) == tuple(Desk)
    assert desk_here(session(Right.APPROVE), Desk.QUEUE) is Desk.APPROVAL
    assert desk_here(session(Right.SUPERVISE), None) is None


# --- texts ------------------------------------------------------------------------------------------------


def test_the_three_languages_say_the_same_things() -> None:
    assert domain("id", "counters").keys() == domain("jv", "counters").keys() == domain("en", "counters").keys()


def test_every_phrase_that_is_built_from_a_word_exists() -> None:
    keys = domain("id", "counters")
    named = itertools.chain(
        (f"do.{action}" for action in Action),
        (f"shelf.{shelf}" for shelf in Shelf),
        (f"empty.{shelf}" for shelf in Shelf),
        (f"because.{because}" for because in ChosenBecause),
        (f"tab.{desk}" for desk in Desk),
        (f"list.{desk}" for desk in Desk if desk is not Desk.QUEUE),
        (f"empty.{desk}" for desk in Desk if desk is not Desk.QUEUE),
        (f"help.{mode}" for mode in Mode),
        (f"counter.{state}" for state in CounterState),
        (f"result.{result}" for result in Result),
        (f"told.{action}" for action in queue.UNDOABLE),
        (f"told.{action}" for action in case_file._STEPS),
        (f"why.{field}" for field in FIELDS.values()),
    )
    assert [key for key in named if key not in keys] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(language: str) -> None:
    """Braces are placeholders that the Indonesian sentence has too."""
    for key, sentence in domain(language, "counters").items():  # type: ignore[arg-type]
        assert _holes(sentence) == _holes(domain("id", "counters")[key]), key


def _holes(sentence: str) -> set[str]:
    import string

    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_a_refusal_is_one_sentence_with_titles_for_ids(office: Office) -> None:
    told = refused("id", errors.StaffElsewhere(counter="2"), office)
    assert "Loket 2" in told
    assert "\n" not in told
