"""Every layout, theme and size of the board as it should look, and whole in every language.

``ANTREAN_GOLDENS=write python -m pytest tests/e2e/test_display_goldens_windows.py`` draws the pictures in
tests/fixtures/display/ anew; look at each of them before it is committed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from assets.texts import LANGUAGES, Language
from display.layout import DESIGN, layout_named, shape_of
from display.legibility import Needs, needs
from display.presenter import Board, Speech, board
from protocol.messages import Incident
from protocol.office import Office
from protocol.vocabulary import Availability, IncidentKind, TicketState
from terminal.look.palette import PALETTES
from terminal.voice.announcements import Announcements
from tests.support.display_goldens import FOLDER, KIND, differs, golden, keep, seen
from tests.support.display_hall import LARGE, NOW, SMALL, call, mirror, printer, snapshot, ticket
from tests.support.windows import SLACK, Driver, Start, visible

pytestmark = pytest.mark.window

SIZES = ((1920, 1080), (1080, 1920), (1280, 720))
LAYOUTS = ("calls", "media", "number", "counter")
WRITE = os.environ.get("ANTREAN_GOLDENS") == "write"
CLOSED = tuple(place.id for place in LARGE.counters)
HOUR = 3_600_000


def crowd(office: Office = LARGE, *, at: TicketState = TicketState.CALLED, **values: Any) -> Any:
    """A mirror of a busy morning: eight numbers served all over the house, and A-047 called to counter 3."""
    kinds = [kind for kind in office.services if kind.prefix]
    places = [place.id for place in office.counters if place.id != "kasi"]
    busy = [
        ticket(
            90 + n, TicketState.SERVING, places[n % len(places)], kinds[n % len(kinds)].id, kinds[n % len(kinds)].prefix
        )
        for n in range(1, 9)
    ]
    busy = [one for one in busy if one.counter != "3"]
    last = ticket(47, at, "3")
    calls = [call(n, of, ago_s=600) for n, of in enumerate((*busy, last), 1)]
    waiting = [ticket(200 + n, TicketState.WAITING, kind=kinds[n % len(kinds)].id) for n in range(31)]
    held = mirror(office, tickets=(*busy, last, *waiting), calls=tuple(calls), **values)
    first = kinds[0].id
    held.services[first] = msgspec.structs.replace(held.services[first], left=12)
    return held


def empty(office: Office = LARGE, **values: Any) -> Any:
    return mirror(office, **values)


STATES = {
    "called": crowd,
    "served": lambda: crowd(at=TicketState.SERVING),
    "small": lambda: crowd(SMALL),
    "welcome": lambda: empty(SMALL),
    "paused": lambda: empty(paused=("3",)),
    "break": lambda: empty(closed=CLOSED, availability=Availability.BREAK, time=NOW + 2 * HOUR),
    "closed": lambda: empty(closed=CLOSED, availability=Availability.CLOSED, time=NOW + 6 * HOUR),
    "troubled": lambda: crowd(
        printers=(printer(7, "Kios lobi dekat pintu masuk sebelah timur", problem="paper_out"),),
        incidents=(Incident(id=1, kind=IncidentKind.SIAK, since=NOW),),
    ),
}
"""What may be so in the hall. Hours are those of Makassar, one later than the tests' own."""


CROWDED = (("troubled", 2), ("closed", 0), ("welcome", 0))
"""What takes most room of all, with the page of the counters; the other states are seen whole above."""


def board_of(state: str, layout: str, language: Language = "en", page: int = 0) -> Board:
    held = STATES[state]()
    here = ("3",) if layout == "counter" else ()
    calls = Announcements(counters=frozenset(here))
    calls.hear(held.calls, book="e", now=NOW + 24 * HOUR)
    shift = {"break": 2, "closed": 6}.get(state, 0)
    now = datetime.fromtimestamp(NOW / 1000 + shift * 3600, ZoneInfo(held.office.timezone))
    second = language if language != "id" else None
    return board(held, calls, Speech(second), now=now, page=page, live=True, here=here)


def hall_app(size: tuple[int, int]) -> Any:
    """A window that holds nothing but a board."""
    from kivy.uix.widget import Widget

    from terminal.look.app import TerminalApp

    class HallApp(TerminalApp):
        design, scale = DESIGN[shape_of(*size)], "display"

        def first_screen(self) -> Any:
            return Widget()

    return HallApp()


