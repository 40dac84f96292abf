"""The office's work at a glance: stages with their figures, the list, and who could take a case over."""

from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from counters.conduct.supervision_desk import SupervisionDesk
from counters.presenter.intake_words import words
from counters.presenter.seat import Seat
from counters.presenter.supervision import PersonLine, Stage, StageShown, SupervisionView, WorkLine
from counters.screens.sight import bring_into_sight
from terminal.look.widgets import Caption, Row

Builder.load_file(str(Path(__file__).with_name("supervision.kv")))


class StageCard(ButtonBehavior, BoxLayout):
    """One shelf with its figures."""

    title = StringProperty("")
    count = StringProperty("")
    oldest = StringProperty("")
    overdue = StringProperty("")
    chosen = BooleanProperty(False)


class WorkRow(Row):
    """One case under way."""

    number = StringProperty("")
    what = StringProperty("")
    detail = StringProperty("")
    worker = StringProperty("")
    badge = StringProperty("")
    badge_meaning = StringProperty("good")

    def tell(self, line: WorkLine) -> None:
        """Show this case."""
        for name in ("number", "what", "detail", "worker", "badge", "badge_meaning", "chosen"):
            setattr(self, name, getattr(line, name))


class TakerRow(Row):
    """Somebody who could take a case over."""

    name = StringProperty("")
    posts = StringProperty("")
    load = StringProperty("")
    late = BooleanProperty(False)

    def tell(self, line: PersonLine) -> None:
        """Show this person."""
        for name in ("name", "posts", "load", "late", "chosen"):
            setattr(self, name, getattr(line, name))


class ApartLine(Caption):
    """A wait that is not the office's fault."""


