"""The stage, the widgets, the banner and the harness itself, on a real window."""

import asyncio
import gc
import logging
import threading
import weakref
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest
from PIL import Image

from assets.texts import LANGUAGES
from terminal.look.palette import PaletteName, ScaleName
from terminal.look.recent import Recent
from tests.support.windows import Start

pytestmark = pytest.mark.window

DESIGNS: dict[ScaleName, tuple[int, int]] = {"kiosk": (1080, 1920), "display": (1920, 1080), "desk": (1920, 1080)}


def plain_app(screen: Any, design: tuple[int, int] = (1080, 1920), scale: ScaleName = "kiosk") -> Any:
    """An app with this one screen, made when the window is there."""
    from terminal.look.app import TerminalApp

    class PlainApp(TerminalApp):
        def first_screen(self) -> Any:
            return screen() if callable(screen) else screen

    app = PlainApp()
    app.design, app.scale = design, scale
    return app


@pytest.mark.parametrize("column", range(3))
@pytest.mark.parametrize("palette", get_args(PaletteName))
async def test_every_widget_is_unclipped(run_app: Start, tmp_path: Path, column: int, palette: PaletteName) -> None:
    """All widgets at the kiosk's sizes, in every palette: nothing is cut, outside, broken or covered."""
    from terminal.look.gallery import GalleryApp
    from terminal.look.theme import theme

    driver = await run_app(GalleryApp((1080, 1920), "kiosk", column=column))
    theme.use(palette=palette)
    await driver.frames(4)
    assert driver.clipped() == []
    picture = Image.open(await driver.shot(tmp_path / "gallery.png")).convert("RGB")
    assert picture.size == (1080, 1920)
    assert len(picture.getcolors(1_000_000) or []) > 50


@pytest.mark.parametrize("larger", [False, True])
@pytest.mark.parametrize("scale", get_args(ScaleName))
async def test_link_banner_fits_in_three_languages(run_app: Start, scale: ScaleName, larger: bool) -> None:
    """Bar and covers of every state, in every language and at every scale, with larger text too."""
    from kivy.uix.widget import Widget

    from terminal.look.banner import LinkBanner
    from terminal.look.gallery import LINKS
    from terminal.look.theme import theme

    theme.use(larger=larger)
    driver = await run_app(plain_app(Widget, DESIGNS[scale], scale))
    faults = {}
    for language in LANGUAGES:
        banner = LinkBanner(driver.app.stage, language)
        for name, shown in LINKS.items():
            banner.tell(shown)
            await driver.frames(4)
            assert driver.words(), f"{name} says nothing"
            faults[language, name] = driver.clipped()
        driver.app.stage.lift(banner.cover)
        driver.app.stage.lift(banner.bar)
    assert {key: found for key, found in faults.items() if found} == {}


async def test_banner_goes_when_the_link_is_live_again(run_app: Start) -> None:
    from kivy.uix.widget import Widget

    from terminal.link.status import LinkState
    from terminal.look.banner import LinkBanner
    from terminal.look.link_shown import LIVE, LinkShown

    driver = await run_app(plain_app(Widget))
    banner = LinkBanner(driver.app.stage)
    since = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
    banner.tell(LinkShown(LinkState.STALE, since=since, waits_for="192.168.10.5:7810"))
    assert driver.app.stage.layers == (banner.bar,)
    banner.tell(LinkShown(LinkState.PAIRING, pairing_code="BCDF-GHJK-LMNP"))
    assert driver.app.stage.layers == (banner.cover,)
    await driver.frames()
    assert "BCDF-GHJK-LMNP" in driver.words()
    banner.tell(LIVE)
    assert driver.app.stage.layers == ()


@pytest.mark.parametrize("size", [None, (432, 768), (700, 700)])
async def test_touch_lands_where_it_is_seen(run_app: Start, size: tuple[int, int] | None) -> None:
    """By a finger and by the X server's pointer, at the design size, scaled, and scaled with margins."""
    from kivy.uix.floatlayout import FloatLayout

    from terminal.look.widgets import PrimaryButton

    pressed: list[str] = []

    def screen() -> Any:
        page = FloatLayout()
        for name, place in (("low", {"x": 0.02, "y": 0.02}), ("high", {"right": 0.98, "top": 0.98})):
            button = PrimaryButton(text=name, size_hint=(0.3, None), pos_hint=place)
            button.bind(on_release=lambda _button, name=name: pressed.append(name))
            page.add_widget(button)
        return page

    driver = await run_app(plain_app(screen), size)
    await driver.tap(driver.find("PrimaryButton", text="high"))
    await driver.xclick(driver.find("PrimaryButton", text="low"))
    await driver.until(lambda: len(pressed) == 2)
    assert pressed == ["high", "low"]


