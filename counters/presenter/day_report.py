"""A day in figures on the screen: the same words and figures as on its paper, and which days can be asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import wrap
from typing import Final

from babel.dates import format_date

from assets.texts import Language, text
from counters.presenter.case_file import local_time
from counters.presenter.phrases import service_title
from counters.presenter.seat import Seat
from protocol.messages import DayReport, ServiceDay

DAYS_BACK: Final = 31
"""A month is on paper by then; who needs more asks the journal itself."""

_CARDS: Final = ("cards_printed", "cards_spoiled", "cards_registered", "cards_handed_over")
_PAPERS: Final = ("papers_confirmed", "papers_failed", "papers_unknown", "copies")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what is counted, and how many."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What belongs together under one title: a service, the cards, the papers."""

    title: str
    lines: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class DayReportView:
    """``head`` in groups of four, so that two people can compare it aloud. ``earlier``, ``later``: days to go to."""

    day: str
    made: str
    figures: tuple[Figures, ...]
    journal: str
    seq: Figure
    head_name: str
    head: str
    earlier: bool
    later: bool


def day_report_view(seat: Seat, report: DayReport) -> DayReportView:
    """The report in the officer's language."""
    language = seat.language
    return DayReportView(
        day=long_day(language, report.day),
        made=local_time(report.made_at, seat),
        figures=(
            *(_service(seat, service) for service in report.services),
            _counted(language, report, "cards", _CARDS),
            _counted(language, report, "papers", _PAPERS),
        ),
        journal=said(language, "journal"),
        seq=Figure(said(language, "journal_seq"), str(report.journal_seq)),
        head_name=said(language, "journal_head"),
        head=" ".join(wrap(report.journal_head, 4)),
        earlier=beside(seat.mirror.day, report.day, -1) is not None,
        later=beside(seat.mirror.day, report.day, 1) is not None,
    )


def beside(today: str, day: str, by: int) -> str | None:
    """The day before or after; None for tomorrow, and for what lies too far back."""
    wanted = date.fromisoformat(day) + timedelta(days=by)
    now = date.fromisoformat(today)
    return wanted.isoformat() if now - timedelta(days=DAYS_BACK) <= wanted <= now else None


def long_day(language: Language, day: str) -> str:
    """Weekday and date in full."""
    return format_date(date.fromisoformat(day), "EEEE, d MMMM yyyy", locale=language)


def short_day(language: Language, day: str) -> str:
    """The date in a sentence."""
    return format_date(date.fromisoformat(day), "d MMMM", locale=language)


def said(language: Language, name: str) -> str:
    """The name that stands on the paper, too."""
    return text(language, "paper", f"report.{name}")


def _service(seat: Seat, day: ServiceDay) -> Figures:
    language = seat.language
    counts = {
        "issued": day.issued,
        "done": day.done,
        "open": day.open,
        "no_show": day.no_show,
        "cancelled": day.cancelled,
        "expired": day.expired,
    }
    waits = {"median_wait": day.median_wait_minutes, "longest_wait": day.longest_wait_minutes}
    return Figures(
        service_title(language, seat.mirror.office, day.service),
        (
            *(Figure(said(language, name), str(count)) for name, count in counts.items()),
            *(Figure(said(language, name), _minutes(language, minutes)) for name, minutes in waits.items()),
        ),
    )


def _minutes(language: Language, minutes: int) -> str:
    return text(language, "paper", "report.minutes", minutes=minutes)


def _counted(language: Language, report: DayReport, title: str, names: tuple[str, ...]) -> Figures:
    return Figures(said(language, title), tuple(Figure(said(language, n), str(getattr(report, n))) for n in names))
