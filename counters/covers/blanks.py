"""F6: the blank cards in the safe."""

from counters.conduct.stock_desk import StockDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Keep
from counters.covers.on_sheet import OnSheet
from counters.presenter.actions import Action
from protocol.vocabulary import Right


class BlanksCover(OnSheet):
    action = Action.BLANKS
    own_key = "f6"
    rights = frozenset({Right.PRINT, Right.STOCK, Right.SUPERVISE})

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        desk = StockDesk(place)
        self.lay(desk, on_ask=lambda _l, name: self.keep(desk.ask(name)))
