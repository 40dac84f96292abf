"""The one screen of the display. Draws a ``Board``; everything on it was decided by the presenter."""

from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from display.presenter import Board, CallLine, CounterLine, Greeting, Hero, Said, Strip
from protocol.vocabulary import CounterState
from terminal.look.widgets import Card

FLASHES = 3
FLASH_SECONDS = 0.45
"""Half a flash; about one a second, far below what endangers people with epilepsy (three)."""

COUNTER_ICONS = {
    CounterState.OPEN: ("check-circle", "good"),
    CounterState.PAUSED: ("pause-circle", "warn"),
    CounterState.CLOSED: ("close-circle", "ink_soft"),
}


class SaidLine(BoxLayout):
    """A sentence on one line, and the second language smaller behind it."""

    said = ObjectProperty(Said(""), rebind=True)
    role = StringProperty("ink")
    soft = StringProperty("ink_soft")
    kind = StringProperty("lead")
    second_kind = StringProperty("caption")


class StaffFlag(BoxLayout):
    """One thing that asks staff to come, or says to the hall what the matter is."""

    icon = StringProperty("")
    words = StringProperty("")
    meaning = StringProperty("warn")


class HeroPanel(Card):
    """The number in the big place. ``lit`` is the bright half of a flash."""

    hero = ObjectProperty(rebind=True)
    lit = BooleanProperty(False)
    ground = StringProperty("brand")
    ink = StringProperty("brand_ink")
    soft = StringProperty("brand_ink_soft")
    strong = StringProperty("accent")

    def __init__(self, **values: Any) -> None:
        self._halves = 0
        self._flashing: Any = None
        super().__init__(**values)
        self.bind(hero=self._colour, lit=self._colour)
        self._colour()

    def _colour(self, *_: object) -> None:
        if self.lit:
            roles = ("accent", "accent_ink", "accent_ink", "accent_ink")
        elif self.hero.awaited:
            roles = ("brand", "brand_ink", "brand_ink_soft", "accent")
        else:
            roles = ("surface", "ink", "ink_soft", "ink")
        self.ground, self.ink, self.soft, self.strong = roles

    def flash(self) -> None:
        """A few discrete redraws, from the start again if it is at it."""
        self.calm()
        self._halves = 2 * FLASHES - 1
        self.lit = True
        self._flashing = Clock.schedule_interval(self._next_half, FLASH_SECONDS)

    def _next_half(self, _dt: float) -> bool:
        self._halves -= 1
        self.lit = not self.lit and self._halves > 0
        return self._halves > 0

    def calm(self) -> None:
        """Ends a flash."""
        if self._flashing is not None:
            self._flashing.cancel()
            self._flashing = None
        self.lit = False


class GreetingPanel(Card):
    """Stands in the big place while nobody is called."""

    greeting = ObjectProperty(rebind=True)


class HoursRow(BoxLayout):
    line = ObjectProperty(rebind=True)


class Promise(BoxLayout):
    line = ObjectProperty(rebind=True)


class CallRow(BoxLayout):
    """One of the last calls; empty rows keep their place, so that nothing jumps."""

    line = ObjectProperty(None, allownone=True, rebind=True)


class QueueCell(BoxLayout):
    line = ObjectProperty(rebind=True)
    roomy = BooleanProperty(True)


class CounterCell(BoxLayout):
    line = ObjectProperty(rebind=True)
    roomy = BooleanProperty(True)

    def icon_of(self, line: CounterLine) -> str:
        return COUNTER_ICONS[line.state][0]

    def role_of(self, line: CounterLine) -> str:
        return COUNTER_ICONS[line.state][1]


class Cells(GridLayout):
    """A grid of cells that are changed in place: nothing is rebuilt while their number stays."""

    shape = (0, 0)

    def show(self, kind: type[Widget], lines: tuple[Any, ...], cols: int, **values: Any) -> None:
        shape = (len(lines), max(1, cols))
        if shape != self.shape:
            self.clear_widgets()
            self.shape, self.cols = shape, shape[1]
            for line in lines:
                self.add_widget(kind(line=line, **values))
        for cell, line in zip(reversed(self.children), lines, strict=True):
            cell.line = line


class PageDots(Widget):
    """Which page of the ticker this is."""

    page = NumericProperty(0)
    pages = NumericProperty(0)


class HallScreen(BoxLayout):
    """``show`` draws a board; ``announce`` makes the number in the big place flash."""

    board = ObjectProperty(rebind=True)
    sound_problem = StringProperty("")
    queues_share = NumericProperty(0.5)

    def __init__(self, board: Board, **values: Any) -> None:
        super().__init__(board=board, **values)
        # Ids are weak: the card that is out of the strip for its turn would be collected.
        self._queues, self._counters = self.ids.queues_card.__self__, self.ids.counters_card.__self__
        self._hero: HeroPanel | None = None
        self._greeting: GreetingPanel | None = None
        self.show(board)

    def show(self, board: Board) -> None:
        self.board = board
        self._show_big(board.big)
        self._show_calls(board)
        self._show_strip(board)

    def announce(self) -> None:
        """Draws the eye to the number that has just come; nothing while none stands there."""
        if self._hero is not None and self._hero.parent is not None:
            self._hero.flash()

    def _show_big(self, big: Hero | Greeting) -> None:
        panel = self._hero_panel(big) if isinstance(big, Hero) else self._greeting_panel(big)
        place = self.ids.big
        if panel.parent is not place:
            place.clear_widgets()
            place.add_widget(panel)

    def _hero_panel(self, hero: Hero) -> HeroPanel:
        self._hero = self._hero or HeroPanel(hero=hero)
        self._hero.hero = hero
        return self._hero

    def _greeting_panel(self, greeting: Greeting) -> GreetingPanel:
        if self._hero is not None:
            self._hero.calm()
        self._greeting = self._greeting or GreetingPanel(greeting=greeting)
        self._greeting.greeting = greeting
        self._greeting.ids.hours.show(HoursRow, greeting.hours, 1)
        self._greeting.ids.promises.show(Promise, greeting.promises, len(greeting.promises))
        return self._greeting

    def _show_calls(self, board: Board) -> None:
        blank: tuple[CallLine | None, ...] = (None,) * (board.calls_shown - len(board.calls))
        self.ids.calls.show(CallRow, (*board.calls, *blank), 1)

    def _show_strip(self, board: Board) -> None:
        queues, counters = board.queues, board.counters
        cards = {Strip.QUEUES: [self._queues], Strip.COUNTERS: [self._counters]}.get(
            board.strip, [self._queues, self._counters]
        )
        if self.ids.strip.children[::-1] != cards:
            self.ids.strip.clear_widgets()
            for card in cards:
                self.ids.strip.add_widget(card)
        across_queues, across_counters = columns(len(queues), most=3), columns(len(counters), most=6)
        self.queues_share = min(0.6, max(0.36, 2 * across_queues / (2 * across_queues + across_counters)))
        self.ids.queues.show(QueueCell, queues, across_queues, roomy=len(queues) <= across_queues)
        self.ids.counters.show(CounterCell, counters, across_counters, roomy=len(counters) <= across_counters)


def columns(count: int, *, most: int) -> int:
    """One row while it is short, else two rows of equal length."""
    return max(1, count if count <= most and count <= 4 else min(most, -(-count // 2)))


Builder.load_file(str(Path(__file__).with_name("hall.kv")))
