"""The papers of all tickets that somebody should look after: beside every desk, one key away."""

from counters.conduct.paper import ask_about, settle
from counters.conduct.workplace import Workplace
from counters.presenter import paper
from counters.presenter.actions import Action, Mode
from counters.presenter.paper import PaperView, paper_view
from counters.presenter.seat import Seat

_MOVES = (Action.UP, Action.DOWN, Action.LET_GO)


class PaperDesk:
    """``open`` while it lies over the person's own desk. ``refresh`` works out ``view``; ``perform`` acts.

    No row is chosen by itself, nor after the one before it is settled: a key struck twice must not tell the hub
    of a paper that nobody has looked at.
    """

    mode = Mode.PAPERS

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.open = False
        self.view: PaperView | None = None
        self._chosen: int | None = None

    def refresh(self, seat: Seat) -> None:
        """Work out the view anew."""
        self.view = paper_view(seat, self._chosen)
        self._chosen = self.view.chosen.key if self.view.chosen else None

    @property
    def offers(self) -> dict[Action, str]:
        return dict(self.view.offers) if self.view else {}

    def forget(self) -> None:
        """Whoever comes next begins at their own desk."""
        self.open, self.view, self._chosen = False, None, None

    def turn(self) -> None:
        """Lay it over the desk, or take it away."""
        self.open, self._chosen = not self.open, None
        self.place.changed()

    def pick(self, ticket: int) -> None:
        """A row was clicked; again, and it is let go."""
        self._chosen = None if self._chosen == ticket else ticket
        self.place.changed()

    async def perform(self, action: Action) -> None:
        """Do this, if it is offered; say why not, if something hinders it."""
        if self.view is None or (action not in self.offers and action not in _MOVES):
            return
        if hindered := self.offers.get(action, ""):
            self.place.tell_hindrance(hindered)
        elif action in _MOVES:
            self._move(action, self.view)
        elif self.view.chosen is not None:
            ticket = self.view.chosen.ticket
            if (answer := await ask_about(self.place, action, ticket)) is not None:
                await settle(self.place, action, ticket, answer)

    def _move(self, action: Action, view: PaperView) -> None:
        if action is not Action.LET_GO:
            self._chosen = paper.moved(view, -1 if action is Action.UP else 1)
            self.place.changed()
        elif view.chosen is not None:
            self._chosen = None
            self.place.changed()
        else:
            self.turn()
