"""What became of each ticket's paper, as staff should see it: how loudly, in which words, and what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assets.texts import Language
from counters.presenter.actions import Action
from counters.presenter.phrases import counter_title, say, service_title
from counters.presenter.printed import cause
from counters.presenter.seat import Seat
from counters.presenter.timing import MINUTE_MS, minutes_since
from protocol.messages import AnyCommand, ReportPaper, Reprint, Ticket
from protocol.vocabulary import PrintOutcome, Right, TicketState

NO_NEWS_AFTER_MS: Final = 2 * MINUTE_MS
"""A printer is done with a ticket long before, and a kiosk that lost the hub for a moment has told by then."""
NO_PRINTER: Final = "why.no_printer"
NO_PRINTER_THERE: Final = "no_printer"
"""What a kiosk that was set up without a printer says of each paper: nothing broke."""
OVER: Final = frozenset({TicketState.DONE, TicketState.CANCELLED, TicketState.EXPIRED, TicketState.UNKNOWN})
"""Nobody waits with such a number any more: its paper is no matter."""


class Matter(StrEnum):
    """What is the matter with a paper. The value is part of its phrases' keys."""

    UNKNOWN = "unknown"
    FAILED = "failed"
    NO_NEWS = "no_news"
    MUTE = "mute"
    PAPERLESS = "paperless"

    @property
    def pressing(self) -> bool:
        """A mute printer and a kiosk without one leave every paper so: an alarm about that would never end."""
        return self not in (Matter.MUTE, Matter.PAPERLESS)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A ticket whose paper staff should know of. ``where``: what its citizen does now."""

    ticket: Ticket
    matter: Matter
    service: str
    where: str
    minutes: int

    @property
    def key(self) -> int:
        return self.ticket.id


@dataclass(frozen=True, slots=True)
class PaperCounts:
    """How many papers somebody should look after, and how many are as they always are at such a kiosk."""

    pressing: int = 0
    quiet: int = 0


@dataclass(frozen=True, slots=True)
class PaperView:
    """The list of papers, the chosen one, and what may be done about it."""

    lines: tuple[PaperLine, ...]
    counts: PaperCounts
    chosen: PaperLine | None
    offers: Mapping[Action, str]


def paper_view(seat: Seat, chosen: int | None) -> PaperView:
    """The papers at this instant."""
    lines = paper_lines(seat)
    line = next((line for line in lines if line.key == chosen), None)
    offers = {**(offers_about(seat, line.ticket) if line else {}), Action.DAY_REPORT: ""}
    hindrance = seat.hindrance()
    return PaperView(
        lines=lines,
        counts=paper_counts(seat),
        chosen=line,
        offers={action: hindrance or why for action, why in offers.items()},
    )


def paper_lines(seat: Seat) -> tuple[PaperLine, ...]:
    """Numbers that are still somebody's, whose paper is not known to be out: the pressing first, the oldest first."""
    held = ((ticket, matter_of(seat, ticket)) for ticket in seat.mirror.tickets.values())
    lines = [_line(seat, ticket, matter) for ticket, matter in held if matter is not None]
    return tuple(sorted(lines, key=lambda line: (not line.matter.pressing, line.ticket.arrived_at, line.key)))


def paper_counts(seat: Seat) -> PaperCounts:
    """How many stand in that list, worked out without it: every desk asks with every frame."""
    matters = [matter for ticket in seat.mirror.tickets.values() if (matter := matter_of(seat, ticket)) is not None]
    pressing = sum(matter.pressing for matter in matters)
    return PaperCounts(pressing, len(matters) - pressing)


