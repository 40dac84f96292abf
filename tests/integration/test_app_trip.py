"""One citizen's trip through the hub, on real SQLite: what is promised, what is refused, what is remembered."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from protocol import errors, pairing
from protocol import messages as m
from protocol.vocabulary import (
    CaseState,
    ChosenBecause,
    CounterState,
    DeviceKind,
    PauseCause,
    PrintOutcome,
    Purpose,
    Result,
    Step,
    TicketState,
    View,
)
from server.domain.hours import start_of
from tests.support.office import (
    KTP,
    MONDAY_NINE,
    PIN,
    WIB,
    TestOffice,
    open_office,
    shipped_office,
    snapshot_of,
    staffed_office,
)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path / "books")
    yield office
    await office.close()


def everything_in(folder: Path) -> bytes:
    """All bytes of all files, as somebody would read them who took the disk away."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_the_whole_trip(office: TestOffice) -> None:
    """From the touch to the card: every state, the register, the clock, the history."""
    paper = await office.issue(priority=True, language="jv")
    assert (paper.ticket.number, paper.ahead, paper.ticket.priority) == ("A-001", 0, True)
    assert paper.url.startswith("https://antrean.test/t/")
    called = await office.do("1", m.CallNext)
    assert (called.call.number, called.call.counter, called.call.purpose) == ("A-001", "1", Purpose.SERVICE)
    file = await office.do("1", m.StartServing, ticket=paper.ticket.id)
    assert file.case.state is CaseState.VERIFYING
    assert file.url == paper.url
    file = await office.verify("1", file)
    assert file.case.state is CaseState.AWAITING_APPROVAL
    assert file.case.due_at is not None
    assert file.case.complete_at is not None
    assert file.case.due_at - file.case.complete_at == 15 * 60_000
    file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    file = await office.step("cetak", file, Step.PRINT, Result.SPOILED, card_serial="B1", reason="pita habis")
    file = await office.step("cetak", file, Step.PRINT, Result.PRINTED, card_serial="B2")
    file = await office.step("cetak", file, Step.REGISTER, Result.REGISTERED)
    assert (file.case.state, file.case.register_number) == (CaseState.READY, "A/2026/000001")
    made = await office.do("serah", m.CallToHandover, ticket=paper.ticket.id)
    assert (made.call.purpose, made.call.counter) == (Purpose.HANDOVER, "serah")
    file = await office.step("serah", file, Step.HAND_OVER, Result.RECEIVED, receiver="Siti Aminah")
    assert file.case.state is CaseState.HANDED_OVER
    assert [(s.step, s.result, s.staff) for s in file.history] == [
        (Step.OPEN, Result.OPENED, "Ani"),
        (Step.VERIFY, Result.COMPLETE, "Ani"),
        (Step.APPROVE, Result.APPROVED, "Karim"),
        (Step.PRINT, Result.SPOILED, "Pri"),
        (Step.PRINT, Result.PRINTED, "Pri"),
        (Step.REGISTER, Result.REGISTERED, "Pri"),
        (Step.HAND_OVER, Result.RECEIVED, "Sri"),
    ]
    assert file.history[3].reason == "pita habis"
    ticket = (await snapshot_of(office)).tickets[0]
    assert ticket.state is TicketState.DONE
    assert await office.store.submit(lambda books: books.journal.first_broken()) is None


async def test_the_same_request_gets_the_same_answer(office: TestOffice) -> None:
    """A touch whose answer was lost is asked again: one number, not two."""
    touch = m.IssueTicket(request_id="touch-1", service=KTP)
    kiosk = office.devices["kiosk"]
    first = await office.hub.execute(kiosk, touch)
    assert await office.hub.execute(kiosk, touch) == first
    with pytest.raises(errors.RequestReused):
        await office.hub.execute(kiosk, m.IssueTicket(request_id="touch-1", service=KTP, priority=True))
    assert (await office.issue()).ticket.number == "A-002"


async def test_two_counters_never_get_one_ticket(office: TestOffice) -> None:
    for _ in range(2):
        await office.issue()
    one, two = await asyncio.gather(office.do("1", m.CallNext), office.do("2", m.CallNext))
    assert {one.ticket.number, two.ticket.number} == {"A-001", "A-002"}
    with pytest.raises(errors.CounterBusy):
        await office.do("1", m.CallNext)