async def test_busy_and_disabled_buttons_take_no_touch(run_app: Start) -> None:
    from kivy.uix.boxlayout import BoxLayout

    from terminal.look.widgets import PrimaryButton

    pressed: list[object] = []
    button = None

    def screen() -> Any:
        nonlocal button
        page = BoxLayout()
        button = PrimaryButton(text="Ambil nomor")
        button.bind(on_release=pressed.append)
        page.add_widget(button)
        return page

    driver = await run_app(plain_app(screen))
    assert button is not None
    button.busy = True
    await driver.tap(button)
    button.push()
    button.busy, button.disabled = False, True
    await driver.tap(button)
    button.push()
    assert pressed == []
    button.disabled = False
    await driver.tap(button)
    assert len(pressed) == 1


@pytest.mark.parametrize("real", [False, True])
async def test_keys_reach_the_top_layer_then_the_screen(run_app: Start, real: bool) -> None:
    """A dialog keeps the keys from the screen; after it is answered they reach the screen again."""
    from kivy.uix.widget import Widget

    from terminal.look.widgets import Dialog

    pressed: list[str] = []
    answers: list[bool] = []

    class Listener(Widget):
        def press(self, name: str) -> bool:
            pressed.append(name)
            return True

    driver = await run_app(plain_app(Listener))
    press = driver.xkey if real else driver.key
    await press("7")
    await driver.until(lambda: pressed == ["7"])
    dialog = Dialog(title="Batalkan?", yes="Ya", no="Tidak")
    dialog.bind(on_answer=lambda _dialog, yes: answers.append(yes))
    dialog.open(driver.app.stage)
    await driver.frames()
    assert driver.clipped() == []
    await press("8")
    await press("escape")
    await driver.until(lambda: answers == [False])
    await press("?")
    await driver.until(lambda: pressed == ["7", "?"])
    assert driver.app.stage.layers == ()


async def test_typing_into_a_field_is_not_a_shortcut(run_app: Start) -> None:
    from kivy.uix.boxlayout import BoxLayout

    from terminal.look.widgets import TextField

    pressed: list[str] = []
    field = None

    class Form(BoxLayout):
        def press(self, name: str) -> bool:
            pressed.append(name)
            return True

    def screen() -> Any:
        nonlocal field
        field = TextField(only="digits", most=4)
        form = Form()
        form.add_widget(field)
        return form

    driver = await run_app(plain_app(screen, (1920, 1080), "desk"))
    assert field is not None
    field.focus = True
    await driver.frames()
    for name in ("1", "a", "2", "3", "4", "5", "f2"):
        await driver.key(name)
    assert field.text == "1234"
    assert pressed == ["f2"]


async def test_a_fault_in_one_callback_does_not_end_the_window(
    run_app: Start, caplog: pytest.LogCaptureFixture
) -> None:
    from kivy.clock import Clock
    from kivy.uix.widget import Widget

    driver = await run_app(plain_app(Widget))

    def fault(_dt: float) -> None:
        raise ValueError("Siti Aminah")

    with caplog.at_level(logging.ERROR, "terminal.look"):
        Clock.schedule_once(fault)
        await driver.until(lambda: "the window goes on" in caplog.text)
    await driver.frames()
    assert "Siti" not in caplog.text


async def test_a_dead_background_task_ends_the_window(screen: None) -> None:
    """Stale numbers are worse than a restart: what the task died of comes out of ``run_terminal``."""
    from kivy.uix.widget import Widget

    from tests.support.windows import Theatre

    theatre = Theatre()
    app = plain_app(Widget)

    async def die() -> None:
        raise OSError("gone")

    try:
        await theatre.start(app)
        app.keep(die())
        (_, task), *_ = theatre._running
        with pytest.raises(OSError, match="gone"):
            await asyncio.wait_for(task, 30)
        theatre._running.clear()
    finally:
        await theatre.close()


