"""What the command line says before it does anything: help, mistakes, languages, exit codes, tables, tiles, plans."""

import importlib.util
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from antrean import __version__, admin, speech
from antrean.__main__ import COMMANDS, main
from antrean.commands import terminals
from antrean.demo.day_plan import CITIZENS, GONE, INCOMPLETE, PRIORITY, REFUSED, SPOILED, Fate, plan
from antrean.demo.office import MARK, PIN, catalogue, prepared
from antrean.demo.tiles import READABLE, tiles
from assets import path
from assets.texts import LANGUAGES, domain
from server.config import load_office, load_settings
from server.domain.pin import DEMO_PINS
from server.wiring import chance_of


def run(*words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, words, input=stdin)


def test_version_and_every_command_in_the_help() -> None:
    assert run("--version").output == f"antrean {__version__}\n"
    shown = run("--help").output
    assert "Pemakaian:" in shown
    for name in COMMANDS:
        assert f"\n  {name} " in shown


@pytest.mark.parametrize("words", [(), ("device",)])
def test_a_group_alone_shows_its_help_and_blames_nobody(words: tuple[str, ...]) -> None:
    shown = run(*words)
    assert (shown.exit_code, shown.stderr.startswith("Pemakaian: ")) == (64, True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [(name,) for name in COMMANDS if name not in terminals.NEEDS] + [("staff", "add")])
