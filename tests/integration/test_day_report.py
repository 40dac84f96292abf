"""The day in figures, as an officer prints it, and the head on it as an auditor holds it against the books later."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from antrean.__main__ import main
from protocol import errors
from protocol import messages as m
from protocol.vocabulary import PrintOutcome, Step, View
from protocol.vocabulary import Result as Ended
from server.storage import keys
from server.storage.audit import audit
from server.storage.journal import START, link
from tests.support.office import KTP, MONDAY_NINE, TestOffice, staffed_office

TUESDAY_NINE = MONDAY_NINE + timedelta(days=1)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path / "data")
    yield office
    await office.close()


async def report_of(office: TestOffice, day: str = "", at: str = "kasi") -> m.DayReport:
    return await office.do(at, m.OpenDayReport, day=day)  # type: ignore[no-any-return]


def pass_minutes(office: TestOffice, minutes: float) -> None:
    office.clock.set(office.clock.at + timedelta(minutes=minutes))


async def a_card(office: TestOffice, file: m.CaseFile) -> None:
    """From the files to the hand, with one blank card spoiled."""
    file = await office.step("kasi", await office.verify("1", file), Step.APPROVE, Ended.APPROVED)
    file = await office.step("cetak", file, Step.PRINT, Ended.SPOILED, card_serial="B1", reason="pita habis")
    file = await office.step("cetak", file, Step.PRINT, Ended.PRINTED, card_serial="B2")
    file = await office.step("cetak", file, Step.REGISTER, Ended.REGISTERED)
    await office.do("serah", m.CallToHandover, ticket=file.case.ticket)
    await office.step("serah", file, Step.HAND_OVER, Ended.RECEIVED, receiver="Siti Aminah")


async def no_show(office: TestOffice, id: int) -> None:
    await office.do("2", m.CallTicket, ticket=id)
    for _ in range(2):
        await office.do("2", m.Recall, ticket=id)
    await office.do("2", m.MarkNoShow, ticket=id)


async def a_day(office: TestOffice) -> None:
    """Seven numbers: one gets a card, one is called and parked, one comes not, one is cancelled, three wait."""
    ids = [(await office.issue()).ticket.id for _ in range(7)]
    pass_minutes(office, 4.9)
    await a_card(office, await office.serve_next())
    await no_show(office, ids[1])
    pass_minutes(office, 20)
    await office.do("1", m.CallTicket, ticket=ids[2])
    await office.do("1", m.Park, ticket=ids[2])
    await office.do("1", m.CancelTicket, ticket=ids[3])
    for id, outcome in zip(
        ids, (PrintOutcome.CONFIRMED, PrintOutcome.FAILED, PrintOutcome.UNKNOWN, PrintOutcome.SENT), strict=False
    ):
        await office.do("kiosk", m.ReportPaper, ticket=id, outcome=outcome)
    for _ in range(2):
        await office.do("1", m.Reprint, ticket=ids[1])


# --- the figures


async def test_a_day_in_figures(office: TestOffice) -> None:
    await a_day(office)
    report = await report_of(office)
    assert report == m.DayReport(
        day="2026-11-23",
        made_at=office.clock(),
        services=(
            m.ServiceDay(
                service=KTP,
                issued=7,
                done=1,
                open=4,
                no_show=1,
                cancelled=1,
                median_wait_minutes=4,
                longest_wait_minutes=24,
            ),
        ),
        cards_printed=1,
        cards_spoiled=1,
        cards_registered=1,
        cards_handed_over=1,
        papers_confirmed=1,
        papers_failed=1,
        papers_unknown=1,
        copies=2,
        journal_seq=office.hub.last_seq(View.STAFF),
        journal_head=report.journal_head,
    )


async def test_yesterdays_figures_are_the_same_but_for_what_midnight_ended(office: TestOffice) -> None:
    """A no-show stays one; who still waited has expired. What happens today is today's."""
    await a_day(office)
    then = await report_of(office)
    office.clock.set(TUESDAY_NINE)
    await office.issue()
    after = await report_of(office, then.day)
    [before], [ended] = then.services, after.services
    assert ended == msgspec.structs.replace(before, open=0, expired=4)
    assert (after.cards_printed, after.copies, after.papers_unknown) == (1, 2, 1)
    today = await report_of(office)
    assert (today.day, today.services[0].issued, today.cards_printed) == ("2026-11-24", 1, 0)
    assert after.journal_seq == today.journal_seq > then.journal_seq


