"""What the desk does with an officer's answers: many approvals, stock, delegation, registers; without a window."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from counters.conduct import register_desk, saving
from counters.conduct.case_desk import CaseDesk
from counters.conduct.delegation_desk import DelegationDesk
from counters.conduct.errands import Errands
from counters.conduct.incident_desk import IncidentDesk
from counters.conduct.own_printer import OwnPrinter
from counters.conduct.register_desk import RegisterDesk
from counters.conduct.stock_desk import StockDesk
from counters.conduct.workplace import Field, Workplace
from counters.presenter.actions import Action, Desk
from counters.presenter.phrases import say
from protocol import messages as m
from protocol.errors import UnknownFile
from protocol.office import Office
from protocol.vocabulary import BlankMove, CaseState, FileFormat, IncidentKind, Register, Result, Right, Step
from server.config.catalogue import load_office
from terminal.link import NotLive
from tests.support.counters_seat import MINUTE, NOW, case, mirror_of
from tests.support.hub_process import ROOT

RIGHTS = tuple(Right)
DONE = m.Done()


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(ROOT / "assets" / "catalogue" / "magetan.toml")


class Officer:
    """Gives these answers, one after the other, and remembers what was asked and shown."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.shown: list[tuple[str, tuple[str, ...]]] = []

    def _next(self, title: str) -> Any:
        self.asked.append(title)
        return self.answers.pop(0)

    async def confirm(self, title: str, text: str, yes: str, items: Sequence[str] = ()) -> Any:
        return self._next(title)

    async def reason(self, title: str, presets: Sequence[str], yes: str) -> Any:
        return self._next(title)

    async def form(self, title: str, fields: Sequence[Field], yes: str, text: str = "") -> Any:
        return self._next(title)

    async def pick(self, title: str, texts: Sequence[tuple[str, str]]) -> Any:
        return self._next(title)

    async def inform(self, title: str, big: str, text: str, items: Sequence[str] = ()) -> None:
        self.shown.append((title, tuple(items)))


class Files:
    """The hub's files, or what comes instead of one."""

    def __init__(self, content: bytes | Exception = b"lines") -> None:
        self.content = content

    async def fetch(self, _file: m.FileReady) -> bytes:
        if isinstance(self.content, Exception):
            raise self.content
        return self.content


@dataclass
class Terminal:
    """One terminal without a window, at which everything may be done."""

    mirror: Any
    officer: Officer
    answer: Any = DONE
    files: Files = field(default_factory=Files)
    heard: list[Any] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        session = m.Session(staff=1, name="Sri", roles=(), rights=RIGHTS, counter="1")
        link: Any = SimpleNamespace(
            mirror=self.mirror, session=session, welcome=SimpleNamespace(device=7), ask=self.ask,
            status=SimpleNamespace(live=True), hub_now=lambda: datetime.fromtimestamp(NOW / 1000, UTC),
        )  # fmt: skip
        questions: Any = self.officer
        files: Any = self.files
        self.place = Workplace(
            link=link,
            errands=Errands(self.ask, lambda: None),
            questions=questions,
            tell=lambda text, meaning: self.told.append((text, meaning)),
            printer=OwnPrinter(link, None, lambda: None),
            files=files,
        )

    async def ask(self, command: Any) -> Any:
        self.heard.append(command)
        return self.answer(command) if callable(self.answer) else self.answer

    def of(self, kind: type) -> list[Any]:
        return [command for command in self.heard if isinstance(command, kind)]


def waiting(*ids: int) -> list[m.Case]:
    return [case(id, CaseState.AWAITING_APPROVAL, complete_at=NOW, due_at=NOW + 15 * MINUTE) for id in ids]


async def marked(terminal: Terminal) -> CaseDesk:
    """The approver's desk with everything marked."""
    desk = CaseDesk(terminal.place, Desk.APPROVAL)
    seat = terminal.place.seat()
    assert seat is not None
    desk.refresh(seat)
    await desk.perform(Action.MARK_ALL)
    desk.refresh(seat)
    return desk


# --- many approvals -------------------------------------------------------------------------------------


async def test_nothing_is_approved_before_the_officer_has_said_yes(office: Office) -> None:
    terminal = Terminal(mirror_of(office, cases=waiting(1, 2)), Officer(False))
    desk = await marked(terminal)
    await desk.perform(Action.APPROVE_MARKED)
    assert terminal.of(m.ApproveCases) == []
    assert desk.view is not None
    assert len(desk.view.marked) == 2