async def test_priority_and_reserved_say_why(office: TestOffice) -> None:
    await office.issue()
    await office.issue(priority=True)
    made = await office.do("1", m.CallNext)
    assert (made.ticket.number, made.because) == ("A-002", ChosenBecause.PRIORITY)
    first = next(t for t in (await snapshot_of(office)).tickets if t.number == "A-001")
    await office.do("2", m.Transfer, ticket=first.id, counter="2")
    made = await office.do("2", m.CallNext)
    assert (made.ticket.number, made.because) == ("A-001", ChosenBecause.RESERVED)


async def test_closed_hours_and_quota(office: TestOffice) -> None:
    office.clock.set(MONDAY_NINE.replace(hour=5))
    with pytest.raises(errors.OfficeClosed) as closed:
        await office.issue()
    assert closed.value.params["opens_at"] == "07:30"
    with pytest.raises(errors.GivesNoNumber):
        await office.do("kiosk", m.IssueTicket, service="pak-tuwa")
    with pytest.raises(errors.UnknownService):
        await office.do("kiosk", m.IssueTicket, service="akta")


async def test_quota_is_used_up(tmp_path: Path) -> None:
    office = shipped_office()
    small = tuple(msgspec.structs.replace(s, quota_per_day=2) if s.id == KTP else s for s in office.services)
    one = await open_office(tmp_path, office=msgspec.structs.replace(office, services=small))
    await one.place_device(DeviceKind.KIOSK, "kiosk")
    assert [(await one.issue()).ticket.number for _ in range(2)] == ["A-001", "A-002"]
    with pytest.raises(errors.QuotaUsed):
        await one.issue()
    await one.close()


async def test_midnight_resets_numbers_and_keeps_cases(office: TestOffice) -> None:
    await office.issue()
    file = await office.verify("1", await office.serve_next())
    await office.issue()
    office.clock.set(MONDAY_NINE + timedelta(days=1))
    await office.hub.tick()
    after = await snapshot_of(office)
    states = {t.number: t.state for t in after.tickets}
    assert states == {"A-001": TicketState.IN_PROCESS}
    assert after.day == "2026-11-24"
    assert (await office.issue()).ticket.number == "A-001"
    file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    assert file.case.state is CaseState.AWAITING_PRINT


async def test_a_returned_case_called_back_at_midnight_is_not_lost(office: TestOffice) -> None:
    """The citizen goes home; the card is verified the next day and can be handed over."""
    paper = await office.issue()
    file = await office.verify("1", await office.serve_next())
    file = await office.step("kasi", file, Step.APPROVE, Result.REFUSED, reason="foto KK tidak terbaca")
    await office.do("1", m.CallTicket, ticket=paper.ticket.id)
    office.clock.set(MONDAY_NINE + timedelta(days=1))
    await office.hub.tick()
    assert [t.state for t in (await snapshot_of(office)).tickets] == [TicketState.IN_PROCESS]
    await office.do("2", m.CallTicket, ticket=paper.ticket.id)
    assert (await office.do("2", m.StartServing, ticket=paper.ticket.id)).case.id == file.case.id


async def test_a_clock_that_jumps_back_repeats_no_number(office: TestOffice) -> None:
    assert (await office.issue()).ticket.number == "A-001"
    office.clock.set(MONDAY_NINE - timedelta(days=3))
    assert (await office.issue()).ticket.number == "A-002"


async def test_no_show_needs_recalls_and_can_be_undone(office: TestOffice) -> None:
    paper = await office.issue()
    await office.do("1", m.CallNext)
    with pytest.raises(errors.RecallFirst):
        await office.do("1", m.MarkNoShow, ticket=paper.ticket.id)
    for repeat in (1, 2):
        made = await office.do("1", m.Recall, ticket=paper.ticket.id)
        assert made.call.repeat == repeat
    await office.do("1", m.MarkNoShow, ticket=paper.ticket.id)
    await office.do("1", m.Undo, ticket=paper.ticket.id)
    back = (await snapshot_of(office)).tickets[0]
    assert (back.state, back.counter, back.recalls) == (TicketState.CALLED, "1", 2)
    await office.do("1", m.MarkNoShow, ticket=paper.ticket.id)
    office.clock.set(office.clock.at + timedelta(seconds=11))
    with pytest.raises(errors.NothingToUndo):
        await office.do("1", m.Undo, ticket=paper.ticket.id)
    await office.do("2", m.BringBack, ticket=paper.ticket.id)
    again = (await snapshot_of(office)).tickets[0]
    assert (again.state, again.arrived_at) == (TicketState.WAITING, paper.ticket.arrived_at)


