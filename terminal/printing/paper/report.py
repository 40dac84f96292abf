"""The day in figures, for the folder, with the journal's head."""

from collections.abc import Iterator
from datetime import date
from textwrap import wrap

from babel.dates import format_date

from protocol.messages import ServiceDay
from terminal.printing.paper.blocks import heading, title
from terminal.printing.paper.elements import Element, Gap, Line
from terminal.printing.paper.setting import centred, left, pair, printed, ruled, to_sign
from terminal.printing.paper.slips import DayReportPaper
from terminal.printing.paper.wording import Wording

_VERIFY = "antrean audit verify --head"
_GROUP = 4
"""Digits of the head that stand together, so that two people can compare them aloud."""


def day_report(slip: DayReportPaper, say: Wording, columns: int) -> Iterator[Element]:
    """Figures of each service, of cards and papers, and the journal's head to keep on paper."""
    report = slip.report
    yield from heading(slip, say, columns)
    yield from ruled()
    yield from title(say("report.title"), columns)
    yield Gap(6)
    yield from centred(_long_day(slip), columns, bold=True)
    yield from printed(say("report.printed"), slip, slip.issued_at, columns)
    for service in report.services:
        yield from ruled()
        yield from _service(slip, service, say, columns)
    yield from ruled()
    yield from _table(
        say,
        columns,
        "report.cards",
        {
            "report.cards_printed": report.cards_printed,
            "report.cards_spoiled": report.cards_spoiled,
            "report.cards_registered": report.cards_registered,
            "report.cards_handed_over": report.cards_handed_over,
        },
    )
    yield from ruled()
    yield from _table(
        say,
        columns,
        "report.papers",
        {
            "report.papers_confirmed": report.papers_confirmed,
            "report.papers_failed": report.papers_failed,
            "report.papers_unknown": report.papers_unknown,
            "report.copies": report.copies,
        },
    )
    yield from ruled()
    yield from _journal(slip, say, columns)
    yield from ruled()
    yield from centred(say("report.checked"), columns)
    yield from to_sign(say("report.sign"), columns)


def _service(slip: DayReportPaper, service: ServiceDay, say: Wording, columns: int) -> Iterator[Element]:
    yield from left(slip.titles.get(service.service, service.service), columns, bold=True)
    yield Gap(4)
    for key, count in {
        "report.issued": service.issued,
        "report.done": service.done,
        "report.open": service.open,
        "report.no_show": service.no_show,
        "report.cancelled": service.cancelled,
        "report.expired": service.expired,
    }.items():
        yield from pair(say(key), str(count), columns)
    for key, minutes in {
        "report.median_wait": service.median_wait_minutes,
        "report.longest_wait": service.longest_wait_minutes,
    }.items():
        yield from pair(say(key), say("report.minutes", minutes=minutes), columns)


def _table(say: Wording, columns: int, head: str, rows: dict[str, int]) -> Iterator[Element]:
    yield from left(say(head), columns, bold=True)
    yield Gap(4)
    for key, count in rows.items():
        yield from pair(say(key), str(count), columns)


def _journal(slip: DayReportPaper, say: Wording, columns: int) -> Iterator[Element]:
    yield from left(say("report.journal"), columns, bold=True)
    yield Gap(4)
    yield from pair(say("report.journal_seq"), str(slip.report.journal_seq), columns)
    yield from left(say("report.journal_head"), columns)
    yield Gap(6)
    yield from (Line(line, "center", bold=True) for line in head_lines(slip.report.journal_head, columns))
    yield Gap(8)
    yield from left(say("report.verify"), columns)
    yield from centred(_VERIFY, columns, bold=True)


def head_lines(head: str, columns: int) -> list[str]:
    """The head in groups of four: four or eight groups a line, as fits."""
    groups = wrap(head, _GROUP)
    a_line = 8 if columns >= 8 * (_GROUP + 1) else 4
    return [" ".join(groups[start : start + a_line]) for start in range(0, len(groups), a_line)]


def _long_day(slip: DayReportPaper) -> str:
    return format_date(date.fromisoformat(slip.report.day), "EEEE, d MMMM yyyy", locale=slip.language)
