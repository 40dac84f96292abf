"""A week of windows as people read it: days one after the other with the same hours share a line. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from protocol.office import DAYS, Window


@dataclass(frozen=True, slots=True)
class Span:
    """Weekdays from ``first`` to ``last`` (Monday is 0), and their windows in the order of the day."""

    first: int
    last: int
    windows: tuple[Window, ...]


def windows_of(windows: Iterable[Window], weekday: int) -> tuple[Window, ...]:
    """This weekday's, in the order of the day."""
    return tuple(sorted((w for w in windows if DAYS[weekday] in w.days), key=lambda window: window.opens))


def spans(windows: tuple[Window, ...]) -> tuple[Span, ...]:
    """The days that have any."""
    found = []
    for times, run in groupby(range(len(DAYS)), key=lambda weekday: _times(windows_of(windows, weekday))):
        weekdays = list(run)
        if times:
            found.append(Span(weekdays[0], weekdays[-1], windows_of(windows, weekdays[0])))
    return tuple(found)


def _times(windows: tuple[Window, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((window.opens, window.closes) for window in windows)
