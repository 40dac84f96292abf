"""Every page of the kiosk while it is read aloud, in three languages: caption and key caps have their room."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from assets.texts import LANGUAGES, Language
from kiosk.guide import Spoken
from kiosk.reader import Reader
from kiosk.spoken import Line
from kiosk.visit import Comfort
from terminal.voice.config import VoiceSettings
from tests.support.kiosk_hall import Hall, hall
from tests.support.kiosk_pages import pages
from tests.support.windows import Start

pytestmark = [pytest.mark.window, pytest.mark.timeout(200)]

SMALL = Comfort(larger=True, lowered=True)
COMFORTS = (Comfort(), SMALL)
PAGES = (
    *("start-offer-many", "services", "requirements-lost", "explained", "quota", "shortage", "priority-no-paper"),
    *("pickup-typed", "pickup-whole", "pickup-not-ready", "taking", "problem", "away"),
    *("ticket", "ticket-failed", "ticket-print-now"),
)
"""Of every kind the fullest."""
PICTURES = os.environ.get("GUIDE_PICTURES")
"""A folder for pictures of the pages, to be looked at."""


class Unsaid(Reader):
    """The guide without its breath: a page of every kind would take minutes to say."""

    def add(self, lines: Iterable[Line]) -> None:
        pass


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_cut_while_the_longest_sentence_is_said(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    monkeypatch.setattr("kiosk.guided.Reader", Unsaid)
    async with hall(run_app, tmp_path, voice=VoiceSettings()) as inside:
        await inside.driver.until(lambda: inside.app.guided.available)
        found = {}
        for comfort in COMFORTS:
            for name in PAGES:
                inside.app.guided._end()
                inside.app.guided._begin()
                pages(inside.app, inside.hand)[name](language, comfort)
                _say_the_longest(inside)
                await inside.driver.frames(4)
                assert inside.app.frame.caption_icon, name
                if faults := [*inside.driver.clipped(), *_cut(inside)]:
                    found[f"{name} {comfort}"] = faults
                if PICTURES:
                    small = "-small" if comfort.lowered else ""
                    await inside.driver.shot(Path(PICTURES) / f"{name}-{language}{small}.png")
        assert found == {}


def _say_the_longest(inside: Hall) -> None:
    page: Spoken = inside.app.guided._page
    lines = [line for each in (page.lines, *page.items) for line in each]
    assert inside.app.guided._reader is not None
    inside.app.guided._reader.line = max(lines, key=lambda line: len(line.text))
    inside.app.draw()


def _cut(inside: Hall) -> list[str]:
    """A caption that is higher than its band in the smallest letters that it has."""
    from kivy.core.text import Label as Drawer

    [label] = [each for each in inside.driver.all() if type(each).__name__ == "Fitted" and each.text]
    drawer = Drawer(
        text=label.text,
        font_name=label.font_name,
        font_size=label.font_size,
        text_size=(label.width, None),
        line_height=label.line_height,
    )
    return [label.text] if drawer.render()[1] > label.height + 2 else []


async def test_a_caption_that_has_no_room_is_found(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr("kiosk.guided.Reader", Unsaid)
    async with hall(run_app, tmp_path, voice=VoiceSettings()) as inside:
        await inside.driver.until(lambda: inside.app.guided.available and inside.app.frame.caption)  # its own is drawn
        inside.app.frame.caption_icon, inside.app.frame.caption = "volume-high", "Silakan memilih. " * 60
        await inside.driver.frames(4)
        assert _cut(inside) == ["Silakan memilih. " * 60]


async def test_the_welcome_page_says_that_keys_speak(run_app: Start, tmp_path: Path) -> None:
    """In every comfort, and not where nothing speaks."""
    async with hall(run_app, tmp_path, voice=VoiceSettings()) as inside:
        await inside.driver.until(lambda: inside.app.guided.available)
        faults: list[str] = []
        for language in LANGUAGES:
            for comfort in COMFORTS:
                pages(inside.app, inside.hand)["start-offer-many"](language, comfort)
                await inside.driver.frames(3)
                faults += [*inside.driver.clipped(), *_cut(inside)]
                assert inside.app.frame.caption_icon == "ear-hearing"
        assert faults == []
        inside.app.guided._works = False
        inside.app.draw()
        assert inside.app.frame.caption == ""
