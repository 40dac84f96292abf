"""The case's table, walked over every state, step, result, right and kind of person."""

from dataclasses import replace
from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import assets
from protocol import errors
from protocol.office import Approval, Requirement, Service, Text, Variant
from protocol.vocabulary import CaseState, Result, Right, Step
from server.config.catalogue import load_office
from server.domain.workflow import (
    CHECKS,
    ENDED,
    NEXT,
    RIGHT_FOR,
    CaseFacts,
    Person,
    StepReport,
    advance,
    by_hub,
    offered,
    satisfied,
    taken_since_beginning,
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

# Written down a second time, from the agreed walk and the office's posts: state, step, where it leads, who may.
TABLE = """
verifying          verify/complete      awaiting_approval  operator operator-paktuwa
verifying          verify/incomplete    incomplete         operator operator-paktuwa
verifying          cancel/cancelled     cancelled          operator operator-paktuwa kasi kabid penyerahan
incomplete         cancel/cancelled     cancelled          operator operator-paktuwa kasi kabid penyerahan
awaiting_approval  approve/approved     awaiting_print     kasi kabid
awaiting_approval  approve/refused      verifying          kasi kabid
awaiting_approval  cancel/cancelled     cancelled          operator operator-paktuwa kasi kabid penyerahan
awaiting_print     print/printed        awaiting_register  operator-cetak
awaiting_print     print/spoiled        awaiting_print     operator-cetak
awaiting_print     cancel/cancelled     cancelled          operator operator-paktuwa kasi kabid penyerahan
awaiting_register  register/registered  ready              operator-cetak
awaiting_register  cancel/cancelled     cancelled          operator operator-paktuwa kasi kabid penyerahan
ready              hand_over/received   handed_over        penyerahan
ready              cancel/cancelled     cancelled          operator operator-paktuwa kasi kabid penyerahan
"""
WALK = {(state, step): (goal, who) for state, step, goal, *who in map(str.split, TABLE.strip().splitlines())}
OVER = {"handed_over", "cancelled", "expired"}
HUBS_OWN = {
    ("incomplete", "resubmit/resubmitted"): "verifying",
    ("incomplete", "expire/expired"): "expired",
    **{
        (state, step): state
        for state in ("verifying", "incomplete", "awaiting_approval", "awaiting_print", "awaiting_register", "ready")
        for step in ("assign/assigned", "tell/told")
    },
}
OFFICE = load_office(assets.path("catalogue", "magetan.toml"))
ROLES = ("operator", "operator-paktuwa", "kasi", "kabid", "operator-cetak", "penyerahan", "kepala")


def expected(state: CaseState, step: Step, result: Result, role: str) -> tuple[str, str | None]:
    """(code of the refusal, where the case is then), by nothing of the hub's own rules."""
    if state.value in OVER:
        return "case_ended", None
    goal, who = WALK.get((state.value, f"{step.value}/{result.value}"), (None, []))
    if goal is None:
        return "step_not_allowed", None
    return ("", goal) if role in who else ("not_allowed", None)


def test_the_table_knows_every_post_of_the_office() -> None:
    assert {role.id for role in OFFICE.roles} == set(ROLES)
    assert len(WALK) == len(NEXT)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("id", ["ktp-hilang-rusak", "pak-tuwa"])
@pytest.mark.parametrize("state", CaseState)
def test_every_step_of_every_state_by_every_post(state: CaseState, id: str, role: str) -> None:
    """Each triple of state, step with result, and role: allowed, or refused with its code."""
    service = OFFICE.service(id)
    assert service is not None
    who = Person(7, (role,), OFFICE.rights_of((role,)))
    for step, result in product(Step, Result):
        other = "kasi" if role == "kabid" else "kabid"
        approvals = ((other, 8),) if service.approval.rule == "all" else ()
        case = CaseFacts(state, verified_by=9, approvals=approvals)
        assert outcome(case, service, who, step, result) == expected(state, step, result, role), (step, result)


@pytest.mark.parametrize("state", CaseState)
def test_every_step_of_every_state_with_every_right(state: CaseState) -> None:
    for step, result, right in product(Step, Result, Right):
        goal, _ = WALK.get((state.value, f"{step.value}/{result.value}"), (None, None))
        if goal is None:
            wanted = "case_ended" if state.value in OVER else "step_not_allowed", None
        else:
            wanted = ("", goal) if right is RIGHT_FOR[step] else ("not_allowed", None)
        who = person(rights=frozenset({right}))
        assert outcome(CaseFacts(state, verified_by=9), service(), who, step, result) == wanted, (step, result, right)


@pytest.mark.parametrize("state", CaseState)
def test_what_the_hub_records_by_itself(state: CaseState) -> None:
    """And no officer may."""
    for step, result in product(Step, Result):
        goal = HUBS_OWN.get((state.value, f"{step.value}/{result.value}"))
        if goal is not None:
            assert by_hub(state, step, result) == goal
            assert outcome(CaseFacts(state), service(), person(), step, result) == ("step_not_allowed", None)
            continue
        with pytest.raises(errors.CaseEnded if state.value in OVER else errors.StepNotAllowed) as refused:
            by_hub(state, step, result)
        assert refused.value.params["state"] == state.value, (step, result)


def outcome(case: CaseFacts, service: Service, who: Person, step: Step, result: Result) -> tuple[str, str | None]:
    report = FULL.get((step, result), StepReport(step, result))
    papers = tuple(requirement.id for requirement in service.requirements_for("lost"))
    if step is Step.VERIFY:
        missing = papers[1:] if result is Result.INCOMPLETE else ()
        report = replace(report, seen=tuple(set(papers) - set(missing)), missing=missing)
    try:
        return "", advance(case, service, who, report).state
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
    taken = [(Step.VERIFY, 2), (Step.APPROVE, 3), (Step.PRINT, 4), (Step.PRINT, 5), (Step.REGISTER, 6)]
    assert case == CaseFacts(
        CaseState.HANDED_OVER,
        verified_by=2,
        approvals=(("kasi", 3),),
        refused=False,
        spoiled=1,
        taken=(*taken, (Step.HAND_OVER, 7)),
    )


def test_a_refused_case_comes_back_marked_and_without_approvals() -> None:
    waiting = CaseFacts(CaseState.AWAITING_APPROVAL, verified_by=1, approvals=(("kabid", 2),))
    back = advance(waiting, service(ALL), person(3, "kasi"), FULL[Step.APPROVE, Result.REFUSED])
    assert back == CaseFacts(CaseState.VERIFYING, verified_by=1, approvals=(), refused=True, taken=())
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
    taken = ((Step.APPROVE, 2),)
    assert done == replace(REQUESTED, state=CaseState.AWAITING_PRINT, approvals=((role, 2),), taken=taken)


def test_all_takes_every_role_in_any_order() -> None:
    half = approving(REQUESTED, ALL, person(2, "kabid"))
    assert half == replace(REQUESTED, approvals=(("kabid", 2),), taken=((Step.APPROVE, 2),))
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


# Who did the one may not do the other.

ALONE = ((Step.VERIFY, Step.APPROVE), (Step.APPROVE, Step.PRINT), (Step.PRINT, Step.HAND_OVER))
AT = {
    Step.VERIFY: (CaseState.VERIFYING, Result.COMPLETE),
    Step.APPROVE: (CaseState.AWAITING_APPROVAL, Result.APPROVED),
    Step.PRINT: (CaseState.AWAITING_PRINT, Result.PRINTED),
    Step.REGISTER: (CaseState.AWAITING_REGISTER, Result.REGISTERED),
    Step.HAND_OVER: (CaseState.READY, Result.RECEIVED),
    Step.CANCEL: (CaseState.READY, Result.CANCELLED),
}


@pytest.mark.parametrize(("done", "step"), list(product(AT, AT)))
def test_separations_are_data_and_hold_both_ways(done: Step, step: Step) -> None:
    strict = replace_service(separations=ALONE)
    state, result = AT[step]
    kept_apart = (done, step) in ALONE or (step, done) in ALONE
    case = CaseFacts(state, verified_by=9, taken=((done, 7),))
    who = Person(7, ("kasi",), frozenset(Right))
    assert outcome(case, strict, who, step, result)[0] == ("same_person" if kept_apart else "")
    assert outcome(case, strict, replace(who, id=8), step, result)[0] == ""
    assert outcome(case, replace_service(separations=()), who, step, result)[0] == ""


def replace_service(**changes: Any) -> Service:
    return msgspec.structs.replace(service(), **changes)


def test_the_last_verifier_never_approves_whatever_the_service_says() -> None:
    case = CaseFacts(CaseState.AWAITING_APPROVAL, verified_by=7)
    free = replace_service(separations=())
    assert outcome(case, free, person(7), Step.APPROVE, Result.APPROVED)[0] == "same_person"


def test_who_refused_may_verify_when_the_case_begins_anew() -> None:
    steps = [
        (Step.OPEN, Result.OPENED, 1),
        (Step.VERIFY, Result.COMPLETE, 1),
        (Step.APPROVE, Result.REFUSED, 2),
        (Step.ASSIGN, Result.ASSIGNED, 3),
        (Step.VERIFY, Result.INCOMPLETE, 2),
    ]
    assert taken_since_beginning(steps) == ((Step.VERIFY, 2),)
    assert taken_since_beginning([*steps, (Step.RESUBMIT, Result.RESUBMITTED, 1)]) == ()
    assert taken_since_beginning(steps[:2]) == ((Step.VERIFY, 1),)


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
        ("incomplete", (Step.CANCEL, Result.CANCELLED), "reason", errors.ReasonNeeded, {}),
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


def test_a_representative_is_noted() -> None:
    ready, report = CaseFacts(CaseState.READY), FULL[Step.HAND_OVER, Result.RECEIVED]
    with pytest.raises(errors.FieldNeeded) as refused:
        advance(ready, service(), person(), replace(report, relation="kakak", note=" "))
    assert refused.value.params == {"field": "note"}
    given_to = replace(report, relation="kakak", note="surat kuasa dilihat")
    assert advance(ready, service(), person(), given_to).state is CaseState.HANDED_OVER


@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_ended_case_offers_nothing(state: CaseState) -> None:
    assert not list(offered(CaseFacts(state), service(), person()))
