"""The widgets every screen is made of. They draw with the theme's roles and sizes; ``widgets.kv`` is their drawing."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import floor
from pathlib import Path
from typing import Any, ClassVar

import segno
from kivy.clock import Clock
from kivy.core.text import Label as TextDrawer
from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import (
    AliasProperty,
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.behaviors import ButtonBehavior, FocusBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.label import Label
from kivy.uix.textinput import TextInput
from kivy.uix.widget import Widget

from terminal.look.halo import Halo
from terminal.look.icons import icon
from terminal.look.ink import Ink, Pen
from terminal.look.recent import Recent
from terminal.look.theme import theme

# ---------------------------------------------------------------- words

KEPT_PIXELS = 4_000_000
"""So much of what was written lately is kept: 16 MB, enough for all that a busy hall says again and again."""


class Kept(Label):
    """A label whose picture is taken from those written lately, where the same words were written in the same way.

    A list that moves on by a row then writes one row, and a sign that flashes writes its words once in each colour.
    ``ink`` is the picture, ``ink_at`` where in the label's own (``texture_size``) it lies.
    """

    _written: ClassVar[Recent[Ink]] = Recent(KEPT_PIXELS)
    ink = ObjectProperty(None, allownone=True)
    ink_at = ListProperty([0, 0])

    def _create_label(self) -> None:
        values = {name: getattr(self, name) for name in self._font_properties}
        self._label = Pen(**values, usersize=self.text_size)

    def lines(self) -> str:
        """What is written: the text, broken into lines where its maker will not leave that to Kivy."""
        return self.text  # type: ignore[no-any-return]

    def texture_update(self, *_: object) -> None:
        self._label.text = lines = self.lines()
        manner = (self.disabled, lines, *(str(getattr(self, name)) for name in self._font_properties))
        written = self._written.get(manner)
        if written is None and (written := self._label.write()) is not None:
            self._written.keep(manner, written, written.picture.width * written.picture.height)
        self.ink = written.picture if written else None
        self.ink_at = [written.left, written.bottom] if written else [0, 0]
        self.texture_size = list(written.box) if written else [0, 0]


class Words(Label):
    """Wrapping text as high as it needs. ``role`` names its colour, ``kind`` its size in the theme."""

    role = StringProperty("ink")
    kind = OptionProperty("body", options=["caption", "body", "lead", "title", "headline"])


class Caption(Words):
    """Small print: units, hints, dates."""


class Body(Words):
    """Running text."""


class Lead(Words):
    """A sentence that introduces."""


class Title(Words):
    """The name of a card or section."""


class Headline(Words):
    """What a screen is about; one per screen."""


class OneLine(Words):
    """One line in a given width and height, shortened with … where it does not fit: cells of lists."""


class IconLabel(Label):
    """An icon by name (see ``icons.ICONS``), ``extent`` pixels square."""

    name = StringProperty("")
    role = StringProperty("ink")
    extent = NumericProperty(48)

    def glyph(self, name: str) -> str:
        return icon(name)


@lru_cache(maxsize=1024)
def extents(text: str, font: str, size: int) -> tuple[int, int]:
    """Width and height of a single line of text."""
    width, height = TextDrawer(font_name=font, font_size=size, font_hinting="light").get_extents(text)
    return int(width), int(height)


@lru_cache(maxsize=64)
def depth(font: str, size: int) -> int:
    """How far a line of text reaches below what its letters stand on."""
    drawer = TextDrawer(font_name=font, font_size=size, font_hinting="light")
    return int(drawer.get_extents("")[1] - drawer.get_ascent())


def largest_fitting(text: str, sizes: Sequence[int], width: float, height: float, seen: float = 0.86) -> int:
    """The first of these sizes, largest first, in which a ticket number fits; the last one at worst."""
    for size in sizes:
        wide, high = extents(text, "Numbers", size)
        if wide <= width and high * seen <= height:
            return size
    return sizes[-1]


EM = 2048
"""The units in which our fonts say how wide a letter is: in this size each of them is a pixel, and none is rounded."""


@lru_cache(maxsize=96)
def letter(one: str, size: int, mipmap: bool) -> Ink:
    """A single letter of a number, in white."""
    drawer = Pen(text=one, font_name="Numbers", font_size=size, font_hinting="light", mipmap=mipmap)
    written = drawer.write()
    assert written is not None
    return written


@lru_cache(maxsize=512)
def stride(one: str, following: str, size: int) -> int:
    """How far right of one letter of a number the next stands, in 64ths of a pixel: as FreeType rounds them."""
    wide = extents(one, "Numbers", EM)[0]
    closer = extents(one + following, "Numbers", EM)[0] - wide - extents(following, "Numbers", EM)[0]
    return sum(floor(units * size * 64 / EM + 0.5) for units in (wide, closer))


def lefts(text: str, size: int) -> list[int]:
    """Where each letter of a number stands, in pixels from its left: where the text would have it if drawn as one."""
    strides = (stride(*pair, size) for pair in pairwise(text))
    return [at // 64 for at in accumulate(strides, initial=0)]


class NumberLabel(Label):
    """A ticket number as large as the theme's fixed sizes allow; ``most`` caps the size.

    Capitals and digits have no descenders: only the part ``seen`` of their line must stand in the box. It is put
    together of letters that have been written once: to write a number as large as a hand takes longer than all else
    that a call changes.
    """

    role = StringProperty("ink")
    most = NumericProperty(10_000)
    seen = NumericProperty(0.86)

    def __init__(self, **values: Any) -> None:
        self._letters = InstructionGroup()
        super().__init__(**values)
        self.canvas.add(self._letters)
        self._choose = Clock.create_trigger(self._choose_size, -1)
        self.bind(size=self._choose, text=self._choose, most=self._choose, seen=self._choose)
        self.bind(pos=self._trigger_texture, size=self._trigger_texture)
        theme.bind(numbers=self._choose)
        self._choose()

    def _choose_size(self, *_: object) -> None:
        sizes = [size for size in theme.numbers if size <= self.most] or [theme.numbers[-1]]
        self.font_size = largest_fitting(self.text, sizes, self.width, self.height, self.seen)

    def texture_update(self, *_: object) -> None:
        size = int(self.font_size)
        self.texture_size = wide, high = extents(self.text, "Numbers", size) if self.text else (0, 0)
        left, bottom = self._corner(wide, high)
        self._letters.clear()
        self._letters.add(Color(*self.color))
        for one, right in zip(self.text, lefts(self.text, size), strict=False):  # no text has no letter, but a left
            ink = letter(one, size, self.mipmap)
            at = left + right + ink.left, bottom + ink.bottom
            self._letters.add(Rectangle(texture=ink.picture, pos=at, size=ink.picture.size))

    def _corner(self, wide: int, high: int) -> tuple[int, int]:
        """Where Kivy puts them: in the middle, or at the left in a picture as large as the box."""
        if self.halign != "left":
            return int(self.center_x - wide / 2), int(self.center_y - high / 2)
        room, tall = int(self.width), int(self.height)
        top = int(self.center_y - tall / 2) + tall
        return int(self.center_x - room / 2), top - int((tall - high) / 2) - high


LEADING = 1.02  # between the lines of Fitted

FEW_LINES = 4
"""What takes more of them is read as a paragraph, and a paragraph's last line may be short."""


