"""The overlay that shows which key does what."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from counters.presenter.help import KeyGroup
from terminal.look.widgets import Body

Builder.load_file(str(Path(__file__).with_name("key_help.kv")))


class KeyRow(BoxLayout):
    """One key and what it does."""

    key = StringProperty("")
    does = StringProperty("")


class KeyColumn(BoxLayout):
    """A part of a group that fits the card's height."""

    title = StringProperty("")


class KeyHelp(FloatLayout):
    """Covers the screen; any key or click takes it away (``on_close``)."""

    __events__ = ("on_close",)
    modal = True
    title = StringProperty("")
    foot = StringProperty("")
    MOST = 11  # rows in one column

    def show(self, title: str, foot: str, groups: Sequence[KeyGroup]) -> None:
        """Lay the keys out in columns."""
        self.title, self.foot = title, foot
        self.ids.columns.clear_widgets()
        for group in groups:
            columns = ceil(len(group.lines) / self.MOST)
            rows = ceil(len(group.lines) / columns)  # of about the same height: no key stands alone
            for start in range(0, len(group.lines), rows):
                self._column(group, start, rows)

    def _column(self, group: KeyGroup, start: int, rows: int) -> None:
        column = KeyColumn(title=group.title if not start else " ")
        for line in group.lines[start : start + rows]:
            column.add_widget(KeyRow(key=line.key, does=line.does))
        column.add_widget(Body(text="", size_hint_y=1))
        self.ids.columns.add_widget(column)

    def press(self, name: str) -> bool:
        self.dispatch("on_close")
        return True

    def on_touch_down(self, touch: Any) -> bool:
        self.dispatch("on_close")
        return True

    def on_close(self) -> None:
        """Default handler of the event."""
