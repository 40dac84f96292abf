"""What became of papers and how printers are, at a hub on real SQLite: who may print again, who hears, what stays."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import peewee
import pytest
from playhouse import migrations

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import DeviceKind, PrintOutcome, TicketState, View
from server.storage import schema
from tests.support.office import MONDAY_NINE, PIN, TestOffice, open_office, snapshot_of, staffed_office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path / "books")
    await office.place_device(DeviceKind.KIOSK, "kiosk 2")
    yield office
    await office.close()


async def ticket_of(office: TestOffice, id: int, view: View = View.STAFF) -> m.Ticket:
    return next(ticket for ticket in (await snapshot_of(office, view)).tickets if ticket.id == id)


async def report(office: TestOffice, at: str, ticket: int, outcome: PrintOutcome, **more: Any) -> None:
    await office.do(at, m.ReportPaper, ticket=ticket, outcome=outcome, **more)


async def failed(office: TestOffice) -> int:
    """A ticket whose paper never came out."""
    id = (await office.issue()).ticket.id
    await report(office, "kiosk", id, PrintOutcome.FAILED, problem="paper_out")
    return id


async def lines_of(office: TestOffice) -> int:
    return await office.store.submit(lambda books: books.journal.last_seq(View.STAFF))


# --- what is known of a paper


async def test_staff_see_what_became_of_a_paper_and_the_hall_only_that_it_is_owed(office: TestOffice) -> None:
    id = await failed(office)
    seen, hall = await ticket_of(office, id), await ticket_of(office, id, View.PUBLIC)
    assert (seen.paper, seen.paper_problem, seen.paper_owed) == (PrintOutcome.FAILED, "paper_out", True)
    assert (hall.paper, hall.paper_problem, hall.paper_owed) == (PrintOutcome.PENDING, "", True)


async def test_an_unknown_paper_is_never_offered_and_an_officer_may_settle_it(office: TestOffice) -> None:
    id = (await office.issue()).ticket.id
    await report(office, "kiosk", id, PrintOutcome.SENT)
    await report(office, "kiosk", id, PrintOutcome.UNKNOWN, problem="interrupted")
    await report(office, "kiosk", id, PrintOutcome.FAILED, problem="paper_out")
    seen = await ticket_of(office, id)
    assert (seen.paper, seen.paper_problem, seen.paper_owed) == (PrintOutcome.UNKNOWN, "interrupted", False)
    with pytest.raises(errors.PaperNotOwed) as refused:
        await office.do("kiosk", m.PrintOwed, ticket=id)
    assert refused.value.params == {"number": "A-001"}
    await report(office, "kasi", id, PrintOutcome.CONFIRMED)
    seen = await ticket_of(office, id)
    assert (seen.paper, seen.paper_problem) == (PrintOutcome.CONFIRMED, "")


async def test_the_journal_names_the_officer_who_saw_the_paper(office: TestOffice) -> None:
    id = (await office.issue()).ticket.id
    await report(office, "1", id, PrintOutcome.CONFIRMED)
    last = await office.store.submit(lambda books: books.journal.about(id)[0])
    assert (last.staff, last.counter) == (office.staff["ani"], "1")


async def test_the_same_report_after_a_crash_undoes_nothing(office: TestOffice) -> None:
    """The first kiosk tells its failure again when another has printed the paper: answered as the first time."""
    id = (await office.issue()).ticket.id
    told = m.ReportPaper(request_id="try-1-failed", ticket=id, outcome=PrintOutcome.FAILED, problem="paper_out")
    await office.hub.execute(office.devices["kiosk"], told)
    await office.do("kiosk 2", m.PrintOwed, ticket=id)
    assert await office.hub.execute(office.devices["kiosk"], told) == m.Done()
    assert (await ticket_of(office, id)).paper is PrintOutcome.PENDING
    await report(office, "kiosk 2", id, PrintOutcome.CONFIRMED)
    await office.hub.execute(office.devices["kiosk"], told)
    assert (await ticket_of(office, id)).paper is PrintOutcome.CONFIRMED


async def test_another_name_for_an_old_failure_offers_no_second_original(office: TestOffice) -> None:
    """As from a kiosk that was paired anew, or whose disk remembers less than it said."""
    id = await failed(office)
    await office.do("kiosk 2", m.PrintOwed, ticket=id)
    await report(office, "kiosk", id, PrintOutcome.FAILED, problem="power")
    seen = await ticket_of(office, id)
    assert (seen.paper, seen.paper_owed) == (PrintOutcome.PENDING, False)
    await report(office, "kiosk 2", id, PrintOutcome.FAILED, problem="cover_open")
    seen = await ticket_of(office, id)
    assert (seen.paper_problem, seen.paper_owed) == ("cover_open", True)


async def test_news_that_change_nothing_are_told_to_nobody(office: TestOffice) -> None:
    id = (await office.issue()).ticket.id
    await report(office, "kiosk", id, PrintOutcome.CONFIRMED)
    before = await lines_of(office)
    for outcome in (PrintOutcome.PENDING, PrintOutcome.SENT, PrintOutcome.UNKNOWN, PrintOutcome.CONFIRMED):
        await report(office, "kiosk", id, outcome, problem="late")
    assert await lines_of(office) == before


async def test_a_step_can_be_taken_back_while_the_printer_talks(office: TestOffice) -> None:
    id = (await office.issue()).ticket.id
    await office.do("1", m.CancelTicket, ticket=id)
    await report(office, "kiosk", id, PrintOutcome.CONFIRMED)
    await office.do("1", m.Undo, ticket=id)
    seen = await ticket_of(office, id)
    assert (seen.state, seen.paper) == (TicketState.WAITING, PrintOutcome.CONFIRMED)


# --- the original, once


async def test_of_two_kiosks_exactly_one_gets_the_paper(office: TestOffice) -> None:
    id = await failed(office)
    asks = [office.do(kiosk, m.PrintOwed, ticket=id) for kiosk in ("kiosk", "kiosk 2")]
    first, second = await asyncio.gather(*asks, return_exceptions=True)
    assert isinstance(first, m.TicketPaper)
    assert (first.ticket.number, first.copies, first.ticket.paper_owed) == ("A-001", 0, False)
    assert isinstance(second, errors.PaperNotOwed)
    assert (await ticket_of(office, id)).paper is PrintOutcome.PENDING


async def test_a_paper_asked_for_into_a_cut_cable_is_the_same_paper(office: TestOffice) -> None:
    id = await failed(office)
    ask = m.PrintOwed(request_id="owed-1", ticket=id)
    first = await office.hub.execute(office.devices["kiosk"], ask)
    assert await office.hub.execute(office.devices["kiosk"], ask) == first
    await report(office, "kiosk", id, PrintOutcome.FAILED, problem="left")
    assert (await office.do("kiosk 2", m.PrintOwed, ticket=id)).ticket.id == id


@pytest.mark.parametrize("what", ["copy", "called", "parked", "cancelled"])
async def test_whoever_has_a_copy_or_waits_no_more_is_offered_nothing(office: TestOffice, what: str) -> None:
    id = await failed(office)
    match what:
        case "copy":
            await office.do("1", m.Reprint, ticket=id)
        case "called":
            await office.do("1", m.CallNext)
        case "parked":
            await office.do("1", m.Park, ticket=id)
        case "cancelled":
            await office.do("1", m.CancelTicket, ticket=id)
    assert not (await ticket_of(office, id)).paper_owed
    with pytest.raises(errors.PaperNotOwed):
        await office.do("kiosk", m.PrintOwed, ticket=id)


async def test_a_number_brought_back_is_offered_again(office: TestOffice) -> None:
    id = await failed(office)
    await office.do("1", m.Park, ticket=id)
    await office.do("1", m.BringBack, ticket=id)
    assert (await ticket_of(office, id, View.PUBLIC)).paper_owed
    assert (await office.do("kiosk 2", m.PrintOwed, ticket=id)).ticket.state is TicketState.WAITING


async def test_yesterdays_paper_is_owed_to_nobody(office: TestOffice) -> None:
    id = await failed(office)
    office.clock.set(MONDAY_NINE + timedelta(days=1))
    with pytest.raises(errors.PaperNotOwed):
        await office.do("kiosk", m.PrintOwed, ticket=id)


async def test_only_kiosks_fetch_what_is_owed(office: TestOffice) -> None:
    id = await failed(office)
    for place in ("1", "display", "admin"):
        with pytest.raises(errors.NotAllowed):
            await office.do(place, m.PrintOwed, ticket=id)
    with pytest.raises(errors.UnknownTicket):
        await office.do("kiosk", m.PrintOwed, ticket=id + 1)


# --- copies


async def test_news_of_a_copy_say_nothing_of_the_original(office: TestOffice) -> None:
    id = await failed(office)
    assert (await office.do("1", m.Reprint, ticket=id)).copies == 1
    await report(office, "1", id, PrintOutcome.CONFIRMED, copy=1)
    seen = await ticket_of(office, id)
    assert (seen.paper, seen.copy_paper, seen.paper_owed) == (PrintOutcome.FAILED, PrintOutcome.CONFIRMED, False)
    await office.do("1", m.Reprint, ticket=id)
    assert (await ticket_of(office, id)).copy_paper is PrintOutcome.PENDING
    for copy in (1, 3):
        await report(office, "1", id, PrintOutcome.UNKNOWN, copy=copy)
    assert (await ticket_of(office, id)).copy_paper is PrintOutcome.PENDING
    await report(office, "1", id, PrintOutcome.FAILED, copy=2, problem="paper_out")
    seen = await ticket_of(office, id)
    assert (seen.copy_paper, seen.paper_owed) == (PrintOutcome.FAILED, False)


async def test_a_counters_printer_needs_nobody_there_and_an_officers_word_does(office: TestOffice) -> None:
    """The copy comes out while the officer locks and goes; nobody may vouch for a kiosk's paper from a locked desk."""
    id = await failed(office)
    await office.do("1", m.Reprint, ticket=id)
    await office.do("1", m.Lock)
    await report(office, "1", id, PrintOutcome.CONFIRMED, copy=1)
    assert (await ticket_of(office, id)).copy_paper is PrintOutcome.CONFIRMED
    with pytest.raises(errors.Locked):
        await report(office, "1", id, PrintOutcome.CONFIRMED)
    await office.do("1", m.SignOut)
    with pytest.raises(errors.NotSignedIn):
        await report(office, "1", id, PrintOutcome.CONFIRMED)
    with pytest.raises(errors.NotAllowed):
        await report(office, "display", id, PrintOutcome.CONFIRMED)