class Fitted(Kept):
    """Words that are seen whole in a given box, wrapped, in the largest of a few fixed ``sizes`` that holds them.

    Few and fixed, so that the cache of letters stays small; the last one at worst. ``share`` is its part of the
    height of a vertical box, 0 where its height is given; without words it leaves the box to the others.
    """

    role = StringProperty("ink")
    sizes = ListProperty([48, 42, 36, 31, 27, 24, 21])
    line_height = NumericProperty(LEADING)
    share = NumericProperty(1)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._choose = Clock.create_trigger(self._choose_size, -1)
        self.bind(size=self._choose, text=self._choose, sizes=self._choose)
        self.on_text(self, self.text)
        self._choose()

    def on_text(self, _self: object, text: str) -> None:
        if not text:
            self.height = 0

    def lines(self) -> str:
        return balanced(self.text, self.font_name, int(self.font_size), int(self.width))

    def _choose_size(self, *_: object) -> None:
        self.font_size = fitting(self.text, self.font_name, tuple(self.sizes), int(self.width), int(self.height))


@lru_cache(maxsize=512)
def balanced(text: str, font: str, size: int, width: int) -> str:
    """The text in as few lines as this width takes, the longest of them as short as may be: no word is left alone."""
    words = whole_words(text)
    if len(words) < 3 or "\n" in text or extents(text, font, size)[0] <= width:
        return text
    wide = [extents(word, font, size)[0] for word in words]
    space = extents(" ", font, size)[0]
    fewest = len(broken(wide, space, width))
    if fewest > FEW_LINES:
        return text
    narrowest = bisect_left(range(width), True, key=lambda room: len(broken(wide, space, room)) <= fewest)
    ends = list(accumulate(map(len, broken(wide, space, narrowest))))
    lines = [" ".join(words[begin:end]) for begin, end in pairwise([0, *ends])]
    return "\n".join(lines) if all(extents(line, font, size)[0] <= width for line in lines) else text