async def test_what_a_background_task_uses_is_closed_after_it(screen: None) -> None:
    """A watch that asks a closed printer how it is would end the window with a fault of its own making."""
    from kivy.uix.widget import Widget

    from tests.support.windows import Theatre

    theatre = Theatre()
    app = plain_app(Widget)
    order: list[str] = []

    async def use() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            order.append("used")

    app.let_go = lambda: order.append("closed")
    try:
        driver = await theatre.start(app)
        app.keep(use())
        await driver.frames()
    finally:
        await theatre.close()
    assert order == ["used", "closed"]


async def test_a_kiosk_window_does_not_close(run_app: Start) -> None:
    from kivy.core.window import Window
    from kivy.uix.widget import Widget

    app = plain_app(Widget)
    app.closable = False
    await run_app(app)
    assert Window.dispatch("on_request_close")
    app.closable = True
    assert not Window.dispatch("on_request_close")


async def test_checker_names_what_cannot_be_read(run_app: Start) -> None:
    """The control: each kind of fault, made on purpose, is found; the same texts in room enough are not."""
    from kivy.uix.floatlayout import FloatLayout
    from kivy.uix.label import Label

    from terminal.look.widgets import Body, OneLine

    faults: dict[str, dict[str, Any]] = {
        "is cut": {"size": (60, 20), "pos": (300, 300)},
        "reaches out": {"size": (500, 60), "pos": (900, 300)},
    }
    page = None

    def screen() -> Any:
        nonlocal page
        page = FloatLayout()
        return page

    driver = await run_app(plain_app(screen))
    assert page is not None

    async def found(*widgets: Any) -> str:
        page.clear_widgets()
        for widget in widgets:
            page.add_widget(widget)
        await driver.frames(4)
        return " / ".join(driver.clipped())

    for said, room in faults.items():
        assert said in await found(Label(text="Silakan ke Loket 3", font_size=40, size_hint=(None, None), **room))
    narrow = {"size_hint_x": None, "width": 60, "pos": (300, 300)}
    assert "breaks the word" in await found(Body(text="Kependudukan", **narrow))
    assert "is shortened" in await found(OneLine(text="Kependudukan", size_hint_y=None, height=80, **narrow))
    low = {"size_hint": (None, None), "size": (300, 90), "text_size": (300, 90), "valign": "middle"}
    assert "written without 'tiga'" in await found(Label(text="satu\ndua\ntiga", font_size=30, **low))
    twice = [Label(text=word, font_size=40, size_hint=(None, None), size=(400, 80), pos=(300, 300)) for word in "AB"]
    assert "lie on each other" in await found(*twice)
    assert await found(Label(text="Silakan ke Loket 3", font_size=40)) == ""
    assert await found(Body(text="Kependudukan dan pencatatan sipil")) == ""


async def test_theme_changes_live(run_app: Start) -> None:
    from terminal.look.palette import CONTRAST, LIGHT, SCALES
    from terminal.look.theme import theme
    from terminal.look.widgets import Body

    body = None

    def screen() -> Any:
        nonlocal body
        body = Body(text="Silakan")
        return body

    await run_app(plain_app(screen))
    assert body is not None
    from kivy.utils import get_color_from_hex

    assert (body.color, body.font_size) == (get_color_from_hex(LIGHT.ink), SCALES["kiosk"].body)
    theme.use(palette="contrast", larger=True)
    assert (body.color, body.font_size) == (get_color_from_hex(CONTRAST.ink), round(SCALES["kiosk"].body * 1.25))


async def test_qr_code_can_be_read_back_module_by_module(run_app: Start, tmp_path: Path) -> None:
    """Each module is a whole number of pixels, black on white, in every palette."""
    import segno

    from terminal.look.theme import theme
    from terminal.look.widgets import QrCode

    data = "https://antrean.example.go.id/t/7f3c9d2e4b5a6871"
    code = None

    def screen() -> Any:
        nonlocal code
        code = QrCode(data=data)
        return code

    driver = await run_app(plain_app(screen))
    assert code is not None
    theme.use(palette="contrast")
    picture = Image.open(await driver.shot(tmp_path / "qr.png")).convert("L")
    side = code.drawn / code.side
    assert side == int(side)
    left, top = code.center_x - code.drawn / 2, 1920 - (code.center_y + code.drawn / 2)
    dots: Any = picture.load()
    seen = [
        [dots[int(left + (x + 0.5) * side), int(top + (y + 0.5) * side)] < 128 for x in range(code.side)]
        for y in range(code.side)
    ]
    assert seen == [
        [bool(dot) for dot in row] for row in segno.make(data, error="m", micro=False).matrix_iter(border=4)
    ]