# --- printers


async def printers_of(office: TestOffice, view: View = View.PUBLIC) -> tuple[m.PrinterNow, ...]:
    return (await snapshot_of(office, view)).printers


async def test_a_printer_is_known_under_its_terminals_name(office: TestOffice) -> None:
    await office.do("kiosk", m.ReportPrinter, problem="paper_out", paper_low=True, tickets_left=0, spare=True)
    await office.do("serah", m.ReportPrinter, mute=True)
    at = office.clock()
    kiosk, desk = office.devices["kiosk"].id, office.devices["serah"].id
    meant = (
        m.PrinterNow(
            device=kiosk,
            name="kiosk",
            place="kiosk",
            problem="paper_out",
            paper_low=True,
            tickets_left=0,
            spare=True,
            at=at,
        ),
        m.PrinterNow(device=desk, name="serah", place="serah", mute=True, at=at),
    )
    assert await printers_of(office, View.STAFF) == meant
    hall = [(printer.name, printer.problem, printer.paper_low, printer.spare) for printer in await printers_of(office)]
    assert hall == [("kiosk", "paper_out", True, True), ("serah", "", False, False)]
    assert await printers_of(office, View.STRANGER) == ()


async def test_screens_hear_of_a_printer_only_what_is_new(office: TestOffice) -> None:
    heard: list[m.PrinterNow] = []
    office.hub.on_committed(
        lambda lines: heard.extend(
            line.event.printer for line in lines if line.public and isinstance(line.event, m.PrinterChanged)
        )
    )
    for left in (40, 40, 39):
        await office.do("kiosk", m.ReportPrinter, tickets_left=left)
        office.clock.set(office.clock.at + timedelta(minutes=1))
    assert [printer.tickets_left for printer in heard] == [40, 39]
    assert heard[0].at == int(MONDAY_NINE.timestamp() * 1000)