def whole_words(text: str) -> list[str]:
    """What no line ends within: a no-break space is part of a word."""
    return re.split("[ \n]+", text.strip())


def broken(wide: Sequence[int], space: int, room: int) -> list[list[int]]:
    """Words of these widths in lines, each line as full as the room lets it be."""
    lines: list[list[int]] = []
    for word in wide:
        if lines and sum(lines[-1]) + space * len(lines[-1]) + word <= room:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


@lru_cache(maxsize=512)
def fitting(text: str, font: str, sizes: Sequence[int], width: int, height: int) -> int:
    """The first of these sizes, largest first, in which the text stands whole in the box, no word broken."""
    return next((size for size in sizes if fits(text, font, size, width, height)), sizes[-1])


def fits(text: str, font: str, size: int, width: int, height: int) -> bool:
    """Whether the text stands whole in the box, wrapped, no word broken; in the lines in which it is written."""
    if any(extents(word, font, size)[0] > width for word in whole_words(text)):
        return False
    drawer = TextDrawer(
        text=balanced(text, font, size, width),
        font_name=font,
        font_size=size,
        text_size=(width, None),
        line_height=LEADING,
        font_hinting="light",
    )
    return bool(drawer.render()[1] <= height)


# ---------------------------------------------------------------- surfaces


class Card(BoxLayout):
    """A rounded surface. ``fill`` and ``edge`` are roles; an empty edge draws no line."""

    fill = StringProperty("surface")
    edge = StringProperty("")
    lifted = BooleanProperty(True)
    radius = NumericProperty(0)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._halo = Halo()
        self.canvas.before.insert(0, self._halo)
        self._shade = Clock.create_trigger(self._draw_shadow, -1)
        self.bind(pos=self._shade, size=self._shade, lifted=self._shade, radius=self._shade)
        theme.bind(shadow=self._shade)
        self._shade()

    def _draw_shadow(self, *_: object) -> None:
        self._halo.surround(self.pos, self.size, self.radius, theme.shadow if self.lifted else [0] * 4)


class Rule(Widget):
    """A hairline between things."""


class Badge(Label):
    """A few words on a coloured pill: PRIORITAS, 3 menunggu. ``meaning`` is action, good, warn, danger or accent."""

    meaning = StringProperty("action")
    soft = BooleanProperty(True)


class StatusDot(Widget):
    """A dot in the colour of a role."""

    role = StringProperty("good")


class KeyHint(Label):
    """The key that does the same, drawn as a key cap."""

    cap_width = NumericProperty(0)


# ---------------------------------------------------------------- things to press


