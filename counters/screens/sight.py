"""Rows that keys have reached, brought into sight."""

from typing import Any

from kivy.clock import Clock
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget


def bring_into_sight(scroll: ScrollView, row: Widget) -> None:
    """In the next frame, when the row has its place. A list that fits stays at the top: there is nothing to scroll."""

    def scroll_there(_dt: float) -> None:
        content: Any = scroll.children[0] if scroll.children else None
        if row.parent is None or content is None:
            return
        if content.height > scroll.height:
            scroll.scroll_to(row, animate=False)
        else:
            scroll.scroll_y = 1

    Clock.schedule_once(scroll_there)