async def test_a_call_cannot_be_undone(office: TestOffice) -> None:
    paper = await office.issue()
    await office.do("1", m.CallNext)
    with pytest.raises(errors.NothingToUndo):
        await office.do("1", m.Undo, ticket=paper.ticket.id)


async def test_a_recorded_step_cannot_be_undone(office: TestOffice) -> None:
    paper = await office.issue()
    await office.verify("1", await office.serve_next())
    with pytest.raises(errors.NothingToUndo):
        await office.do("1", m.Undo, ticket=paper.ticket.id)


async def test_undo_of_another_counters_step_is_refused(office: TestOffice) -> None:
    paper = await office.issue()
    await office.do("1", m.Park, ticket=paper.ticket.id)
    with pytest.raises(errors.NothingToUndo):
        await office.do("2", m.Undo, ticket=paper.ticket.id)


async def test_incomplete_keeps_the_number_for_the_day(office: TestOffice) -> None:
    """Who fetches what is missing comes back with the same number, to the same case, before those who came later."""
    paper, later = await office.issue(), await office.issue()
    file = await office.serve_next()
    with pytest.raises(errors.RequirementOpen):
        await office.step("1", file, Step.VERIFY, Result.COMPLETE, variant="lost", applicant_name="Budi", seen=("kk",))
    file = await office.incomplete("1", file)
    assert (file.case.state, file.case.missing) == (CaseState.INCOMPLETE, ("police-letter",))
    assert file.case.expires_at == start_of("2026-11-24", "Asia/Jakarta") > office.clock()
    assert (await snapshot_of(office)).tickets[0].state is TicketState.PARKED
    since = office.clock()
    office.clock.set(office.clock.at + timedelta(hours=1))
    await office.do("1", m.BringBack, ticket=paper.ticket.id)
    made = await office.do("2", m.CallNext)
    assert (made.ticket.number, later.ticket.number) == ("A-001", "A-002")
    again = await office.do("2", m.StartServing, ticket=made.ticket.id)
    assert (again.case.id, again.case.state) == (file.case.id, CaseState.VERIFYING)
    assert (again.case.expires_at, again.case.waited) == (
        None,
        (m.Pause(cause=PauseCause.APPLICANT, since=since, until=office.clock()),),
    )
    assert [(s.step, s.staff) for s in again.history][-2:] == [(Step.VERIFY, "Ani"), (Step.RESUBMIT, "Budi")]
    done = await office.verify("2", again)
    assert (done.case.state, done.case.complete_at) == (CaseState.AWAITING_APPROVAL, office.clock())


async def test_who_does_not_come_back_with_the_papers_loses_number_and_case(office: TestOffice) -> None:
    await office.issue()
    file = await office.incomplete("1", await office.serve_next())
    office.clock.set(MONDAY_NINE + timedelta(days=1))
    await office.hub.tick()
    over = await office.do("1", m.OpenCase, case=file.case.id)
    assert (over.case.state, over.case.expires_at) == (CaseState.EXPIRED, None)
    assert over.case.waited[0].until == office.clock()
    assert (over.history[-1].step, over.history[-1].staff) == (Step.EXPIRE, "")
    assert (await snapshot_of(office)).tickets == ()
    with pytest.raises(errors.CaseEnded):
        await office.step("1", over, Step.CANCEL, Result.CANCELLED, reason="salah layanan")


