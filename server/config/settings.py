"""The hub's settings: one TOML file, all of it optional."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
import platformdirs

import assets
from protocol.messages import PORT
from protocol.strict import ConfigProblem, Problem, not_one_of, read
from protocol.vocabulary import Letter
from server.config.files import keys_of

PROGRAM = "antrean"
SHIPPED_OFFICE = "magetan.toml"

LETTERS = tuple(letter.value for letter in Letter if letter is not Letter.UNKNOWN)

LogLevel = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class HubSettings:
    """Where the hub listens, keeps its books and finds its office.

    ``port`` 0 takes a free one. ``public_url`` is what the ticket's QR begins with; empty, the hub
    uses its own address. ``tls`` may be off on loopback only. ``demo`` marks everything as a demo.
    ``web_boards`` is how many browsers may show the board at once; 0: the hub has no such page. ``board_port`` is
    where that page alone is served without a certificate, for televisions; 0 takes a free port, None: nowhere.
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
    web_boards: int
    board_port: int | None
    demo_clock: "DemoClock | None" = None
    whatsapp: "WhatsAppSettings | None" = None


@dataclass(frozen=True, slots=True)
class WhatsAppSettings:
    """The account, with what stood in its files."""

    phone_number_id: str
    api: str
    templates: dict[str, str]
    verify_token: str = field(repr=False)
    token: str = field(repr=False)
    app_secret: str = field(repr=False)


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


class WhatsAppFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[whatsapp]``: the office's account at the WhatsApp Cloud API. Without it, officers send by their own hand.

    Token and secret stand in files of their own, for the hub's eyes only. ``templates``: the name of the approved
    template for each letter.
    """

    phone_number_id: Annotated[str, msgspec.Meta(pattern="^[0-9]+$")]
    token_file: Annotated[str, msgspec.Meta(min_length=1)]
    app_secret_file: Annotated[str, msgspec.Meta(min_length=1)]
    verify_token: Annotated[str, msgspec.Meta(min_length=8)]
    api: str = "https://graph.facebook.com/v23.0"
    templates: dict[str, str] = {}


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
    web_board: bool = True
    web_boards_at_once: Annotated[int, msgspec.Meta(ge=1, le=800)] = 200
    web_board_port: Annotated[int, msgspec.Meta(ge=0, le=65535)] | None = None
    demo_clock: DemoClock | None = None
    whatsapp: WhatsAppFile | None = None


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
    settled = _settled(written, file.parent)
    return replace(settled, whatsapp=_whatsapp(written.whatsapp, file)) if written.whatsapp else settled


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
        web_boards=written.web_boards_at_once if written.web_board else 0,
        board_port=written.web_board_port if written.web_board else None,
        demo_clock=written.demo_clock,
    )


def _whatsapp(written: WhatsAppFile, file: Path) -> WhatsAppSettings:
    """Raises ConfigProblem with everything that is wrong in it."""
    problems = list(_whatsapp_problems(written))
    secrets: dict[str, str] = {}
    for name in ("token_file", "app_secret_file"):
        source = file.parent / Path(getattr(written, name)).expanduser()
        try:
            secrets[name] = source.read_text(encoding="ascii").strip()
        except (OSError, UnicodeError) as problem:
            detail = getattr(problem, "strerror", None) or type(problem).__name__
            problems.append(Problem(f"whatsapp.{name}", "no_secret", {"file": str(source), "detail": detail}))
        else:
            if not secrets[name]:
                problems.append(Problem(f"whatsapp.{name}", "empty_secret", {"file": str(source)}))
    if problems:
        raise ConfigProblem(str(file), problems)
    return WhatsAppSettings(
        phone_number_id=written.phone_number_id,
        verify_token=written.verify_token,
        token=secrets["token_file"],
        app_secret=secrets["app_secret_file"],
        api=written.api.rstrip("/"),
        templates=dict(written.templates),
    )


def _whatsapp_problems(written: WhatsAppFile) -> Iterator[Problem]:
    """The token travels only where nobody listens; a template belongs to a letter."""
    url = urlsplit(written.api) if _is_whole_url(written.api) else None
    if url is None:
        yield Problem("whatsapp.api", "not_a_url", {"value": written.api})
    elif url.scheme != "https" and not is_loopback(url.hostname or ""):
        yield Problem("whatsapp.api", "only_https", {"value": written.api})
    for name in written.templates:
        if name not in LETTERS:
            yield not_one_of(f"whatsapp.templates.{name}", name, LETTERS)


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
