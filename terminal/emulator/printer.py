"""The printer without its wire: bytes in, answers and papers out. No sockets, no threads; the clock comes in.

Real-time commands are obeyed as they arrive, in the middle of a picture too; everything else in order, and only
while the printer can print: what arrives while it is offline waits in its buffer and is printed later, whoever has
hung up meanwhile. That is what real printers do, and why a ticket that was not confirmed is not one that failed.
"""

import heapq
import itertools
import re
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Literal

from terminal.emulator.conditions import Condition, automatic, automatic_bits, real_time, sensor
from terminal.emulator.faults import FAULTS, Active, Ends, read_faults
from terminal.emulator.nameplate import Nameplate
from terminal.emulator.paper import Head, Paper
from terminal.emulator.stream import Piece, first_piece, missing, raster_head

BUFFER_BYTES = 65536
"""How much waits inside the printer while it can't print. Then it takes no more."""
DOTS_PER_MM = 8
NEAR_END_MM = 5000
_STEP_S = 0.02
"""A slow line hands over what it carries in this time at once."""
WIDTH_DOTS = {58: 384, 80: 576}

_REAL_TIME = re.compile(rb"\x10(?:\x04[\x01-\x04]|\x05[\x01\x02]|\x14\x08\x01\x03\x14\x01\x06\x02\x08)", re.DOTALL)
_LONGEST_REAL_TIME = 10
_SENSES = {field.name for field in fields(Condition)} - {"has_near_end"}
_GARBAGE = b"\xff\x80\xc3\x93\xa0\xfe\x99"

Kind = Literal["real_time", "automatic", "ordered"]


@dataclass(frozen=True, slots=True)
class Say:
    """Bytes for whoever is connected."""

    data: bytes


@dataclass(frozen=True, slots=True)
class HangUp:
    """The printer ends the connection: orderly (FIN), or by breaking it off (RST)."""

    reset: bool


Action = Say | HangUp


@dataclass(frozen=True, slots=True)
class Event:
    """What a person beside the printer would notice.

    ``question``: the command that asked, such as "DLE EOT 1", "GS ( H", "GS r 1".
    ``detail``: what hangs out of the printer as somebody hangs up; why a picture was not drawn.
    """

    what: Literal["called", "hung_up", "asked", "printed", "not_drawn", "roll_ended", "power_lost", "recovered"]
    paper: Paper | None = None
    picture: Path | None = None
    question: str = ""
    detail: str = ""


