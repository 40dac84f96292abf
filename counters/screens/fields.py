"""The cursor: into a field, and out of all of them."""

from kivy.clock import Clock
from kivy.uix.widget import Widget

from terminal.look.widgets import TextField


def put_cursor(field: TextField) -> None:
    """In the next frame, so that the letter of the key that asked for it does not land in the field."""
    Clock.schedule_once(lambda _dt: setattr(field, "focus", True))


def leave_fields(root: Widget) -> None:
    """Take the cursor out of every field, so that keys mean what the table says."""
    for widget in root.walk():
        if isinstance(widget, TextField) and widget.focus:
            widget.focus = False