async def test_an_expired_no_show_counts_as_one_also_when_news_of_its_paper_came_late(office: TestOffice) -> None:
    id = (await office.issue()).ticket.id
    await no_show(office, id)
    office.clock.set(TUESDAY_NINE)
    await office.do("kiosk", m.ReportPaper, ticket=id, outcome=PrintOutcome.UNKNOWN, problem="power")
    [day] = (await report_of(office, "2026-11-23")).services
    assert (day.no_show, day.expired) == (1, 0)


async def test_a_quiet_day_has_figures_too(office: TestOffice) -> None:
    report = await report_of(office, "2020-02-29")
    assert report.services == (m.ServiceDay(service=KTP),)
    assert (report.cards_printed, report.copies) == (0, 0)


async def test_every_officer_may_open_it_and_nobody_else(office: TestOffice) -> None:
    for place in ("1", "2", "kasi", "cetak", "serah"):
        assert (await report_of(office, at=place)).day == "2026-11-23"
    await office.do("2", m.Lock)
    for place, refusal in (
        ("kiosk", errors.NotAllowed),
        ("display", errors.NotAllowed),
        ("3", errors.NotSignedIn),
        ("2", errors.Locked),
    ):
        with pytest.raises(refusal):
            await report_of(office, at=place)


@pytest.mark.parametrize("day", ["yesterday", "2026-11-31", "20261123", "2026-W48-1", "2026-11-23 "])
async def test_what_is_no_day_is_refused(office: TestOffice, day: str) -> None:
    with pytest.raises(errors.Malformed) as refused:
        await report_of(office, day)
    assert refused.value.params == {"at": "$.day"}


async def test_a_report_holds_nobodys_name(office: TestOffice) -> None:
    await a_day(office)
    said = msgspec.json.encode(await report_of(office)).decode()
    for words in ("Siti", "Ani", "Budi", "Sri", "pita habis"):
        assert words not in said


# --- its head, held against the books


def verify(folder: Path, *words: str) -> Result:
    config = folder / "hub.toml"
    config.write_text('data_dir = "data"\n')
    return CliRunner().invoke(main, ["audit", "verify", *words, "--config", str(config)])


@pytest.fixture
async def printed(tmp_path: Path) -> m.DayReport:
    """What a report said in the evening; the books went on for another day."""
    office = await staffed_office(tmp_path / "data")
    await a_day(office)
    report = await report_of(office)
    office.clock.set(TUESDAY_NINE)
    await office.issue()
    await office.close()
    return report


async def test_the_printed_head_is_found_where_the_report_said(tmp_path: Path, printed: m.DayReport) -> None:
    """As typed from paper: in groups, in capitals, or only how it begins."""
    head = printed.journal_head
    groups = " ".join(head[at : at + 4] for at in range(0, len(head), 4))
    for typed in (head, groups, groups.upper(), head[:16]):
        proven = verify(tmp_path, "--head", typed)
        assert proven.exit_code == 0, proven.output
        assert f"baris {printed.journal_seq}" in proven.output
        assert "2026-11-23 09:24:54+07:00" in proven.output
    assert audit(tmp_path / "data").lines > printed.journal_seq


async def test_another_head_is_not_found(tmp_path: Path, printed: m.DayReport) -> None:
    wrong = printed.journal_head[:-1] + ("0" if printed.journal_head[-1] != "0" else "1")
    refused = verify(tmp_path, "--head", wrong)
    assert refused.exit_code == 1
    assert "TIDAK ada baris" in refused.output
    assert "Jurnal utuh" not in refused.output


