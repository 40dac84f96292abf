"""Delegation: somebody is put in an absent officer's place for some days."""

from counters.conduct.workplace import Field, Workplace
from counters.presenter import delegation
from counters.presenter.case_file import person
from counters.presenter.delegation import (
    END,
    GIVE,
    Place,
    days,
    delegation_view,
    place_text,
    places,
    role_text,
    takers,
    typed_day,
)
from counters.presenter.seat import Seat
from counters.presenter.sheet import SheetView, stepped
from protocol.messages import Delegate, EndDelegation, StaffMember
from terminal.link import new_request_id


class DelegationDesk:
    """``open`` while it lies there; ``view`` is what it shows; ``ask`` does what a button or its key asks for."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.open = False
        self._chosen: int | None = None

    def view(self, seat: Seat) -> SheetView:
        return delegation_view(seat, self._chosen)

    async def begin(self) -> None:
        self.open, self._chosen = True, None
        self.step(1)
        self.place.changed()

    def close(self) -> None:
        self.open, self._chosen = False, None
        self.place.changed()

    def step(self, by: int) -> None:
        if (seat := self.place.seat()) is not None:
            key = stepped(self.view(seat).lines, self._chosen, by)
            self.choose(int(key) if key is not None else None)

    def choose(self, key: int | None) -> None:
        self._chosen = key
        self.place.changed()

    async def ask(self, name: str) -> None:
        seat = self.place.seat()
        button = next((b for b in self.view(seat).buttons if b.name == name), None) if seat is not None else None
        if seat is None or button is None:
            return
        if button.why:
            self.place.tell_hindrance(button.why)
        elif name == GIVE:
            await self._give(seat)
        elif name == END:
            await self._end(seat)

    async def _give(self, seat: Seat) -> None:
        place = await self._place(seat)
        if place is None:
            return
        people = takers(seat, place)
        texts = [(member.name, "") for member in people]
        at = await self.place.questions.pick(self.place.say("delegation.taker"), texts)
        if at is None:
            return
        range_ = await self._days(seat, place, people[at])
        if range_ is None:
            return
        first, last = range_
        command = Delegate(
            request_id=new_request_id(),
            role=place.role,
            giver=place.giver,
            taker=people[at].id,
            first_day=first,
            last_day=last,
        )
        if await self.place.ask("delegation", command) is not None:
            told = self.place.say(
                "delegation.given",
                taker=people[at].name,
                giver=person(seat, place.giver),
                days=days(self.place.language, first, last),
            )
            self.place.tell(told, "good")

    async def _place(self, seat: Seat) -> Place | None:
        """The only one, or the one that was picked."""
        known = places(seat)
        if len(known) == 1:
            return known[0]
        texts = [(place_text(seat, place), "") for place in known]
        at = await self.place.questions.pick(self.place.say("delegation.place"), texts)
        return known[at] if at is not None else None

    async def _days(self, seat: Seat, place: Place, taker: StaffMember) -> tuple[str, str] | None:
        """The first and the last day, asked again where one of them is none."""
        say, today = self.place.say, seat.mirror.day
        title = say("delegation.days", role=role_text(seat, place), taker=taker.name)
        shown = "/".join(reversed(today.split("-")))
        fields = (
            Field("first", say("delegation.first_day"), shown, most=10),
            Field("last", say("delegation.last_day"), shown, most=10),
        )
        while (said := await self.place.questions.form(title, fields, say("delegation.do.give"))) is not None:
            first, last = (typed_day(said[name], today) for name in ("first", "last"))
            if first is not None and last is not None:
                return first, last
            self.place.tell_hindrance("why.day")
        return None

    async def _end(self, seat: Seat) -> None:
        held = next((d for d in delegation.delegations(seat) if d.id == self._chosen), None)
        if held is None:
            return
        say, taker = self.place.say, person(seat, held.taker)
        if not await self.place.questions.confirm(
            say("ask.end_delegation", taker=taker), "", say("ask.end_delegation.yes")
        ):
            return
        command = EndDelegation(request_id=new_request_id(), delegation=held.id)
        if await self.place.ask("delegation", command) is not None:
            self.place.tell(say("delegation.ended", taker=taker), "good")
