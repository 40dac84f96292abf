"""From the hub's answer to the paper of the ticket. Pure."""

from datetime import UTC, datetime

from assets.texts import Language
from kiosk.presenter import papers_needed
from protocol.messages import TicketPaper
from protocol.office import Office
from terminal.printing.paper import Ticket


def slip_of(paper: TicketPaper, office: Office, variant: str, language: Language, now: datetime) -> Ticket:
    """The ticket as it is printed at ``now``; with a variant chosen, the requirements of that one only."""
    ticket = paper.ticket
    service = office.service(ticket.service)
    return Ticket(
        office_name=office.name,
        office_address=office.address,
        number=ticket.number,
        service_title=service.title.said_in(language) if service else ticket.service,
        issued_at=datetime.fromtimestamp(ticket.arrived_at / 1000, UTC),
        language=language,
        zone=office.timezone,
        copy=paper.copies,
        printed_at=now if paper.copies else None,
        demo=office.demo,
        url=paper.url,
        priority=ticket.priority,
        ahead=paper.ahead,
        wait=_wait(paper),
        requirements=[needed.line for needed in papers_needed(service, variant, language)] if service else (),
    )


def _wait(paper: TicketPaper) -> tuple[int, int] | None:
    if paper.wait_low is None or paper.wait_high is None:
        return None
    return paper.wait_low, paper.wait_high
