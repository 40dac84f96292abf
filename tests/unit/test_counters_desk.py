"""The desk's rules without a window: promises and pauses, many approvals at once, stock, incidents, places, books."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assets.texts import LANGUAGES, Language, domain
from counters.conduct import saving
from counters.conduct.case_desk import RELATIONS
from counters.presenter import (
    alarms,
    bar,
    blanks,
    case_list,
    delegation,
    incidents,
    registers,
    sign_in,
    timing,
    verification,
)
from counters.presenter.actions import COVERED, EVERYWHERE, Action, Desk, Mode
from counters.presenter.case_list import case_desk_view
from counters.presenter.help import key_groups
from counters.presenter.phrases import cap, say
from counters.presenter.seat import Seat
from counters.presenter.sheet import SheetLine, SheetView, stepped
from counters.presenter.verification import Mark
from protocol import messages as m
from protocol.office import Office
from protocol.vocabulary import (
    BlankMove,
    CaseState,
    FileFormat,
    IncidentKind,
    PauseCause,
    Register,
    Result,
    Right,
    Step,
    TicketState,
)
from server.config.catalogue import load_office
from terminal.look.icons import ICONS
from tests.support.counters_seat import KTP, MINUTE, NOW, OPERATOR, case, mirror_of, seat, ticket
from tests.support.hub_process import ROOT

APPROVER = (Right.APPROVE, Right.CANCEL, Right.SUPERVISE)
KEEPER = (Right.PRINT, Right.REGISTER, Right.STOCK)
DAY = "2026-11-23"


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(ROOT / "assets" / "catalogue" / "magetan.toml")


def waits(id: int, minutes_ago: int = 0, state: CaseState = CaseState.AWAITING_APPROVAL, **fields: Any) -> m.Case:
    """A case whose fifteen minutes began so long ago."""
    complete = NOW - minutes_ago * MINUTE
    return case(id, state, complete_at=complete, due_at=complete + 15 * MINUTE, changed_at=complete, **fields)


def approver(office: Office, *cases: m.Case, **fields: Any) -> Seat:
    return seat(mirror_of(office, cases=cases, **fields), rights=APPROVER, counter="kasi")


# --- the promise ---------------------------------------------------------------------------------------


def test_a_pause_moves_the_promise_and_the_order(office: Office) -> None:
    """The older case waited for its applicant: the younger one is due first."""
    rested = waits(1, 12, waited=(m.Pause(cause=PauseCause.APPLICANT, since=NOW - 11 * MINUTE, until=NOW - MINUTE),))
    younger = waits(2, 8)
    lines = case_list.case_lines(approver(office, rested, younger), Desk.APPROVAL)
    assert [(line.key, line.clock and line.clock.minutes) for line in lines] == [(2, 7), (1, 13)]


def test_an_incident_stops_every_clock_and_is_named_in_the_file(office: Office) -> None:
    running = m.Incident(id=1, kind=IncidentKind.SIAK, since=NOW - 5 * MINUTE)
    place = approver(office, waits(1, 20), waits(2, 10), incidents=(running,))
    late, other = case_list.case_lines(place, Desk.APPROVAL)
    assert late.clock is not None
    assert other.clock is not None
    assert (late.clock.key, late.clock.minutes) == ("clock.late", -5)  # broken before the incident began
    assert (other.clock.key, other.clock.minutes, other.clock.stands) == ("clock.stands", 10, True)
    file = m.CaseFile(case=other.case, url="")
    shown = case_desk_view(place, Desk.APPROVAL, 2, file).file
    assert shown is not None
    assert shown.pauses == say("id", "pause.incident", time="5 menit")


def test_a_ready_card_is_promised_no_more(office: Office) -> None:
    assert timing.case_clock(approver(office), waits(1, 40, CaseState.READY)) is None


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 menit"), (120, "120 menit"), (121, "2 jam"), (2879, "47 jam"), (2880, "2 hari")]
)
def test_times_are_said_in_their_unit(minutes: int, said: str) -> None:
    assert timing.span("id", minutes) == said


def test_what_was_given_to_me_comes_first(office: Office) -> None:
    mine = waits(2, 1, assigned_to=1)
    lines = case_list.case_lines(approver(office, waits(1, 30), mine), Desk.APPROVAL)
    assert [(line.key, line.note) for line in lines] == [(2, "note.mine"), (1, "")]


@pytest.mark.parametrize(
    ("rights", "counter", "counted"),
    [
        (APPROVER, "kasi", (1, 1)),  # what waits for approval
        (KEEPER, "cetak", (1, 0)),  # what waits for print
        (OPERATOR, "1", (2, 1)),  # a counter watches its services' cases to the end
        ((Right.HAND_OVER,), "serah", (0, 0)),
    ],
)
def test_alarms_ring_where_something_can_be_done(
    office: Office, rights: tuple[Right, ...], counter: str, counted: tuple[int, int]
) -> None:
    cases = (waits(1, 16), waits(2, 11), waits(3, 2), waits(4, 40, CaseState.AWAITING_PRINT))
    place = seat(mirror_of(office, cases=cases), rights=rights, counter=counter)
    assert alarms.pressing(place) == counted


def test_the_bar_warns_before_the_promise_is_broken(office: Office) -> None:
    told = [bar.bar_of(approver(office, waits(1, age))).promise for age in (9, 10, 15)]
    assert [(part.tone, bool(part.text)) for part in told] == [("quiet", False), ("warn", True), ("danger", True)]


# --- several at once ------------------------------------------------------------------------------------


def view_of(place: Seat, marks: frozenset[int], chosen: int | None = 1) -> case_list.CaseDeskView:
    return case_desk_view(place, Desk.APPROVAL, chosen, None, marks=marks)


def test_marks_turn_and_all_means_none_the_second_time(office: Office) -> None:
    place = approver(office, waits(1), waits(2))
    assert case_list.marked(view_of(place, frozenset())) == {1}
    assert case_list.marked(view_of(place, frozenset({1}))) == frozenset()
    assert case_list.all_marked(view_of(place, frozenset({2}))) == {1, 2}
    assert case_list.all_marked(view_of(place, frozenset({1, 2}))) == frozenset()


def test_marked_cases_are_approved_as_they_were_seen(office: Office) -> None:
    place = approver(office, waits(1, 3), waits(2, version=7), waits(3))
    shown = view_of(place, frozenset({1, 2, 99}))
    command = case_list.command(Action.APPROVE_MARKED, shown, "r")
    assert command == m.ApproveCases(
        request_id="r", cases=(m.CaseSeen(case=1, expected_version=1), m.CaseSeen(case=2, expected_version=7))
    )
    assert Action.APPROVE_MARKED not in view_of(place, frozenset()).offers
    assert Action.MARK not in case_desk_view(place, Desk.PRINT, None, None).offers


def test_each_refusal_of_a_batch_is_told_and_the_rest_counted(office: Office) -> None:
    lines = case_list.case_lines(approver(office, *(waits(id) for id in range(1, 12))), Desk.APPROVAL)
    outcomes = tuple(m.CaseOutcome(case=id, refused="" if id == 1 else "same_person") for id in range(1, 12))
    told = case_list.batch("id", lines, m.CasesApproved(outcomes=outcomes))
    assert (told.approved, told.left, len(told.refused)) == (1, 10, case_list.REFUSALS_SHOWN + 1)
    assert told.refused[0].startswith("A-002: ")
    assert told.refused[-1] == say("id", "batch.more", count=10 - case_list.REFUSALS_SHOWN)


# --- coming back ----------------------------------------------------------------------------------------


def test_what_was_missing_stays_marked_until_it_was_seen(office: Office) -> None:
    service = office.service(KTP)
    assert service is not None
    came = m.StepTaken(step=Step.RESUBMIT, result=Result.RESUBMITTED, at=NOW, staff="Sri", counter="1")
    back = case(1, CaseState.VERIFYING, variant="lost", missing=("police-letter",))
    file = m.CaseFile(case=back, applicant_name="Siti", seen=("kk",), history=(came,), url="")
    draft = verification.draft_of(file, service)
    assert [draft.mark(name) for name in ("kk", "police-letter")] == [Mark.SEEN, Mark.MISSING]
    shown = verification.verification_view(seat(mirror_of(office, cases=[back])), file, draft, service)
    assert len(shown.brought) == 1
    assert not verification.is_all_seen(draft, service)
    assert verification.is_all_seen(verification.toggled(draft, service, "2"), service)


def test_a_digit_chooses_the_reason_before_it_means_a_paper(office: Office) -> None:
    service = office.service(KTP)
    assert service is not None
    empty = verification.Draft(case=1)
    chosen = verification.toggled(empty, service, "2")
    assert chosen.variant == service.variants[1].id
    assert verification.toggled(empty, service, "9") == empty
    assert verification.toggled(chosen, service, "1").variant == chosen.variant


def test_a_ready_card_of_yesterday_is_still_handed_over(office: Office) -> None:
    old = ticket(1, TicketState.READY, day="2026-11-20", case=1)
    held = case(1, CaseState.READY, ticket=1)
    place = seat(mirror_of(office, [old], [held]), rights=(Right.HAND_OVER,), counter="serah")
    (line,) = case_list.case_lines(place, Desk.HANDOVER)
    assert line.note == "note.earlier"
    assert Action.CALL_HANDOVER in case_desk_view(place, Desk.HANDOVER, 1, None).offers


# --- blank cards ----------------------------------------------------------------------------------------


def keeper(office: Office, stock: m.BlankStock, rights: tuple[Right, ...] = KEEPER, **fields: Any) -> Seat:
    return seat(mirror_of(office, blanks=stock, **fields), rights=rights, counter="cetak")


@pytest.mark.parametrize(
    ("stock", "hindered"),
    [
        (m.BlankStock(), {"received": "", "returned": "stock_not_kept", "spoiled": "stock_not_kept",
                          "count": "stock_not_kept"}),
        (m.BlankStock(kept=True, balance=0, out_since=NOW),
         {"received": "", "returned": "no_blanks", "spoiled": "no_blanks", "count": ""}),
        (m.BlankStock(kept=True, balance=9), {"received": "", "returned": "", "spoiled": "", "count": ""}),
    ],
)  # fmt: skip
def test_nothing_leaves_an_empty_safe(office: Office, stock: m.BlankStock, hindered: dict[str, str]) -> None:
    shown = blanks.blanks_view(keeper(office, stock))
    assert {button.name: button.why for button in shown.buttons} == hindered
    assert blanks.blanks_view(keeper(office, stock, APPROVER)).buttons == ()


def test_no_blanks_is_said_before_anybody_tries(office: Office) -> None:
    waiting = waits(1, state=CaseState.AWAITING_PRINT)
    offered = tuple(
        m.StepOffered(step=Step.PRINT, result=result, refused="") for result in (Result.PRINTED, Result.SPOILED)
    )
    file = m.CaseFile(case=waiting, offered=offered, url="")
    for balance, why in ((0, "no_blanks"), (1, "")):
        place = keeper(office, m.BlankStock(kept=True, balance=balance), cases=[waiting])
        shown = case_desk_view(place, Desk.PRINT, 1, file)
        assert [shown.offers[action] for action in (Action.PRINTED, Action.SPOILED)] == [why, why]


def test_low_stock_stands_in_the_bar_of_print_and_supervisors(office: Office) -> None:
    low = m.BlankStock(kept=True, balance=4, low=True)
    assert bar.bar_of(keeper(office, low)).blanks.tone == "warn"
    assert bar.bar_of(keeper(office, low, (Right.SUPERVISE,))).blanks.tone == "warn"
    assert bar.bar_of(keeper(office, low, OPERATOR)).blanks.text == ""
    assert bar.bar_of(keeper(office, m.BlankStock(kept=True, balance=0))).blanks.tone == "danger"
    assert bar.bar_of(keeper(office, m.BlankStock(low=True))).blanks.text == ""  # nobody keeps any


@pytest.mark.parametrize(("typed", "count"), [("40", 40), ("1.000", 1000), ("", None), ("x", None), ("-3", None)])
def test_a_count_is_a_number(typed: str, count: int | None) -> None:
    assert blanks.count_of(typed) == count


# --- incidents and places -------------------------------------------------------------------------------


def test_an_incident_is_in_every_bar_and_ended_by_the_key_that_began_it(office: Office) -> None:
    over = m.Incident(id=1, kind=IncidentKind.POWER, since=NOW - 90 * MINUTE, until=NOW - 80 * MINUTE)
    lasts = m.Incident(id=2, kind=IncidentKind.SIAK, since=NOW - 5 * MINUTE, declared_by=1)
    mirror = mirror_of(office, incidents=(over, lasts), staff=(person(1, "Sri"),))
    for rights in (OPERATOR, APPROVER, KEEPER):
        assert bar.bar_of(seat(mirror, rights=rights)).incident.tone == "danger"
    place = seat(mirror)
    declared, begun = (incidents.incidents_view(place, kind) for kind in (IncidentKind.SIAK, IncidentKind.POWER))
    assert [view.buttons[0].text for view in (declared, begun)] == [
        say("id", "incident.do.end"), say("id", "incident.do.declare"),
    ]  # fmt: skip
    assert "Sri" in declared.lines[0].detail
    assert begun.lines[2].badge == ""


def person(id: int, name: str, *roles: str, disabled: bool = False) -> m.StaffMember:
    return m.StaffMember(id=id, login=name.lower(), name=name, roles=roles, disabled=disabled)


def placed(office: Office, *rights: Right, delegations: tuple[m.Delegation, ...] = ()) -> Seat:
    people = (
        person(1, "Sri", "kasi"),
        person(2, "Budi", "kabid"),
        person(3, "Ani", "operator"),
        person(4, "Adi", "operator", disabled=True),
    )
    return seat(mirror_of(office, staff=people, delegations=delegations), rights=rights, counter="kasi")


def held(id: int, first: str, last: str, **fields: Any) -> m.Delegation:
    known = {"role": "kabid", "giver": 2, "taker": 1, "given_at": NOW}
    return m.Delegation(id=id, first_day=first, last_day=last, **{**known, **fields})


def test_one_delegates_what_one_holds_and_a_supervisor_anybodys(office: Office) -> None:
    own = placed(office, Right.APPROVE)
    assert delegation.places(own) == (delegation.Place("kasi", 1),)
    assert [member.name for member in delegation.takers(own, delegation.Place("kasi", 1))] == ["Ani", "Budi"]
    both = delegation.places(placed(office, Right.SUPERVISE))
    assert both == (delegation.Place("kasi", 1), delegation.Place("kabid", 2))


def test_who_stands_in_for_whom_today(office: Office) -> None:
    place = placed(
        office, Right.APPROVE,
        delegations=(
            held(1, DAY, "2026-11-25"), held(2, "2026-11-24", "2026-11-25"), held(3, "2026-11-01", "2026-11-22"),
            held(4, DAY, DAY, ended_at=NOW),
        ),
    )  # fmt: skip
    assert [d.id for d in delegation.delegations(place)] == [1, 2]
    assert "Budi" in delegation.standing_in(place)
    assert delegation.standing_in(replace(place, session=m.Session(
        staff=3, name="Ani", roles=(), rights=(), counter="1"))) == ""  # fmt: skip
    shown = case_desk_view(place, Desk.APPROVAL, None, None)
    assert "Budi" in shown.standing_in


def test_who_stands_in_may_sit_at_the_others_counter_on_those_days_only(office: Office) -> None:
    def listed(*delegations: m.Delegation) -> list[int]:
        mirror = placed(office, Right.APPROVE, delegations=delegations).mirror
        return [person.id for person in sign_in.people(mirror, "kasi", "id")]

    given = {"role": "kasi", "giver": 1, "taker": 3}
    assert 3 not in listed()
    assert 3 in listed(held(1, DAY, DAY, **given))
    assert 3 not in listed(held(1, "2026-11-24", "2026-11-25", **given))
    assert 3 not in listed(held(1, DAY, DAY, ended_at=NOW, **given))


@pytest.mark.parametrize(
    ("typed", "past", "day"),
    [
        ("23", False, "2026-11-23"), ("22", False, "2026-12-22"), ("22", True, "2026-11-22"),
        ("31", False, "2026-12-31"), ("27/11", False, "2026-11-27"), ("1-2-27", False, "2027-02-01"),
        ("27.11.2026", False, "2026-11-27"), ("2026-11-27", False, "2026-11-27"),
        ("32", False, None), ("30/2", False, None), ("", False, None), ("besok", False, None), ("1/2/3/4", False, None),
        ("²", False, None),
    ],
)  # fmt: skip
def test_days_are_understood_as_people_write_them(typed: str, past: bool, day: str | None) -> None:
    assert delegation.typed_day(typed, DAY, past) == day


# --- books ----------------------------------------------------------------------------------------------


def test_a_book_is_paged_and_taken_out_only_with_lines_and_right(office: Office) -> None:
    wanted = registers.Wanted(Register.HANDOVER, DAY, DAY, "siti", start=50)
    lines = tuple(m.RegisterLine(id=id, cells=("a", "b")) for id in range(50))
    page = m.RegisterPage(register=Register.HANDOVER, columns=("number", "name"), lines=lines, total=130, after=100)
    place = keeper(office, m.BlankStock())
    shown = registers.registers_view(place, wanted, page)
    assert "51–100" in shown.note
    assert "130" in shown.note
    assert "siti" in shown.note
    assert {button.name for button in shown.buttons if button.why} == set()
    assert wanted.turned(-1).start == 0
    assert wanted.turned(-2).start == 0
    assert wanted.turned(1).start == 100
    empty = registers.registers_view(place, wanted, m.RegisterPage(register=Register.HANDOVER, columns=("number",)))
    why = {button.name: button.why for button in empty.buttons}
    assert (why["export"], why["print"], why["after"]) == ("why.no_lines", "why.no_lines", "why.last_page")
    operator = registers.registers_view(seat(mirror_of(office)), wanted, page)
    assert {b.name for b in operator.buttons if b.why == "why.no_right"} == {"export", "print"}


def test_a_file_goes_where_the_desktop_keeps_documents(tmp_path: Path) -> None:
    assert saving.documents_folder(tmp_path) == tmp_path / "Documents"
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text('XDG_MUSIC_DIR="$HOME/M"\nXDG_DOCUMENTS_DIR="$HOME/Dokumen"\n')
    assert saving.documents_folder(tmp_path) == tmp_path / "Dokumen"


def test_a_file_never_replaces_another_nor_leaves_its_folder(tmp_path: Path) -> None:
    first, second = (saving.save(tmp_path / "d", "../../register.csv", content) for content in (b"one", b"two"))
    assert (first.parent, second.parent) == (tmp_path / "d", tmp_path / "d")
    assert (first.name, second.name) == ("register.csv", "register (2).csv")
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert first.stat().st_mode & 0o777 == 0o600
    assert saving.save(tmp_path, "..", b"").name == "register"


# --- covers ---------------------------------------------------------------------------------------------


def test_every_cover_has_one_key_and_is_listed_only_for_whom_it_is() -> None:
    keys = [key for key, asked in EVERYWHERE.items() if asked[0] in COVERED]
    assert keys == ["f4", "f5", "f6", "f7", "f8", "f9"]
    for allowed in ((), (Action.BLANKS,)):
        _, everywhere = key_groups(Mode.QUEUE, "id", 1, allowed)
        caps = {line.key for line in everywhere.lines} & {cap("id", key) for key in keys}
        assert caps == {cap("id", key) for key, asked in EVERYWHERE.items() if asked[0] in allowed}


def test_rows_are_stepped_through() -> None:
    lines = tuple(SheetLine(key, key) for key in "abc")
    assert [stepped(lines, at, by) for at, by in ((None, 1), ("a", -1), ("a", 1), ("c", 1))] == ["a", "a", "b", "c"]
    assert stepped((), "a", 1) is None


def test_every_icon_of_a_cover_can_be_drawn(office: Office) -> None:
    place = placed(office, *Right, delegations=(held(1, DAY, DAY),))
    page = m.RegisterPage(register=Register.CARDS, columns=("name",))
    views: list[SheetView] = [
        blanks.blanks_view(place),
        delegation.delegation_view(place, 1),
        registers.registers_view(place, registers.Wanted(first_day=DAY, last_day=DAY), page),
        *(incidents.incidents_view(place, kind) for kind in incidents.KINDS),
    ]
    assert {button.icon for view in views for button in view.buttons} - {*ICONS, ""} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_covers_is_there(language: Language) -> None:
    keys = domain(language, "counters")
    named = (
        *(f"pause.{cause}" for cause in PauseCause),
        *(f"incident.{kind}" for kind in IncidentKind),
        *(f"blanks.do.{move}" for move in blanks.MOVES.values()),
        *(f"blanks.ask.{move}" for move in blanks.MOVES.values()),
        *(f"register.do.{name}" for name in ("book", "days", "search", "before", "after", "export", "print")),
        *(f"format.{kind}" for kind in FileFormat if kind is not FileFormat.UNKNOWN),
        *(f"relation.{at}" for at in RELATIONS),
    )
    assert [key for key in named if key not in keys] == []
    books = domain(language, "registers")
    assert [book for book in registers.BOOKS if f"title.{book}" not in books] == []
    assert set(blanks.MOVES.values()) < set(BlankMove)
