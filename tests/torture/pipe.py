"""What is said through the pipe between a kiosk's half and its owner: orders go in, news come out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.owed import Stage
from protocol.vocabulary import PrintOutcome
from terminal.printing import PrinterConfig

Place = Literal["answer", "before_sync", "after_sync", "byte"]


@dataclass(frozen=True, slots=True)
class PowerCut:
    """The power goes by itself. ``answer``: as the hub's answer is there. ``before_sync``, ``after_sync``: around the
    ``count``-th time that the journal is made durable. ``byte``: after so many bytes of this order to a printer."""

    place: Place
    count: int = 1


@dataclass(frozen=True, slots=True)
class Setup:
    """``epoch`` is the hub's. Without ``journal`` the kiosk is a careless one: the control."""

    state: Path
    url: str
    epoch: str
    printer: PrinterConfig
    spare: PrinterConfig | None = None
    journal: bool = True


@dataclass(frozen=True, slots=True)
class Take:
    """A citizen wants a number, and the paper of it. ``full``: from which write on the disk takes no line; 0: it does.

    ``hurried``: the next citizen does not wait for that paper; ``leaves``: but goes before the printer is free.
    """

    cut: PowerCut | None = None
    full: int = 0
    hurried: bool = False
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Touch:
    """A citizen touches an offered number. ``leaves``: does not wait for a hub that is away."""

    ticket: int
    cut: PowerCut | None = None
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class AskOffers:
    """Which numbers stand on the start page."""


@dataclass(frozen=True, slots=True)
class AskLeft:
    """Of how many papers the hub must still be told."""


Order = Take | Touch | AskOffers | AskLeft


@dataclass(frozen=True, slots=True)
class Live:
    """It follows the hub."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The hub gave this paper to print."""

    ticket: int
    number: str
    copy: int


@dataclass(frozen=True, slots=True)
class Step:
    """A try has come to this stage. ``at`` is on the steady clock that all processes share."""

    key: str
    ticket: int
    copy: int
    stage: Stage
    problem: str
    at: float


@dataclass(frozen=True, slots=True)
class Done:
    """The order is carried out. ``refused``: the hub's code, or ``not_live``. ``shown``: the word on the screen."""

    refused: str = ""
    shown: PrintOutcome | None = None
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    tickets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Left:
    papers: int


News = Live | Answered | Step | Done | Offers | Left
