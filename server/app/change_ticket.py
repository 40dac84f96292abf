"""The one way in which a ticket changes after it was issued: by a move of the table, with a line in the journal."""

from dataclasses import replace
from typing import Any

from protocol.messages import TicketChanged
from protocol.vocabulary import CaseState, TicketChange, TicketState
from server.app.records import CaseRecord, TicketRecord
from server.app.work import Work
from server.domain.ticket import TicketMove, follow, move

_TICKET_IS_NOW: dict[TicketState, TicketChange] = {
    TicketState.IN_PROCESS: TicketChange.IN_PROCESS,
    TicketState.PARKED: TicketChange.PARKED,
    TicketState.READY: TicketChange.READY,
    TicketState.DONE: TicketChange.DONE,
    TicketState.CANCELLED: TicketChange.CANCELLED,
    TicketState.EXPIRED: TicketChange.EXPIRED,
}


def moved(ticket: TicketRecord, step: TicketMove, work: Work, **changes: Any) -> TicketRecord:
    """The ticket after this move, written to its book. Raises TicketMoved."""
    return written(ticket, work, state=move(ticket.state, step, ticket.number), **changes)


def written(ticket: TicketRecord, work: Work, **changes: Any) -> TicketRecord:
    """The ticket with these changes, one version on, written to its book."""
    changed = replace(ticket, version=ticket.version + 1, changed_at=work.now, **changes)
    work.books.tickets.save(changed)
    return changed


def tell(ticket: TicketRecord, what: TicketChange, work: Work) -> None:
    """Journals the change, so that every screen hears of it."""
    work.happened(TicketChanged(ticket=ticket.shown(), what=what))


def follow_case(case: CaseRecord, work: Work) -> None:
    """The ticket follows its case; serving at the counter ends when the files leave it."""
    ticket = work.books.tickets.find(case.ticket) if case.ticket else None
    if ticket is None:
        return
    state = follow(ticket.state, case.state, ticket.number)
    if state is ticket.state:
        return
    leaves_counter = ticket.state is TicketState.SERVING and case.state is not CaseState.CANCELLED
    served_until = work.now if leaves_counter else ticket.served_until
    tell(written(ticket, work, state=state, served_until=served_until), _TICKET_IS_NOW[state], work)
