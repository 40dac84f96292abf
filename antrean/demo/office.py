"""The demo's own folder: a catalogue that is always open, the hub's settings, and the mark that it is a demo."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import assets
from antrean.speech import Trouble
from server.config.settings import SHIPPED_OFFICE

EX_CANNOT_CREATE = 73
MARK = "DEMO"
PIN = "280618"  # one of server.domain.pin.DEMO_PINS: refused everywhere else

ALL_DAY = """
[[hours.{kind}]]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
opens = "00:00"
closes = "24:00"
"""
# A room for whoever looks on: every other counter is somebody's.
LOOKER_ON = """
[[counters]]
id = "kabid"
title.id = "Ruang Kabid"
title.jv = "Ruang Kabid"
title.en = "Head of division"
rights = ["approve", "cancel", "supervise"]
"""


@dataclass(frozen=True, slots=True)
class Person:
    """One of the demo's officers."""

    login: str
    name: str
    role: str


STAFF = (
    Person("ani", "Ani Lestari", "operator"),
    Person("budi", "Budi Santoso", "operator"),
    Person("citra", "Citra Wulandari", "operator"),
    Person("tuti", "Tuti Rahmawati", "operator-paktuwa"),
    Person("karim", "Karim Hidayat", "kasi"),
    Person("nanik", "Nanik Rahayu", "kabid"),
    Person("pri", "Priyo Utomo", "operator-cetak"),
    Person("sri", "Sri Handayani", "penyerahan"),
)


@dataclass(frozen=True, slots=True)
class Folder:
    """Where one demo office lives."""

    path: Path

    @property
    def hub_config(self) -> Path:
        return self.path / "hub.toml"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def paper(self) -> Path:
        return self.path / "paper"

    def home(self, name: str) -> Path:
        """The home folder of whoever uses this terminal."""
        return self.path / "home" / name

    def state(self, name: str) -> Path:
        return self.path / "terminals" / name


def prepared(path: Path, *, keep: bool, always_open: bool = True, clock: str = "") -> Folder:
    """The folder with its settings, emptied unless ``keep``. Raises Trouble where something else lives there."""
    folder = Folder(path.resolve())
    try:
        _empty(folder.path, keep)
        for made in (folder.path, folder.logs):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder.path / MARK).write_text("antrean demo\n")
        for sight in folder.logs.glob("*.sight"):
            sight.unlink()
        shipped = assets.path("catalogue", SHIPPED_OFFICE).read_text()
        (folder.path / "catalogue.toml").write_text(catalogue(shipped, always_open=always_open))
        folder.hub_config.write_text(hub_settings(clock))
    except OSError as problem:
        detail = problem.strerror or type(problem).__name__
        raise Trouble("not_yours", EX_CANNOT_CREATE, folder=folder.path, detail=detail) from None
    return folder


def catalogue(shipped: str, *, always_open: bool) -> str:
    """The shipped catalogue as a demo, with a room for lookers-on."""
    text = "demo = true\n" + shipped + LOOKER_ON
    if always_open:
        text = re.sub(r"(?m)^\[\[hours\.\w+\]\]\n(?:\w.*\n)+", "", text)
        text = re.sub(r"(?m)^holidays = .*$", "holidays = []", text)
        text += "".join(ALL_DAY.format(kind=kind) for kind in ("issuing", "serving"))
    return text


def hub_settings(clock: str) -> str:
    """Reached from this machine only; nobody is told of it in the network."""
    return (
        'host = "127.0.0.1"\nport = 0\ndata_dir = "data"\ncatalogue = "catalogue.toml"\n'
        f"advertise = false\ndemo = true\ncommands_per_second = 1000\n{clock}"
    )


def _empty(path: Path, keep: bool) -> None:
    """Only what a demo has made is ever removed."""
    if not path.exists() or not any(path.iterdir()):
        return
    if not (path / MARK).is_file():
        raise Trouble("demo.not_demo", EX_CANNOT_CREATE, folder=path)
    if not keep:
        shutil.rmtree(path)