def matter_of(seat: Seat, ticket: Ticket) -> Matter | None:
    """What staff should know of this number's last paper; None while all is well or on its way."""
    outcome, problem = _last(ticket)
    if ticket.state in OVER or outcome is PrintOutcome.CONFIRMED:
        return None
    if outcome is PrintOutcome.FAILED:
        return Matter.PAPERLESS if problem == NO_PRINTER_THERE else Matter.FAILED
    if outcome is PrintOutcome.UNKNOWN:
        # Without a problem nothing went wrong: nobody said that it is out. Where a mute printer stands that is usual.
        return Matter.MUTE if not problem and _one_is_mute(seat) else Matter.UNKNOWN
    since = ticket.changed_at or ticket.arrived_at
    return Matter.NO_NEWS if seat.now_ms - since >= NO_NEWS_AFTER_MS else None


def _last(ticket: Ticket) -> tuple[PrintOutcome, str]:
    """What is known of the paper that was printed last, a copy or the original, and its problem where that is kept."""
    return (ticket.copy_paper, "") if ticket.copies else (ticket.paper, ticket.paper_problem)


def _one_is_mute(seat: Seat) -> bool:
    return any(printer.mute for printer in seat.mirror.printers.values())


def _line(seat: Seat, ticket: Ticket, matter: Matter) -> PaperLine:
    return PaperLine(
        ticket=ticket,
        matter=matter,
        service=service_title(seat.language, seat.mirror.office, ticket.service),
        where=_where(seat, ticket),
        minutes=minutes_since(ticket.arrived_at, seat.now_ms),
    )


def _where(seat: Seat, ticket: Ticket) -> str:
    counter = counter_title(seat.language, seat.mirror.office, ticket.counter)
    return say(seat.language, f"where.{ticket.state}", counter=counter)


# --- in words --------------------------------------------------------------------------------------


def mark(matter: Matter, language: Language) -> str:
    """Two or three words for a row of a list."""
    return say(language, f"paper.{matter}.mark")


def sentence(seat: Seat, ticket: Ticket, matter: Matter) -> str:
    """What is known of this paper, why, and what to do: two sentences or three."""
    why = cause(ticket.paper_problem, seat.language)
    return say(seat.language, _key(ticket, matter), cause=why, count=ticket.copies)


def _key(ticket: Ticket, matter: Matter) -> str:
    """Nothing is known to have gone wrong: then it may be out whole. Nothing was printed: then a kiosk may do it."""
    if ticket.copies:
        return f"paper.{matter}.copy"
    if matter is Matter.UNKNOWN and not ticket.paper_problem:
        return "paper.unsure"
    return "paper.failed.owed" if matter is Matter.FAILED and ticket.paper_owed else f"paper.{matter}"


# --- what may be done --------------------------------------------------------------------------------


def offers_about(seat: Seat, ticket: Ticket) -> dict[Action, str]:
    """Saying that the citizen has it, where that is news, and a copy; what hinders each, or ""."""
    sent = _last(ticket)[0] is PrintOutcome.SENT and ticket.state not in OVER
    news = sent or matter_of(seat, ticket) is not None
    offers = {Action.HAS_PAPER: ""} if news else {}
    if seat.may(Right.CALL, Right.HAND_OVER) and ticket.state not in OVER:
        offers[Action.REPRINT] = copy_hindrance(seat)
    return offers


def copy_hindrance(seat: Seat) -> str:
    """Why no copy can be printed here. None is counted that cannot come out."""
    return "" if seat.prints else NO_PRINTER


def command(action: Action, ticket: Ticket, request_id: str) -> AnyCommand | None:
    """What the action asks of the hub. The paper that an officer saw is the last one that was printed."""
    if action is Action.HAS_PAPER:
        return ReportPaper(request_id=request_id, ticket=ticket.id, outcome=PrintOutcome.CONFIRMED, copy=ticket.copies)
    return Reprint(request_id=request_id, ticket=ticket.id) if action is Action.REPRINT else None


# --- moving about ------------------------------------------------------------------------------------


def moved(view: PaperView, by: int) -> int | None:
    """The row above or below; from none to the first."""
    keys = [line.key for line in view.lines]
    if not keys:
        return None
    at = keys.index(view.chosen.key) if view.chosen else -1
    return keys[max(0, min(len(keys) - 1, at + by))]