class Pressable(FocusBehavior, ButtonBehavior):
    """A button in all but looks: touch, Enter and Space press it, Tab moves on, a ring shows the focus."""

    ring_radius = NumericProperty(0)

    def keyboard_on_key_down(
        self, window: Any, keycode: tuple[int, str], text: str | None, modifiers: list[str]
    ) -> bool:
        code = keycode[0]
        if code in (13, 32, 271):
            theme.show_focus = True
            self.push()
            return True
        if code == 9:
            theme.show_focus = True
            return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))
        return False

    def push(self) -> None:
        """Press by program: the same as a touch, and nothing while disabled."""
        if not self.disabled:
            self.dispatch("on_press")
            self.dispatch("on_release")


class PushButton(Pressable, BoxLayout):
    """Base of the labelled buttons. ``busy`` shows that the answer is awaited, and takes no second touch."""

    text = StringProperty("")
    icon = StringProperty("")
    key = StringProperty("")  # shown as a key cap; the screen's ``press`` does the work
    busy = BooleanProperty(False)
    kind = OptionProperty("lead", options=["caption", "body", "lead", "title"])
    fill = StringProperty("action")
    write = StringProperty("action_ink")
    edge = StringProperty("")
    inset = NumericProperty(0)

    def on_touch_down(self, touch: Any) -> bool:
        if self.busy and self.collide_point(*touch.pos):
            return True
        return bool(super().on_touch_down(touch))

    def push(self) -> None:
        if not self.busy:
            super().push()


class PrimaryButton(PushButton):
    """The one thing this screen wants done."""


class SecondaryButton(PushButton):
    """Everything else that may be done."""


class QuietButton(PushButton):
    """Back, close, more: without a field of its own."""


class DangerButton(PushButton):
    """What takes something away."""


class ChoiceCard(Pressable, BoxLayout):
    """A big choice: icon, title, subtitle and, for a number pad, its digit. ``chosen`` marks it."""

    title = StringProperty("")
    subtitle = StringProperty("")
    icon = StringProperty("")
    digit = StringProperty("")
    note = StringProperty("")  # a badge at its end, e.g. how many wait
    chosen = BooleanProperty(False)


class Chip(Pressable, BoxLayout):
    """A small choice or switch with icon and word; ``on`` marks it."""

    text = StringProperty("")
    icon = StringProperty("")
    digit = StringProperty("")
    on = BooleanProperty(False)


class CheckRow(Pressable, BoxLayout):
    """One line of a checklist: a mark, what it is, and a hint below. ``state_mark``: open, yes or no.

    A press goes round open -> yes -> no unless ``fixed``; ``on_mark`` tells.
    """

    __events__ = ("on_mark",)
    text = StringProperty("")
    hint = StringProperty("")
    digit = StringProperty("")
    fixed = BooleanProperty(False)
    mark = OptionProperty("open", options=["open", "yes", "no"])
    NEXT = {"open": "yes", "yes": "no", "no": "open"}  # noqa: RUF012
    ICON = {"open": "checkbox-blank-outline", "yes": "checkbox-marked", "no": "close-circle"}  # noqa: RUF012
    ROLE = {"open": "ink_soft", "yes": "good", "no": "danger"}  # noqa: RUF012

    def on_release(self) -> None:
        if not self.fixed:
            self.mark = self.NEXT[self.mark]
            self.dispatch("on_mark", self.mark)

    def on_mark(self, *_: object) -> None:
        """Default handler of the event."""


class PadKey(Pressable, BoxLayout):
    """One key of the number pad."""

    text = StringProperty("")
    icon = StringProperty("")


class NumberPad(GridLayout):
    """Twelve large keys. ``on_key(name)`` gives "0".."9", "backspace" or "enter"."""

    __events__ = ("on_key",)
    KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "backspace", "0", "enter")
    ICONS = {"backspace": "backspace-outline", "enter": "check-bold"}  # noqa: RUF012

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for name in self.KEYS:
            key = PadKey(text="" if name in self.ICONS else name, icon=self.ICONS.get(name, ""))
            key.bind(on_release=lambda _key, name=name: self.dispatch("on_key", name))
            self.add_widget(key)

    def on_key(self, name: str) -> None:
        """Default handler of the event."""


