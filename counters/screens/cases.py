"""The three desks of cases: a list with its clocks at the left, the open file and its steps at the right."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from assets.texts import Language
from counters.presenter.actions import Action, Desk
from counters.presenter.case_file import FileView, PastStep
from counters.presenter.case_list import CaseDeskView, CaseLine
from counters.presenter.phrases import say
from counters.presenter.timing import clock_text, span
from counters.screens.actions import Offered
from counters.screens.fields import put_cursor
from counters.screens.sight import bring_into_sight
from terminal.look.widgets import Row, extents

Builder.load_file(str(Path(__file__).with_name("cases.kv")))

STEPS = {
    Desk.APPROVAL: (
        Action.APPROVE_MARKED,
        Action.OPEN_FILE,
        Action.APPROVE,
        Action.REFUSE,
        Action.DOCUMENTS,
        Action.CANCEL,
    ),
    Desk.PRINT: (Action.OPEN_FILE, Action.PRINTED, Action.REGISTER, Action.SPOILED, Action.CANCEL),
    Desk.HANDOVER: (
        Action.HAND_OVER,
        Action.HIMSELF,
        Action.REPRESENTATIVE,
        Action.OPEN_FILE,
        Action.PICKUP_SLIP,
        Action.CANCEL,
    ),
}
HALL = (Action.CALL_HANDOVER, Action.RECALL, Action.ABSENT)
COUNTER_ACTIONS = (Action.OPEN_COUNTER, Action.PAUSE_COUNTER, Action.CLOSE_COUNTER)
FIELDS = {Desk.PRINT: "serial", Desk.HANDOVER: "receiver"}
NEEDED_BY = {"serial": Action.PRINTED, "receiver": Action.HAND_OVER}
CLOCK_ICONS = {"good": "timer-outline", "warn": "timer-sand", "danger": "clock-alert-outline"}


@dataclass(frozen=True, slots=True)
class RowShown:
    """One case of the list, in words. ``kept``: the part of the ``detail`` that stands whatever else is long."""

    key: int
    number: str
    what: str
    detail: str
    kept: str
    clock: str
    clock_meaning: str
    note: str
    chosen: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the file: what it is, and what it says."""

    name: str
    text: str


def row_shown(line: CaseLine, chosen: bool, desk: Desk, language: Language) -> RowShown:
    note = say(language, line.note) if line.note else ""
    if line.approved and desk is Desk.APPROVAL:
        note = say(language, "note.approved", who=line.approved)
    return RowShown(
        key=line.key,
        number=line.case.number or f"#{line.case.id}",
        what=line.variant or line.service,
        detail=_detail(line, desk, language, line.verifier),
        kept=_detail(line, desk, language, "").rstrip(" ·"),
        clock=clock_text(line.clock, language),
        clock_meaning=line.clock.tone if line.clock else "good",
        note=note,
        chosen=chosen,
        marked=line.marked,
    )


def _detail(line: CaseLine, desk: Desk, language: Language, verifier: str) -> str:
    """How old it is, until when it is promised, and who verified it; a card that is ready: since when."""
    if desk is Desk.HANDOVER:
        return say(language, "case.ready", time=line.since)
    age = span(language, line.age)
    return say(language, "case.age_due" if line.due else "case.age", time=age, due=line.due, who=verifier)


def facts(file: FileView, language: Language) -> list[Fact]:
    """What the file says, empty lines left out."""
    lines = (
        ("file.nik", file.nik),
        ("file.seen", "\n".join(file.seen)),
        ("file.verifier", file.verifier),
        ("file.due", file.due),
        ("file.pauses", file.pauses),
        ("file.serial", file.serial),
        ("file.spoiled", str(file.spoiled) if file.spoiled else ""),
        ("file.register", file.register_number),
        ("file.receiver", ", ".join(part for part in (file.receiver, file.relation) if part)),
        ("file.handover_note", file.handover_note),
    )
    return [Fact(say(language, key), text) for key, text in lines if text]


def past(step: PastStep, language: Language) -> Fact:
    """One step of the history in a line, with its reason."""
    parts = (say(language, step.what), step.who, step.where, f"“{step.reason}”" if step.reason else "")
    return Fact(step.time, " · ".join(part for part in parts if part))


AROUND_ROW, NUMBER_WIDE, MARK_WIDE = 20 + 16, 126, 34
SLACK = 1.03
"""Labels are hinted otherwise than ``extents`` measures."""


class CaseRow(Row):
    """One case of the list. Where its note is long, dots end the note: the hour of the promise stands."""

    number = StringProperty("")
    what = StringProperty("")
    detail = StringProperty("")
    kept = StringProperty("")
    clock = StringProperty("")
    clock_meaning = StringProperty("good")
    note = StringProperty("")
    marked = BooleanProperty(False)

    def tell(self, shown: RowShown) -> None:
        """Show this case."""
        for name in ("number", "what", "detail", "kept", "clock", "clock_meaning", "note", "chosen", "marked"):
            setattr(self, name, getattr(shown, name))

    def note_width(self, note: str, kept: str, width: float, marked: bool, caption: float, gap: float) -> float:
        """How wide the note's words are, at most what is left beside number, mark and what is kept."""
        beside = AROUND_ROW + NUMBER_WIDE + 2 * gap + (MARK_WIDE + gap if marked else 0)
        room = width - beside - SLACK * extents(f"{kept} …", "Words", int(caption))[0] - 1.1 * caption
        return max(2 * caption, min(room, SLACK * extents(note, "Strong", int(caption))[0]))


class FactLine(BoxLayout):
    """A name and what it says."""

    name = StringProperty("")
    text = StringProperty("")
    kind = StringProperty("body")


