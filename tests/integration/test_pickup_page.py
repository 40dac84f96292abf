"""What the hub says of a pickup code on the web: how it stands with the card, from the message to the hand."""

from datetime import timedelta
from pathlib import Path

from protocol import messages as m
from protocol.vocabulary import Result, Step, TicketState
from server.app.pickup_page import Collecting, PickupPage
from tests.support.office import MONDAY_NINE
from tests.support.remote_office import DESK, made_ready, receive, remote_office

NAME, NIK = "Siti Kenari Rahasia", "3520066508850002"


async def test_the_page_follows_the_card_and_names_nobody(tmp_path: Path) -> None:
    office = await remote_office(tmp_path)
    file = await made_ready(office, await receive(office, applicant_name=NAME, nik=NIK))
    code = file.pickup_code
    assert await office.hub.pickup_page(code) == PickupPage(code, Collecting.LATER, "2026-11-24")
    office.clock.set(MONDAY_NINE + timedelta(days=1))
    page = await office.hub.pickup_page(f" {code.lower()} ")
    assert page == PickupPage(code, Collecting.READY, "2026-11-24")
    assert not any(word in repr(page) for word in (*NAME.split(), NIK, file.phone))
    paper = await office.do("kiosk", m.IssuePickup, code=code)
    ticket = await office.hub.ticket_page(paper.url.rpartition("/")[2])
    assert ticket is not None
    assert (ticket.number, ticket.state) == ("P-001", TicketState.READY)
    assert (ticket.collects, ticket.incomplete) == (True, False)
    await office.do("serah", m.CallToHandover, ticket=paper.ticket.id)
    file = await office.do("serah", m.OpenCase, case=file.case.id)
    await office.step("serah", file, Step.HAND_OVER, Result.RECEIVED, receiver=NAME)
    done = await office.hub.pickup_page(code)
    assert done is not None
    assert done.state is Collecting.DONE
    await office.close()


async def test_codes_that_lead_nowhere_are_one_answer(tmp_path: Path) -> None:
    """Never given, no code at all, and that of a case that was cancelled."""
    office = await remote_office(tmp_path)
    file = await made_ready(office, await receive(office))
    for code in ("AAAAAAAA", "", "7K3", "../../etc/passwd", "A" * 400):
        assert await office.hub.pickup_page(code) is None
    assert await office.hub.pickup_page(file.pickup_code) is not None
    await office.step(DESK, file, Step.CANCEL, Result.CANCELLED, reason="Pindah")
    assert await office.hub.pickup_page(file.pickup_code) is None
    await office.close()


async def test_a_walk_ins_number_waits_for_the_papers_and_the_page_says_so(tmp_path: Path) -> None:
    office = await remote_office(tmp_path)
    paper = await office.issue()
    await office.incomplete("1", await office.serve_next())
    page = await office.hub.ticket_page(paper.url.rpartition("/")[2])
    assert page is not None
    assert (page.state, page.incomplete, page.collects) == (TicketState.PARKED, True, False)
    await office.close()
