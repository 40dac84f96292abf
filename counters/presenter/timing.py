"""Minutes and the promise of the service standard: how a card's clock stands, in words and in a colour."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from assets.texts import Language
from counters.presenter.phrases import say
from counters.presenter.seat import Seat
from protocol import clocks
from protocol.messages import Case
from protocol.vocabulary import CaseState

Tone = Literal["good", "warn", "danger"]

MINUTE_MS: Final = 60_000
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_SHORT: Final = 2 * _HOUR
"""Up to here minutes are counted; above it hours, and from two days on days."""

PROMISED: Final = (
    CaseState.VERIFYING,
    CaseState.AWAITING_APPROVAL,
    CaseState.AWAITING_PRINT,
    CaseState.AWAITING_REGISTER,
)
"""Where the promise still has to be kept: before the card is ready."""


@dataclass(frozen=True, slots=True)
class CaseClock:
    """Minutes left until the card is promised; negative when late. ``part`` of the time that is used, up to 1.

    ``due_at`` is the promise with all pauses so far. ``stands``: a pause lasts, and nothing of the time is used now.
    """

    minutes: int
    part: float
    tone: Tone
    due_at: int = 0
    stands: bool = False

    @property
    def key(self) -> str:
        """The phrase that says it without any colour; takes ``time``."""
        if self.minutes < 0:
            return "clock.late"
        if self.stands:
            return "clock.stands"
        return "clock.hurry" if self.tone == "warn" else "clock.left"


def clock_text(clock: CaseClock | None, language: Language) -> str:
    """The promise in words, which need no colour."""
    return say(language, clock.key, time=span(language, abs(clock.minutes))) if clock else ""


def span(language: Language, minutes: int) -> str:
    """A length of time in the unit that people would use for it."""
    if minutes <= _SHORT:
        return say(language, "span.minutes", count=minutes)
    if minutes < 2 * _DAY:
        return say(language, "span.hours", count=minutes // _HOUR)
    return say(language, "span.days", count=minutes // _DAY)


def minutes_since(then_ms: int, now_ms: int) -> int:
    """Whole minutes that have passed; never negative, though clocks of two machines differ a little."""
    return max(0, (now_ms - then_ms) // MINUTE_MS)


def case_clock(seat: Seat, case: Case) -> CaseClock | None:
    """The clock of a case since its files were complete; None before, and when nothing is promised any more."""
    pauses = seat.mirror.office_pauses()
    due_at = clocks.due(case, pauses, seat.now_ms)
    if due_at is None or case.complete_at is None or case.due_at is None or case.state not in PROMISED:
        return None
    left, whole = due_at - seat.now_ms, max(1, case.due_at - case.complete_at)
    return CaseClock(
        minutes=_minutes_left(left),
        part=min(1.0, max(0.0, 1 - left / whole)),
        tone=_tone(left, _warning_ms(seat, case)),
        due_at=due_at,
        stands=not clocks.runs(case, pauses),
    )


def _warning_ms(seat: Seat, case: Case) -> int:
    service = seat.mirror.office.service(case.service)
    return MINUTE_MS * service.warning_minutes if service else 0


def _minutes_left(left_ms: int) -> int:
    """A started minute counts whole, on both sides: "1 minute left" until the very end, then "1 minute late"."""
    return -(-left_ms // MINUTE_MS) if left_ms > 0 else left_ms // MINUTE_MS


def _tone(left_ms: int, warning_ms: int) -> Tone:
    if left_ms <= 0:
        return "danger"
    return "warn" if left_ms <= warning_ms else "good"


def by_urgency(seat: Seat, cases: Iterable[Case]) -> list[Case]:
    """What was given to this person first, then by the promise: the overdue lead. What has no promise, by its age."""
    pauses = seat.mirror.office_pauses()

    def key(case: Case) -> tuple[bool, int, int]:
        due_at = clocks.due(case, pauses, seat.now_ms) or case.due_at or case.changed_at
        return case.assigned_to != seat.session.staff, due_at, case.id

    return sorted(cases, key=key)


def seconds_left(until_ms: int, now_ms: int) -> int:
    """Started seconds until an instant; 0 when it has passed."""
    return max(0, -(-(until_ms - now_ms) // 1000))