def put(driver: Driver, layout: str, shown: Board, size: tuple[int, int], read_from: Needs | None = None) -> Any:
    """Puts this board into the window, with a plain card for its media."""
    from display.hall import HallScreen
    from terminal.look.widgets import Card

    screen = HallScreen(shown, layout_named(layout), Card(fill="raised"))
    screen.turn(shape_of(*size), read_from or Needs())
    driver.app.stage.show(screen)
    return screen


def cut(driver: Driver) -> list[str]:
    """Texts that are too large for their box even in their smallest size: their own texture hides it."""
    from terminal.look.widgets import Fitted, fits

    return [
        f"{label.text!r} in {label.width:.0f}x{label.height:.0f} at {label.font_size}"
        for label in driver.labels()
        if isinstance(label, Fitted)
        and not fits(
            label.text,
            label.font_name,
            int(label.font_size),
            int(label.width + SLACK),
            int(label.height + SLACK),
        )
    ]


async def whole(driver: Driver) -> list[str]:
    """What a person could not read, when the window has come to rest."""
    await driver.frames(6)
    return driver.clipped() + cut(driver)


# --- As it should look


@dataclass(frozen=True)
class Shot:
    state: str
    layout: str
    theme: Any
    size: tuple[int, int]

    @property
    def name(self) -> str:
        return f"{self.layout}-{self.state}-{self.theme}-{self.size[0]}x{self.size[1]}"


def shots(size: tuple[int, int], layout: str) -> Iterator[Shot]:
    yield from (Shot("called", layout, theme, size) for theme in PALETTES)
    if size != (1280, 720):
        yield Shot("break", layout, "dark", size)
        yield Shot("paused" if layout == "counter" else "troubled", layout, "light", size)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", SIZES)
async def test_the_board_looks_as_it_should(run_app: Start, size: tuple[int, int], layout: str) -> None:
    from terminal.look.theme import theme

    driver = await run_app(hall_app(size), size, filled=True)
    wrong = {}
    for shot in shots(size, layout):
        theme.use(palette=shot.theme)
        put(driver, layout, board_of(shot.state, layout), size)
        assert await whole(driver) == [], shot.name
        picture = seen()
        if WRITE:
            keep(picture, shot.name)
        if places := differs(picture, golden(shot.name)):
            wrong[shot.name] = places
    assert wrong == {}


def test_no_golden_is_left_over() -> None:
    """Each is looked at by a test, and none is large."""
    known = {shot.name for size in SIZES for layout in LAYOUTS for shot in shots(size, layout)}
    files = list(FOLDER.iterdir())
    assert {file.name for file in files} == {f"{name}{KIND}" for name in known}
    assert max(file.stat().st_size for file in files) < 48_000


def missing_digit(driver: Driver, _screen: Any) -> None:
    """The last digit of the last number in the list."""
    from display.parts.calls import CallRow
    from terminal.look.widgets import NumberLabel

    numbers = [one for one in driver.labels() if isinstance(one, NumberLabel) and isinstance(one.parent, CallRow)]
    numbers[-1].text = numbers[-1].text[:-1]


def missing_count(driver: Driver, _screen: Any) -> None:
    """How many wait for one service: a single digit."""
    next(one for one in driver.labels() if one.text == "5").text = " "


def paler_accent(_driver: Driver, _screen: Any) -> None:
    """Three hundredths nearer to white than the accent is: the called counter's name."""
    from terminal.look.theme import theme

    theme.accent = [part + 0.03 * (1 - part) for part in theme.accent]
    theme.roles["accent"] = theme.accent


def moved_strip(_driver: Driver, screen: Any) -> None:
    """Three pixels to the right, and nothing else."""
    screen._parts["strip"].x += 3


def lowered_row(driver: Driver, _screen: Any) -> None:
    """One row of the list, three pixels lower."""
    from display.parts.calls import CallRow

    next(one for one in driver.all() if isinstance(one, CallRow)).y -= 3


