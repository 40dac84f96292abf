"""The office's day: when numbers are given, and when it ends. Wall clocks, so summer time changes nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from protocol.office import DAYS, Hours, Service, Window
from protocol.vocabulary import Availability


def local(instant_ms: int, timezone: str) -> datetime:
    """The office's clock at an instant (milliseconds since 1970 UTC)."""
    return datetime.fromtimestamp(instant_ms / 1000, ZoneInfo(timezone))


def day_of(now: datetime) -> str:
    """The office's ISO day, ``now`` being its local time."""
    return now.date().isoformat()


def local_midnight_after(now: datetime, timezone: str) -> datetime:
    """The instant at which the office's next day begins. In UTC: Python subtracts local times by their wall clocks."""
    zone = ZoneInfo(timezone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def windows_on(windows: Sequence[Window], hours: Hours, now: datetime) -> list[Window]:
    """The windows of ``now``'s day in the order of the day; none on a holiday."""
    if day_of(now) in hours.holidays:
        return []
    today = DAYS[now.weekday()]
    return sorted((window for window in windows if today in window.days), key=lambda window: window.opens)


def is_open(windows: Sequence[Window], hours: Hours, now: datetime) -> bool:
    """Whether one of these windows is open at the office's local time ``now``."""
    clock = _clock(now)
    return any(window.opens <= clock < window.closes for window in windows_on(windows, hours, now))


def availability(service: Service, hours: Hours, issued_today: int, now: datetime) -> tuple[Availability, str | None]:
    """Whether this service gives a number at the office's local time ``now``; if not, when today it will again."""
    if not service.gives_numbers:
        return Availability.INFORMATION_ONLY, None
    clock = _clock(now)
    ahead = [window for window in windows_on(hours.issuing, hours, now) if clock < window.closes]
    if not ahead:
        return Availability.CLOSED, None
    if 0 < service.quota_per_day <= issued_today:
        return Availability.QUOTA_USED, None
    return _until(ahead[0], hours, now)


def _until(window: Window, hours: Hours, now: datetime) -> tuple[Availability, str | None]:
    if window.opens <= _clock(now):
        return Availability.OPEN, None
    was_open = windows_on(hours.issuing, hours, now)[0] is not window
    return (Availability.BREAK if was_open else Availability.CLOSED), window.opens


def _clock(now: datetime) -> str:
    return now.strftime("%H:%M")
