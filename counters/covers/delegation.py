"""F8: who sits in whose place."""

from counters.conduct.delegation_desk import DelegationDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Cover, Keep
from counters.presenter.actions import Action
from counters.presenter.seat import Seat
from counters.screens.sheet import SheetCover
from protocol.vocabulary import Right


class DelegationCover(Cover):
    action = Action.DELEGATION
    rights = frozenset({Right.APPROVE, Right.SUPERVISE})

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        self.desk, self.layer = DelegationDesk(place), SheetCover(own_key="f8")
        self.layer.bind(
            on_ask=lambda _l, name: self.keep(self.desk.ask(name)),
            on_row=lambda _l, key: self.desk.choose(key),
            on_step=lambda _l, by: self.desk.step(by),
            on_close=lambda _l: self.close(),
        )

    @property
    def open(self) -> bool:
        return self.desk.open

    async def begin(self) -> None:
        await self.desk.begin()

    def draw(self, seat: Seat) -> None:
        self.layer.show(self.desk.view(seat), seat.language)

    def close(self) -> None:
        self.desk.close()
