"""The root of every window: a board of fixed design size, scaled to whatever the real window is."""

from collections.abc import Callable
from typing import Any

from kivy.core.window import Window
from kivy.graphics import PopMatrix, PushMatrix, Rectangle, Scale, Translate
from kivy.input import MotionEvent
from kivy.properties import NumericProperty
from kivy.uix.behaviors import FocusBehavior
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.textinput import TextInput
from kivy.uix.widget import Widget

from terminal.look.keys import key_name
from terminal.look.theme import theme

EDITING = frozenset({"backspace", "delete", "left", "right", "home", "end", "space"})


class Stage(Widget):
    """Holds one screen and the layers above it (dialogs, covers); touches arrive in design pixels.

    Keys go to the topmost layer that has ``press(name) -> bool``, then to the screen; a modal layer keeps
    them all. A key that a focused text field writes goes to nobody else.
    """

    factor = NumericProperty(1.0)

    def __init__(self, design: tuple[int, int], **values: Any) -> None:
        super().__init__(**values)
        self.design = design
        self.board = FloatLayout(size=design, size_hint=(None, None))
        self._screen: Widget | None = None
        self._layers: list[Widget] = []
        self._unreachable: list[FocusBehavior] = []
        _read_white_plainly()
        with self.canvas.before:
            PushMatrix()
            self._move, self._scale = Translate(), Scale(1, 1, 1)
        with self.canvas.after:
            PopMatrix()
        self.add_widget(self.board)
        self.bind(size=self._fit, pos=self._fit)
        theme.bind(background=self._repaint)
        self._repaint()
        self._fit()

    # -- what stands on it

    @property
    def screen(self) -> Widget | None:
        return self._screen

    @property
    def layers(self) -> tuple[Widget, ...]:
        """Dialogs and covers, the topmost last."""
        return tuple(self._layers)

    def show(self, screen: Widget) -> None:
        """Put this screen in place of the one that stands."""
        if screen is self._screen:
            return
        if self._screen is not None:
            self._take_away(self._screen)
        self._screen = screen
        self.board.add_widget(screen, index=len(self.board.children))
        self._settle_focus()

    def lay(self, layer: Widget) -> None:
        """Put a dialog or cover above everything."""
        if layer not in self._layers:
            self._layers.append(layer)
            self.board.add_widget(layer)
            self._settle_focus()

    def lift(self, layer: Widget) -> None:
        """Take a dialog or cover away again; nothing happens when it is not there."""
        if layer in self._layers:
            self._layers.remove(layer)
            self._take_away(layer)
            self._settle_focus()

    def _take_away(self, widget: Widget) -> None:
        leave_fields(widget)
        self.board.remove_widget(widget)

    def _settle_focus(self) -> None:
        """Tab and Enter stay within the topmost modal layer: nothing below it can be pressed by keys."""
        for widget in self._unreachable:
            widget.is_focusable = True
        hidden = [below for layer in self._layers if getattr(layer, "modal", False) for below in self._below(layer)]
        self._unreachable = [
            widget
            for root in hidden
            for widget in root.walk(restrict=True)
            if isinstance(widget, FocusBehavior) and widget.is_focusable
        ]
        for widget in self._unreachable:
            widget.is_focusable = False

    def _below(self, layer: Widget) -> list[Widget]:
        standing = self._layers[: self._layers.index(layer)]
        return [self._screen, *standing] if self._screen is not None else standing

    # -- scaling

    def redesign(self, design: tuple[int, int]) -> None:
        """From now on what stands here is this large in design pixels: a screen was turned on its side."""
        self.design = design
        self.board.size = design
        self._fit()

    def _fit(self, *_: object) -> None:
        wide, high = self.design
        self.factor = min(self.width / wide, self.height / high) or 1.0
        theme.minified = self.factor < 0.6
        self._move.xy = self._offset()
        self._scale.xyz = (self.factor, self.factor, 1)

    def _offset(self) -> tuple[float, float]:
        wide, high = self.design
        return (
            self.x + (self.width - wide * self.factor) / 2,
            self.y + (self.height - high * self.factor) / 2,
        )

    def _repaint(self, *_: object) -> None:
        """The ground is what the window is cleared with, which costs nothing; a surface would be filled."""
        Window.clearcolor = theme.background
        self.canvas.ask_update()

    def to_local(self, x: float, y: float, relative: bool = False) -> tuple[float, float]:
        left, bottom = self._offset()
        return (x - left) / self.factor, (y - bottom) / self.factor

    def to_parent(self, x: float, y: float, relative: bool = False) -> tuple[float, float]:
        left, bottom = self._offset()
        return x * self.factor + left, y * self.factor + bottom

    def _localised(self, touch: MotionEvent, pass_on: Callable[[MotionEvent], bool | None]) -> bool:
        touch.push()
        touch.apply_transform_2d(self.to_local)
        used = pass_on(touch)
        touch.pop()
        return bool(used)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        theme.show_focus = False
        return self._localised(touch, super().on_touch_down)

    def on_touch_move(self, touch: MotionEvent) -> bool:
        return self._localised(touch, super().on_touch_move)

    def on_touch_up(self, touch: MotionEvent) -> bool:
        return self._localised(touch, super().on_touch_up)

    # -- keys

    def listen(self) -> None:
        """Take the window's keys. Focused widgets still come first."""
        Window.bind(on_key_down=self._on_key_down)

    def fall_silent(self) -> None:
        leave_fields(self)
        Window.unbind(on_key_down=self._on_key_down)

    def _on_key_down(self, _window: object, code: int, _scan: int, text: str | None, modifiers: list[str]) -> bool:
        name = key_name(code, text, modifiers)
        if not name or (typing() and (len(name) == 1 or name in EDITING)):
            return False
        theme.show_focus = True
        return self.press(name)

    def press(self, name: str) -> bool:
        """Offer a key to layers and screen, from the top; true when somebody used it."""
        for layer in reversed(self._layers):
            if _offered(layer, name):
                return True
            if getattr(layer, "modal", False):
                return False
        return self._screen is not None and _offered(self._screen, name)


def _read_white_plainly() -> None:
    """Kivy draws every plain shape with one white picture. A processor fills it in two thirds of the time if it need
    not smooth between white and white."""
    white = Rectangle().texture
    white.min_filter = white.mag_filter = "nearest"


def _offered(widget: Widget, name: str) -> bool:
    press = getattr(widget, "press", None)
    return bool(press and press(name))


def leave_fields(root: Widget) -> None:
    """Take the cursor out of every field in here: one that keeps it while it is out of sight swallows every key."""
    for widget in root.walk(restrict=True):
        if isinstance(widget, TextInput) and widget.focus:
            widget.focus = False


def typing() -> bool:
    """Whether a text field has the keyboard."""
    keyboards = getattr(TextInput, "_keyboards", {})
    return any(isinstance(owner, TextInput) and owner.focus for owner in keyboards.values())
