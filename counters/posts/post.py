"""What a post is: a desk of its own behind a tab, beside the counter's queue and the lists of cases."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Protocol

from kivy.uix.widget import Widget

from counters.conduct.workplace import Workplace
from counters.presenter.actions import Action, Desk, Mode
from counters.presenter.seat import Seat
from counters.screens.actions import Offered

Do = Callable[[Action], None]
"""Asks for an action, as a key would."""


class Conduct(Protocol):
    """What a desk does: ``refresh`` works out what is so now, ``perform`` carries out what ``offers`` allows."""

    @property
    def mode(self) -> Mode: ...

    @property
    def offers(self) -> Mapping[Action, str]: ...

    def refresh(self, seat: Seat) -> None: ...

    async def perform(self, action: Action) -> None: ...

    def forget(self) -> None: ...


class Post(ABC):
    """``desk``: its tab, whose rights stand in ``seat``. ``conduct`` does its work, ``panel`` shows it.

    Few counters have the tab, so the panel is made when it is first wanted.
    ``do`` is for the panel's buttons; keys come through ``actions.OWN`` by ``conduct.mode``.
    """

    desk: ClassVar[Desk]
    conduct: Conduct

    def __init__(self, place: Workplace, do: Do) -> None:
        self.place, self.do = place, do

    @property
    @abstractmethod
    def panel(self) -> Widget:
        """Its events are bound to what ``conduct`` does."""

    @abstractmethod
    def show(self, seat: Seat, offered: Offered) -> None:
        """Draw the panel; ``conduct`` was refreshed just now."""

    @abstractmethod
    def put_cursor(self, field: str) -> None:
        """Put the cursor into this field, where the panel has it."""

    def press(self, name: str) -> bool:
        """A key that asks for no action, as the digit of a row; whether it meant something here."""
        return False

    def take_files(self, files: Sequence[Path]) -> bool:
        """Files were dropped on the window while this desk is in front; whether they mean something here."""
        return False
