"""A day in figures, over everything else."""

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from assets.texts import Language
from counters.presenter.day_report import DayReportView, Figure, Figures
from counters.presenter.phrases import cap, say
from terminal.look.widgets import PushButton

Builder.load_file(str(Path(__file__).with_name("day_report.kv")))


class FigureLine(BoxLayout):
    """What is counted, and how many."""

    name = StringProperty("")
    value = StringProperty("")

    def tell(self, figure: Figure) -> None:
        """Show this."""
        self.name, self.value = figure.name, figure.value


class FigureCard(BoxLayout):
    """Figures under one title."""

    title = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.ids.lines.maker, self.ids.lines.teller = (lambda _figure: FigureLine()), FigureLine.tell

    def tell(self, figures: Figures) -> None:
        """Show these."""
        self.title = figures.title
        self.ids.lines.show(list(figures.lines))


class DayReportCover(FloatLayout):
    """Shows a report; ``on_day(by)``, ``on_print()`` and ``on_close()`` tell what is wanted."""

    __events__ = ("on_day", "on_print", "on_close")
    modal = True
    title = StringProperty("")
    made = StringProperty("")
    journal = StringProperty("")
    seq = StringProperty("")
    head_name = StringProperty("")
    head = StringProperty("")
    told = StringProperty("")
    busy = BooleanProperty(False)
    KEYS = {"left": ("on_day", -1), "right": ("on_day", 1), "c": ("on_print",), "f3": ("on_close",)}  # noqa: RUF012
    CLOSING = ("enter", "escape")

    def show(self, view: DayReportView, told: str, busy: bool, language: Language) -> None:
        """Draw the report. ``told``: what became of its paper."""
        self.title, self.made = view.day, say(language, "report.made", time=view.made)
        self.journal, self.seq = view.journal, f"{view.seq.name} {view.seq.value}"
        self.head_name, self.head = view.head_name, view.head
        self.told, self.busy = told, busy
        self._show_cards(view.figures)
        self._show_button("earlier", "left", language, can=view.earlier)
        self._show_button("later", "right", language, can=view.later)
        self._show_button("print", "c", language, can=True)
        self._show_button("close", "escape", language, can=True)

    def press(self, name: str) -> bool:
        if name in self.CLOSING:
            self.dispatch("on_close")
        elif name in self.KEYS:
            self.dispatch(*self.KEYS[name])
        return True

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def _show_cards(self, figures: tuple[Figures, ...]) -> None:
        cards = self.ids.cards
        while len(cards.children) > len(figures):
            cards.remove_widget(cards.children[0])
        while len(cards.children) < len(figures):
            cards.add_widget(FigureCard())
        for card, shown in zip(reversed(cards.children), figures, strict=True):
            card.tell(shown)

    def _show_button(self, name: str, key: str, language: Language, *, can: bool) -> None:
        button: PushButton = self.ids[name]
        button.text, button.key, button.disabled = say(language, f"report.{name}"), cap(language, key), not can

    def on_day(self, by: int) -> None:
        """Default handler of the event."""

    def on_print(self) -> None:
        """Default handler of the event."""

    def on_close(self) -> None:
        """Default handler of the event."""
