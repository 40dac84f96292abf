"""One kind of cover for whatever is a list, a figure and some buttons: stock, incidents, delegations, books."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from assets.texts import Language
from counters.presenter.phrases import cap, hindrance, say
from counters.presenter.sheet import SheetButton, SheetLine, SheetView
from counters.screens import actions as _actions  # noqa: F401 – Why stands in the .kv
from counters.screens.sight import bring_into_sight
from terminal.look.widgets import DangerButton, PrimaryButton, PushButton, Row, SecondaryButton

Builder.load_file(str(Path(__file__).with_name("sheet.kv")))

_UNSAID = frozenset({"why.asking", "why.not_live", "why.first_page", "why.last_page"})
"""Reasons that the grey button or the whole screen tells by itself."""
_KINDS: dict[str, type[PushButton]] = {"plain": SecondaryButton, "first": PrimaryButton, "danger": DangerButton}


class SheetRow(Row):
    """One line of a cover."""

    cap = StringProperty("")
    text = StringProperty("")
    detail = StringProperty("")
    badge = StringProperty("")
    meaning = StringProperty("action")

    def tell(self, line: SheetLine) -> None:
        """Show this."""
        self.cap, self.text, self.detail = line.cap, line.text, line.detail
        self.badge, self.meaning, self.chosen = line.badge, line.tone, line.chosen


class TableRow(BoxLayout):
    """One line of a book, a cell beside the other; ``parts`` says how wide each is beside the others."""

    head = BooleanProperty(False)
    stripe = BooleanProperty(False)

    def tell(self, cells: Sequence[str], parts: Sequence[float]) -> None:
        """Show these cells."""
        while len(self.children) > len(cells):
            self.remove_widget(self.children[0])
        while len(self.children) < len(cells):
            cell = TableCell(head=self.head)
            cell.bind(height=self._fit)
            self.add_widget(cell)
        for cell, text, part in zip(reversed(self.children), cells, parts, strict=True):
            cell.text, cell.size_hint_x = text, part
        self._fit()

    def _fit(self, *_: object) -> None:
        """As high as its highest cell, and no higher than nothing where it has none."""
        tallest = max((cell.height for cell in self.children), default=0)
        self.height = max(46, tallest + 14) if self.children else 0


class TableCell(BoxLayout):
    """One cell, its words in as many lines as they need."""

    text = StringProperty("")
    head = BooleanProperty(False)


class SheetCover(FloatLayout):
    """Shows a ``SheetView``. ``on_ask(name)``, ``on_row(key)``, ``on_step(by)`` and ``on_close()`` tell what is wanted.

    It leaves the foot of the desk free: what became of a command is said there.
    """

    __events__ = ("on_ask", "on_row", "on_step", "on_close")
    modal = True
    title = StringProperty("")
    note = StringProperty("")
    tone = StringProperty("good")
    big = StringProperty("")
    foot = StringProperty("")
    why = StringProperty("")
    close_text = StringProperty("")
    close_key = StringProperty("")
    wide = NumericProperty(1480)
    STEP = 200  # pixels
    ROOMY = 5  # buttons that have room for large words and an icon

    def __init__(self, own_key: str = "", **values: Any) -> None:
        super().__init__(**values)
        self._own_key = own_key
        self._view = SheetView("")
        self._buttons: dict[str, PushButton] = {}
        self._rows: WeakValueDictionary[int | str, SheetRow] = WeakValueDictionary()
        self._in_sight: int | str | None = None
        rows = self.ids.rows
        rows.keyed, rows.maker, rows.teller = (lambda line: line.key), self._row, SheetRow.tell
        table = self.ids.table
        table.maker, table.teller = (lambda _cells: TableRow()), self._tell_cells

    def show(self, view: SheetView, language: Language, *, busy: str = "") -> None:
        """Draw this. ``busy``: the button whose command is under way."""
        self._view = view
        self.title, self.note, self.tone = view.title, view.note, view.tone
        self.big, self.foot = view.big, view.foot
        self.ids.close.kind = "caption" if len(view.buttons) > self.ROOMY else "body"
        self.close_text, self.close_key = say(language, "sheet.close"), cap(language, "escape")
        self._show_lines(view)
        self._show_buttons(view.buttons, language, busy)

    def press(self, name: str) -> bool:
        if name == "escape" or name == self._own_key:
            self.dispatch("on_close")
        elif name in ("up", "down"):
            self.dispatch("on_step", -1 if name == "up" else 1)
        elif (button := self._view.button(name)) is not None:
            self.dispatch("on_ask", button.name)
        elif name.isdigit():
            self._press_digit(name)
        return True

    def scroll(self, by: int) -> None:
        """A step down or up in a table, which has no chosen row."""
        view, content = self.ids.scroll, self.ids.scroll.children[0]
        beyond = content.height - view.height
        if beyond > 0:
            view.scroll_y = min(1, max(0, view.scroll_y - by * self.STEP / beyond))

    def _press_digit(self, name: str) -> None:
        line = next((line for line in self._view.lines if line.cap == name), None)
        if line is not None:
            self.dispatch("on_row", line.key)

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def _show_lines(self, view: SheetView) -> None:
        self.ids.rows.empty = "" if view.columns else view.empty
        self.ids.rows.show([] if view.columns else list(view.lines))
        self.ids.table.empty = view.empty if view.columns else ""
        self.ids.head.tell(view.columns, _parts(view))
        self.ids.table.show(list(enumerate(view.table)))
        chosen = next((line.key for line in view.lines if line.chosen), None)
        if chosen is not None and chosen != self._in_sight and (row := self._rows.get(chosen)) is not None:
            bring_into_sight(self.ids.scroll, row)
        self._in_sight = chosen

    def _tell_cells(self, row: TableRow, numbered: tuple[int, tuple[str, ...]]) -> None:
        at, cells = numbered
        row.stripe = bool(at % 2)
        row.tell(cells, _parts(self._view))

    def _row(self, line: SheetLine) -> SheetRow:
        row, key = SheetRow(is_focusable=False), line.key
        row.bind(on_release=lambda *_: self.dispatch("on_row", key))
        self._rows[key] = row
        return row

    def _show_buttons(self, buttons: Sequence[SheetButton], language: Language, busy: str) -> None:
        wanted = [self._button(button) for button in buttons]
        crowded = len(buttons) > self.ROOMY
        for widget, button in zip(wanted, buttons, strict=True):
            widget.kind, widget.icon = ("caption", "") if crowded else ("body", button.icon)
            widget.text, widget.key = button.text, cap(language, button.key)
            widget.disabled, widget.busy = bool(button.why), busy == button.name
        bar = self.ids.buttons
        if list(reversed(bar.children)) != wanted:
            bar.clear_widgets()
            for widget in wanted:
                bar.add_widget(widget)
        said = dict.fromkeys(b.why for b in buttons if b.why and b.why not in _UNSAID)
        self.why = " ".join(hindrance(language, why) for why in said)

    def _button(self, button: SheetButton) -> PushButton:
        known = f"{button.name} {button.kind} {button.icon}"  # one name may stand for declaring and for ending
        if known not in self._buttons:
            widget = _KINDS[button.kind](is_focusable=False, icon=button.icon, kind="body", inset=14)
            widget.bind(on_release=lambda *_: self.dispatch("on_ask", button.name))
            self._buttons[known] = widget
        return self._buttons[known]

    def on_ask(self, name: str) -> None:
        """Default handler of the event."""

    def on_row(self, key: int | str) -> None:
        """Default handler of the event."""

    def on_step(self, by: int) -> None:
        """Default handler of the event."""

    def on_close(self) -> None:
        """Default handler of the event."""


LEAST, MOST, ROOM = 5, 26, 4
"""Letters that a column is wide at least and at most, and as many more for its edges: its share of the line."""


def _parts(view: SheetView) -> list[float]:
    """Each column as wide as the longest of its cells, within limits."""
    return [
        float(ROOM + max(LEAST, min(MOST, max(len(cells[at]) for cells in (view.columns, *view.table)))))
        for at in range(len(view.columns))
    ]