class TextField(TextInput):
    """One line to type in. ``only`` limits what it takes to digits; ``secret`` shows dots; ``most`` caps the length."""

    only = OptionProperty("anything", options=["anything", "digits"])
    secret = BooleanProperty(False)
    most = NumericProperty(120)
    wrong = BooleanProperty(False)

    def insert_text(self, substring: str, from_undo: bool = False) -> None:
        kept = "".join(c for c in substring if c.isdigit()) if self.only == "digits" else substring
        room = max(0, int(self.most) - len(self.text) + len(self.selection_text))
        super().insert_text(kept[:room], from_undo=from_undo)


# ---------------------------------------------------------------- waiting, telling


class BusyDots(Widget):
    """Three dots that walk while something is awaited; they stand still, and cost nothing, when not ``busy``."""

    busy = BooleanProperty(True)
    role = StringProperty("action")
    step = NumericProperty(0)
    PACE = 0.5  # each step redraws the whole window, which a machine without a graphics card feels

    def __init__(self, **values: Any) -> None:
        self._ticks: Any = None
        super().__init__(**values)
        self.bind(parent=self._arrange, busy=self._arrange)

    def _arrange(self, *_: object) -> None:
        if self._ticks is not None:
            self._ticks.cancel()
            self._ticks = None
        if self.busy and self.parent is not None:
            self._ticks = Clock.schedule_interval(self._advance, self.PACE)

    def _advance(self, _dt: float) -> None:
        self.step = (self.step + 1) % 3


class Waiting(BoxLayout):
    """Dots and a sentence that says what is awaited."""

    text = StringProperty("")
    busy = BooleanProperty(True)


class Dialog(FloatLayout):
    """A question above the screen. ``stage.lay(dialog)`` opens it; Escape and ``cancel`` press its second button.

    ``on_answer(yes)`` tells the choice once, and the dialog lifts itself.
    """

    __events__ = ("on_answer",)
    modal = True
    icon = StringProperty("")
    meaning = StringProperty("action")
    title = StringProperty("")
    text = StringProperty("")
    yes = StringProperty("")
    no = StringProperty("")  # empty: there is only one way on
    stage = ObjectProperty(None, allownone=True)
    extra = ObjectProperty(None, allownone=True)  # a widget below the text: a checklist, a field

    def on_kv_post(self, base_widget: Widget) -> None:
        self.bind(no=self._arrange, extra=self._arrange)
        self._arrange()

    def _arrange(self, *_: object) -> None:
        """Show the second button and the extra part only where there are any."""
        buttons, place = self.ids.buttons, self.ids.extra
        buttons.clear_widgets()
        for button in (self.ids.yes, self.ids.no) if self.no else (self.ids.yes,):
            buttons.add_widget(button)
        place.clear_widgets()
        if self.extra is not None:
            place.add_widget(self.extra)

    def open(self, stage: Any) -> None:
        self.stage = stage
        stage.lay(self)

    def answer(self, yes: bool) -> None:
        """Close with this answer; a second one is ignored."""
        if self.stage is None:
            return
        stage, self.stage = self.stage, None
        stage.lift(self)
        self.dispatch("on_answer", yes)

    def on_answer(self, yes: bool) -> None:
        """Default handler of the event."""

    def press(self, name: str) -> bool:
        if name == "enter":
            self.answer(True)
        elif name == "escape":
            self.answer(not self.no)
        return True

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True


