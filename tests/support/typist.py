"""Somebody at a text terminal: starts a program, reads what it says, and presses keys."""

import os
import pty
import select
import signal
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 60.0


class Typist:
    """Used with ``with``; the program is ended at the end of it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._keyboard, screen = pty.openpty()
        self._program = subprocess.Popen(
            command, stdin=screen, stdout=screen, stderr=screen, env=dict(environment), start_new_session=True
        )
        os.close(screen)
        self._read = 0
        self.shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait()
        os.close(self._keyboard)

    def sees(self, words: str) -> str:
        """Waits until this is shown, after what was seen before. All that was shown until then."""
        since, until = self._read, time.monotonic() + PATIENCE_SECONDS
        while (found := self.shown.find(words, since)) < 0:
            assert time.monotonic() < until, f"{words!r} is not shown, but:\n{self.shown[since:]}"
            assert self._look(), f"it ended without {words!r}:\n{self.shown[since:]}"
        self._read = found + len(words)
        return self.shown[since : self._read]

    def presses(self, key: str) -> None:
        """Once the program waits for a single key; what comes earlier it would throw away."""
        until = time.monotonic() + PATIENCE_SECONDS
        while termios.tcgetattr(self._keyboard)[3] & termios.ICANON:
            assert time.monotonic() < until, f"it waits for no key:\n{self.shown}"
            self._look()
        os.write(self._keyboard, key.encode())

    def exit_code(self) -> int:
        """Of the program, after it has ended by itself."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self._look():
            assert time.monotonic() < until, f"it does not end:\n{self.shown}"
        return self._program.wait(PATIENCE_SECONDS)

    def _look(self) -> bool:
        """Takes in what has been shown meanwhile. False once the program is gone."""
        if not select.select([self._keyboard], [], [], 0.02)[0]:
            return True
        try:
            data = os.read(self._keyboard, 1 << 16)
        except OSError:  # as Linux tells that the other side is closed
            return False
        self.shown += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)
