"""What a use case holds while it works: the books, the office, who asks, and what time it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from protocol import errors
from protocol.messages import Event, Paired
from protocol.office import Counter, Office, Service
from protocol.vocabulary import DeviceKind, PersonalKind, Right
from server.app.books import Books
from server.app.files import FileDesk
from server.app.records import CaseRecord, TicketRecord
from server.domain.hours import local


@dataclass(frozen=True, slots=True)
class Device:
    """A machine that the hub trusts."""

    id: int
    kind: DeviceKind
    name: str
    place: str


ADMIN = Device(id=0, kind=DeviceKind.ADMIN, name="hub", place="")


@dataclass(frozen=True, slots=True)
class Officer:
    """The person signed in at the device. ``rights``: those of their roles that the counter has too."""

    id: int
    name: str
    roles: tuple[str, ...]
    rights: frozenset[Right]
    counter: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a service goes at this moment: open counters, minutes a ticket. Kept fresh by the hub."""

    open_counters: int = 0
    minutes: float = 5.0


@dataclass(slots=True)
class Aftermath:
    """What the hub must do once the books are closed: tell of sessions that changed and devices that lost or won
    trust, and, with ``scrub``, leave no bytes behind of what was ``erased``.
    """

    sessions: set[int] = field(default_factory=set)
    revoked: set[int] = field(default_factory=set)
    paired: dict[str, Paired] = field(default_factory=dict)
    erased: dict[PersonalKind, tuple[int, ...]] = field(default_factory=dict)
    scrub: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One command's view of the office. ``now`` is milliseconds UTC, ``day`` the office's running day."""

    office: Office
    books: Books
    device: Device
    officer: Officer | None
    now: int
    day: str
    new_code: Callable[[], str]
    public_url: str
    sends_letters: bool
    pace: Mapping[str, Pace]
    aftermath: Aftermath
    files: FileDesk

    @property
    def local(self) -> datetime:
        """The office's wall clock."""
        return local(self.now, self.office.timezone)

    def happened(self, event: Event, commitments: dict[str, str] | None = None) -> None:
        """Writes it into the journal; the hub tells everybody after the commit."""
        self.books.journal.append(
            event,
            at=self.now,
            device=self.device.id,
            staff=self.officer.id if self.officer else None,
            counter=self.officer.counter if self.officer else "",
            commitments=commitments or {},
        )

    def signed_in(self) -> Officer:
        """The officer who asks. Raises NotSignedIn."""
        if self.officer is None:
            raise errors.NotSignedIn
        return self.officer

    def counter(self) -> Counter:
        """The counter that this device stands at. Raises UnknownPlace."""
        found = self.office.counter(self.device.place)
        if found is None:
            raise errors.UnknownPlace(place=self.device.place, allowed=[c.id for c in self.office.counters])
        return found

    def service(self, id: str) -> Service:
        """Raises UnknownService."""
        found = self.office.service(id)
        if found is None:
            raise errors.UnknownService(service=id[:64])
        return found

    def ticket(self, id: int) -> TicketRecord:
        """Raises UnknownTicket."""
        found = self.books.tickets.find(id)
        if found is None:
            raise errors.UnknownTicket
        return found

    def ticket_in_hand(self, id: int) -> TicketRecord:
        """The ticket, if it was called to this very counter. Raises UnknownTicket, TicketElsewhere."""
        ticket = self.ticket(id)
        here = self.signed_in().counter
        if ticket.counter != here:
            raise errors.TicketElsewhere(number=ticket.number, counter=ticket.counter or "")
        return ticket

    def case(self, id: int) -> CaseRecord:
        """Raises UnknownCase."""
        found = self.books.cases.find(id)
        if found is None:
            raise errors.UnknownCase
        return found
