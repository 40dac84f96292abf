"""What each view may see of the office and of what happens in it.

What a view hears is named here, field by field: whatever a message learns to say tomorrow, only staff hear of it until
somebody adds it.
"""

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
    PrinterNow,
    StaffChanged,
    TerminalChanged,
    Ticket,
    TicketCalled,
    TicketChanged,
    TicketIssued,
)
from protocol.office import HOUSE_STYLE, Counter, Office, Service, Settings
from protocol.vocabulary import Right, TicketChange, View

FOR_CITIZENS = (Right.CALL, Right.HAND_OVER)
"""What a counter has to do with the hall; the rest of its rights is the office's own affair."""

OF_PAPER = (TicketChange.PAPER, TicketChange.REPRINTED)


def seen_ticket(view: View, ticket: Ticket) -> Ticket:
    """The ticket as this view may see it: whoever cannot print its paper is not told of that."""
    if view is View.STAFF:
        return ticket
    return Ticket(
        id=ticket.id,
        number=ticket.number,
        service=ticket.service,
        state=ticket.state,
        day=ticket.day,
        arrived_at=ticket.arrived_at,
        counter=ticket.counter,
        paper_owed=ticket.paper_owed and view is View.PUBLIC,
    )


def seen_counter(view: View, counter: CounterNow) -> CounterNow:
    """Who sits there is for staff."""
    return counter if view is View.STAFF else CounterNow(id=counter.id, state=counter.state)


def seen_incident(view: View, incident: Incident) -> Incident:
    """Who declared it is for staff."""
    if view is View.STAFF:
        return incident
    return Incident(id=incident.id, kind=incident.kind, since=incident.since, until=incident.until)


def seen_printer(view: View, printer: PrinterNow) -> PrinterNow | None:
    """The hall's own screens ask staff to come; how much paper is left, and the printers themselves, are for staff."""
    match view:
        case View.STAFF:
            return printer
        case View.PUBLIC:
            return PrinterNow(
                device=printer.device,
                name=printer.name,
                place=printer.place,
                problem=printer.problem,
                paper_low=printer.paper_low,
                spare=printer.spare,
            )
        case View.STRANGER:
            return None


def seen_office(view: View, office: Office) -> Office:
    """The description without what only those need who work here: roles, rights, approvals, retention.

    A kiosk explains each service and prints; a stranger's board names it.
    """
    if view is View.STAFF:
        return office
    hall = view is View.PUBLIC
    return Office(
        name=office.name,
        short_name=office.short_name,
        address=office.address,
        timezone=office.timezone,
        hours=office.hours,
        services=tuple(map(_explained if hall else _named, office.services)),
        counters=tuple(map(_of_the_hall, office.counters)),
        roles=(),
        settings=_settings(office.settings) if hall else Settings(),
        ticker=office.ticker,
        pledge=office.pledge if hall else None,
        paper=office.paper if hall else HOUSE_STYLE,
        demo=office.demo,
    )


def seen_by(view: View, event: Event) -> Event | None:
    """The event as this view sees it; None where it must not know that anything happened."""
    if view is View.STAFF:
        return event
    match event:
        case TicketIssued():
            return TicketIssued(ticket=seen_ticket(view, event.ticket))
        case TicketCalled():
            return TicketCalled(call=event.call, ticket=seen_ticket(view, event.ticket))
        case TicketChanged(what=what) if view is View.STRANGER and what in OF_PAPER:
            return None
        case TicketChanged():
            return TicketChanged(ticket=seen_ticket(view, event.ticket), what=event.what)
        case CounterChanged():
            return CounterChanged(counter=seen_counter(view, event.counter))
        case IncidentChanged():
            return IncidentChanged(incident=seen_incident(view, event.incident))
        case PrinterChanged():
            printer = seen_printer(view, event.printer)
            return PrinterChanged(printer=printer) if printer is not None else None
        case DayStarted():
            return event
        case (
            CaseAdvanced()
            | StaffChanged()
            | TerminalChanged()
            | DelegationChanged()
            | BlanksChanged()
            | PersonalRead()
            | LetterSent()
            | CaseUpdated()
            | PersonalErased()
        ):
            return None


def _of_the_hall(counter: Counter) -> Counter:
    rights = tuple(right for right in counter.rights if right in FOR_CITIZENS)
    return Counter(id=counter.id, title=counter.title, rights=rights, services=counter.services)


def _explained(service: Service) -> Service:
    return Service(
        id=service.id,
        title=service.title,
        subtitle=service.subtitle,
        prefix=service.prefix,
        icon=service.icon,
        about=service.about,
        whatsapp=service.whatsapp,
        variants=service.variants,
        requirements=service.requirements,
        promised_minutes=service.promised_minutes,
        promised_working_days=service.promised_working_days,
        pickup_prefix=service.pickup_prefix,
    )


def _named(service: Service) -> Service:
    return Service(id=service.id, title=service.title, subtitle=service.subtitle, prefix=service.prefix)


def _settings(settings: Settings) -> Settings:
    return Settings(kiosk_idle_seconds=settings.kiosk_idle_seconds, calls_shown=settings.calls_shown)
