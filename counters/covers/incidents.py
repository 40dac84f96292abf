"""F7: what keeps the whole office from working."""

from counters.conduct.incident_desk import IncidentDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Cover, Keep
from counters.presenter.actions import Action
from counters.presenter.seat import Seat
from counters.screens.sheet import SheetCover
from protocol.vocabulary import IncidentKind


class IncidentsCover(Cover):
    action = Action.INCIDENTS

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        self.desk, self.layer = IncidentDesk(place), SheetCover(own_key="f7")
        self.layer.bind(
            on_ask=lambda _l, _name: self.keep(self.desk.toggle()),
            on_row=lambda _l, kind: self.desk.choose(IncidentKind(kind)),
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
