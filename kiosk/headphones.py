"""Whether somebody has plugged headphones in: then, and only then, what is typed may be read aloud.

Linux tells it for every socket that has a switch: a bit of an input device (``linux/input-event-codes.h``). The kiosk's
user must be allowed to read ``/dev/input`` (group ``input``). Where nothing tells it, nobody hears what is typed.
Headphones by USB have no such socket: ``kiosk.card_player``.
"""

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

SWITCHES = 0x05  # EV_SW
HEADPHONES = 0x02  # SW_HEADPHONE_INSERT
BYTES = 8
"""Room for the bits of all switches that there are."""


class Plug(Protocol):
    """What tells whether headphones are plugged in."""

    def plugged(self) -> bool | None:
        """None: nothing here can tell. Cheap, and blocks for no device."""
        ...

    def close(self) -> None:
        """Let go of the devices."""
        ...


Ask = Callable[[int, int, bytearray], object]
"""As ``fcntl.ioctl``: a file, what is asked, and where the answer goes. Raises OSError."""


def _reading(number: int) -> int:
    """The request that reads ``BYTES`` of an input device: ``_IOC(_IOC_READ, 'E', number, BYTES)``."""
    return 2 << 30 | BYTES << 16 | ord("E") << 8 | number


HAS = _reading(0x20 + SWITCHES)  # EVIOCGBIT(EV_SW): which switches it has
STANDS = _reading(0x1B)  # EVIOCGSW: how they stand


@dataclass(slots=True)
class Headphones:
    """``folder`` holds the input devices; tests put their own there, and their own ``ask``."""

    folder: Path = Path("/dev/input")
    ask: Ask = fcntl.ioctl
    _sockets: dict[Path, int] = field(default_factory=dict)
    _strangers: set[Path] = field(default_factory=set)

    def plugged(self) -> bool | None:
        """True: in one of the sockets. None: nothing here can tell. Cheap, and blocks for no device."""
        self._meet()
        stand = [self._is_in(path, socket) for path, socket in list(self._sockets.items())]
        known = [each for each in stand if each is not None]
        return any(known) if known else None

    def close(self) -> None:
        """Let go of the devices; asked again, it opens them anew."""
        for socket in self._sockets.values():
            os.close(socket)
        self._sockets.clear()
        self._strangers.clear()

    def _meet(self) -> None:
        """A device is asked once what it is; one that went away, and its number, are forgotten."""
        there = set(self.folder.glob("event*"))
        self._strangers &= there
        for path in there - self._strangers - set(self._sockets):
            self._strangers.add(path)
            with suppress(OSError):
                device = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
                try:
                    if self._bit(device, HAS):
                        self._sockets[path] = device
                        self._strangers.discard(path)
                finally:
                    if path not in self._sockets:
                        os.close(device)

    def _is_in(self, path: Path, socket: int) -> bool | None:
        try:
            return self._bit(socket, STANDS)
        except OSError:  # unplugged with its card
            os.close(self._sockets.pop(path))
            return None

    def _bit(self, device: int, asked: int) -> bool:
        answer = bytearray(BYTES)
        self.ask(device, asked, answer)
        return bool(answer[HEADPHONES // 8] & 1 << HEADPHONES % 8)
