"""F5: the registers that the office keeps."""

from pathlib import Path

from counters.conduct.register_desk import RegisterDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Keep
from counters.covers.on_sheet import OnSheet
from counters.presenter.actions import Action
from counters.screens.sheet import SheetCover

WIDE = 1840


class RegistersCover(OnSheet):
    action = Action.REGISTERS

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        desk = RegisterDesk(place, Path.home())
        layer = SheetCover(own_key="f5", wide=WIDE)
        self.lay(
            desk,
            layer,
            on_ask=lambda _l, name: self.keep(desk.ask(name)),
            on_step=lambda _l, by: layer.scroll(by),
        )
