"""The big place: the number that is called and where its holder goes, or a greeting while nobody is called."""

from typing import Any

from kivy.properties import ObjectProperty

from display.parts.flash import FlashingCard
from display.parts.greeting import GreetingPanel
from display.parts.part import BoardPart, draw
from display.presenter import Board, Greeting, Hero


class HeroPanel(FlashingCard):
    """The number in the big place; in a low and wide place the counter stands beside it, not below."""

    hero = ObjectProperty(rebind=True)


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
        self._hero.hero, self._hero.awaited = hero, hero.awaited
        return self._hero

    def _greeting_panel(self, greeting: Greeting) -> GreetingPanel:
        if self._hero is not None:
            self._hero.calm()
        self._greeting = self._greeting or GreetingPanel(greeting=greeting)
        self._greeting.show(greeting)
        return self._greeting


draw(__file__)
