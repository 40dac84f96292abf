"""The big place: the number that is called and where its holder goes, or a greeting while nobody is called."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from display.parts.part import BoardPart, draw
from display.presenter import Board, Greeting, Hero
from terminal.look.widgets import Card

FLASHES = 3
FLASH_SECONDS = 0.45
"""Half a flash; about one a second, far below what endangers people with epilepsy (three)."""


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

    def fill_lists(self) -> None:
        self.ids.hours.show(HoursRow, self.greeting.hours, 1)
        self.ids.promises.show(Promise, self.greeting.promises, len(self.greeting.promises))


class HoursRow(BoxLayout):
    line = ObjectProperty(rebind=True)


class Promise(BoxLayout):
    line = ObjectProperty(rebind=True)


class HeroPart(BoardPart):
    """Holds whichever of the two panels it is the time for."""

    def __init__(self, board: Board, **values: Any) -> None:
        self._hero: HeroPanel | None = None
        self._greeting: GreetingPanel | None = None
        super().__init__(board, **values)
        self.show(board)

    def show(self, board: Board) -> None:
        super().show(board)
        panel = self._hero_panel(board.big) if isinstance(board.big, Hero) else self._greeting_panel(board.big)
        if panel.parent is not self:
            self.clear_widgets()
            self.add_widget(panel)

    def announce(self) -> None:
        """The number that has just come flashes; nothing while none stands there."""
        if self._hero is not None and self._hero.parent is not None:
            self._hero.flash()

    def _hero_panel(self, hero: Hero) -> HeroPanel:
        self._hero = self._hero or HeroPanel(hero=hero)
        self._hero.hero = hero
        return self._hero

    def _greeting_panel(self, greeting: Greeting) -> GreetingPanel:
        if self._hero is not None:
            self._hero.calm()
        self._greeting = self._greeting or GreetingPanel(greeting=greeting)
        self._greeting.greeting = greeting
        self._greeting.fill_lists()
        return self._greeting


draw(__file__)
