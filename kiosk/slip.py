"""From the hub's answer to the paper of the ticket. Pure."""

from datetime import UTC, datetime
from typing import Any

from assets.texts import Language
from kiosk.presenter import papers_needed
from protocol.messages import TicketPaper
from protocol.office import Office, Service
from terminal.printing.paper import PickupTicket, Ticket


def slip_of(
    paper: TicketPaper, office: Office, variant: str, language: Language, now: datetime
) -> Ticket | PickupTicket:
    """The ticket as it is printed at ``now``; with a variant chosen, the requirements of that one only.

    A number of a service whose papers come by WhatsApp is there to collect a card.
    """
    service = office.service(paper.ticket.service)
    common = _common(paper, office, service, language, now)
    if service is not None and service.is_remote:
        return PickupTicket(**common)
    return Ticket(
        **common,
        priority=paper.ticket.priority,
        ahead=paper.ahead,
        wait=_wait(paper),
        requirements=[needed.line for needed in papers_needed(service, variant, language)] if service else (),
    )


def _common(
    paper: TicketPaper, office: Office, service: Service | None, language: Language, now: datetime
) -> dict[str, Any]:
    """What stands on the paper of every number."""
    ticket = paper.ticket
    return {
        "office_name": office.name,
        "office_address": office.address,
        "number": ticket.number,
        "service_title": service.title.said_in(language) if service else ticket.service,
        "issued_at": datetime.fromtimestamp(ticket.arrived_at / 1000, UTC),
        "language": language,
        "zone": office.timezone,
        "copy": paper.copies,
        "printed_at": now if paper.copies else None,
        "demo": office.demo,
        "url": paper.url,
    }


def _wait(paper: TicketPaper) -> tuple[int, int] | None:
    if paper.wait_low is None or paper.wait_high is None:
        return None
    return paper.wait_low, paper.wait_high
