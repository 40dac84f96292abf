"""How much paper a roll still holds: a measured guess, so that staff bring the next one in time.

Counted is what our own jobs fed; the sensor, where there is one, tells when little is left. Whatever is lost of it
(a broken file, somebody else's jobs) makes the guess worse and nothing else.
"""

import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from terminal.printing import decode
from terminal.printing.problems import BadJob, PaperOut

_log = logging.getLogger(__name__)
DOTS_PER_MM = 8
_LINE_DOTS = 30
_LETTER_DOTS = 24
_TO_CUTTER_DOTS = 60
_NEWEST = 0.2
"""How much the newest paper weighs in the mean length of a paper."""


def length_mm(job: bytes) -> float:
    """How much paper this job feeds. BadJob where it is none of ours."""
    return sum(_dots(decode.slip(job))) / DOTS_PER_MM


def _dots(commands: Iterable[decode.Command]) -> Iterable[int]:
    tall, module = 1, 3
    for command in commands:
        match command:
            case decode.Size(_, tall):
                pass
            case decode.QrModule(module):
                pass
            case decode.EndLine():
                yield max(_LINE_DOTS, _LETTER_DOTS * tall)
            case decode.FeedDots(dots):
                yield dots
            case decode.FeedLines(lines):
                yield lines * _LINE_DOTS
            case decode.Raster(_, height, _):
                yield height
            case decode.QrStore(content):
                yield _modules(content) * module
            case decode.CutPaper(feeds=True):
                yield _TO_CUTTER_DOTS


def _modules(content: str) -> int:
    """The side of a QR code of level M for so many bytes, near enough: 21 modules and four more a version."""
    capacity = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
    version = next((at for at, most in enumerate(capacity, 1) if len(content.encode()) <= most), len(capacity))
    return 17 + 4 * version


@dataclass(slots=True)
class Counted:
    """What is kept over restarts: staff switch a machine off to change its roll.

    ``near_mm``: fed since the sensor said that little is left; None while it doesn't. ``out``: the paper had ended.
    """

    fed_mm: float = 0.0
    paper_mm: float = 0.0
    near_mm: float | None = None
    out: bool = False


class Roll:
    """The roll in one printer. ``roll_m`` None: nobody knows how long a new one is. ``file`` None: kept in memory.

    ``near_end_m``: what is left when the sensor begins to feel the end. ``keeps`` false: the file is another program's.
    """

    def __init__(
        self, roll_m: float | None, near_end_m: float, file: Path | None = None, *, keeps: bool = True
    ) -> None:
        self._roll_mm = None if roll_m is None else roll_m * 1000
        self._near_end_mm = near_end_m * 1000
        self._file = file if keeps else None
        self._counted = _read(file)

    def fed(self, job: bytes) -> None:
        """This job went to the printer."""
        with suppress(BadJob):
            length = length_mm(job)
            counted = self._counted
            counted.fed_mm += length
            counted.paper_mm += (length - counted.paper_mm) * (_NEWEST if counted.paper_mm else 1)
            if counted.near_mm is not None:
                counted.near_mm += length
            self._keep()

    def felt(self, paper_low: bool, problem: type[Exception] | None) -> None:
        """What the sensors say now. After paper out, and when the end is no longer near, a new roll is in.

        While the printer is in trouble they say nothing of the roll: with the cover open they may feel either.
        """
        counted, before = self._counted, replace(self._counted)
        if problem is PaperOut:
            counted.out = True
        elif problem is None:
            if counted.out or (counted.near_mm is not None and not paper_low):
                counted = Counted(paper_mm=counted.paper_mm)
            if paper_low and counted.near_mm is None:
                counted.near_mm = 0.0
        if counted != before:
            self._counted = counted
            self._keep()

    @property
    def tickets_left(self) -> int | None:
        """So many more, at the length of the last ones; None where nobody can tell."""
        counted = self._counted
        if not counted.paper_mm:
            return None
        guesses = []
        if self._roll_mm is not None:
            guesses.append(self._roll_mm - counted.fed_mm)
        if counted.near_mm is not None:
            guesses = [self._near_end_mm - counted.near_mm]  # the sensor has seen the roll
        return max(0, int(min(guesses) // counted.paper_mm)) if guesses else None

    def _keep(self) -> None:
        """In one piece or not at all. Not flushed: after a power cut an older guess is as good."""
        if self._file is None:
            return
        aside = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            aside.write_text(json.dumps(asdict(self._counted)))
            aside.replace(self._file)
        except OSError as problem:
            _log.debug("the roll's count is not kept: %s", problem)


def _read(file: Path | None) -> Counted:
    if file is None:
        return Counted()
    try:
        found = json.loads(file.read_bytes())
        near = found["near_mm"]
        return Counted(
            fed_mm=_length(found["fed_mm"]),
            paper_mm=_length(found["paper_mm"]),
            near_mm=None if near is None else _length(near),
            out=found["out"] is True,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Counted()


def _length(number: object) -> float:
    """ValueError for what is no length; Python's JSON knows NaN and Infinity."""
    if isinstance(number, int | float) and 0 <= number < float("inf"):
        return float(number)
    raise ValueError(number)
