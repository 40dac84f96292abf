"""A panel that flashes when somebody is called, and whose colours say how the number on it stands."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, StringProperty

from terminal.look.widgets import Card

FLASHES = 3
FLASH_SECONDS = 0.45
"""Half a flash; about one a second, far below what endangers people with epilepsy (three)."""


class FlashingCard(Card):
    """``awaited``: somebody is to stand up now. ``lit`` is the bright half of a flash."""

    awaited = BooleanProperty(False)
    lit = BooleanProperty(False)
    ground = StringProperty("surface")
    ink = StringProperty("ink")
    soft = StringProperty("ink_soft")
    strong = StringProperty("ink")

    def __init__(self, **values: Any) -> None:
        self._halves = 0
        self._flashing: Any = None
        super().__init__(**values)
        self.bind(awaited=self._colour, lit=self._colour)
        self._colour()

    def _colour(self, *_: object) -> None:
        if self.lit:
            roles = ("accent", "accent_ink", "accent_ink", "accent_ink")
        elif self.awaited:
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
