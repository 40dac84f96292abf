"""How many frames of a video a second a window can afford. Pure."""

from dataclasses import dataclass

RATES = (30.0, 15.0, 7.5, 0.0)
"""Frames a second at most, the fastest first; the last is a still picture."""

MOST = 0.4
"""A window that spends more of its time on a video's frames than this shows fewer of them: a call must find it free."""

EASY = 0.15
"""One that spends less may try twice as many."""

ENOUGH = 0.8
"""The share of its frames with which a video counts as shown as it is."""

LOOK_SECONDS = 3.0
"""So long the frames are watched before the rate is judged."""


def following(rate: float, share: float) -> float:
    """The rate after this one, when its frames took this share of the window's time."""
    at = RATES.index(rate)
    if share > MOST:
        return RATES[min(at + 1, len(RATES) - 1)]
    return RATES[max(at - 1, 0)] if share < EASY else rate


def slowness(seen: float, own: float) -> str:
    """In words for staff, where of a video's own frames a second clearly fewer are seen than it would have here."""
    whole = min(own, RATES[0])
    if seen >= ENOUGH * whole:
        return ""
    return f"{seen:.0f} instead of {whole:.0f} frames a second" if seen else "one frame, as a picture"


@dataclass
class Tempo:
    """``begin`` a video, tell of each frame what it took; ``rate`` is how many a second may come. Instants in seconds.

    What one video has shown of the machine holds for the next, but each begins by moving.
    """

    rate: float = RATES[0]
    _since: float = 0.0
    _spent: float = 0.0

    def begin(self, now: float) -> None:
        self.rate = self.rate or RATES[-2]
        self._since, self._spent = now, 0.0

    def took(self, seconds: float, now: float) -> None:
        """A frame kept the window busy for so long."""
        self._spent += seconds
        if (passed := now - self._since) >= LOOK_SECONDS:
            self.rate = following(self.rate, self._spent / passed)
            self._since, self._spent = now, 0.0
