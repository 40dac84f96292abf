"""What the page behind a pickup code's link may say: whether the card is there, never whose it is."""

from dataclasses import dataclass
from enum import StrEnum

from protocol import pickup
from protocol.vocabulary import CaseState
from server.app.books import Books
from server.app.records import CaseRecord

GONE = frozenset({CaseState.CANCELLED, CaseState.EXPIRED})


class Collecting(StrEnum):
    """How it stands with the card of this code."""

    READY = "ready"
    LATER = "later"  # from ``day`` on
    MAKING = "making"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class PickupPage:
    """``day``: the ISO day from which the card is handed out, where it is known."""

    code: str
    state: Collecting
    day: str = ""


def pickup_page(said: str, books: Books, today: str) -> PickupPage | None:
    """The page's content; None for a code under which no card waits."""
    code = pickup.read(said)
    found = books.cases.with_personal("pickup_code", code) if code else []
    case = books.cases.find(found[0]) if found else None
    if code is None or case is None or case.state in GONE:
        return None
    return PickupPage(code, _state(case, today), case.pickup_day)


def _state(case: CaseRecord, today: str) -> Collecting:
    if case.state is CaseState.HANDED_OVER:
        return Collecting.DONE
    if case.state is not CaseState.READY:
        return Collecting.MAKING
    return Collecting.LATER if case.pickup_day > today else Collecting.READY
