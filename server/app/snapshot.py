"""What a view may know at this instant, and what follows from the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from protocol.messages import BlankStock, Incident, PrinterNow, ServiceNow, Snapshot, TerminalNow
from protocol.office import Office, Service, Text
from protocol.views import seen_counter, seen_incident, seen_office, seen_printer, seen_ticket
from protocol.vocabulary import CaseState, CounterState, TicketState, View
from server.app.blanks import shortages, stock_now
from server.app.books import Books
from server.app.work import Pace
from server.domain.estimate import minutes_per_ticket, wait_range
from server.domain.hours import availability, local, start_of

RECENT_SERVICES = 20
ALL_CALLS = 10_000


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the office stands: its clock (milliseconds UTC) and its running day."""

    now: int
    day: str


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A ticket's public state, for the page behind the paper's QR. No name, no NIK, no reason.

    ``incomplete``: its citizen was told which papers are missing. ``collects``: a finished card is waiting for it.
    """

    number: str
    service: Text
    state: TicketState
    language: str
    ahead: int
    counter: Text | None
    today: bool
    updated_at: datetime
    office: str
    demo: bool
    incomplete: bool = False
    collects: bool = False


def snapshot(
    view: View, office: Office, revision: str, epoch: str, books: Books, at: Moment, rows: tuple[ServiceNow, ...]
) -> Snapshot:
    """Everything this view may know, as of the journal's last line that it sees."""
    staff = view is View.STAFF
    today = start_of(at.day, office.timezone)
    cases = tuple(case.shown() for case in books.cases.shown(today)) if staff else ()
    # Desks get the day's calls: whose turn it is depends on all of them.
    calls = books.tickets.last_calls(at.day, ALL_CALLS if staff else office.settings.calls_shown * 2)
    return Snapshot(
        epoch=epoch,
        seq=books.journal.last_seq(view),
        time=at.now,
        day=at.day,
        office=seen_office(view, office),
        office_revision=revision,
        tickets=tuple(seen_ticket(view, ticket.shown()) for ticket in books.tickets.shown(at.day)),
        counters=tuple(seen_counter(view, counter.shown()) for counter in books.counters.all()),
        calls=tuple(call.shown() for call in calls),
        services=rows,
        cases=cases,
        staff=tuple(member.shown() for member in books.people.all_staff()) if staff else (),
        printers=tuple(seen for one in printers(books) if (seen := seen_printer(view, one)) is not None),
        delegations=tuple(one.shown() for one in books.delegations.from_day(at.day)) if staff else (),
        incidents=incidents(view, books, at, min([today, *(case.opened_at for case in cases)])),
        blanks=stock_now(office, books) if staff else None,
        shortages=shortages(books, min([today, *(case.opened_at for case in cases)])) if staff else (),
        terminals=terminals(books, at.day) if staff else (),
    )


def incidents(view: View, books: Books, at: Moment, since: int) -> tuple[Incident, ...]:
    """Desks count with all that happened since their oldest case began; the hall is told what lasts."""
    if view is View.STAFF:
        return tuple(one.shown() for one in books.incidents.since(since))
    return tuple(seen_incident(view, one.shown()) for one in books.incidents.since(at.now) if one.until is None)


def printers(books: Books) -> tuple[PrinterNow, ...]:
    """What each trusted terminal said last of its printer."""
    by_id = {device.id: device for device in books.people.all_devices()}
    told = [(printer, by_id[printer.device]) for printer in books.people.all_printers()]
    return tuple(printer.shown(device.name, device.place) for printer, device in told if not device.revoked)


def terminals(books: Books, day: str) -> tuple[TerminalNow, ...]:
    """How each trusted terminal of the hall is that was seen this day."""
    by_id = {device.id: device for device in books.people.all_devices()}
    seen = [(one, by_id[one.device]) for one in books.people.all_terminals() if one.day == day]
    return tuple(one.shown(device.kind, device.name, device.place) for one, device in seen if not device.revoked)


def pace_of(office: Office, books: Books) -> dict[str, Pace]:
    """How fast each service goes: who is open for it, and the newest service times."""
    open_now = {counter.id for counter in books.counters.all() if counter.state is CounterState.OPEN}
    return {service.id: _pace(service, office, open_now, books) for service in office.services}


def services_now(office: Office, books: Books, pace: Mapping[str, Pace], at: Moment) -> tuple[ServiceNow, ...]:
    """Each service's state for the kiosk and the board."""
    issued = books.tickets.issued_today(at.day)
    waiting = books.tickets.waiting_count
    stock = stock_now(office, books)
    rows = (
        _service_now(service, office, issued.get(service.id, 0), waiting(service.id), pace[service.id], at)
        for service in office.services
    )
    return tuple(replace(row, blanks_out=_blanks_out(office.service(row.id), stock)) for row in rows)


def ticket_page(code: str, office: Office, books: Books, at: Moment) -> TicketPage | None:
    """The page's content; None for a code that we never gave."""
    ticket = books.tickets.by_code(code)
    service = office.service(ticket.service) if ticket else None
    if ticket is None or service is None:
        return None
    waits = ticket.state is TicketState.WAITING
    counter = office.counter(ticket.counter) if ticket.counter else None
    case = books.cases.find(ticket.case) if ticket.case else None
    return TicketPage(
        number=ticket.number,
        service=service.title,
        state=ticket.state,
        language=ticket.language,
        ahead=books.tickets.waiting_before(ticket.service, ticket.arrived_at, ticket.id) if waits else 0,
        counter=counter.title if counter else None,
        today=ticket.day == at.day,
        updated_at=local(at.now, office.timezone),
        office=office.name,
        demo=office.demo,
        incomplete=case is not None and case.state is CaseState.INCOMPLETE,
        collects=service.is_remote,
    )


def _pace(service: Service, office: Office, open_now: set[str], books: Books) -> Pace:
    serving = [c for c in office.counters if service.id in c.services and c.id in open_now]
    recent = books.tickets.minutes_served(service.id, RECENT_SERVICES)
    return Pace(len(serving), minutes_per_ticket(service.minutes_at_counter, recent))


def _blanks_out(service: Service | None, stock: BlankStock) -> bool:
    """Whether a number of this service can lead to no card at this moment."""
    return service is not None and service.uses_blanks and stock.kept and stock.balance == 0


def _service_now(service: Service, office: Office, issued: int, waiting: int, pace: Pace, at: Moment) -> ServiceNow:
    state, opens_at = availability(service, office.hours, issued, local(at.now, office.timezone))
    wait = wait_range(waiting, pace.open_counters, pace.minutes) if service.gives_numbers else None
    return ServiceNow(
        id=service.id,
        availability=state,
        opens_at=opens_at,
        left=max(0, service.quota_per_day - issued) if service.quota_per_day else None,
        waiting=waiting,
        wait_low=wait[0] if wait else None,
        wait_high=wait[1] if wait else None,
    )
