"""The cursor into a field."""

from kivy.clock import Clock

from terminal.look.widgets import TextField


def put_cursor(field: TextField) -> None:
    """In the next frame, so that the letter of the key that asked for it does not land in the field."""
    Clock.schedule_once(lambda _dt: setattr(field, "focus", True))
