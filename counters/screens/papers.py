"""The papers that somebody should look after, the chosen one with what may be done, and every machine of the office."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from assets.texts import Language
from counters.presenter.actions import Action
from counters.presenter.care import Care, MachineLine
from counters.presenter.paper import PaperLine, PaperView, mark
from counters.presenter.phrases import say
from counters.screens.actions import Offered
from counters.screens.sight import bring_into_sight
from terminal.look.widgets import Row

Builder.load_file(str(Path(__file__).with_name("papers.kv")))

PAPER_ACTIONS = (Action.REPRINT, Action.HAS_PAPER)
_MARKS = {True: "warn", False: "action"}
_ROLES = {
    Care.STOPPED: "danger",
    Care.HAMPERED: "warn_soft_ink",
    Care.LOW: "ink",
    Care.MUTE: "ink_soft",
    Care.FINE: "good",
}


@dataclass(frozen=True, slots=True)
class PaperShown:
    """One paper of the list, in words."""

    key: int
    number: str
    where: str
    mark: str
    mark_meaning: str
    chosen: bool


class PaperRow(Row):
    """One paper of the list."""

    number = StringProperty("")
    where = StringProperty("")
    mark = StringProperty("")
    mark_meaning = StringProperty("warn")

    def tell(self, shown: PaperShown) -> None:
        """Show this paper."""
        for name in ("number", "where", "mark", "mark_meaning", "chosen"):
            setattr(self, name, getattr(shown, name))


class MachineState(BoxLayout):
    """One machine: where it stands, what is the matter, what to do."""

    where = StringProperty("")
    text = StringProperty("")
    icon = StringProperty("printer")
    role = StringProperty("ink_soft")

    def tell(self, line: MachineLine) -> None:
        """Show this machine."""
        self.where, self.text = line.where, line.text
        self.icon, self.role = line.icon, _ROLES[line.care]


class PaperPanel(BoxLayout):
    """Lies in place of a desk. ``on_asked(action)`` and ``on_row(ticket)`` tell presses."""

    __events__ = ("on_asked", "on_row")
    title = StringProperty("")
    foot = StringProperty("")
    number = StringProperty("")
    where = StringProperty("")
    sentence = StringProperty("")
    why = StringProperty("")
    machines_title = StringProperty("")
    chosen = BooleanProperty(False)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._in_sight: int | None = None
        self._rows: WeakValueDictionary[int, PaperRow] = WeakValueDictionary()
        rows, machines = self.ids.rows, self.ids.machines
        rows.keyed, rows.maker, rows.teller = (lambda shown: shown.key), self._row, PaperRow.tell
        machines.keyed = lambda line: line.key
        machines.maker, machines.teller = (lambda _line: MachineState()), MachineState.tell
        self.ids.about.actions = PAPER_ACTIONS
        self.ids.report.actions = (Action.DAY_REPORT,)

    def show(self, view: PaperView, machines: tuple[MachineLine, ...], sentence: str, offered: Offered) -> None:
        """Draw the papers and the machines. ``sentence``: what is known of the chosen paper."""
        language = offered.language
        self.title = say(language, "papers.title", count=view.counts.pressing)
        self._show_rows(view, language)
        self._show_chosen(view.chosen, sentence, language)
        self.ids.about.show(offered)
        self.ids.report.show(offered)
        self.why = self.ids.about.why
        self.machines_title = say(language, "papers.machines")
        self.ids.machines.empty = say(language, "papers.no_machines")
        self.ids.machines.show(list(machines))

    def _show_rows(self, view: PaperView, language: Language) -> None:
        chosen = view.chosen.key if view.chosen else None
        self.ids.rows.empty = say(language, "empty.papers")
        self.ids.rows.show([row_shown(line, line.key == chosen, language) for line in view.lines])
        self.foot = say(language, "papers.quiet", count=view.counts.quiet) if view.counts.quiet else ""
        if chosen is not None and chosen != self._in_sight and (row := self._rows.get(chosen)) is not None:
            bring_into_sight(self.ids.scroll, row)
        self._in_sight = chosen

    def _show_chosen(self, line: PaperLine | None, sentence: str, language: Language) -> None:
        self.chosen = line is not None
        self.number = line.ticket.number if line else ""
        self.where = line.where if line else ""
        self.sentence = sentence or say(language, "papers.choose")

    def _row(self, shown: PaperShown) -> PaperRow:
        row, key = PaperRow(is_focusable=False), shown.key
        row.bind(on_release=lambda *_: self.dispatch("on_row", key))
        self._rows[key] = row
        return row

    def on_asked(self, action: Action) -> None:
        """Default handler of the event."""

    def on_row(self, ticket: int) -> None:
        """Default handler of the event."""


def row_shown(line: PaperLine, chosen: bool, language: Language) -> PaperShown:
    """The row in words: its number, where its citizen is and since when, and how its paper stands."""
    key = "papers.where" if line.minutes else "papers.where.now"
    where = say(language, key, where=line.where, minutes=line.minutes)
    return PaperShown(
        line.key, line.ticket.number, where, mark(line.matter, language), _MARKS[line.matter.pressing], chosen
    )
