"""Everything that was said and seen while the torture went on, kept in the words of the judge."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.owed import Stage
from protocol.messages import Ticket
from protocol.vocabulary import PrintOutcome
from tests.torture.judge import Told, Word
from tests.torture.pipe import Answered, Step

_OUTCOMES: Mapping[Stage, PrintOutcome] = {
    Stage.RESERVED: PrintOutcome.PENDING,
    Stage.SENT: PrintOutcome.SENT,
    Stage.CONFIRMED: PrintOutcome.CONFIRMED,
    Stage.FAILED: PrintOutcome.FAILED,
    Stage.UNKNOWN: PrintOutcome.UNKNOWN,
}

_CERTAIN = frozenset({PrintOutcome.CONFIRMED, PrintOutcome.FAILED})


@dataclass(slots=True)
class Records:
    """``numbers``: of each number, the ticket. ``trouble``: under which fault its first paper was wanted."""

    numbers: dict[str, int] = field(default_factory=dict)
    trouble: dict[int, str] = field(default_factory=dict)
    power_cuts: int = 0
    hub_away: list[tuple[float, float]] = field(default_factory=list)
    touches: int = 0
    touches_refused: int = 0
    spares: int = 0
    copies: int = 0
    _tries: dict[str, Word] = field(default_factory=dict)
    _unbegun: list[Word] = field(default_factory=list)
    _seen: dict[int, list[Told]] = field(default_factory=lambda: defaultdict(list))

    def answered(self, news: Answered, trouble: str) -> None:
        """A kiosk was given this paper. Raises AssertionError where the hub gave a number twice."""
        assert self.numbers.setdefault(news.number, news.ticket) == news.ticket, f"{news.number} was given twice"
        self.trouble.setdefault(news.ticket, trouble)

    def stepped(self, step: Step) -> None:
        """A kiosk has come so far with a try. Said again after a power cut, it was known before.

        A disk that was full remembers less than was known and said: it takes nothing back.
        """
        known, outcome = self._tries.get(step.key), _OUTCOMES[step.stage]
        if known is None or not (known.outcome is outcome or known.outcome in _CERTAIN):
            self._tries[step.key] = Word(step.ticket, outcome, step.at, step.copy)

    def never_begun(self, answered: Answered) -> None:
        """The power went between the hub's answer and the first step of this paper."""
        self._unbegun.append(Word(answered.ticket, PrintOutcome.PENDING, time.monotonic(), answered.copy))

    def touch_unheard(self, ticket: int) -> None:
        """A number was touched, and whoever touched it heard no answer: the hub may have given its paper away."""
        self._unbegun.append(Word(ticket, PrintOutcome.PENDING, time.monotonic()))

    def said(self, ticket: int, outcome: PrintOutcome, copy: int) -> None:
        """A counter says this of a copy that it printed."""
        self._tries[f"counter/{ticket}/{copy}"] = Word(ticket, outcome, time.monotonic(), copy)

    def saw(self, ticket: Ticket) -> None:
        """Staff's screens show this now."""
        seen = self._seen[ticket.id]
        if not seen or (seen[-1].outcome, seen[-1].owed) != (ticket.paper, ticket.paper_owed):
            seen.append(Told(ticket.paper, time.monotonic(), ticket.paper_owed))

    def words(self) -> Sequence[Word]:
        """The last word on each try."""
        return [*self._tries.values(), *self._unbegun]

    def staff(self) -> Mapping[int, Sequence[Told]]:
        """What staff's screens showed of each ticket, oldest first."""
        return self._seen
