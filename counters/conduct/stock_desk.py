"""Blank cards: entered, given back, spoiled, and counted at the end of the day."""

from counters.conduct.workplace import Field, Workplace
from counters.presenter.blanks import COUNT, blanks_view, count_of
from counters.presenter.seat import Seat
from counters.presenter.sheet import SheetView
from protocol.messages import AnyCommand, CloseBlanks, MoveBlanks, OpenRegister, RegisterPage
from protocol.vocabulary import BlankMove, Register
from terminal.link import new_request_id


class StockDesk:
    """``open`` while it lies there; ``view`` is what it shows; ``ask`` does what a button or its key asks for."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.open = False
        self._moves: RegisterPage | None = None

    def view(self, seat: Seat) -> SheetView:
        return blanks_view(seat, self._moves)

    async def begin(self) -> None:
        """Lie open at once; today's moves follow."""
        self.open, self._moves = True, None
        self.place.changed()
        await self._look_up()

    def close(self) -> None:
        self.open, self._moves = False, None
        self.place.changed()

    async def ask(self, name: str) -> None:
        """Enter a move, or count."""
        seat = self.place.seat()
        button = next((b for b in self.view(seat).buttons if b.name == name), None) if seat is not None else None
        if button is None:
            return
        if button.why:
            self.place.tell_hindrance(button.why)
        elif name == COUNT:
            await self._count()
        else:
            await self._move(BlankMove(name))

    async def _move(self, move: BlankMove) -> None:
        say = self.place.say
        note = Field("note", say("field.note"), most=200, needed=move is not BlankMove.RECEIVED)
        said = await self._asked(say(f"blanks.ask.{move}"), (Field("count", say("field.count"), most=6), note))
        if said is None:
            return
        count, text = said
        await self._send(MoveBlanks(request_id=new_request_id(), move=move, count=count, note=text))

    async def _count(self) -> None:
        """The day's closing; where the book says another number, the cause is asked for."""
        say, balance = self.place.say, self.place.link.mirror.blanks.balance
        said = await self._asked(say("blanks.ask.count"), (Field("count", say("field.count"), most=6),))
        if said is None:
            return
        counted, note = said[0], ""
        if counted != balance:
            title = say("blanks.ask.difference", balance=balance, counted=counted)
            cause = await self.place.questions.form(
                title, (Field("note", say("field.note"), most=200),), say("blanks.ask.yes")
            )
            if cause is None:
                return
            note = cause["note"]
        await self._send(CloseBlanks(request_id=new_request_id(), counted=counted, note=note))

    async def _asked(self, title: str, fields: tuple[Field, ...]) -> tuple[int, str] | None:
        """A number of cards, and what was written beside it; asked again where it was no number."""
        while (said := await self.place.questions.form(title, fields, self.place.say("blanks.ask.yes"))) is not None:
            count = count_of(said["count"])
            if count is not None:
                return count, said.get("note", "")
            self.place.tell_hindrance("why.count")
        return None

    async def _send(self, command: AnyCommand) -> None:
        if await self.place.ask("blanks", command) is None:
            return
        self.place.tell(self.place.say("blanks.told", balance=self.place.link.mirror.blanks.balance), "good")
        if self.open:
            await self._look_up()

    async def _look_up(self) -> None:
        day = self.place.link.mirror.day
        command = OpenRegister(
            request_id=new_request_id(),
            register=Register.BLANKS,
            first_day=day,
            last_day=day,
            language=self.place.language,
        )
        answer = await self.place.ask("blanks", command)
        if isinstance(answer, RegisterPage) and self.open:
            self._moves = answer
            self.place.changed()
