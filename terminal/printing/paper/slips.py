"""The office's papers as data: what each of them says. None has a field for a name or a NIK."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assets.texts import Language
from protocol.messages import DayReport
from terminal.printing.lettering import printable
from terminal.printing.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What every paper has in common. Moments must know their zone; they print in the office's.

    ``copy`` counts reprints, 0 is the original. ``printed_at`` is when a copy was printed; ``issued_at`` stays what
    it was on the original.
    """

    office_name: str = ""
    office_address: str = ""
    issued_at: datetime
    language: Language = "id"
    zone: str = "Asia/Jakarta"
    copy: int = 0
    printed_at: datetime | None = None
    demo: bool = False

    def __post_init__(self) -> None:
        for moment in (self.issued_at, self.printed_at):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("a moment without a time zone: the paper would not know its hour")
        if self.copy < 0:
            raise ValueError(f"copy counts reprints from 0, not {self.copy}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedSlip(Slip):
    """A paper of one ticket."""

    number: str
    service_title: str

    def __post_init__(self) -> None:
        # Named, since a slotted dataclass is not the class that a bare super() remembers.
        Slip.__post_init__(self)
        if not printable(self.number).strip():
            raise ValueError("a slip without a number is nobody's")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(NumberedSlip):
    """The promise to one citizen. ``wait`` is a range of minutes, None while no counter serves the service."""

    url: str
    priority: bool = False
    ahead: int = 0
    wait: tuple[int, int] | None = None
    requirements: Sequence[str] = ()

    def __post_init__(self) -> None:
        NumberedSlip.__post_init__(self)
        if self.ahead < 0:
            raise ValueError(f"{self.ahead} people cannot be ahead")
        if self.wait is not None and not 0 <= self.wait[0] <= self.wait[1]:
            raise ValueError(f"a wait is a range from short to long, not {self.wait}")


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """One paper the citizen still has to bring, and what to do who doesn't have it."""

    title: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingList(NumberedSlip):
    """Goes home with a citizen whose papers were not complete. ``url``: the ticket's public page, if it has one.

    ``same_number``: the number waits for the citizen until the day ends; no new one is needed.
    """

    missing: Sequence[MissingPaper]
    url: str = ""
    same_number: bool = True

    def __post_init__(self) -> None:
        NumberedSlip.__post_init__(self)
        if not self.missing:
            raise ValueError("nothing is missing: there is no list to print")


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupSlip(NumberedSlip):
    """Goes home with a citizen whose card is fetched later. ``ready_at``: when it is expected, in the past if it is
    ready, None where nobody can say.

    ``bring``: papers to bring; empty for the house's own sentence about it. ``url``: the ticket's public page.
    """

    url: str = ""
    ready_at: datetime | None = None
    bring: Sequence[str] = ()

    def __post_init__(self) -> None:
        NumberedSlip.__post_init__(self)
        if self.ready_at is not None and self.ready_at.tzinfo is None:
            raise ValueError("ready_at has no time zone: the paper would not know its day")


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupTicket(NumberedSlip):
    """The number of somebody who collects a finished card today. ``url``: its public page."""

    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverReceipt(Slip):
    """Signed by whoever takes the card, on paper only. ``number`` is empty for a case without a ticket.

    ``card_serial`` may be given whole: its last four characters are printed. ``issued_at`` is when it was handed
    over. ``url``: the ticket's public page, if it has one. ``relation``: what a representative is to the applicant,
    empty where the applicant came; never who it is.
    """

    service_title: str
    register_number: str
    relation: str = ""
    number: str = ""
    card_serial: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        Slip.__post_init__(self)
        if not printable(self.register_number).strip():
            raise ValueError("a receipt without a number in the register proves nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReportPaper(Slip):
    """The day in figures, with the head of the journal, for the folder. ``titles``: service id -> its name.

    ``issued_at`` is when it is printed.
    """

    report: DayReport
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPage(Slip):
    """Shows a technician at one glance whether ``sheet`` is this printer's. ``printer``: what staff call it."""

    __test__ = False  # pytest would take it for a test

    sheet: Sheet
    printer: str = ""
    url: str = "https://antrean.example/uji"
