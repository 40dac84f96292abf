"""Look's ``Line`` under a name that .kv knows: there, ``Line`` is the drawing instruction."""

from terminal.look.widgets import Line


class OneLine(Line):
    """One line in a given width and height, shortened with … where it does not fit."""
