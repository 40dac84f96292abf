"""Cases that come by WhatsApp: one to a person, in the place of the first message, and collected with a code."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import CaseState, Result, Step, TicketState
from server.app.pickup import FREE_GUESSES, LONGEST_WAIT_S, wait_after
from tests.support.office import MONDAY_NINE, TestOffice
from tests.support.remote_office import DESK, PHONE, events, incomplete, made_ready, opened, receive, remote_office

DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await remote_office(tmp_path)
    yield office
    await office.close()


@pytest.mark.parametrize("spelled", ["0812-3456-7890", "+62 812 3456 7890", "6281234567890", "(0812) 34567890"])
async def test_a_person_has_one_case_however_the_number_is_spelled(office: TestOffice, spelled: str) -> None:
    first = await receive(office, "081234567890")
    again = await receive(office, spelled)
    assert (first.phone, again.case.id) == ("+6281234567890", first.case.id)
    assert (await receive(office, "081234567891")).case.id != first.case.id


@pytest.mark.parametrize("impossible", ["", "12", "halo", "0812345678901234567", "08123abc4567"])
async def test_what_no_telephone_has_is_refused(office: TestOffice, impossible: str) -> None:
    with pytest.raises(errors.PhoneImpossible):
        await receive(office, impossible)


async def test_a_case_by_whatsapp_needs_a_service_that_takes_it(office: TestOffice) -> None:
    with pytest.raises(errors.NotRemote):
        await receive(office, service="ktp-hilang-rusak")
    with pytest.raises(errors.NikImpossible):
        await receive(office, nik="3520060001900001")
    with pytest.raises(errors.UnknownReason):
        await receive(office, variant="stolen")


async def test_a_message_that_is_repeated_keeps_the_place(office: TestOffice) -> None:
    sent = office.clock() - 3_600_000
    first = await receive(office, sent_at=sent)
    for minute in range(3):
        office.clock.set(MONDAY_NINE + timedelta(minutes=minute))
        again = await receive(office)
        assert (again.case.id, again.case.received_at, again.case.version) == (first.case.id, sent, first.case.version)
    earlier = await receive(office, sent_at=sent - 60_000)
    assert earlier.case.received_at == sent - 60_000


async def test_no_place_lies_in_the_future(office: TestOffice) -> None:
    file = await receive(office, sent_at=office.clock() + 10_000_000)
    assert file.case.received_at == office.clock()


async def test_an_incomplete_case_goes_on_in_its_place(office: TestOffice) -> None:
    file = await receive(office)
    waiting = await incomplete(office, file)
    assert waiting.case.state is CaseState.INCOMPLETE
    office.clock.set(MONDAY_NINE + DAY)
    back = await receive(office)
    assert back.case.state is CaseState.VERIFYING
    assert (back.case.id, back.case.received_at) == (file.case.id, file.case.received_at)
    assert [(p.since, p.until) for p in back.case.waited] == [(waiting.case.changed_at, office.clock())]
    assert (back.history[-1].step, back.history[-1].result) == (Step.RESUBMIT, Result.RESUBMITTED)


async def test_a_message_tells_only_what_was_not_known(office: TestOffice) -> None:
    await receive(office, applicant_name="Siti", nik="3520066508850002")
    file = await receive(office, applicant_name="Somebody else", variant="lost")
    assert (file.applicant_name, file.nik[-4:], file.case.variant) == ("Siti", "0002", "lost")


async def test_after_its_end_a_new_message_is_a_new_case(office: TestOffice) -> None:
    file = await receive(office)
    await office.step(DESK, file, Step.CANCEL, Result.CANCELLED, reason="Wrong number")
    assert (await receive(office)).case.id != file.case.id


async def test_the_journal_and_the_hall_know_nothing_personal(office: TestOffice) -> None:
    await receive(office, applicant_name="Siti Aminah", nik="3520066508850002")
    told = repr(await events(office))
    assert "VERIFYING" in told
    assert not any(word in told for word in ("Siti", "6508850002", "81234567890"))


async def ready_code(office: TestOffice) -> tuple[m.CaseFile, str]:
    file = await made_ready(office, await receive(office))
    assert len(file.pickup_code) == 8
    return file, file.pickup_code


async def test_a_card_is_collected_with_the_code(office: TestOffice) -> None:
    file, code = await ready_code(office)
    assert (file.case.state, file.case.pickup_day) == (CaseState.READY, "2026-11-24")
    with pytest.raises(errors.PickupNotReady) as early:
        await office.do("kiosk", m.IssuePickup, code=code)
    assert early.value.params == {"day": "2026-11-24"}
    office.clock.set(MONDAY_NINE + DAY)
    paper = await office.do("kiosk", m.IssuePickup, code=f"https://antrean.test/p/{code.lower()}", language="jv")
    ticket = paper.ticket
    assert (ticket.number, ticket.state, ticket.case) == ("P-001", TicketState.READY, file.case.id)
    assert (ticket.language, paper.copies) == ("jv", 0)
    again = await office.do("kiosk", m.IssuePickup, code=f"{code[:4]} {code[4:]}")
    assert (again.ticket.id, again.copies) == (ticket.id, 1)
    called = await office.do("serah", m.CallToHandover, ticket=ticket.id)
    assert called.ticket.state is TicketState.HANDOVER_CALLED
    file = await office.do("serah", m.OpenCase, case=file.case.id)
    assert file.case.number == "P-001"
    await office.step("serah", file, Step.HAND_OVER, Result.RECEIVED, receiver="Siti Aminah")
    with pytest.raises(errors.PickupDone):
        await office.do("kiosk", m.IssuePickup, code=code)


async def test_a_number_for_collecting_is_good_for_its_day(office: TestOffice) -> None:
    file, code = await ready_code(office)
    numbers = []
    for day in (1, 2):
        office.clock.set(MONDAY_NINE + day * DAY)
        paper = await office.do("kiosk", m.IssuePickup, code=code)
        numbers.append((paper.ticket.id, paper.ticket.day, paper.copies))
    assert numbers[0][0] != numbers[1][0]
    assert numbers[1][1:] == ("2026-11-25", 0)
    assert (await opened(office, file.case.id)).case.ticket == numbers[1][0]


async def test_what_is_no_code_finds_nothing(office: TestOffice) -> None:
    file, code = await ready_code(office)
    office.clock.set(MONDAY_NINE + DAY)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for said in ("", "P-001", wrong, "' OR 1=1"):
        with pytest.raises(errors.UnknownPickup):
            await office.do("kiosk", m.IssuePickup, code=said)
    await office.step("serah", file, Step.CANCEL, Result.CANCELLED, reason="Moved away")
    with pytest.raises(errors.UnknownPickup):
        await office.do("kiosk", m.IssuePickup, code=code)


async def test_guessing_is_slowed_down_and_forgiven(office: TestOffice) -> None:
    _, code = await ready_code(office)
    office.clock.set(MONDAY_NINE + DAY)
    for _ in range(FREE_GUESSES + 1):
        with pytest.raises(errors.UnknownPickup):
            await office.do("kiosk", m.IssuePickup, code="00000000")
    with pytest.raises(errors.TryLater) as slowed:
        await office.do("kiosk", m.IssuePickup, code=code)
    office.clock.set(office.clock.at + timedelta(seconds=slowed.value.params["wait_s"]))
    assert (await office.do("kiosk", m.IssuePickup, code=code)).ticket.number == "P-001"
    with pytest.raises(errors.UnknownPickup):
        await office.do("kiosk", m.IssuePickup, code="00000000")


def test_no_guess_costs_those_who_stand_behind_it_long() -> None:
    waits = [wait_after(wrong) for wrong in range(40)]
    assert waits == sorted(waits)
    assert waits[: FREE_GUESSES + 1] == [0] * (FREE_GUESSES + 1)
    assert waits[-1] == LONGEST_WAIT_S


async def test_only_a_kiosk_gives_numbers_for_codes(office: TestOffice) -> None:
    with pytest.raises(errors.NotAllowed):
        await office.do(DESK, m.IssuePickup, code="00000000")
    with pytest.raises(errors.NotAllowed):
        await office.do("1", m.ReceiveCase, service="pak-tuwa", phone=PHONE, sent_at=0)