async def test_tab_and_enter_press_a_button_and_show_where_one_is(run_app: Start, tmp_path: Path) -> None:
    """By real keys: the ring comes with the first key, and a touch takes it away."""
    from kivy.uix.boxlayout import BoxLayout

    from terminal.look.theme import theme
    from terminal.look.widgets import PrimaryButton, SecondaryButton

    pressed: list[str] = []

    def screen() -> Any:
        page = BoxLayout(padding=100, spacing=60)
        for kind, name in ((PrimaryButton, "Ambil nomor"), (SecondaryButton, "Kembali")):
            button = kind(text=name, pos_hint={"center_y": 0.5})
            button.bind(on_release=lambda _button, name=name: pressed.append(name))
            page.add_widget(button)
        return page

    driver = await run_app(plain_app(screen))
    first, second = driver.find(text="Ambil nomor"), driver.find(text="Kembali")
    first.focus = True
    plain = Image.open(await driver.shot(tmp_path / "plain.png")).convert("RGB")
    await driver.xkey("tab")
    await driver.until(lambda: second.focus and theme.show_focus)
    ringed = Image.open(await driver.shot(tmp_path / "ringed.png")).convert("RGB")
    assert plain.tobytes() != ringed.tobytes()
    await driver.xkey("enter")
    await driver.until(lambda: pressed == ["Kembali"])
    await driver.xclick(first)
    await driver.until(lambda: len(pressed) == 2 and not theme.show_focus)


async def test_rows_keep_their_widgets_when_the_list_changes(run_app: Start) -> None:
    """A list that is told again moves and renames its rows; it makes only the new ones."""
    from terminal.look.widgets import Body, Rows

    rows = None

    def screen() -> Any:
        nonlocal rows
        rows = Rows(
            empty="Belum ada yang menunggu.",
            keyed=lambda item: item[0],
            maker=lambda item: Body(),
            teller=lambda row, item: setattr(row, "text", f"{item[0]} {item[1]}"),
        )
        return rows

    driver = await run_app(plain_app(screen))
    assert rows is not None
    assert driver.words() == ["Belum ada yang menunggu."]
    rows.show([("A-001", "baru"), ("A-002", "baru")])
    second = rows.children[0]
    rows.show([("A-002", "dipanggil"), ("A-003", "baru")])
    await driver.frames()
    assert driver.words() == ["A-002 dipanggil", "A-003 baru"]
    assert rows.children[1] is second
    rows.show([])
    await driver.frames()
    assert driver.words() == ["Belum ada yang menunggu."]


async def test_a_text_measures_the_same_before_and_after_it_was_drawn(
    run_app: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And as wide as it is drawn, whoever opened its font first. The control is Kivy's own measure."""
    from kivy.core.text import Label as Drawer
    from kivy.core.text._text_sdl2 import _get_extents
    from kivy.uix.label import Label

    words = "KTP-el hilang atau rusak"

    def drawers(sizes: range = range(29, 93)) -> list[Any]:
        return [Drawer(text=words, font_name="Strong", font_size=size, font_hinting="light") for size in sizes]

    await run_app(plain_app(Label(text="")))
    monkeypatch.setattr("terminal.look.letters._measured", Recent(0))  # each is measured anew
    assert len([one.get_extents(words) for one in drawers(range(131, 195))]) == 64  # as many as Kivy keeps open
    kivys = [_get_extents(one, words) for one in drawers()]
    before = [one.get_extents(words) for one in drawers()]
    for one in drawers():
        one.refresh()
        one.texture.bind()  # draws it, now
    assert [one.get_extents(words) for one in drawers()] == before
    assert [one.render()[0] for one in drawers()] == [wide for wide, _ in before]
    assert kivys != before, "Kivy hints a font as it opens it: terminal/look/letters.py may go"


async def test_number_takes_the_largest_fixed_size_that_fits(run_app: Start) -> None:
    from terminal.look.palette import SCALES
    from terminal.look.widgets import NumberLabel

    number = None

    def screen() -> Any:
        nonlocal number
        number = NumberLabel(text="A-047", size_hint=(None, None), size=(1000, 500))
        return number

    driver = await run_app(plain_app(screen))
    assert number is not None
    await driver.frames()
    large = number.font_size
    number.size = (300, 120)
    await driver.frames()
    assert {large, number.font_size} <= set(SCALES["kiosk"].numbers)
    assert number.font_size < large
    assert driver.clipped() == []


def inked(one: Any) -> Any:
    """How much of each pixel is covered in the box of what a pen has written, in rows from the top."""
    import numpy as np

    box = np.zeros(one.box[::-1], np.uint8)
    down = one.box[1] - one.bottom - one.picture.height
    box[down : down + one.picture.height, one.left : one.left + one.picture.width] = alpha(one.picture)
    return box


def alpha(picture: Any) -> Any:
    """How opaque each pixel of a text's texture is, in rows from the top."""
    import numpy as np

    return np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 4)[..., 3]


