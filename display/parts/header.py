"""Whose office this is, and the hub's time."""

from display.parts.part import BoardPart, draw


class HeaderPart(BoardPart):
    """Upright, the date and the clock stand below the name."""


draw(__file__)
