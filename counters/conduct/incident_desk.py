"""Incidents: declared when the whole office cannot work, ended when it can again."""

from counters.conduct.workplace import Workplace
from counters.presenter.incidents import KINDS, incidents_view, lasting_of
from counters.presenter.seat import Seat
from counters.presenter.sheet import SheetView, stepped
from protocol.messages import AnyCommand, DeclareIncident, EndIncident
from protocol.vocabulary import IncidentKind
from terminal.link import new_request_id


class IncidentDesk:
    """``open`` while it lies there; ``view`` is what it shows; ``toggle`` declares or ends the chosen kind."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.open = False
        self._chosen: IncidentKind = KINDS[0]

    def view(self, seat: Seat) -> SheetView:
        return incidents_view(seat, self._chosen)

    async def begin(self) -> None:
        self.open, self._chosen = True, KINDS[0]
        self.place.changed()

    def close(self) -> None:
        self.open = False
        self.place.changed()

    def step(self, by: int) -> None:
        if (seat := self.place.seat()) is not None:
            self.choose(IncidentKind(str(stepped(self.view(seat).lines, self._chosen, by))))

    def choose(self, kind: IncidentKind) -> None:
        self._chosen = kind
        self.place.changed()

    async def toggle(self) -> None:
        """Declare or end it, once the officer is sure."""
        seat = self.place.seat()
        if seat is None:
            return
        if hindered := seat.hindrance():
            self.place.tell_hindrance(hindered)
            return
        say, kind, running = self.place.say, self._chosen, lasting_of(seat, self._chosen)
        title = say(f"incident.{kind}")
        name, text = ("declare", say("ask.declare.text")) if running is None else ("end_incident", "")
        if not await self.place.questions.confirm(say(f"ask.{name}", kind=title), text, say(f"ask.{name}.yes")):
            return
        command: AnyCommand = DeclareIncident(request_id=new_request_id(), kind=kind)
        if running is not None:
            command = EndIncident(request_id=new_request_id(), incident=running.id)
        if await self.place.ask("incidents", command) is not None:
            self.place.tell(say(f"told.{name}", kind=title), "good")
