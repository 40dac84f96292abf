"""Who waits and which counters serve, side by side; in turns where they do not stand there whole."""

from typing import Any

from display.parts.counters import CountersPart
from display.parts.part import BoardPart, draw
from display.parts.queues import QueuesPart
from display.presenter import Board

BETWEEN = 24


class StripPart(BoardPart):
    """Not there where neither has anything to show."""

    def __init__(self, board: Board, **values: Any) -> None:
        self._queues, self._counters = QueuesPart(board), CountersPart(board)
        super().__init__(board, **values)
        self.bind(size=self._fill, board=self._fill, needs=self._fill)
        self._fill()

    def absent(self) -> bool:
        return not self.board.queues and not self.board.counters

    def _fill(self, *_: object) -> None:
        for part in (self._queues, self._counters):
            part.needs = self.needs
            part.show(self.board)
        standing = self._beside() or [self._in_turn()]
        if self.children[::-1] != standing:
            self.clear_widgets()
            for part in standing:
                self.add_widget(part)

    def _beside(self) -> list[BoardPart]:
        """Both, or the only one there is, if all of it stands here at once; else nothing."""
        if self._queues.absent() or self._counters.absent():
            return []
        share = queues_share(len(self.board.queues), len(self.board.counters))
        room = self.width - BETWEEN
        self._queues.size_hint_x, self._counters.size_hint_x = share, 1 - share
        pages = (
            self._queues.grid(room * share, self.height).pages,
            self._counters.grid(room * (1 - share), self.height).pages,
        )
        return [self._queues, self._counters] if pages == (1, 1) else []

    def _in_turn(self) -> BoardPart:
        """The pages of one, then the pages of the other."""
        queues, counters = (
            0 if part.absent() else part.grid(self.width, self.height).pages for part in (self._queues, self._counters)
        )
        page = self.board.page % max(1, queues + counters)
        part = self._queues if page < queues else self._counters
        part.size_hint_x, part.page = 1, page if page < queues else page - queues
        return part


def queues_share(queues: int, counters: int) -> float:
    """The part of the strip's width that the queues take beside the counters: a service's name is the longer."""
    return min(0.6, max(0.36, 2 * queues / max(1, 2 * queues + counters)))


draw(__file__)
