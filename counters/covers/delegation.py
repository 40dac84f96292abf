"""F8: who sits in whose place."""

from counters.conduct.delegation_desk import DelegationDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Keep
from counters.covers.on_sheet import OnSheet
from counters.presenter.actions import Action
from protocol.vocabulary import Right


class DelegationCover(OnSheet):
    action = Action.DELEGATION
    own_key = "f8"
    rights = frozenset({Right.APPROVE, Right.SUPERVISE})

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        desk = DelegationDesk(place)
        self.lay(
            desk,
            on_ask=lambda _l, name: self.keep(desk.ask(name)),
            on_row=lambda _l, key: desk.choose(key),
            on_step=lambda _l, by: desk.step(by),
        )
