"""The papers of a case, as large as the window: pages, zoom, pan and turning, by mouse and by keys."""

from io import BytesIO
from pathlib import Path
from typing import Any, Final

from kivy.core.image import Image as Picture
from kivy.graphics import Color, PopMatrix, PushMatrix, Rectangle, Rotate
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.stencilview import StencilView

from assets.texts import Language
from counters.conduct.viewer import Viewer
from counters.presenter import viewer as rules
from counters.presenter.intake import DocumentLine, document_line
from counters.presenter.intake_words import words
from counters.presenter.seat import Seat
from counters.presenter.viewer import PAN_STEP, ZOOM_STEP, Sight, drawn_size, kept_in
from terminal.look.theme import theme
from terminal.look.widgets import Row

Builder.load_file(str(Path(__file__).with_name("viewer.kv")))

NO_KEY: Final = (0, 0)


class PageView(StencilView):
    """One page. ``on_see(change)`` asks for another way of seeing it."""

    __events__ = ("on_see",)
    sight = ObjectProperty(Sight())

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._key = NO_KEY
        self._pixels = (1, 1)
        with self.canvas:
            self._ground = Color(*theme.raised)
            self._back = Rectangle()
            PushMatrix()
            self._turn = Rotate()
            self._ink = Color(1, 1, 1, 0)
            self._picture = Rectangle()
            PopMatrix()
        theme.bind(raised=self._repaint)
        self.bind(pos=self._draw, size=self._draw, sight=self._draw)

    @property
    def shown(self) -> tuple[int, int]:
        """Which page stands here, by document and number; (0, 0) for none."""
        return self._key

    def show(self, key: tuple[int, int], content: bytes | None) -> None:
        """Show this page; what the hub has drawn is decoded once."""
        if content is None:
            self._key, self._picture.texture, self._ink.a = NO_KEY, None, 0
            return
        if key != self._key:
            texture = Picture(BytesIO(content), ext="jpg").texture
            self._pixels, self._picture.texture = tuple(texture.size), texture
            self._key, self._ink.a = key, 1
            self._draw()

    def kept(self, sight: Sight) -> Sight:
        """This way of seeing, no emptier than it must be."""
        wide, high = drawn_size(self._pixels, tuple(self.size), sight)
        turned = (wide, high) if sight.turn % 180 == 0 else (high, wide)
        return kept_in(sight, turned, tuple(self.size))

    def _draw(self, *_: object) -> None:
        self._back.pos, self._back.size = self.pos, self.size
        wide, high = drawn_size(self._pixels, tuple(self.size), self.sight)
        x, y = self.center_x + self.sight.x, self.center_y + self.sight.y
        self._picture.pos, self._picture.size = (x - wide / 2, y - high / 2), (wide, high)
        self._turn.origin, self._turn.angle = (x, y), -self.sight.turn

    def _repaint(self, *_: object) -> None:
        self._ground.rgba = theme.raised

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        if touch.is_mouse_scrolling:
            factor = ZOOM_STEP if touch.button == "scrolldown" else 1 / ZOOM_STEP
            around = touch.x - self.center_x, touch.y - self.center_y
            self.dispatch("on_see", lambda sight: rules.zoomed(sight, factor, around))
        elif touch.is_double_tap:
            self.dispatch("on_see", lambda sight: Sight(turn=sight.turn))
        else:
            touch.grab(self)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        by = touch.dx, touch.dy
        self.dispatch("on_see", lambda sight: rules.moved(sight, *by))
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        return True

    def on_see(self, change: Any) -> None:
        """Default handler of the event."""


class LeafRow(Row):
    """One document of the list."""

    title = StringProperty("")
    detail = StringProperty("")
    sorted = BooleanProperty(False)


class NeedRow(Row):
    """One requirement that the document may show."""

    text = StringProperty("")
    digit = StringProperty("")


