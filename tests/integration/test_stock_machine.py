"""A hub and a pure model keep the same blank cards, through any moves, prints, counts, nights and restarts.

``ANTREAN_THOROUGH=1`` plays many more days.
"""

import asyncio
import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import BlankMove, Register, Result, Step, View
from server.app.work import Device
from tests.support.office import KTP, HandClock, TestOffice, open_office, staffed_office
from tests.support.stock_model import StockModel

T = TypeVar("T")
THOROUGH = bool(os.environ.get("ANTREAN_THOROUGH"))
PACE = settings(
    max_examples=200 if THOROUGH else 8,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a failing day is short enough as it is
)
CONTROL = settings(PACE, max_examples=40, phases=(Phase.generate,), derandomize=True, database=None)
CASES = 40  # that wait for the printer in the morning
BY_HAND = (BlankMove.RECEIVED, BlankMove.RETURNED, BlankMove.SPOILED)
FEW = st.integers(1, 6)
QUICK = {"journal_mode": "wal", "synchronous": "off"}


@dataclass(frozen=True)
class House:
    folder: Path
    devices: dict[str, Device]
    staff: dict[str, int]
    files: list[m.CaseFile]


@cache
def furnished() -> House:
    """Made once; each example plays in a copy of it."""

    async def furnish(folder: Path) -> House:
        office = await staffed_office(folder)
        files = [await _approved(office) for _ in range(CASES)]
        await office.close()
        return House(folder, office.devices, office.staff, files)

    return asyncio.run(furnish(Path(tempfile.mkdtemp()) / "data"))


async def _approved(office: TestOffice) -> m.CaseFile:
    await office.issue()
    file = await office.verify("1", await office.serve_next())
    return await office.step("kasi", file, Step.APPROVE, Result.APPROVED)


class StockMachine(RuleBasedStateMachine):
    """Everything that a safe goes through."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clock = HandClock()
        self.serials = 0
        self.requests = itertools.count(10_000)

    def run(self, deed: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(deed)

    @initialize()
    def open(self) -> None:
        self.house = furnished()
        self.files = list(self.house.files)
        self.folder = Path(tempfile.mkdtemp()) / "data"
        shutil.copytree(self.house.folder, self.folder)
        self.office = self.run(self._opened())
        self.model = StockModel(self.office.hub.office.settings.low_blanks)

    async def _opened(self) -> TestOffice:
        office = await open_office(self.folder, clock=self.clock, pragmas=QUICK)
        office.devices, office.staff = self.house.devices, self.house.staff
        office.requests = self.requests
        return office

    def teardown(self) -> None:
        self.run(self.office.close())
        self.loop.close()
        shutil.rmtree(self.folder.parent)

    async def outcome(self, deed: Coroutine[Any, Any, Any]) -> str:
        try:
            await deed
        except errors.Refusal as refused:
            return refused.code
        return ""

    def now(self) -> tuple[int, str]:
        return self.clock(), self.clock.at.date().isoformat()

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        self.clock.set(self.clock.at + timedelta(minutes=minutes))

    @rule()
    def night_passes(self) -> None:
        self.clock.set(self.clock.at.replace(hour=8, minute=0) + timedelta(days=1))
        self.run(self.office.hub.tick())

    @rule()
    def hub_starts_again(self) -> None:
        self.run(self.office.close())
        self.office = self.run(self._opened())

    @rule(move=st.sampled_from(BY_HAND), count=FEW)
    def move(self, move: BlankMove, count: int) -> None:
        said = self.run(self.outcome(self.office.do("cetak", m.MoveBlanks, move=move, count=count, note="catatan")))
        assert said == self.model.move(*self.now(), move.value, count)

    @rule(spoiled=st.booleans())
    def print_card(self, spoiled: bool) -> None:
        said = self.run(self.outcome(self._printed(spoiled=spoiled)))
        assert said == self.model.print_card(*self.now(), spoiled=spoiled)

    async def _printed(self, *, spoiled: bool) -> None:
        self.serials += 1
        result, reason = (Result.SPOILED, "pita") if spoiled else (Result.PRINTED, "")
        words = {"card_serial": f"S{self.serials}", "reason": reason}
        self.files[0] = await self.office.step("cetak", self.files[0], Step.PRINT, result, **words)
        if not spoiled:
            self.files.pop(0)

    @rule(counted=st.integers(0, 6), note=st.booleans())
    def count(self, counted: int, note: bool) -> None:
        asked = self.office.do("cetak", m.CloseBlanks, counted=counted, note="salah hitung" if note else "")
        assert self.run(self.outcome(asked)) == self.model.count(*self.now(), counted, note=note)

    @rule(note=st.booleans())
    def count_what_is_there(self, note: bool) -> None:
        asked = self.office.do("cetak", m.CloseBlanks, counted=self.model.balance, note="pas" if note else "")
        assert self.run(self.outcome(asked)) == self.model.count(*self.now(), self.model.balance, note=note)

    @invariant()
    def staff_and_hall_are_told_what_the_model_says(self) -> None:
        staff, hall = [self.run(self._snapshot(view)) for view in (View.STAFF, View.PUBLIC)]
        model, shortages = self.model, self.model.shortages()
        assert staff.blanks is not None
        stock = staff.blanks
        assert (stock.kept, stock.balance, stock.closed_day) == (model.kept, model.balance, model.closed_day())
        assert stock.low == (model.kept and model.balance <= model.low_at)
        assert stock.out_since == next((since for since, until in shortages if until is None), None)
        told = [(pause.since, pause.until) for pause in staff.shortages]
        assert told == shortages[len(shortages) - len(told) :]
        assert [pause for pause in shortages if pause[1] is None] == [pause for pause in told if pause[1] is None]
        out = {row.id: row.blanks_out for row in hall.services}
        assert out[KTP] == (model.kept and not model.balance)
        assert (hall.blanks, hall.shortages) == (None, ())

    async def _snapshot(self, view: View) -> m.Snapshot:
        kept: list[m.Snapshot] = []
        await self.office.hub.tick()
        await self.office.hub.snapshot(view, kept.append)
        return kept[0]

    @invariant()
    def the_table_adds_up_line_by_line(self) -> None:
        with sqlite3.connect(self.folder / "antrean.db") as books:
            rows = books.execute('SELECT "day", "move", "change", "balance" FROM "blank_move" ORDER BY "id"').fetchall()
        assert [row[:3] for row in rows] == [(entry.day, entry.move, entry.change) for entry in self.model.entries]
        balances = [sum(entry.change for entry in self.model.entries[: at + 1]) for at in range(len(rows))]
        assert [row[3] for row in rows] == balances
        assert all(balance >= 0 for balance in balances)

    @rule()
    def register_is_opened(self) -> None:
        asked = {"register": Register.BLANKS, "first_day": "2026-11-23", "last_day": "2027-12-31"}
        page: m.RegisterPage = self.run(self.office.do("cetak", m.OpenRegister, **asked))
        assert page.total == len(self.model.entries)
        if not page.after and page.lines:
            amounts = [[int(cell or 0) for cell in line.cells[2:6]] for line in page.lines]
            came, went, spoiled = (sum(row[at] for row in amounts) for at in range(3))
            assert came - went - spoiled == amounts[-1][3] == self.model.balance


def test_hub_and_model_keep_the_same_blank_cards() -> None:
    run_state_machine_as_test(StockMachine, settings=PACE)  # type: ignore[no-untyped-call]


def test_a_print_that_takes_no_card_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr("server.app.record_step.use_blank", lambda case, spoiled, work: None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(StockMachine, settings=CONTROL)  # type: ignore[no-untyped-call]
