"""A queue of CUPS, through its own commands. Where a printer can be reached directly, do that: CUPS tells less.

CUPS takes a job for a dead printer and prints it hours later, when its number has long been called. So a job is
handed over held, released once CUPS has named it, and cancelled when it is not delivered by our deadline. What CUPS
calls completed is delivered, not printed; what was released and not delivered may be half on paper.

Which server: CUPS's own settings say (``CUPS_SERVER``, client.conf).
"""

import os
import re
import subprocess
import time

from terminal.printing.answers import MUTE, Status
from terminal.printing.conversation import Printed
from terminal.printing.problems import PrinterProblem, SpoolerFailed, Unreachable

_JOB_ID = re.compile(r"request id is (\S+-\d+) ")
_POLL_S = 0.1
_SETTLE_S = 3.0
"""What finding out how it ended may take on top of the deadline."""


class CupsQueue:
    """Delivers to a queue; whether paper came out is never known. A job ends within ``timeout_s`` and a few seconds."""

    def __init__(self, queue: str, timeout_s: float) -> None:
        self._queue = queue
        self._timeout_s = timeout_s

    def status(self) -> Status:
        """That the queue takes jobs is all that CUPS can tell; SpoolerFailed when it doesn't."""
        self._require_open(self._deadline())
        return MUTE

    def print(self, job: bytes) -> Printed:
        """Hand over raw bytes and wait until CUPS has delivered them; SpoolerFailed when it has not in time."""
        deadline = self._deadline()
        self._require_open(deadline)
        held = self._hand_over(job, deadline)
        problem = self._deliver(held, deadline)
        end = _end(held)
        if end in (_DELIVERED, _FORGOTTEN):
            return Printed(confirmed=False, mute=True)
        raise SpoolerFailed(f"{problem.detail}; {end}" if problem else f"{held} {end}", sent=True)

    def _deadline(self) -> float:
        return time.monotonic() + self._timeout_s

    def _require_open(self, deadline: float) -> None:
        """A stopped queue keeps its jobs for later, one that rejects takes none: neither is for a ticket."""
        said = _run(deadline, "lpstat", "-p", self._queue, "-a", self._queue)
        if re.search(r"^printer \S+ disabled ", said, re.MULTILINE) or " not accepting " in said:
            raise SpoolerFailed(" ".join(said.split()))

    def _hand_over(self, job: bytes, deadline: float) -> str:
        """The name of the job, which is held: whatever goes wrong up to here, CUPS prints nothing by itself."""
        said = _run(deadline, "lp", "-d", self._queue, "-o", "raw", "-H", "hold", given=job)
        found = _JOB_ID.search(said)
        if found is None:
            raise SpoolerFailed(f"lp did not name its job: {said.strip()}")
        return found.group(1)

    def _deliver(self, held: str, deadline: float) -> PrinterProblem | None:
        """Release it, and wait until it has left the queue; what came in between."""
        try:
            _run(deadline, "lp", "-i", held, "-H", "resume")
            while held in _run(deadline, "lpstat", "-o", self._queue).split():
                if time.monotonic() > deadline:
                    return SpoolerFailed(f"{held} was not delivered in {self._timeout_s:g} s")
                time.sleep(_POLL_S)
        except PrinterProblem as problem:
            return problem
        return None


_CANCELLED, _DELIVERED, _FORGOTTEN = "cancelled", "completed", "forgotten"


def _end(job_id: str) -> str:
    """How the job has ended, found out by cancelling it: of one that has ended already, CUPS says how.

    So there is no moment in which it could still go on. lpstat doesn't tell a delivered job from an aborted one.
    """
    try:
        _run(time.monotonic() + _SETTLE_S, "cancel", job_id)
    except PrinterProblem as problem:
        if found := re.search(r"is already (\w+)", problem.detail):
            return found.group(1)
        if "does not exist" in problem.detail:  # a server that keeps no history
            return _FORGOTTEN
        return f"perhaps not cancelled: {problem.detail}"
    return _CANCELLED


def _run(deadline: float, *command: str, given: bytes = b"") -> str:
    """What a command of CUPS says in English; ended at the deadline."""
    environment = {**os.environ, "LC_ALL": "C"}
    left = max(_POLL_S, deadline - time.monotonic())
    try:
        done = subprocess.run(  # noqa: S603 - a fixed list of words, no shell
            command, input=given, capture_output=True, timeout=left, check=True, env=environment
        )
    except FileNotFoundError as problem:
        raise Unreachable(f"{command[0]} is not installed") from problem
    except subprocess.TimeoutExpired as problem:
        raise SpoolerFailed(f"{command[0]} does not end") from problem
    except subprocess.CalledProcessError as problem:
        reason = problem.stderr.decode(errors="replace").strip()
        raise SpoolerFailed(f"{command[0]}: {reason}") from problem
    return done.stdout.decode(errors="replace")
