"""Working days and the promises that count in them. Days are the office's ISO dates, instants milliseconds UTC."""

from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from protocol.office import DAYS, Hours, Service, Window
from server.domain.hours import day_of, local, start_of

MINUTE_MS = 60_000
FARTHEST = 3660
"""Days that are looked at for a working one: an office that works on none in ten years works on any."""


def works_on(hours: Hours, day: str) -> bool:
    """Whether anybody is served on this day."""
    return bool(_windows(hours, day))


def working_day_after(hours: Hours, day: str, days: int = 1) -> str:
    """The ``days``-th working day after ``day``, which need not be one itself."""
    ahead = (later(day, step) for step in range(1, FARTHEST))
    working = (one for one in ahead if works_on(hours, one))
    return next(islice(working, days - 1, None), later(day, days))


def due_at(service: Service, hours: Hours, timezone: str, complete_at: int) -> int:
    """When the card is promised, without pauses: minutes after the files were complete, or when the office opens on
    the promised working day.
    """
    if not service.promised_working_days:
        return complete_at + service.promised_minutes * MINUTE_MS
    day = working_day_after(hours, day_of(local(complete_at, timezone)), service.promised_working_days)
    return opening(hours, day, timezone)


def pickup_day(service: Service, hours: Hours, timezone: str, complete_at: int, ready_at: int) -> str:
    """From which day a card is handed out: on the promised one, but not before it is ready, and on a working day."""
    promised = working_day_after(hours, day_of(local(complete_at, timezone)), max(1, service.promised_working_days))
    ready = day_of(local(ready_at, timezone))
    if ready <= promised:
        return promised
    return ready if works_on(hours, ready) else working_day_after(hours, ready)


def opening(hours: Hours, day: str, timezone: str) -> int:
    """When the first counter opens on this day; its first instant where nobody is served."""
    windows = _windows(hours, day)
    if not windows:
        return start_of(day, timezone)
    clock = min(window.opens for window in windows)
    return int(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(timezone)).timestamp() * 1000)


def expires_at(service: Service, timezone: str, since: int) -> int:
    """Until when an incomplete case waits for its applicant: the midnight after ``applicant_days`` more days."""
    return start_of(later(day_of(local(since, timezone)), service.applicant_days + 1), timezone)


def remind_at(service: Service, hours: Hours, timezone: str, since: int) -> int | None:
    """When an applicant who has not answered is reminded: on a working day, and before their time is over."""
    if not service.reminder_days:
        return None
    day = later(day_of(local(since, timezone)), service.reminder_days)
    day = day if works_on(hours, day) else working_day_after(hours, day)
    at = opening(hours, day, timezone)
    return at if at < expires_at(service, timezone, since) else None


def later(day: str, days: int) -> str:
    """The ISO day so many days after this one."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def is_day(text: str) -> bool:
    """Whether this is an ISO date as the office writes it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _windows(hours: Hours, day: str) -> list[Window]:
    if day in hours.holidays:
        return []
    weekday = DAYS[date.fromisoformat(day).weekday()]
    return [window for window in hours.serving if weekday in window.days]
