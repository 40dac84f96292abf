"""One counter's own sign: who is to come in, who is served, or why nobody is."""

from typing import Any

from kivy.properties import ObjectProperty

from display.parts.counters import ICONS
from display.parts.flash import FlashingCard
from display.parts.part import BoardPart, draw
from display.presenter import Board, Sign


class SignPanel(FlashingCard):
    sign = ObjectProperty(rebind=True)

    def icon_of(self, sign: Sign) -> str:
        return "" if sign.number else ICONS[sign.state][0]

    def role_of(self, sign: Sign) -> str:
        return ICONS[sign.state][1]


class SignPart(BoardPart):
    """Not there where the screen is not of one counter only."""

    def __init__(self, board: Board, **values: Any) -> None:
        self._panel: SignPanel | None = None
        super().__init__(board, **values)
        self.show(board)

    def absent(self) -> bool:
        return self.board.sign is None

    def show(self, board: Board) -> None:
        super().show(board)
        if board.sign is None:
            return
        if self._panel is None:
            self._panel = SignPanel(sign=board.sign)
            self.add_widget(self._panel)
        self._panel.sign, self._panel.awaited = board.sign, board.sign.awaited
        if not board.sign.number:
            self._panel.calm()

    def announce(self) -> None:
        if self._panel is not None and self.board.sign.number:
            self._panel.flash()


draw(__file__)
