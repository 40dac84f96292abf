"""The pure parts of the look: colours that can be read, names of keys, what is said of the link, the fonts shipped."""

import wave
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from fontTools.ttLib import TTFont

from assets import path
from assets.texts import LANGUAGES, Language, domain
from terminal.link.status import LinkState, LinkStatus
from terminal.look.boot import WindowShape, environment, settings
from terminal.look.icons import ICONS, NoSuchIcon, icon
from terminal.look.keys import key_name
from terminal.look.link_shown import LinkShown, bar_words, cover_words, form, link_shown, subject
from terminal.look.palette import CONTRAST, HIGH, LARGER, LIGHT, PALETTES, SCALES, PaletteName, contrast, too_close
from terminal.look.recent import Recent

WIB = ZoneInfo("Asia/Jakarta")
LETTERS = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "InterDisplay-Bold.ttf", "InterDisplay-Numbers.ttf")


# -- colours


@pytest.mark.parametrize("name", PALETTES)
def test_everything_written_can_be_read(name: PaletteName) -> None:
    """WCAG AA for text in every palette, AAA in the one that is chosen for contrast."""
    assert too_close(PALETTES[name], least=HIGH if name == "contrast" else 0) == []


def test_too_close_finds_a_grey_on_grey() -> None:
    """The control: a palette that is spoilt on purpose is refused, by name."""
    assert too_close(replace(LIGHT, ink_soft="#9AA7B5"))[0].startswith("ink_soft on background")
    assert too_close(LIGHT, least=HIGH) != []


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast(CONTRAST.ink, CONTRAST.ink) == 1


@pytest.mark.parametrize("name", SCALES)
def test_sizes_rise_and_targets_are_large(name: str) -> None:
    scale = SCALES[name]  # type: ignore[index]
    assert [scale.caption, scale.body, scale.lead, scale.title, scale.headline] == sorted(
        [scale.caption, scale.body, scale.lead, scale.title, scale.headline]
    )
    assert list(scale.numbers) == sorted(scale.numbers, reverse=True)
    assert scale.control >= scale.lead * LARGER * 1.2


# -- fonts, icons, sound


@pytest.mark.parametrize("name", LETTERS)
def test_font_has_every_letter_people_write(name: str) -> None:
    letters = TTFont(path("fonts", name)).getBestCmap()
    asked = "AZaz09éèêåÉÈḍṭḌṬñ–—·•…“”‘’₂²→←↑↓×−°✓Rp"
    assert [letter for letter in asked if ord(letter) not in letters] == []


@pytest.mark.parametrize("name", LETTERS)
def test_digits_are_all_equally_wide(name: str) -> None:
    font = TTFont(path("fonts", name))
    assert len({font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}) == 1


@pytest.mark.parametrize("name", LETTERS)
def test_every_sentence_shipped_can_be_drawn(name: str) -> None:
    """No letter of any translation of any room shows as an empty box."""
    letters = set(TTFont(path("fonts", name)).getBestCmap())
    rooms = {source.stem for source in path("i18n").glob("*/*.po")}
    written = {
        letter
        for language in LANGUAGES
        for room in rooms
        for sentence in domain(language, room).values()
        for letter in sentence
        if letter != "\n"
    }
    assert {letter for letter in written if ord(letter) not in letters} == set()


def test_every_icon_is_in_its_font_and_stands_in_the_middle() -> None:
    font = TTFont(path("icons", "Icons.ttf"))
    glyphs = font.getBestCmap()
    assert set(ICONS.values()) <= set(glyphs)
    for code in ICONS.values():
        outline = font["glyf"][glyphs[code]]
        assert font["hmtx"][glyphs[code]] == (512, outline.xMin)


def test_unknown_icon_is_refused_and_no_icon_is_nothing() -> None:
    assert icon("") == ""
    assert ord(icon("printer")) == ICONS["printer"]
    with pytest.raises(NoSuchIcon):
        icon("printr")


def test_chime_is_short_and_not_clipped() -> None:
    with wave.open(str(path("sounds", "chime.wav"))) as sound:
        seconds = sound.getnframes() / sound.getframerate()
        frames = memoryview(sound.readframes(sound.getnframes())).cast("h")
    assert 1 <= seconds <= 2.5
    assert 10_000 < max(frames) < 32_000
    assert abs(frames[-1]) < 50


