"""Signing in, and the lock: a person, a PIN, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from counters.presenter.sign_in import Person
from terminal.look.widgets import Chip, Row

Builder.load_file(str(Path(__file__).with_name("sign_in.kv")))


class PersonRow(Row):
    """One officer of the list."""

    name = StringProperty("")
    posts = StringProperty("")
    note = StringProperty("")


class PinDot(Widget):
    """One digit: typed or not yet."""

    filled = BooleanProperty(False)


class PinDots(BoxLayout):
    """How many digits stand there; a PIN itself is never drawn."""

    count = NumericProperty(0)
    least = NumericProperty(6)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.bind(count=self._draw, least=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        self.clear_widgets()
        self.add_widget(Widget())
        for at in range(max(int(self.count), int(self.least))):
            self.add_widget(PinDot(filled=at < self.count))
        self.add_widget(Widget())


class PinPad(BoxLayout):
    """The dots, one line about them, the pad and the button. ``on_key(name)``; ``on_enter()``."""

    __events__ = ("on_key", "on_enter")
    count = NumericProperty(0)
    least = NumericProperty(6)
    text = StringProperty("")
    note = StringProperty("")
    wrong = BooleanProperty(False)
    busy = BooleanProperty(False)
    waiting = BooleanProperty(False)

    def press_pad(self, name: str) -> None:
        """A key of the pad on the screen."""
        if name == "enter":
            self.dispatch("on_enter")
        else:
            self.dispatch("on_key", name)

    def on_key(self, name: str) -> None:
        """Default handler of the event."""

    def on_enter(self) -> None:
        """Default handler of the event."""


@dataclass(frozen=True, slots=True)
class PinShown:
    """The pad's state."""

    count: int
    least: int
    button: str
    note: str
    wrong: bool
    busy: bool
    waiting: bool

    def on(self, pad: PinPad) -> None:
        """Draw it there."""
        pad.count, pad.least, pad.text, pad.note = self.count, self.least, self.button, self.note
        pad.wrong, pad.busy, pad.waiting = self.wrong, self.busy, self.waiting


class SignInScreen(BoxLayout):
    """Who, and the PIN. ``on_person(id)``, ``on_key(name)``, ``on_enter()``, ``on_language(name)`` tell presses."""

    __events__ = ("on_person", "on_key", "on_enter", "on_language")
    place = StringProperty("")
    office = StringProperty("")
    title = StringProperty("")
    hint = StringProperty("")
    demo = StringProperty("")
    clock = StringProperty("")
    LANGUAGES = (("id", "Bahasa Indonesia"), ("jv", "Basa Jawa"), ("en", "English"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        rows = self.ids.rows
        rows.keyed, rows.maker, rows.teller = (lambda item: item[0].id), self._row, self._tell
        self._chips = {name: self._chip(name, title) for name, title in self.LANGUAGES}

    def show(self, people: Sequence[Person], chosen: int | None, notes: dict[int, str], language: str) -> None:
        """``notes``: what stands at the end of somebody's row."""
        self.ids.rows.show([(person, person.id == chosen, notes.get(person.id, "")) for person in people])
        for name, chip in self._chips.items():
            chip.on = name == language

    def _chip(self, name: str, title: str) -> Chip:
        chip = Chip(is_focusable=False, text=title, height=50)
        chip.bind(on_release=lambda *_: self.dispatch("on_language", name))
        self.ids.languages.add_widget(chip)
        return chip

    def _row(self, item: tuple[Person, bool, str]) -> PersonRow:
        row, person = PersonRow(is_focusable=False), item[0].id
        row.bind(on_release=lambda *_: self.dispatch("on_person", person))
        return row

    @staticmethod
    def _tell(row: PersonRow, item: tuple[Person, bool, str]) -> None:
        person, row.chosen, row.note = item
        row.name, row.posts = person.name, person.posts

    def on_person(self, staff: int) -> None:
        """Default handler of the event."""

    def on_key(self, name: str) -> None:
        """Default handler of the event."""

    def on_enter(self) -> None:
        """Default handler of the event."""

    def on_language(self, name: str) -> None:
        """Default handler of the event."""


class LockCover(FloatLayout):
    """Covers everything until the PIN of the person who left comes, or they are signed out."""

    __events__ = ("on_key", "on_enter", "on_leave")
    modal = True
    place = StringProperty("")
    person = StringProperty("")
    title = StringProperty("")
    text = StringProperty("")
    leave_text = StringProperty("")
    leave_key = StringProperty("")
    clock = StringProperty("")

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def on_key(self, name: str) -> None:
        """Default handler of the event."""

    def on_enter(self) -> None:
        """Default handler of the event."""

    def on_leave(self) -> None:
        """Default handler of the event."""
