"""The bar of papers and machines on every desk, and its words in their fields."""

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from counters.presenter.bar import Bar, BarPart
from terminal.look.widgets import Pressable

Builder.load_file(str(Path(__file__).with_name("bar.kv")))


class BarField(BoxLayout):
    """One part of the bar: icon and words on a field of its tone; quiet ones stand on no field."""

    FIELDS = {"danger": "danger_soft", "warn": "warn_soft", "plain": "raised", "quiet": ""}  # noqa: RUF012
    INKS = {"danger": "danger_soft_ink", "warn": "warn_soft_ink", "plain": "ink", "quiet": "ink_soft"}  # noqa: RUF012
    text = StringProperty("")
    icon = StringProperty("")
    tone = StringProperty("quiet")

    def tell(self, part: BarPart) -> None:
        """Show this."""
        self.text, self.icon, self.tone = part.text, part.icon, part.tone


class PartField(BarField):
    """As wide as its words, with the key that asks for more."""

    key = StringProperty("")


class WideField(BarField):
    """Takes the room that is left, its words in two lines where one is not enough."""


class PaperBar(Pressable, BoxLayout):
    """A press anywhere on it opens the papers."""

    key = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"is_focusable": False, **values})

    def tell(self, bar: Bar, key: str) -> None:
        """Show this; ``key`` opens the papers, too."""
        for name in ("incident", "promise", "blanks", "machines", "others", "own", "hall", "papers"):
            self.ids[name].tell(getattr(bar, name))
        self.key = key
