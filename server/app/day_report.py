"""A day in figures, from the books, with the journal's head as of the same instant. docs/decisions/day-report.md."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median

from protocol import errors
from protocol.messages import DayReport, OpenDayReport, ServiceDay, TicketCalled, TicketChanged, TicketIssued
from protocol.vocabulary import PrintOutcome, Result, TicketState, View
from server.app.books import Journal
from server.app.records import TicketRecord
from server.app.work import Work
from server.domain.hours import day_after, start_of

MINUTE_MS = 60_000
_OF_TICKETS = (TicketIssued, TicketCalled, TicketChanged)
_APART = (TicketState.DONE, TicketState.NO_SHOW, TicketState.CANCELLED, TicketState.EXPIRED)


def open_day_report(command: OpenDayReport, work: Work) -> DayReport:
    """Raises Malformed for a day that is none."""
    day = _day(command.day) or work.day
    tickets, journal = work.books.tickets.of_day(day), work.books.journal
    zone = work.office.timezone
    done = work.books.cases.results_between(start_of(day, zone), start_of(day_after(day), zone))
    papers = Counter(ticket.paper for ticket in tickets)
    return DayReport(
        day=day,
        made_at=work.now,
        services=_services(tickets, day, work),
        cards_printed=done.get(Result.PRINTED, 0),
        cards_spoiled=done.get(Result.SPOILED, 0),
        cards_registered=done.get(Result.REGISTERED, 0),
        cards_handed_over=done.get(Result.RECEIVED, 0),
        papers_confirmed=papers[PrintOutcome.CONFIRMED],
        papers_failed=papers[PrintOutcome.FAILED],
        papers_unknown=papers[PrintOutcome.UNKNOWN],
        copies=sum(ticket.copies for ticket in tickets),
        journal_seq=journal.last_seq(View.STAFF),
        journal_head=journal.head.hex(),
    )


def _day(said: str) -> str:
    """The ISO day, "" for none. Raises Malformed."""
    try:
        sound = not said or date.fromisoformat(said).isoformat() == said
    except ValueError:
        sound = False
    if not sound:
        raise errors.Malformed(at="$.day")
    return said


def _services(tickets: Sequence[TicketRecord], day: str, work: Work) -> tuple[ServiceDay, ...]:
    """Those that give numbers, in the catalogue's order, then what the catalogue has no more."""
    ids = [service.id for service in work.office.services if service.gives_numbers]
    ids += sorted({ticket.service for ticket in tickets} - set(ids))
    called = work.books.tickets.first_called(day)
    return tuple(_service(id, [t for t in tickets if t.service == id], called, work.books.journal) for id in ids)


def _service(id: str, tickets: Sequence[TicketRecord], called: Mapping[int, int], journal: Journal) -> ServiceDay:
    """Each number is counted once, in the queue where it ended up, so that the figures add up."""
    ended = Counter(_ended(ticket, journal) for ticket in tickets)
    waits = [max(0, called[ticket.id] - ticket.arrived_at) for ticket in tickets if ticket.id in called]
    return ServiceDay(
        service=id,
        issued=len(tickets),
        done=ended[TicketState.DONE],
        open=sum(count for state, count in ended.items() if state not in _APART),
        no_show=ended[TicketState.NO_SHOW],
        cancelled=ended[TicketState.CANCELLED],
        expired=ended[TicketState.EXPIRED],
        median_wait_minutes=int(median(waits or [0])) // MINUTE_MS,
        longest_wait_minutes=max(waits, default=0) // MINUTE_MS,
    )


def _ended(ticket: TicketRecord, journal: Journal) -> TicketState:
    """Where the ticket stands. Midnight ends a no-show too, and it is one all the same, whenever the report is made."""
    if ticket.state is not TicketState.EXPIRED:
        return ticket.state
    events = (line.event for line in journal.about(ticket.id))
    stood = (event.ticket.state for event in events if isinstance(event, _OF_TICKETS))
    last = next((state for state in stood if state is not TicketState.EXPIRED), TicketState.EXPIRED)
    return last if last is TicketState.NO_SHOW else TicketState.EXPIRED
