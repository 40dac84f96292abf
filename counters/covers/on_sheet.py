"""A cover on the common sheet: a desk that says what is on it, and what its buttons and rows do."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, Protocol

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
    """Name what lies on it with ``lay`` when the cover is made. ``own_key`` closes it as Escape does."""

    own_key: ClassVar[str]
    wide: ClassVar[int] = 1480  # pixels
    desk: SheetDesk

    def lay(self, desk: SheetDesk, **does: Callable[..., Any]) -> None:
        """``does``: what happens on each of the sheet's events (``on_ask``, ``on_row``, ``on_step``)."""
        self.desk, self._does = desk, does

    @cached_property
    def layer(self) -> SheetCover:
        """The sheet."""
        layer = SheetCover(own_key=self.own_key, wide=self.wide)
        layer.bind(on_close=lambda _l: self.close(), **self._does)
        return layer

    @property
    def open(self) -> bool:
        return self.desk.open

    async def begin(self) -> None:
        await self.desk.begin()

    def draw(self, seat: Seat) -> None:
        self.layer.show(self.desk.view(seat), seat.language)

    def close(self) -> None:
        self.desk.close()