async def test_a_number_that_waits_for_papers_can_be_called_passed_over_and_cancelled(office: TestOffice) -> None:
    paper = await office.issue()
    file = await office.incomplete("1", await office.serve_next())
    with pytest.raises(errors.TicketMoved):
        await office.do("1", m.CancelTicket, ticket=paper.ticket.id)
    await office.do("2", m.CallTicket, ticket=paper.ticket.id)
    with pytest.raises(errors.TicketMoved):
        await office.do("2", m.Transfer, ticket=paper.ticket.id, service=KTP)
    for _ in range(2):
        await office.do("2", m.Recall, ticket=paper.ticket.id)
    await office.do("2", m.MarkNoShow, ticket=paper.ticket.id)
    assert (await snapshot_of(office)).tickets[0].state is TicketState.NO_SHOW
    over = await office.step("1", file, Step.CANCEL, Result.CANCELLED, reason="tidak jadi")
    assert (over.case.state, over.case.expires_at) == (CaseState.CANCELLED, None)
    assert over.case.waited[0].until == office.clock()
    assert (await snapshot_of(office)).tickets[0].state is TicketState.CANCELLED


async def test_a_card_that_nobody_fetched_is_called_again_another_day(office: TestOffice) -> None:
    paper = await office.issue()
    file = await office.ready()
    await office.do("serah", m.CallToHandover, ticket=paper.ticket.id)
    office.clock.set(MONDAY_NINE + timedelta(days=3))
    await office.hub.tick()
    assert [t.state for t in (await snapshot_of(office)).tickets] == [TicketState.READY]
    await office.do("serah", m.CallToHandover, ticket=paper.ticket.id)
    words = {"receiver": "Sri Wahyuni", "relation": "kakak"}
    with pytest.raises(errors.FieldNeeded) as needed:
        await office.step("serah", file, Step.HAND_OVER, Result.RECEIVED, **words)
    assert needed.value.params == {"field": "note"}
    file = await office.step("serah", file, Step.HAND_OVER, Result.RECEIVED, **words, note="surat kuasa dilihat")
    assert (file.receiver, file.relation, file.handover_note) == ("Sri Wahyuni", "kakak", "surat kuasa dilihat")
    assert (file.case.state, (await snapshot_of(office)).tickets) == (CaseState.HANDED_OVER, ())


async def test_refused_goes_back_with_the_reason_and_the_citizen_can_be_called_again(office: TestOffice) -> None:
    paper = await office.issue()
    file = await office.verify("1", await office.serve_next())
    file = await office.step("kasi", file, Step.APPROVE, Result.REFUSED, reason="foto KK tidak terbaca")
    assert (file.case.state, file.case.refused) == (CaseState.VERIFYING, True)
    await office.do("2", m.CallTicket, ticket=paper.ticket.id)
    again = await office.do("2", m.StartServing, ticket=paper.ticket.id)
    assert again.case.id == file.case.id
    assert again.history[-1].reason == "foto KK tidak terbaca"
    file = await office.verify("2", again)
    assert (await snapshot_of(office)).tickets[0].state is TicketState.IN_PROCESS
    assert file.case.verified_by == office.staff["budi"]


async def test_verifier_may_not_approve(office: TestOffice) -> None:
    """The hub enforces it also for somebody who holds both posts."""
    both = await office.hire("rangkap", "operator", "kasi")
    await office.do("2", m.SignOut)
    await office.do("2", m.SignIn, staff=both, pin=PIN)
    await office.do("2", m.SetCounter, state=CounterState.OPEN)
    await office.issue()
    file = await office.verify("2", await office.serve_next("2"))
    await office.do("kasi", m.SignIn, staff=both, pin=PIN, take_over=True)
    opened = await office.do("kasi", m.OpenCase, case=file.case.id)
    assert {o.refused for o in opened.offered if o.step is Step.APPROVE} == {"same_person"}
    with pytest.raises(errors.SamePerson):
        await office.step("kasi", file, Step.APPROVE, Result.APPROVED)


async def test_stale_version_and_used_serial(office: TestOffice) -> None:
    for _ in range(2):
        await office.issue()
    first = await office.verify("1", await office.serve_next())
    second = await office.verify("1", await office.serve_next())
    approved = [await office.step("kasi", f, Step.APPROVE, Result.APPROVED) for f in (first, second)]
    with pytest.raises(errors.CaseChanged):
        await office.step("cetak", first, Step.PRINT, Result.PRINTED, card_serial="B7")
    await office.step("cetak", approved[0], Step.PRINT, Result.PRINTED, card_serial="B7")
    with pytest.raises(errors.SerialUsed):
        await office.step("cetak", approved[1], Step.PRINT, Result.PRINTED, card_serial="B7")


