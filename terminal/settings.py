"""What one machine is told about itself: kiosk.toml, display.toml or counter.toml, read strictly."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta
from platformdirs import user_config_path, user_state_path

from assets.texts import LANGUAGES, Language
from protocol.strict import ConfigProblem, Problem, not_one_of, problems_of
from terminal.link import HubSettings, LinkProblem
from terminal.link.address import parse
from terminal.voice.config import VoiceSettings, VoiceTable, voice_problems, voice_settings

if TYPE_CHECKING:  # a display is installed without python-escpos
    from terminal.printing import PrinterConfig

Program = Literal["kiosk", "display", "counter"]
Theme = Literal["light", "dark", "contrast"]
Pad = Literal["numeric", "telephone"]
"""A kiosk's keys: of a computer (0-9 . Enter + - * /), or of a telephone (0-9 * #)."""

THEMES: tuple[Theme, ...] = get_args(Theme)
_GEOMETRY = re.compile(r"([1-9]\d{1,4})x([1-9]\d{1,4})(?:([+-]\d{1,5})([+-]\d{1,5}))?")

Pixels = Annotated[int, Meta(ge=1, le=16384)]
Offset = Annotated[int, Meta(ge=-16384, le=16384)]
Sentence = Annotated[str, Meta(max_length=140)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSettings:
    """The real window in screen pixels; no ``size``: as large as its design. ``scale`` enlarges or shrinks that."""

    size: tuple[int, int] | None = None
    position: tuple[int, int] = (0, 0)
    fullscreen: bool = False
    theme: Theme | None = None
    scale: float = 1.0
    language: Language = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSettings:
    """What a display shows, and to whom. ``layout``: the name of one in assets/layouts, or a layout file of the office.

    ``counters``: the zone whose calls are shown and spoken here; empty for the whole office. ``viewing_m`` and
    ``screen_inches``: from how far it is read and how large it is; digits are then made high enough, None: unknown.
    """

    layout: str = "calls"
    counters: tuple[str, ...] = ()
    viewing_m: float | None = None
    screen_inches: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSettings:
    """What a display shows beside the calls. ``folder``: pictures, videos and playlist.toml; None: only ``slides``.

    ``seconds``: how long a picture or slide stands. ``slides``: the office's standards and its pledge take part.
    ``volume``: of videos, between 0 and 1, silent while a call is spoken.
    """

    folder: Path | None = None
    seconds: float = 12.0
    slides: bool = True
    volume: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideSettings:
    """The kiosk's voice for those who do not see. ``private``: who may hear what is typed: whoever has plugged in
    headphones ("auto"), everybody ("always": the kiosk has a handset only), nobody ("never"). ``pad``: its keys.

    ``headphones``: the name of the sound card that they are, as by USB; "": they have a socket of the machine's own.
    ``last_warning_seconds``: so long before a page goes, its listener is warned for the second time. ``staff``,
    ``paper``: in each language a sentence on where staff are found here, and where the ticket comes out.
    """

    enabled: bool = True
    private: Literal["auto", "always", "never"] = "auto"
    headphones: str = ""
    pad: Pad = "numeric"
    last_warning_seconds: int = 10
    staff: Mapping[Language, str] = field(default_factory=dict)
    paper: Mapping[Language, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalSettings:
    """One machine's settings, complete and checked. ``printer`` is None where the machine has none.

    ``spare_printer`` prints in its stead when it cannot.
    """

    hub: HubSettings
    window: WindowSettings
    printer: "PrinterConfig | None" = None
    spare_printer: "PrinterConfig | None" = None
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    board: BoardSettings = field(default_factory=BoardSettings)
    media: MediaSettings = field(default_factory=MediaSettings)
    guide: GuideSettings = field(default_factory=GuideSettings)


class HubTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[hub]``: both keys may be left out; then the hub is found by mDNS and paired with."""

    url: str | None = None
    fingerprint: str = ""


class WindowTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[window]``"""

    size: tuple[Pixels, Pixels] | None = None
    position: tuple[Offset, Offset] = (0, 0)
    fullscreen: bool = False
    theme: Theme | None = None
    scale: Annotated[float, Meta(ge=0.25, le=4)] = 1.0
    language: Language = "id"


class PrinterTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[printer]`` and ``[spare_printer]``: the keys of ``PrinterConfig``, which says what each is for."""

    kind: Literal["virtual", "network", "usb", "serial", "file", "cups"]
    name: Annotated[str, Meta(max_length=40)] | None = None
    width_mm: Annotated[int, Meta(ge=58, le=80)] | None = None
    profile: str | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    baud: int | None = None
    flow: Literal["none", "rtscts", "xonxoff"] | None = None
    vendor: int | None = None
    product: int | None = None
    serial_number: str | None = None
    queue: str | None = None
    folder: str | None = None
    timeout_s: float | None = None
    answers: bool | None = None
    proof: Literal["auto", "id", "sensor", "none"] | None = None
    qr: Literal["auto", "native", "image"] | None = None
    cutter: bool | None = None
    roll_m: float | None = None
    near_end_m: float | None = None


class BoardTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[board]``: the keys of ``BoardSettings``."""

    layout: str = "calls"
    counters: tuple[str, ...] = ()
    viewing_m: Annotated[float, Meta(ge=1, le=40)] | None = None
    screen_inches: Annotated[float, Meta(ge=7, le=150)] | None = None


class MediaTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[media]``: the keys of ``MediaSettings``."""

    folder: str | None = None
    seconds: Annotated[float, Meta(ge=3, le=600)] = 12.0
    slides: bool = True
    volume: Annotated[float, Meta(ge=0, le=1)] = 0.5


class SentenceTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence of the office's, in the languages that it has it in."""

    id: Sentence = ""
    jv: Sentence = ""
    en: Sentence = ""


class GuideTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[guide]``: the keys of ``GuideSettings``."""

    enabled: bool = True
    private: Literal["auto", "always", "never"] = "auto"
    headphones: Annotated[str, Meta(max_length=15)] = ""
    pad: Pad = "numeric"
    last_warning_seconds: Annotated[int, Meta(ge=5, le=15)] = 10
    staff: SentenceTable = SentenceTable()
    paper: SentenceTable = SentenceTable()


class TerminalFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the files of all terminals have in common."""

    hub: HubTable = HubTable()
    window: WindowTable = WindowTable()
    voice: VoiceTable = VoiceTable()
    state_dir: str | None = None


class DisplayFile(TerminalFile, frozen=True, forbid_unknown_fields=True):
    """display.toml"""

    board: BoardTable = BoardTable()
    media: MediaTable = MediaTable()


class PaperFile(TerminalFile, frozen=True, forbid_unknown_fields=True):
    """counter.toml"""

    printer: PrinterTable | None = None
    spare_printer: PrinterTable | None = None


class KioskFile(PaperFile, frozen=True, forbid_unknown_fields=True):
    """kiosk.toml"""

    guide: GuideTable = GuideTable()


FILES: dict[Program, type[TerminalFile]] = {"kiosk": KioskFile, "display": DisplayFile, "counter": PaperFile}


def usual_file(program: Program) -> Path:
    """Where the settings are looked for when no ``--config`` is given."""
    return user_config_path("antrean") / f"{program}.toml"


def read(program: Program, file: Path | None = None) -> TerminalSettings:
    """The settings in this file; without one the usual file, or all defaults where that is absent too.

    Raises ConfigProblem with every mistake of the file. Paths in it are relative to its folder.
    """
    if file is None and not usual_file(program).exists():
        return settings_from(program, {}, "", Path())
    file = file or usual_file(program)
    return settings_from(program, _toml(file), str(file), file.parent)


def settings_from(program: Program, data: Mapping[str, Any], file: str, folder: Path) -> TerminalSettings:
    """The settings that parsed TOML describes; ``folder`` is where its relative paths start. Raises ConfigProblem."""
    kind = FILES[program]
    if problems := list(problems_of(kind, data)):
        raise ConfigProblem(file, problems)
    table = msgspec.convert(data, kind)
    if problems := [*_hub_problems(table.hub), *_printer_problems(table, folder), *voice_problems(table.voice)]:
        raise ConfigProblem(file, problems)
    state_dir = folder / table.state_dir if table.state_dir else user_state_path("antrean") / program
    return TerminalSettings(
        hub=HubSettings(state_dir=state_dir, url=table.hub.url, fingerprint=_plain_hex(table.hub.fingerprint)),
        window=WindowSettings(**msgspec.structs.asdict(table.window)),
        printer=_printer(table, "printer", folder),
        spare_printer=_printer(table, "spare_printer", folder),
        voice=voice_settings(table.voice, folder),
        board=_board(table, folder),
        media=_media(table, folder),
        guide=_guide(table),
    )


def _board(table: TerminalFile, folder: Path) -> BoardSettings:
    if not isinstance(table, DisplayFile):
        return BoardSettings()
    board = BoardSettings(**msgspec.structs.asdict(table.board))
    return replace(board, layout=str(folder / board.layout)) if board.layout.endswith(".toml") else board


def _media(table: TerminalFile, folder: Path) -> MediaSettings:
    if not isinstance(table, DisplayFile):
        return MediaSettings()
    media = table.media
    place = folder / media.folder if media.folder else None
    return MediaSettings(folder=place, seconds=media.seconds, slides=media.slides, volume=media.volume)


def _guide(table: TerminalFile) -> GuideSettings:
    if not isinstance(table, KioskFile):
        return GuideSettings()
    guide = table.guide
    return GuideSettings(**msgspec.structs.asdict(guide) | {"staff": _said(guide.staff), "paper": _said(guide.paper)})


def _said(sentence: SentenceTable) -> Mapping[Language, str]:
    return {language: said for language in LANGUAGES if (said := str(getattr(sentence, language)))}


def with_flags(
    settings: TerminalSettings,
    *,
    hub: str | None = None,
    fingerprint: str | None = None,
    state: Path | None = None,
    window: str | None = None,
    fullscreen: bool | None = None,
    theme: str | None = None,
) -> TerminalSettings:
    """The settings with what the command line says instead; None keeps. Raises ConfigProblem naming the flag."""
    if problems := list(_flag_problems(hub, fingerprint, window, theme)):
        raise ConfigProblem("", problems)
    bond, frame = settings.hub, settings.window
    if window is not None:
        frame = _reshaped(frame, window)
    return replace(
        settings,
        hub=HubSettings(
            state_dir=state or bond.state_dir,
            url=hub or bond.url,
            fingerprint=bond.fingerprint if fingerprint is None else _plain_hex(fingerprint),
        ),
        window=replace(
            frame,
            fullscreen=frame.fullscreen if fullscreen is None else fullscreen,
            theme=next((name for name in THEMES if name == theme), frame.theme),
        ),
    )


def _toml(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except OSError as problem:
        raise ConfigProblem(str(file), [Problem("", "unreadable", {"detail": problem.strerror or ""})]) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ConfigProblem(str(file), [Problem("", "not_toml", {"detail": str(problem)})]) from problem


# What no type can say.


def _hub_problems(hub: HubTable) -> Iterator[Problem]:
    yield from _address_problems("hub.url", hub.url)
    yield from _fingerprint_problems("hub.fingerprint", hub.fingerprint)


def _flag_problems(
    hub: str | None, fingerprint: str | None, window: str | None, theme: str | None
) -> Iterator[Problem]:
    yield from _address_problems("--hub", hub)
    yield from _fingerprint_problems("--fingerprint", fingerprint or "")
    if window is not None and not _GEOMETRY.fullmatch(window):
        yield Problem("--window", "bad_window", {"value": window})
    if theme is not None and theme not in THEMES:
        yield not_one_of("--theme", theme, THEMES)


def _address_problems(path: str, url: str | None) -> Iterator[Problem]:
    try:
        if url is not None:
            parse(url)
    except LinkProblem as problem:
        yield Problem(path, problem.code, {"value": url or ""})


def _fingerprint_problems(path: str, fingerprint: str) -> Iterator[Problem]:
    if fingerprint and not re.fullmatch(r"[0-9a-f]{64}", _plain_hex(fingerprint)):
        yield Problem(path, "bad_fingerprint", {"value": fingerprint})


def _plain_hex(fingerprint: str) -> str:
    """As openssl prints it (AB:CD:...) or as the hub does (abcd...)."""
    return fingerprint.replace(":", "").lower()


def _reshaped(frame: WindowSettings, window: str) -> WindowSettings:
    """``540x960+10+0``: size and position; without the latter the position stays."""
    found = _GEOMETRY.fullmatch(window)
    assert found is not None
    width, height, left, top = found.groups()
    position = frame.position if left is None else (int(left), int(top))
    return replace(frame, size=(int(width), int(height)), position=position)


PrinterKey = Literal["printer", "spare_printer"]
PRINTERS: tuple[PrinterKey, ...] = get_args(PrinterKey)


def _printer_problems(table: TerminalFile, folder: Path) -> Iterator[Problem]:
    if not isinstance(table, PaperFile):
        return
    from terminal.printing import PrinterMisconfigured, PrinterNeeds

    for name in PRINTERS:
        try:
            _printer(table, name, folder)
        except PrinterNeeds as problem:
            yield Problem(f"{name}.{problem.key}", "missing_key", {"value": problem.key})
        except PrinterMisconfigured as problem:
            yield Problem(f"{name}.{problem.key}", "wrong_value", {"detail": problem.reason})
    if table.spare_printer is not None:
        yield from _spare_problems(table, folder)


def _spare_problems(table: PaperFile, folder: Path) -> Iterator[Problem]:
    """A second printer without a first, or the same one twice, would stand in for nobody."""
    if table.printer is None:
        yield Problem("spare_printer", "spare_without_first", {})
        return
    from terminal.printing import PrinterMisconfigured

    with suppress(PrinterMisconfigured):  # which is told by itself
        if _is_same(_printer(table, "printer", folder), _printer(table, "spare_printer", folder)):
            yield Problem("spare_printer", "spare_is_first", {})


def _is_same(first: "PrinterConfig | None", second: "PrinterConfig | None") -> bool:
    """Whether both may lead to one machine. Two USB printers of a model are told apart by their serial numbers only."""
    if first is None or second is None or first.kind != second.kind:
        return False
    if first.kind == "usb" and first.serial_number and second.serial_number:
        return first.serial_number == second.serial_number
    keys = {
        "network": ("host", "port"),
        "usb": ("vendor", "product"),
        "serial": ("path",),
        "file": ("path",),
        "cups": ("queue",),
        "virtual": ("folder",),
    }
    return all(_plain(getattr(first, key)) == _plain(getattr(second, key)) for key in keys[first.kind])


def _plain(place: object) -> object:
    """Two spellings of one place."""
    match place:
        case Path():
            return place.resolve()
        case str():
            return place.casefold()
    return place


def _printer(table: TerminalFile, name: PrinterKey, folder: Path) -> "PrinterConfig | None":
    found = getattr(table, name) if isinstance(table, PaperFile) else None
    if found is None:
        return None
    from terminal.printing import PrinterConfig

    given = {key: value for key, value in msgspec.structs.asdict(found).items() if value is not None}
    given.update((key, folder / given[key]) for key in ("path", "folder") if key in given)
    return PrinterConfig(**given)
