"""How long a case may still take, and which waits are nobody's fault at a desk. Pure; instants in milliseconds UTC."""

from collections.abc import Iterable, Sequence
from itertools import chain

from protocol.messages import Case, Pause
from protocol.vocabulary import PauseCause

Span = tuple[int, int]


def due(case: Case, office: Iterable[Pause], now: int) -> int | None:
    """When the promise ends: ``due_at``, later by all the time in which the clock stood. None: nothing is promised yet.

    Pauses that overlap count once. One that lasts counts up to ``now``. What paused after the promise was broken
    does not mend it.
    """
    if case.due_at is None or case.complete_at is None:
        return None
    ends = case.due_at
    for since, until in stood(case, office, now):
        if since >= ends:
            break
        ends += until - since
    return ends


def stood(case: Case, office: Iterable[Pause], now: int) -> list[Span]:
    """The times since the files were complete in which the clock stood, one after the other, none overlapping."""
    if case.complete_at is None:
        return []
    return _merged(_within(chain(case.waited, office), case.complete_at, now))


def paused_ms(case: Case, office: Sequence[Pause], now: int) -> dict[PauseCause, int]:
    """How long the clock stood for each cause since the files were complete; overlapping causes each count."""
    if case.complete_at is None:
        return {}
    pauses = [*case.waited, *office]
    causes = dict.fromkeys(pause.cause for pause in pauses)
    totals = {
        cause: sum(
            until - since
            for since, until in _merged(
                _within((pause for pause in pauses if pause.cause is cause), case.complete_at, now)
            )
        )
        for cause in causes
    }
    return {cause: total for cause, total in totals.items() if total}


def runs(case: Case, office: Iterable[Pause]) -> bool:
    """Whether the clock of this case runs at this moment."""
    return all(pause.until is not None for pause in chain(case.waited, office))


def _within(pauses: Iterable[Pause], first: int, now: int) -> list[Span]:
    spans = ((max(p.since, first), min(now if p.until is None else p.until, now)) for p in pauses)
    return [(since, until) for since, until in spans if until > since]


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for since, until in sorted(spans):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((since, until))
    return merged
