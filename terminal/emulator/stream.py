"""Bytes cut into commands the way a printer's firmware does it: in order, never refusing anything. Pure.

A printer cannot say "I do not know this command". It swallows the two bytes that name it and takes what follows
for letters, which is why a wrong command comes out as garbage on paper. So does this parser. It knows far more
than we send, so that other clients can print here, and shares no line with terminal.printing.decode.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

DLE, ESC, FS, GS = 0x10, 0x1B, 0x1C, 0x1D


class Piece(NamedTuple):
    """One command with its parameters, or a run of letters (``name`` is then "letters").

    Names are as in Epson's reference: "LF", "ESC @", "GS ( k". ``known`` is false for a command that was swallowed.
    """

    name: str
    raw: bytes
    parameters: bytes = b""
    known: bool = True


_COUNTS: Mapping[int, Mapping[str, int]] = {
    ESC: {
        **dict.fromkeys("@2iLmS<\x0c", 0),
        **dict.fromkeys("!-3EGJKMRTUV{adert= %?uv", 1),
        **dict.fromkeys("$\\cB", 2),
        "p": 3,
        "W": 8,
    },
    GS: {
        **dict.fromkeys(":", 0),
        **dict.fromkeys("!BHITabfhrwz/", 1),
        **dict.fromkeys("LPW$\\", 2),
        "^": 3,
    },
    FS: {**dict.fromkeys("&.", 0), **dict.fromkeys("!-CW", 1), **dict.fromkeys("Sp", 2)},
    DLE: {"\x04": 1, "\x05": 1},
}
"""How many bytes follow the two that name a command, where that is always the same."""

_NO_LETTER = re.compile(rb"[\x00-\x1f]")
_NO_COMMAND = re.compile(rb"[\x00-\x08\x0b\x0e\x0f\x11-\x17\x19\x1a\x1e\x1f]+")
_PREFIX = {ESC: "ESC", FS: "FS", GS: "GS", DLE: "DLE"}
_CONTROLS = {0x09: "HT", 0x0A: "LF", 0x0C: "FF", 0x0D: "CR", 0x18: "CAN"}


def first_piece(received: bytes | bytearray, groups: bool = True) -> Piece | None:
    """The first command of these bytes; None while it is not complete. Empty bytes hold none.

    ``groups`` false: this printer knows no command of the family GS ( at all.
    """
    if not received:
        return None
    first = received[0]
    if first >= 0x20:
        return _letters(received)
    if first in _CONTROLS:
        return Piece(_CONTROLS[first], bytes(received[:1]))
    if first not in _PREFIX:
        found = _NO_COMMAND.match(received)
        return Piece("control", found.group() if found else bytes(received[:1]), known=False)
    if len(received) < 2:
        return None
    return _command(received, groups)


def _letters(received: bytes | bytearray) -> Piece:
    found = _NO_LETTER.search(received)
    run = bytes(received[: found.start()] if found else received)
    return Piece("letters", run, run)


def _command(received: bytes | bytearray, groups: bool) -> Piece | None:
    size, name = _size(received, groups), f"{_PREFIX[received[0]]} {_spelled(chr(received[1]))}"
    if size is None or size > len(received):
        return None
    if size == 0:
        return Piece(name, bytes(received[:2]), known=False)
    if _is_group(received, groups):
        return Piece(f"{name} {chr(received[2])}", bytes(received[:size]), bytes(received[5:size]))
    return Piece(name, bytes(received[:size]), bytes(received[2:size]))


def _size(received: bytes | bytearray, groups: bool) -> int | None:
    """How long a command of at least two bytes is: None while that can't be said yet, 0 where there is no such one."""
    first, second = received[0], chr(received[1])
    if _is_group(received, groups):
        return 5 + _word(received, 3) if len(received) >= 5 else None
    if variable := _VARIABLE.get((first, second)):
        return variable(received)
    count = _COUNTS[first].get(second)
    return 0 if count is None else 2 + count


def _is_group(received: bytes | bytearray, groups: bool) -> bool:
    """GS ( x pL pH: the one family whose commands say how long they are, so that unknown ones can be passed over."""
    return groups and received[1] == ord("(") and received[0] in (ESC, FS, GS)


def missing(received: bytes | bytearray, groups: bool = True) -> int | None:
    """How many bytes an incomplete command still wants; None where only its end will say."""
    size = _size(received, groups) if len(received) > 1 else None
    return None if size is None else max(0, size - len(received))


def _spelled(letter: str) -> str:
    return {"\x04": "EOT", "\x05": "ENQ", "\x14": "DC4", "\x0c": "FF", " ": "SP"}.get(letter, letter)


def _word(received: bytes | bytearray, place: int) -> int:
    return int.from_bytes(received[place : place + 2], "little")


Size = Callable[[bytes | bytearray], int | None]
"""How long the command at the beginning is: None while that cannot be said yet, 0 where it makes no sense."""


def raster_head(received: bytes | bytearray) -> tuple[int, int] | None:
    """Bytes a row and rows of a GS v 0 at the beginning of these bytes, as soon as its head has arrived."""
    if len(received) < 8 or received[:3] != b"\x1dv0":
        return None
    return _word(received, 4), _word(received, 6)


def _raster(received: bytes | bytearray) -> int | None:
    if len(received) > 2 and received[2] != 0x30:
        return 0
    head = raster_head(received)
    return None if head is None else 8 + head[0] * head[1]


def _columns(received: bytes | bytearray) -> int | None:
    """ESC * m nL nH: n columns of one byte, or of three at 24 dots."""
    if len(received) < 5:
        return None
    return 5 + _word(received, 3) * (3 if received[2] in (32, 33) else 1)


def _cut(received: bytes | bytearray) -> int | None:
    if len(received) < 3:
        return None
    return 4 if received[2] in (65, 66, 97, 98, 103, 104) else 3


def _barcode(received: bytes | bytearray) -> int | None:
    """GS k: the old form ends with NUL, the new one says its length."""
    if len(received) < 4:
        return None
    if received[2] >= 65:
        return 4 + received[3]
    end = received.find(0, 3)
    return end + 1 if end >= 0 else None


def _until_nul(received: bytes | bytearray) -> int | None:
    end = received.find(0, 2)
    return end + 1 if end >= 0 else None


def _long_group(received: bytes | bytearray) -> int | None:
    return 7 + int.from_bytes(received[3:7], "little") if len(received) >= 7 else None


def _downloaded(received: bytes | bytearray) -> int | None:
    return 4 + received[2] * received[3] * 8 if len(received) >= 4 else None


def _real_time_request(received: bytes | bytearray) -> int | None:
    """DLE DC4: a pulse, power-off or clearing, told apart by the third byte."""
    if len(received) < 3:
        return None
    return {1: 5, 2: 5, 3: 8, 7: 4, 8: 10}.get(received[2], 3)


_VARIABLE: Mapping[tuple[int, str], Size] = {
    (GS, "v"): _raster,
    (ESC, "*"): _columns,
    (GS, "V"): _cut,
    (GS, "k"): _barcode,
    (ESC, "D"): _until_nul,
    (GS, "8"): _long_group,
    (GS, "*"): _downloaded,
    (DLE, "\x14"): _real_time_request,
}
