"""The operator's desk: the queue and its shelves, the number in hand, and what may be done with which."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from counters.presenter import paper
from counters.presenter.actions import Action
from counters.presenter.hall import absence_hindrance, call_hindrance, counter_offers, set_counter
from counters.presenter.order import next_of
from counters.presenter.paper import Matter
from counters.presenter.phrases import counter_title, service_title
from counters.presenter.seat import Seat
from counters.presenter.timing import minutes_since, seconds_left
from protocol.messages import (
    AnyCommand,
    BringBack,
    CallNext,
    CallTicket,
    CancelTicket,
    Case,
    MarkNoShow,
    Park,
    Recall,
    StartServing,
    Ticket,
    Transfer,
    Undo,
)
from protocol.vocabulary import (
    CaseState,
    ChosenBecause,
    CounterState,
    Right,
    TicketState,
)


class Shelf(StrEnum):
    """One of the lists beside the number in hand."""

    WAITING = "waiting"
    PARKED = "parked"
    NO_SHOW = "no_show"
    RETURNED = "returned"


_STATE_OF: Final[Mapping[Shelf, TicketState]] = {
    Shelf.WAITING: TicketState.WAITING,
    Shelf.PARKED: TicketState.PARKED,
    Shelf.NO_SHOW: TicketState.NO_SHOW,
}

_S = TicketState
ALLOWED: Final[Mapping[Action, frozenset[TicketState]]] = {
    Action.CALL_CHOSEN: frozenset({_S.WAITING, _S.PARKED, _S.NO_SHOW, _S.IN_PROCESS}),
    Action.RECALL: frozenset({_S.CALLED}),
    Action.START_SERVING: frozenset({_S.CALLED}),
    Action.NO_SHOW: frozenset({_S.CALLED}),
    Action.PARK: frozenset({_S.WAITING, _S.CALLED}),
    Action.BRING_BACK: frozenset({_S.PARKED, _S.NO_SHOW}),
    Action.TRANSFER: frozenset({_S.WAITING, _S.CALLED}),
    Action.CANCEL: frozenset({_S.WAITING, _S.CALLED, _S.PARKED, _S.NO_SHOW}),
}
"""From which states each step leads on; the hub has the last word."""

_BEFORE_A_CASE: Final = frozenset({Action.PARK, Action.TRANSFER, Action.CANCEL})
"""A returned case's number that was called back to the counter stays with its case."""

ABOUT_TICKET: Final = tuple(ALLOWED)
UNDOABLE: Final = frozenset({Action.NO_SHOW, Action.PARK, Action.BRING_BACK, Action.TRANSFER, Action.CANCEL})
"""Steps of which nobody in the hall was told: they can be taken back for some seconds."""


@dataclass(frozen=True, slots=True)
class UndoOffer:
    """A step that can still be taken back."""

    ticket: int
    number: str
    action: Action
    until_ms: int

    def seconds(self, now_ms: int) -> int:
        return seconds_left(self.until_ms, now_ms)


