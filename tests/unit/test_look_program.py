"""The program that every window is: its flags in three languages, its exit codes, the window it asks for."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from antrean.__main__ import main
from assets.speech import speak
from assets.texts import DEFAULT, LANGUAGES, Language, domain
from counters.__main__ import ROOM as COUNTER
from display.__main__ import ROOM as DISPLAY
from kiosk.__main__ import ROOM as KIOSK
from terminal.look import program
from terminal.look.program import FLAGS, MISCONFIGURED, Room, shape_of
from terminal.settings import WindowSettings

ROOMS = (KIOSK, DISPLAY, COUNTER)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.program)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_flags_are_explained_in_the_asked_language(room: Room, language: Language) -> None:
    shown = " ".join(CliRunner().invoke(main, ["--lang", language, room.program, "--help"]).output.split())
    words = domain(language, "command")
    assert words[room.program] in shown
    for flag in FLAGS:
        assert words[str(flag.help)].replace("\n", " ") in shown


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.program)
def test_wrong_settings_end_with_what_a_supervisor_does_not_repeat(room: Room, tmp_path: Path) -> None:
    speak(DEFAULT)
    config = tmp_path / "machine.toml"
    config.write_text("[window]\nthema = 'dark'\n")
    answer = CliRunner().invoke(program.command(room), ["--config", str(config)])
    assert answer.exit_code == MISCONFIGURED
    assert "window.thema" in answer.output
    answer = CliRunner().invoke(program.command(room), ["--theme", "blue"])
    assert answer.exit_code == MISCONFIGURED
    assert "--theme" in answer.output
    assert answer.output.startswith("Opsi baris perintah belum dapat dipakai.")


@pytest.mark.parametrize("board", ["layout = 'cals'", "layout = 'counter'", "layout = 'none.toml'"])
def test_a_layout_that_cannot_be_used_ends_the_display_likewise(
    board: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(DEFAULT)
    monkeypatch.setattr(program, "prepare", lambda shape: None)
    config = tmp_path / "machine.toml"
    config.write_text(f"[board]\n{board}\n")
    answer = CliRunner().invoke(program.command(DISPLAY), ["--config", str(config)])
    assert answer.exit_code == MISCONFIGURED
    assert "display.toml" in answer.output or "none.toml" in answer.output


@pytest.mark.parametrize("room", ["kiosk", "display", "counters"])
def test_nothing_of_kivy_is_imported_before_the_window_is_settled(room: str) -> None:
    code = f"import sys, {room}.__main__; sys.exit('kivy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_window_is_as_large_as_its_design_until_told_otherwise() -> None:
    shape = shape_of(KIOSK.shape, WindowSettings())
    assert (shape.width, shape.height) == (1080, 1920)
    shape = shape_of(KIOSK.shape, WindowSettings(scale=0.5, position=(7, -3)))
    assert (shape.width, shape.height, shape.left, shape.top) == (540, 960, 7, -3)
    shape = shape_of(KIOSK.shape, WindowSettings(scale=0.5, size=(600, 1000)))
    assert (shape.width, shape.height) == (600, 1000)


@pytest.mark.parametrize(
    ("room", "fullscreen", "cursor", "framed"),
    [
        (KIOSK, False, True, False),
        (KIOSK, True, False, False),
        (DISPLAY, False, False, False),
        (DISPLAY, True, False, False),
        (COUNTER, False, True, True),
        (COUNTER, True, True, False),
    ],
    ids=lambda value: value.program if isinstance(value, Room) else str(value),
)
def test_cursor_and_frame(room: Room, fullscreen: bool, cursor: bool, framed: bool) -> None:
    """A finger needs no cursor, a television has none, and a desk keeps it however large its window is."""
    shape = shape_of(room.shape, WindowSettings(fullscreen=fullscreen))
    assert (shape.fullscreen, shape.cursor, shape.framed) == (fullscreen, cursor, framed)
