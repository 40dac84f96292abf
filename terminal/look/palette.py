"""THE colours and sizes of every window, as data: three palettes, three type scales. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

PaletteName = Literal["light", "dark", "contrast"]
ScaleName = Literal["kiosk", "display", "desk"]

# WCAG 2.2: 4.5 is level AA for text, 7 is AAA; 3 is asked of lines and rings that carry meaning.
TEXT: Final = 4.5
HIGH: Final = 7.0
SIGN: Final = 3.0


@dataclass(frozen=True, slots=True)
class Palette:
    """A colour per role. ``x_ink`` is what is written upon ``x``; ``x_soft`` is a quiet field of the same meaning."""

    background: str
    surface: str
    raised: str
    line: str
    ink: str
    ink_soft: str
    brand: str
    brand_ink: str
    brand_ink_soft: str
    action: str
    action_ink: str
    action_soft: str
    action_soft_ink: str
    accent: str
    accent_ink: str
    good: str
    good_ink: str
    good_soft: str
    good_soft_ink: str
    warn: str
    warn_ink: str
    warn_soft: str
    warn_soft_ink: str
    danger: str
    danger_ink: str
    danger_soft: str
    danger_soft_ink: str
    focus: str
    shadow: str
    scrim: str


LIGHT: Final = Palette(
    background="#EDF1F6",
    surface="#FFFFFF",
    raised="#F5F8FB",
    line="#CBD6E2",
    ink="#0A1B2E",
    ink_soft="#48596C",
    brand="#0A2F5C",
    brand_ink="#FFFFFF",
    brand_ink_soft="#C3D6EC",
    action="#0B5CAD",
    action_ink="#FFFFFF",
    action_soft="#E1EDF9",
    action_soft_ink="#0A4A8C",
    accent="#FFB61E",
    accent_ink="#1E1400",
    good="#0E7A4B",
    good_ink="#FFFFFF",
    good_soft="#DDF3E7",
    good_soft_ink="#0A5A37",
    warn="#F2A100",
    warn_ink="#1E1400",
    warn_soft="#FFF1D2",
    warn_soft_ink="#6E4600",
    danger="#B42318",
    danger_ink="#FFFFFF",
    danger_soft="#FCE4E1",
    danger_soft_ink="#8E1A11",
    focus="#C24E00",
    shadow="#0A1B2E2E",
    scrim="#061423CC",
)

DARK: Final = Palette(
    background="#061423",
    surface="#0E2338",
    raised="#17324E",
    line="#2B4966",
    ink="#F5F9FD",
    ink_soft="#AFC1D4",
    brand="#0C4A8F",
    brand_ink="#FFFFFF",
    brand_ink_soft="#D3E3F5",
    action="#6CB2FF",
    action_ink="#04162A",
    action_soft="#14395F",
    action_soft_ink="#BEDCFF",
    accent="#FFC13B",
    accent_ink="#1E1400",
    good="#4FD394",
    good_ink="#03180D",
    good_soft="#103A2A",
    good_soft_ink="#9BEBC3",
    warn="#FFC13B",
    warn_ink="#1E1400",
    warn_soft="#43330D",
    warn_soft_ink="#FFDC8F",
    danger="#FF8A7E",
    danger_ink="#2A0501",
    danger_soft="#4A1A17",
    danger_soft_ink="#FFC6C0",
    focus="#FFD166",
    shadow="#00000066",
    scrim="#02080FDD",
)

CONTRAST: Final = Palette(
    background="#000000",
    surface="#000000",
    raised="#141414",
    line="#FFFFFF",
    ink="#FFFFFF",
    ink_soft="#F0F0F0",
    brand="#000000",
    brand_ink="#FFFFFF",
    brand_ink_soft="#FFE95C",
    action="#FFE500",
    action_ink="#000000",
    action_soft="#1F1C00",
    action_soft_ink="#FFE500",
    accent="#FFE500",
    accent_ink="#000000",
    good="#5CFFA8",
    good_ink="#000000",
    good_soft="#00210F",
    good_soft_ink="#8CFFC2",
    warn="#FFC400",
    warn_ink="#000000",
    warn_soft="#2A2000",
    warn_soft_ink="#FFD84D",
    danger="#FF9B91",
    danger_ink="#000000",
    danger_soft="#2B0600",
    danger_soft_ink="#FFB8B0",
    focus="#00E5FF",
    shadow="#00000000",
    scrim="#000000F2",
)

PALETTES: Final[dict[PaletteName, Palette]] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two roles that stand upon each other somewhere, and how far apart they must be."""

    upper: str
    lower: str
    ratio: float = TEXT


_FIELDS = ("action", "accent", "good", "warn", "danger", "action_soft", "good_soft", "warn_soft", "danger_soft")
PAIRS: Final[tuple[Pair, ...]] = (
    *(Pair(text, ground) for text in ("ink", "ink_soft") for ground in ("background", "surface", "raised")),
    Pair("brand_ink", "brand"),
    Pair("brand_ink_soft", "brand"),
    *(Pair(f"{field}_ink", field) for field in _FIELDS),
    *(Pair(ring, ground, SIGN) for ring in ("focus", "action") for ground in ("background", "surface")),
    *(Pair(text, "surface") for text in ("action", "good", "danger")),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes in design pixels for one viewing distance."""

    caption: int
    body: int
    lead: int
    title: int
    headline: int
    numbers: tuple[int, ...]  # the only sizes a ticket number is ever drawn in, largest first
    gap: int
    pad: int
    radius: int
    control: int  # the least height of a thing to touch or click


_BOARD_NUMBERS: Final = (720, 640, 560, 480, 420, 360, 340, 296, 272, 216, 168, 144, 112, 96, 88, 72, 56)

SCALES: Final[dict[ScaleName, Scale]] = {
    # 1080 wide on a 22-inch panel is about 4 px per mm: 112 px are 28 mm of finger room.
    "kiosk": Scale(28, 34, 40, 52, 76, (400, 320, 256, 200, 152, 112, 84), 24, 40, 28, 112),
    # Read from eight metres on a 43-inch television.
    "display": Scale(32, 40, 48, 60, 84, _BOARD_NUMBERS, 24, 40, 24, 88),
    # 1920x1080 on a desk monitor at arm's length, a full day long.
    "desk": Scale(19, 23, 27, 34, 46, (160, 120, 92, 68, 52, 40, 30), 14, 24, 14, 58),
}
LARGER: Final = 1.25


def rgb(colour: str) -> tuple[float, float, float]:
    """#RRGGBB or #RRGGBBAA as three numbers from 0 to 1; the alpha is left out."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far apart two colours are for an eye: 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_close(palette: Palette, pairs: tuple[Pair, ...] = PAIRS, least: float = 0.0) -> list[str]:
    """The pairs of this palette that are harder to read than they may be; ``least`` raises the bar for text."""
    return [
        f"{pair.upper} on {pair.lower}: {found:.2f}"
        for pair in pairs
        if (found := contrast(getattr(palette, pair.upper), getattr(palette, pair.lower)))
        < (pair.ratio if pair.ratio < TEXT else max(pair.ratio, least))
    ]