async def test_what_a_batch_did_not_approve_is_shown_and_its_marks_are_gone(office: Office) -> None:
    outcomes = (m.CaseOutcome(case=1), m.CaseOutcome(case=2, refused="case_changed"))
    terminal = Terminal(mirror_of(office, cases=waiting(1, 2)), Officer(True), m.CasesApproved(outcomes=outcomes))
    desk = await marked(terminal)
    await desk.perform(Action.APPROVE_MARKED)
    ((title, items),) = terminal.officer.shown
    assert title == say("id", "batch.title", done=1, refused=1)
    assert [item.split(":")[0] for item in items] == ["A-002"]
    seat = terminal.place.seat()
    assert seat is not None
    desk.refresh(seat)
    assert desk.view is not None
    assert desk.view.marked == ()


async def test_a_mark_leaves_with_its_case(office: Office) -> None:
    terminal = Terminal(mirror_of(office, cases=waiting(1, 2)), Officer())
    desk = await marked(terminal)
    del terminal.mirror.cases[2]
    seat = terminal.place.seat()
    assert seat is not None
    desk.refresh(seat)
    assert Action.APPROVE_MARKED in desk.offers
    terminal.mirror.cases[2] = waiting(2)[0]  # it comes back from somewhere: nobody marked it since
    desk.refresh(seat)
    assert desk.view is not None
    assert [line.key for line in desk.view.marked] == [1]


async def test_a_representative_is_recorded_with_relation_and_note(office: Office) -> None:
    ready = case(1, CaseState.READY)
    file = m.CaseFile(
        case=ready, applicant_name="Siti",
        offered=(m.StepOffered(step=Step.HAND_OVER, result=Result.RECEIVED, refused=""),),
    )  # fmt: skip
    officer = Officer(4, {"receiver": "Slamet", "note": "Surat kuasa"})
    terminal = Terminal(mirror_of(office, cases=[ready]), officer, lambda _command: file)
    desk = CaseDesk(terminal.place, Desk.HANDOVER)
    seat = terminal.place.seat()
    assert seat is not None
    desk.refresh(seat)
    await desk.perform(Action.OPEN_FILE)
    desk.refresh(seat)
    await desk.perform(Action.REPRESENTATIVE)
    (step,) = terminal.of(m.RecordStep)
    assert (step.result, step.receiver, step.note) == (Result.RECEIVED, "Slamet", "Surat kuasa")
    assert step.relation == say("id", "relation.5")


# --- blank cards ----------------------------------------------------------------------------------------


def stocked(office: Office, balance: int, *answers: Any) -> Terminal:
    stock = m.BlankStock(kept=True, balance=balance)
    return Terminal(mirror_of(office, blanks=stock), Officer(*answers))


async def test_a_count_that_fits_needs_no_cause(office: Office) -> None:
    terminal = stocked(office, 12, {"count": "12"})
    await StockDesk(terminal.place).ask("count")
    assert [(c.counted, c.note) for c in terminal.of(m.CloseBlanks)] == [(12, "")]


async def test_a_count_that_differs_asks_for_its_cause_first(office: Office) -> None:
    terminal = stocked(office, 12, {"count": "11"}, {"note": "Satu hilang"})
    await StockDesk(terminal.place).ask("count")
    assert [(c.counted, c.note) for c in terminal.of(m.CloseBlanks)] == [(11, "Satu hilang")]
    unsaid = stocked(office, 12, {"count": "11"}, None)
    await StockDesk(unsaid.place).ask("count")
    assert unsaid.of(m.CloseBlanks) == []


async def test_what_is_no_number_is_asked_for_again(office: Office) -> None:
    terminal = stocked(office, 12, {"count": "banyak", "note": ""}, {"count": "500", "note": "Kiriman"})
    await StockDesk(terminal.place).ask("received")
    assert [(c.move, c.count, c.note) for c in terminal.of(m.MoveBlanks)] == [(BlankMove.RECEIVED, 500, "Kiriman")]
    assert len(terminal.officer.asked) == 2


async def test_what_is_hindered_asks_nothing(office: Office) -> None:
    terminal = stocked(office, 0)
    await StockDesk(terminal.place).ask("returned")
    assert terminal.heard == []
    assert [meaning for _, meaning in terminal.told] == ["warn"]


# --- incidents and places -------------------------------------------------------------------------------