def test_help_is_in_the_asked_language(language: str, words: tuple[str, ...]) -> None:
    """No key and no English word of click shows through."""
    shown = run("--lang", language, *words, "--help").output
    assert {"id": "Pemakaian:", "en": "Usage:", "jv": "Caranipun:"}[language] in shown
    assert "option." not in shown
    assert (language == "en") == ("Show this help" in shown)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("staf",), "Perintah staf tidak dikenal. Mungkin maksud Anda: staff."),
        (("staff", "list", "--konfig", "x"), "Opsi --konfig tidak dikenal."),
        (("staff", "pin"), "belum diisi"),
        (("device", "add", "--kind", "kios"), "pilih salah satu dari kiosk, display, counter"),
        (("demo", "--speed", "0"), "--speed"),
    ],
)
def test_misuse_is_one_indonesian_sentence(words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 64
    assert said in result.stderr
    assert "Error" not in result.stderr


def test_settings_that_are_wrong_name_file_and_key(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("prot = 7810\n[demo_clock]\nbegan_ms = 0\nplays_ms = 0\nspeed = 60.0\n")
    result = run("staff", "list", "--config", str(file))
    assert result.exit_code == 78
    assert str(file) in result.stderr
    assert "port" in result.stderr
    file.write_text("[demo_clock]\nbegan_ms = 0\nplays_ms = 0\nspeed = 60.0\n")
    assert "demo_clock" in run("staff", "list", "--config", str(file)).stderr


def test_a_room_without_its_libraries_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub-only machine has no Kivy; the front door opens all the same."""
    monkeypatch.setattr(terminals, "find_spec", lambda name: None if name == "kivy" else importlib.util.find_spec(name))
    result = run("kiosk")
    assert result.exit_code == 69
    assert 'pip install "antrean[kiosk]"' in result.stderr
    assert "kivy" in result.stderr


def test_a_room_reads_its_own_words() -> None:
    assert "--fullscreen" in run("display", "--help").output
    assert run("counter", "--windw", "1x1").exit_code == 64


def test_pin_is_typed_twice_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text('data_dir = "books"\n')
    words = ("staff", "add", "ani", "--name", "Ani", "--role", "operator", "--config", str(tmp_path / "hub.toml"))
    result = run(*words, stdin="407193\n407194\n407193\n407193\n")
    assert result.exit_code == 0, result.stderr
    assert "Kedua PIN berbeda" in result.stderr
    assert "40719" not in result.output + result.stderr
    refused = run(*words, stdin="1\n2\n3\n4\n5\n6\n")
    assert refused.exit_code == 64


def test_every_sentence_is_in_indonesian_and_english() -> None:
    known = domain("id", "command")
    assert set(domain("en", "command")) == set(known)
    assert set(domain("jv", "command")) <= set(known)
    for key in known:
        if key.startswith("doctor.") and f"{key}.fix" in known:
            assert known[f"{key}.fix"].startswith(("Silakan", "Jangan", "Pemasangan", "{advice}")), key


def test_table_is_aligned() -> None:
    speech.speak("id")
    lines = admin.table(("login", "name"), [("ani", "Ani Lestari"), ("sri-handayani", "Sri")]).splitlines()
    assert [line.index(word) for line, word in zip(lines, ("Nama", "Ani ", "Sri"), strict=True)] == [15, 15, 15]


# The demo's pure parts.


@pytest.mark.parametrize("screen", [(1366, 768), (1920, 1080), (2560, 1440), (3840, 2160), (1280, 800)])
def test_tiles_fit_the_screen(screen: tuple[int, int]) -> None:
    """Every window is whole on the screen, keeps its shape, and a desk can be read."""
    desks = ["1", "kasi", "cetak", "serah"]
    placed = tiles(screen, desks)
    for name, tile in placed.items():
        assert tile.left >= 0, name
        assert tile.top >= 0, name
        assert tile.left + tile.width <= screen[0], name
        assert tile.top + tile.height <= screen[1], name
    assert all(placed[desk].width >= min(READABLE, screen[0] * 0.6) for desk in desks)
    hall = placed["kiosk"].left + placed["kiosk"].width
    assert all(placed[desk].left >= hall for desk in desks)
    assert len({(placed[desk].left, placed[desk].top) for desk in desks}) == len(desks)


def test_the_same_seed_is_the_same_day() -> None:
    assert plan(7) == plan(7)
    assert plan(7) != plan(8)


@pytest.mark.parametrize("seed", range(5))
def test_every_day_has_its_share_of_trouble(seed: int) -> None:
    day = plan(seed)
    assert len(day) == CITIZENS == 80
    assert [c.arrives for c in day] == sorted(c.arrives for c in day)
    fates = [c.fate for c in day]
    assert (fates.count(Fate.GONE), fates.count(Fate.INCOMPLETE)) == (GONE, INCOMPLETE)
    assert (sum(c.refused for c in day), sum(c.spoiled for c in day)) == (REFUSED, SPOILED)
    assert sum(c.priority for c in day) == PRIORITY
    assert not any((c.refused or c.spoiled) and c.fate is not Fate.SERVED for c in day)


def test_demo_catalogue_is_always_open_and_marked(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "demo", keep=False)
    office = load_office(load_settings(folder.hub_config).catalogue)
    assert office.demo
    assert {(w.opens, w.closes, len(w.days)) for w in (*office.hours.issuing, *office.hours.serving)} == {
        ("00:00", "24:00", 7)
    }
    assert office.hours.holidays == ()
    shipped = path("catalogue", "magetan.toml").read_text()
    (tmp_path / "day.toml").write_text(catalogue(shipped, always_open=False))
    real = load_office(path("catalogue", "magetan.toml"))
    assert load_office(tmp_path / "day.toml").hours == real.hours
    assert {PIN} == DEMO_PINS


def test_a_folder_that_is_no_demo_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "tesis.txt").write_text("penting")
    result = run("demo", "--folder", str(tmp_path))
    assert result.exit_code == 73
    assert (tmp_path / "tesis.txt").read_text() == "penting"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["tesis.txt"]


def test_keep_goes_on_and_a_new_demo_begins_empty(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "demo", keep=False)
    (folder.path / "data").mkdir()
    prepared(folder.path, keep=True)
    assert (folder.path / "data").exists()
    prepared(folder.path, keep=False)
    assert not (folder.path / "data").exists()
    assert (folder.path / MARK).exists()


def test_played_clock_runs_faster_and_a_real_one_does_not(tmp_path: Path) -> None:
    from server.config.settings import DemoClock

    clock = DemoClock(began_ms=1_000, plays_ms=5_000_000, speed=60.0)
    assert clock.played(1_000) == 5_000_000
    assert clock.played(2_000) == 5_060_000
    folder = prepared(tmp_path / "demo", keep=False)
    settings = load_settings(folder.hub_config)
    assert chance_of(settings).now() > 1_600_000_000_000
    played = chance_of(replace(settings, demo_clock=clock))
    assert played.now() > 60 * 1_600_000_000_000


def test_no_command_waits_for_what_it_does_not_use() -> None:
    """A client and a server of HTTP, one of mDNS, and a maker of pages are two thirds of a second together."""
    rooms = ("staff", "device", "audit", "keys", "doctor", "printer", "voice")
    talks = "antrean.printer_talk, antrean.voice_talk"  # what the last two import when they are carried out
    imports = ", ".join((talks, *(f"antrean.commands.{room}" for room in rooms)))
    code = f"import sys, {imports}; sys.exit(bool({{'aiohttp', 'zeroconf', 'jinja2'}} & {{*sys.modules}}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
