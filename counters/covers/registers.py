"""F5: the registers that the office keeps."""

from pathlib import Path

from counters.conduct.register_desk import RegisterDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Keep
from counters.covers.on_sheet import OnSheet
from counters.presenter.actions import Action


class RegistersCover(OnSheet):
    action = Action.REGISTERS
    own_key = "f5"
    wide = 1840

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        desk = RegisterDesk(place, Path.home())
        self.lay(
            desk,
            on_ask=lambda _l, name: self.keep(desk.ask(name)),
            on_step=lambda _l, by: self.layer.scroll(by),
        )
