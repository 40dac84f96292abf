"""Taking back the last step on a ticket, within the office's seconds, where nobody in the hall was told."""

from protocol import errors
from protocol.messages import Done, Event, Ticket, TicketCalled, TicketChanged, TicketIssued, Undo
from protocol.vocabulary import TicketChange, TicketState
from server.app.books import Entry
from server.app.change_ticket import tell, written
from server.app.work import Work
from server.domain.ticket import expires_at_midnight

UNDOABLE = frozenset(
    {
        TicketChange.NO_SHOW,
        TicketChange.READY,
        TicketChange.IN_PROCESS,
        TicketChange.PARKED,
        TicketChange.BROUGHT_BACK,
        TicketChange.TRANSFERRED,
        TicketChange.CANCELLED,
    }
)
IN_HAND = (TicketState.CALLED, TicketState.HANDOVER_CALLED)


def undo(command: Undo, work: Work) -> Done:
    """The ticket stands where it stood before. Raises NothingToUndo, CounterBusy."""
    ticket = work.ticket(command.ticket)
    steps = [line for line in work.books.journal.about(ticket.id) if not _is_news_of_paper(line.event)]
    if len(steps) < 2 or not _may_be_undone(steps[0], work):
        raise errors.NothingToUndo
    before = _ticket_of(steps[1].event)
    if before is None or before.case != ticket.case or _of_a_day_that_ended(before, work):
        raise errors.NothingToUndo
    if before.state in IN_HAND:
        _check_hand_free(before, work)
    restored = written(
        ticket,
        work,
        state=before.state,
        service=before.service,
        counter=before.counter,
        recalls=before.recalls,
        reserved_for=before.reserved_for,
    )
    tell(restored, TicketChange.UNDONE, work)
    return Done()


def _may_be_undone(last: Entry, work: Work) -> bool:
    officer = work.signed_in()
    fresh = work.now - last.at <= work.office.settings.undo_seconds * 1000
    silent = isinstance(last.event, TicketChanged) and last.event.what in UNDOABLE
    return silent and fresh and last.staff == officer.id and last.counter == officer.counter


def _of_a_day_that_ended(before: Ticket, work: Work) -> bool:
    """Midnight came between: as it stood before, the number would have expired."""
    return before.day != work.day and expires_at_midnight(before.state)


def _is_news_of_paper(event: Event) -> bool:
    """A printer's word is no step: whoever takes something back need not wait until it is silent."""
    return isinstance(event, TicketChanged) and event.what is TicketChange.PAPER


def _ticket_of(event: Event) -> Ticket | None:
    return event.ticket if isinstance(event, TicketIssued | TicketCalled | TicketChanged) else None


def _check_hand_free(before: Ticket, work: Work) -> None:
    in_hand = work.books.tickets.in_hand(before.counter or "")
    if in_hand is not None:
        raise errors.CounterBusy(number=in_hand.number)
