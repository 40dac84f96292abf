"""The hub's settings: one TOML file, all of it optional."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
import platformdirs

import assets
from protocol.messages import PORT
from protocol.strict import ConfigProblem, Problem, read
from server.config.files import keys_of

PROGRAM = "antrean"
SHIPPED_OFFICE = "magetan.toml"

LogLevel = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class HubSettings:
    """Where the hub listens, keeps its books and finds its office.

    ``port`` 0 takes a free one. ``public_url`` is what the ticket's QR begins with; empty, the hub
    uses its own address. ``tls`` may be off on loopback only. ``demo`` marks everything as a demo.
    """

    host: str
    port: int
    data_dir: Path
    catalogue: Path
    public_url: str
    tls: bool
    commands_per_second: int
    log_level: LogLevel
    advertise: bool
    demo: bool
    demo_clock: "DemoClock | None" = None


class DemoClock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[demo_clock]``, in a demo only: at the instant ``began_ms`` it was ``plays_ms``, and a second since then lasts
    ``speed`` played ones. Both in milliseconds since 1970 UTC, so that a hub started again goes on in the same day.
    """

    began_ms: Annotated[int, msgspec.Meta(ge=0)]
    plays_ms: Annotated[int, msgspec.Meta(ge=0)]
    speed: Annotated[float, msgspec.Meta(ge=1, le=10_000)]

    def played(self, now_ms: int) -> int:
        """The played instant at this real one."""
        return self.plays_ms + round((now_ms - self.began_ms) * self.speed)


class HubFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file's keys and their defaults. Paths are relative to the file; empty means the usual place."""

    host: Annotated[str, msgspec.Meta(min_length=1)] = "0.0.0.0"  # noqa: S104 - terminals are other machines
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = PORT
    data_dir: str = ""
    catalogue: str = ""
    public_url: str = ""
    tls: bool = True
    commands_per_second: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 20
    log_level: LogLevel = "info"
    advertise: bool = True
    demo: bool = False
    demo_clock: DemoClock | None = None


def usual_file() -> Path:
    """Where the settings are looked for if nobody names a file."""
    return platformdirs.user_config_path(PROGRAM) / "hub.toml"


def load_settings(path: Path | None = None) -> HubSettings:
    """The settings of this file; without one, of the usual file, and its defaults where there is none.

    Raises ConfigProblem with everything that is wrong.
    """
    file = path or usual_file()
    written = read(HubFile, keys_of(file) if path or file.exists() else {}, str(file))
    if problems := [
        problem for problem in (_tls_problem(written), _url_problem(written), _clock_problem(written)) if problem
    ]:
        raise ConfigProblem(str(file), problems)
    return _settled(written, file.parent)


def is_loopback(host: str) -> bool:
    """Whether only this machine itself can reach this address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _settled(written: HubFile, folder: Path) -> HubSettings:
    return HubSettings(
        host=written.host,
        port=written.port,
        data_dir=_place(written.data_dir, folder, platformdirs.user_data_path(PROGRAM)),
        catalogue=_place(written.catalogue, folder, assets.path("catalogue", SHIPPED_OFFICE)),
        public_url=written.public_url.rstrip("/"),
        tls=written.tls,
        commands_per_second=written.commands_per_second,
        log_level=written.log_level,
        advertise=written.advertise,
        demo=written.demo,
        demo_clock=written.demo_clock,
    )


def _place(named: str, folder: Path, usual: Path) -> Path:
    return folder / Path(named).expanduser() if named else usual


def _tls_problem(written: HubFile) -> Problem | None:
    if written.tls or is_loopback(written.host):
        return None
    return Problem("tls", "tls_only_off_on_loopback", {"host": written.host})


def _clock_problem(written: HubFile) -> Problem | None:
    """A real office's time is nobody's to choose."""
    return Problem("demo_clock", "only_in_demo") if written.demo_clock and not written.demo else None


def _url_problem(written: HubFile) -> Problem | None:
    if not written.public_url or _is_whole_url(written.public_url):
        return None
    return Problem("public_url", "not_a_url", {"value": written.public_url})


def _is_whole_url(text: str) -> bool:
    try:
        url = urlsplit(text)
        url.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return False
    return url.scheme in ("http", "https") and bool(url.hostname) and not url.query and not url.fragment
