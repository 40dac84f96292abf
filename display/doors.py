"""Whether the office serves at this minute, and when it will again. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from protocol.office import Hours, Window
from protocol.weeks import windows_of

LOOK_AHEAD_DAYS = 31


class DoorState(StrEnum):
    OPEN = "open"
    BREAK = "break"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Doors:
    """``opens``: when they open next, if they are not open now and that is known."""

    state: DoorState
    opens: datetime | None = None


def doors(hours: Hours, now: datetime) -> Doors:
    """How the doors stand at this local time. An office without serving hours is always open."""
    clock = now.strftime("%H:%M")
    today = windows_on(hours, now.date())
    if not hours.serving or any(window.opens <= clock < window.closes for window in today):
        return Doors(DoorState.OPEN)
    opens = _next_opening(hours, now)
    served_already = any(window.closes <= clock for window in today)
    pausing = served_already and opens is not None and opens.date() == now.date()
    return Doors(DoorState.BREAK if pausing else DoorState.CLOSED, opens)


def windows_on(hours: Hours, day: date) -> tuple[Window, ...]:
    """The serving windows of this date, in the order of the day; none on a holiday."""
    if day.isoformat() in hours.holidays:
        return ()
    return windows_of(hours.serving, day.weekday())


def _next_opening(hours: Hours, now: datetime) -> datetime | None:
    for ahead in range(LOOK_AHEAD_DAYS):
        day = now.date() + timedelta(days=ahead)
        for window in windows_on(hours, day):
            hour, minute = map(int, window.opens.split(":"))
            opens = datetime(day.year, day.month, day.day, hour, minute, tzinfo=now.tzinfo)
            if opens > now:
                return opens
    return None
