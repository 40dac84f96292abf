"""What the terminal shows and which keys do what: pure functions from the mirror and the local state to views.

No Kivy, no link, no clock. ``now_ms`` is the hub's time in milliseconds since 1970, as on the wire.
"""
