"""The frame around a desk: who and where, the tabs, the clock, and one line at the foot that says what happened."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from counters.presenter.bar import Bar
from counters.presenter.printed import Meaning
from counters.screens import bar as _bar  # noqa: F401 – its widgets stand in the .kv
from terminal.look.widgets import Chip

Builder.load_file(str(Path(__file__).with_name("actions.kv")))
Builder.load_file(str(Path(__file__).with_name("desk.kv")))


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the person's desks at this counter. ``count``: how many cases or numbers wait there."""

    id: str
    title: str
    key: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head of the screen says."""

    place: str
    office: str
    state: str
    state_role: str
    person: str
    posts: str
    tabs: tuple[Tab, ...]
    demo: str
    clock: str


class DeskScreen(BoxLayout):
    """Head, bar, the panel in front, foot. ``on_tab(id)`` and the other events tell presses."""

    __events__ = ("on_tab", "on_papers", "on_lock", "on_help", "on_leave")
    place = StringProperty("")
    office = StringProperty("")
    state = StringProperty("")
    state_role = StringProperty("good")
    person = StringProperty("")
    posts = StringProperty("")
    demo = StringProperty("")
    clock = StringProperty("")
    line = StringProperty("")
    meaning = OptionProperty("action", options=["good", "warn", "danger", "action"])
    told = BooleanProperty(False)
    help_text = StringProperty("")
    lock_text = StringProperty("")
    leave_text = StringProperty("")
    ICONS = {"good": "check-circle", "warn": "alert", "danger": "alert-circle", "action": "information"}  # noqa: RUF012

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._panel: Widget | None = None
        self._tabs: dict[str, Chip] = {}

    def show(self, heading: Heading) -> None:
        """Draw the head."""
        for name in ("place", "office", "state", "state_role", "person", "posts", "demo", "clock"):
            setattr(self, name, getattr(heading, name))
        self._show_tabs(heading.tabs if len(heading.tabs) > 1 else ())

    def show_bar(self, bar: Bar, key: str) -> None:
        """Draw the bar of papers and printers."""
        self.ids.bar.tell(bar, key)

    def put(self, panel: Widget) -> None:
        """Lay this panel in front."""
        if panel is not self._panel:
            self.ids.panel.clear_widgets()
            self.ids.panel.add_widget(panel)
            self._panel = panel

    def tell(self, text: str, meaning: Meaning) -> None:
        """Say this at the foot."""
        self.line, self.meaning, self.told = text, meaning, bool(text)

    def _show_tabs(self, tabs: tuple[Tab, ...]) -> None:
        if list(self._tabs) != [tab.id for tab in tabs]:
            self.ids.tabs.clear_widgets()
            self._tabs = {tab.id: self._chip(tab.id) for tab in tabs}
        for tab in tabs:
            chip = self._tabs[tab.id]
            chip.text, chip.digit, chip.on = tab.title, tab.key, tab.chosen

    def _chip(self, tab: str) -> Chip:
        chip = Chip(is_focusable=False)
        chip.bind(on_release=lambda *_: self.dispatch("on_tab", tab))
        self.ids.tabs.add_widget(chip)
        return chip

    def on_tab(self, tab: str) -> None:
        """Default handler of the event."""

    def on_papers(self) -> None:
        """Default handler of the event."""

    def on_lock(self) -> None:
        """Default handler of the event."""

    def on_help(self) -> None:
        """Default handler of the event."""

    def on_leave(self) -> None:
        """Default handler of the event."""
