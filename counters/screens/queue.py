"""The operator's desk: the lists at the left, the number in hand or the next one, or the verification, at the right."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from assets.texts import Language
from counters.presenter.actions import Action, Mode
from counters.presenter.paper import Matter
from counters.presenter.paper import mark as paper_mark
from counters.presenter.phrases import say
from counters.presenter.queue import Line, QueueView, Shelf
from counters.presenter.timing import minutes_since
from counters.presenter.verification import VerificationView
from counters.screens.actions import Offered
from counters.screens.sight import bring_into_sight
from counters.screens.verification import VerificationPanel
from protocol.messages import Ticket
from protocol.vocabulary import CounterState, TicketState
from terminal.look.stage import leave_fields
from terminal.look.widgets import Pressable, Row

Builder.load_file(str(Path(__file__).with_name("queue.kv")))

FIRST_ACTIONS = (Action.START_SERVING, Action.CALL_NEXT)
HAND_ACTIONS = (
    Action.RECALL,
    Action.NO_SHOW,
    Action.PARK,
    Action.TRANSFER,
    Action.CANCEL,
    Action.REPRINT,
)
ROW_ACTIONS = (
    Action.OPEN_RETURNED,
    Action.CALL_CHOSEN,
    Action.BRING_BACK,
    Action.PARK,
    Action.TRANSFER,
    Action.CANCEL,
    Action.REPRINT,
    Action.HAS_PAPER,
)
_QUIET = {Matter.MUTE: "printer", Matter.PAPERLESS: "printer-off"}
COUNTER_ACTIONS = (Action.OPEN_COUNTER, Action.PAUSE_COUNTER, Action.CLOSE_COUNTER)


@dataclass(frozen=True, slots=True)
class RowShown:
    """One number of a list, in words."""

    key: int
    number: str
    service: str
    wait: str
    mark: str
    mark_meaning: str
    paper: str
    paper_icon: str
    first: bool
    chosen: bool


class QueueRow(Row):
    """One number of a list. ``paper`` asks for a look at its paper; ``paper_icon`` says quietly that none is known."""

    number = StringProperty("")
    service = StringProperty("")
    wait = StringProperty("")
    mark = StringProperty("")
    mark_meaning = StringProperty("accent")
    paper = StringProperty("")
    paper_icon = StringProperty("")
    first = BooleanProperty(False)

    def tell(self, shown: RowShown) -> None:
        """Show this number."""
        for name in ("number", "service", "wait", "mark", "mark_meaning", "paper", "paper_icon", "first", "chosen"):
            setattr(self, name, getattr(shown, name))


def row_shown(line: Line, chosen: bool, language: Language, shelf: Shelf, several: bool) -> RowShown:
    """``several``: the counter calls from more than one queue, so each row names its own."""
    mark, meaning = _mark(line, language)
    return RowShown(
        key=line.key,
        number=line.ticket.number,
        service=line.service if several else "",
        wait=_wait(line, language, shelf),
        mark=mark,
        mark_meaning=meaning,
        paper=paper_mark(line.matter, language) if line.matter and line.matter.pressing else "",
        paper_icon=_QUIET.get(line.matter, "") if line.matter else "",
        first=line.first,
        chosen=chosen,
    )


def _wait(line: Line, language: Language, shelf: Shelf) -> str:
    if not line.minutes:
        return say(language, "wait.now")
    return say(language, "wait.waiting" if shelf is Shelf.WAITING else "wait.since", minutes=line.minutes)


def _mark(line: Line, language: Language) -> tuple[str, str]:
    if line.incomplete:
        return say(language, "mark.applicant"), "warn"
    if line.reserved:
        return say(language, "mark.reserved"), "action"
    return (say(language, "mark.priority"), "accent") if line.ticket.priority else ("", "accent")


class ShelfTab(Pressable, BoxLayout):
    """One of the lists, with how many stand in it. ``urgent`` adds a warning sign, in the colour of one."""

    text = StringProperty("")
    count = StringProperty("")
    on = BooleanProperty(False)
    urgent = BooleanProperty(False)


class QueuePanel(BoxLayout):
    """The whole desk. Its events pass on what was pressed or typed."""

    __events__ = ("on_asked", "on_row", "on_shelf", "on_paper", "on_variant", "on_typed", "on_submit")
    undo_text = StringProperty("")
    undo_key = StringProperty("")
    undo_word = StringProperty("")
    list_title = StringProperty("")
    row_title = StringProperty("")
    row_why = StringProperty("")
    row_paper = StringProperty("")
    slip_text = StringProperty("")
    slip_word = StringProperty("")
    slip_key = StringProperty("")
    hand_paper = StringProperty("")
    big_caption = StringProperty("")
    big_number = StringProperty("")
    big_note = StringProperty("")
    big_service = StringProperty("")
    big_badge = StringProperty("")
    big_role = StringProperty("ink")
    hand_why = StringProperty("")
    counter_hint = StringProperty("")
    part = NumericProperty(0)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.panel = VerificationPanel()
        # Held here: ``ids`` are weak, and it leaves the window while the panel stands in its place.
        self._front, self._note = self.ids.front.__self__, self.ids.hand_note.__self__
        for name in ("on_asked", "on_paper", "on_variant", "on_typed", "on_submit"):
            self.panel.bind(**{name: lambda _panel, *told, name=name: self.dispatch(name, *told)})
        self._shelves = {shelf: self._tab(shelf) for shelf in Shelf}
        self._several = False
        self._in_sight: int | None = None
        self._rows: WeakValueDictionary[int, QueueRow] = WeakValueDictionary()
        self._language: Language = "id"
        self._shelf = Shelf.WAITING
        rows = self.ids.rows
        rows.keyed, rows.maker, rows.teller = (lambda shown: shown.key), self._row, QueueRow.tell
        for bar, actions in (("hand", HAND_ACTIONS), ("row_bar", ROW_ACTIONS), ("counter", COUNTER_ACTIONS)):
            self.ids[bar].actions = actions
        self.ids.call.actions = FIRST_ACTIONS

    # -- drawing

    def show(
        self, view: QueueView, panel: VerificationView | None, offered: Offered, now_ms: int, several: bool
    ) -> None:
        """Draw the desk."""
        self._language, self._several, self._shelf = offered.language, several, view.shelf
        self._show_lists(view)
        self._show_rows_bar(view, offered)
        self._show_undo(view, offered, now_ms)
        self._show_slip(view, offered)
        self._show_right(view, panel, offered, now_ms)
        self._draw_counter(view, offered)

    def undo(self) -> None:
        self.dispatch("on_asked", Action.UNDO)

    def slip(self) -> None:
        self.dispatch("on_asked", Action.PICKUP_SLIP)

    def put_cursor(self, field: str) -> None:
        """Put the cursor into this field."""
        self.panel.put_cursor(field)

    def _say(self, key: str, **values: object) -> str:
        return say(self._language, key, **values)

    def _show_lists(self, view: QueueView) -> None:
        for shelf, tab in self._shelves.items():
            tab.text, tab.count, tab.on = self._say(f"shelf.{shelf}"), str(view.counts[shelf]), shelf is view.shelf
            tab.urgent = view.urgent(shelf)
        self.ids.rows.empty = self._say(f"empty.{view.shelf}")
        chosen = view.chosen.key if view.chosen else None
        several = self._several
        self.ids.rows.show(
            [row_shown(line, line.key == chosen, self._language, view.shelf, several) for line in view.lines]
        )
        self._bring_into_sight(chosen)

    def _bring_into_sight(self, key: int | None) -> None:
        """Scroll to the row that keys have reached; once, so that the wheel stays free."""
        if key is not None and key != self._in_sight and (row := self._rows.get(key)) is not None:
            bring_into_sight(self.ids.scroll, row)
        self._in_sight = key

    def _show_rows_bar(self, view: QueueView, offered: Offered) -> None:
        chosen = view.chosen
        offers = {action: why for action, why in view.offers.items() if chosen and action in ROW_ACTIONS}
        self.ids.row_bar.show(_only(offered, offers, Mode.QUEUE))
        nothing_chosen = self._say("row.none") if view.lines else ""
        self.row_title = self._say("row.chosen", number=chosen.ticket.number) if chosen else nothing_chosen
        self.row_why, self.row_paper = self.ids.row_bar.why, view.chosen_paper

    def _show_undo(self, view: QueueView, offered: Offered, now_ms: int) -> None:
        undo = view.undo
        if undo is None:
            self.undo_text = ""
            return
        did = self._say(f"told.{undo.action}", number=undo.number)
        self.undo_text = self._say("undo.offer", did=did, seconds=undo.seconds(now_ms))
        self.undo_key, self.undo_word = offered.key(Action.UNDO), offered.label(Action.UNDO)

    def _show_slip(self, view: QueueView, offered: Offered) -> None:
        """Where the undo stands, once that is over: both are about what was done last."""
        if view.slip is None or view.undo is not None:
            self.slip_text = ""
            return
        self.slip_text = self._say("slip.offer", number=view.slip.number)
        self.slip_key, self.slip_word = offered.key(Action.PICKUP_SLIP), offered.label(Action.PICKUP_SLIP)

    def _draw_counter(self, view: QueueView, offered: Offered) -> None:
        self.ids.counter.show(_only(offered, view.offers, offered.mode))

    def _show_right(self, view: QueueView, panel: VerificationView | None, offered: Offered, now_ms: int) -> None:
        right, front = self.ids.right, self.panel if panel else self._front
        self.hand_paper = view.hand_paper
        self._note.tell(view.hand_paper, None if view.chosen else offered)
        if panel is not None:
            self.panel.show(panel, offered)
            self.panel.ids.note.tell(view.hand_paper, None if view.chosen else offered)
        else:
            self._show_front(view, offered, now_ms)
        if front not in right.children:
            leave_fields(right)
            right.clear_widgets()
            right.add_widget(front)

    def _show_front(self, view: QueueView, offered: Offered, now_ms: int) -> None:
        if view.hand is not None:
            self._show_hand(view, view.hand, offered, now_ms)
        else:
            self._show_next(view, offered)

    def _show_hand(self, view: QueueView, hand: Ticket, offered: Offered, now_ms: int) -> None:
        minutes = minutes_since(hand.changed_at or hand.arrived_at, now_ms)
        self.big_caption = self._say("hand.serving" if hand.state is TicketState.SERVING else "hand.called")
        self.big_number, self.big_role = hand.number, "ink"
        self.big_badge = self._say("mark.priority") if hand.priority else ""
        recalls = self._say("hand.recalls", count=hand.recalls) if hand.recalls else ""
        since = self._say("hand.since", minutes=minutes) if minutes else self._say("hand.just_now")
        self.big_note = " · ".join(part for part in (since, recalls) if part)
        offers = {} if view.chosen else {a: why for a, why in view.offers.items() if a is not Action.CALL_NEXT}
        self.ids.call.show(_only(offered, offers, Mode.QUEUE))
        self.ids.hand.show(_only(offered, offers, Mode.QUEUE))
        self.hand_why = self._say("hand.row_chosen") if view.chosen else self.ids.hand.why

    def _show_next(self, view: QueueView, offered: Offered) -> None:
        upcoming = view.next
        self.big_caption = self._say("next.title")
        self.big_number = upcoming.ticket.number if upcoming else "–"
        self.big_role = "ink" if upcoming and view.counter_state is CounterState.OPEN else "ink_soft"
        self.big_badge = self._say("mark.priority") if upcoming and upcoming.ticket.priority else ""
        self.big_note = self._say(f"because.{upcoming.because}") if upcoming else self._say("next.nobody")
        if upcoming and upcoming.minutes:
            self.big_note += "  " + self._say("next.waits", minutes=upcoming.minutes)
        self.ids.hand.show(_only(offered, {}, Mode.QUEUE))
        calls = {a: why for a, why in view.offers.items() if a is Action.CALL_NEXT}
        self.ids.call.show(_only(offered, calls, Mode.QUEUE))
        self.hand_why = self.ids.call.why if upcoming or view.counter_state is not CounterState.OPEN else ""

    # -- rows and chips

    def _row(self, shown: RowShown) -> QueueRow:
        row, key = QueueRow(is_focusable=False), shown.key
        row.bind(on_release=lambda *_: self.dispatch("on_row", key))
        self._rows[key] = row
        return row

    def _tab(self, shelf: Shelf) -> ShelfTab:
        tab = ShelfTab(is_focusable=False)
        tab.bind(on_release=lambda *_: self.dispatch("on_shelf", shelf))
        self.ids.shelves.add_widget(tab)
        return tab

    # -- events

    def on_asked(self, action: Action) -> None:
        """Default handler of the event."""

    def on_row(self, ticket: int) -> None:
        """Default handler of the event."""

    def on_shelf(self, shelf: Shelf) -> None:
        """Default handler of the event."""

    def on_paper(self, digit: str) -> None:
        """Default handler of the event."""

    def on_variant(self, variant: str) -> None:
        """Default handler of the event."""

    def on_typed(self, field: str, text: str) -> None:
        """Default handler of the event."""

    def on_submit(self, field: str) -> None:
        """Default handler of the event."""


def _only(offered: Offered, offers: Any, mode: Mode) -> Offered:
    """The same, with these offers and this mode's keys."""
    return Offered(offers, mode, offered.language, offered.asking, offered.slow)
