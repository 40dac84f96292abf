"""Every page of the kiosk, in three languages and every comfort: nothing is cut, all can be touched."""

import gc
from collections import Counter
from pathlib import Path

import pytest

from assets.texts import LANGUAGES, Language
from kiosk.visit import Comfort
from tests.support.kiosk_hall import Hall, hall
from tests.support.kiosk_pages import pages
from tests.support.windows import Driver, Start, visible

pytestmark = [pytest.mark.window, pytest.mark.timeout(300)]

COMFORTS = [Comfort(larger=larger, lowered=lowered) for larger in (False, True) for lowered in (False, True)]
FINGER = 56
"""Pixels: 20 mm on a 32-inch portrait panel, the least that EN 301 549's readers ask of a touch key."""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_cut_and_all_can_be_touched(run_app: Start, tmp_path: Path, language: Language) -> None:
    async with hall(run_app, tmp_path) as inside:
        found: dict[str, list[str]] = {}
        read: dict[tuple[str, ...], str] = {}
        for comfort in [*COMFORTS, Comfort(contrast=True)]:
            for name, show in pages(inside.app, inside.hand).items():
                show(language, comfort)
                await inside.driver.frames(4)
                said = tuple(inside.driver.words())
                assert read.setdefault(said, name) == name, "another page stands than was to be looked at"
                if faults := [*inside.driver.clipped(), *_too_small(inside.driver), *_too_high(inside, comfort)]:
                    found[f"{name} {comfort}"] = faults
        assert found == {}


def _too_small(driver: Driver) -> list[str]:
    from terminal.look.widgets import Pressable

    buttons = [widget for widget in driver.all() if isinstance(widget, Pressable) and visible(widget)]
    return [
        f"{type(button).__name__} is {wide:.0f}x{high:.0f}"
        for button in buttons
        for wide, high in [_seen_size(button)]
        if min(wide, high) < FINGER
    ]


def _seen_size(widget: object) -> tuple[float, float]:
    left, bottom = widget.to_window(*widget.pos)  # type: ignore[attr-defined]
    right, top = widget.to_window(widget.right, widget.top)  # type: ignore[attr-defined]
    return right - left, top - bottom


def _too_high(inside: Hall, comfort: Comfort) -> list[str]:
    """What stands above the lower 60 % of a lowered screen."""
    if not comfort.lowered:
        return []
    tops = {label.text: label.to_window(label.x, label.top)[1] for label in inside.driver.labels()}
    return [f"{text!r} is at {top:.0f}" for text, top in tops.items() if top > 0.6 * 1920 + 2]


async def test_pages_leave_no_widgets_behind(run_app: Start, tmp_path: Path) -> None:
    """A kiosk stands for months: what a page drew goes with it, or each touch would take longer than the last."""
    async with hall(run_app, tmp_path) as inside:
        counted = []
        for _ in range(3):
            for show in pages(inside.app, inside.hand).values():
                show("id", Comfort())
                await inside.driver.frames(2)
            while gc.collect():  # what a dead widget's rules held dies with the next sweep
                pass
            counted.append(Counter(type(thing).__name__ for thing in gc.get_objects() if type(thing) in _drawn()))
        assert counted[1] == counted[2]
        assert counted[2]["MainAction"] == 1


def _drawn() -> set[type]:
    from kivy.factory import Factory

    names = (
        "BigChoice",
        "NumberKey",
        "PaperLine",
        "FactBox",
        "MainAction",
        "BackAction",
        "Words",
        "Label",
        "IconLabel",
    )
    return {Factory.get(name) for name in names}


async def test_a_small_window_shows_the_same(run_app: Start, tmp_path: Path) -> None:
    """360x640, as tiled on a small monitor: a touch still lands where it is seen."""
    async with hall(run_app, tmp_path) as inside:
        from kivy.core.window import Window

        Window.size = (360, 640)
        await inside.driver.until(lambda: tuple(inside.app.root.size) == (360, 640))
        await inside.touch(title="Basa Jawa")
        await inside.on("services")
        assert "Sumangga milih layanan" in inside.driver.words()
