"""Papers that a counter prints: a copy of a ticket, and the list that goes home with incomplete files."""

from collections.abc import Sequence
from datetime import UTC, datetime

from counters.conduct.workplace import Workplace
from counters.presenter.phrases import language_of, service_title
from protocol.messages import CaseFile, ReportPaper, TicketPaper
from protocol.office import Office, Requirement
from protocol.vocabulary import PrintOutcome
from terminal.link import new_request_id
from terminal.printing import MissingList, MissingPaper, Printer, PrinterProblem, Ticket


def ticket_copy(office: Office, paper: TicketPaper) -> Ticket:
    """The copy that the hub allowed, in the language the citizen chose at the kiosk."""
    language = language_of(paper.ticket.language)
    service = office.service(paper.ticket.service)
    wait = None if paper.wait_low is None or paper.wait_high is None else (paper.wait_low, paper.wait_high)
    return Ticket(
        office_name=office.name,
        office_address=office.address,
        number=paper.ticket.number,
        service_title=service_title(language, office, paper.ticket.service),
        issued_at=datetime.fromtimestamp(paper.ticket.arrived_at / 1000, UTC),
        language=language,
        zone=office.timezone,
        copy=paper.copies,
        demo=office.demo,
        url=paper.url,
        priority=paper.ticket.priority,
        ahead=paper.ahead,
        wait=wait,
        requirements=[need.title.said_in(language) for need in service.requirements] if service else [],
    )


def missing_list(
    office: Office, file: CaseFile, missing: Sequence[Requirement], language_name: str, at: datetime
) -> MissingList:
    """What the citizen still has to bring, in their own language. Says the number, never the name."""
    language = language_of(language_name)
    return MissingList(
        office_name=office.name,
        office_address=office.address,
        number=file.case.number,
        service_title=service_title(language, office, file.case.service),
        issued_at=at,
        language=language,
        zone=office.timezone,
        demo=office.demo,
        missing=[MissingPaper(need.title.said_in(language), need.without.said_in(language)) for need in missing],
    )


async def print_copy(place: Workplace, printer: Printer, paper: TicketPaper) -> None:
    """Print the copy, tell the officer what became of it, and report it to the hub as the kiosk would."""
    outcome, problem = PrintOutcome.UNKNOWN, ""
    try:
        printed = await printer.print_ticket(ticket_copy(place.link.mirror.office, paper))
        outcome = PrintOutcome.CONFIRMED if printed.confirmed else PrintOutcome.UNKNOWN
        place.tell(place.say("told.copy", number=paper.ticket.number), "good")
    except PrinterProblem as fault:
        outcome, problem = PrintOutcome.UNKNOWN if fault.sent else PrintOutcome.FAILED, fault.code
        place.tell(fault.for_staff(place.language), "danger")
    report = ReportPaper(request_id=new_request_id(), ticket=paper.ticket.id, outcome=outcome, problem=problem)
    await place.ask("", report)


async def print_missing(place: Workplace, slip: MissingList) -> str:
    """Print the list where there is a printer; the sentence that says what became of it."""
    if place.printer is None:
        return place.say("missing.no_printer")
    try:
        await place.printer.print_missing(slip)
    except PrinterProblem as fault:
        return fault.for_staff(place.language)
    return place.say("missing.printed")
