"""F7: what keeps the whole office from working."""

from counters.conduct.incident_desk import IncidentDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Keep
from counters.covers.on_sheet import OnSheet
from counters.presenter.actions import Action
from protocol.vocabulary import IncidentKind


class IncidentsCover(OnSheet):
    action = Action.INCIDENTS
    own_key = "f7"

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        desk = IncidentDesk(place)
        self.lay(
            desk,
            on_ask=lambda _l, _name: self.keep(desk.toggle()),
            on_row=lambda _l, kind: desk.choose(IncidentKind(kind)),
            on_step=lambda _l, by: desk.step(by),
        )
