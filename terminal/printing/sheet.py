"""The paper of one printer, measured: how many letters and dots a line has, and what the printer can do."""

from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from terminal.printing.escpos_library import CAPABILITIES
from terminal.printing.problems import PrinterMisconfigured

WidthMm = Literal[58, 80]
QrStyle = Literal["auto", "native", "image"]

_USUAL_PROFILE: dict[int, str] = {58: "POS-5890", 80: "TM-T20II"}
_USUAL_DOTS: dict[int, int] = {58: 384, 80: 576}
_MOST_DOTS: dict[int, int] = {58: 432, 80: 640}
_CELL_DOTS = 12
"""Font A is twelve dots wide on the printers of this class."""
_FEWEST_COLUMNS = 24
"""Below this a profile of python-escpos counts something else than letters of Font A."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the layout and the bytes need to know about a printer."""

    profile: str
    width_mm: int
    columns: int
    dots: int
    native_qr: bool
    cutter: bool
    smooth: bool


def sheet(width_mm: int, profile: str | None = None, qr: QrStyle = "auto", cutter: bool | None = None) -> Sheet:
    """Measure the paper; without a profile name the usual printer of that width is assumed.

    ``qr`` and ``cutter`` overrule the profile: cheap printers can often do more than theirs says.
    """
    if width_mm not in _USUAL_PROFILE:
        raise PrinterMisconfigured("width_mm", f"paper is 58 or 80 mm wide, not {width_mm}")
    name = profile or _USUAL_PROFILE[width_mm]
    known = _known(name)
    dots = _dots(known, width_mm)
    if dots > _MOST_DOTS[width_mm]:
        raise PrinterMisconfigured("profile", f"{name} prints {dots} dots, too wide for {width_mm} mm paper")
    if dots < _FEWEST_COLUMNS * _CELL_DOTS:
        raise PrinterMisconfigured("profile", f"{name} has {dots} dots a line, too few for a ticket")
    able = known["features"]
    return Sheet(
        profile=name,
        width_mm=width_mm,
        columns=_columns(known, dots),
        dots=dots,
        native_qr=able["qrCode"] if qr == "auto" else qr == "native",
        cutter=able["paperPartCut"] or able["paperFullCut"] if cutter is None else cutter,
        smooth=name.startswith("TM-T"),
    )


def profile_of(model: str, width_mm: int) -> str:
    """The profile of a printer that calls itself so; empty where we know none, or one for other paper only."""
    wanted = _plain(model)
    profiles: dict[str, dict[str, Any]] = CAPABILITIES["profiles"]
    named = [name for name, known in profiles.items() if wanted in {_plain(name), _plain(known.get("name", ""))}]
    for name in named if wanted else ():
        with suppress(PrinterMisconfigured):
            return sheet(width_mm, name).profile
    return ""


def _plain(model: str) -> str:
    return "".join(letter for letter in model.casefold() if letter.isalnum())


def _known(name: str) -> dict[str, Any]:
    profiles: dict[str, dict[str, Any]] = CAPABILITIES["profiles"]
    if name not in profiles:
        near = get_close_matches(name, profiles, n=1, cutoff=0)
        raise PrinterMisconfigured("profile", f"no profile {name!r}; the nearest is {near[0]!r}")
    return profiles[name]


def _dots(known: dict[str, Any], width_mm: int) -> int:
    dots = known["media"]["width"].get("pixels")
    return dots if isinstance(dots, int) else _USUAL_DOTS[width_mm]


def _columns(known: dict[str, Any], dots: int) -> int:
    claimed = int(known["fonts"]["0"]["columns"])
    fits = dots // _CELL_DOTS
    return claimed if _FEWEST_COLUMNS <= claimed <= fits else fits