class SupervisionLayer(FloatLayout):
    """Lies over everything; its events say what is wanted of the desk."""

    __events__ = (
        "on_close", "on_move", "on_pick", "on_stage", "on_turn", "on_sort", "on_begin", "on_give", "on_person",
        "on_jump", "on_documents",
    )  # fmt: skip
    modal = True
    title = StringProperty("")
    updated = StringProperty("")
    close_text = StringProperty("")
    side_title = StringProperty("")
    told = StringProperty("")
    wrong = BooleanProperty(False)
    give_text = StringProperty("")
    give_key = StringProperty("A")
    sort_text = StringProperty("")
    can_give = BooleanProperty(False)
    giving = BooleanProperty(False)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._rows: WeakValueDictionary[int, WorkRow] = WeakValueDictionary()
        self._people: WeakValueDictionary[int, TakerRow] = WeakValueDictionary()
        self._in_sight: int | None = None
        rows, people, apart = self.ids.rows, self.ids.people, self.ids.apart
        rows.keyed, rows.maker, rows.teller = (lambda line: line.key), self._row, WorkRow.tell
        people.keyed, people.maker = (lambda shown: shown[0]), self._person
        people.teller = lambda row, shown: row.tell(shown[1])
        apart.maker, apart.teller = (lambda _text: ApartLine()), lambda line, text: setattr(line, "text", text)
        self._stages = {stage: self._stage(stage) for stage in Stage}

    def show(self, seat: Seat, desk: SupervisionDesk) -> None:
        """Draw the overview."""
        view, language = desk.refresh(seat), seat.language
        self.title = words(language, "supervision.title")
        self.updated = words(language, "supervision.updated", time=view.updated)
        self.close_text = words(language, "search.close_text")
        for shown in view.stages:
            self._tell_stage(self._stages[shown.stage], shown, seat)
        self.ids.rows.empty = words(language, "supervision.empty")
        self.ids.rows.show(list(view.lines))
        self.told, self.wrong, self.giving = desk.told, desk.wrong, desk.giving is not None
        self._show_side(seat, view, desk)
        self._keep_in_sight(view, desk)

    def _show_side(self, seat: Seat, view: SupervisionView, desk: SupervisionDesk) -> None:
        language = seat.language
        self.side_title = words(language, "supervision.people" if self.giving else "supervision.apart")
        self.ids.people.show(list(enumerate(view.people)))
        self.ids.apart.empty = "" if self.giving else words(language, "supervision.nothing_apart")
        self.ids.apart.show([] if self.giving else list(view.apart))
        self.can_give = view.chosen is not None
        self.give_text = words(language, "supervision.give_now" if self.giving else "supervision.give")
        self.give_key = "Enter" if self.giving else "A"
        self.sort_text = words(language, "supervision.by_urgency" if desk.by_person else "supervision.by_person")

    def _keep_in_sight(self, view: SupervisionView, desk: SupervisionDesk) -> None:
        chosen = view.chosen.id if view.chosen else None
        if chosen is not None and chosen != self._in_sight and (row := self._rows.get(chosen)) is not None:
            bring_into_sight(self.ids.scroll, row)
        self._in_sight = chosen
        if desk.giving is not None and (person := self._people.get(desk.giving)) is not None:
            bring_into_sight(self.ids.side, person)

    def _tell_stage(self, card: StageCard, shown: StageShown, seat: Seat) -> None:
        card.title, card.count, card.chosen = shown.title, str(shown.count), shown.chosen
        card.oldest = words(seat.language, "stage.oldest", age=shown.oldest) if shown.oldest else ""
        card.overdue = words(seat.language, "stage.overdue", count=shown.overdue) if shown.overdue else ""

    def give(self) -> None:
        """Choose whom to, or give it to who is chosen."""
        self.dispatch("on_give" if self.giving else "on_begin")

    # -- keys and presses

    def press(self, name: str) -> bool:
        """While somebody is chosen, letters are the beginnings of names."""
        if name in ("up", "down"):
            self.dispatch("on_move", -1 if name == "up" else 1)
        elif name in ("escape", "f9"):
            self.dispatch("on_close")
        elif self.giving:
            self._press_giving(name)
        elif name in ("left", "right"):
            self.dispatch("on_turn", -1 if name == "left" else 1)
        elif name in ("a", "enter"):
            self.dispatch("on_begin")
        elif name in ("p", "d"):
            self.dispatch("on_sort" if name == "p" else "on_documents")
        return True

    def _press_giving(self, name: str) -> None:
        if name == "enter":
            self.dispatch("on_give")
        elif len(name) == 1:
            self.dispatch("on_jump", name)

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def _stage(self, stage: Stage) -> StageCard:
        card = StageCard()
        card.bind(on_release=lambda *_: self.dispatch("on_stage", stage))
        self.ids.stages.add_widget(card)
        return card

    def _row(self, line: WorkLine) -> WorkRow:
        row, key = WorkRow(is_focusable=False), line.key
        row.bind(on_release=lambda *_: self.dispatch("on_pick", key))
        self._rows[key] = row
        return row

    def _person(self, shown: tuple[int, PersonLine]) -> TakerRow:
        row, at = TakerRow(is_focusable=False), shown[0]
        row.bind(on_release=lambda *_: self.dispatch("on_person", at))
        self._people[at] = row
        return row

    def on_close(self) -> None:
        """Default handler of the event."""

    def on_move(self, by: int) -> None:
        """Default handler of the event."""

    def on_pick(self, case: int) -> None:
        """Default handler of the event."""

    def on_stage(self, stage: Stage) -> None:
        """Default handler of the event."""

    def on_turn(self, by: int) -> None:
        """Default handler of the event."""

    def on_sort(self) -> None:
        """Default handler of the event."""

    def on_begin(self) -> None:
        """Default handler of the event."""

    def on_give(self) -> None:
        """Default handler of the event."""

    def on_person(self, row: int) -> None:
        """Default handler of the event."""

    def on_jump(self, letter: str) -> None:
        """Default handler of the event."""

    def on_documents(self) -> None:
        """Default handler of the event."""