async def test_a_printer_is_told_of_whoever_is_signed_in(office: TestOffice) -> None:
    await office.do("1", m.SignOut)
    await office.do("1", m.ReportPrinter, problem="cover_open")
    assert [printer.problem for printer in await printers_of(office)] == ["cover_open"]
    with pytest.raises(errors.NotAllowed):
        await office.do("display", m.ReportPrinter)


async def test_a_printers_state_survives_the_hub(tmp_path: Path) -> None:
    office = await staffed_office(tmp_path)
    await office.do("kiosk", m.ReportPrinter, problem="paper_out")
    before = await printers_of(office)
    await office.close()
    again = await open_office(tmp_path, clock=office.clock)
    assert await printers_of(again) == before != ()
    await again.close()


async def test_a_revoked_terminals_printer_asks_for_nobody(office: TestOffice) -> None:
    """It is in no snapshot any more, and screens that saw it in trouble hear that it isn't."""
    heard: list[m.Event] = []
    await office.do("kiosk", m.ReportPrinter, problem="paper_out")
    office.hub.on_committed(lambda lines: heard.extend(line.event for line in lines))
    await office.do("admin", m.RevokeDevice, device=office.devices["kiosk"].id)
    assert await printers_of(office) == ()
    told = m.PrinterNow(device=office.devices["kiosk"].id, name="kiosk", place="kiosk", at=office.clock())
    assert heard == [m.PrinterChanged(printer=told)]