@dataclass(frozen=True, slots=True)
class SlipOffer:
    """A paper for the citizen whose files were found complete just now, until the next number is called."""

    case: int
    number: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a shelf. ``first`` marks who is called next; ``matter`` is what is the matter with its paper.

    ``incomplete``: the applicant is fetching what is missing, and comes back with this number.
    """

    ticket: Ticket
    service: str
    minutes: int
    first: bool = False
    because: ChosenBecause = ChosenBecause.UNKNOWN
    reserved: bool = False
    case: Case | None = None
    matter: Matter | None = None
    incomplete: bool = False

    @property
    def key(self) -> int:
        return self.ticket.id


@dataclass(frozen=True, slots=True)
class Choice:
    """What the officer has picked at this desk, by hand: the list that is open, and a row of it."""

    shelf: Shelf = Shelf.WAITING
    ticket: int | None = None


@dataclass(frozen=True, slots=True)
class QueueView:
    """Everything the desk shows. ``offers``: what may be asked for, each with the phrase of what hinders it or "".

    ``chosen_paper``, ``hand_paper``: what is the matter with the paper of that number, in a sentence.
    """

    shelf: Shelf
    lines: tuple[Line, ...]
    counts: Mapping[Shelf, int]
    chosen: Line | None
    hand: Ticket | None
    next: Line | None
    counter_state: CounterState
    undo: UndoOffer | None
    slip: SlipOffer | None
    chosen_paper: str
    hand_paper: str
    offers: Mapping[Action, str]

    @property
    def subject(self) -> Ticket | None:
        """The ticket that keys act upon: the chosen row, or else the number in hand."""
        return self.chosen.ticket if self.chosen else self.hand

    def urgent(self, shelf: Shelf) -> bool:
        """Whether this list must be seen: the approver sent a file back, and a citizen waits for it."""
        return shelf is Shelf.RETURNED and self.counts[shelf] > 0


def queue_view(seat: Seat, choice: Choice, undo: UndoOffer | None = None, slip: SlipOffer | None = None) -> QueueView:
    """The desk at this instant."""
    shelves = {shelf: _lines(seat, shelf) for shelf in Shelf}
    lines = shelves[choice.shelf]
    chosen = next((line for line in lines if line.key == choice.ticket), None)
    first = next((line for line in shelves[Shelf.WAITING] if line.first), None)
    hand = seat.mirror.in_hand(seat.counter)
    undo = undo if undo and undo.seconds(seat.now_ms) else None
    # The hub's answer may be here before its event: then the number is still in hand for an instant.
    slip = slip if slip and (hand is None or hand.case == slip.case) else None
    return QueueView(
        shelf=choice.shelf,
        lines=lines,
        counts={shelf: len(held) for shelf, held in shelves.items()},
        chosen=chosen,
        hand=hand,
        next=first,
        counter_state=seat.counter_state,
        undo=undo,
        slip=slip,
        chosen_paper=_paper(seat, chosen.ticket) if chosen else "",
        hand_paper=_paper(seat, hand, pressing=True) if hand else "",
        offers=_offers(seat, hand, chosen, first, undo) | _slip_offer(seat, slip),
    )


def _paper(seat: Seat, ticket: Ticket, pressing: bool = False) -> str:
    """What is the matter with this paper; ``pressing``: unless it is only what a mute printer always leaves."""
    matter = paper.matter_of(seat, ticket)
    if matter is None or (pressing and not matter.pressing):
        return ""
    return paper.sentence(seat, ticket, matter)


def _slip_offer(seat: Seat, slip: SlipOffer | None) -> dict[Action, str]:
    """A paper asks nothing of the hub, so nothing hinders it."""
    return {Action.PICKUP_SLIP: ""} if slip else {}


# --- the lists -----------------------------------------------------------------------------------


def _lines(seat: Seat, shelf: Shelf) -> tuple[Line, ...]:
    if shelf is Shelf.WAITING:
        return _waiting(seat)
    if shelf is Shelf.RETURNED:
        return _returned(seat)
    tickets = seat.mirror.in_state(_STATE_OF[shelf])
    return tuple(_line(seat, ticket, ticket.changed_at) for ticket in tickets if _ours(seat, ticket))


def _waiting(seat: Seat) -> tuple[Line, ...]:
    """In order of arrival, the one who is called next before all."""
    tickets = [ticket for ticket in seat.mirror.waiting() if _ours(seat, ticket)]
    upcoming = next_of(seat, tickets)
    if upcoming is None:
        return ()
    first, because = upcoming
    head = _line(seat, first, first.arrived_at, first=True, because=because)
    return (head, *(_line(seat, ticket, ticket.arrived_at) for ticket in tickets if ticket.id != first.id))


def _ours(seat: Seat, ticket: Ticket) -> bool:
    """Of a queue that this counter calls from, and not kept for another one."""
    return ticket.reserved_for == seat.counter or (ticket.reserved_for is None and ticket.service in seat.services)


def _line(
    seat: Seat, ticket: Ticket, since_ms: int, first: bool = False, because: ChosenBecause = ChosenBecause.UNKNOWN
) -> Line:
    return Line(
        ticket=ticket,
        service=service_title(seat.language, seat.mirror.office, ticket.service),
        minutes=minutes_since(since_ms, seat.now_ms),
        first=first,
        because=because,
        reserved=ticket.reserved_for == seat.counter,
        matter=paper.matter_of(seat, ticket),
        incomplete=_is_incomplete(seat, ticket),
    )


def _is_incomplete(seat: Seat, ticket: Ticket) -> bool:
    case = seat.mirror.case_of(ticket)
    return case is not None and case.state is CaseState.INCOMPLETE


def _returned(seat: Seat) -> tuple[Line, ...]:
    """Cases that the approver sent back, with their tickets; the ones this person verified come first."""
    cases = [
        case for case in seat.mirror.cases_in(CaseState.VERIFYING) if case.refused and case.service in seat.services
    ]
    cases.sort(key=lambda case: (case.verified_by != seat.session.staff, case.changed_at))
    held = ((case, seat.mirror.tickets.get(case.ticket)) for case in cases if case.ticket is not None)
    return tuple(
        Line(
            ticket=ticket,
            service=service_title(seat.language, seat.mirror.office, case.service),
            minutes=minutes_since(case.changed_at, seat.now_ms),
            case=case,
            matter=paper.matter_of(seat, ticket),
        )
        for case, ticket in held
        if ticket is not None
    )


# --- what may be done ------------------------------------------------------------------------------


def _offers(
    seat: Seat, hand: Ticket | None, chosen: Line | None, first: Line | None, undo: UndoOffer | None
) -> dict[Action, str]:
    offers = {**counter_offers(seat), Action.CALL_NEXT: call_hindrance(seat, hand) or ("" if first else "why.nobody")}
    subject = chosen.ticket if chosen else hand
    if subject is not None:
        offers |= {action: why for action in ABOUT_TICKET if (why := _about(seat, action, subject, hand)) is not None}
        offers |= paper.offers_about(seat, subject)
    if chosen is not None and chosen.case is not None:
        offers[Action.OPEN_RETURNED] = ""
    if undo is not None:
        offers[Action.UNDO] = ""
    if not seat.may(Right.CALL):
        offers = {a: why for a, why in offers.items() if a in (Action.OPEN_RETURNED, Action.HAS_PAPER)}
    hindrance = seat.hindrance()
    return {action: hindrance or why for action, why in offers.items()}


def _about(seat: Seat, action: Action, ticket: Ticket, hand: Ticket | None) -> str | None:
    """What hinders this step with this ticket, "" when nothing does; None where it is not to be seen at all."""
    if ticket.state not in ALLOWED[action]:
        return None
    if action is Action.CALL_CHOSEN:
        return call_hindrance(seat, hand)
    if action is Action.NO_SHOW:
        return absence_hindrance(seat, ticket)
    if ticket.case is not None and action in _BEFORE_A_CASE:
        return None
    if action is Action.TRANSFER and not targets(seat, ticket):
        return None
    if action is Action.CANCEL and not seat.may(Right.CANCEL, Right.CALL):
        return None
    if action is Action.START_SERVING and not seat.may(Right.VERIFY):
        return "why.no_right"
    return ""


# --- transfer ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """Where a ticket can be moved to: another service's queue, or one counter."""

    title: str
    note: str = ""
    service: str | None = None
    counter: str | None = None
    closed: bool = False


