"""What a laid-out paper is made of."""

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]

LARGEST = 8
"""ESC/POS enlarges a letter at most eight times."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of letters, already measured: it fits the paper at its size."""

    text: str
    align: Align = "left"
    wide: int = 1
    tall: int = 1
    bold: bool = False
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A label in ordinary letters and a bold value, ``size`` times as large, in one line. ``label`` brings the
    spaces that push the value to the right edge."""

    label: str
    value: str
    size: int


@dataclass(frozen=True, slots=True)
class Gap:
    """White paper, in dots (8 are 1 mm on most printers)."""

    dots: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line in the middle of the paper, over this share of its width."""

    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Logo:
    """The office's picture in the middle of the paper, a PNG. One that can't be read is left out."""

    png: bytes


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code in the middle of the paper."""

    content: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The end: cut, or feed to the tear bar where there is no cutter."""


Element = Line | Pair | Gap | Rule | Logo | QrCode | Cut