async def test_wrong_pins_wait_longer_and_never_for_ever(office: TestOffice) -> None:
    await office.do("2", m.SignOut)
    budi = office.staff["budi"]
    waits = []
    for _ in range(4):
        with pytest.raises(errors.WrongPin) as wrong:
            await office.do("2", m.SignIn, staff=budi, pin="000001")
        waits.append(wrong.value.params["wait_s"])
        office.clock.set(office.clock.at + timedelta(seconds=int(waits[-1])))
    assert waits == [0, 0, 2, 4]
    with pytest.raises(errors.WrongPin):
        await office.do("2", m.SignIn, staff=budi, pin="000001")
    with pytest.raises(errors.TryLater):
        await office.do("2", m.SignIn, staff=budi, pin=PIN)
    office.clock.set(office.clock.at + timedelta(minutes=6))
    signed = await office.do("2", m.SignIn, staff=budi, pin=PIN)
    assert signed.session.counter == "2"


async def test_one_person_sits_at_one_counter(office: TestOffice) -> None:
    with pytest.raises(errors.StaffElsewhere) as elsewhere:
        await office.do("3", m.SignIn, staff=office.staff["ani"], pin=PIN)
    assert elsewhere.value.params["counter"] == "1"
    await office.do("3", m.SignIn, staff=office.staff["ani"], pin=PIN, take_over=True)
    with pytest.raises(errors.NotSignedIn):
        await office.do("1", m.CallNext)


async def test_locked_terminal_hears_only_the_pin(office: TestOffice) -> None:
    await office.do("1", m.Lock)
    with pytest.raises(errors.Locked):
        await office.do("1", m.CallNext)
    await office.do("1", m.Unlock, pin=PIN)
    with pytest.raises(errors.NobodyWaiting):
        await office.do("1", m.CallNext)


async def test_wrong_role_and_wrong_device(office: TestOffice) -> None:
    await office.issue()
    for place, kind, fields in (
        ("display", m.IssueTicket, {"service": KTP}),
        ("kiosk", m.CallNext, {}),
        ("serah", m.CallNext, {}),
        ("1", m.AddStaff, {"login": "x", "name": "X", "roles": ("kasi",), "pin": PIN}),
        ("kiosk", m.ConfirmPairing, {"code": "BBBB-BBBB-BBBB", "kind": "kiosk", "name": "x"}),
    ):
        with pytest.raises(errors.NotAllowed):
            await office.do(place, kind, **fields)
    assert len((await snapshot_of(office)).tickets) == 1


async def test_a_restarted_hub_goes_on(tmp_path: Path) -> None:
    office = await staffed_office(tmp_path)
    await office.issue()
    paper = await office.issue()
    epoch, devices, before = office.hub.epoch, office.devices, await snapshot_of(office)
    await office.close()
    again = await open_office(tmp_path, clock=office.clock)
    again.devices = devices
    assert again.hub.epoch == epoch
    assert (await snapshot_of(again)).tickets == before.tickets
    session = await again.hub.session_of(devices["1"])
    assert session is not None
    assert session.name == "Ani"
    again.requests = office.requests
    assert (await again.do("1", m.CallNext)).ticket.number == "A-001"
    missed: list[m.Events | None] = []
    await again.hub.since(View.PUBLIC, epoch, before.seq - 1, missed.append)
    assert missed[0] is not None
    assert missed[0].seq == again.hub.last_seq(View.PUBLIC)
    await again.hub.since(View.PUBLIC, "another epoch", 0, missed.append)
    assert missed[1] is None
    assert paper.ticket.number == "A-002"
    await again.close()


async def test_revoked_device_is_a_stranger(office: TestOffice) -> None:
    heard: list[int] = []
    office.hub.on_revoked(heard.append)
    added = await office.do("admin", m.AddDevice, kind="display", name="TV 2")
    await office.do("admin", m.RevokeDevice, device=added.device.id)
    assert heard == [added.device.id]
    with pytest.raises(errors.NotTrusted):
        await office.hub.recognise(added.token)


