"""A machine's settings file is read strictly, and the command line goes over it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.strict import ConfigProblem, Problem
from terminal.link import HubSettings
from terminal.printing import PrinterConfig
from terminal.settings import (
    Program,
    TerminalSettings,
    WindowSettings,
    read,
    settings_from,
    with_flags,
)

FINGERPRINT = "9f" * 32
WHOLE = f"""
state_dir = "state"

[hub]
url = "wss://hub.local:7810"
fingerprint = "{FINGERPRINT}"

[window]
size = [1080, 1920]
position = [-1080, 0]
fullscreen = true
theme = "contrast"
scale = 0.5
language = "jv"

[printer]
kind = "network"
host = "192.0.2.7"
width_mm = 58
"""


def written(folder: Path, text: str, program: Program = "kiosk") -> TerminalSettings:
    file = folder / f"{program}.toml"
    file.write_text(text)
    return read(program, file)


def problems(folder: Path, text: str, program: Program = "kiosk") -> tuple[Problem, ...]:
    with pytest.raises(ConfigProblem) as found:
        written(folder, text, program)
    assert found.value.file == str(folder / f"{program}.toml")
    return found.value.problems


def test_every_key_arrives_where_it_is_used(tmp_path: Path) -> None:
    assert written(tmp_path, WHOLE) == TerminalSettings(
        hub=HubSettings(state_dir=tmp_path / "state", url="wss://hub.local:7810", fingerprint=FINGERPRINT),
        window=WindowSettings(
            size=(1080, 1920), position=(-1080, 0), fullscreen=True, theme="contrast", scale=0.5, language="jv"
        ),
        printer=PrinterConfig(kind="network", host="192.0.2.7", width_mm=58),
    )


@pytest.mark.parametrize("program", ["kiosk", "display", "counter"])
def test_an_empty_file_finds_the_hub_by_itself(tmp_path: Path, program: Program) -> None:
    found = written(tmp_path, "", program)
    assert (found.hub.url, found.hub.fingerprint, found.printer) == (None, "", None)
    assert found.hub.state_dir.name == program


def test_without_a_file_the_defaults_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert read("display").window == WindowSettings()
    (tmp_path / "antrean").mkdir()
    (tmp_path / "antrean" / "display.toml").write_text('[window]\nlanguage = "en"\n')
    assert read("display").window == WindowSettings(language="en")


def test_paths_start_at_the_files_folder(tmp_path: Path) -> None:
    found = written(tmp_path, '[printer]\nkind = "virtual"\nfolder = "paper"\n')
    assert found.printer is not None
    assert found.printer.folder == tmp_path / "paper"
    absolute = written(tmp_path, 'state_dir = "/var/lib/antrean"\n')
    assert absolute.hub.state_dir == Path("/var/lib/antrean")


def test_the_guide_speaks_in_the_offices_words(tmp_path: Path) -> None:
    text = '[guide]\nlast_warning_seconds = 8\nstaff = { id = "Di kiri pintu" }\npaper = { en = "On the right" }\n'
    guide = written(tmp_path, text).guide
    assert (guide.last_warning_seconds, guide.staff, guide.paper) == (
        8,
        {"id": "Di kiri pintu"},
        {"en": "On the right"},
    )
    [too_late, no_language] = problems(tmp_path, '[guide]\nlast_warning_seconds = 1\nstaff = { de = "Links" }\n')
    assert too_late.path == "guide.last_warning_seconds"
    assert no_language.path.startswith("guide.staff")


TWICE = '[printer]\nkind = "cups"\nqueue = "a"\n[spare_printer]\nkind = "cups"\nqueue = "a"\nname = "kanan"'


@pytest.mark.parametrize(
    ("text", "path", "code", "nearest"),
    [
        ("[hubb]", "hubb", "unknown_key", "hub"),
        ('[hub]\nulr = "x"', "hub.ulr", "unknown_key", "url"),
        ('[window]\ntheme = "drak"', "window.theme", "not_one_of", "dark"),
        ('[window]\nlanguage = "su"', "window.language", "not_one_of", None),
        ('[window]\nsize = "big"', "window.size", "wrong_length", None),
        ("[window]\nsize = [0, 10]", "window.size[0]", "too_small", None),
        ("[window]\nscale = 40", "window.scale", "too_big", None),
        ('[window]\nfullscreen = "yes"', "window.fullscreen", "wrong_type", None),
        ('[hub]\nurl = "http://hub"', "hub.url", "bad_address", None),
        ('[hub]\nurl = "wss://hub:99999"', "hub.url", "bad_address", None),
        ('[hub]\nurl = "ws://192.0.2.1"', "hub.url", "plain_refused", None),
        ('[hub]\nfingerprint = "9f9f"', "hub.fingerprint", "bad_fingerprint", None),
        ('[printer]\nkind = "netwrok"', "printer.kind", "not_one_of", "network"),
        ('[printer]\nkind = "network"', "printer.host", "missing_key", None),
        ('[printer]\nkind = "cups"\nqueue = "a"\nproof = "ids"', "printer.proof", "not_one_of", "id"),
        ('[printer]\nkind = "serial"\npath = "a"\nflow = "rtsct"', "printer.flow", "not_one_of", "rtscts"),
        ('[printer]\nkind = "cups"\nqueue = "a"\nroll_m = -3', "printer.roll_m", "wrong_value", None),
        ('[spare_printer]\nkind = "cups"\nqueue = "a"', "spare_printer", "spare_without_first", None),
        (TWICE, "spare_printer", "spare_is_first", None),
        ('[printer]\nkind = "virtual"\nfolder = "x"\nwidth_mm = 70', "printer.width_mm", "wrong_value", None),
        ("[hub", "", "not_toml", None),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, text: str, path: str, code: str, nearest: str | None
) -> None:
    (found,) = problems(tmp_path, text)
    assert (found.path, found.code, found.nearest) == (path, code, nearest)


def two(first: str, second: str) -> str:
    return f"[printer]\n{first}\n[spare_printer]\n{second}\n"


USB = 'kind = "usb"\nvendor = 0x04b8\nproduct = 0x0e15'


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('kind = "network"\nhost = "Hall"', 'kind = "network"\nhost = "hall"\nport = 9100\nwidth_mm = 58'),
        ('kind = "serial"\npath = "a/../lp0"', 'kind = "serial"\npath = "lp0"\nbaud = 9600'),
        (USB, USB),
        (USB, f'{USB}\nserial_number = "B"'),
        (f'{USB}\nserial_number = "B"', f'{USB}\nserial_number = "B"\nname = "kanan"'),
    ],
)
def test_one_printer_in_two_spellings_is_no_second_one(tmp_path: Path, first: str, second: str) -> None:
    (found,) = problems(tmp_path, two(first, second))
    assert (found.path, found.code) == ("spare_printer", "spare_is_first")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('kind = "network"\nhost = "hall"', 'kind = "network"\nhost = "hall"\nport = 9101'),
        ('kind = "serial"\npath = "lp0"', 'kind = "file"\npath = "lp0"'),
        (f'{USB}\nserial_number = "A"', f'{USB}\nserial_number = "B"'),
    ],
)
def test_two_printers_are_two(tmp_path: Path, first: str, second: str) -> None:
    found = written(tmp_path, two(first, second))
    assert found.printer is not None
    assert found.spare_printer is not None


def test_a_wrong_second_printer_is_named_by_its_own_key(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, two('kind = "cups"\nqueue = "a"', 'kind = "cups"'))
    assert (found.path, found.code) == ("spare_printer.queue", "missing_key")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, '[hub]\nulr = "x"\n[window]\nscale = 40\nhteme = "dark"\n')
    assert [problem.path for problem in found] == ["hub.ulr", "window.scale", "window.hteme"]


def test_a_display_has_no_printer(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, '[printer]\nkind = "cups"\n', "display")
    assert (found.path, found.code) == ("printer", "unknown_key")


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem) as found:
        read("kiosk", tmp_path / "absent.toml")
    assert found.value.problems[0].code == "unreadable"


@pytest.mark.parametrize("text", [b"\xff\xfe", b"\x00"])
def test_a_file_that_is_no_text_is_no_toml(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "kiosk.toml").write_bytes(text)
    with pytest.raises(ConfigProblem) as found:
        read("kiosk", tmp_path / "kiosk.toml")
    assert found.value.problems[0].code == "not_toml"


def test_flags_go_over_the_file(tmp_path: Path) -> None:
    told = with_flags(
        written(tmp_path, WHOLE),
        hub="ws://127.0.0.1:1",
        fingerprint=":".join(["AB"] * 32),
        state=tmp_path / "other",
        window="540x960+10-20",
        fullscreen=False,
        theme="dark",
    )
    assert told.hub == HubSettings(state_dir=tmp_path / "other", url="ws://127.0.0.1:1", fingerprint="ab" * 32)
    assert told.window == WindowSettings(
        size=(540, 960), position=(10, -20), fullscreen=False, theme="dark", scale=0.5, language="jv"
    )


def test_flags_that_are_not_given_keep_the_file(tmp_path: Path) -> None:
    found = written(tmp_path, WHOLE)
    assert with_flags(found) == found
    assert with_flags(found, window="540x960").window.position == (-1080, 0)


def test_wrong_flags_are_named_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem) as wrong:
        with_flags(written(tmp_path, WHOLE), hub="hub", fingerprint="xyz", window="wide", theme="drak")
    assert [(problem.path, problem.code, problem.nearest) for problem in wrong.value.problems] == [
        ("--hub", "bad_address", None),
        ("--fingerprint", "bad_fingerprint", None),
        ("--window", "bad_window", None),
        ("--theme", "not_one_of", "dark"),
    ]


KEYS = st.sampled_from(["hub", "window", "printer", "url", "fingerprint", "kind", "size", "scale", "state_dir", "host"])
TOML = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, TOML, max_size=4), st.sampled_from(["kiosk", "display", "counter"]))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_gives_settings_or_problems(data: dict[str, object], program: Program) -> None:
    try:
        found = settings_from(program, data, "x.toml", Path())
    except ConfigProblem as wrong:
        found = None
        problems = wrong.problems
    assert found is not None or problems
