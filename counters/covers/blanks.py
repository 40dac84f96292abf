"""F6: the blank cards in the safe."""

from counters.conduct.stock_desk import StockDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Cover, Keep
from counters.presenter.actions import Action
from counters.presenter.seat import Seat
from counters.screens.sheet import SheetCover
from protocol.vocabulary import Right


class BlanksCover(Cover):
    action = Action.BLANKS
    rights = frozenset({Right.PRINT, Right.STOCK, Right.SUPERVISE})

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        self.desk, self.layer = StockDesk(place), SheetCover(own_key="f6")
        self.layer.bind(
            on_ask=lambda _l, name: self.keep(self.desk.ask(name)),
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