class Notice(BoxLayout):
    """A bar that tells something: ``meaning`` is good, warn, danger or action."""

    text = StringProperty("")
    meaning = StringProperty("danger")
    shown = BooleanProperty(False)
    ICONS = {"good": "check-circle", "warn": "alert", "danger": "alert-circle", "action": "information"}  # noqa: RUF012

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._end: Any = None

    def say(self, text: str, meaning: str = "danger", seconds: float = 6.0) -> None:
        """Show this; 0 seconds keeps it until ``hush``."""
        self.hush()
        self.text, self.meaning, self.shown = text, meaning, True
        if seconds:
            self._end = Clock.schedule_once(lambda _dt: self.hush(), seconds)

    def hush(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None
        self.shown = False


class ClockLabel(Label):
    """Shows the time it is told (``text``, see ``assets.texts.hour``); it never counts by itself."""

    role = StringProperty("ink")
    kind = StringProperty("title")


class ProgressRing(Widget):
    """A ring filled to ``part`` of 1: time left before a screen goes back, or of the fifteen minutes."""

    part = NumericProperty(0.0)
    role = StringProperty("action")
    thick = NumericProperty(10)


# ---------------------------------------------------------------- QR


def qr_pixels(data: str) -> tuple[int, bytes]:
    """A QR code with its quiet zone, one grey byte per module: side and rows from the bottom up, as textures want."""
    rows = list(segno.make(data, error="m", micro=False).matrix_iter(border=4))
    return len(rows), bytes(0 if module else 255 for row in reversed(rows) for module in row)


class QrCode(Widget):
    """A QR code of ``data``, always black on white, each module a whole number of design pixels."""

    data = StringProperty("")
    texture = ObjectProperty(None, allownone=True)
    side = NumericProperty(0)  # modules, with the quiet zone

    def on_data(self, _self: object, data: str) -> None:
        if not data:
            self.texture, self.side = None, 0
            return
        self.side, pixels = qr_pixels(data)
        texture = Texture.create(size=(self.side, self.side), colorfmt="luminance")
        texture.mag_filter = "nearest"
        texture.blit_buffer(pixels, colorfmt="luminance", bufferfmt="ubyte")
        self.texture = texture

    def _drawn(self) -> float:
        least = float(min(self.width, self.height))
        return least // self.side * self.side if self.side and least >= self.side else least

    drawn = AliasProperty(_drawn, None, bind=["size", "side"])


# ---------------------------------------------------------------- lists


class Row(Pressable, BoxLayout):
    """A line of a dense list: put ``OneLine``s, badges and icons in it. ``chosen`` marks the one that keys act on."""

    chosen = BooleanProperty(False)
    fill = StringProperty("surface")


class Rows(BoxLayout):
    """A list that is changed in place: ``show(items)`` reuses widgets by key, so that nothing flickers.

    Give ``maker(item) -> widget`` and ``teller(widget, item)``; ``keyed(item)`` names it.
    """

    empty = StringProperty("")
    maker = ObjectProperty(None)
    teller = ObjectProperty(None)
    keyed = ObjectProperty(None)
    items = ListProperty()

    def __init__(self, **values: Any) -> None:
        self._rows: dict[Any, Widget] = {}
        super().__init__(**values)
        self.bind(empty=self.on_items)
        self.on_items()

    def show(self, items: list[Any]) -> None:
        self.items = items

    def on_items(self, *_: object) -> None:
        wanted = {self.keyed(item) if self.keyed else index: item for index, item in enumerate(self.items)}
        for key in self._rows.keys() - wanted.keys():
            self.remove_widget(self._rows.pop(key))
        for key, item in wanted.items():
            row = self._rows.get(key) or self._rows.setdefault(key, self.maker(item))
            self.teller(row, item)
        self._in_order([self._rows[key] for key in wanted])

    def _in_order(self, rows: list[Widget]) -> None:
        standing = [child for child in reversed(self.children) if child in rows]
        if standing == rows and len(self.children) == len(rows) and rows:
            return
        self.clear_widgets()
        for row in rows or ([Body(text=self.empty, role="ink_soft", halign="center")] if self.empty else []):
            self.add_widget(row)


Builder.load_file(str(Path(__file__).with_name("widgets.kv")))