class CasePanel(BoxLayout):
    """One desk of cases. Its events pass on what was pressed or typed."""

    __events__ = ("on_asked", "on_row", "on_typed", "on_submit")
    title = StringProperty("")
    number = StringProperty("")
    what = StringProperty("")
    applicant = StringProperty("")
    clock = StringProperty("")
    clock_meaning = StringProperty("good")
    clock_icon = StringProperty("")
    clock_part = NumericProperty(0)
    history_title = StringProperty("")
    standing_in = StringProperty("")
    marks_hint = StringProperty("")
    hint = StringProperty("")
    hand = StringProperty("")
    receipt_text = StringProperty("")
    receipt_word = StringProperty("")
    receipt_key = StringProperty("")
    field_title = StringProperty("")
    field_key = StringProperty("")
    field_shown = BooleanProperty(False)
    file_open = BooleanProperty(False)
    calls = BooleanProperty(False)
    steps_why = StringProperty("")
    hall_why = StringProperty("")

    def __init__(self, desk: Desk, **values: Any) -> None:
        super().__init__(**values)
        self.desk, self.field = desk, FIELDS.get(desk, "")
        self.calls = desk is Desk.HANDOVER
        self._showing = False
        self._in_sight: int | None = None
        self._rows: WeakValueDictionary[int, CaseRow] = WeakValueDictionary()
        rows = self.ids.rows
        rows.keyed, rows.maker, rows.teller = (lambda shown: shown.key), self._row, CaseRow.tell
        for name, kind in (("facts", "body"), ("history", "caption")):
            lines = self.ids[name]
            lines.maker, lines.teller = lambda _fact, kind=kind: FactLine(kind=kind), _tell_fact
        self.ids.steps.actions, self.ids.hall.actions, self.ids.counter.actions = STEPS[desk], HALL, COUNTER_ACTIONS
        self.ids.field.bind(text=lambda _w, text: self._typed(text))
        self.ids.field.bind(on_text_validate=lambda _w: self.dispatch("on_submit", self.field))

    def show(self, view: CaseDeskView, fields: dict[str, str], offered: Offered) -> None:
        """Draw the desk."""
        self._showing = True
        language = offered.language
        self.title = say(language, f"list.{self.desk}", count=len(view.lines))
        self.standing_in = view.standing_in
        self.marks_hint = say(language, "hint.marks") if Action.MARK in offered.offers else ""
        self._show_rows(view, language)
        self._show_file(view, language)
        self._show_field(fields, offered)
        for bar in (self.ids.steps, self.ids.hall, self.ids.counter):
            bar.show(offered)
        self.hall_why, self.steps_why = self.ids.hall.why, self.ids.steps.why
        self.hand = say(language, "hand.handover", number=view.hand.number) if view.hand else ""
        self.receipt_text = say(language, "receipt.offer", number=view.receipt) if view.receipt else ""
        self.receipt_word, self.receipt_key = offered.label(Action.RECEIPT), offered.key(Action.RECEIPT)
        self._showing = False

    def receipt(self) -> None:
        self.dispatch("on_asked", Action.RECEIPT)

    def put_cursor(self, field: str) -> None:
        """Put the cursor into the field."""
        if field == self.field:
            put_cursor(self.ids.field)

    def _show_rows(self, view: CaseDeskView, language: Language) -> None:
        chosen = view.chosen.key if view.chosen else None
        self.ids.rows.empty = say(language, f"empty.{self.desk}")
        self.ids.rows.show([row_shown(line, line.key == chosen, self.desk, language) for line in view.lines])
        if chosen is not None and chosen != self._in_sight and (row := self._rows.get(chosen)) is not None:
            bring_into_sight(self.ids.list, row)  # once, so that the wheel stays free
        self._in_sight = chosen

    def _show_file(self, view: CaseDeskView, language: Language) -> None:
        file, line = view.file, view.chosen
        clock = line.clock if line else None
        self.file_open = file is not None
        self.number = (line.case.number or f"#{line.case.id}") if line else ""
        self.what = (line.variant or line.service) if line else ""
        self.applicant = file.applicant if file else ""
        self.clock = clock_text(clock, language)
        self.clock_meaning, self.clock_part = (clock.tone, clock.part) if clock else ("good", 0)
        self.clock_icon = CLOCK_ICONS[clock.tone] if clock else ""
        self.hint = "" if file else say(language, "file.closed" if line else "file.none")
        self.history_title = say(language, "file.history") if file else ""
        self.ids.facts.show(facts(file, language) if file else [])
        self.ids.history.show([past(step, language) for step in file.history] if file else [])

    def _show_field(self, fields: dict[str, str], offered: Offered) -> None:
        self.field_shown = bool(self.field) and NEEDED_BY[self.field] in offered.offers
        if not self.field_shown:
            self.ids.field.focus = False
            return
        self.field_title = say(offered.language, f"field.{self.field}")
        self.field_key = offered.key(Action.SERIAL if self.field == "serial" else Action.RECEIVER)
        if self.ids.field.text != fields[self.field]:
            self.ids.field.text = fields[self.field]

    def _row(self, shown: RowShown) -> CaseRow:
        row, key = CaseRow(is_focusable=False), shown.key
        self._rows[key] = row
        row.bind(on_release=lambda *_: self.dispatch("on_row", key))
        return row

    def _typed(self, text: str) -> None:
        if not self._showing:
            self.dispatch("on_typed", self.field, text)

    def on_asked(self, action: Action) -> None:
        """Default handler of the event."""

    def on_row(self, case: int) -> None:
        """Default handler of the event."""

    def on_typed(self, field: str, text: str) -> None:
        """Default handler of the event."""

    def on_submit(self, field: str) -> None:
        """Default handler of the event."""


def _tell_fact(line: FactLine, fact: Fact) -> None:
    line.name, line.text = fact.name, fact.text
