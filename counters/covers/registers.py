"""F5: the registers that the office keeps."""

from pathlib import Path

from counters.conduct.register_desk import RegisterDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Cover, Keep
from counters.presenter.actions import Action
from counters.presenter.seat import Seat
from counters.screens.sheet import SheetCover

WIDE = 1840


class RegistersCover(Cover):
    action = Action.REGISTERS

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        self.desk = RegisterDesk(place, Path.home())
        self.layer = SheetCover(own_key="f5", wide=WIDE)
        self.layer.bind(
            on_ask=lambda _l, name: self.keep(self.desk.ask(name)),
            on_step=lambda _l, by: self.layer.scroll(by),
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
