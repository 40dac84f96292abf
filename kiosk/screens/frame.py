"""What stands around every page: head, body, the main action, the switches, and the corner for staff."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.presenter import RepeatedKeys
from kiosk.scanner import Scanner
from kiosk.screens.bodies import PageBody, body_of
from kiosk.shown import Choice, Content, Shown
from kiosk.visit import Act, Action, Comfort, Page
from terminal.look.widgets import Pressable, PrimaryButton, SecondaryButton

LOWERED = 0.6
"""The part of the height that a person in a wheelchair reaches."""

Do = Callable[[Action], None]


class ComfortKey(Pressable, BoxLayout):
    """One of the bar's: icon above word, and the key of the number pad that does the same."""

    text = StringProperty("")
    icon = StringProperty("")
    key = StringProperty("")
    on = BooleanProperty(False)

    def tell(self, choice: Choice) -> None:
        self.text, self.icon, self.key, self.on = choice.title, choice.icon, choice.digit, choice.chosen


class MainAction(PrimaryButton):
    """The one thing that this page wants done."""

    choice = ObjectProperty(None, allownone=True)
    least = NumericProperty(148)
    cap = NumericProperty(0)  # the width of its key's cap


class BackAction(SecondaryButton):
    """The way back."""

    choice = ObjectProperty(None, allownone=True)
    least = NumericProperty(148)
    cap = NumericProperty(0)  # the width of its key's cap


class CaptionBand(BoxLayout):
    """What the guide says, as it says it; or how it is begun. Takes no room without an icon."""

    icon = StringProperty("")
    text = StringProperty("")
    low = BooleanProperty(False)


class Frame(FloatLayout):
    """The kiosk's one screen. ``show`` draws a whole Shown; touches and keys come out as actions through ``do``."""

    office = StringProperty("")
    demo = StringProperty("")
    title = StringProperty("")
    lead = StringProperty("")
    progress = StringProperty("")
    closing = StringProperty("")
    caption = StringProperty("")
    caption_icon = StringProperty("")
    clock = StringProperty("")
    link_text = StringProperty("")
    link_role = StringProperty("good")
    printer_text = StringProperty("")
    printer_role = StringProperty("good")
    part = NumericProperty(1.0)  # of the height that is used
    low = BooleanProperty(False)
    hero = BooleanProperty(False)  # a taller head, on the page that waits for people
    switches = ListProperty()

    def __init__(self, do: Do, clock: Callable[[], float], **values: Any) -> None:
        super().__init__(**values)
        self.do = do
        self._clock = clock
        self._keys = RepeatedKeys()
        self._scanner = Scanner()
        self._shown: Shown | None = None
        self.keys: Mapping[str, Action] = {}
        """What each key of the number pad does now; may be ahead of what is drawn."""
        self._bodies: dict[type[PageBody], PageBody] = {}
        self._main, self._back = self._button(MainAction), self._button(BackAction)

    def show(self, shown: Shown) -> None:
        """Draw this; what has not changed is not touched."""
        self.keys = shown.keys
        if shown == self._shown:
            return
        before, self._shown = self._shown, shown
        self.office, self.demo = shown.office, shown.demo
        self.hero = shown.page is Page.START and shown.content.offer is None
        self.low = shown.comfort.lowered
        self.part = LOWERED if self.low else 1.0
        self._tell_head(shown.content)
        self.caption_icon, self.caption = (shown.caption.icon, shown.caption.text) if shown.caption else ("", "")
        if before is None or _actions(before) != _actions(shown):
            self._tell_actions(shown)
        self._tell_bar(shown)
        self._tell_body(shown, before)

    def press(self, name: str) -> bool:
        """A key of the number pad or keyboard, or of a scanner that types."""
        heard = self._scanner.hear(name, self._clock())
        if heard.scan is not None:
            self.do(Action(Act.SCAN, heard.scan))
            return True
        if heard.held_back and not self._types:
            return True
        return self._pressed(name)

    def listen(self) -> None:
        """From time to time: a scanner may end with silence."""
        if (code := self._scanner.silence(self._clock())) is not None:
            self.do(Action(Act.SCAN, code))

    @property
    def _types(self) -> bool:
        """Whether letters mean themselves on the page that stands: however fast they come, they are shown."""
        return self._shown is not None and bool(self._shown.content.keyboard)

    @property
    def _guided(self) -> bool:
        return self._shown is not None and self._shown.guided

    def _pressed(self, name: str) -> bool:
        action = self.keys.get(name)
        if action is not None and not self._trembled(name):
            self.do(action)
        return action is not None

    def _trembled(self, name: str) -> bool:
        """Whether a hand that shakes has pressed the key twice.

        Of a code the same sign may well stand twice, and several may have to go. With the guide no key is a sign by
        itself: each is answered by the voice, which takes longer than a hand shakes.
        """
        writes = self._types and not self._guided and (len(name) == 1 or name == "backspace")
        return self._keys.is_repeat(name, self._clock()) and not writes

    def touch(self, choice: Choice | None) -> None:
        """A finger on a choice; called from the .kv as well."""
        if choice is not None:
            self.do(choice.action)

    def _tell_head(self, content: Content) -> None:
        self.title, self.lead, self.progress = content.title, content.lead, content.progress
        self.closing = content.closing

    def _tell_actions(self, shown: Shown) -> None:
        content, row = shown.content, self.ids.actions
        row.clear_widgets()
        for button, choice in ((self._back, content.back), (self._main, content.main)):
            button.choice, button.focus = choice, False
            button.least = 120 if self.low else 148
            button.key = choice.digit if choice is not None and shown.guided else ""
            if choice is not None:
                row.add_widget(button)
        if content.main is None and content.back is not None:
            row.add_widget(Widget())  # back keeps its place and width
        self._give_height()

    def _button(self, kind: type[BackAction | MainAction]) -> BackAction | MainAction:
        """One for all pages: Kivy does not let go of these once they have been drawn."""
        button = kind()
        button.bind(on_release=lambda it: self.touch(it.choice), wanted=lambda *_: self._give_height())
        return button

    def _give_height(self) -> None:
        """Both buttons are as high as the one that needs more."""
        row = self.ids.actions
        row.height = max((getattr(button, "wanted", 0) for button in row.children), default=0)

    def _tell_bar(self, shown: Shown) -> None:
        bar = shown.bar
        self.link_text, self.link_role = bar.link.title, bar.link.meaning
        self.printer_text, self.printer_role = bar.printer.title, bar.printer.meaning
        self.clock = bar.clock
        self.switches = list(bar.switches)
        for switch, choice in zip(reversed(self.ids.switches.children), bar.switches, strict=True):
            switch.tell(choice)

    def _tell_body(self, shown: Shown, before: Shown | None) -> None:
        if before is not None and _still(before) == _still(shown):
            return
        kind = body_of(shown.page)
        body = self._bodies.get(kind) or self._bodies.setdefault(kind, kind(self.do))
        body.low = shown.comfort.lowered
        body.tell(shown.content)
        self.ids.place.hold(body)
        self.ids.place.fit()


def _actions(shown: Shown) -> tuple[Comfort, bool, Choice | None, Choice | None]:
    return shown.comfort, shown.guided, shown.content.main, shown.content.back


def _still(shown: Shown) -> tuple[Page, Comfort, Content]:
    """What the body depends on: not what counts down."""
    return shown.page, shown.comfort, replace(shown.content, closing="")


Builder.load_file(str(Path(__file__).with_name("frame.kv")))
