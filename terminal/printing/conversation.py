"""One ticket over one wire: ask, send, ask whether it is on paper.

"No error" proves nothing about paper: the kernel's buffers take a whole ticket from a printer that is
switched off. So a ticket is confirmed only by the printer's own word after the cut, and everything else is
unknown, never "printed". Why which word counts: docs/decisions/printing-promise.md.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Literal

from terminal.printing.answers import (
    ASK_ERROR,
    ASK_OFFLINE_CAUSE,
    ASK_PAPER,
    ASK_PRINTER,
    ASK_SENSOR,
    MUTE,
    Answer,
    Automatic,
    Framer,
    Plate,
    Reached,
    RealTime,
    Sensor,
    Status,
    Words,
    ask,
    ask_id,
    ask_plate,
    has_paper,
    plausible,
    read_automatic,
    read_status,
)
from terminal.printing.problems import BadJob, Interrupted, PrinterProblem, Silent
from terminal.printing.roll import length_mm
from terminal.printing.wires import Opener, Wire

Proof = Literal["auto", "id", "sensor", "none"]
"""How a ticket can be proven: by its id (GS ( H), by the sensor's answer after it (GS r), or not at all."""

_STATUS_S = 0.6
"""A real-time answer takes milliseconds; a printer that needs longer is treated as mute."""
_TURN_S = 3.0
"""A printer speaks with one machine at a time; another one's ticket takes so long."""
_LOOK_S = 1.0
"""While the proof is awaited: so long a silence, and the printer is asked what is wrong."""
_FORGOTTEN_S = 60.0
"""An answer that has not come by now will not come into a later conversation."""
_SLOWEST_MM_S = 40
"""A cheap printer at work on pictures."""
_MISSES = 2
"""So many tickets in a row that the sensor proved and no id did, or that nothing did: this is how the printer is."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The bytes are out of our hands. ``confirmed``: the printer said that they are on paper.

    Not confirmed means unknown: tell staff to look, and never print a second original by itself. ``spare``: it was
    the second printer. ``by``: what confirmed it, for technicians.
    """

    confirmed: bool
    mute: bool = False
    paper_low: bool = False
    picture: Path | None = None
    spare: bool = False
    by: Literal["id", "sensor"] | None = field(default=None, compare=False)


class _Heard(Enum):
    """What came after a ticket was sent."""

    ID = auto()
    SENSOR = auto()
    ANOTHER = auto()  # the id of some other ticket, or no id of one that always gave them
    NOTHING = auto()


class Conversation:
    """A printer at the end of a wire. ``answers`` and ``proof`` as in PrinterConfig; ``new_id`` gives four letters.

    ``keeps_line``: opening the wire again does not shake off what the printer still has to say, as on a serial line.
    ``look`` opens it for questions alone: a citizen may be waiting behind them, so it gives up sooner.
    """

    def __init__(
        self,
        open_wire: Opener,
        timeout_s: float,
        answers: bool | None,
        new_id: Callable[[], str],
        *,
        proof: Proof = "auto",
        keeps_line: bool = False,
        look: Opener | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_wire = open_wire
        self._look = look or open_wire
        self._timeout_s = timeout_s
        self._answers = answers
        self._new_id = new_id
        self._proof = proof
        self._keeps_line = keeps_line
        self._clock = clock
        self._has_answered = self._is_silent = False
        self._knows_questions = answers is True
        self._has_proven = proof in ("id", "sensor")
        self._gives_ids = proof == "id"
        self._misses = self._unproven = 0
        self._trouble: Status | None = None
        self._half_sent: int | None = None if keeps_line else 0
        self._sensor_owed = 0
        self._sensor_asked_at = -_FORGOTTEN_S

    def status(self) -> Status:
        """What the printer says now; raises when it cannot be reached, or is silent and should not be."""
        with closing(self._look()) as wire:
            return self._status(_Ear(wire, self._clock), _LOOK_S)

    def words(self, plate: Plate) -> str:
        """What stands on the printer's plate; empty where it does not say. Raises as ``status``."""
        with closing(self._look()) as wire:
            ear = _Ear(wire, self._clock)
            status = self._status(ear)
            return "" if status.mute or status.problem else ear.words(plate, self._patience)

    def raw_status(self) -> dict[int, int | None]:
        """The very bytes that answer DLE EOT 1 to 4, None for silence: for technicians. Raises as ``status``."""
        with closing(self._look()) as wire:
            ear = _Ear(wire, self._clock)
            questions = (ASK_PRINTER, ASK_OFFLINE_CAUSE, ASK_ERROR, ASK_PAPER)
            return {question: ear.ask(question, self._patience) for question in questions}

    def raw_sensor(self) -> int | None:
        """The very byte that answers GS r 1; None for silence, and where it is not asked. Raises as ``status``."""
        with closing(self._look()) as wire:
            ear = _Ear(wire, self._clock)
            status = self._status(ear)
            return None if status.mute or status.problem else ear.sensor(self._patience)

    def print(self, job: bytes) -> Printed:
        """Send one job. PrinterProblem with ``sent`` false: nothing left; true: part of it may be on paper."""
        with closing(self._open_wire()) as wire:
            ear = _Ear(wire, self._clock)
            before = self._status(ear, _TURN_S)
            if before.problem:
                raise before.problem("before the ticket")
            if before.mute:
                self._hand_over(wire, job, b"")
                self._half_sent = 0
                return Printed(confirmed=False, mute=True)
            return self._print_and_listen(wire, ear, job, before)

    @property
    def _patience(self) -> float:
        return min(self._timeout_s, _STATUS_S)

    def _status(self, ear: "_Ear", turn_s: float = 0.0) -> Status:
        """Silence of a printer that has answered before is trouble; of any other it is just its nature.

        ``turn_s``: so long it may be at another machine's paper before it answers us, unless it was silent already.
        """
        if self._answers is False:
            return MUTE
        waits = turn_s if self._knows_questions and not self._is_silent else 0.0
        status = ear.status(self._patience, max(self._patience, min(self._timeout_s, waits)))
        self._is_silent = status.mute and (self._answers is True or self._has_answered)
        if self._is_silent:
            raise Silent("no answer to DLE EOT")
        self._has_answered |= not status.mute
        self._knows_questions |= ear.was_answered
        return status

    def _print_and_listen(self, wire: Wire, ear: "_Ear", job: bytes, before: Status) -> Printed:
        ident = self._new_id()
        sensor_counts = self._sensor_counts()
        ear.forget()
        self._trouble = None
        self._hand_over(wire, job, self._questions(ident))
        try:
            heard = self._listen(ear, ident, sensor_counts, _printing_s(job))
            self._half_sent = 0
            if heard is _Heard.ID:
                self._learn(heard)
                return Printed(confirmed=True, paper_low=before.paper_low, by="id")
            after = self._trouble or ear.status(self._patience)  # asked again, it may be silent
        except Interrupted:
            return Printed(confirmed=False, paper_low=before.paper_low)
        if after.problem:
            raise after.problem("after the ticket", sent=True)
        if heard is _Heard.SENSOR and not after.mute:
            self._learn(heard)
            return Printed(confirmed=True, paper_low=after.paper_low, by="sensor")
        if heard is _Heard.NOTHING and not after.mute:
            self._unproven += 1
        return Printed(confirmed=False, paper_low=after.paper_low)

    def _hand_over(self, wire: Wire, job: bytes, questions: bytes) -> None:
        """Until something else is known, the printer may have got only part of it."""
        before, self._half_sent = self._half_sent, len(job)
        try:
            wire.send(_freeing(before, job) + job + questions)
        except PrinterProblem as problem:
            if not problem.sent:
                self._half_sent = before
            raise

    # How a ticket is proven.

    @property
    def _asks_id(self) -> bool:
        return self._proof == "id" or (self._proof == "auto" and self._misses < _MISSES)

    @property
    def _asks_sensor(self) -> bool:
        return self._proof in ("auto", "sensor")

    def _questions(self, ident: str) -> bytes:
        """Both at once where it is not known which the printer understands: they are answered in their order."""
        if self._asks_sensor:
            self._sensor_owed += 1
            self._sensor_asked_at = self._clock()
        return (ask_id(ident) if self._asks_id else b"") + (ASK_SENSOR if self._asks_sensor else b"")

    def _sensor_counts(self) -> bool:
        """The sensor's answer bears no name: while an earlier one may still come, none proves anything."""
        if not self._keeps_line or self._clock() - self._sensor_asked_at > _FORGOTTEN_S:
            self._sensor_owed = 0
        return self._sensor_owed == 0

    def _listen(self, ear: "_Ear", ident: str, sensor_counts: bool, printing_s: float) -> _Heard:
        """Until something decides."""
        if not (self._asks_id or self._asks_sensor):
            return _Heard.NOTHING
        another = False
        for answer in self._until_trouble(ear, printing_s):
            match answer:
                case Reached(found) if found == ident:
                    return _Heard.ID
                case Reached():
                    another = True
                case Sensor(bits):
                    self._sensor_owed = max(0, self._sensor_owed - 1)
                    if sensor_counts and has_paper(bits):
                        return _Heard.ANOTHER if another or self._gives_ids else _Heard.SENSOR
                case Automatic(frame) if read_automatic(frame).problem:
                    return _Heard.NOTHING
        return _Heard.NOTHING

    def _until_trouble(self, ear: "_Ear", printing_s: float) -> Iterator[Answer]:
        """What comes in time. A printer that falls silent is asked how it is; trouble ends the waiting.

        One that proves its tickets and still answers is at work on a long paper: it gets the time that this takes. One
        that was well and proved none of its first tickets knows neither question: nobody waits long for it.
        """
        hopeless = self._unproven >= _MISSES and not self._has_proven
        deadline = self._clock() + (min(_LOOK_S, self._timeout_s) if hopeless else self._timeout_s)
        last = deadline + (printing_s if self._has_proven else 0.0)
        while (left := deadline - self._clock()) > 0:
            yield from ear.answers(min(left, _LOOK_S))
            status = ear.status(self._patience)
            if status.problem is not None:
                self._trouble = status
                break
            if not status.mute:
                deadline = min(self._clock() + self._timeout_s, last)
        else:
            yield from ear.answers(0)
        yield from ear.overheard()

    def _learn(self, proof: _Heard) -> None:
        """What this printer can do."""
        self._has_proven, self._unproven = True, 0
        if proof is _Heard.ID:
            self._gives_ids, self._misses = True, 0
            if self._asks_sensor and not self._keeps_line:
                self._sensor_owed = 0
        elif self._asks_id:
            self._misses += 1


def _printing_s(job: bytes) -> float:
    """How long a slow printer is at work on this job."""
    try:
        return length_mm(job) / _SLOWEST_MM_S
    except BadJob:
        return 0.0


_CUT = b"\x1dVB\x00"
_INITIALISE = b"\x1b@"


def _freeing(half_sent: int | None, job: bytes) -> bytes:
    """What to send before ``job`` where the job before it, of ``half_sent`` bytes, may have broken off.

    A printer that got half a picture may wait for the rest, take the next ticket's head for it, and prove that ticket
    all the same. Nothings, which printers pass over, fill the picture up; what hangs there is cut off where this job
    is cut. None: what came before us on a line that knows no connections is not known; then nothing is cut.
    """
    if half_sent is None:
        return bytes(len(job))
    if not half_sent:
        return b""
    return bytes(half_sent) + _INITIALISE + (_CUT if job.endswith(_CUT) else b"")


class _Ear:
    """Listens on a wire, one question at a time: an answer does not say what was asked."""

    def __init__(self, wire: Wire, clock: Callable[[], float]) -> None:
        self._wire, self._clock = wire, clock
        self._framer = Framer()
        self._automatic: bytes | None = None
        self.was_answered = False
        self._overheard: deque[Answer] = deque()

    def status(self, timeout_s: float, first_s: float | None = None) -> Status:
        """Mute at the first silence: a late answer must not pass for the next question's.

        ``first_s``: so long the first answer may take. Where a left-over byte has shifted the answers, they are asked
        for once more. A printer that tells its state of its own accord only (ASB) is believed in that.
        """
        bits = self._bits(timeout_s, first_s)
        if bits is not None and not plausible(bits):
            self._drain()
            bits = self._bits(timeout_s)
        if bits is None:
            return MUTE if self._automatic is None else read_automatic(self._automatic)
        error = self.ask(ASK_ERROR, timeout_s) if bits[ASK_OFFLINE_CAUSE] & 0x40 else None
        return read_status(bits[ASK_PRINTER], bits[ASK_OFFLINE_CAUSE], bits[ASK_PAPER], error or 0x12)

    def ask(self, question: int, timeout_s: float) -> int | None:
        """The byte that answers DLE EOT ``question``; None for silence. What else comes meanwhile is kept."""
        self._overheard.extend(self._arrived())
        self._say(ask(question))
        for answer in self._hear(timeout_s):
            if isinstance(answer, RealTime):
                self.was_answered = True
                return answer.bits
            self._overheard.append(answer)
        return None

    def sensor(self, timeout_s: float) -> int | None:
        """The byte that answers GS r 1; None for silence."""
        self.forget()
        self._say(ASK_SENSOR)
        heard = (answer.bits for answer in self._hear(timeout_s) if isinstance(answer, Sensor))
        return next(heard, None)

    def words(self, plate: Plate, timeout_s: float) -> str:
        """The answer to GS I; empty for silence."""
        self._framer.words = True
        self._say(ask_plate(plate))
        found = (answer.text for answer in self._hear(timeout_s) if isinstance(answer, Words))
        said = next(found, "")
        self._framer.words = False
        return said

    def answers(self, timeout_s: float) -> Iterator[Answer]:
        """What was overheard, then whatever comes within this time. Raises Interrupted when the printer hangs up."""
        yield from self.overheard()
        yield from self._hear(timeout_s)

    def overheard(self) -> Iterator[Answer]:
        """What came while another answer was awaited, once: a ticket's proof does not wait for our questions."""
        while self._overheard:
            yield self._overheard.popleft()

    def forget(self) -> None:
        """Whatever has come by now was not said of what is sent next."""
        self._arrived()
        self._overheard.clear()

    def _arrived(self) -> list[Answer]:
        return list(self._framed(self._wire.receive(0)))

    def _hear(self, timeout_s: float) -> Iterator[Answer]:
        """What comes in time. Whoever was held up until that was over hears what lies there by then."""
        deadline = self._clock() + timeout_s
        yield from self._framed(b"")
        left = timeout_s
        while left > 0:
            yield from self._framed(self._wire.receive(left))
            left = deadline - self._clock()
        yield from self._arrived()

    def _framed(self, data: bytes) -> Iterator[Answer]:
        for answer in self._framer.feed(data):
            if isinstance(answer, Automatic):
                self._automatic = answer.frame
            yield answer

    def _bits(self, timeout_s: float, first_s: float | None = None) -> dict[int, int] | None:
        bits: dict[int, int] = {}
        for question in (ASK_PRINTER, ASK_OFFLINE_CAUSE, ASK_PAPER):
            heard = self.ask(question, timeout_s if bits or first_s is None else first_s)
            if heard is None:
                return None
            bits[question] = heard
        return bits

    def _drain(self) -> None:
        self._overheard.extend(self._hear(_SETTLE_S))

    def _say(self, question: bytes) -> None:
        try:
            self._wire.send(question)
        except PrinterProblem as problem:
            problem.sent = False  # a question is no ticket
            raise


_SETTLE_S = 0.05
"""What was on its way arrives in this time."""
