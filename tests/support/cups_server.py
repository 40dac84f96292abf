"""A CUPS server of our own in a folder of its own: nobody else's queues, no port, and gone afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_ENDS_S = 60
_CONFIG = """
LogLevel debug
Listen {here}/sock
Browsing No
WebInterface No
DefaultAuthType None
DirtyCleanInterval 0
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  SubscriptionPrivateAccess default
  SubscriptionPrivateValues default
  <Limit Send-Document Send-URI Hold-Job Release-Job Restart-Job Cancel-Job Set-Job-Attributes CUPS-Move-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
"""About jobs as Debian has it; queues may be made by anybody who finds the folder."""

_FILES = """
ServerRoot {here}/etc
RequestRoot {here}/spool
TempDir {here}/spool/tmp
CacheDir {here}/cache
StateDir {here}/run
AccessLog {here}/log/access
ErrorLog {here}/log/error
PageLog {here}/log/page
"""


class CupsServer:
    """Starts at once, with ``more`` lines of cupsd.conf. ``address`` is for CUPS_SERVER.

    Needs the Debian package ``cups``.
    """

    def __init__(self, here: Path, more: str = "") -> None:
        self.address = f"{here}/sock"
        self._here = here
        for folder in ("etc", "spool/tmp", "cache", "run", "log"):
            (here / folder).mkdir(parents=True)
        (here / "cupsd.conf").write_text(_CONFIG.format(here=here) + more)
        (here / "cups-files.conf").write_text(_FILES.format(here=here))
        self.start()

    def start(self) -> None:
        """Comes back when it listens. Jobs of an earlier start are still in the folder."""
        program = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        assert program, "cupsd is not installed: deploy/prepare.sh test"
        files = ("-c", f"{self._here}/cupsd.conf", "-s", f"{self._here}/cups-files.conf")
        with (self._here / "log" / "out").open("ab") as out:
            self._program = subprocess.Popen((program, "-f", *files), stdout=out, stderr=out)
        self.wait_until(lambda: "scheduler is running" in self.says("lpstat", "-r"))

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """By its process id; its backends end with it."""
        self._program.send_signal(sign)
        self._program.wait(_ENDS_S)

    @contextmanager
    def hung(self) -> Iterator[None]:
        """It is there and does nothing."""
        self._program.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._program.send_signal(signal.SIGCONT)

    def add_queue(self, name: str, port: int, *, policy: str = "abort-job", options: str = "") -> None:
        """A raw queue to a port of this machine, as an office has it."""
        uri = f"socket://127.0.0.1:{port}/{options}"
        self.does("lpadmin", "-p", name, "-E", "-v", uri, "-m", "raw", "-o", f"printer-error-policy={policy}")

    def wait_idle(self, queue: str) -> None:
        """Until no job is left, and the queue is at rest: what is not printed now never will be."""
        self.wait_until(
            lambda: (
                not self.says("lpstat", "-o", queue) and f"printer {queue} is idle" in self.says("lpstat", "-p", queue)
            )
        )

    def wait_until(self, true: Callable[[], bool], timeout_s: float = 60) -> None:
        deadline = time.monotonic() + timeout_s
        while not true():
            if time.monotonic() > deadline:
                raise TimeoutError((self._here / "log" / "error").read_text()[-3000:])
            time.sleep(0.05)

    def does(self, *command: str, given: bytes = b"") -> str:
        """A command of CUPS that has to succeed."""
        return self._run(command, given, check=True)

    def says(self, *command: str) -> str:
        """A command of CUPS that may fail."""
        return self._run(command, b"", check=False)

    def _run(self, command: tuple[str, ...], given: bytes, *, check: bool) -> str:
        environment = {**os.environ, "LC_ALL": "C", "CUPS_SERVER": self.address}
        environment["PATH"] = f"{os.environ.get('PATH', '')}:/usr/sbin"
        done = subprocess.run(command, input=given, capture_output=True, check=check, env=environment, timeout=60)
        return done.stdout.decode()


@contextmanager
def cups_server(more: str = "") -> Iterator[CupsServer]:
    """In a folder that the user ``lp``, as whom backends run, may enter; pytest's own may be entered by nobody else."""
    with tempfile.TemporaryDirectory(prefix="antrean-cups-") as name:
        here = Path(name)
        here.chmod(0o755)
        server = CupsServer(here, more)
        try:
            yield server
        finally:
            server.stop(signal.SIGTERM)
