"""What the PAK TUWA desk, the viewer, the search and supervision work out, without a window."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from assets.texts import LANGUAGES, domain
from counters.presenter import chooser, intake, new_case, search, supervision, viewer
from counters.presenter.actions import Action, Desk
from counters.presenter.chooser import Chooser, Entry
from counters.presenter.intake import Shelf, intake_view
from counters.presenter.new_case import NewCase, new_case_view
from counters.presenter.seat import desks_of
from counters.presenter.supervision import Stage, supervision_view
from counters.presenter.verification import Draft, Mark
from counters.presenter.viewer import Sight
from protocol import messages as m
from protocol.office import Office
from protocol.vocabulary import CaseState, IncidentKind, Letter, LetterState, PauseCause, Right
from server.config.catalogue import load_office
from tests.support.counters_seat import MINUTE, NOW, case, mirror_of, seat
from tests.support.hub_process import ROOT

TUWA = "pak-tuwa"
HOUR = 60 * MINUTE
INTAKE = (Right.INTAKE, Right.VERIFY, Right.CANCEL)


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(ROOT / "assets" / "catalogue" / "magetan.toml")


def remote(id: int, state: CaseState = CaseState.VERIFYING, **fields: Any) -> m.Case:
    return case(id, state, **{"service": TUWA, "number": "", **fields})


def paper(id: int, requirement: str = "", pages: int = 1) -> m.Document:
    return m.Document(id=id, pages=pages, bytes=2048, at=NOW, requirement=requirement)


def test_whoever_wrote_first_stands_first(office: Office) -> None:
    """By the first message, not by when the case was opened; walk-in cases are not on this desk."""
    cases = (
        remote(1, received_at=NOW - HOUR),
        remote(2, received_at=NOW - 3 * HOUR),
        case(3, CaseState.VERIFYING),
        remote(4, CaseState.INCOMPLETE, received_at=NOW - 9 * HOUR),
    )
    here = seat(mirror_of(office, cases=cases), rights=INTAKE)
    view = intake_view(here, Shelf.WORK, None, None, None)
    assert [line.key for line in view.lines] == [2, 1]
    assert dict(view.counts) == {Shelf.WORK: 2, Shelf.APPLICANT: 1, Shelf.READY: 0}


def test_a_line_says_what_is_missing_and_how_far_the_letter_got(office: Office) -> None:
    waiting = remote(
        1, CaseState.INCOMPLETE, missing=("kk",), variant="lost", told=LetterState.FAILED, expires_at=NOW + HOUR
    )
    (line,) = intake_view(seat(mirror_of(office, cases=[waiting]), rights=INTAKE), Shelf.APPLICANT, 1, None, None).lines
    assert line.missing == ("Foto Kartu Keluarga (KK)",)
    assert (line.tone, line.told_meaning) == ("warn", "danger")


@pytest.mark.parametrize(
    ("action", "state", "letter"),
    [
        (Action.LETTER, CaseState.VERIFYING, Letter.RECEIVED),
        (Action.LETTER, CaseState.INCOMPLETE, Letter.MISSING),
        (Action.REMIND, CaseState.INCOMPLETE, Letter.REMINDER),
        (Action.LETTER, CaseState.READY, Letter.READY),
        (Action.REMIND, CaseState.READY, None),
        (Action.LETTER, CaseState.AWAITING_PRINT, None),
    ],
)
def test_what_an_applicant_would_be_written(action: Action, state: CaseState, letter: Letter | None) -> None:
    assert intake.letter_for(action, remote(1, state)) is letter


def test_nothing_is_offered_that_the_case_does_not_allow(office: Office) -> None:
    """No letter without a phone, no viewer without papers, no upload once it is on its way."""
    service = office.service(TUWA)
    assert service is not None
    here = seat(mirror_of(office, cases=[remote(1)]), rights=INTAKE)
    bare = m.CaseFile(case=remote(1))
    offers = intake_view(here, Shelf.WORK, 1, bare, Draft(case=1)).offers
    assert Action.PICK_FILES in offers
    assert not {Action.LETTER, Action.DOCUMENTS, Action.REMIND} & set(offers)
    full = m.CaseFile(case=remote(1), phone="+628", documents=(paper(1),))
    assert {Action.LETTER, Action.DOCUMENTS} <= set(intake_view(here, Shelf.WORK, 1, full, Draft(case=1)).offers)


def test_a_sorted_paper_counts_as_seen_unless_it_was_called_missing(office: Office) -> None:
    service = office.service(TUWA)
    assert service is not None
    file = m.CaseFile(case=remote(1, variant="lost"), documents=(paper(1, "kk"), paper(2, "police-letter")))
    draft = intake.draft_with(file, Draft(case=1, marks={"police-letter": Mark.MISSING}), service)
    assert (draft.mark("kk"), draft.mark("police-letter")) == (Mark.SEEN, Mark.MISSING)


def test_a_counter_that_calls_nobody_has_no_queue() -> None:
    def session(*rights: Right) -> m.Session:
        return m.Session(staff=1, name="", roles=(), rights=rights, counter="1")

    assert desks_of(session(*INTAKE)) == (Desk.INTAKE,)
    assert desks_of(session(Right.CALL, *INTAKE)) == (Desk.QUEUE, Desk.INTAKE)
    assert desks_of(session(Right.VERIFY)) == (Desk.QUEUE,)


# --- a new case --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0812 3456-7890", "081234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("0812", ""),
        ("021 555 1234", ""),
        ("08123456789a", ""),
    ],
)
def test_a_number_that_whatsapp_could_have(typed: str, kept: str) -> None:
    assert new_case.phone(typed) == kept


def test_the_time_of_a_message_is_never_still_to_come(office: Office) -> None:
    here = seat(mirror_of(office), rights=INTAKE)
    assert new_case.sent_at(here, "") == NOW
    for typed in ("00.01", "23.59", "24/11 21.15", "1/1 09:00"):
        at = new_case.sent_at(here, typed)
        assert at is not None
        assert at <= NOW
    assert [new_case.sent_at(here, typed) for typed in ("25.00", "31/2 10.00", "kemarin")] == [None] * 3


def test_what_keeps_a_new_case_from_being_saved(office: Office) -> None:
    service = office.service(TUWA)
    assert service is not None
    here = seat(mirror_of(office), rights=INTAKE)

    def why(**fields: str) -> str:
        return new_case_view(here, NewCase(service=TUWA, **fields), service).why

    assert why() == "wrong.phone_needed"
    assert why(phone="0812") == "wrong.phone"
    assert why(phone="081234567890", sent_at="99.99") == "wrong.sent_at"
    assert why(phone="081234567890", nik="3520") == "wrong.nik_short"
    assert why(phone="081234567890", nik="3520066508850002") == ""


def test_a_repeated_message_is_told_from_a_first_one(office: Office) -> None:
    command = new_case.received(
        seat(mirror_of(office)), NewCase(service=TUWA, phone="081234567890", name="  Siti   Aminah "), "r"
    )
    assert command is not None
    assert command.applicant_name == "Siti Aminah"
    assert not new_case.kept_its_place(command, m.CaseFile(case=remote(1, received_at=NOW)))
    assert new_case.kept_its_place(command, m.CaseFile(case=remote(1, received_at=NOW - HOUR)))


# --- choosing files ------------------------------------------------------------------------------------


def test_a_folder_shows_folders_and_papers_only_the_newest_first() -> None:
    found = [
        Entry(Path("/d/old.jpg"), False, 1, 1.0),
        Entry(Path("/d/new.PDF"), False, 1, 9.0),
        Entry(Path("/d/list.xlsx"), False, 1, 5.0),
        Entry(Path("/d/.hidden.png"), False, 1, 5.0),
        Entry(Path("/d/WhatsApp"), True),
    ]
    assert [entry.path.name for entry in chooser.entries(found)] == ["WhatsApp", "new.PDF", "old.jpg"]


def test_files_are_marked_in_order_and_folders_never() -> None:
    here = Chooser(
        Path("/d"), (Entry(Path("/d/F"), True), Entry(Path("/d/a.jpg"), False), Entry(Path("/d/b.jpg"), False))
    )
    assert chooser.to_send(chooser.marked(here)) == ()
    both = chooser.marked(chooser.moved(chooser.marked(chooser.moved(here, 2)), -1))
    assert [path.name for path in chooser.to_send(both)] == ["b.jpg", "a.jpg"]
    assert [path.name for path in chooser.to_send(chooser.marked(both))] == ["b.jpg"]


# --- the viewer ------------------------------------------------------------------------------------------


def test_pages_go_on_over_the_edges_of_documents() -> None:
    papers = (paper(1, pages=2), paper(2))
    assert viewer.beside(papers, (0, 1), 1) == (0, 2)
    assert viewer.beside(papers, (0, 2), 1) == (1, 1)
    assert viewer.beside(papers, (1, 1), 1) == (1, 1)
    assert viewer.document_beside(papers, (0, 2), 1) == (1, 1)


def test_what_lies_under_the_pointer_stays_there() -> None:
    sight = viewer.zoomed(Sight(), 2, (100, 50))
    assert (sight.zoom, sight.x, sight.y) == (2, -100, -50)
    assert viewer.zoomed(sight, 0.01) == Sight()
    assert viewer.zoomed(Sight(), 1000).zoom == viewer.MOST_ZOOM


def test_a_turned_page_is_whole_in_sight_and_nothing_can_be_pushed_away() -> None:
    assert viewer.turned(Sight(zoom=3, x=5), -1) == Sight(turn=270)
    assert viewer.drawn_size((1000, 500), (500, 500), Sight()) == (500, 250)
    assert viewer.drawn_size((1000, 500), (500, 500), Sight(turn=90)) == (500, 250)
    assert viewer.moved(Sight(), 10, 10) == Sight()
    pushed = viewer.kept_in(Sight(zoom=2, x=9999, y=-9999), (1000, 400), (500, 500))
    assert (pushed.x, pushed.y) == (250, 0)


# --- searching and supervision -------------------------------------------------------------------------


def test_a_whole_nik_is_masked_again_when_its_time_is_over(office: Office) -> None:
    file = m.CaseFile(case=remote(1), nik="35200665********")
    revealed = search.Revealed(1, "3520066508850002", NOW + search.REVEALED_MS)
    here = seat(mirror_of(office))

    def nik(now_ms: int, of: search.Revealed | None = revealed) -> str:
        at = type(here)(mirror=here.mirror, session=here.session, now_ms=now_ms)
        return search.opened_file(at, file, of).facts[0].text

    assert nik(NOW) == "352006 650885 0002"
    assert nik(NOW + search.REVEALED_MS) == "35200665********"
    assert nik(NOW, search.Revealed(2, "3520066508850002", NOW + 1000)) == "35200665********"


def test_what_is_late_stands_first_and_other_waits_apart(office: Office) -> None:
    late = {"complete_at": NOW - HOUR, "due_at": NOW - 45 * MINUTE}
    cases = (
        case(1, CaseState.AWAITING_APPROVAL, complete_at=NOW, due_at=NOW + 15 * MINUTE),
        case(2, CaseState.AWAITING_APPROVAL, **late),
        remote(3, CaseState.INCOMPLETE, received_at=NOW - 9 * HOUR),
        case(4, CaseState.READY, **late),
        case(5, CaseState.HANDED_OVER, **late),
    )
    view = supervision_view(seat(mirror_of(office, cases=cases)), Stage.ALL, None, by_person=False)
    assert [line.key for line in view.lines] == [2, 1, 4]
    shown = {stage.stage: (stage.count, stage.overdue) for stage in view.stages}
    assert shown[Stage.ALL] == (3, 1)
    assert shown[Stage.APPROVE] == (2, 1)
    assert shown[Stage.READY] == (1, 0)
    assert shown[Stage.APART] == (1, 0)


def test_an_incident_is_nobodys_fault(office: Office) -> None:
    """Everything that waits meanwhile is shown apart, except what is done already."""
    cases = (case(1, CaseState.AWAITING_PRINT), case(2, CaseState.READY))
    incident = m.Incident(id=1, kind=IncidentKind.SIAK, since=NOW - HOUR)
    here = seat(mirror_of(office, cases=cases, incidents=(incident,)))
    works = {work.case.id: work.apart for work in supervision.under_way(here)}
    assert works == {1: PauseCause.INCIDENT, 2: None}


def test_a_case_is_theirs_whom_it_was_given_to(office: Office) -> None:
    staff = (
        m.StaffMember(id=7, login="b", name="Budi Santoso", roles=("operator",)),
        m.StaffMember(id=8, login="a", name="Ani", roles=("kasi",)),
        m.StaffMember(id=9, login="x", name="Xaver", roles=("kasi",), disabled=True),
    )
    here = seat(mirror_of(office, cases=[case(1, CaseState.VERIFYING, assigned_to=7)], staff=staff))
    assert [member.name if member else None for member in supervision.candidates(here)] == [
        None,
        "Ani",
        "Budi Santoso",
    ]
    assert supervision.starting_with(here, "s", 0) == 2
    assert supervision.worker(here, here.mirror.cases[1]) == 7


# --- words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there_in_every_language(language: Any) -> None:
    assert set(domain(language, "intake")) == set(domain("id", "intake"))


def test_every_phrase_that_is_built_from_a_word_exists() -> None:
    built = [
        *(f"state.{state}" for state in CaseState),
        *(f"told.{state}" for state in LetterState),
        *(f"letter.{letter}" for letter in Letter),
        *(f"pause.{cause}" for cause in PauseCause),
        *(f"stage.{stage}" for stage in Stage),
        *(f"{name}.{shelf}" for name in ("shelf", "order", "empty") for shelf in Shelf),
    ]
    assert [key for key in built if key not in domain("id", "intake")] == []


def test_a_seat_never_holds_a_name() -> None:
    """What supervision shows comes from cases, and those carry nothing personal."""
    assert not {"applicant_name", "nik", "phone"} & set(msgspec.structs.asdict(remote(1)))