async def test_a_number_looks_as_if_it_were_written_as_one(run_app: Start) -> None:
    """Letter for letter, to the pixel; a letter that stands one beside is found."""
    import numpy as np
    from kivy.uix.widget import Widget

    from terminal.look.widgets import lefts, letter

    def put_together(text: str, size: int, shifted: int = 0) -> Any:
        whole = np.zeros_like(inked(letter(text, size, mipmap=False)))
        for one, left in zip(
            text, [lefts(text, size)[0], *(at + shifted for at in lefts(text, size)[1:])], strict=True
        ):
            ink = inked(letter(one, size, mipmap=False))[:, : whole.shape[1] - left]
            whole[:, left : left + ink.shape[1]] = np.maximum(whole[:, left : left + ink.shape[1]], ink)
        return whole

    await run_app(plain_app(Widget))
    for text, size in product(("A-047", "B-111", "K-846", "F-417", "K7M-2QF"), (30, 56, 72, 152, 272, 340, 360)):
        written = inked(letter(text, size, mipmap=False))
        assert np.array_equal(put_together(text, size), written), (text, size)
        assert not np.array_equal(put_together(text, size, shifted=-1), written)


@pytest.mark.parametrize("valign", ["top", "middle", "bottom"])
@pytest.mark.parametrize("halign", ["left", "center", "right"])
async def test_a_pen_writes_what_kivy_would_and_no_more(run_app: Start, halign: str, valign: str) -> None:
    """On one line, on several, and in too low a box; another place by one pixel is found."""
    import numpy as np
    from kivy.core.text import Label as Drawer
    from kivy.uix.widget import Widget

    from terminal.look.ink import Pen

    await run_app(plain_app(Widget))
    words = "Kartu Keluarga dan perubahan data"
    for box in ((900, 300), (260, 300), (260, 60), (901, None), (None, None)):
        manner = {"font_name": "Strong", "font_size": 38, "font_hinting": "light", "line_height": 1.02}
        manner |= {"text": words, "text_size": box, "halign": halign, "valign": valign}
        kivys, pen = Drawer(**manner), Pen(**manner)
        kivys.refresh()
        written = pen.write()
        assert written is not None
        assert written.box == tuple(kivys.texture.size)
        assert np.array_equal(inked(written), alpha(kivys.texture)), box
        for moved in (written._replace(left=written.left - 1), written._replace(bottom=written.bottom - 1)):
            assert min(moved.left, moved.bottom) < 0 or not np.array_equal(inked(moved), alpha(kivys.texture)), box
        assert written.picture.height <= 38 * 1.3 * (1 if written.box[0] > 500 else 4)
    assert Pen(text="", font_name="Strong").write() is None


async def test_a_label_fills_no_more_than_its_words(run_app: Start) -> None:
    """Of a box of any size; the words come and go with its text, and from what is kept."""
    from terminal.look.widgets import Fitted

    label = None

    def screen() -> Any:
        nonlocal label
        label = Fitted(text="Loket 3", sizes=[40], share=0, size_hint=(None, None), size=(900, 300))
        return label

    driver = await run_app(plain_app(screen))
    assert label is not None
    first = label.ink
    assert tuple(label.texture_size) == (900, 300)
    assert first.width < 200
    assert first.height < 50
    label.text = ""
    await driver.until(lambda: label.ink is None)
    assert tuple(label.texture_size) == (0, 0)
    label.text, label.height = "Loket 3", 300
    await driver.until(lambda: label.ink is first)


