"""How a case stands against its promise, pauses counted: until when, how urgent, and what it waits for."""

from dataclasses import dataclass
from typing import Final, Literal

from counters.presenter.seat import Seat
from counters.presenter.timing import MINUTE_MS
from protocol import clocks
from protocol.messages import Case
from protocol.vocabulary import PauseCause

Tone = Literal["good", "warn", "danger"]
DEFAULT_WARNING_MINUTES: Final = 5


@dataclass(frozen=True, slots=True)
class Promise:
    """``at``: when it ends, None while nothing is promised. ``paused``: what stops the clock now, if anything."""

    at: int | None
    tone: Tone
    paused: PauseCause | None

    @property
    def overdue(self) -> bool:
        return self.tone == "danger"


def promise_of(seat: Seat, case: Case) -> Promise:
    """The promise of this case at this instant."""
    pauses = seat.mirror.office_pauses()
    at = clocks.due(case, pauses, seat.now_ms)
    return Promise(at, _tone(seat, case, at), _paused(seat, case))


def _tone(seat: Seat, case: Case, at: int | None) -> Tone:
    if at is None:
        return "good"
    service = seat.mirror.office.service(case.service)
    warning = service.warning_minutes if service else DEFAULT_WARNING_MINUTES
    if seat.now_ms >= at:
        return "danger"
    return "warn" if seat.now_ms >= at - warning * MINUTE_MS else "good"


def _paused(seat: Seat, case: Case) -> PauseCause | None:
    """The applicant's own time first: what the office waits for does not matter while they fetch something."""
    running = [pause.cause for pause in (*case.waited, *seat.mirror.office_pauses()) if pause.until is None]
    return next((cause for cause in PauseCause if cause in running), None)