@pytest.mark.parametrize("typed", ["", "   ", "abc", "x" * 64, "0" * 15, "0" * 65])
def test_what_cannot_be_a_head_proves_nothing(tmp_path: Path, typed: str) -> None:
    refused = verify(tmp_path, "--head", typed)
    assert refused.exit_code not in (0, 1)
    assert "0-9" in refused.output


def edit(books: sqlite3.Connection) -> None:
    first = "(SELECT MIN(seq) FROM journal WHERE body LIKE '%A-001%')"
    changed = books.execute(f"UPDATE journal SET body = replace(body, 'A-001', 'A-009') WHERE seq = {first}")
    assert changed.rowcount == 1


def unreadable(books: sqlite3.Connection) -> None:
    """The newest line, made into one that no program of ours can read."""
    books.execute("UPDATE journal SET body = '{}' WHERE seq = (SELECT MAX(seq) FROM journal)")


def swap(books: sqlite3.Connection) -> None:
    books.execute("UPDATE journal SET seq = -seq WHERE seq IN (20, 21)")
    books.execute("UPDATE journal SET seq = 41 + seq WHERE seq < 0")


@pytest.mark.parametrize("tamper", [edit, unreadable, swap])
async def test_a_changed_line_breaks_the_chain(
    tmp_path: Path, printed: m.DayReport, tamper: Callable[[sqlite3.Connection], None]
) -> None:
    with sqlite3.connect(tmp_path / "data" / "antrean.db") as books:
        tamper(books)
    refused = verify(tmp_path, "--head", printed.journal_head)
    assert refused.exit_code == 1
    assert "TIDAK utuh" in refused.output
    # What stands before the change is still proven.
    assert (f"baris {printed.journal_seq}, ditulis" in refused.output) is (tamper is unreadable)


async def test_a_journal_cut_before_the_printed_line_is_whole_by_itself_but_not_with_the_paper(
    tmp_path: Path, printed: m.DayReport
) -> None:
    with sqlite3.connect(tmp_path / "data" / "antrean.db") as books:
        books.execute("DELETE FROM journal WHERE seq >= ?", (printed.journal_seq,))
    assert verify(tmp_path).exit_code == 0
    refused = verify(tmp_path, "--head", printed.journal_head)
    assert refused.exit_code == 1
    assert "TIDAK ada baris" in refused.output


async def test_whoever_has_the_key_can_forge_the_chain_but_not_the_paper(tmp_path: Path, printed: m.DayReport) -> None:
    """The administrator rewrites a line and every HMAC after it: only the printed head tells."""
    key = keys.load_or_make(tmp_path / "data" / "office.key").journal
    with sqlite3.connect(tmp_path / "data" / "antrean.db") as books:
        edit(books)
        head = START
        rows = books.execute("SELECT seq, at, device, staff, counter, body, commitments FROM journal ORDER BY seq")
        for seq, at, device, staff, counter, body, commitments in rows.fetchall():
            head = link(key, head, at, device, staff, counter, body.encode(), commitments)
            books.execute("UPDATE journal SET mac = ? WHERE seq = ?", (head, seq))
    assert verify(tmp_path).exit_code == 0
    assert verify(tmp_path, "--head", printed.journal_head).exit_code == 1


async def test_the_head_is_of_the_same_instant_as_the_figures(tmp_path: Path) -> None:
    """Commands that share the report's commit are either in both or in neither."""
    office = await staffed_office(tmp_path / "data")
    asks = [office.issue() for _ in range(5)]
    asks.insert(3, report_of(office))  # type: ignore[arg-type]
    answers = await asyncio.gather(*asks)
    report = answers[3]
    assert isinstance(report, m.DayReport)
    await office.close()
    found = audit(tmp_path / "data", report.journal_head).printed
    assert found is not None
    assert found.seq == report.journal_seq
    with sqlite3.connect(tmp_path / "data" / "antrean.db") as books:
        sql = "SELECT COUNT(*) FROM journal WHERE body LIKE '%ticket_issued%' AND seq <= ?"
        assert books.execute(sql, (found.seq,)).fetchone() == (report.services[0].issued,)
