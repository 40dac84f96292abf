"""Searching, over everything: the field, what was found, and the whole file of one case."""

from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from assets.texts import Language
from counters.conduct.search_desk import SearchDesk
from counters.presenter.case_file import PastStep
from counters.presenter.intake_words import words
from counters.presenter.phrases import say
from counters.presenter.search import FileLine, FoundLine, OpenedFile
from counters.presenter.seat import Seat
from counters.screens.fields import put_cursor
from counters.screens.sight import bring_into_sight
from terminal.look.stage import leave_fields, typing
from terminal.look.widgets import Row

Builder.load_file(str(Path(__file__).with_name("search.kv")))

PARTS = ("facts", "history", "pauses", "notes", "letters", "documents")


class FoundRow(Row):
    """One case that was found."""

    number = StringProperty("")
    name = StringProperty("")
    detail = StringProperty("")
    state = StringProperty("")
    state_meaning = StringProperty("action")


class PairLine(BoxLayout):
    """A name and what it says."""

    name = StringProperty("")
    text = StringProperty("")

    def tell(self, line: FileLine) -> None:
        """Show this."""
        self.name, self.text = line.name, line.text


class SearchLayer(FloatLayout):
    """Lies over everything; its events say what is wanted of the desk."""

    __events__ = ("on_close", "on_enter", "on_move", "on_open", "on_back", "on_reveal", "on_documents", "on_note")
    modal = True
    hint = StringProperty("")
    keys = StringProperty("")
    close_text = StringProperty("")
    told = StringProperty("")
    wrong = BooleanProperty(False)
    empty = StringProperty("")
    number = StringProperty("")
    title = StringProperty("")
    state = StringProperty("")
    state_meaning = StringProperty("action")
    erased = StringProperty("")
    history_title = StringProperty("")
    pauses_title = StringProperty("")
    notes_title = StringProperty("")
    letters_title = StringProperty("")
    documents_title = StringProperty("")
    reveal_text = StringProperty("")
    view_text = StringProperty("")
    note_hint = StringProperty("")
    can_reveal = BooleanProperty(False)
    can_view = BooleanProperty(False)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._rows: WeakValueDictionary[int, FoundRow] = WeakValueDictionary()
        self._in_sight: int | None = None
        rows = self.ids.rows
        rows.keyed, rows.maker, rows.teller = (lambda shown: shown[0].key), self._row, _tell_found
        for name in PARTS:
            self.ids[name].maker, self.ids[name].teller = (lambda _line: PairLine()), PairLine.tell
        self.ids.note.bind(on_text_validate=lambda _w: self.dispatch("on_note", self.ids.note.text))

    def clear(self) -> None:
        """An empty field with the cursor in it: a scanner may write at once."""
        self.ids.query.text, self.ids.note.text = "", ""
        self.to_query()

    def to_query(self) -> None:
        """The cursor into the field, what stands there ready to be written over."""
        put_cursor(self.ids.query)
        self.ids.query.select_all()

    def show(self, seat: Seat, desk: SearchDesk) -> None:
        """Draw this."""
        language = seat.language
        for name in ("hint", "keys", "close_text", "view_text", "note_hint"):
            setattr(self, name, words(language, f"search.{name}"))
        self.told, self.wrong = desk.told, desk.wrong
        lines = desk.lines(seat)
        self.ids.rows.empty = words(language, "search.empty")
        self.ids.rows.show([(line, at == desk.cursor, at) for at, line in enumerate(lines)])
        self._keep_in_sight(lines[desk.cursor].key if lines else None)
        self._show_file(desk.file(seat), language)
        self.empty = "" if self.number else words(language, "search.choose" if lines else "search.begin")

    def _keep_in_sight(self, key: int | None) -> None:
        if key is not None and key != self._in_sight and (row := self._rows.get(key)) is not None:
            bring_into_sight(self.ids.scroll, row)
        self._in_sight = key

    def _show_file(self, file: OpenedFile | None, language: Language) -> None:
        changed = self.number != (file.number if file else "")
        self.number, self.title = (file.number, file.title) if file else ("", "")
        self.state, self.state_meaning = (file.state, file.state_meaning) if file else ("", "action")
        self.erased = words(language, "file.erased") if file and file.erased else ""
        parts = _parts(file, language) if file else {}
        for name in PARTS:
            self.ids[name].show(parts.get(name, []))
            if name != "facts":
                setattr(self, f"{name}_title", words(language, f"part.{name}") if parts.get(name) else "")
        self.can_view = bool(file and file.documents)
        self.can_reveal = bool(file and any(line.name == words(language, "fact.nik") for line in file.facts))
        left = file.nik_left if file else 0
        self.reveal_text = words(language, "search.hides" if left else "search.reveal", seconds=left)
        if changed:
            self.ids.file.scroll_y = 1
            self.ids.note.text = ""

    # -- keys and presses

    def press(self, name: str) -> bool:
        """In the field, Enter and the arrows are the list's; out of it, letters are the file's."""
        if name in ("f4", "/"):
            self.to_query()
        elif name == "escape":
            self._back()
        elif self.ids.note.focus:
            return False  # Enter is the field's
        elif name in ("up", "down"):
            self._arrow(-1 if name == "up" else 1)
        elif name == "enter":
            self.dispatch("on_enter", self.ids.query.text)
        elif self.number and not typing():
            self._about_file(name)
        return True

    def _about_file(self, name: str) -> None:
        if name == "n":
            put_cursor(self.ids.note)
        elif name in ("r", "d"):
            self.dispatch("on_reveal" if name == "r" else "on_documents")

    def _arrow(self, by: int) -> None:
        """Through the list while one searches, through the file while one reads."""
        scroll = self.ids.file
        if self.number and not self.ids.query.focus:
            scroll.scroll_y = max(0.0, min(1.0, scroll.scroll_y - 0.15 * by))
        else:
            self.dispatch("on_move", by)

    def read(self) -> None:
        """A file lies open: letters are keys again."""
        leave_fields(self)

    def _back(self) -> None:
        """From the note to the file, from the file to the list, from the list to the desk."""
        if self.ids.note.focus:
            self.ids.note.focus = False
        elif self.number:
            self.dispatch("on_back")
            self.to_query()
        else:
            self.dispatch("on_close")

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def _row(self, shown: tuple[FoundLine, bool, int]) -> FoundRow:
        row, at = FoundRow(is_focusable=False), shown[2]
        row.bind(on_release=lambda *_: self.dispatch("on_open", at))
        self._rows[shown[0].key] = row
        return row

    def on_close(self) -> None:
        """Default handler of the event."""

    def on_enter(self, text: str) -> None:
        """Default handler of the event."""

    def on_move(self, by: int) -> None:
        """Default handler of the event."""

    def on_open(self, at: int) -> None:
        """Default handler of the event."""

    def on_back(self) -> None:
        """Default handler of the event."""

    def on_reveal(self) -> None:
        """Default handler of the event."""

    def on_documents(self) -> None:
        """Default handler of the event."""

    def on_note(self, text: str) -> None:
        """Default handler of the event."""


def _tell_found(row: FoundRow, shown: tuple[FoundLine, bool, int]) -> None:
    line, row.chosen, _at = shown
    row.number, row.name, row.detail = line.number, line.name, line.detail
    row.state, row.state_meaning = line.state, line.state_meaning


def _parts(file: OpenedFile, language: Language) -> dict[str, list[FileLine]]:
    return {
        "facts": list(file.facts),
        "history": [_step(step, language) for step in file.history],
        "pauses": list(file.pauses),
        "notes": list(file.notes),
        "letters": list(file.letters),
        "documents": [FileLine(paper.title, paper.detail) for paper in file.documents],
    }


def _step(step: PastStep, language: Language) -> FileLine:
    reason = f"“{step.reason}”" if step.reason else ""
    parts = (say(language, step.what), step.who, step.where, reason)
    return FileLine(step.time, " · ".join(part for part in parts if part))
