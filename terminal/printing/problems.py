"""Why a paper did not come out. Every problem has a stable code and two sentences in paper.po.

PrinterProblem
├── Unreachable       nobody there: refused, unplugged, no such device or queue
├── NotAllowed        the device is there and this user may not use it
├── Silent            a printer that is known to answer did not
├── TimedOut          it stopped taking bytes
├── Interrupted       the connection broke
├── PaperOut, CoverOpen, CutterJammed, Faulty, Offline     what the printer says of itself
├── SpoolerFailed     CUPS took the job and could not deliver it; the job was cancelled
├── StorageFailed     the file or folder cannot be written
└── BadJob            the bytes are no complete ticket
"""

from typing import ClassVar

from assets.texts import Language, text


class PrinterMisconfigured(ValueError):
    """A setting of the printer is wrong; ``key`` names it."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"printer.{key}: {reason}")
        self.key = key
        self.reason = reason


class PrinterNeeds(PrinterMisconfigured):
    """A printer of this kind cannot do without ``key``, and it is not there."""


class PrinterProblem(Exception):
    """The paper is not, or perhaps not, there. ``sent``: part of the ticket may stand on paper already.

    Only a problem with ``sent`` false may be tried again by itself; everything else asks a human.
    """

    code: ClassVar[str] = "printer"

    def __init__(self, detail: str = "", *, sent: bool = False) -> None:
        super().__init__(f"{self.code}: {detail}" if detail else self.code)
        self.detail = detail
        self.sent = sent

    @property
    def staff_key(self) -> str:
        """Key in paper.po: what staff should do."""
        return f"problem.{self.code}.staff"

    @property
    def citizen_key(self) -> str:
        """Key in paper.po: what the citizen should know."""
        return f"problem.{self.code}.citizen"

    def for_staff(self, language: Language) -> str:
        """One sentence: what staff should do."""
        return text(language, "paper", self.staff_key)

    def for_citizen(self, language: Language) -> str:
        """One sentence: what the citizen should know."""
        return text(language, "paper", self.citizen_key)


class Unreachable(PrinterProblem):
    """Nobody there: connection refused, cable out, no such device or queue."""

    code = "unreachable"


class NotAllowed(PrinterProblem):
    """The device is there, but this user may not open it."""

    code = "not_allowed"


class Silent(PrinterProblem):
    """The config says that this printer answers, and it does not."""

    code = "silent"


class TimedOut(PrinterProblem):
    """It stopped taking bytes."""

    code = "timeout"


class Interrupted(PrinterProblem):
    """The connection broke while we spoke."""

    code = "interrupted"


class PaperOut(PrinterProblem):
    """The printer says: no paper."""

    code = "paper_out"


class CoverOpen(PrinterProblem):
    """The printer says: cover open."""

    code = "cover_open"


class CutterJammed(PrinterProblem):
    """The printer says: cutter error."""

    code = "cutter"


class Faulty(PrinterProblem):
    """The printer says: error, e.g. the head is hot or it needs service."""

    code = "fault"


class Offline(PrinterProblem):
    """The printer says: offline, and not why."""

    code = "offline"


class SpoolerFailed(PrinterProblem):
    """CUPS refused the job or did not deliver it in time."""

    code = "spooler"


class StorageFailed(PrinterProblem):
    """The file or folder cannot be written."""

    code = "storage"


class BadJob(PrinterProblem):
    """These bytes are not one complete slip: unknown or truncated commands, or no cut at the end."""

    code = "bad_job"
