"""A citizen touches the kiosk: one number, durable before the paper moves."""

from protocol import errors
from protocol.messages import IssueTicket, TicketIssued, TicketPaper
from protocol.office import Service
from protocol.vocabulary import Availability
from server.app.records import TicketRecord
from server.app.work import Work
from server.domain.estimate import wait_range
from server.domain.hours import availability
from server.domain.numbers import label


def issue_ticket(command: IssueTicket, work: Work) -> TicketPaper:
    """Gives the next number. Raises UnknownService, GivesNoNumber, OfficeClosed, QuotaUsed."""
    service = work.service(command.service)
    tickets = work.books.tickets
    number = tickets.next_number(service.id, work.day)
    check_gives_numbers(service, number - 1, work)
    ticket = tickets.add(
        TicketRecord(
            id=0,
            day=work.day,
            service=service.id,
            number=label(service.prefix, number),
            code=work.new_code(),
            arrived_at=work.now,
            changed_at=work.now,
            priority=command.priority,
            language=command.language if command.language in ("id", "jv", "en") else "id",
            paper_device=work.device.id,
        )
    )
    work.happened(TicketIssued(ticket=ticket.shown()))
    return paper_of(ticket, work)


def check_gives_numbers(service: Service, issued: int, work: Work) -> None:
    """Raises what the kiosk's citizen must be told when there is no number to be had."""
    state, opens_at = availability(service, work.office.hours, issued, work.local)
    match state:
        case Availability.INFORMATION_ONLY:
            raise errors.GivesNoNumber
        case Availability.QUOTA_USED:
            raise errors.QuotaUsed(quota=service.quota_per_day)
        case Availability.CLOSED | Availability.BREAK:
            raise errors.OfficeClosed(opens_at=opens_at)


def paper_of(ticket: TicketRecord, work: Work) -> TicketPaper:
    """What stands on the ticket's paper now."""
    ahead = work.books.tickets.waiting_before(ticket.service, ticket.arrived_at, ticket.id)
    pace = work.pace[ticket.service]
    wait = wait_range(ahead, pace.open_counters, pace.minutes)
    return TicketPaper(
        ticket=ticket.shown(),
        ahead=ahead,
        url=ticket_url(ticket, work),
        copies=ticket.copies,
        wait_low=wait[0] if wait else None,
        wait_high=wait[1] if wait else None,
    )


def ticket_url(ticket: TicketRecord, work: Work) -> str:
    """The page of the ticket's public state: the code on all its papers."""
    return f"{work.public_url}/t/{ticket.code}"
