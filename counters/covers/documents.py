"""The papers of a case, over whatever desk asked to see them."""

from collections.abc import Callable
from functools import cached_property
from typing import ClassVar

from counters.conduct.viewer import Viewer
from counters.conduct.workplace import Workplace
from counters.covers.cover import Cover, Keep
from counters.presenter.actions import Action
from counters.presenter.seat import Seat
from counters.screens.viewer import DocumentLayer


class DocumentsCover(Cover):
    """Opened by a desk through ``place.show_documents``, with the file of the case: no key of its own."""

    action: ClassVar[Action] = Action.DOCUMENTS

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        self.viewer = Viewer(place)
        place.show_documents = self.viewer.look

    @cached_property
    def layer(self) -> DocumentLayer:
        """Where a page is looked at."""
        layer = DocumentLayer()
        self._bind(layer)
        return layer

    @property
    def open(self) -> bool:
        return self.viewer.open

    async def begin(self) -> None:
        """Nothing lies in front that could be shown."""

    def draw(self, seat: Seat) -> None:
        """Show the page that is looked at, and go for it where it has not come."""
        self.layer.show(seat, self.viewer, seat.language)

    def close(self) -> None:
        """Also when somebody else signs in: their reasons are their own."""
        self.viewer.forget()

    def _bind(self, layer: DocumentLayer) -> None:
        viewer = self.viewer
        layer.bind(
            on_close=lambda _l: viewer.close(),
            on_page=lambda _l, by: self._go(lambda: viewer.turn_page(by)),
            on_document=lambda _l, at: self._go(lambda: viewer.go_to(at)),
            on_beside=lambda _l, by: self._go(lambda: viewer.turn_document(by)),
            on_see=lambda _l, change: viewer.see(change),
            on_sort=lambda _l, digit: self.keep(viewer.sort(digit)),
            on_remove=lambda _l: self.keep(viewer.remove()),
        )

    def _go(self, move: Callable[[], None]) -> None:
        """To another page, which may have to be fetched."""
        move()
        self.keep(self.viewer.fetch())
