"""Lets a fault into an emulated printer at one place of a ticket, to the byte."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from terminal.emulator import EmulatedPrinter, RunningPrinter

_CONVERSATION_S = 20.0
_BEGIN = b"\x1b@"
_ASKS_ID = b"\x1d(H\x06\x0000"
_ID_BYTES = len(_ASKS_ID) + 4


class Moment(StrEnum):
    """When a fault comes. ``INSIDE`` is somewhere in the ticket, counted in bytes from its begin."""

    BEFORE = "before the ticket"
    INSIDE = "inside the ticket"
    BEFORE_ID = "between cut and id"
    AFTER_ID = "after the id"


def break_at(printer: RunningPrinter, words: str, moment: Moment, after_bytes: int = 0) -> None:
    """The printer has this fault from now on, or from this moment of the next ticket on.

    It comes once; a later ``break_at`` or ``mend`` takes its place, whether it has come or not. Both let a
    conversation that is going on come to its end: a fault that took the place of another inside a ticket would put in
    a new roll under it.
    """

    def do(core: EmulatedPrinter) -> None:
        _make_well(core)
        if moment is Moment.BEFORE:
            core.set_fault(words)
        else:
            trap = _Trap(core, words, _PLACES[moment](after_bytes))
            core.hear = trap.hear  # type: ignore[method-assign]
            core.call = trap.call  # type: ignore[method-assign]

    printer.when_free(do, _CONVERSATION_S)


def mend(printer: RunningPrinter) -> None:
    """Everything is well again: paper, cover, cable, power. What waits in the printer comes out.

    Nobody is so quick with a roll that a ticket, which waits a moment for its proof, would go on upon the new one.
    """

    printer.when_free(_make_well, _CONVERSATION_S)


def _make_well(core: EmulatedPrinter) -> None:
    _forget(core)
    core.set_fault("none")
    core.new_roll()


def _forget(core: EmulatedPrinter) -> None:
    for name in ("hear", "call"):
        vars(core).pop(name, None)


Place = Callable[[bytes], int | None]
"""How many bytes of this stream are heard before the fault comes; None while that cannot be told."""


def _inside(after_bytes: int) -> Place:
    return lambda heard: _from(heard.find(_BEGIN), after_bytes)


def _before_id(_: int) -> Place:
    return lambda heard: _from(heard.find(_ASKS_ID), 0)


def _after_id(_: int) -> Place:
    return lambda heard: _from(heard.find(_ASKS_ID), _ID_BYTES)


def _from(begin: int, more: int) -> int | None:
    return None if begin < 0 else begin + more


_PLACES: dict[Moment, Callable[[int], Place]] = {
    Moment.INSIDE: _inside,
    Moment.BEFORE_ID: _before_id,
    Moment.AFTER_ID: _after_id,
}


@dataclass(slots=True)
class _Trap:
    """Stands between the wire and the printer. It is called under the printer's lock.

    ``unread``: what the line had brought when the printer stopped reading. It is read later, or never.
    """

    core: EmulatedPrinter
    words: str
    place: Place
    heard: bytes = b""
    unread: bytes = b""
    sprung: bool = False

    def call(self) -> None:
        self.heard = self.unread = b""
        if self.sprung:
            _forget(self.core)
        EmulatedPrinter.call(self.core)

    def hear(self, data: bytes) -> None:
        if self.sprung:
            _forget(self.core)
            EmulatedPrinter.hear(self.core, self.unread + data)
            return
        before = len(self.heard)
        self.heard += data
        place = self.place(self.heard)
        if place is None or place > len(self.heard):
            EmulatedPrinter.hear(self.core, data)
            return
        self.sprung = True
        first, rest = data[: max(0, place - before)], data[max(0, place - before) :]
        if first:
            EmulatedPrinter.hear(self.core, first)
        self.core.set_fault(self.words)
        if self.core.room():
            _forget(self.core)
            if rest:
                EmulatedPrinter.hear(self.core, rest)
        else:
            self.unread = rest
