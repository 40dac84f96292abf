"""Who waits and which counters serve, side by side; in turns where both are many."""

from typing import Any

from display.parts.counters import CountersPart
from display.parts.part import BoardPart, draw
from display.parts.queues import QueuesPart
from display.presenter import Board, Strip


class StripPart(BoardPart):
    """Not there where neither has anything to show."""

    def __init__(self, board: Board, **values: Any) -> None:
        self._queues, self._counters = QueuesPart(board), CountersPart(board)
        super().__init__(board, **values)
        self.show(board)

    def wanted_height(self) -> float | None:
        return None if self.board.queues or self.board.counters else 0

    def show(self, board: Board) -> None:
        super().show(board)
        parts = {Strip.QUEUES: [self._queues], Strip.COUNTERS: [self._counters]}.get(
            board.strip, [self._queues, self._counters]
        )
        for part in parts:
            part.show(board)
        standing = [part for part in parts if part.wanted_height() != 0]
        self._queues.size_hint_x = queues_share(len(board.queues), len(board.counters))
        self._counters.size_hint_x = 1 - self._queues.size_hint_x
        if self.children[::-1] != standing:
            self.clear_widgets()
            for part in standing:
                self.add_widget(part)


def queues_share(queues: int, counters: int) -> float:
    """The part of the strip's width that the queues take beside the counters: a service's name is the longer."""
    return min(0.6, max(0.36, 2 * queues / max(1, 2 * queues + counters)))


draw(__file__)
