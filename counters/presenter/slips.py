"""From what the hub answered to the papers that a counter prints. They say the number, never the name."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from assets.texts import Language, text
from counters.presenter.phrases import language_of, service_title
from protocol.messages import Case, CaseFile, DayReport, TicketPaper
from protocol.office import Office, Requirement
from protocol.vocabulary import CaseState
from terminal.link.mirror import Mirror
from terminal.printing.paper import (
    DayReportPaper,
    HandoverReceipt,
    MissingList,
    MissingPaper,
    PickupSlip,
    PickupTicket,
    Ticket,
)

SERIAL_SHOWN: Final = 4
"""As on the paper: enough to compare it with the card."""


def ticket_copy(office: Office, paper: TicketPaper, now: datetime) -> Ticket | PickupTicket:
    """The copy that the hub allowed, printed at ``now``, in the language the citizen chose at the kiosk.

    A number of a service whose papers come by WhatsApp is there to collect a card.
    """
    ticket = paper.ticket
    language = language_of(ticket.language)
    service = office.service(ticket.service)
    wait = None if paper.wait_low is None or paper.wait_high is None else (paper.wait_low, paper.wait_high)
    common = {
        **_office(office, language),
        "issued_at": _moment(ticket.arrived_at),
        "copy": paper.copies,
        "printed_at": now if paper.copies else None,
        "number": ticket.number,
        "service_title": service_title(language, office, ticket.service),
        "url": paper.url,
    }
    if service is not None and service.is_remote:
        return PickupTicket(**common)
    return Ticket(
        **common,
        priority=ticket.priority,
        ahead=paper.ahead,
        wait=wait,
        requirements=[need.title.said_in(language) for need in service.requirements] if service else [],
    )


def missing_list(mirror: Mirror, file: CaseFile, missing: Sequence[Requirement], now: datetime) -> MissingList:
    """What the citizen still has to bring."""
    language = citizens_language(mirror, file.case)
    return MissingList(
        **_office(mirror.office, language),
        issued_at=now,
        number=file.case.number or f"#{file.case.id}",
        service_title=service_title(language, mirror.office, file.case.service),
        url=file.url,
        same_number=bool(file.case.number),
        missing=[MissingPaper(need.title.said_in(language), need.without.said_in(language)) for need in missing],
    )


def pickup_slip(mirror: Mirror, file: CaseFile, now: datetime) -> PickupSlip | None:
    """When the card can be fetched; None for a case without a number, which nobody could call."""
    case = file.case
    if not case.number:
        return None
    language = citizens_language(mirror, case)
    return PickupSlip(
        **_office(mirror.office, language),
        issued_at=now,
        number=case.number,
        service_title=service_title(language, mirror.office, case.service),
        url=file.url,
        ready_at=_ready_at(case, now),
    )


def receipt(mirror: Mirror, file: CaseFile, now: datetime) -> HandoverReceipt | None:
    """For whoever took the card to sign; None where the hub gave no number of the register."""
    case = file.case
    if not case.register_number:
        return None
    language = citizens_language(mirror, case)
    return HandoverReceipt(
        **_office(mirror.office, language),
        issued_at=now,
        service_title=service_title(language, mirror.office, case.service),
        register_number=case.register_number,
        relation=file.relation,
        number=case.number,
        card_serial=file.card_serial,
        url=file.url,
    )


def receipt_again(slip: HandoverReceipt, now: datetime) -> HandoverReceipt:
    """The same once more, marked as a copy: the one before is out, or may be."""
    return replace(slip, copy=slip.copy + 1, printed_at=now)


def receipt_lines(slip: HandoverReceipt, language: Language) -> list[str]:
    """What stands on it, for an officer who has to write it by hand."""
    told = {"register": slip.register_number, "number": slip.number, "serial": slip.card_serial[-SERIAL_SHOWN:]}
    return [f"{text(language, 'paper', f'receipt.{name}')}: {value}" for name, value in told.items() if value]


def day_report(office: Office, report: DayReport, language: Language, now: datetime) -> DayReportPaper:
    """The day in figures, for the folder, in the officer's language."""
    return DayReportPaper(
        **_office(office, language),
        issued_at=now,
        report=report,
        titles={service.id: service.title.said_in(language) for service in office.services},
    )


def citizens_language(mirror: Mirror, case: Case) -> Language:
    """What the citizen chose at the kiosk; Indonesian where the ticket is gone with its day."""
    ticket = mirror.tickets.get(case.ticket) if case.ticket is not None else None
    return language_of(ticket.language if ticket else "")


def _office(office: Office, language: Language) -> dict[str, Any]:
    """What every paper says of the office."""
    return {
        "office_name": office.name,
        "office_address": office.address,
        "zone": office.timezone,
        "language": language,
        "demo": office.demo,
    }


def _ready_at(case: Case, now: datetime) -> datetime | None:
    """Since when it is ready, or until when it is promised; None once the promise has passed."""
    if case.state is CaseState.READY:
        return _moment(case.changed_at)
    if case.due_at is None or _moment(case.due_at) <= now:
        return None
    return _moment(case.due_at)


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
