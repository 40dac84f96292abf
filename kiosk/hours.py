"""When numbers are given again, from the office's published hours. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from protocol.office import DAYS, Hours

LOOK_AHEAD_DAYS = 31


def next_opening(hours: Hours, now: datetime) -> datetime | None:
    """The first moment after ``now`` (aware, in the office's zone) at which numbers are given; None within a month."""
    return next((opening for opening in _openings(hours, now) if opening > now), None)


def _openings(hours: Hours, now: datetime) -> Iterator[datetime]:
    for ahead in range(LOOK_AHEAD_DAYS):
        day = now.date() + timedelta(days=ahead)
        yield from sorted(datetime.combine(day, time.fromisoformat(at), now.tzinfo) for at in _opens(hours, day))


def _opens(hours: Hours, day: date) -> Iterator[str]:
    if day.isoformat() in hours.holidays:
        return
    yield from (window.opens for window in hours.issuing if DAYS[day.weekday()] in window.days)