def targets(seat: Seat, ticket: Ticket) -> tuple[Target, ...]:
    """Other queues first, then the other counters that serve this one; at most nine, a digit each."""
    office = seat.mirror.office
    services = (
        Target(service.title.said_in(seat.language), service=service.id)
        for service in office.services
        if service.gives_numbers and service.id != ticket.service
    )
    counters = (
        Target(
            counter_title(seat.language, office, counter.id),
            counter=counter.id,
            closed=_state_of(seat, counter.id) is not CounterState.OPEN,
        )
        for counter in office.counters
        if Right.CALL in counter.rights and ticket.service in counter.services and counter.id != seat.counter
    )
    return (*services, *counters)[:9]


def _state_of(seat: Seat, counter: str) -> CounterState:
    now = seat.mirror.counters.get(counter)
    return now.state if now else CounterState.CLOSED


# --- commands ----------------------------------------------------------------------------------------


def command(action: Action, view: QueueView, request_id: str, target: Target | None = None) -> AnyCommand | None:
    """What this action asks of the hub now; None where it asks for nothing."""
    if asked := set_counter(action, request_id):
        return asked
    if action is Action.CALL_NEXT:
        return CallNext(request_id=request_id)
    if action is Action.UNDO and view.undo:
        return Undo(request_id=request_id, ticket=view.undo.ticket)
    return _ticket_command(action, view.subject, request_id, target)


def number_of(action: Action, view: QueueView) -> str:
    """The number that this action is about; "" where it is about none yet."""
    about = view.undo if action is Action.UNDO else view.subject
    return about.number if about else ""


def _ticket_command(action: Action, ticket: Ticket | None, request_id: str, target: Target | None) -> AnyCommand | None:
    if ticket is None:
        return None
    if action is Action.TRANSFER:
        return (
            None
            if target is None
            else Transfer(request_id=request_id, ticket=ticket.id, service=target.service, counter=target.counter)
        )
    kind = _TICKET_COMMANDS.get(action)
    return kind(request_id=request_id, ticket=ticket.id) if kind else paper.command(action, ticket, request_id)


_TICKET_COMMANDS: Final[Mapping[Action, type]] = {
    Action.CALL_CHOSEN: CallTicket,
    Action.RECALL: Recall,
    Action.START_SERVING: StartServing,
    Action.NO_SHOW: MarkNoShow,
    Action.PARK: Park,
    Action.BRING_BACK: BringBack,
    Action.CANCEL: CancelTicket,
}


def undo_after(action: Action, ticket: Ticket | None, seat: Seat) -> UndoOffer | None:
    """What can be taken back once this action was carried out."""
    if ticket is None or action not in UNDOABLE:
        return None
    seconds = seat.mirror.office.settings.undo_seconds
    return UndoOffer(ticket.id, ticket.number, action, seat.now_ms + 1000 * seconds)


# --- moving about ------------------------------------------------------------------------------------


def moved(view: QueueView, by: int) -> Choice:
    """The row above or below; from none to the first, and above the first back to the number in hand."""
    keys = [line.key for line in view.lines]
    at = keys.index(view.chosen.key) if view.chosen else -1
    to = min(len(keys) - 1, at + by)
    return Choice(view.shelf, keys[to] if to >= 0 else None)


def shelf_beside(seat: Seat, shelf: Shelf, by: int) -> Choice:
    """The list to the right or left, round and round, with its first row chosen: what it is for is one key away.

    None is chosen among those who wait, whose turn is not ours to say, nor while a number is in hand.
    """
    shelves = list(Shelf)
    beside = shelves[(shelves.index(shelf) + by) % len(shelves)]
    free = beside is not Shelf.WAITING and seat.mirror.in_hand(seat.counter) is None
    first = next(iter(_lines(seat, beside)), None) if free else None
    return Choice(beside, first.key if first else None)