async def test_pairing_binds_the_certificate(office: TestOffice) -> None:
    letters = pairing.letters_from(bytes(range(16)))
    await office.hub.offer_pairing(letters, DeviceKind.DISPLAY)
    told: list[tuple[str, m.Paired]] = []
    office.hub.on_paired(lambda letters, paired: told.append((letters, paired)))
    burnt: list[str] = []
    office.hub.on_burnt(burnt.append)
    with pytest.raises(errors.PairingOtherKind) as other:
        await office.do(
            "admin", m.ConfirmPairing, code=pairing.code(letters, "ab" * 32), kind=DeviceKind.KIOSK, name="TV"
        )
    assert other.value.params == {"kind": "display"}
    wrong = pairing.code(letters, "cd" * 32)
    with pytest.raises(errors.PairingMismatch):
        await office.do("admin", m.ConfirmPairing, code=wrong, kind=DeviceKind.DISPLAY, name="TV")
    assert burnt == [letters]
    with pytest.raises(errors.PairingExpired):
        await office.do(
            "admin", m.ConfirmPairing, code=pairing.code(letters, "ab" * 32), kind=DeviceKind.DISPLAY, name="TV"
        )
    await office.hub.offer_pairing(letters, DeviceKind.DISPLAY)
    await office.do(
        "admin", m.ConfirmPairing, code=pairing.code(letters, "ab" * 32), kind=DeviceKind.DISPLAY, name="TV"
    )
    assert told[0][0] == letters
    assert (await office.hub.recognise(told[0][1].token)).kind is DeviceKind.DISPLAY


async def test_failed_paper_is_seen_by_staff_only(office: TestOffice) -> None:
    paper = await office.issue()
    await office.do("kiosk", m.ReportPaper, ticket=paper.ticket.id, outcome=PrintOutcome.FAILED, problem="paper_out")
    assert (await snapshot_of(office)).tickets[0].paper is PrintOutcome.FAILED
    assert (await snapshot_of(office, View.PUBLIC)).tickets[0].paper is PrintOutcome.PENDING


async def test_nothing_personal_on_the_disk(tmp_path: Path) -> None:
    """Names, NIKs, reasons and PINs are in no file of the data folder; the control is found."""
    office = await staffed_office(tmp_path)
    await office.issue()
    file = await office.serve_next()
    file = await office.step(
        "1",
        file,
        Step.VERIFY,
        Result.COMPLETE,
        variant="lost",
        applicant_name="KANARI WATI",
        nik="3520066508850002",
        seen=("kk", "police-letter"),
    )
    assert (file.applicant_name, file.nik[-4:]) == ("KANARI WATI", "0002")
    assert "3520066508850002" not in file.nik
    await office.step("kasi", file, Step.APPROVE, Result.REFUSED, reason="KANARI ALASAN")
    await office.close()
    written = everything_in(tmp_path)
    for canary in (b"KANARI", b"3520066508850002", PIN.encode()):
        assert canary not in written
    assert b"A-001" in written


@pytest.mark.parametrize("change", ["edit", "delete", "swap"])
async def test_the_chain_finds_a_changed_journal(tmp_path: Path, change: str) -> None:
    office = await staffed_office(tmp_path)
    await office.issue()
    await office.issue()
    await office.close()
    with sqlite3.connect(tmp_path / "antrean.db") as database:
        match change:
            case "edit":
                database.execute("UPDATE journal SET at = at + 1 WHERE seq = 3")
            case "delete":
                database.execute("DELETE FROM journal WHERE seq = 3")
            case "swap":
                database.execute("UPDATE journal SET seq = -seq WHERE seq IN (3, 4)")
                database.execute("UPDATE journal SET seq = 7 + seq WHERE seq < 0")
    again = await open_office(tmp_path)
    assert await again.store.submit(lambda books: books.journal.first_broken()) is not None
    await again.close()


def test_the_clock_of_the_tests_is_a_working_monday() -> None:
    assert datetime(2026, 11, 23, 9, tzinfo=WIB) == MONDAY_NINE
