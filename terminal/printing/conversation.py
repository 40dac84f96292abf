"""One ticket over one wire: ask, send, ask whether it is on paper.

"No error" proves nothing about paper: the kernel's buffers take a whole ticket from a printer that is
switched off. So a ticket is confirmed only by the printer's own word after the cut (GS ( H), and
everything else is unknown, never "printed".
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from terminal.printing.answers import (
    ASK_ERROR,
    ASK_OFFLINE_CAUSE,
    ASK_PAPER,
    ASK_PRINTER,
    MUTE,
    Answer,
    Framer,
    Reached,
    RealTime,
    Status,
    ask,
    ask_id,
    read_status,
)
from terminal.printing.problems import Interrupted, PrinterProblem, Silent
from terminal.printing.wires import Opener, Wire

_STATUS_S = 0.6
"""A real-time answer takes milliseconds; a printer that needs longer is treated as mute."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The bytes are out of our hands. ``confirmed``: the printer said that they are on paper.

    Not confirmed means unknown: tell staff to look, and never print a second original by itself.
    """

    confirmed: bool
    mute: bool = False
    paper_low: bool = False
    picture: Path | None = None


class Conversation:
    """A printer at the end of a wire. ``answers`` as in PrinterConfig; ``new_id`` gives four letters a ticket."""

    def __init__(self, open_wire: Opener, timeout_s: float, answers: bool | None, new_id: Callable[[], str]) -> None:
        self._open_wire = open_wire
        self._timeout_s = timeout_s
        self._answers = answers
        self._new_id = new_id

    def status(self) -> Status:
        """What the printer says now; raises when it cannot be reached, or is silent and should not be."""
        with closing(self._open_wire()) as wire:
            return self._status(_Ear(wire))

    def print(self, job: bytes) -> Printed:
        """Send one job. PrinterProblem with ``sent`` false: nothing left; true: part of it may be on paper."""
        with closing(self._open_wire()) as wire:
            ear = _Ear(wire)
            before = self._status(ear)
            if before.problem:
                raise before.problem("before the ticket")
            if before.mute:
                wire.send(job)
                return Printed(confirmed=False, mute=True)
            return self._print_and_listen(wire, ear, job, before)

    def _status(self, ear: "_Ear") -> Status:
        if self._answers is False:
            return MUTE
        status = ear.status(min(self._timeout_s, _STATUS_S))
        if status.mute and self._answers:
            raise Silent("no answer to DLE EOT")
        return status

    def _print_and_listen(self, wire: Wire, ear: "_Ear", job: bytes, before: Status) -> Printed:
        ident = self._new_id()
        wire.send(job + ask_id(ident))
        try:
            if ear.hears(Reached(ident), self._timeout_s):
                return Printed(confirmed=True, paper_low=before.paper_low)
            after = ear.status(min(self._timeout_s, _STATUS_S))
        except Interrupted:
            return Printed(confirmed=False, paper_low=before.paper_low)
        if after.problem:
            raise after.problem("after the ticket", sent=True)
        return Printed(confirmed=False, mute=after.mute, paper_low=before.paper_low or after.paper_low)


class _Ear:
    """Listens on a wire, one question at a time: an answer does not say what was asked."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._framer = Framer()

    def status(self, timeout_s: float) -> Status:
        """Mute at the first silence: a late answer must not pass for the next question's."""
        bits: dict[int, int] = {}
        for question in (ASK_PRINTER, ASK_OFFLINE_CAUSE, ASK_PAPER):
            heard = self._ask(question, timeout_s)
            if heard is None:
                return MUTE
            bits[question] = heard
        error = self._ask(ASK_ERROR, timeout_s) if bits[ASK_OFFLINE_CAUSE] & 0x40 else None
        return read_status(bits[ASK_PRINTER], bits[ASK_OFFLINE_CAUSE], bits[ASK_PAPER], error or 0x12)

    def hears(self, wanted: Answer, timeout_s: float) -> bool:
        """Whether exactly this answer comes in time; others are let pass."""
        return any(answer == wanted for answer in self._answers(timeout_s))

    def _ask(self, question: int, timeout_s: float) -> int | None:
        try:
            self._wire.send(ask(question))
        except PrinterProblem as problem:
            problem.sent = False  # a question is no ticket
            raise
        heard = (answer.bits for answer in self._answers(timeout_s) if isinstance(answer, RealTime))
        return next(heard, None)

    def _answers(self, timeout_s: float) -> Iterator[Answer]:
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            yield from self._framer.feed(self._wire.receive(left))