class EmulatedPrinter:
    """One printer, which says that it is ``nameplate``. ``roll_mm`` None: an endless roll. ``clock`` counts seconds."""

    _faults: Mapping[str, Active]
    _felt: Condition
    """What the faults make the sensors feel; ``_felt_low`` and ``_felt_out`` where the roll adds to it."""
    _buffers: deque[bytearray]
    """What waits to be printed, one piece for each connection that brought it."""
    _listened: bytes
    """The end of what came in, which may be the beginning of a real-time command."""
    _odd: bytes
    _swallows: int
    """How many bytes of a command that is too long for the buffer are still to come."""
    _heard: int
    """Bytes of this connection since the faults were set; ``_counted`` goes on in the next one."""
    _counted: int
    _hung_up: bool
    _stale_said: bool
    _automatic_wanted: int
    """Bits of GS a: changes of what are to be told."""
    _announced: bytes
    _busy_until: float
    _line_free_at: float
    """When what a slow line carries has arrived."""
    _spoken_until: float
    """When an answer in pieces has been spoken."""

    def __init__(
        self,
        width_mm: int = 80,
        *,
        clock: Callable[[], float] = time.monotonic,
        roll_mm: float | None = None,
        has_near_end: bool = True,
        nameplate: Nameplate | None = None,
        tell: Callable[[Event], None] = lambda event: None,
    ) -> None:
        self.nameplate = nameplate or Nameplate()
        self.papers: list[Paper] = []
        """What has come out, the oldest first."""
        self.reached: list[str] = []
        """Every process id whose answer was spoken, or would have been but for a fault of the line."""
        self.connected = False
        self._clock, self._tell = clock, tell
        self._fresh_roll = None if roll_mm is None else roll_mm * DOTS_PER_MM
        self._has_near_end = has_near_end
        self._head = Head(WIDTH_DOTS[width_mm], self._fresh_roll, self._finished)
        self._suffer([])
        self._since = clock()
        self._actions: list[tuple[float, int, Action]] = []
        self._order = itertools.count()
        self._left_over: list[bytes] = []
        self._switch_on()
        self._begin_conversation()

    # What its user does to it.

    def set_fault(self, words: str) -> None:
        """Exactly these faults from now on: ``none``, a name, ``name=number``, or several joined by ``+``."""
        asked = read_faults(words)
        was_off, was_ending = self.has("power_off"), self.has("paper_ends")
        self._suffer(asked)
        self._odd = b""
        self._since, self._heard, self._counted = self._clock(), 0, 0
        if was_ending or self._head.roll_empty:
            self._head.roll_dots = self._fresh_roll
        if self.has("paper_ends"):
            self._head.roll_dots = self.number("paper_ends") * DOTS_PER_MM
        if self.has("power_off"):
            self._lose_power()
        elif was_off:
            self._come_up()
        self._changed()

    @property
    def faults(self) -> Sequence[Active]:
        """What is wrong with it now."""
        return list(self._faults.values())

    @property
    def hanging(self) -> str:
        """What is printed and not cut yet: a broken ticket hangs there until the next one pushes it out."""
        return self._head.hanging

    def has(self, fault: str) -> bool:
        """Whether this fault is there now."""
        return fault in self._faults

    def number(self, fault: str) -> float:
        """Its number; 0 where the fault is not there."""
        return self._faults[fault].number if fault in self._faults else 0

    def new_roll(self) -> None:
        """Put in a whole roll and close the lid."""
        self._end("new_roll")
        self._head.roll_dots = self._fresh_roll
        self._changed()

    def power_off(self) -> None:
        """Buffer, settings and the rest of the slip are gone; the line is silent, then nobody is there."""
        self._suffer([*self.faults, Active(FAULTS["power_off"], 0)])
        self._lose_power()

    def power_on(self) -> None:
        """What a new start mends is mended. A printer that is on is switched off first."""
        if not self.has("power_off"):
            self._lose_power()
        self._end("power")
        self._come_up()
        self._changed()

    def power_cycle(self) -> None:
        """Off, and on again."""
        self.power_off()
        self.power_on()

    def _end(self, by: Ends) -> None:
        self._suffer([active for active in self.faults if active.fault.ends != by])

    def _end_one(self, name: str) -> None:
        self._suffer([active for active in self.faults if active.fault.name != name])

    def _suffer(self, faults: Sequence[Active]) -> None:
        self._faults = {active.fault.name: active for active in faults}
        self._felt = Condition(**dict.fromkeys(_SENSES & set(self._faults), True), has_near_end=self._has_near_end)
        self._felt_low, self._felt_out = replace(self._felt, near_end=True), replace(self._felt, paper_out=True)

    # What a wire does with it.

    @property
    def takes_calls(self) -> bool:
        """Whether anybody can connect."""
        return not (self.has("refused") or self.has("unplugged") or self.has("power_off"))

    @property
    def plugged(self) -> bool:
        return not (self.has("unplugged") or self.has("power_off"))

    def room(self) -> int:
        """How many bytes it would take now: none while it is hung, or its buffer full."""
        if self.has("hung") or not self.plugged or self._hung_up:
            return 0
        room = max(0, BUFFER_BYTES - sum(map(len, self._buffers)))
        if not self.has("slow_line"):
            return room
        return 0 if self.line_busy else min(room, max(1, int(self._line_speed * _STEP_S)))

    @property
    def line_busy(self) -> bool:
        """A slow line still carries what came last. What follows waits on the line, whoever has left meanwhile."""
        return self.has("slow_line") and self._clock() < self._line_free_at

    @property
    def _line_speed(self) -> float:
        return max(1.0, self.number("slow_line"))

    def call(self) -> None:
        """Somebody connects, who has to hang up first if already connected."""
        self._begin_conversation()
        self.connected = True
        self._tell(Event("called"))
        for data in self._left_over:
            self._put(data, self._clock())
        self._left_over.clear()
        if self.has("asb_only"):
            self._announce()

    def hear(self, data: bytes) -> None:
        """Bytes from the wire, in the order in which they were sent. Those after the end of a connection are lost."""
        if self.has("slow_line"):
            self._line_free_at = max(self._clock(), self._line_free_at) + len(data) / self._line_speed
        for name, heard, cuts in (
            ("close_fin", self._heard, self._close),
            ("close_rst", self._heard, self._break_off),
            ("power_cycle", self._counted, self._blink),
        ):
            left = max(0, int(self.number(name)) - heard)
            if self.has(name) and len(data) >= left:
                self._take(data[:left])
                cuts()
                return
        self._take(data)

    def hang_up(self) -> None:
        """Whoever was connected is gone. What it had sent is still printed."""
        if not self.connected:
            return
        self.connected = False
        self._actions.clear()
        if not self.has("half_command"):
            self._buffers.append(bytearray())
            self._work()
        self._head.tear()
        self._tell(Event("hung_up", detail=self.hanging))

    def due(self) -> Sequence[Action]:
        """What is to be done on the wire by now."""
        self._recover()
        now, ready = self._clock(), []
        while self._actions and self._actions[0][0] <= now:
            ready.append(heapq.heappop(self._actions)[2])
        return ready

    def wait_s(self) -> float | None:
        """Seconds until something is due again; None when nothing is expected."""
        moments = [at for at, _, _ in self._actions[:1]]
        if self.has("head_hot"):
            moments.append(self._since + self.number("head_hot"))
        if self.line_busy:
            moments.append(self._line_free_at)
        return max(0.0, min(moments) - self._clock()) if moments else None

    @property
    def condition(self) -> Condition:
        """What its sensors feel."""
        left = self._head.roll_dots
        if left is None or left > NEAR_END_MM * DOTS_PER_MM:
            return self._felt
        return self._felt_out if self._head.roll_empty else self._felt_low

    # Receiving.

    def _take(self, data: bytes) -> None:
        self._heard += len(data)
        self._counted += len(data)
        if self.has("half_baud"):
            data = self._half_heard(data)
            self._head.garble()
        self._receive(data)
        self._work()

    def _half_heard(self, data: bytes) -> bytes:
        """A receiver at half the sender's speed takes every second bit, and makes one byte of two."""
        data = self._odd + data
        whole = len(data) // 2 * 2
        self._odd = data[whole:]
        return bytes(_half(data[i], data[i + 1]) for i in range(0, whole, 2))

    def _receive(self, data: bytes) -> None:
        """Into the buffer, and at each real-time command stop to obey it. They stay in: in a picture they are dots."""
        before = len(self._listened)
        self._listened += data
        begin = end = 0
        for found in _REAL_TIME.finditer(self._listened):
            end = found.end()
            self._buffers[-1] += data[begin : end - before]
            begin = end - before
            self._real_time(found.group())
        self._buffers[-1] += data[begin:]
        self._listened = self._listened[max(end, len(self._listened) - _LONGEST_REAL_TIME + 1) :]

    def _real_time(self, command: bytes) -> None:
        match command[1]:
            case 0x04:
                self._asked(f"DLE EOT {command[2]}")
                now = Condition() if self.has("always_ready") else self.condition
                self._say(bytes([real_time(command[2], now)]), "real_time")
            case 0x05:  # recover from an error, 2: and forget what is in the buffer
                if command[2] == 2:
                    self._empty_buffer()
                self._end_one("cutter_error")
                self._changed()
            case 0x14:
                self._empty_buffer()
                self._head.interrupt()
                self._say(b"\x37\x25\x00", "real_time")

    # Printing, in order.

    def _work(self) -> None:
        while not self.condition.offline:
            waiting = self._buffers[0]
            if self._swallows:
                self._swallow(waiting)
            piece = first_piece(waiting, groups=not self.has("simple_clone"))
            if piece is not None:
                del waiting[: len(piece.raw)]
                self._do(piece)
            elif len(self._buffers) > 1:  # the rest of it can't come any more
                self._buffers.popleft()
                self._swallows = 0
                self._print_half(waiting)
            elif len(waiting) >= BUFFER_BYTES:
                self._begin_long(waiting)
            else:
                return

    def _empty_buffer(self) -> None:
        self._buffers = deque([bytearray()])
        self._swallows = 0

    def _begin_long(self, waiting: bytearray) -> None:
        """A command that is longer than the buffer. Of a picture, the rows that are there are printed."""
        width, height = raster_head(waiting) or (0, 0)
        rows = (len(waiting) - 8) // width if width else 0
        if rows:
            self._print_half(waiting[: 8 + rows * width])
            waiting[:] = waiting[:6] + (height - rows).to_bytes(2, "little") + waiting[8 + rows * width :]
        else:
            self._swallows = missing(waiting, groups=not self.has("simple_clone")) or 0
            waiting.clear()

    def _swallow(self, waiting: bytearray) -> None:
        taken = min(self._swallows, len(waiting))
        self._swallows -= taken
        del waiting[:taken]

    def _do(self, piece: Piece) -> None:
        if self.has("slow_print"):
            self._busy_until = max(self._busy_until, self._clock()) + len(piece.raw) / max(1, self.number("slow_print"))
        if answer := _ANSWERS.get(piece.name):
            answer(self, piece.parameters)
            return
        if piece.name.startswith("DLE"):
            return
        if piece.name == "ESC @":
            self._automatic_wanted = 0
        before = self.condition
        self._head.obey(piece)
        if self.condition is not before:
            if self._head.roll_empty:
                self._tell(Event("roll_ended"))
            self._changed()

    def _finished(self, paper: Paper) -> None:
        self.papers.append(paper)
        self._tell(Event("printed", paper))

    def _print_half(self, waiting: bytearray | bytes) -> None:
        """The line was gone in the middle of a command. Of a picture, the rows that came are printed."""
        if head := raster_head(waiting):
            before = self.condition
            self._head.print_rows(head[0], bytes(waiting[8:]))
            if self.condition is not before:
                self._tell(Event("roll_ended"))
                self._changed()

    # Questions that are answered in order.

    def _answer_id(self, parameters: bytes) -> None:
        self._asked("GS ( H")
        self._head.tear()
        if len(parameters) != 6 or parameters[:2] != b"00" or self.has("no_id"):
            return
        if self.has("close_before_id"):
            self._close()
            return
        ident = parameters[2:]
        self._keep_id(ident.decode("ascii", "replace"))
        self._say(b"\x37\x22" + (b"????" if self.has("wrong_id") else ident) + b"\x00", "ordered")

    def _keep_id(self, ident: str) -> None:
        self.reached.append(ident)
        if self.papers:
            self.papers[-1] = replace(self.papers[-1], ids=(*self.papers[-1].ids, ident))

    def _answer_sensor(self, parameters: bytes) -> None:
        self._asked(f"GS r {parameters[0]}")
        self._head.tear()
        if self.has("close_before_id"):
            self._close()
            return
        bits = sensor(parameters[0], self.condition)
        if bits is not None:
            self._say(bytes([bits]), "ordered")

    def _answer_name(self, parameters: bytes) -> None:
        self._asked(f"GS I {parameters[0]}")
        answer = None if self.has("simple_clone") else self.nameplate.answer(parameters[0])
        if answer is not None:
            self._say(answer, "ordered")

    def _want_automatic(self, parameters: bytes) -> None:
        self._asked("GS a")
        self._automatic_wanted = parameters[0]
        if self._automatic_wanted:
            self._announce()

    # Speaking.

    def _changed(self) -> None:
        """The sensors may feel something else: whoever asked to be told is told, and printing goes on if it can."""
        told, true = self._announced, automatic(self.condition)
        wanted = automatic_bits(0xFF if self.has("asb_only") else self._automatic_wanted)
        self._announced = true
        if any((old ^ new) & bits for old, new, bits in zip(told, true, wanted, strict=True)):
            self._announce()
        self._work()

    def _announce(self) -> None:
        self._announced = automatic(self.condition)
        self._say(self._announced, "automatic")

    def _asked(self, question: str) -> None:
        self._tell(Event("asked", question=question))
        if self.has("talkative"):
            self._announce()

    def _say(self, data: bytes, kind: Kind) -> None:
        """As the faults let it be said."""
        if self.has("mute") or (kind == "real_time" and self.has("asb_only")) or not self.plugged:
            return
        if self.has("garbage"):
            data = bytes(_GARBAGE[(byte + place) % len(_GARBAGE)] for place, byte in enumerate(data))
        if kind == "real_time" and self.has("stale_status") and not self._stale_said:
            self._stale_said = True
            data = bytes([real_time(1, Condition())]) + data
        if self.has("leftover"):
            self._left_over.append(data)
            return
        at = self._clock()  # looked at once: whoever is held up here must not have a later answer overtake this one
        if kind == "ordered":
            at = max(at, self._busy_until)
        for _ in range(2 if self.has("duplicate") else 1):
            self._say_split(data, at + self.number("slow") + self.number("late"))

    def _say_split(self, data: bytes, at: float) -> None:
        if not self.has("split"):
            self._put(data, at)
            return
        at = max(at, self._spoken_until)  # never between the pieces of another answer
        for place in range(len(data)):
            self._plan(Say(data[place : place + 1]), at + place * self.number("split"))
        self._spoken_until = at + len(data) * self.number("split")

    def _put(self, action: bytes | HangUp, at: float) -> None:
        """On the wire at its time; a later word never overtakes an earlier one of the same time."""
        if isinstance(action, HangUp):
            self._hung_up = True
        self._plan(Say(action) if isinstance(action, bytes) else action, at)

    def _plan(self, action: Action, at: float) -> None:
        heapq.heappush(self._actions, (at, next(self._order), action))

    # States.

    def _begin_conversation(self) -> None:
        self._actions.clear()
        self._heard = 0
        self._hung_up = False
        self._stale_said = False
        self._spoken_until = 0.0

    def _switch_on(self) -> None:
        self._empty_buffer()
        self._listened = b""
        self._odd = b""
        self._counted = 0
        self._automatic_wanted = 0
        self._announced = automatic(self.condition)
        self._busy_until = self._line_free_at = 0.0

    def _lose_power(self) -> None:
        self._head.interrupt()
        self._actions.clear()
        self._left_over.clear()
        self._switch_on()
        self._head.forget_settings()
        self._tell(Event("power_lost"))

    def _come_up(self) -> None:
        if self.connected:
            self._break_off()

    def _recover(self) -> None:
        if self.has("head_hot") and self._clock() >= self._since + self.number("head_hot"):
            self._end_one("head_hot")
            self._tell(Event("recovered"))
            self._changed()

    def _close(self) -> None:
        self._put(HangUp(reset=False), self._clock())

    def _break_off(self) -> None:
        self._put(HangUp(reset=True), self._clock())

    def _blink(self) -> None:
        """The power fails for a moment, once."""
        self._end_one("power_cycle")
        self.power_cycle()


def _half(first: int, second: int) -> int:
    """Start and stop bits included, two bytes are twenty bits; every second one from the fourth on, as one byte."""
    bits = [0, *(first >> place & 1 for place in range(8)), 1, 0, *(second >> place & 1 for place in range(8)), 1]
    return sum(bits[3 + 2 * place] << place for place in range(8))


_ANSWERS: dict[str, Callable[[EmulatedPrinter, bytes], None]] = {
    "GS ( H": EmulatedPrinter._answer_id,
    "GS r": EmulatedPrinter._answer_sensor,
    "GS I": EmulatedPrinter._answer_name,
    "GS a": EmulatedPrinter._want_automatic,
}
