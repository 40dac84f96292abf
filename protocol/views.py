"""What each view may see of an event. The public view knows numbers, counters and printers, nothing else."""

from protocol.messages import (
    BlanksChanged,
    CaseAdvanced,
    CaseUpdated,
    CounterChanged,
    CounterNow,
    DayStarted,
    DelegationChanged,
    Event,
    Incident,
    IncidentChanged,
    LetterSent,
    PersonalErased,
    PersonalRead,
    PrinterChanged,
    StaffChanged,
    Ticket,
    TicketCalled,
    TicketChanged,
    TicketIssued,
)
from protocol.vocabulary import View


def public_ticket(ticket: Ticket) -> Ticket:
    """The ticket as the hall may see it."""
    return Ticket(
        id=ticket.id,
        number=ticket.number,
        service=ticket.service,
        state=ticket.state,
        day=ticket.day,
        arrived_at=ticket.arrived_at,
        counter=ticket.counter,
        paper_owed=ticket.paper_owed,
    )


def public_counter(counter: CounterNow) -> CounterNow:
    """The counter without the person."""
    return CounterNow(id=counter.id, state=counter.state)


def public_incident(incident: Incident) -> Incident:
    """The incident without the person who declared it."""
    return Incident(id=incident.id, kind=incident.kind, since=incident.since, until=incident.until)


def seen_by(view: View, event: Event) -> Event | None:
    """The event as this view sees it; None where it must not know that anything happened."""
    if view is View.STAFF:
        return event
    match event:
        case TicketIssued():
            return TicketIssued(ticket=public_ticket(event.ticket))
        case TicketCalled():
            return TicketCalled(call=event.call, ticket=public_ticket(event.ticket))
        case TicketChanged():
            return TicketChanged(ticket=public_ticket(event.ticket), what=event.what)
        case CounterChanged():
            return CounterChanged(counter=public_counter(event.counter))
        case IncidentChanged():
            return IncidentChanged(incident=public_incident(event.incident))
        case DayStarted() | PrinterChanged():
            return event
        case (
            CaseAdvanced()
            | StaffChanged()
            | DelegationChanged()
            | BlanksChanged()
            | PersonalRead()
            | LetterSent()
            | CaseUpdated()
            | PersonalErased()
        ):
            return None