class DocumentLayer(FloatLayout):
    """Lies over everything. Its events say what is wanted of the viewer."""

    __events__ = ("on_close", "on_page", "on_document", "on_beside", "on_see", "on_sort", "on_remove")
    modal = True
    title = StringProperty("")
    documents_title = StringProperty("")
    needs_title = StringProperty("")
    remove_text = StringProperty("")
    fit_text = StringProperty("")
    close_text = StringProperty("")
    previous_text = StringProperty("")
    next_text = StringProperty("")
    problem = StringProperty("")
    waiting = StringProperty("")
    told = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        documents, needs = self.ids.documents, self.ids.needs
        documents.keyed, documents.maker = (lambda shown: shown[0].id), self._document
        documents.teller = _tell_document
        needs.maker, needs.teller = self._need, _tell_need
        self.ids.page.bind(on_see=lambda _p, change: self._see(change))

    def show(self, seat: Seat, viewer: Viewer, language: Language) -> None:
        """Draw what lies open."""
        file = viewer.file
        if file is None:
            return
        self.title, self.problem, self.told = viewer.title(), viewer.problem, viewer.told
        self.waiting = "" if viewer.page is not None or viewer.problem else words(language, "viewer.waiting")
        for name in ("fit", "close", "previous", "next"):
            setattr(self, f"{name}_text", words(language, f"viewer.{name}"))
        self._show_page(viewer)
        self.documents_title = words(language, "file.documents", count=len(file.documents))
        lines = [document_line(seat, file, at, paper) for at, paper in enumerate(file.documents)]
        self.ids.documents.show([(line, at == viewer.at[0], at) for at, line in enumerate(lines)])
        needs, shown = viewer.requirements(), viewer.document.requirement if viewer.document else ""
        self.needs_title = words(language, "viewer.shows") if needs else ""
        none = [("0", words(language, "viewer.none"), not shown)] if needs else []
        self.ids.needs.show([*((str(at + 1), title, id == shown) for at, (id, title) in enumerate(needs)), *none])
        self.remove_text = words(language, "viewer.remove") if needs else ""

    def _show_page(self, viewer: Viewer) -> None:
        page = self.ids.page
        page.show(viewer.page_key, viewer.page)
        page.sight = page.kept(viewer.sight)

    # -- keys and presses

    def press(self, name: str) -> bool:
        """Arrows move what is larger than the window, and turn the page of what is not."""
        steps = {"pageup": -1, "pagedown": 1, "left": -1, "right": 1, "backspace": -1, "space": 1}
        moves = {"up": (0, -1), "down": (0, 1), "left": (1, 0), "right": (-1, 0)}
        plain = {"f": self.fit, "r": lambda: self.turn(1), "e": lambda: self.turn(-1), "x": self._remove}
        if name in moves and (self.ids.page.sight.zoom > 1 or name in ("up", "down")):
            self._move(*moves[name])
        elif name in steps:
            self.dispatch("on_page", steps[name])
        elif name in ("+", "=", "-"):
            self.zoom(-1 if name == "-" else 1)
        elif name in ("n", "p"):
            self.dispatch("on_beside", 1 if name == "n" else -1)
        elif name in plain:
            plain[name]()
        elif name.isdigit():
            self.dispatch("on_sort", int(name))
        elif name in ("escape", "enter", "d"):
            self.dispatch("on_close")
        return True

    def zoom(self, by: int) -> None:
        """One step larger or smaller, the middle staying in the middle."""
        self._see(lambda sight: rules.zoomed(sight, ZOOM_STEP**by))

    def turn(self, quarters: int) -> None:
        self._see(lambda sight: rules.turned(sight, quarters))

    def fit(self) -> None:
        """Whole in sight."""
        self._see(lambda sight: Sight(turn=sight.turn))

    def _move(self, x: int, y: int) -> None:
        page = self.ids.page
        self._see(lambda sight: rules.moved(sight, x * PAN_STEP * page.width, y * PAN_STEP * page.height))

    def _see(self, change: Any) -> None:
        self.dispatch("on_see", lambda sight: self.ids.page.kept(change(sight)))

    def _remove(self) -> None:
        self.dispatch("on_remove")

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True

    def _document(self, shown: tuple[DocumentLine, bool, int]) -> LeafRow:
        row, at = LeafRow(is_focusable=False), shown[2]
        row.bind(on_release=lambda *_: self.dispatch("on_document", at))
        return row

    def _need(self, shown: tuple[str, str, bool]) -> NeedRow:
        row = NeedRow(is_focusable=False)
        row.bind(on_release=lambda *_: self.dispatch("on_sort", int(row.digit)))
        return row

    def on_close(self) -> None:
        """Default handler of the event."""

    def on_page(self, by: int) -> None:
        """Default handler of the event."""

    def on_document(self, at: int) -> None:
        """Default handler of the event."""

    def on_beside(self, by: int) -> None:
        """Default handler of the event."""

    def on_see(self, change: Any) -> None:
        """Default handler of the event."""

    def on_sort(self, digit: int) -> None:
        """Default handler of the event."""

    def on_remove(self) -> None:
        """Default handler of the event."""


def _tell_document(row: LeafRow, shown: tuple[DocumentLine, bool, int]) -> None:
    line, row.chosen, _at = shown
    row.title, row.detail, row.sorted = line.title, line.detail, line.sorted


def _tell_need(row: NeedRow, shown: tuple[str, str, bool]) -> None:
    row.digit, row.text, row.chosen = shown