def seen_now() -> Any:
    """The window's pixels, in rows from the lowest."""
    import numpy as np
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

    wide, high = Window.size
    return np.frombuffer(bytes(glReadPixels(0, 0, wide, high, GL_RGBA, GL_UNSIGNED_BYTE)), np.uint8).reshape(
        high, wide, 4
    )[..., :3]


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)])
async def test_a_cards_shadow_is_drawn_only_around_it(run_app: Start, size: tuple[int, int]) -> None:
    """With the card on it, it is Kivy's own to the pixel; without, nothing is in its middle."""
    import numpy as np
    from kivy.graphics import Color, SmoothRoundedRectangle
    from kivy.graphics.boxshadow import BoxShadow
    from kivy.uix.widget import Widget

    from terminal.look.halo import Halo

    place, extent, radius = (300.0, 200.0), (900.0, 500.0), 28
    manner = {"offset": (0, -6), "blur_radius": 28, "spread_radius": (-4, -4), "border_radius": (radius,) * 4}

    async def drawn(shadow: str, *, card: bool, colour: tuple[float, ...] = (0, 0, 0, 0.4)) -> Any:
        board.canvas.clear()
        halo = Halo()  # outside of any canvas, as a card makes it
        with board.canvas:
            Color(*colour)
            if shadow == "kivy":
                BoxShadow(pos=place, size=extent, **manner)
        if shadow == "halo":
            halo.surround(place, extent, radius, list(colour))
            board.canvas.add(halo)
        if card:
            with board.canvas:
                Color(0.9, 0.9, 1, 1)
                SmoothRoundedRectangle(pos=place, size=extent, radius=[radius])
        await driver.frames()
        return seen_now()

    board = Widget()
    driver = await run_app(plain_app(lambda: board, (1920, 1080)), size, filled=True)
    ground = await drawn("none", card=False)
    assert np.array_equal(await drawn("halo", card=True), await drawn("kivy", card=True))
    assert not np.array_equal(await drawn("halo", card=True), await drawn("none", card=True))
    around = await drawn("halo", card=False)
    middle = round(450 * size[1] / 1080), round(750 * size[0] / 1920)
    assert np.array_equal(around[middle], ground[middle])
    assert not np.array_equal((await drawn("kivy", card=False))[middle], ground[middle])
    assert np.array_equal(await drawn("halo", card=False, colour=(0, 0, 0, 0)), ground)


async def test_the_ground_is_what_the_window_is_cleared_with(run_app: Start) -> None:
    """In the palette's colour, also once that has changed."""
    import numpy as np
    from kivy.uix.widget import Widget

    from terminal.look.theme import theme

    driver = await run_app(plain_app(Widget), filled=True)
    for palette in ("light", "dark"):
        theme.use(palette=palette)
        await driver.frames()
        seen = seen_now()
        assert (np.abs(seen - np.array(theme.background[:3]) * 255) < 1).all(), palette


async def test_what_is_not_seen_of_a_card_is_not_drawn(run_app: Start) -> None:
    """Its outline is a dot without colour, its shadow is not there; both come with their colours."""
    from kivy.graphics import Rectangle, SmoothLine

    from terminal.look.halo import Halo
    from terminal.look.theme import theme
    from terminal.look.widgets import Card

    def of(kind: type) -> Any:
        return next(one for one in card.canvas.before.children if isinstance(one, kind))

    card = None

    def screen() -> Any:
        nonlocal card
        card = Card(size_hint=(None, None), size=(600, 400), edge="")
        return card

    driver = await run_app(plain_app(screen))
    for palette, edge, lifted in product(("light", "contrast"), ("", "line"), (True, False)):
        theme.use(palette=palette)
        card.edge, card.lifted = edge, lifted
        await driver.frames()
        line, halo = of(SmoothLine), of(Halo)
        assert (line.rounded_rectangle[2] > 2) is bool(edge or (palette == "contrast" and lifted)), (
            palette,
            edge,
            lifted,
        )
        assert bool(halo.children) is (palette == "light" and lifted), (palette, edge, lifted)
    assert Rectangle().texture.mag_filter == "nearest"


async def test_picture_of_an_odd_width_is_not_slanted(run_app: Start, tmp_path: Path) -> None:
    """A white line down the middle of a window 683 wide is straight in its picture."""
    from kivy.graphics import Color, Rectangle
    from kivy.uix.widget import Widget

    class Line(Widget):
        def __init__(self) -> None:
            super().__init__()
            with self.canvas:
                Color(0, 0, 0, 1)
                Rectangle(size=(1920, 1080))
                Color(1, 1, 1, 1)
                Rectangle(pos=(900, 0), size=(120, 1080))

    driver = await run_app(plain_app(Line, (1920, 1080), "desk"), (683, 384))
    dots: Any = Image.open(await driver.shot(tmp_path / "odd.png")).convert("L").load()
    assert [dots[341, y] for y in (10, 190, 370)] == [255, 255, 255]
    assert [dots[100, y] for y in (10, 190, 370)] == [0, 0, 0]


