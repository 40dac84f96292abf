"""The case's table, walked over every state, step, result, right and kind of person."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import errors
from protocol.office import Approval, Requirement, Service, Text, Variant
from protocol.vocabulary import CaseState, Result, Right, Step
from server.domain.workflow import (
    CHECKS,
    NEXT,
    RIGHT_FOR,
    CaseFacts,
    Person,
    StepReport,
    advance,
    offered,
    satisfied,
)

NAME = Text(id="x")
ANY = Approval(rule="any", roles=("kasi", "kabid"))
ALL = Approval(rule="all", roles=("kasi", "kabid"))


def service(approval: Approval = ANY) -> Service:
    return Service(
        id="ktp",
        title=NAME,
        subtitle=NAME,
        prefix="A",
        variants=(Variant(id="lost", title=NAME), Variant(id="damaged", title=NAME)),
        requirements=(
            Requirement(id="kk", title=NAME, without=NAME),
            Requirement(id="letter", title=NAME, without=NAME, variants=("lost",)),
            Requirement(id="card", title=NAME, without=NAME, variants=("damaged",)),
        ),
        approval=approval,
    )


def person(number: int = 1, *roles: str, rights: frozenset[Right] = frozenset(Right)) -> Person:
    return Person(number, roles or ("kasi",), rights)


# A report that says all that its step needs.
FULL: dict[tuple[Step, Result], StepReport] = {
    (Step.VERIFY, Result.COMPLETE): StepReport(
        Step.VERIFY, Result.COMPLETE, variant="lost", applicant_name="Siti", seen=("kk", "letter")
    ),
    (Step.VERIFY, Result.INCOMPLETE): StepReport(
        Step.VERIFY, Result.INCOMPLETE, variant="lost", applicant_name="Siti", seen=("kk",), missing=("letter",)
    ),
    (Step.APPROVE, Result.APPROVED): StepReport(Step.APPROVE, Result.APPROVED),
    (Step.APPROVE, Result.REFUSED): StepReport(Step.APPROVE, Result.REFUSED, reason="foto kabur"),
    (Step.PRINT, Result.PRINTED): StepReport(Step.PRINT, Result.PRINTED, card_serial="B1"),
    (Step.PRINT, Result.SPOILED): StepReport(Step.PRINT, Result.SPOILED, card_serial="B1", reason="macet"),
    (Step.REGISTER, Result.REGISTERED): StepReport(Step.REGISTER, Result.REGISTERED),
    (Step.HAND_OVER, Result.RECEIVED): StepReport(Step.HAND_OVER, Result.RECEIVED, receiver="Siti"),
    (Step.CANCEL, Result.CANCELLED): StepReport(Step.CANCEL, Result.CANCELLED, reason="salah layanan"),
}

# Written down a second time, from the agreed walk.
WALK = {
    "verifying": "verify/complete>awaiting_approval verify/incomplete>incomplete cancel/cancelled>cancelled",
    "awaiting_approval": "approve/approved>awaiting_print approve/refused>verifying cancel/cancelled>cancelled",
    "awaiting_print": "print/printed>awaiting_register print/spoiled>awaiting_print cancel/cancelled>cancelled",
    "awaiting_register": "register/registered>ready cancel/cancelled>cancelled",
    "ready": "hand_over/received>handed_over cancel/cancelled>cancelled",
}


def goal_of(state: CaseState, step: Step, result: Result) -> str | None:
    pairs = dict(pair.split(">") for pair in WALK.get(state, "").split())
    return pairs.get(f"{step.value}/{result.value}")


@pytest.mark.parametrize(("state", "step", "result"), list(product(CaseState, Step, Result)))
def test_every_step_of_every_state_with_every_right(state: CaseState, step: Step, result: Result) -> None:
    goal = goal_of(state, step, result)
    for right in Right:
        code, reached = outcome(CaseFacts(state, verified_by=9), person(rights=frozenset({right})), step, result)
        if goal is None:
            assert (code, reached) == ("step_not_allowed", None)
        elif right is RIGHT_FOR[step]:
            assert (code, reached) == ("", goal)
        else:
            assert (code, reached) == ("not_allowed", None)


def outcome(case: CaseFacts, who: Person, step: Step, result: Result) -> tuple[str, str | None]:
    try:
        return "", advance(case, service(), who, FULL.get((step, result), StepReport(step, result))).state
    except errors.Refusal as refusal:
        return refusal.code, None


def test_a_refusal_tells_where_it_stands() -> None:
    with pytest.raises(errors.StepNotAllowed) as refused:
        advance(CaseFacts(CaseState.READY), service(), person(), FULL[Step.PRINT, Result.PRINTED])
    assert refused.value.params == {"state": "ready", "step": "print", "result": "printed"}
    with pytest.raises(errors.NotAllowed) as missing:
        advance(CaseFacts(CaseState.READY), service(), person(rights=frozenset()), FULL[Step.CANCEL, Result.CANCELLED])
    assert missing.value.params == {"right": "cancel"}


def test_every_step_of_the_table_says_what_it_needs_and_who_may() -> None:
    assert {(step, result) for _, step, result in NEXT} == set(CHECKS) == set(FULL)
    assert {step for _, step, _ in NEXT} == set(RIGHT_FOR)


def test_one_card_from_the_first_look_to_the_hand() -> None:
    case = CaseFacts(CaseState.VERIFYING)
    for number, step in enumerate(
        [
            (Step.VERIFY, Result.COMPLETE),
            (Step.APPROVE, Result.REFUSED),
            (Step.VERIFY, Result.COMPLETE),
            (Step.APPROVE, Result.APPROVED),
            (Step.PRINT, Result.SPOILED),
            (Step.PRINT, Result.PRINTED),
            (Step.REGISTER, Result.REGISTERED),
            (Step.HAND_OVER, Result.RECEIVED),
        ]
    ):
        case = advance(case, service(), person(number), FULL[step])
    assert case == CaseFacts(CaseState.HANDED_OVER, verified_by=2, approvals=(("kasi", 3),), refused=False, spoiled=1)


def test_a_refused_case_comes_back_marked_and_without_approvals() -> None:
    waiting = CaseFacts(CaseState.AWAITING_APPROVAL, verified_by=1, approvals=(("kabid", 2),))
    back = advance(waiting, service(ALL), person(3, "kasi"), FULL[Step.APPROVE, Result.REFUSED])
    assert back == CaseFacts(CaseState.VERIFYING, verified_by=1, approvals=(), refused=True)
    again = advance(back, service(ALL), person(1), FULL[Step.VERIFY, Result.COMPLETE])
    assert not again.refused


# Two people.


def approving(case: CaseFacts, rule: Approval, who: Person) -> CaseFacts:
    return advance(case, service(rule), who, FULL[Step.APPROVE, Result.APPROVED])


REQUESTED = CaseFacts(CaseState.AWAITING_APPROVAL, verified_by=1)


@pytest.mark.parametrize("result", [Result.APPROVED, Result.REFUSED])
def test_the_verifier_never_decides_on_their_own_request(result: Result) -> None:
    with pytest.raises(errors.SamePerson) as refused:
        advance(REQUESTED, service(), person(1, "kasi"), FULL[Step.APPROVE, result])
    assert refused.value.params == {"step": "verify"}


@pytest.mark.parametrize("result", [Result.APPROVED, Result.REFUSED])
def test_a_right_without_the_rules_role_is_not_enough(result: Result) -> None:
    with pytest.raises(errors.NotAllowed):
        advance(REQUESTED, service(), person(2, "operator"), FULL[Step.APPROVE, result])


@pytest.mark.parametrize("role", ["kasi", "kabid"])
def test_any_takes_one_approval(role: str) -> None:
    done = approving(REQUESTED, ANY, person(2, "operator", role))
    assert done == replace(REQUESTED, state=CaseState.AWAITING_PRINT, approvals=((role, 2),))


def test_all_takes_every_role_in_any_order() -> None:
    half = approving(REQUESTED, ALL, person(2, "kabid"))
    assert half == replace(REQUESTED, approvals=(("kabid", 2),))
    assert approving(half, ALL, person(3, "kasi")).state is CaseState.AWAITING_PRINT


def test_all_needs_two_people_even_where_one_holds_both_posts() -> None:
    half = approving(REQUESTED, ALL, person(2, "kasi", "kabid"))
    assert half.approvals == (("kasi", 2),)
    with pytest.raises(errors.SamePerson) as refused:
        approving(half, ALL, person(2, "kasi", "kabid"))
    assert refused.value.params == {"step": "approve"}


def test_a_second_person_of_the_same_role_adds_nothing() -> None:
    half = approving(REQUESTED, ALL, person(2, "kasi"))
    with pytest.raises(errors.AlreadyApproved):
        approving(half, ALL, person(3, "kasi"))


def test_who_has_approved_may_still_refuse() -> None:
    half = approving(REQUESTED, ALL, person(2, "kasi"))
    back = advance(half, service(ALL), person(2, "kasi"), FULL[Step.APPROVE, Result.REFUSED])
    assert back.refused


@given(
    rule=st.sampled_from(["any", "all"]),
    people=st.lists(st.tuples(st.integers(1, 4), st.sets(st.sampled_from(["kasi", "kabid", "operator"]))), max_size=8),
)
def test_nothing_is_printed_without_enough_people(rule: Any, people: list[tuple[int, set[str]]]) -> None:
    approval = Approval(rule=rule, roles=("kasi", "kabid"))
    case = REQUESTED
    for number, roles in people:
        try:
            case = approving(case, approval, Person(number, tuple(roles), frozenset({Right.APPROVE})))
        except errors.Refusal:
            continue
    approvers = {number for _, number in case.approvals}
    assert case.verified_by not in approvers
    assert (case.state is CaseState.AWAITING_PRINT) == (len(approvers) >= (2 if rule == "all" else 1))
    assert len(approvers) == len(case.approvals)


def test_a_rule_without_roles_is_never_satisfied_by_chance() -> None:
    assert not satisfied(Approval(rule="any"), ())
    assert not satisfied(ALL, (("kasi", 1),))


# What a step must say.


@pytest.mark.parametrize(
    ("change", "refusal", "params"),
    [
        ({"variant": ""}, errors.UnknownReason, {"allowed": ["lost", "damaged"]}),
        ({"variant": "stolen"}, errors.UnknownReason, {"allowed": ["lost", "damaged"]}),
        ({"applicant_name": " \t"}, errors.FieldNeeded, {"field": "applicant_name"}),
        ({"nik": "123"}, errors.NikImpossible, {}),
        ({"seen": ("kk", "letter", "passport")}, errors.UnknownRequirement, {"requirement": "passport"}),
        ({"seen": ("kk", "letter", "card")}, errors.UnknownRequirement, {"requirement": "card"}),
        ({"seen": ("letter",)}, errors.RequirementOpen, {"missing": ["kk"]}),
        ({"seen": ()}, errors.RequirementOpen, {"missing": ["kk", "letter"]}),
        ({"missing": ("kk",)}, errors.RequirementOpen, {"missing": ["kk"]}),
    ],
)
def test_complete_needs_all_papers_seen(
    change: dict[str, Any], refusal: type[errors.Refusal], params: dict[str, Any]
) -> None:
    report = replace(FULL[Step.VERIFY, Result.COMPLETE], **change)
    with pytest.raises(refusal) as refused:
        advance(CaseFacts(CaseState.VERIFYING), service(), person(), report)
    assert refused.value.params == params


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"missing": ()}, errors.NothingMissing),
        ({"missing": ("kk",)}, errors.NothingMissing),  # said to be seen, too
        ({"missing": ("passport",)}, errors.UnknownRequirement),
        ({"applicant_name": ""}, errors.FieldNeeded),
        ({"variant": "stolen"}, errors.UnknownReason),
        ({"nik": "3520060101900000"}, errors.NikImpossible),
    ],
)
def test_incomplete_names_what_is_missing(change: dict[str, Any], refusal: type[errors.Refusal]) -> None:
    report = replace(FULL[Step.VERIFY, Result.INCOMPLETE], **change)
    with pytest.raises(refusal):
        advance(CaseFacts(CaseState.VERIFYING), service(), person(), report)


def test_a_service_without_variants_takes_none() -> None:
    plain = Service(id="x", title=NAME, subtitle=NAME, requirements=(Requirement(id="kk", title=NAME, without=NAME),))
    report = StepReport(Step.VERIFY, Result.COMPLETE, applicant_name="Siti", seen=("kk",), nik="3520060101900001")
    assert advance(CaseFacts(CaseState.VERIFYING), plain, person(), report).state is CaseState.AWAITING_APPROVAL
    with pytest.raises(errors.UnknownReason):
        advance(CaseFacts(CaseState.VERIFYING), plain, person(), replace(report, variant="lost"))


@pytest.mark.parametrize(
    ("state", "key", "emptied", "refusal", "params"),
    [
        ("awaiting_approval", (Step.APPROVE, Result.REFUSED), "reason", errors.ReasonNeeded, {}),
        ("awaiting_print", (Step.PRINT, Result.PRINTED), "card_serial", errors.FieldNeeded, {"field": "card_serial"}),
        ("awaiting_print", (Step.PRINT, Result.SPOILED), "card_serial", errors.FieldNeeded, {"field": "card_serial"}),
        ("awaiting_print", (Step.PRINT, Result.SPOILED), "reason", errors.ReasonNeeded, {}),
        ("ready", (Step.HAND_OVER, Result.RECEIVED), "receiver", errors.FieldNeeded, {"field": "receiver"}),
        ("ready", (Step.CANCEL, Result.CANCELLED), "reason", errors.ReasonNeeded, {}),
    ],
)
def test_a_step_that_leaves_out_what_it_must_say_is_refused(
    state: str, key: tuple[Step, Result], emptied: str, refusal: type[errors.Refusal], params: dict[str, Any]
) -> None:
    case = CaseFacts(CaseState(state), verified_by=9)
    with pytest.raises(refusal) as refused:
        advance(case, service(), person(), replace(FULL[key], **{emptied: "  "}))
    assert refused.value.params == params


# What the terminal may offer.


def test_the_offer_tells_each_person_their_own_refusal() -> None:
    def codes(who: Person) -> dict[Result, str]:
        return {offer.result: offer.refused for offer in offered(REQUESTED, service(), who)}

    assert codes(person(2, "kasi")) == {Result.APPROVED: "", Result.REFUSED: "", Result.CANCELLED: ""}
    assert codes(person(1, "kasi"))[Result.APPROVED] == "same_person"
    assert codes(person(3, "operator", rights=frozenset({Right.VERIFY})))[Result.APPROVED] == "not_allowed"


@given(
    state=st.sampled_from(CaseState),
    roles=st.sets(st.sampled_from(["kasi", "kabid", "operator"]), min_size=1),
    rights=st.frozensets(st.sampled_from(Right)),
    number=st.integers(1, 3),
    approvals=st.sampled_from([(), (("kasi", 2),), (("kabid", 3),)]),
    rule=st.sampled_from([ANY, ALL]),
)
def test_an_offer_holds_what_advance_then_does(
    state: CaseState, roles: set[str], rights: frozenset[Right], number: int, approvals: Any, rule: Approval
) -> None:
    case, who = CaseFacts(state, verified_by=1, approvals=approvals), Person(number, tuple(roles), rights)
    for offer in offered(case, service(rule), who):
        try:
            advance(case, service(rule), who, FULL[offer.step, offer.result])
            said = ""
        except errors.Refusal as refusal:
            said = refusal.code
        assert said == offer.refused


@pytest.mark.parametrize("state", [CaseState.INCOMPLETE, CaseState.HANDED_OVER, CaseState.CANCELLED])
def test_an_ended_case_offers_nothing(state: CaseState) -> None:
    assert not list(offered(CaseFacts(state), service(), person()))
