"""The judge's word on a whole run, fault by fault, as a table. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from protocol.vocabulary import PrintOutcome
from tests.torture.judge import Fault, Finding, History, judge, slowest

NOBODY = "nobody was told"
_SHOWN = 40
"""More findings than this help nobody."""


@dataclass(slots=True)
class Row:
    """The tickets of one fault: what became of their first try, and what the judge found. ``slowest_s``: see judge."""

    outcomes: Counter[PrintOutcome] = field(default_factory=Counter)
    findings: Counter[Fault] = field(default_factory=Counter)
    slowest_s: float = 0.0

    @property
    def tickets(self) -> int:
        return self.outcomes.total()


@dataclass(frozen=True, slots=True)
class Verdict:
    rows: Mapping[str, Row]
    findings: Sequence[Finding]
    history: History
    trouble: Mapping[int, str]

    @property
    def clean(self) -> bool:
        return not self.findings


def verdict(history: History, trouble: Mapping[int, str]) -> Verdict:
    """``trouble``: the name of each ticket's fault; a ticket without one was wanted, and no kiosk heard of it."""
    findings = judge(history)
    rows: dict[str, Row] = defaultdict(Row)
    first: dict[int, PrintOutcome] = {}
    for word in history.words:
        if word.copy == 0:
            first.setdefault(word.ticket, word.outcome)
    for ticket in history.hub:
        rows[trouble.get(ticket, NOBODY)].outcomes[first.get(ticket, PrintOutcome.PENDING)] += 1
    for finding in findings:
        rows[trouble.get(finding.ticket, NOBODY)].findings[finding.fault] += 1
    for name, row in rows.items():
        words = [word for word in history.words if trouble.get(word.ticket) == name]
        row.slowest_s = slowest(replace(history, sheets=(), words=words, hub={}, left_on_disk=()))
    return Verdict(rows, findings, history, trouble)


def table(found: Verdict) -> Iterable[str]:
    """Line by line, with a sum at the end, and what was found."""
    yield (
        f"{'fault':<22}{'tickets':>8}{'confirmed':>11}{'unknown':>9}{'failed':>8}{'open':>6}"
        f"{'lost':>6}{'twice':>6}{'false':>6}{'unseen':>7}{'slowest':>9}"
    )
    total = Row()
    for name, row in sorted(found.rows.items()):
        yield _line(name, row)
        total.outcomes += row.outcomes
        total.findings += row.findings
        total.slowest_s = max(total.slowest_s, row.slowest_s)
    yield _line("all", total)
    for finding in found.findings[:_SHOWN]:
        yield f"FOUND: {finding} ({found.trouble.get(finding.ticket, NOBODY)})"
        yield f"       {_story(found.history, finding.ticket)}"
    if len(found.findings) > _SHOWN:
        yield f"... and {len(found.findings) - _SHOWN} more"


def _line(name: str, row: Row) -> str:
    said, found = row.outcomes, row.findings
    left = said[PrintOutcome.PENDING] + said[PrintOutcome.SENT]
    return (
        f"{name:<22}{row.tickets:>8}{said[PrintOutcome.CONFIRMED]:>11}{said[PrintOutcome.UNKNOWN]:>9}"
        f"{said[PrintOutcome.FAILED]:>8}{left:>6}{found[Fault.LOSS]:>6}{found[Fault.DUPLICATE]:>6}"
        f"{found[Fault.FALSE_FAILURE]:>6}{found[Fault.UNSEEN]:>7}{row.slowest_s:>7.2f} s"
    )


def _story(history: History, ticket: int) -> str:
    """What happened to this ticket, in its order."""
    told = [(told.at, f"staff see {told.outcome}{', owed' * told.owed}") for told in history.staff.get(ticket, ())]
    said = [(word.at, f"copy {word.copy} {word.outcome}") for word in history.words if word.ticket == ticket]
    papers = ["whole" * sheet.whole or "torn" for sheet in history.sheets if sheet.ticket == ticket and not sheet.copy]
    copies = sum(sheet.ticket == ticket and sheet.copy for sheet in history.sheets)
    return "; ".join(
        [*(f"{at:.2f} {what}" for at, what in sorted(told + said)), f"originals {papers}, copies {copies}"]
    )