def test_guard_passes_a_fault_and_gives_up_on_a_flood(screen: None) -> None:
    from kivy.base import ExceptionManager

    from terminal.look.guard import Guard, Repeats

    now = iter([0.0, 1.0, 2.0, 30.0, 31.0, 32.0])
    guard = Guard(Repeats(limit=3, within=10), lambda: next(now))
    answers = [guard.handle_exception(ValueError()) for _ in range(6)]
    go_on, give_up = ExceptionManager.PASS, ExceptionManager.RAISE
    assert answers == [go_on, go_on, give_up, go_on, go_on, give_up]
    assert guard.handle_exception(KeyboardInterrupt()) == give_up


def test_prepare_after_kivy_is_refused(screen: None) -> None:
    import kivy.config  # noqa: F401 – somebody was too early

    from terminal.look.boot import KivyAlreadyStarted, WindowShape, prepare

    with pytest.raises(KivyAlreadyStarted):
        prepare(WindowShape(100, 100))


async def test_keys_cannot_press_what_lies_below_a_dialog(run_app: Start) -> None:
    """Enter answers the dialog even when a button of the screen had the focus; afterwards it may have it again."""
    from kivy.uix.boxlayout import BoxLayout

    from terminal.look.widgets import Dialog, PrimaryButton

    pressed: list[object] = []
    answers: list[bool] = []

    def screen() -> Any:
        page = BoxLayout()
        button = PrimaryButton(text="Ambil nomor")
        button.bind(on_release=pressed.append)
        page.add_widget(button)
        return page

    driver = await run_app(plain_app(screen))
    below = driver.find(text="Ambil nomor")
    below.focus = True
    dialog = Dialog(title="Batalkan?", yes="Ya", no="Tidak")
    dialog.bind(on_answer=lambda _dialog, yes: answers.append(yes))
    dialog.open(driver.app.stage)
    assert not below.focus
    await driver.xkey("enter")
    await driver.until(lambda: answers == [True])
    assert pressed == []
    below.focus = True
    await driver.xkey("enter")
    await driver.until(lambda: len(pressed) == 1)


async def test_what_leaves_the_stage_leaves_the_cursor(run_app: Start) -> None:
    """A field that kept it, unseen, would swallow every key."""
    from kivy.uix.boxlayout import BoxLayout

    from terminal.look.stage import typing
    from terminal.look.widgets import Dialog, TextField

    def holder() -> tuple[Any, Any]:
        field, screen = TextField(), BoxLayout()
        screen.add_widget(field)
        return screen, field

    first, field = holder()
    driver = await run_app(plain_app(first))
    stage = driver.app.stage
    field.focus = True
    await driver.frames(2)
    assert typing()
    stage.show(holder()[0])
    assert not field.focus
    assert not typing()

    asked = TextField(size_hint_y=None)
    dialog = Dialog(title="Alasan", yes="Simpan", extra=asked)
    dialog.open(stage)
    asked.focus = True
    await driver.frames(2)
    assert typing()
    dialog.answer(True)
    assert not asked.focus
    assert not typing()


async def test_an_empty_list_says_so_in_its_new_language(run_app: Start) -> None:
    from terminal.look.widgets import Rows

    driver = await run_app(plain_app(lambda: Rows(empty="Belum ada antrean")))
    assert driver.words() == ["Belum ada antrean"]
    driver.app.stage.screen.empty = "Nobody is waiting"
    await driver.frames(2)
    assert driver.words() == ["Nobody is waiting"]


async def test_a_frame_out_of_turn_shows_what_has_changed_and_only_then(run_app: Start) -> None:
    from kivy.clock import Clock
    from kivy.core.window import Window

    from terminal.look.frame import paint
    from terminal.look.widgets import Words

    words = Words(text="Silakan menunggu")
    driver = await run_app(plain_app(lambda: words))
    await driver.frames()
    flips: list[tuple[int, int]] = []

    def on_flip(*_: object) -> None:
        flips.append((Clock.frames, words.texture_size[0]))

    Window.bind(on_flip=on_flip)
    paint()
    assert flips == []
    before = Clock.frames, words.texture_size[0]
    words.text = "Silakan ke loket 3 sekarang"
    words.font_size += 4
    paint()
    paint()
    Window.unbind(on_flip=on_flip)
    ((frame, width),) = flips
    assert frame == before[0]
    assert words.texture_size[1] > 0
    assert words.text in driver.words()
    assert width == words.texture_size[0]


