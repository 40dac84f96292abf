"""A queue of CUPS, through its own commands. For office printers; talk to a receipt printer directly.

CUPS accepts a job for a dead printer and prints it hours later, when its number has long been called. So
a job that is not delivered by our deadline is cancelled, and that is said.
"""

import os
import re
import subprocess
import time

from terminal.printing.answers import MUTE, Status
from terminal.printing.conversation import Printed
from terminal.printing.problems import SpoolerFailed, Unreachable

_JOB_ID = re.compile(r"(\S+-\d+) ")
_POLL_S = 0.2


class CupsQueue:
    """Delivers to a queue; whether paper came out is never known."""

    def __init__(self, queue: str, timeout_s: float) -> None:
        self._queue = queue
        self._timeout_s = timeout_s

    def status(self) -> Status:
        """A queue that exists and accepts is all that CUPS can tell about a receipt printer."""
        said = self._run("lpstat", "-a", self._queue)
        if "not accepting" in said:
            raise SpoolerFailed(said.strip())
        return MUTE

    def print(self, job: bytes) -> Printed:
        """Hand over raw bytes and wait until CUPS has delivered them; SpoolerFailed when it has not in time."""
        said = self._run("lp", "-d", self._queue, "-o", "raw", given=job)
        found = _JOB_ID.search(said.partition("request id is ")[2])
        if found is None:
            raise SpoolerFailed(f"lp did not name its job: {said.strip()}", sent=True)
        self._wait_delivered(found.group(1))
        return Printed(confirmed=False, mute=True)

    def _wait_delivered(self, job_id: str) -> None:
        deadline = time.monotonic() + self._timeout_s
        while job_id in self._run("lpstat", "-o", self._queue).split():
            if time.monotonic() > deadline:
                self._run("cancel", job_id)
                raise SpoolerFailed(f"{job_id} was not delivered in {self._timeout_s:g} s, cancelled", sent=True)
            time.sleep(_POLL_S)

    def _run(self, *command: str, given: bytes = b"") -> str:
        environment = {**os.environ, "LC_ALL": "C"}
        try:
            done = subprocess.run(  # noqa: S603 - a fixed list of words, no shell
                command, input=given, capture_output=True, timeout=self._timeout_s, check=True, env=environment
            )
        except FileNotFoundError as problem:
            raise Unreachable(f"{command[0]} is not installed") from problem
        except subprocess.TimeoutExpired as problem:
            raise SpoolerFailed(f"{command[0]} does not end", sent=bool(given)) from problem
        except subprocess.CalledProcessError as problem:
            reason = problem.stderr.decode(errors="replace").strip()
            raise SpoolerFailed(f"{command[0]}: {reason}") from problem
        return done.stdout.decode(errors="replace")
