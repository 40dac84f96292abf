"""What the office has to say to everybody, one page at a time: a moving strip would redraw the whole window."""

from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from display.parts.part import BoardPart, draw


class PageDots(Widget):
    """Which page of the ticker this is."""

    page = NumericProperty(0)
    pages = NumericProperty(0)


class TickerPart(BoardPart):
    """Not there while the office says nothing."""

    def absent(self) -> bool:
        return not self.board.ticker_pages


draw(__file__)