async def test_a_fault_in_a_frame_out_of_turn_ends_nothing_until_it_keeps_coming(
    run_app: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """As in any other frame: what was to be seen may fail, the board goes on."""
    from kivy.clock import Clock
    from kivy.uix.widget import Widget

    from terminal.look.frame import paint

    await run_app(plain_app(Widget))

    def fail(_seconds: float) -> None:
        raise ValueError("a text that cannot be drawn")

    for _ in range(4):
        Clock.schedule_once(fail, -1)
        paint()
    assert caplog.text.count("the window goes on") == 4
    Clock.schedule_once(fail, -1)
    with pytest.raises(ValueError, match="cannot be drawn"):
        paint()


async def test_a_sweep_in_another_thread_would_break_a_rule_so_none_is_made_there(run_app: Start) -> None:
    """A widget that is gone with its rule still there: so it stands for a moment while another thread ends it."""
    from kivy.factory import Factory
    from kivy.uix.widget import Widget

    from terminal.look.theme import theme

    driver = await run_app(plain_app(Widget))
    await driver.frames(2)
    assert not gc.isenabled()
    words = Factory.Words()
    words.me = words
    gone, seen = threading.Event(), threading.Event()
    look = weakref.ref(words, lambda _: (gone.set(), seen.wait(60)))
    del words
    beside = threading.Thread(target=gc.collect)
    beside.start()
    assert gone.wait(60)
    try:
        with pytest.raises(ReferenceError):
            theme.use(palette="dark")
    finally:
        seen.set()
        beside.join()
    assert look() is None
    theme.use(palette="light")
    theme.use(palette="dark")


def test_no_word_is_left_alone_on_the_last_line(screen: None) -> None:
    """As many lines as Kivy makes of it, and the longest no longer; what fits on one line, or is a paragraph, stays."""
    from terminal.look.widgets import balanced, extents, fits

    def longest(text: str) -> int:
        return max(extents(line, "Strong", 40)[0] for line in text.split("\n"))

    for words, width, wanted in (
        ("Pelayanan dibuka pukul 13.00.", 520, "Pelayanan dibuka\npukul 13.00."),
        ("Akta kelahiran dan akta kematian", 480, "Akta kelahiran\ndan akta kematian"),
        ("Silakan datang kembali Selasa, 24 November 2026 pukul 07.30.", 560, None),
    ):
        text = balanced(words, "Strong", 40, width)
        assert text.split() == words.split()
        assert text == wanted or wanted is None
        high = (text.count("\n") + 1) * 50
        assert fits(words, "Strong", 40, width, high)
        assert not fits(words, "Strong", 40, width, high - 50)
        assert longest(text) <= width
        assert not fits(words, "Strong", 40, longest(text) - 1, high), "the control: no narrower box holds so few lines"
    assert balanced("Loket 3 tutup", "Strong", 40, 900) == "Loket 3 tutup"
    assert balanced(" ".join(["Maklumat"] * 30), "Strong", 40, 400).count("\n") == 0


@pytest.mark.parametrize("width", [640, 1060, 1500])
async def test_fitted_words_are_written_to_the_last(run_app: Start, width: int) -> None:
    """In every box that holds the smallest size: what is measured is what is written, line by line."""
    from kivy.uix.widget import Widget

    from terminal.look.widgets import Fitted, fits

    await run_app(plain_app(Widget))
    sentence = "Silakan mengambil nomor antrean di mesin antrean, lalu menunggu panggilan di layar ini."
    sizes = (60, 54, 48, 44, 40, 36)
    held = [height for height in range(60, 360, 3) if fits(sentence, "Strong", sizes[-1], width, height)]
    assert len(held) > 50
    for height in held:
        fitted = Fitted(text=sentence, sizes=sizes, size_hint=(None, None), size=(width, height))
        fitted.text_size = fitted.size
        fitted._choose_size()
        fitted.texture_update()
        fitted._label.write()
        written = " ".join(word.text for line in fitted._label._cached_lines for word in line.words)
        assert written.split() == sentence.split(), f"{fitted.font_size} in {width}x{height}"
