"""The plan's own bookkeeping of the played week, and the same questions asked of the books in bare SQL.

Neither side uses a rule of the hub: one counts what was done, the other what was kept, and they must agree to the unit.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from protocol.vocabulary import BlankMove, CaseState, Result, Step, TicketState

Counts = Counter[str]


@dataclass
class Ledger:
    """What must be in the books. Each field is one thing that is compared, by its name."""

    cases: dict[int, str] = field(default_factory=dict)
    tickets: dict[int, str] = field(default_factory=dict)
    numbers: Counts = field(default_factory=Counter)
    steps: Counts = field(default_factory=Counter)
    journal: Counts = field(default_factory=Counter)
    serials: dict[str, str] = field(default_factory=dict)
    registers: Counts = field(default_factory=Counter)
    blanks: Counts = field(default_factory=Counter)
    closings: dict[str, str] = field(default_factory=dict)
    approvers: dict[int, str] = field(default_factory=dict)
    received: dict[int, int] = field(default_factory=dict)
    pickup_days: dict[int, str] = field(default_factory=dict)
    applicants_waits: dict[int, str] = field(default_factory=dict)
    handed_over: dict[int, str] = field(default_factory=dict)
    letters: Counts = field(default_factory=Counter)
    delegations: int = 0
    incidents: dict[str, str] = field(default_factory=dict)
    notes: int = 0
    documents: int = 0

    def step(self, case: int, state: CaseState, step: Step, result: Result) -> None:
        """Somebody, or the hub itself, took a step, and the case stands there now."""
        self.cases[case] = state.value
        self.steps[f"{step.value}/{result.value}"] += 1
        self.journal[f"{step.value}/{result.value}"] += 1

    def ticket(self, ticket: int, state: TicketState) -> None:
        self.tickets[ticket] = state.value

    def moved(self, move: BlankMove, count: int) -> None:
        """``count`` is signed: what it did to the safe."""
        self.blanks[move.value] += count
        self.journal["blanks_changed"] += 1

    @property
    def balance(self) -> int:
        return sum(self.blanks.values())


def differences(plan: Ledger, books: Ledger) -> Iterator[str]:
    """In words, everything in which they do not agree."""
    for one in fields(Ledger):
        planned, kept = getattr(plan, one.name), getattr(books, one.name)
        if isinstance(planned, int):
            if planned != kept:
                yield f"{one.name}: {planned} planned, {kept} in the books"
            continue
        for key in sorted({*planned, *kept}, key=str):
            if planned.get(key) != kept.get(key):
                yield f"{one.name} {key}: {planned.get(key)} planned, {kept.get(key)} in the books"