async def test_an_incident_is_declared_once_and_ended_by_the_same_key(office: Office) -> None:
    terminal = Terminal(mirror_of(office), Officer(True, False, True))
    desk = IncidentDesk(terminal.place)
    desk.choose(IncidentKind.POWER)
    await desk.toggle()
    assert [c.kind for c in terminal.of(m.DeclareIncident)] == [IncidentKind.POWER]
    terminal.mirror.incidents[5] = m.Incident(id=5, kind=IncidentKind.POWER, since=NOW)
    await desk.toggle()  # thought better of it
    assert terminal.of(m.EndIncident) == []
    await desk.toggle()
    assert [c.incident for c in terminal.of(m.EndIncident)] == [5]


async def test_a_role_is_given_for_days_that_exist(office: Office) -> None:
    people = tuple(
        m.StaffMember(id=id, login=name, name=name.title(), roles=(role,))
        for id, name, role in ((1, "sri", "kasi"), (2, "budi", "kabid"), (3, "ani", "operator"))
    )
    wrong, right = {"first": "31/2", "last": "25"}, {"first": "24", "last": "25/11"}
    terminal = Terminal(mirror_of(office, staff=people), Officer(1, 0, wrong, right))
    await DelegationDesk(terminal.place).ask("give")
    (given,) = terminal.of(m.Delegate)
    assert (given.role, given.giver, given.taker) == ("kabid", 2, 3)
    assert (given.first_day, given.last_day) == ("2026-11-24", "2026-11-25")


# --- books ----------------------------------------------------------------------------------------------


def keeping(office: Office, officer: Officer, files: Files | None = None) -> Terminal:
    """A hub whose register of cards has one line."""

    def answer(command: Any) -> Any:
        if isinstance(command, m.OpenRegister):
            line = m.RegisterLine(id=1, cells=("A-001",))
            return m.RegisterPage(register=command.register, columns=("number",), lines=(line,), total=1)
        return m.FileReady(path="/files/x", name="register-cetak.csv", expires_at=NOW)

    return Terminal(mirror_of(office), officer, answer, files or Files())


async def opened(terminal: Terminal, home: Path) -> RegisterDesk:
    desk = RegisterDesk(terminal.place, home)
    await desk.begin()
    return desk


async def test_an_export_needs_its_reason(office: Office, tmp_path: Path) -> None:
    terminal = keeping(office, Officer(2, None))
    await (await opened(terminal, tmp_path)).ask("export")
    assert terminal.of(m.ExportRegister) == []


async def test_an_export_lands_in_the_documents_and_its_path_is_told(office: Office, tmp_path: Path) -> None:
    terminal = keeping(office, Officer(2, "Arsip"))
    await (await opened(terminal, tmp_path)).ask("export")
    (asked,) = terminal.of(m.ExportRegister)
    assert (asked.register, asked.format, asked.reason) == (Register.CARDS, FileFormat.CSV, "Arsip")
    file = tmp_path / "Documents" / "register-cetak.csv"
    assert file.read_bytes() == b"lines"
    assert terminal.told[-1] == (say("id", "register.saved", path=str(file)), "good")


@pytest.mark.parametrize("problem", [NotLive(), UnknownFile()])
async def test_a_file_that_does_not_come_is_told(office: Office, tmp_path: Path, problem: Exception) -> None:
    terminal = keeping(office, Officer(2, "Arsip"), Files(problem))
    await (await opened(terminal, tmp_path)).ask("export")
    assert terminal.told[-1][1] == "danger"
    assert not (tmp_path / "Documents").exists()


async def test_a_full_disk_is_told_and_leaves_no_half_file(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(register_desk, "save", full)
    terminal = keeping(office, Officer(2, "Arsip"))
    await (await opened(terminal, tmp_path)).ask("export")
    assert "No space left on device" in terminal.told[-1][0]


async def test_a_print_is_a_pdf_and_says_where_it_lies_without_a_printer(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    terminal = keeping(office, Officer("Arsip", "Arsip"))
    desk = await opened(terminal, tmp_path)
    await desk.ask("print")
    assert [c.format for c in terminal.of(m.ExportRegister)] == [FileFormat.PDF]
    assert terminal.told[-1][1] == "warn"
    (tmp_path / "bin").mkdir()
    printer = tmp_path / "bin" / "lp"
    printer.write_text(f'#!/bin/sh\n/bin/cp "$1" {tmp_path}/printed\n')
    printer.chmod(0o755)
    await desk.ask("print")
    assert terminal.told[-1][1] == "good"
    assert (tmp_path / "printed").read_bytes() == b"lines"


async def test_neither_printer_nor_desktop_is_no_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not await saving.put_on_office_printer(tmp_path / "x.pdf")