async def test_a_fault_on_the_board_is_found(run_app: Start) -> None:
    """The control: the smallest faults that a person would see, and the board as it should be before each of them."""
    from terminal.look.theme import theme

    size, layout = (1920, 1080), "calls"
    driver = await run_app(hall_app(size), size, filled=True)
    for fault in (missing_digit, missing_count, paler_accent, moved_strip, lowered_row):
        theme.use(palette="dark")
        theme.on_palette()  # also after the fault before
        screen = put(driver, layout, board_of("called", layout), size)
        assert await whole(driver) == []
        assert differs(seen(), golden("calls-called-dark-1920x1080")) == [], fault
        fault(driver, screen)
        await driver.frames(4)
        assert differs(seen(), golden("calls-called-dark-1920x1080")) != [], fault


# --- Whole in every language


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", SIZES[:2])
async def test_the_crowded_office_stands_whole_in_every_language(
    run_app: Start, size: tuple[int, int], layout: str
) -> None:
    driver = await run_app(hall_app(size), size)
    faults = {}
    for language, (state, page) in product(LANGUAGES, CROWDED):
        put(driver, layout, board_of(state, layout, language, page), size)
        if found := await whole(driver):
            faults[f"{language} {state}"] = found
    assert faults == {}


@pytest.mark.parametrize("size", SIZES[:2])
async def test_a_break_is_told_in_both_languages_on_every_layout(run_app: Start, size: tuple[int, int]) -> None:
    """When the office opens again is what everybody in the hall wants to know, whatever else leaves for it."""
    driver = await run_app(hall_app(size), size)
    for layout in LAYOUTS:
        put(driver, layout, board_of("break", layout), size)
        assert await whole(driver) == []
        seen = {label.text for label in driver.labels() if visible(label)}
        assert seen > {"Pelayanan dibuka pukul 13.00.", "We open at 13:00."}, layout


async def test_both_languages_stand_on_one_line(run_app: Start) -> None:
    """Texts of different sizes, of letters that end on their line: their lowest pixels are one row."""
    from display.parts.part import SaidLine
    from display.presenter import Said

    driver = await run_app(hall_app((1920, 1080)), (1920, 1080))
    line = SaidLine(said=Said("Mill", "Hill"), kind="headline", second_kind="caption")
    driver.app.stage.show(line)
    await driver.frames(4)
    first, second = (label.y + label.ink_at[1] for label in (line.ids.first, line.ids.second))
    assert line.ids.first.font_size > 2 * line.ids.second.font_size
    assert first == pytest.approx(second, abs=1)


async def test_what_is_cut_in_its_box_is_found(run_app: Start) -> None:
    """The control: an office whose name no size can hold."""
    driver = await run_app(hall_app((1920, 1080)), (1920, 1080))
    shown = replace(board_of("called", "calls"), office=" ".join([LARGE.name] * 5))
    put(driver, "calls", shown, (1920, 1080))
    assert await whole(driver) != []


# --- As large as the hall is deep


def capital(label: Any) -> float:
    """Design pixels of its digits' height."""
    return float(label.font_size) * 0.7275


@pytest.mark.parametrize(("size", "inches"), [((1920, 1080), 43), ((1080, 1920), 55)])
async def test_digits_and_lists_are_as_high_as_the_distance_asks(
    run_app: Start, size: tuple[int, int], inches: float
) -> None:
    """At five metres: 61 mm for the number in the big place, 32 mm in the list, and whole all the same."""
    from terminal.look.widgets import NumberLabel

    driver = await run_app(hall_app(size), size)
    put(driver, "calls", board_of("called", "calls"), size, needs(5, inches, size))
    assert await whole(driver) == []
    millimetre = inches * 25.4 / (1920**2 + 1080**2) ** 0.5
    numbers = [one for one in driver.labels() if isinstance(one, NumberLabel) and visible(one)]
    high = sorted(capital(one) * millimetre for one in numbers)
    assert high[-1] >= 61
    assert len(high) >= 3
    assert high[0] >= 32


async def test_a_window_that_is_turned_is_laid_out_anew(run_app: Start, tmp_path: Path) -> None:
    """In full screen the shape is known only when the window is open."""
    from kivy.core.window import Window

    from tests.e2e.test_display_windows import display_of, scripted
    from tests.e2e.test_display_windows import whole as stays_whole

    async with scripted(snapshot()) as hub:
        app = display_of(hub.url, tmp_path)
        driver = await run_app(app, (1920, 1080))
        assert app.stage.design == DESIGN["landscape"]
        Window.size = (1080, 1920)
        await driver.until(lambda: app.stage.design == DESIGN["portrait"])
        await driver.frames(6)
        await stays_whole(driver)
