"""The office's day and the windows in which numbers are given. Wall clocks, so summer time changes nothing."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from protocol.office import DAYS, Hours, Service, Window
from protocol.vocabulary import Availability


def local(instant_ms: int, timezone: str) -> datetime:
    """The office's clock at an instant (milliseconds since 1970 UTC)."""
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(timezone))


def day_of(now: datetime) -> str:
    """The office's ISO day, ``now`` being its local time."""
    return now.date().isoformat()


def start_of(day: str, timezone: str) -> int:
    """The first instant of the office's ISO day, in milliseconds since 1970 UTC."""
    return int(datetime.combine(date.fromisoformat(day), time(), ZoneInfo(timezone)).timestamp() * 1000)


def days_before(day: str, days: int) -> str:
    """The ISO day so many days earlier."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def day_after(day: str) -> str:
    """The ISO day that follows."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def availability(service: Service, hours: Hours, issued_today: int, now: datetime) -> tuple[Availability, str | None]:
    """Whether this service gives a number at the office's local time ``now``; if not, when today it will again."""
    if not service.gives_numbers:
        return Availability.INFORMATION_ONLY, None
    clock = _clock(now)
    ahead = [window for window in _today(hours.issuing, hours, now) if clock < window.closes]
    if not ahead:
        return Availability.CLOSED, None
    if 0 < service.quota_per_day <= issued_today:
        return Availability.QUOTA_USED, None
    return _until(ahead[0], hours, now)


def serves(hours: Hours, now: datetime) -> bool:
    """Whether the office serves at its local time ``now``: not in a break, not on a holiday."""
    return any(window.opens <= _clock(now) < window.closes for window in _today(hours.serving, hours, now))


def _today(windows: Sequence[Window], hours: Hours, now: datetime) -> list[Window]:
    """Those of this day in their order; none on a holiday."""
    if day_of(now) in hours.holidays:
        return []
    today = DAYS[now.weekday()]
    return sorted((window for window in windows if today in window.days), key=lambda window: window.opens)


def _until(window: Window, hours: Hours, now: datetime) -> tuple[Availability, str | None]:
    if window.opens <= _clock(now):
        return Availability.OPEN, None
    was_open = _today(hours.issuing, hours, now)[0] is not window
    return (Availability.BREAK if was_open else Availability.CLOSED), window.opens


def _clock(now: datetime) -> str:
    return now.time().isoformat("minutes")