async def test_nobodys_name_is_in_what_the_hall_hears_of_printers(office: TestOffice) -> None:
    """Also where a terminal says by its printer what it should not."""
    await office.do("1", m.ReportPrinter, problem="Siti Aminah 3520066508850002")
    said = msgspec.json.encode(await snapshot_of(office, View.PUBLIC)).decode()
    assert '"problem":"other"' in said
    for words in ("Siti", "3520066508850002", "Ani", PIN):
        assert words not in said
    assert "Ani" in msgspec.json.encode(await snapshot_of(office)).decode()


# --- books of before


async def test_books_of_before_go_on(tmp_path: Path) -> None:
    """Their tickets keep what was known of them, and a kiosk may still report what it had in hand."""
    office = await staffed_office(tmp_path)
    ids = [(await office.issue()).ticket.id for _ in range(2)]
    await report(office, "kiosk", ids[0], PrintOutcome.FAILED)
    devices, requests = office.devices, office.requests
    await office.close()
    as_of_0001(tmp_path / "antrean.db")
    again = await open_office(tmp_path, clock=office.clock)
    again.devices, again.requests = devices, requests
    seen = [await ticket_of(again, id) for id in ids]
    assert [(ticket.paper, ticket.paper_owed) for ticket in seen] == [
        (PrintOutcome.FAILED, True),
        (PrintOutcome.PENDING, False),
    ]
    await report(again, "kiosk", ids[1], PrintOutcome.FAILED, problem="paper_out")
    assert (await again.do("kiosk", m.PrintOwed, ticket=ids[1])).ticket.number == "A-002"
    await again.do("kiosk", m.ReportPrinter, problem="paper_out")
    assert await again.store.submit(lambda books: books.journal.first_broken()) is None
    await again.close()


def as_of_0001(file: Path) -> None:
    """Takes the tables back to what the first migration made."""
    database = peewee.SqliteDatabase(str(file))
    assert migrations.Runner(database, str(schema.FOLDER)).down("0002_papers_and_printers")
    database.close()
