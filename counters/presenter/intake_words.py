"""Sentences about papers that came by WhatsApp, about searching and about supervision: assets/i18n/*/intake.po."""

from typing import Final

from assets.texts import Language, text
from counters.presenter.case_file import local_time
from counters.presenter.seat import Seat
from protocol.messages import Case

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


def words(language: Language, key: str, /, **values: object) -> str:
    """A sentence of these desks."""
    return text(language, "intake", key, **values)


def span(language: Language, minutes: int) -> str:
    """How long something has lasted, in the largest unit that says enough."""
    if minutes < _HOUR:
        return words(language, "span.minutes", count=max(0, minutes))
    if minutes < _DAY:
        return words(language, "span.hours", count=minutes // _HOUR)
    return words(language, "span.days", count=minutes // _DAY)


def name_of(case: Case) -> str:
    """The ticket's number, or the case's own where it has no ticket yet."""
    return case.number or f"#{case.id}"


def when(seat: Seat, at_ms: int | None) -> str:
    """Hour and minute, with the date on another day; "" for never."""
    return "" if at_ms is None else local_time(at_ms, seat)
