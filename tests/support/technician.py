"""Somebody who has started ``antrean printer emulate`` in a window: types, reads, and prints on it."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path


class Technician:
    """Types, reads, and prints on what was started."""

    def __init__(self, folder: Path, *words: str, language: str = "id", stdin: int = subprocess.PIPE) -> None:
        command = (sys.executable, "-m", "antrean", "--lang", language, "printer", "emulate", "--port", "0")
        self.program = subprocess.Popen(
            (*command, "--width", "58", "--folder", str(folder), *words),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            preexec_fn=_at_a_desk,
        )
        self.heard = ""
        self.port = int(self.reads(r"port (\d+)"))

    def types(self, line: str) -> None:
        assert self.program.stdin is not None
        self.program.stdin.write(line + "\n")
        self.program.stdin.flush()

    def reads(self, pattern: str) -> str:
        """Reads on until a line has this, and gives its group. The time limit of the test is the time limit."""
        assert self.program.stdout is not None
        for line in self.program.stdout:
            self.heard += line
            if found := re.search(pattern, line):
                return found.group(min(1, found.re.groups))
        raise AssertionError(f"{pattern!r} was never said:\n{self.heard}")

    def prints(self, data: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self.port), 60) as line:
            line.sendall(data)

    def asks(self, question: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), 60) as line:
            line.sendall(question)
            return line.recv(16)

    def ends(self, sign: signal.Signals) -> int:
        self.program.send_signal(sign)
        output, _ = self.program.communicate(timeout=60)
        self.heard += output
        return self.program.returncode


def _at_a_desk() -> None:
    """Where a shell started the tests beside other work, it has them ignore Control-C, and so do their programs."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
