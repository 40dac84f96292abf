"""The desk's rules through the hub, on real SQLite: who may decide for whom, many at once, and what stops the clock."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from protocol import clocks, errors, pickup
from protocol import messages as m
from protocol.vocabulary import (
    CaseState,
    DeviceKind,
    IncidentKind,
    PauseCause,
    Result,
    Right,
    Step,
    TicketState,
    View,
)
from server.app.records import CaseRecord, TicketRecord
from server.domain.hours import start_of
from tests.support.office import MONDAY_NINE, PIN, WIB, TestOffice, snapshot_of, staffed_office

PAK_TUWA = "pak-tuwa"
MONDAY, TUESDAY, WEDNESDAY = "2026-11-23", "2026-11-24", "2026-11-25"
MINUTE_MS = 60_000


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path / "books")
    yield office
    await office.close()


async def sign_in(office: TestOffice, login: str, place: str) -> m.SignedIn:
    answer: m.SignedIn = await office.do(place, m.SignIn, staff=office.staff[login], pin=PIN, take_over=True)
    return answer


async def requests(office: TestOffice, count: int) -> list[m.CaseFile]:
    """So many print requests that wait for an approver."""
    for _ in range(count):
        await office.issue()
    return [await office.verify("1", await office.serve_next()) for _ in range(count)]


async def delegate(office: TestOffice, at: str, giver: str, taker: str, *, role: str = "kasi", **days: str) -> Any:
    days = {"first_day": MONDAY, "last_day": MONDAY, **days}
    return await office.do(at, m.Delegate, role=role, giver=office.staff[giver], taker=office.staff[taker], **days)


# --- In somebody's place


async def test_a_delegate_approves_on_the_named_days_and_no_other(office: TestOffice) -> None:
    await office.hire("dewi", "kepala")
    (file,) = await requests(office, 1)
    await delegate(office, "kasi", "karim", "dewi", first_day=TUESDAY, last_day=TUESDAY)
    told: list[tuple[int, m.Session | None]] = []
    office.hub.on_session(lambda device, session: told.append((device, session)))
    signed = await sign_in(office, "dewi", "kasi")
    assert signed.session.roles == ("kepala",)
    with pytest.raises(errors.NotAllowed):
        await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    told.clear()
    office.clock.set(MONDAY_NINE + timedelta(days=1))
    await office.hub.tick()
    assert [(device, session.roles) for device, session in told if session] == [
        (office.devices["kasi"].id, ("kepala", "kasi"))
    ]
    approved = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    assert approved.case.approved_by == ("kasi",)
    told.clear()
    office.clock.set(MONDAY_NINE + timedelta(days=2))
    await office.hub.tick()
    assert [session.roles for _, session in told if session] == [("kepala",)]


async def test_the_taker_of_a_role_can_sit_where_only_it_may(office: TestOffice) -> None:
    with pytest.raises(errors.NotAllowed):
        await sign_in(office, "pri", "kasi")
    await delegate(office, "kasi", "karim", "pri")
    signed = await sign_in(office, "pri", "kasi")
    assert set(signed.session.rights) == {Right.APPROVE, Right.CANCEL, Right.SUPERVISE}


async def test_a_delegate_does_not_approve_what_they_verified(office: TestOffice) -> None:
    (file,) = await requests(office, 1)
    await delegate(office, "kasi", "karim", "ani")
    await sign_in(office, "ani", "kasi")
    with pytest.raises(errors.SamePerson) as refused:
        await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    assert refused.value.params == {"step": "verify"}


async def test_who_may_put_whom_in_whose_place(office: TestOffice) -> None:
    cases: list[tuple[type[errors.Refusal], str, str, str, dict[str, str]]] = [
        (errors.NotTheHolder, "1", "karim", "ani", {}),  # an operator, in the Kasi's place
        (errors.NotTheHolder, "kasi", "sri", "ani", {}),  # Sri is no Kasi
        (errors.NotTheHolder, "kasi", "karim", "ani", {"role": "kabid"}),
        (errors.FieldNeeded, "kasi", "karim", "karim", {}),
        (errors.DaysImpossible, "kasi", "karim", "ani", {"first_day": TUESDAY}),
        (errors.DaysImpossible, "kasi", "karim", "ani", {"first_day": "2026-11-20", "last_day": "2026-11-22"}),
        (errors.DaysImpossible, "kasi", "karim", "ani", {"last_day": "20261130"}),
        (errors.DaysImpossible, "kasi", "karim", "ani", {"last_day": "besok"}),
    ]
    before = office.hub.last_seq(View.STAFF)
    for refusal, at, giver, taker, words in cases:
        with pytest.raises(refusal):
            await delegate(office, at, giver, taker, **words)
    with pytest.raises(errors.UnknownStaff):
        await office.do("kasi", m.Delegate, role="kasi", giver=3, taker=99, first_day=MONDAY, last_day=MONDAY)
    assert office.hub.last_seq(View.STAFF) == before
    # A supervisor may, for the hand-over desk that is ill; and an officer for their own post.
    await delegate(office, "kasi", "sri", "pri", role="penyerahan")
    await delegate(office, "1", "ani", "sri", role="operator", last_day=WEDNESDAY)
    assert [(d.role, d.last_day) for d in (await snapshot_of(office)).delegations] == [
        ("penyerahan", MONDAY),
        ("operator", WEDNESDAY),
    ]
    assert (await snapshot_of(office, View.PUBLIC)).delegations == ()


async def test_a_delegation_is_ended_by_its_giver_or_a_supervisor(office: TestOffice) -> None:
    await delegate(office, "kasi", "karim", "ani", last_day=WEDNESDAY)
    given = (await snapshot_of(office)).delegations[0]
    with pytest.raises(errors.NotTheHolder):
        await office.do("1", m.EndDelegation, delegation=given.id)
    await sign_in(office, "ani", "kasi")
    await office.do("kasi", m.EndDelegation, delegation=given.id)
    assert (await snapshot_of(office)).delegations == ()
    assert (await office.hub.session_of(office.devices["kasi"])).rights == (Right.CANCEL,)  # type: ignore[union-attr]
    await sign_in(office, "karim", "kasi")
    with pytest.raises(errors.UnknownDelegation):
        await office.do("kasi", m.EndDelegation, delegation=given.id)


# --- Many at once


async def test_a_batch_approves_what_it_can_and_says_why_not(office: TestOffice) -> None:
    first, second, third, fourth = await requests(office, 4)
    second = await office.step("kasi", second, Step.APPROVE, Result.APPROVED)
    await office.step("1", third, Step.CANCEL, Result.CANCELLED, reason="tidak jadi")
    asked = [
        m.CaseSeen(case=first.case.id, expected_version=first.case.version),
        m.CaseSeen(case=second.case.id, expected_version=second.case.version),
        m.CaseSeen(case=third.case.id, expected_version=third.case.version),
        m.CaseSeen(case=999, expected_version=1),
        m.CaseSeen(case=fourth.case.id, expected_version=fourth.case.version),
        m.CaseSeen(case=fourth.case.id, expected_version=fourth.case.version),
    ]
    before = office.hub.last_seq(View.STAFF)
    answer = await office.do("kasi", m.ApproveCases, cases=tuple(asked))
    assert [one.refused for one in answer.outcomes] == [
        "", "step_not_allowed", "case_changed", "unknown_case", "", "case_changed",
    ]  # fmt: skip
    states = {case.id: case.state for case in (await snapshot_of(office)).cases}
    assert [states[file.case.id] for file in (first, second, fourth)] == [CaseState.AWAITING_PRINT] * 3
    assert office.hub.last_seq(View.STAFF) == before + 2
    with pytest.raises(errors.NotAllowed):
        await office.do("1", m.ApproveCases, cases=tuple(asked))
    with pytest.raises(errors.Malformed):
        await office.do("kasi", m.ApproveCases, cases=tuple(asked[:1]) * 201)


# --- Given to somebody, and lines in the file


async def test_a_case_is_given_to_somebody_and_to_nobody(office: TestOffice) -> None:
    (file,) = await requests(office, 1)
    given = await office.do("kasi", m.AssignCase, case=file.case.id, staff=office.staff["pri"])
    assert (given.case.assigned_to, given.case.state) == (office.staff["pri"], CaseState.AWAITING_APPROVAL)
    assert (given.history[-1].step, given.history[-1].staff) == (Step.ASSIGN, "Karim")
    back = await office.do("kasi", m.AssignCase, case=file.case.id, staff=None)
    assert (back.case.assigned_to, back.case.version) == (None, file.case.version + 2)
    with pytest.raises(errors.UnknownStaff):
        await office.do("kasi", m.AssignCase, case=file.case.id, staff=99)
    with pytest.raises(errors.NotAllowed):
        await office.do("1", m.AssignCase, case=file.case.id, staff=office.staff["pri"])
    over = await office.step("1", back, Step.CANCEL, Result.CANCELLED, reason="tidak jadi")
    with pytest.raises(errors.CaseEnded):
        await office.do("kasi", m.AssignCase, case=over.case.id, staff=office.staff["pri"])


async def test_a_note_is_in_the_file_and_in_no_event(office: TestOffice) -> None:
    (file,) = await requests(office, 1)
    noted = await office.do("1", m.AddNote, case=file.case.id, text="  Pemohon KANARI titip pesan ")
    assert [(note.text, note.staff) for note in noted.notes] == [("Pemohon KANARI titip pesan", "Ani")]
    lines = await office.store.submit(lambda books: list(books.journal.lines()))
    assert isinstance(lines[-1].event, m.CaseUpdated)
    assert (b"KANARI" in lines[-1].body, "note" in lines[-1].commitments) == (False, True)
    # A colleague's note does not stand in the way of who has the file open.
    assert (await office.step("kasi", file, Step.APPROVE, Result.APPROVED)).notes == noted.notes
    for text in (" ", "x" * 1001):
        with pytest.raises(errors.FieldNeeded):
            await office.do("1", m.AddNote, case=file.case.id, text=text)


# --- When the office cannot work


async def test_an_incident_stops_the_clock_of_every_case_and_is_shown_to_the_hall(office: TestOffice) -> None:
    (file,) = await requests(office, 1)
    office.clock.set(MONDAY_NINE + timedelta(minutes=5))
    await office.do("1", m.DeclareIncident, kind=IncidentKind.SIAK)
    with pytest.raises(errors.IncidentRuns) as runs:
        await office.do("2", m.DeclareIncident, kind=IncidentKind.SIAK)
    assert runs.value.params == {"kind": "siak"}
    await office.do("2", m.DeclareIncident, kind=IncidentKind.POWER)
    office.clock.set(MONDAY_NINE + timedelta(minutes=45))
    hall = (await snapshot_of(office, View.PUBLIC)).incidents
    assert [(one.kind, one.until, one.declared_by) for one in hall] == [
        (IncidentKind.SIAK, None, None),
        (IncidentKind.POWER, None, None),
    ]
    for one in hall:
        await office.do("kasi", m.EndIncident, incident=one.id)
    with pytest.raises(errors.UnknownIncident):
        await office.do("kasi", m.EndIncident, incident=hall[0].id)
    desks = (await snapshot_of(office)).incidents
    assert [one.declared_by for one in desks] == [office.staff["ani"], office.staff["budi"]]
    assert (await snapshot_of(office, View.PUBLIC)).incidents == ()
    pauses = [m.Pause(cause=PauseCause.INCIDENT, since=one.since, until=one.until) for one in desks]
    due = clocks.due(file.case, pauses, office.clock())
    assert due == file.case.complete_at + (15 + 40) * MINUTE_MS  # type: ignore[operator]
    with pytest.raises(errors.Malformed):
        await office.do("1", m.DeclareIncident, kind=IncidentKind.UNKNOWN)


async def test_an_incident_is_remembered_as_long_as_a_case_of_its_time_runs(office: TestOffice) -> None:
    await office.do("1", m.DeclareIncident, kind=IncidentKind.NETWORK)
    await office.do("1", m.EndIncident, incident=1)
    (file,) = await requests(office, 1)
    office.clock.set(MONDAY_NINE + timedelta(minutes=1))
    await office.do("1", m.DeclareIncident, kind=IncidentKind.NETWORK)
    office.clock.set(MONDAY_NINE + timedelta(minutes=2))
    await office.do("1", m.EndIncident, incident=2)
    office.clock.set(MONDAY_NINE + timedelta(days=2))
    await office.hub.tick()
    assert [one.id for one in (await snapshot_of(office)).incidents] == [2]
    await office.step("1", file, Step.CANCEL, Result.CANCELLED, reason="tidak jadi")
    office.clock.set(MONDAY_NINE + timedelta(days=3))
    await office.hub.tick()
    assert (await snapshot_of(office)).incidents == ()


# --- Books of before


async def test_what_was_incomplete_under_the_old_rule_ends_with_the_next_midnight(office: TestOffice) -> None:
    """It had ended its ticket, and nobody had written down how long it waits."""
    (file,) = await requests(office, 1)

    def as_it_was(books: Any) -> None:
        case, ticket = books.cases.find(file.case.id), books.tickets.find(file.case.ticket)
        books.cases.save(replace(case, state=CaseState.INCOMPLETE))
        books.tickets.save(replace(ticket, state=TicketState.DONE))

    await office.store.submit(as_it_was)
    office.clock.set(MONDAY_NINE + timedelta(days=1))
    await office.hub.tick()
    over = await office.do("1", m.OpenCase, case=file.case.id)
    assert (over.case.state, over.history[-1].step) == (CaseState.EXPIRED, Step.EXPIRE)
    done = await office.store.submit(lambda books: books.tickets.find(file.case.ticket))
    assert done.state is TicketState.DONE


# --- Papers that come by WhatsApp


async def remote_case(office: TestOffice) -> m.CaseFile:
    """A case as it stands when its papers have come. Now there are a PAK TUWA desk and a Kabid, too."""
    if "wulan" not in office.staff:
        await office.place_device(DeviceKind.COUNTER, "paktuwa")
        await office.hire("wulan", "operator-paktuwa")
        await office.sit_down("wulan", "paktuwa")
        await office.hire("kartika", "kabid")
    now = office.clock()
    record = CaseRecord(id=0, service=PAK_TUWA, opened_at=now, changed_at=now, received_at=now)
    case = await office.store.submit(lambda books: books.cases.add(record))
    return await office.do("paktuwa", m.OpenCase, case=case.id)  # type: ignore[no-any-return]


async def verify(office: TestOffice, file: m.CaseFile, result: Result = Result.COMPLETE) -> m.CaseFile:
    papers = ("kk", "police-letter")
    words = {"seen": papers} if result is Result.COMPLETE else {"seen": papers[:1], "missing": papers[1:]}
    return await office.step("paktuwa", file, Step.VERIFY, result, variant="lost", applicant_name="Siti", **words)


async def both_approve(office: TestOffice, file: m.CaseFile) -> m.CaseFile:
    for login in ("karim", "kartika"):
        await sign_in(office, login, "kasi")
        file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    return file


async def test_a_card_by_whatsapp_is_ready_on_the_next_working_day(office: TestOffice) -> None:
    """Complete on a Friday: collected on Monday, from a code that only its owner knows."""
    office.clock.set(datetime(2026, 11, 27, 14, 0, tzinfo=WIB))
    await office.hub.tick()
    file = await verify(office, await remote_case(office))
    assert file.case.due_at == int(datetime(2026, 11, 30, 7, 30, tzinfo=WIB).timestamp() * 1000)
    file = await both_approve(office, file)
    assert (file.case.state, file.case.approved_by) == (CaseState.AWAITING_PRINT, ("kasi", "kabid"))
    file = await office.step("cetak", file, Step.PRINT, Result.PRINTED, card_serial="B-1")
    assert (file.pickup_code, file.case.pickup_day) == ("", "")
    file = await office.step("cetak", file, Step.REGISTER, Result.REGISTERED)
    assert (file.case.state, file.case.pickup_day) == (CaseState.READY, "2026-11-30")
    assert file.case.register_number == "P/2026/000001"
    assert pickup.read(file.pickup_code) == file.pickup_code
    assert await office.store.submit(lambda books: books.cases.with_personal("pickup_code", file.pickup_code)) == [
        file.case.id
    ]
    lines = await office.store.submit(lambda books: list(books.journal.lines()))
    assert not [line for line in lines if file.pickup_code.encode() in line.body]


async def test_both_approve_one_each(office: TestOffice) -> None:
    file = await verify(office, await remote_case(office))
    file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    assert (file.case.state, file.case.approved_by) == (CaseState.AWAITING_APPROVAL, ("kasi",))
    with pytest.raises(errors.SamePerson):
        await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    # The Kasi in the Kabid's place, too, is one person with one voice.
    await delegate(office, "kasi", "kartika", "karim", role="kabid")
    with pytest.raises(errors.SamePerson):
        await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    await delegate(office, "kasi", "kartika", "sri", role="kabid")
    await sign_in(office, "sri", "kasi")
    file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    assert file.case.state is CaseState.AWAITING_PRINT


async def test_who_sends_papers_has_days_to_send_the_rest(office: TestOffice) -> None:
    file = await verify(office, await remote_case(office), Result.INCOMPLETE)
    assert file.case.expires_at == start_of("2026-12-08", "Asia/Jakarta")
    received = file.case.received_at
    office.clock.set(datetime(2026, 12, 7, 23, 0, tzinfo=WIB))
    await office.hub.tick()
    assert (await office.do("paktuwa", m.OpenCase, case=file.case.id)).case.state is CaseState.INCOMPLETE
    office.clock.set(datetime(2026, 12, 8, 0, 0, 1, tzinfo=WIB))
    await office.hub.tick()
    over = (await office.do("paktuwa", m.OpenCase, case=file.case.id)).case
    assert (over.state, over.received_at, over.waited[0].until) == (CaseState.EXPIRED, received, office.clock())


async def test_the_days_count_from_the_last_time_that_the_papers_were_complete(office: TestOffice) -> None:
    file = await verify(office, await remote_case(office))
    first = file.case.due_at
    file = await office.step("kasi", file, Step.APPROVE, Result.REFUSED, reason="foto KK kabur")
    office.clock.set(MONDAY_NINE + timedelta(days=2))
    await office.hub.tick()
    file = await verify(office, file)
    assert (first, file.case.due_at) == (
        int(datetime(2026, 11, 24, 7, 30, tzinfo=WIB).timestamp() * 1000),
        int(datetime(2026, 11, 26, 7, 30, tzinfo=WIB).timestamp() * 1000),
    )
    assert clocks.due(file.case, (), office.clock()) == file.case.due_at


async def test_a_number_for_a_pickup_is_good_for_its_day(office: TestOffice) -> None:
    """Whoever left before the call takes a new number another day; the card is ready as before."""
    file = await remote_case(office)
    now = office.clock()
    ticket = TicketRecord(
        id=0, day=MONDAY, service=PAK_TUWA, number="P-001", code="c" * 22, arrived_at=now, changed_at=now
    )

    def collect(books: Any) -> None:
        added = books.tickets.add(ticket)
        books.tickets.save(replace(added, state=TicketState.READY, case=file.case.id))
        case = books.cases.find(file.case.id)
        books.cases.save(replace(case, state=CaseState.READY, ticket=added.id, number="P-001"))

    await office.store.submit(collect)
    await office.do("serah", m.CallToHandover, ticket=1)
    office.clock.set(MONDAY_NINE + timedelta(days=1))
    await office.hub.tick()
    after = await snapshot_of(office)
    assert (after.tickets, [case.state for case in after.cases]) == ((), [CaseState.READY])
    done = await office.step("serah", file, Step.HAND_OVER, Result.RECEIVED, receiver="Siti")
    assert done.case.state is CaseState.HANDED_OVER
