"""Which printer, and how to reach it: one table of the terminal's TOML file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from terminal.printing.conversation import Proof
from terminal.printing.problems import PrinterMisconfigured, PrinterNeeds
from terminal.printing.sheet import QrStyle, Sheet, WidthMm, sheet
from terminal.printing.wires.serial import Flow

Kind = Literal["virtual", "network", "usb", "serial", "file", "cups"]

_NEEDED: dict[str, tuple[str, ...]] = {
    "virtual": ("folder",),
    "network": ("host",),
    "usb": ("vendor", "product"),
    "serial": ("path",),
    "file": ("path",),
    "cups": ("queue",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterConfig:
    """One printer. Which fields it needs follows from ``kind``; PrinterMisconfigured names what is wrong.

    ``name``: what staff call it ("kanan"). ``answers``: True for a printer that is known to answer (its silence is
    then a problem), False for one that is known to be mute (it is never asked), None to find out at each ticket.
    ``proof``: how a ticket is proven; "auto" finds out which question the printer understands. ``profile`` None: by
    the printer's own word, or the usual one of that width. ``serial_number`` tells two USB printers of one model
    apart; ``flow`` is how a serial one says that its memory is full. ``roll_m``: how long a new roll is, None where
    nobody knows. ``near_end_m``: what is left of it when the sensor feels the end.
    """

    kind: Kind
    name: str = ""
    width_mm: WidthMm = 80
    profile: str | None = None
    host: str | None = None
    port: int = 9100
    path: Path | None = None
    baud: int = 19200
    flow: Flow = "none"
    vendor: int | None = None
    product: int | None = None
    serial_number: str | None = None
    queue: str | None = None
    folder: Path | None = None
    timeout_s: float = 5.0
    answers: bool | None = None
    proof: Proof = "auto"
    qr: QrStyle = "auto"
    cutter: bool | None = None
    roll_m: float | None = None
    near_end_m: float = 5.0

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise PrinterMisconfigured("kind", f"{self.kind!r} is none of {', '.join(get_args(Kind))}")
        for key in _NEEDED[self.kind]:
            if getattr(self, key) in (None, ""):
                raise PrinterNeeds(key, f"a {self.kind} printer needs it")
        if not 1 <= self.port <= 65535:
            raise PrinterMisconfigured("port", f"{self.port} is not between 1 and 65535")
        if not 0 < self.timeout_s <= 60:
            raise PrinterMisconfigured("timeout_s", f"{self.timeout_s} is not between 0 and 60 seconds")
        if not 300 <= self.baud <= 4_000_000:
            raise PrinterMisconfigured("baud", f"{self.baud} is not between 300 and 4000000")
        if self.flow not in get_args(Flow):
            raise PrinterMisconfigured("flow", f"{self.flow!r} is none of {', '.join(get_args(Flow))}")
        for key, words in (("qr", get_args(QrStyle)), ("proof", get_args(Proof))):
            if getattr(self, key) not in words:
                raise PrinterMisconfigured(key, f"{getattr(self, key)!r} is none of {', '.join(words)}")
        for key, metres in (("roll_m", self.roll_m), ("near_end_m", self.near_end_m)):
            if metres is not None and not 0 < metres <= 500:
                raise PrinterMisconfigured(key, f"{metres} is not between 0 and 500 metres")
        self.sheet()

    def sheet(self) -> Sheet:
        """The paper of this printer, measured."""
        return sheet(self.width_mm, self.profile, self.qr, self.cutter)