# -- keys


@pytest.mark.parametrize(
    ("code", "text", "modifiers", "name"),
    [
        (55, "7", [], "7"),
        (263, "ć", ["numlock"], "7"),
        (271, "ď", ["numlock"], "enter"),
        (13, None, [], "enter"),
        (283, None, [], "f2"),
        (122, "z", ["ctrl"], "ctrl+z"),
        (97, "A", ["shift"], "a"),
        (47, "/", ["shift"], "?"),
        (304, "İ", ["shift"], ""),
        (305, "ı", ["ctrl"], ""),
        (0, None, [], ""),
    ],
)
def test_key_names(code: int, text: str | None, modifiers: list[str], name: str) -> None:
    assert key_name(code, text, modifiers) == name


# -- the window


def test_shape_that_cannot_be_seen_is_refused() -> None:
    with pytest.raises(ValueError, match="0x768"):
        WindowShape(0, 768)
    with pytest.raises(ValueError, match="maxfps"):
        WindowShape(1366, 768, maxfps=0)


def test_settings_lock_the_window_down() -> None:
    found = {(section, key): value for section, key, value in settings(WindowShape(1080, 1920, cursor=False))}
    assert found["kivy", "exit_on_escape"] == "0"
    assert found["graphics", "show_cursor"] == "0"
    assert found["graphics", "borderless"] == "1"
    assert environment("x")["KIVY_NO_ARGS"] == "1"


# -- the link


def status(state: LinkState, **values: object) -> LinkStatus:
    return LinkStatus(state=state, since=datetime(2026, 11, 23, 2, 41, tzinfo=UTC), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", LinkState)
def test_every_state_of_the_link_has_a_form(state: LinkState) -> None:
    shown = link_shown(status(state), WIB)
    assert form(shown) == {"live": "none", "stale": "bar"}.get(state, "cover")


def test_stale_picture_says_since_when_and_for_what_it_waits() -> None:
    shown = link_shown(status(LinkState.STALE, waits_for="192.168.10.5:7810"), WIB)
    for language in LANGUAGES:
        assert ("09:41" if language == "en" else "09.41") in bar_words(shown, language)
        assert "192.168.10.5:7810" in bar_words(shown, language)


def test_no_address_is_not_called_by_a_made_up_name() -> None:
    assert link_shown(status(LinkState.SEARCHING), WIB).waits_for == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [state for state in LinkState if state not in (LinkState.LIVE, LinkState.STALE)])
def test_cover_says_what_is_the_matter_and_what_to_do(state: LinkState, language: Language) -> None:
    words = cover_words(LinkShown(state, pairing_code="BCDF-GHJK-LMNP"), language)
    assert "cover." not in words.title + words.text
    assert words.code == "BCDF-GHJK-LMNP"


def test_hub_with_a_strange_certificate_covers_even_a_stale_picture() -> None:
    shown = LinkShown(LinkState.STALE, since=datetime(2026, 11, 23, 9, 41, tzinfo=WIB), problem="wrong_certificate")
    assert (subject(shown), form(shown)) == ("untrusted", "cover")


def test_languages_of_the_link_are_complete() -> None:
    keys = {language: set(domain(language, "look")) for language in LANGUAGES}
    assert all(found == keys["id"] for found in keys.values())


# -- what was written lately


def test_what_was_used_lately_is_kept_as_far_as_there_is_room() -> None:
    kept: Recent[str] = Recent(room=10)
    kept.keep("a", "A", 4)
    kept.keep("b", "B", 4)
    assert kept.get("a") == "A"
    kept.keep("c", "C", 5)
    assert (kept.get("a"), kept.get("b"), kept.get("c"), kept.taken) == ("A", None, "C", 9)


def test_what_is_larger_than_all_the_room_is_not_kept() -> None:
    kept: Recent[str] = Recent(room=10)
    kept.keep("a", "A", 4)
    kept.keep("b", "B", 11)
    assert (kept.get("a"), kept.get("b"), kept.taken) == (None, None, 0)
