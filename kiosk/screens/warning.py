"""The layer that warns before an untouched page goes: one touch anywhere on it keeps the page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.shown import Warned
from kiosk.visit import Act, Action


class IdleWarning(FloatLayout):
    """Stands above the page. Every key, and every touch but the one on "leave", says: I am still here."""

    modal = True
    title = StringProperty("")
    text = StringProperty("")
    stay = StringProperty("")
    leave = StringProperty("")
    seconds = StringProperty("")
    part = NumericProperty(1.0)
    reach = NumericProperty(1.0)  # of the height: in the lowered screen it stands low too

    def __init__(self, do: Callable[[Action], None], **values: Any) -> None:
        super().__init__(**values)
        self.do = do

    def tell(self, warned: Warned, reach: float) -> None:
        """Draw this state of the countdown."""
        self.title, self.text, self.stay, self.leave = warned.title, warned.text, warned.stay, warned.leave
        self.seconds, self.part, self.reach = str(warned.seconds), warned.part, reach

    def press(self, name: str) -> bool:
        self.do(Action(Act.STAY))
        return True

    def touched(self, *, leaving: bool) -> None:
        """From the .kv: one of the two buttons."""
        self.do(Action(Act.LEAVE if leaving else Act.STAY))

    def on_touch_down(self, touch: Any) -> bool:
        if not super().on_touch_down(touch):
            self.do(Action(Act.STAY))
        return True


Builder.load_file(str(Path(__file__).with_name("warning.kv")))
