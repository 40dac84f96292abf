"""What a cover is: something that lies over the desk from its function key until it is put away."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from kivy.uix.widget import Widget

from counters.conduct.workplace import Workplace
from counters.presenter.actions import Action
from counters.presenter.seat import Seat
from protocol.vocabulary import Right

Keep = Callable[[Coroutine[Any, Any, None]], None]
"""Carries work out beside the window."""


class Cover(ABC):
    """``action``: what opens it, whose key stands in ``actions.EVERYWHERE``. ``rights``: one of them is needed.

    ``layer`` is modal and takes its keys by ``press(name)``; ``draw`` is called with every frame while it is open.
    It is made when it is first wanted: at most desks most covers never are.
    """

    action: ClassVar[Action]
    rights: ClassVar[frozenset[Right]] = frozenset()

    def __init__(self, place: Workplace, keep: Keep) -> None:
        self.place, self.keep = place, keep

    @property
    @abstractmethod
    def layer(self) -> Widget:
        """Its events are bound to what it does."""

    def may(self, seat: Seat) -> bool:
        """Whether this person has it at all; no rights named: everybody."""
        return not self.rights or seat.may(*self.rights)

    @property
    @abstractmethod
    def open(self) -> bool:
        """Whether it lies there now."""

    @abstractmethod
    async def begin(self) -> None:
        """Its key was struck: fetch what it shows, and lie open."""

    @abstractmethod
    def draw(self, seat: Seat) -> None:
        """Show what is so now."""

    @abstractmethod
    def close(self) -> None:
        """Lie there no more; nothing personal stays behind."""
