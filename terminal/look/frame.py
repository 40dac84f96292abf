"""A frame out of turn, for what must be seen at once."""

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.lang import Builder

from terminal.look.guard import guarded


def paint() -> None:
    """Draws now what has changed, and puts it on the screen; nothing where all stands as it was drawn last.

    Else it waits until the window comes round again: half a frame on average. Not for what changes many times a
    second: the rate of frames does not hold it back.
    """
    with guarded():
        Builder.sync()
        Clock.tick_draw()  # sizes, places and texts that follow from what was changed
        Builder.sync()
        if Window.canvas.needs_redraw:
            Window.dispatch("on_draw")
            Window.dispatch("on_flip")
