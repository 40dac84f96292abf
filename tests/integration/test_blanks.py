"""Blank cards: what came in, what a print took, what the day's count found, and what everybody is told of it."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import BlankMove, PauseCause, Result, Step, View
from tests.support.office import KTP, MONDAY_NINE, TestOffice, staffed_office

PRINT_ROOM = "cetak"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path / "data")
    yield office
    await office.close()


async def move(office: TestOffice, what: BlankMove, count: int, note: str = "") -> None:
    await office.do(PRINT_ROOM, m.MoveBlanks, move=what, count=count, note=note)


async def count(office: TestOffice, counted: int, note: str = "") -> None:
    await office.do(PRINT_ROOM, m.CloseBlanks, counted=counted, note=note)


async def snapshot(office: TestOffice, view: View = View.STAFF) -> m.Snapshot:
    kept: list[m.Snapshot] = []
    await office.hub.tick()
    await office.hub.snapshot(view, kept.append)
    return kept[0]


async def stock(office: TestOffice) -> m.BlankStock:
    blanks = (await snapshot(office)).blanks
    assert blanks is not None
    return blanks


async def to_the_printer(office: TestOffice) -> m.CaseFile:
    await office.issue()
    file = await office.verify("1", await office.serve_next())
    return await office.step("kasi", file, Step.APPROVE, Result.APPROVED)


async def meet_printer(office: TestOffice, file: m.CaseFile, serial: str, result: Result) -> m.CaseFile:
    reason = "pita habis" if result is Result.SPOILED else ""
    return await office.step(PRINT_ROOM, file, Step.PRINT, result, card_serial=serial, reason=reason)


def pass_minutes(office: TestOffice, minutes: float) -> None:
    office.clock.set(office.clock.at + timedelta(minutes=minutes))


async def test_until_somebody_enters_blank_cards_no_stock_is_kept(office: TestOffice) -> None:
    assert await stock(office) == m.BlankStock()
    await meet_printer(office, await to_the_printer(office), "B1", Result.PRINTED)
    assert not (await stock(office)).kept
    for deed in (count(office, 0), move(office, BlankMove.RETURNED, 1), move(office, BlankMove.SPOILED, 1)):
        with pytest.raises(errors.StockNotKept):
            await deed


async def test_a_print_takes_a_card_spoiled_or_not_and_none_is_left_for_the_next(office: TestOffice) -> None:
    await move(office, BlankMove.RECEIVED, 2)
    file = await to_the_printer(office)
    file = await meet_printer(office, file, "B1", Result.SPOILED)
    assert (await stock(office)).balance == 1
    file = await meet_printer(office, file, "B2", Result.PRINTED)
    assert (await stock(office)).balance == 0
    other = await to_the_printer(office)
    for result in (Result.PRINTED, Result.SPOILED):
        with pytest.raises(errors.NoBlanks):
            await meet_printer(office, other, "B3", result)
    await move(office, BlankMove.RECEIVED, 1)
    await meet_printer(office, other, "B3", Result.PRINTED)
    assert (await stock(office)).balance == 0


async def test_a_refused_print_takes_nothing(office: TestOffice) -> None:
    await move(office, BlankMove.RECEIVED, 5)
    file = await meet_printer(office, await to_the_printer(office), "B1", Result.SPOILED)
    with pytest.raises(errors.SerialUsed):
        await meet_printer(office, file, "B1", Result.PRINTED)
    with pytest.raises(errors.CaseChanged):
        await office.do(
            PRINT_ROOM,
            m.RecordStep,
            case=file.case.id,
            expected_version=1,
            step=Step.PRINT,
            result=Result.PRINTED,
            card_serial="B2",
        )
    assert (await stock(office)).balance == 4


async def test_no_more_leaves_the_safe_than_is_in_it(office: TestOffice) -> None:
    await move(office, BlankMove.RECEIVED, 10)
    for what in (BlankMove.RETURNED, BlankMove.SPOILED):
        with pytest.raises(errors.StockNegative) as refused:
            await move(office, what, 11)
        assert refused.value.params == {"balance": 10}
    await move(office, BlankMove.RETURNED, 4, "ke gudang")
    await move(office, BlankMove.SPOILED, 6)
    assert (await stock(office)).balance == 0


@pytest.mark.parametrize("what", [BlankMove.USED, BlankMove.COUNTED, BlankMove.UNKNOWN])
async def test_nobody_enters_by_hand_what_the_hub_enters(office: TestOffice, what: BlankMove) -> None:
    await move(office, BlankMove.RECEIVED, 10)
    with pytest.raises(errors.Malformed):
        await move(office, what, 1)


@pytest.mark.parametrize("number", [0, -1, 1_000_001])
async def test_a_count_that_no_safe_holds_is_refused(office: TestOffice, number: int) -> None:
    with pytest.raises(errors.Malformed):
        await move(office, BlankMove.RECEIVED, number)
    await move(office, BlankMove.RECEIVED, 1)
    with pytest.raises(errors.Malformed):
        await count(office, number or -1, "salah")


async def test_the_days_count_corrects_the_book_and_says_why(office: TestOffice) -> None:
    await move(office, BlankMove.RECEIVED, 100)
    with pytest.raises(errors.FieldNeeded) as refused:
        await count(office, 98)
    assert refused.value.params == {"field": "note"}
    await count(office, 98, "dua terselip di printer")
    assert (await stock(office)).balance == 98
    await count(office, 98)
    pass_minutes(office, 24 * 60)
    assert (await stock(office)).closed_day == "2026-11-23"
    await count(office, 99, "satu ditemukan")
    now = await stock(office)
    assert (now.balance, now.closed_day) == (99, "2026-11-24")


async def test_few_cards_are_low_and_none_are_out_since(office: TestOffice) -> None:
    low = office.hub.office.settings.low_blanks
    await move(office, BlankMove.RECEIVED, low + 1)
    assert not (await stock(office)).low
    await move(office, BlankMove.RETURNED, 1)
    now = await stock(office)
    assert (now.low, now.out_since) == (True, None)
    pass_minutes(office, 5)
    await move(office, BlankMove.RETURNED, low)
    out = office.clock()
    await count(office, 0)  # an empty safe counted empty is still the same shortage
    assert (await stock(office)).out_since == out


async def test_shortages_are_told_as_pauses_of_every_clock(office: TestOffice) -> None:
    await move(office, BlankMove.RECEIVED, 1)
    await move(office, BlankMove.RETURNED, 1)
    began = office.clock()
    pass_minutes(office, 30)
    running = m.Pause(cause=PauseCause.NO_BLANKS, since=began)
    assert (await snapshot(office)).shortages == (running,)
    await move(office, BlankMove.RECEIVED, 3)
    ended = m.Pause(cause=PauseCause.NO_BLANKS, since=began, until=office.clock())
    assert (await snapshot(office)).shortages == (ended,)
    pass_minutes(office, 24 * 60)
    await office.hub.tick()
    assert (await snapshot(office)).shortages == ()


async def test_a_shortage_is_told_as_long_as_a_case_of_then_still_runs(office: TestOffice) -> None:
    await to_the_printer(office)
    await move(office, BlankMove.RECEIVED, 1)
    await move(office, BlankMove.RETURNED, 1)
    pass_minutes(office, 30)
    await move(office, BlankMove.RECEIVED, 3)
    pass_minutes(office, 48 * 60)
    assert len((await snapshot(office)).shortages) == 1


async def test_the_hall_learns_only_that_a_number_leads_to_no_card_now(office: TestOffice) -> None:
    async def out() -> dict[str, bool]:
        hall = await snapshot(office, View.PUBLIC)
        assert hall.blanks is None
        assert hall.shortages == ()
        return {row.id: row.blanks_out for row in hall.services}

    assert not any((await out()).values())
    await move(office, BlankMove.RECEIVED, 1)
    assert not any((await out()).values())
    await move(office, BlankMove.RETURNED, 1)
    assert (await out())[KTP]
    await office.issue()  # whoever wants to wait all the same gets a number
    await move(office, BlankMove.RECEIVED, 1)
    assert not any((await out()).values())


async def test_each_move_is_told_to_staff_with_its_case_and_never_its_note(office: TestOffice) -> None:
    told: list[m.Event] = []
    office.hub.on_committed(lambda lines: told.extend(line.event for line in lines))
    await move(office, BlankMove.RECEIVED, 60, "Siti mengantar")
    file = await meet_printer(office, await to_the_printer(office), "B1", Result.PRINTED)
    await count(office, 60, "satu ditemukan")
    moves = [event for event in told if isinstance(event, m.BlanksChanged)]
    assert [(event.move, event.count, event.stock.balance, event.case) for event in moves] == [
        (BlankMove.RECEIVED, 60, 60, None),
        (BlankMove.USED, -1, 59, file.case.id),
        (BlankMove.COUNTED, 1, 60, None),
    ]
    assert moves[-1].stock == await stock(office)
    assert "Siti" not in repr(told)


async def test_only_who_keeps_the_stock_moves_it(office: TestOffice) -> None:
    for place in ("1", "kasi", "serah"):
        for command, fields in (
            (m.MoveBlanks, {"move": BlankMove.RECEIVED, "count": 1}),
            (m.CloseBlanks, {"counted": 0}),
        ):
            with pytest.raises(errors.NotAllowed) as refused:
                await office.do(place, command, **fields)
            assert refused.value.params == {"right": "stock"}
    with pytest.raises(errors.NotAllowed):
        await office.do("kiosk", m.MoveBlanks, move=BlankMove.RECEIVED, count=1)


async def test_the_table_itself_refuses_a_balance_below_zero(office: TestOffice, tmp_path: Path) -> None:
    await move(office, BlankMove.RECEIVED, 1)
    with sqlite3.connect(tmp_path / "data" / "antrean.db") as books:
        insert = (
            'INSERT INTO "blank_move" ("at", "day", "move", "change", "balance", "counter")'
            " VALUES (0, '2026-11-23', 'used', -2, ?, '')"
        )
        books.execute(insert, (0,))  # the control
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            books.execute(insert, (-1,))
        books.rollback()


async def test_the_stock_survives_the_night(office: TestOffice) -> None:
    await move(office, BlankMove.RECEIVED, 5)
    await count(office, 5)
    before = await stock(office)
    office.clock.set(MONDAY_NINE + timedelta(days=1))
    assert await stock(office) == before
