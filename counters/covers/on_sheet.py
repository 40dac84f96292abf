"""A cover on the common sheet: a desk that says what is on it, and what its buttons and rows do."""

from collections.abc import Callable
from typing import Any, Protocol

from counters.covers.cover import Cover
from counters.presenter.seat import Seat
from counters.presenter.sheet import SheetView
from counters.screens.sheet import SheetCover


class SheetDesk(Protocol):
    """What lies on a sheet."""

    open: bool

    def view(self, seat: Seat) -> SheetView: ...

    async def begin(self) -> None: ...

    def close(self) -> None: ...


class OnSheet(Cover):
    """Lay it with ``lay`` when the cover is made."""

    desk: SheetDesk
    layer: SheetCover

    def lay(self, desk: SheetDesk, layer: SheetCover, **does: Callable[..., Any]) -> None:
        """``does``: what happens on each of the sheet's events (``on_ask``, ``on_row``, ``on_step``)."""
        self.desk, self.layer = desk, layer
        layer.bind(on_close=lambda _l: self.close(), **does)

    @property
    def open(self) -> bool:
        return self.desk.open

    async def begin(self) -> None:
        await self.desk.begin()

    def draw(self, seat: Seat) -> None:
        self.layer.show(self.desk.view(seat), seat.language)

    def close(self) -> None:
        self.desk.close()
