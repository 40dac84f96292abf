"""The one way in which a ticket changes after it was issued: by a move of the table, with a line in the journal."""

from dataclasses import replace
from typing import Any

from protocol.messages import TicketChanged
from protocol.vocabulary import TicketChange
from server.app.records import TicketRecord
from server.app.work import Work
from server.domain.ticket import TicketMove, move


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
