"""A terminal's mirror and seat from a few words, for tests of what a counter shows."""

from collections.abc import Iterable
from typing import Any

from counters.presenter.seat import Seat
from protocol import messages as m
from protocol.office import Office
from protocol.vocabulary import CaseState, CounterState, PrintOutcome, Right, TicketState
from terminal.link.mirror import Mirror

KTP = "ktp-hilang-rusak"
NOW = 1_795_400_000_000
MINUTE = 60_000
OPERATOR = (Right.CALL, Right.VERIFY, Right.CANCEL)


def ticket(id: int, state: TicketState = TicketState.WAITING, **fields: Any) -> m.Ticket:
    """Whose paper is out, unless ``fields`` say otherwise."""
    known = {
        "arrived_at": NOW - 10 * MINUTE + id,
        "number": f"A-{id:03}",
        "service": KTP,
        "day": "2026-11-23",
        "paper": PrintOutcome.CONFIRMED,
    }
    return m.Ticket(id=id, state=state, **{**known, **fields})


def case(id: int, state: CaseState, **fields: Any) -> m.Case:
    known = {"version": 1, "service": KTP, "opened_at": NOW, "changed_at": NOW, "number": f"A-{id:03}"}
    return m.Case(id=id, state=state, **{**known, **fields})


def mirror_of(office: Office, tickets: Iterable[m.Ticket] = (), cases: Iterable[m.Case] = (), **fields: Any) -> Mirror:
    """Counter 1 is open, and person 1 sits there."""
    mirror = Mirror()
    known = {"counters": (m.CounterNow(id="1", state=CounterState.OPEN, staff=1),), "calls": (), "staff": ()}
    mirror.load(
        m.Snapshot(
            epoch="e", seq=1, time=NOW, day="2026-11-23", office=office, office_revision="r",
            tickets=tuple(tickets), cases=tuple(cases), **{**known, **fields},
        )
    )  # fmt: skip
    return mirror


def seat(mirror: Mirror, *, rights: tuple[Right, ...] = OPERATOR, counter: str = "1", **fields: Any) -> Seat:
    """Person 1 there, with these rights."""
    session = m.Session(staff=1, name="Sri", roles=("operator",), rights=rights, counter=counter)
    return Seat(mirror=mirror, session=session, now_ms=NOW, **fields)
