"""F4: a case by number, NIK, name, phone, register number or a scanned code, and its whole file."""

from functools import cached_property

from counters.conduct.search_desk import SearchDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Cover, Keep
from counters.presenter.actions import Action
from counters.presenter.seat import Seat
from counters.screens.search import SearchLayer


class SearchCover(Cover):
    """Everybody may search; what they may read in full the hub decides."""

    action = Action.SEARCH

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        self.desk = SearchDesk(place)

    @cached_property
    def layer(self) -> SearchLayer:
        """The field and what was found."""
        layer = SearchLayer()
        layer.bind(
            on_close=lambda _l: self.close(),
            on_enter=lambda _l, text: self.keep(self._enter(text)),
            on_move=lambda _l, by: self.desk.move(by),
            on_open=lambda _l, at: self.keep(self._open(at)),
            on_back=lambda _l: self.desk.put_away(),
            on_reveal=lambda _l: self.keep(self.desk.reveal()),
            on_documents=lambda _l: self.keep(self.desk.documents()),
            on_note=lambda _l, text: self.keep(self._note(text)),
        )
        return layer

    @property
    def open(self) -> bool:
        return self.desk.open

    async def begin(self) -> None:
        """An empty field; struck again, what stands there may be written over."""
        self.desk.begin()
        self.layer.clear()

    def draw(self, seat: Seat) -> None:
        """Show what is so now."""
        self.layer.show(seat, self.desk)

    def close(self) -> None:
        """Neither words nor files stay."""
        if self.desk.open:
            self.desk.close()
            self.layer.ids.query.text = ""

    async def _enter(self, text: str) -> None:
        await self.desk.enter(text)
        self._read()

    async def _open(self, at: int) -> None:
        await self.desk.open_at(at)
        self._read()

    def _read(self) -> None:
        if self.desk.file_open:
            self.layer.read()

    async def _note(self, text: str) -> None:
        if await self.desk.add_note(text):
            self.layer.ids.note.text = ""
            self.layer.read()
