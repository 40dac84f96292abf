"""What an office copies onto its machines: the samples are read by the programs, the units start real commands."""

import configparser
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from antrean.__main__ import COMMANDS
from server.config import load_office, load_settings
from server.config.settings import HubFile, WhatsAppFile
from terminal import settings
from terminal.settings import FILES, BoardTable, GuideTable, MediaTable, PrinterTable, Program, WindowTable
from terminal.voice.config import LoudHours, VoiceTable

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def fields(kind: type[msgspec.Struct]) -> set[str]:
    return set(kind.__struct_fields__)


def mentioned(file: Path) -> set[str]:
    return set(re.findall(r"(?m)\b([a-z_]+) = ", file.read_text()))


def test_hub_sample_is_read_and_names_every_key() -> None:
    found = load_settings(DEPLOY / "hub.toml")
    assert load_office(found.catalogue).short_name
    keys = fields(HubFile) - {"demo_clock", "whatsapp"} | fields(WhatsAppFile)
    assert keys <= mentioned(DEPLOY / "hub.toml")
    defaults = HubFile()
    for key in fields(HubFile) & {"host", "port", "tls", "advertise", "commands_per_second", "log_level", "demo"}:
        assert getattr(found, key) == getattr(defaults, key), f"the sample says that {key} is a default"


@pytest.mark.parametrize("program", get_args(Program))
def test_terminal_samples_are_read_and_name_every_key(program: Program) -> None:
    file = DEPLOY / f"{program}.toml"
    settings.read(program, file)
    names = mentioned(file)
    tables = {"hub", "window", "printer", "spare_printer", "voice", "board", "media", "guide"}
    assert fields(FILES[program]) - tables <= names
    assert fields(WindowTable) - {"scale"} <= names
    assert fields(VoiceTable) - {"packs"} | fields(LoudHours) <= names | {"hours"}
    if program == "display":
        assert fields(BoardTable) | fields(MediaTable) <= names
    if program == "kiosk":
        assert fields(GuideTable) <= names
    if program == "kiosk":
        assert fields(PrinterTable) <= names
        assert "[spare_printer]" in file.read_text()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_start_again_for_ever_and_keep_to_themselves(unit: Path) -> None:
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(unit)
    service = parsed["Service"]
    _, command, flag, file = shlex.split(service["ExecStart"])
    assert command in COMMANDS
    assert (flag, file) == ("--config", f"/etc/antrean/{command}.toml")
    assert (DEPLOY / f"{command}.toml").exists()
    assert (service["Restart"], service["NoNewPrivileges"]) == ("always", "yes")
    assert parsed["Unit"]["StartLimitIntervalSec"] == "0"
    assert (service["Type"], service["NotifyAccess"], service["LimitCORE"]) == ("notify", "main", "0")
    assert 10 <= int(service["WatchdogSec"]) <= 60


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_itself_has_nothing_to_say_against_a_unit(unit: Path, tmp_path: Path) -> None:
    draft = tmp_path / unit.name
    draft.write_text(unit.read_text().replace("/opt/antrean/.venv/bin/antrean", sys.executable))
    verified = subprocess.run(["systemd-analyze", "verify", str(draft)], capture_output=True, text=True, timeout=30)
    assert (verified.returncode, verified.stderr) == (0, "")


def test_there_is_a_unit_for_every_program() -> None:
    assert {unit.stem for unit in UNITS} == {f"antrean-{name}" for name in ("hub", "kiosk", "display", "counter")}
